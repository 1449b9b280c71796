"""Every verb, declared once: what it does, and its keys with type, default, limits and meaning.

A verb is a class. Its docstring is its help, its first line that of the list of verbs; its fields
are its keys. `sim.cli.help` prints what stands here, and `sim.cli.compose` reads arguments into
an instance of the class. Nothing heavy is imported: pydantic comes when arguments are read.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, get_args, get_type_hints

from sim.runs.engines import DEFAULT_ENGINE, ENGINES, LARGEST_SEED, LONGEST_HORIZON, MOST_REPLICATES
from sim.scenario.errors import did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

GROUPS = ("scenario", "behaviour", "measurement")
_LARGEST_REPLICATE = 2**31 - 1
_MOST_WEEKS = 2000
_MOST_LOGS = 100_000
MOST_POINTS = 1_000_000


@dataclass(frozen=True)
class Help:
    """What help says of a key.

    Parameters
    ----------
    meaning : str
        What the key says, or what it does.
    example : str, optional
        What stands after the equals sign; by default the default of the key.
    """

    meaning: str
    example: str | None = None


@dataclass(frozen=True)
class Choice:
    """A file of the folder of `configs/` that is named like the key; its keys stand below it."""

    default: str


@dataclass(frozen=True)
class Whole:
    """A whole number between two limits."""

    ge: int | None = None
    le: int | None = None

    def __get_pydantic_core_schema__(self, _: object, __: GetCoreSchemaHandler) -> CoreSchema:
        """Take whole numbers only, where pydantic would take flags and texts too."""
        from pydantic_core import core_schema

        return core_schema.int_schema(strict=True, ge=self.ge, le=self.le)


@dataclass(frozen=True)
class ReadBy:
    """A value that a function of one's own reads; it raises what `_unfit` gives."""

    function: Callable[[object], Any]

    def __get_pydantic_core_schema__(self, _: object, __: GetCoreSchemaHandler) -> CoreSchema:
        """Read with the function instead of the plain type."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(self.function)


def _unfit(said: str, mend: str) -> ValueError:
    from pydantic_core import PydanticCustomError

    return PydanticCustomError("mended", "{said}", {"said": said, "mend": mend})


def _engine(value: object) -> str:
    if not isinstance(value, str) or value not in ENGINES:
        mend = did_you_mean(str(value), ENGINES)
        raise _unfit(f"there is no engine {shown(value)}", mend)
    return value


def _path(value: object, what: str = "file") -> Path:
    if isinstance(value, dict | list | bool) or not str(value).strip():
        raise _unfit(f"it names no {what}", f"Write {{key}}={what.upper()}")
    return Path(str(value)).expanduser()


def _patterns(value: object) -> tuple[str, ...]:
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        mend = "Write [behaviour.offensive,behaviour.talks], or a pattern with *"
        raise _unfit(f"{shown(value)} is no list of keys", mend)
    return tuple(found)


_EngineName = Annotated[str, ReadBy(_engine)]
_File = Annotated[Path, ReadBy(_path)]
_Folder = Annotated[Path, ReadBy(partial(_path, what="folder"))]
_KeyPatterns = Annotated[tuple[str, ...], ReadBy(_patterns)]


@dataclass(frozen=True, kw_only=True)
class Keys:
    """Base of all parts: no key but those that are declared."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


@dataclass(frozen=True, kw_only=True)
class Executor(Keys):
    """Where the runs of a study are carried out."""

    name: str = "auto"
    address: Annotated[str | None, Help("a scheduler of Dask", "tcp://...")] = None


@dataclass(frozen=True, kw_only=True)
class Verb(Keys):
    """Base of all verbs."""

    usage: ClassVar[tuple[str, ...]] = ("[key=value ...]",)
    examples: ClassVar[str] = ""
    # Parts of a scenario that it takes, in the grammar of Hydra; without any it takes plain
    # settings and words.
    groups: ClassVar[tuple[str, ...]] = GROUPS
    default_scenario: ClassVar[str] = "idlib/sochi_2018"
    # Key under whose `space` parameters are put that are given several values.
    space: ClassVar[str] = ""
    # Inherited keys that it does not take.
    left_out: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def verb(cls) -> str:
        """Name of the verb."""
        return cls.__name__.lower()


@dataclass(frozen=True, kw_only=True)
class Settings(Verb):
    """Keys that all verbs have that run scenarios."""

    seed: Annotated[int, Whole(0, LARGEST_SEED), Help("the same seed gives the same results")] = 1
    replicates: Annotated[int, Whole(1, MOST_REPLICATES), Help("how many runs")] = 500
    horizon: Annotated[
        Annotated[int, Whole(1, LONGEST_HORIZON)] | None,
        Help("days simulated; by default as the scenario says", "365"),
    ] = None
    engine: Annotated[_EngineName, Help("what carries the runs out")] = DEFAULT_ENGINE
    workers: Annotated[
        Annotated[int, Whole(1, 1024)] | None,
        Help("processes; by default one for each processor", "2"),
    ] = None
    out: Annotated[
        _Folder | None, Help("where results go; by default a new folder under results/", "FOLDER")
    ] = None
    scenario_dir: Annotated[
        _Folder | None, Help("scenario files of your own are looked for there first", "FOLDER")
    ] = None

    def carried(self) -> dict[str, Any]:
        """Give the settings that every question hands on to what carries it out."""
        names = ("seed", "replicates", "horizon", "engine", "workers")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, kw_only=True)
class Run(Settings):
    """One run of a scenario as a story, and how often, how long, why it ended in many.

    Tells one run (replicate 0) as a story with a timeline and a map, and says of many runs
    how often, how long and why the agreement ended.
    """

    examples = """\
run
run scenario=idlib/moscow_2020 replicates=500 seed=2
run scenario=textbook/standard behaviour.talks.active=false out=no_talks"""


@dataclass(frozen=True, kw_only=True)
class DesignKeys(Keys):
    """Keys of a design; `sim.runs.designs.Design` says what they mean."""

    name: str = "grid"
    space: Annotated[
        dict[str, Any], Help("values by key, or ends for designs of samples", "{KEY:[0,1]}")
    ] = field(default_factory=dict)
    points: Annotated[int, Whole(1, MOST_POINTS), Help("points of a design of samples", "1024")] = (
        64
    )
    seed: Annotated[int, Whole(0, LARGEST_SEED), Help("other points of such a design")] = 1
    file: Annotated[_File | None, Help("file of points, for design=csv", "FILE")] = None


@dataclass(frozen=True, kw_only=True)
class Sweep(Settings):
    """A design over parameters, into a store that resumes; a table, a picture, a sentence.

    Runs a scenario at many points of a design, many times each, into a store, and says what
    changed most. A replicate has the same random stream at every point. Given again, the same
    command goes on where it stopped.

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
    """

    examples = """\
sweep scenario=textbook/standard \\
    'scenario.ties.sponsor_a_party_a.leverage=range(0,1,0.25)' replicates=1000
sweep scenario=textbook/standard design=sobol design.points=1024 \\
    '+design.space={scenario.ties.sponsor_a_party_a.leverage:[0,1]}'"""
    space = "design"
    design: Annotated[DesignKeys, Help("which points are run"), Choice("grid")] = DesignKeys()
    executor: Annotated[Executor, Help("or processes, dask, auto", "threads"), Choice("auto")] = (
        Executor()
    )
    chunk: Annotated[
        Annotated[int, Whole(1)] | None, Help("runs that a worker is handed at once", "N")
    ] = None
    clauses: Annotated[bool, Help("keep the table of clauses too", "true")] = False


@dataclass(frozen=True, kw_only=True)
class CompareKeys(Keys):
    """Keys of a comparison."""

    variants: Annotated[
        dict[str, Any], Help("lists of changes by the name of the variant", '{ID:["KEY=VALUE"]}')
    ] = field(default_factory=dict)
    base: Annotated[
        bool | None, Help("leave out the scenario without changes (the first otherwise)", "false")
    ] = None


@dataclass(frozen=True, kw_only=True)
class Compare(Settings):
    """Scenarios, or one scenario under several changes, side by side.

    Runs several scenarios, or one under several changes, on the same replicates, and sets
    them side by side: how long they held and how they ended, what each changes against the
    first, clause by clause, and under each definition of an end. Prints a table and a
    sentence; writes report.html, the figures as SVG, and all tables.

    What a variant changes is one of two kinds:
      scenario.*                   levers: terms of an agreement, who watches and guarantees it,
                                   and the ties and parties that it meets
      behaviour.*                  uncertainties: what nobody chooses
    Variants of one scenario share their random streams replicate by replicate, so that a
    difference is due to the change; its interval uses that. Different scenarios share none.

      '+compare.variants.no_patrols=["scenario.obligations.patrols.active=false"]'
                                   a variant with its changes, as many as you like
    """

    usage = (
        "scenario=NAME,NAME[,...] [key=value ...]",
        "scenario=NAME '+compare.variants.ID=[\"KEY=VALUE\", ...]' ... [key=value ...]",
    )
    examples = """\
compare scenario=idlib/sochi_2018,idlib/moscow_2020
compare scenario=idlib/moscow_2020 \\
    '+compare.variants.no_patrols=["scenario.obligations.patrols.active=false"]'"""
    compare: CompareKeys = CompareKeys()


@dataclass(frozen=True, kw_only=True)
class WhyKeys(Keys):
    """Keys of the question why."""

    pairs: Annotated[
        int, Whole(0, 12), Help("put each two of so many of the first changes together")
    ] = 0


@dataclass(frozen=True, kw_only=True)
class Why(Settings):
    """Why a run ended: its chain of causes, and what the end depended on.

    Says why a run ended: the chain of events behind its end, told and drawn; then what the end
    depended on. Each provision, obligation, tie, monitor, spoiler, decision and mechanism is left
    out in turn, or each duty kept, with all other random streams as they were, in that run and
    in many.
    """

    examples = """\
why
why scenario=idlib/moscow_2020 replicate=3 replicates=100
why scenario=textbook/standard why.pairs=4 out=why_standard"""
    replicates: Annotated[
        int,
        Whole(1, MOST_REPLICATES),
        Help("how many runs each question is put to, from replicate 0"),
    ] = 200
    replicate: Annotated[int, Whole(0, _LARGEST_REPLICATE), Help("the run whose end is told")] = 0
    why: WhyKeys = WhyKeys()


@dataclass(frozen=True, kw_only=True)
class SensitivityKeys(Keys):
    """Keys of a study; `sim.questions.sensitivity.settings.Settings` judges their values."""

    outcome: Annotated[str, Help("or held_90, attacks, breaches, displaced, talks ...")] = (
        "days_held"
    )
    only: Annotated[
        _KeyPatterns,
        Help("beginnings of keys, or patterns", "[behaviour.offensive,behaviour.*.base]"),
    ] = ()
    space: Annotated[
        dict[str, Any], Help("low and high, or flags or texts to choose from", "{KEY:[0.1,0.6]}")
    ] = field(default_factory=dict)
    most: Annotated[int, Whole(), Help("parameters that go on to Sobol indices")] = 8
    values: Annotated[int, Whole(), Help("values of each of the strongest, one at a time")] = 7
    trajectories: Annotated[int, Whole(), Help("trajectories of elementary effects")] = 16
    samples: Annotated[int, Whole(), Help("base samples of Sobol indices, a power of two")] = 512
    cases: Annotated[int, Whole(), Help("points of the search for a region, a power of two")] = 1024
    fails_within: Annotated[
        Annotated[int, Whole()] | None,
        Help("an agreement fails that ends within so many days", "90"),
    ] = None
    design_seed: Annotated[
        int, Whole(), Help("other points; it has nothing to do with the streams of the runs")
    ] = 1


@dataclass(frozen=True, kw_only=True)
class Sensitivity(Settings):
    """Which parameters matter, how much is chance, and where agreements fail.

    Says which parameters matter, how much is chance, and in which region of the inputs
    agreements fail: every parameter at the ends of its range, the strongest at several
    values, elementary effects (Morris), Sobol indices with intervals, and a search for a
    region (PRIM). Given again, the same command goes on where it stopped.

    By default every assumed number of the scenario and its behaviour varies: a share or
    probability from half to twice its odds, any other number from half to twice its value.
    What varies, and over what, is said by sensitivity.only and '+sensitivity.space={...}', or
    for one parameter by 'KEY=interval(0.1,0.6)', or KEY=true,false.

    Of the runs at the ends of ranges there are 4 times as many for the strongest, a quarter for
    Morris and Sobol, half for the search.
    """

    examples = """\
sensitivity scenario=textbook/standard
sensitivity scenario=idlib/moscow_2020 sensitivity.only=[behaviour] \\
    sensitivity.outcome=held_90
sensitivity scenario=textbook/standard \\
    'scenario.ties.sponsor_a_party_a.leverage=interval(0,1)' \\
    scenario.obligations.patrols.active=true,false"""
    space = "sensitivity"
    replicates: Annotated[
        int, Whole(2, MOST_REPLICATES), Help("runs at each point at the ends of ranges")
    ] = 16
    sensitivity: SensitivityKeys = SensitivityKeys()
    executor: Annotated[Executor, Help("or processes, dask, auto", "threads"), Choice("auto")] = (
        Executor()
    )


@dataclass(frozen=True, kw_only=True)
class Fit(Settings):
    """Parameters that several agreements share, fitted to their record and tested beyond it.

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
    """

    usage = ("[fit=idlib] [key=value ...]",)
    examples = """\
fit
fit config=experiments/idlib_fit/config.yaml"""
    groups = ("behaviour",)
    # Its scenarios, and their days, are named by the episodes of the record.
    left_out = ("horizon", "scenario_dir")
    replicates: Annotated[
        int, Whole(1, MOST_REPLICATES), Help("runs of each draw and agreement")
    ] = 16
    fit: Annotated[dict[str, Any], Help("what is asked of the record"), Choice("idlib")] = field(
        default_factory=dict
    )
    executor: Annotated[Executor, Help("or processes, dask, auto", "threads"), Choice("auto")] = (
        Executor()
    )


@dataclass(frozen=True, kw_only=True)
class PatternsKeys(Keys):
    """Keys of the patterns."""

    vary: Annotated[bool, Help("circumstances alike in all runs", "false")] = True
    logs: Annotated[int, Whole(1, _MOST_LOGS), Help("runs whose log is read")] = 200


@dataclass(frozen=True, kw_only=True)
class Patterns(Settings):
    """Whether a scenario shows the general patterns of the literature.

    Sets a scenario beside the general patterns of the literature, such as how many ceasefires
    are still in force after a month, how few violations end one, whether fire answers fire, and
    what specific texts and the leverage of sponsors do. Prints a table of patterns met and
    missed; writes it as a page, with pictures and tables. Nothing here is fitted.

    The literature counts many agreements, each under circumstances of its own. So by default
    every assumed circumstance of the scenario (strength, weariness, beliefs, leverage, worth of
    texts, monitors, ground) is drawn anew in each run, from half to twice its value or its odds;
    how parties choose stays as it is.
    """

    examples = """\
patterns
patterns behaviour.offensive.threshold=11 out=patterns_11"""
    # The patterns are judged on the textbook scenario where none is named.
    default_scenario = "textbook/standard"
    replicates: Annotated[int, Whole(1, MOST_REPLICATES), Help("runs of each variant")] = 2000
    patterns: PatternsKeys = PatternsKeys()


@dataclass(frozen=True, kw_only=True)
class Play(Verb):
    """Take a seat: decide for one party week by week, then see what was true.

    Takes a seat in a scenario. You decide for one party week by week and see what it would
    see; the model plays the others. When the game is over, the debrief follows: what was true,
    what the others believed, what the model would have done in your seat, and how the same
    random stream goes on under other choices. Without seat= it lists the seats.

    In the game, type ? for what you can type. Lines may come from a pipe, one command each.
    """

    examples = """\
play scenario=textbook/standard
play scenario=textbook/standard seat=sponsor_a weeks=12
play scenario=idlib/sochi_2018 seat=turkey save=turkey.game.json"""
    seat: Annotated[str | None, Help("the party that you play", "sponsor_a")] = None
    weeks: Annotated[
        Annotated[int, Whole(1, _MOST_WEEKS)] | None,
        Help("weeks to play; by default as long as the scenario says", "12"),
    ] = None
    horizon: Annotated[
        Annotated[int, Whole(1, LONGEST_HORIZON)] | None, Help("the same in days", "84")
    ] = None
    seed: Annotated[int, Whole(0, LARGEST_SEED), Help("with the replicate, the random stream")] = 1
    replicate: Annotated[
        Annotated[int, Whole(0, LARGEST_SEED)] | None,
        Help("by default one that nobody knows, told at the end", "7"),
    ] = None
    save: Annotated[_File | None, Help("where the game is saved, after every week", "FILE")] = None
    resume: Annotated[_File | None, Help("go on with a saved game", "FILE")] = None
    replay: Annotated[_File | None, Help("see a saved game again, week by week", "FILE")] = None
    alternatives: Annotated[
        bool, Help("leave out the same random stream under other choices", "false")
    ] = True
    scenario_dir: Annotated[
        _Folder | None, Help("scenario files of your own are looked for there first", "FOLDER")
    ] = None


@dataclass(frozen=True, kw_only=True)
class Lab(Verb):
    """The model in a browser, for one person or for a class.

    Opens the lab in a browser: pick a scenario, read its clauses, change a few numbers, play
    one run day by day on the map, count many, compare, ask why. Nothing leaves this machine,
    and nothing is loaded from outside. Stop it with Ctrl-C.
    """

    examples = """\
lab
lab host=127.0.0.1 port=8765 open=false
lab host=0.0.0.0 code=PEACE7"""
    groups = ()
    host: Annotated[str, Help("this machine alone; host=0.0.0.0 opens it to the class")] = (
        "127.0.0.1"
    )
    port: Annotated[int, Whole(0, 65535), Help("0 for any that is free")] = 8765
    open: Annotated[bool, Help("open the browser too")] = True
    code: Annotated[
        str | None, Help("what the class has to type; by default a new one each time", "PEACE7")
    ] = None
    workers: Annotated[
        Annotated[int, Whole(1, 64)] | None,
        Help("threads for runs; by default one for each processor", "2"),
    ] = None
    scenario_dir: Annotated[
        str | None, Help("scenario files of your own are listed too", "FOLDER")
    ] = None
    games: Annotated[str, Help("the folder in which games are written down")] = "results/games"


@dataclass(frozen=True, kw_only=True)
class Scenarios(Verb):
    """Lists the scenarios, a line each.

    Lists the scenarios, a line each: name, first day, days simulated, title; below it the
    first sentence of the summary.
    """

    groups = ()
    scenario_dir: Annotated[
        str | None, Help("scenario files of your own are listed too", "FOLDER")
    ] = None


@dataclass(frozen=True, kw_only=True)
class Check(Verb):
    """Says whether a scenario file is sound; --keys lists every parameter.

    Says whether scenario files are sound, and if not, where and why. FILE is a path, or the
    name of a scenario. The files that a scenario file names (conflict, behaviour,
    measurement) are looked for in folders of these names beside it, then among those
    shipped.

    --keys lists every parameter with meaning, unit, range, default and source. PATTERN
    chooses among them: a part of the key, or a pattern such as 'behaviour.*.active'. With
    scenario=idlib/moscow_2020 it lists the keys of that one, with its ids and values.
    """

    usage = ("FILE ... [scenario_dir=FOLDER]", "--keys [PATTERN] [scenario=NAME]")
    groups = ()
    scenario: Annotated[str | None, Help("whose keys and values --keys lists", "NAME")] = None
    scenario_dir: Annotated[
        str | None, Help("scenario files of your own are looked for there first", "FOLDER")
    ] = None


@dataclass(frozen=True)
class Declared:
    """A key as it is declared.

    Parameters
    ----------
    key : str
        Dotted key after the verb, such as ``why.pairs``.
    help : Help or None
        What help says of it; None where only the keys below it are shown.
    choice : Choice or None
        Where one file of several is chosen by name.
    default : Any
        Its default.
    below : type or None
        Class of the keys below it.
    """

    key: str
    help: Help | None
    choice: Choice | None
    default: Any
    below: type[Keys] | None


def declared(part: type[Keys], prefix: str = "") -> Iterator[Declared]:
    """Go through the keys of a verb, or of a part of it, in the order of the class.

    Parameters
    ----------
    part : type
        The class.
    prefix : str
        Key of the part, with a full stop behind it.

    Yields
    ------
    Declared
        Each key; keys below others are not gone into.
    """
    hints = get_type_hints(part, include_extras=True)
    for one in fields(part):
        if one.name in getattr(part, "left_out", ()):
            continue
        hint = hints[one.name]
        metadata = getattr(hint, "__metadata__", ())
        inner = get_args(hint)[0] if metadata else hint
        yield Declared(
            prefix + one.name,
            next((each for each in metadata if isinstance(each, Help)), None),
            next((each for each in metadata if isinstance(each, Choice)), None),
            one.default if one.default_factory is MISSING else one.default_factory(),
            inner if isinstance(inner, type) and issubclass(inner, Keys) else None,
        )


def defaults(part: type[Keys]) -> dict[str, Any]:
    """Write the defaults of a verb as plain data, without what is chosen by name.

    Parameters
    ----------
    part : type
        The class.

    Returns
    -------
    dict
        Defaults by key; of keys below others, a map of theirs.
    """
    return {
        one.key: defaults(one.below) if one.below else one.default
        for one in declared(part)
        if one.choice is None
    }


VERBS: dict[str, type[Verb]] = {
    one.verb(): one
    for one in (
        Run, Sweep, Compare, Why, Sensitivity, Fit, Patterns, Play, Lab, Scenarios, Check
    )
}  # fmt: skip
