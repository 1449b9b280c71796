"""What a player reads in the terminal: the week, the choices, the debrief."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table

from sim.game.levers import FRONT
from sim.game.words import agreement_texts, happened, headline, nobody_owes, owed, stance, standing
from sim.shared.wording import plural, start_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.game.debrief import Block
    from sim.game.decision import Choice, Lever, Menu
    from sim.game.view import View
    from sim.game.words import YourNames

_WIDTH = 96
_NARROWEST = 60
_LABEL = 36
_MOST_SHOWN = 4

HELP = """\
  Enter        go on for a week with the choices as they stand
  3 2          take option 2 of choice 3; for charges several, as in 9 3 4
  3            read what choice 3 is about, and its options
  talks call   the same by name; names do not change from week to week, numbers may
  f            orders at single fronts; f 4 2 takes option 2 at front 4
  g 4          go on for 4 weeks
  r            leave everything to your party's own rule again
  t            the text of the agreements, clause by clause
  ?            this, and every choice with its options
  s            save;  s FILE saves to that file
  q            save and quit\
"""


class Screen:
    """Prints to the terminal, in colours where it has any."""

    def __init__(self) -> None:
        # Some terminals say that they have no width at all.
        width = max(_NARROWEST, min(_WIDTH, shutil.get_terminal_size((_WIDTH, 24)).columns))
        self.console = Console(width=width, highlight=False, soft_wrap=False)

    def say(self, text: str = "", style: str = "") -> None:
        """Print a line or more, wrapped."""
        self.console.print(escape(text), style=style or None)

    def bullets(self, heading: str, lines: Iterable[str]) -> None:
        """Print a heading and lines below it, nothing where there are none."""
        lines = list(lines)
        if not lines:
            return
        self.say(heading, "bold")
        for line in lines:
            self.console.print(Padding(escape(line), (0, 0, 0, 2), expand=False))

    def week(self, view: View, names: YourNames) -> None:
        """Print what a seat saw in a week."""
        self.say()
        self.console.print(Rule(escape(headline(view, names)), align="left", characters="─"))
        self.say(standing(view, names))
        self.bullets("What happened, as your side saw it", happened(view, names))
        mine, others = owed(view, names)
        self.bullets("You owe, as you read the text", mine)
        nobody = nobody_owes(view, names)
        self.bullets("You are owed", [*others, *([nobody] if nobody else [])])
        self.bullets("How you stand", stance(view, names))

    def choices(self, menu: Menu, chosen: Mapping[str, Choice]) -> None:
        """Print the choices, numbered, with what stands."""
        self.say("Your choices", "bold")
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
        table.add_column(justify="right")
        table.add_column(max_width=_LABEL)
        table.add_column()
        for number, lever in enumerate(listed_levers(menu), start=1):
            room = self.console.width - _LABEL - 8
            options = _options_lines(lever, chosen, room)
            table.add_row(str(number), escape(lever.label), escape(options))
        self.console.print(Padding(table, (0, 0, 0, 1), expand=False))
        fronts = [lever for lever in menu.levers if lever.head == FRONT]
        if fronts:
            apart = sum(lever.key in chosen for lever in fronts)
            told = plural(apart, "order") if apart else "none"
            self.say(f"  f  Orders at single fronts: {told} apart from the general order")

    def fronts(
        self, menu: Menu, view: View, names: YourNames, chosen: Mapping[str, Choice]
    ) -> None:
        """Print the orders at single fronts, with the fire seen there."""
        table = Table(box=None, pad_edge=False, padding=(0, 1))
        for head in ("No", "Front", "Against", "Fire seen", "Own fire", "Orders"):
            table.add_column(
                head, justify="left" if head in ("Front", "Against", "Orders") else "right"
            )
        for number, lever in enumerate(front_levers(menu), start=1):
            place = lever.key.partition(".")[2]
            opponent, fire, own = view.front(place)
            table.add_row(
                str(number),
                escape(start_case(names.sector(place))),
                escape(names.party(opponent) if opponent else ""),
                f"{fire:.0f}",
                f"{own:.0f}",
                escape(_taken_label(lever, chosen)),
            )
        self.console.print(table)
        levers = front_levers(menu)
        options = [f"{n} {option.label}" for n, option in enumerate(levers[0].options, start=1)]
        self.say(f"Orders: {', '.join(options)}. Such as: f 1 2")

    def lever(self, lever: Lever, chosen: Mapping[str, Choice]) -> None:
        """Print what a lever is about, and its options."""
        self.say(lever.label, "bold")
        self.console.print(Padding(escape(lever.sentence), (0, 0, 0, 2), expand=False))
        taken = _taken_of(lever, chosen)
        for number, option in enumerate(lever.options, start=1):
            mark = ">" if option.key in taken else " "
            once = " This week only." if option.once else ""
            self.console.print(
                Padding(
                    escape(f"{mark}{number} {option.label}: {option.sentence}{once}"), (0, 0, 0, 4)
                )
            )

    def text(self, view: View, names: YourNames) -> None:
        """Print the agreements in force, clause by clause, with who owes what by the letter."""
        for heading, clauses in agreement_texts(view, names):
            self.say(heading, "bold")
            for clause in clauses:
                self.console.print(Padding(escape(clause), (0, 0, 0, 2), expand=False))

    def block(self, block: Block) -> None:
        """Print a part of the debrief."""
        self.say()
        self.say(block.heading, "bold")
        for line in block.lines:
            self.console.print(Padding(escape(line), (0, 0, 0, 2), expand=False))
        if not block.rows:
            return
        table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="italic")
        for column in range(len(block.columns)):
            cells = [row[column] for row in block.rows]
            figures = all(cell[:1].isdigit() or cell[:1] in "+-" for cell in cells)
            table.add_column(escape(block.columns[column]), justify="right" if figures else "left")
        for row in block.rows:
            table.add_row(*(escape(cell) for cell in row))
        self.console.print(Padding(table, (0, 0, 0, 2), expand=False))


def listed_levers(menu: Menu) -> list[Lever]:
    """Levers that the list of choices shows: all but single fronts."""
    return [lever for lever in menu.levers if lever.head != FRONT]


def front_levers(menu: Menu) -> list[Lever]:
    """Levers of single fronts."""
    return [lever for lever in menu.levers if lever.head == FRONT]


def _taken_of(lever: Lever, chosen: Mapping[str, Choice]) -> tuple[str, ...]:
    """Options of a lever that are chosen; the rule where nothing is."""
    found = chosen.get(lever.key, lever.options[0].key)
    return (found,) if isinstance(found, str) else tuple(found)


def _taken_label(lever: Lever, chosen: Mapping[str, Choice]) -> str:
    taken = _taken_of(lever, chosen)
    return ", ".join(option.label for option in lever.options if option.key in taken)


def _options_lines(lever: Lever, chosen: Mapping[str, Choice], room: int) -> str:
    """Name the options of a lever, with a mark at what is chosen; no option is broken."""
    taken = _taken_of(lever, chosen)
    parts = []
    for number, option in enumerate(lever.options[:_MOST_SHOWN], start=1):
        mark = ">" if option.key in taken else " "
        parts.append(f"{mark}{number} {option.label}")
    hidden = len(lever.options) - _MOST_SHOWN
    if hidden > 0:
        also = sum(option.key in taken for option in lever.options[_MOST_SHOWN:])
        parts.append(f" and {hidden} more" + (f" ({also} chosen)" if also else ""))
    lines = [""]
    for part in parts:
        longer = f"{lines[-1]}  {part}" if lines[-1] else part
        if len(longer) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(part)
    return "\n".join(lines)
