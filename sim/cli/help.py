"""What `--help` prints. Nothing heavy is imported for it."""

from __future__ import annotations

from sim.scenario.names import names

VERBS = {
    "run": "one told run of a scenario, and how often, how long, why it ended in many",
    "sweep": "a design over parameters, into a store that resumes; a table, a picture, a sentence",
    "compare": "scenarios, or one scenario under several changes, side by side",
    "why": "why a run ended: its chain of causes, and what the end hung on",
    "sensitivity": "which parameters matter, how much is luck, and where agreements fail",
    "fit": "parameters that several agreements share, fitted to their record and tested beyond it",
    "patterns": "whether a scenario shows the general patterns of the literature",
    "play": "take a seat: decide for one party week by week, then see what was true",
    "lab": "the model in a browser, for one person or for a room",
    "scenarios": "lists the scenarios, a line each",
    "check": "says whether a scenario file is sound; --keys lists every parameter",
}

COMMON_KEYS = """\
Keys, written key=value after the verb:
  scenario=idlib/moscow_2020   the scenario
  behaviour=standard           how parties behave; by default as the scenario says
  measurement=standard         how an end is measured
  seed=1                       the same seed gives the same results
  replicates=500               how many runs
  horizon=365                  days simulated; by default as the scenario says
  engine=compiled              what carries the runs out
  workers=2                    processes; by default one for each processor
  out=FOLDER                   where results go; by default a new folder under results/
  scenario_dir=FOLDER          scenario files of your own are looked for there first
Every number of a scenario has a key too, such as
  scenario.agreements.ID.worth=3    behaviour.retaliation.ratio=0.2
`ceasefire check --keys` lists them. +key=value adds an entry, ~key takes one away."""

RUN_HELP = """\
ceasefire run [key=value ...]

Runs a scenario: tells one run (replicate 0) as a story with a timeline and a map, and
says of many runs how often, how long and why the agreement ended.

{keys}
  config=FILE                  a YAML file of such settings, as the lab hands it out

Options:
  --cfg job                    print the composed configuration and stop
  --help                       this text

{groups}

Examples:
  ceasefire run
  ceasefire run scenario=idlib/moscow_2020 replicates=500 seed=2
  ceasefire run scenario=textbook/standard behaviour.talks.active=false out=no_talks"""

SWEEP_HELP = """\
ceasefire sweep [key=value ...]

Runs a scenario at many points of a design, many times each, into a store, and says what
changed most. A replicate has the same luck at every point. Given again, the same command
goes on where it stopped.

Give parameters several values, in the grammar of Hydra:
  KEY=0.1,0.2,0.5              these values
  'KEY=range(0,1,0.25)'        0, 0.25, 0.5, 0.75: the end is left out
  'KEY=interval(0,1)'          from 0 to 1, for designs of samples

Designs:
  design=grid                  every combination (the default)
  design=list                  the first values together, the second, and so on
  design=one_at_a_time         the scenario as it is, then one parameter after the other
  design=latin_hypercube       design.points=N points, each parameter evenly covered
  design=sobol                 design.points=N points, a power of two
  design=saltelli              for indices of sensitivity; N base samples
  design=csv design.file=FILE  the points of a file
  '+design.space={{KEY:[0,1]}}'  values, or ends for designs of samples

{keys}
  executor=threads             or processes, dask, auto
  executor.address=tcp://...   a scheduler of Dask
  chunk=N                      runs that a worker is handed at once
  clauses=true                 keep the table of clauses too
  config=FILE                  a YAML file of such settings

Options:
  --cfg job                    print the composed configuration and stop
  --help                       this text

{groups}

Examples:
  ceasefire sweep scenario=textbook/standard \\
    'scenario.ties.sponsor_a_party_a.leverage=range(0,1,0.25)' replicates=1000
  ceasefire sweep scenario=textbook/standard design=sobol design.points=1024 \\
    '+design.space={{scenario.ties.sponsor_a_party_a.leverage:[0,1]}}'"""

COMPARE_HELP = """\
ceasefire compare scenario=NAME,NAME[,...] [key=value ...]
ceasefire compare scenario=NAME '+compare.variants.ID=["KEY=VALUE", ...]' ... [key=value ...]

Runs several scenarios, or one under several changes, on the same replicates, and sets
them side by side: how long they held and how they ended, what each changes against the
first, clause by clause, and under each definition of an end. Prints a table and a
sentence; writes report.html, the figures as SVG, and all tables.

What a variant changes is one of two kinds:
  scenario.*                   levers: terms of an agreement, who watches and guarantees it,
                               and the ties and parties that it meets
  behaviour.*                  uncertainties: what nobody chooses
Variants of one scenario share their luck replicate by replicate, so that a difference is
due to the change; its interval uses that. Different scenarios share none.

  '+compare.variants.no_patrols=["scenario.obligations.patrols.active=false"]'
                               a variant with its changes, as many as you like
  compare.base=false           leave out the scenario without changes (the first otherwise)
  config=FILE                  a YAML file of such settings

{keys}

Options:
  --cfg job                    print the composed configuration and stop
  --help                       this text

{groups}

Examples:
  ceasefire compare scenario=idlib/sochi_2018,idlib/moscow_2020
  ceasefire compare scenario=idlib/moscow_2020 \\
    '+compare.variants.no_patrols=["scenario.obligations.patrols.active=false"]'"""

WHY_HELP = """\
ceasefire why [key=value ...]

Says why a run ended: the chain of events behind its end, told and drawn; then what the end
hung on. Each provision, obligation, tie, monitor, spoiler, decision and mechanism is left
out in turn, or each duty kept, with all other luck as it was, in that run and in many.

{keys}
  replicate=0                  the run whose end is told
  replicates=200               how many runs each question is put to, from replicate 0
  why.pairs=0                  put each two of so many of the first changes together
  config=FILE                  a YAML file of such settings

Options:
  --cfg job                    print the composed configuration and stop
  --help                       this text

{groups}

Examples:
  ceasefire why
  ceasefire why scenario=idlib/moscow_2020 replicate=3 replicates=100
  ceasefire why scenario=textbook/standard why.pairs=4 out=why_standard"""

SENSITIVITY_HELP = """\
ceasefire sensitivity [key=value ...]

Says which parameters matter, how much is luck, and in which region of the inputs
agreements fail: every parameter at the ends of its range, the strongest at several
values, elementary effects (Morris), Sobol indices with intervals, and a search for a
region (PRIM). Given again, the same command goes on where it stopped.

By default every assumed number of the scenario and its behaviour varies: a share or
probability from half to twice its odds, any other number from half to twice its value.
To say what varies, and over what:
  sensitivity.only=[behaviour.offensive,behaviour.*.base]   beginnings of keys, or patterns
  '+sensitivity.space={{KEY:[0.1,0.6]}}'  low and high, or flags or texts to choose from
  'KEY=interval(0.1,0.6)'               the same for one parameter; KEY=true,false too

Settings:
  sensitivity.outcome=days_held  or held_90, attacks, breaches, displaced, talks ...
  sensitivity.most=8             parameters that go on to Sobol indices
  sensitivity.values=7           values of each of the strongest, one at a time
  sensitivity.trajectories=16    trajectories of elementary effects
  sensitivity.samples=512        base samples of Sobol indices, a power of two
  sensitivity.cases=1024         points of the search for a region, a power of two
  sensitivity.fails_within=90    an agreement fails that ends within so many days
  sensitivity.design_seed=1      other points; it has nothing to do with luck
  replicates=16                  runs at each point at the ends of ranges; 4 times as
                                 many for the strongest, a quarter for Morris and
                                 Sobol, half for the search

{keys}
  executor=threads             or processes, dask, auto
  config=FILE                  a YAML file of such settings

Options:
  --cfg job                    print the composed configuration and stop
  --help                       this text

{groups}

Examples:
  ceasefire sensitivity scenario=textbook/standard
  ceasefire sensitivity scenario=idlib/moscow_2020 sensitivity.only=[behaviour] \\
    sensitivity.outcome=held_90
  ceasefire sensitivity scenario=textbook/standard \\
    'scenario.ties.sponsor_a_party_a.leverage=interval(0,1)' \\
    scenario.obligations.patrols.active=true,false"""

FIT_HELP = """\
ceasefire fit [fit=idlib] [key=value ...]

Fits the parameters that several agreements share to their record, and tests what comes out
beyond it: a screening that chooses what is free, waves of draws weighed by the chance of
the record (days by every defensible dating, kinds of end, published counts), parameters
before and after, predictions beside the record, each agreement predicted from the others
beside simple rivals, what was held out as a band, and synthetic records by which the method
is tried. Given again, the same command goes on where it stopped.

The record lies in configs/record; what is asked of it in configs/fit, as settings:
  fit.free=[KEY,...]           free parameters; by default the screening chooses
  fit.ranges=[[KEY,LOW,HIGH]]  prior ranges that do not go by the values of the files
  fit.most=8                   how many it chooses
  fit.rest=vary                or fixed: whether the others vary over their prior ranges
  fit.draws=1024 fit.waves=3   draws of each wave, a power of two; and waves
  fit.region=256               draws of the fitted region that are carried into predictions
  fit.days_factor=1.5 fit.kind_error=0.1 fit.counts_factor=2   errors of the model
  fit.planted=200              synthetic records that are fitted in turn
  replicates=16                runs of each draw and agreement
  seed, engine, workers, out, executor, config=FILE as elsewhere
  behaviour=NAME behaviour.KEY=VALUE   a behaviour in place of the one of the scenarios

Options:
  --cfg job                    print the composed configuration and stop
  --help                       this text

Examples:
  ceasefire fit
  ceasefire fit config=experiments/idlib_fit/config.yaml"""

PATTERNS_HELP = """\
ceasefire patterns [key=value ...]

Sets a scenario beside the general patterns of the literature, such as how many ceasefires
are still in force after a month, how few violations end one, whether fire answers fire, and
what specific texts and the leverage of sponsors do. Prints a table of patterns met and
missed; writes it as a page, with pictures and tables. Nothing here is fitted.

The literature counts many agreements, each under circumstances of its own. So by default
every assumed circumstance of the scenario (strength, weariness, beliefs, leverage, worth of
texts, monitors, ground) is drawn anew in each run, from half to twice its value or its odds;
how parties choose stays as it is.

{keys}
  replicates=2000              runs of each variant
  patterns.logs=200            runs whose log is read
  patterns.vary=false          circumstances alike in all runs

Options:
  --cfg job                    print the composed configuration and stop
  --help                       this text

{groups}

Examples:
  ceasefire patterns
  ceasefire patterns behaviour.offensive.threshold=11 out=patterns_11"""

PLAY_HELP = """\
ceasefire play [key=value ...]

Takes a seat in a scenario. You decide for one party week by week and see what it would
see; the model plays the others. When the game is over, the curtain rises: what was true,
what the others believed, what the model would have done in your seat, and how the same
luck goes on under other choices. Without seat= it lists the seats.

Keys, written key=value after the verb:
  scenario=textbook/standard   the scenario; its numbers have keys too, as for the other verbs
  seat=sponsor_a               the party that you play
  weeks=12                     weeks to play; by default as long as the scenario says
  horizon=84                   the same in days
  seed=1 replicate=7           the luck; by default one that nobody knows, told at the end
  save=FILE                    where the game is saved, after every week
  resume=FILE                  go on with a saved game
  replay=FILE                  see a saved game again, week by week
  alternatives=false           leave out the same luck under other choices
  scenario_dir=FOLDER          scenario files of your own are looked for there first

In the game, type ? for what you can type. Lines may come from a pipe, one command each.

Options:
  --cfg job                    print the composed configuration and stop
  --help                       this text

{groups}

Examples:
  ceasefire play scenario=textbook/standard
  ceasefire play scenario=textbook/standard seat=sponsor_a weeks=12
  ceasefire play scenario=idlib/sochi_2018 seat=turkey save=turkey.game.json"""

LAB_HELP = """\
ceasefire lab [key=value ...]

Opens the lab in a browser: pick a scenario, read its clauses, change a few numbers, play
one run day by day on the map, count many, compare, ask why. Nothing leaves this machine,
and nothing is loaded from outside.

Keys, written key=value after the verb:
  host=127.0.0.1               this machine alone; host=0.0.0.0 opens it to the room
  port=8765                    0 for any that is free
  open=true                    open the browser too
  code=PEACE7                  what the room has to type; by default a new one each time
  workers=2                    threads for runs; by default one for each processor
  scenario_dir=FOLDER          scenario files of your own are listed too
  games=results/games          the folder in which games are written down

Stop it with Ctrl-C.

Options:
  --help                       this text

Examples:
  ceasefire lab
  ceasefire lab host=127.0.0.1 port=8765 open=false
  ceasefire lab host=0.0.0.0 code=PEACE7"""

SCENARIOS_HELP = """\
ceasefire scenarios [scenario_dir=FOLDER]

Lists the scenarios, a line each: name, first day, days simulated, title; below it the
first sentence of the summary."""

CHECK_HELP = """\
ceasefire check FILE ... [scenario_dir=FOLDER]
ceasefire check --keys [PATTERN] [scenario=NAME]

Says whether scenario files are sound, and if not, where and why. FILE is a path, or the
name of a scenario. The files that a scenario file names (conflict, behaviour,
measurement) are looked for in folders of these names beside it, then among those
shipped.

--keys lists every parameter with meaning, unit, range, default and source. PATTERN
chooses among them: a part of the key, or a pattern such as 'behaviour.*.active'. With
scenario=idlib/moscow_2020 it lists the keys of that one, with its ids and values."""


LONG_HELP = {
    "run": RUN_HELP,
    "sweep": SWEEP_HELP,
    "compare": COMPARE_HELP,
    "why": WHY_HELP,
    "sensitivity": SENSITIVITY_HELP,
    "patterns": PATTERNS_HELP,
    "fit": FIT_HELP,
    "play": PLAY_HELP,
    "lab": LAB_HELP,
}


def general_help() -> str:
    """Give the text of `ceasefire --help`.

    Returns
    -------
    str
        Verbs, keys and groups.
    """
    width = max(len(verb) for verb in VERBS)
    verbs = "\n".join(f"  {verb:<{width}}   {does}" for verb, does in VERBS.items())
    return (
        "ceasefire VERB [key=value ...]\n\nSimulates ceasefires: whether they hold, and why"
        f" they end.\n\nVerbs:\n{verbs}\n\n{COMMON_KEYS}\n\n{groups()}\n\n"
        "`ceasefire VERB --help` says more; `ceasefire --version` names the version."
    )


def verb_help(verb: str) -> str:
    """Give the text of `ceasefire VERB --help`.

    Parameters
    ----------
    verb : str
        One of `VERBS`.

    Returns
    -------
    str
        What it does, and what it takes.
    """
    if verb in LONG_HELP:
        return LONG_HELP[verb].format(keys=COMMON_KEYS, groups=groups())
    return {"scenarios": SCENARIOS_HELP, "check": CHECK_HELP}[verb]


def groups() -> str:
    """List what the groups offer.

    Returns
    -------
    str
        A heading, and a line for each scenario, behaviour and measurement.
    """
    lines = ["Groups, and what they offer:"]
    for kind in ("scenario", "behaviour", "measurement"):
        lines.append(f"  {kind}")
        lines += [f"    {name}" for name in names(kind)]
    return "\n".join(lines)
