"""`companion --version`: the version, and how old it is once that is over a year."""

from __future__ import annotations

import argparse
import time
from typing import Any, Final

from companion import __released__, __version__

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def version_text(today: str) -> str:
    """Writes the version; a year and a day after its date also its age, and the way to a newer one.

    `today` is the local date, year-month-day.
    """
    line = f"companion {__version__}"
    year, month, _ = __released__.split("-")
    years = int(today[:4]) - int(year) - (today[4:] < __released__[4:])
    if years < 1 or (years == 1 and today[4:] == __released__[4:]):
        return line
    age = "more than a year" if years == 1 else f"more than {years} years"
    return (
        f"{line}\n"
        f"This version is from {_MONTHS[int(month) - 1]} {year}. It's {age} old, so there may be a newer one.\n"
        "Companion never looks for one by itself. Ask the person or the place you got it from."
    )


class ShowVersion(argparse.Action):
    """Prints the version and ends the program, as argparse's own action does, but looks at the date only then."""

    def __init__(self, option_strings: list[str], dest: str, **_: Any) -> None:
        super().__init__(
            option_strings,
            dest=argparse.SUPPRESS,
            default=argparse.SUPPRESS,
            nargs=0,
            help="show program's version number and exit",
        )

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(version_text(time.strftime("%Y-%m-%d")))
        parser.exit()
