"""Writes the page of figures (`docs/hearing/figures.md`) from the rows that a run measured and those that were kept.

The latest figures of every row are kept as data beside this module. A run replaces the rows that it measured
completely; each row of the page states the half, the date and the commit it was measured at. Other benches put their
rows there by `keep`. Beside the rows it is kept how often the reported half was looked at (`look`).
"""

from __future__ import annotations

import datetime
import json
import subprocess
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.hearing_baselines import COMPANION, SPHINX, VOSK
from bench.hearing_table import Row

ROOT = Path(__file__).parent.parent
KEPT = Path(__file__).with_name("hearing_kept.json")
LOOKS = Path(__file__).with_name("hearing_looks.json")
"""Every look at the reported half: date, commit, and what was measured."""
APART = "apart"
"""The half of the rows about other people, which have a table of their own."""
SIZES = ("asked", "sounds", "hours", "count")
"""The names under which a cell holds how much was measured; the first one that is there counts."""
LESS = 0.98
"""Smallest share of a kept row's material with which a new row replaces it: hours are rounded in old rows."""
SYSTEMS = (COMPANION, VOSK, SPHINX)
SPEED = "safety words to the decision, people, clean"
FALSE_FIRES = (
    ("running speech", "false safety fires, running speech"),
    ("people talking over the narrator", "false safety fires, people talking over the narrator"),
    ("other words said alone", "false fires on other words, alone"),
)
"""The rows about false fires that the page's introduction quotes, each with its words there."""
WIDTH = 120
"""Characters of a line, as in the other documents."""
INTRODUCTION = """\
# Hearing: the figures

{bought}

`python -m bench hearing --write docs/hearing/figures.md` writes this page, and so do `bench talk`, `household`, `stop`
and `alone` with `--write`; nothing in it is written by hand. A row that the last run did not measure is kept from an
earlier one, and each row states its date and commit. *Plain vosk* is one recogniser with the commands and `[unk]`, the
same tuned settings, and final results only. *pocketsphinx* is a keyword spotter. For how far to trust the hearing in
daily use, read [the page for users](../hearing.md).

- *Half*: `report` is the half of the speakers that no number was tuned on, `tune` the other half.
  {looks}
  Some rules were made after a look at it, so it is no longer unseen; [the log](../log/hearing.md) names them.
  `synthetic` rows are computer voices, which are never counted together with people.
- *Shares* have their counts and their 95 % interval in brackets. *Delays* are median / 95 % in seconds from the end of
  the sound; below zero is before its end. A count of 0 has an upper limit, which stands in its interval.
- Measured on two cores of a shared virtual machine with Linux.

![“Stop” heard, in quiet and in noise, against false fires in an hour of speech](../hearing-curve.svg)

Each point of the picture is one way to use the same ears (`python -m bench.hearing_curve`).

"""


@dataclass(frozen=True, slots=True)
class Kept:
    """One row of the page, with its origin."""

    key: str
    """The name of the figure in `hearing_table`, or a name of its own if no run of `bench hearing` measures it."""
    says: str
    """The name of the figure on the page, which can be understood without the row above it."""
    target: str
    half: str
    by: str
    """The benchmark that measures it."""
    made: str
    """The date, year-month-day."""
    commit: str
    systems: dict[str, dict[str, Any]]
    """By system: the text of the cell, and the numbers behind it if they are known."""


def load(file: Path = KEPT) -> list[Kept]:
    return [Kept(**row) for row in json.loads(file.read_text(encoding="utf-8"))]


def save(rows: Sequence[Kept], file: Path = KEPT) -> None:
    text = json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1)
    file.write_text(text + "\n", encoding="utf-8")


def updated(
    kept: Sequence[Kept], rows: Iterable[Row], half: str, made: str, commit: str
) -> tuple[list[Kept], list[str]]:
    """Replaces each kept row that was measured again, and adds those that are new. Returns the rows, and the names of
    the figures that were measured on less material than before and were therefore not taken."""
    found = {row.key: row for row in kept}
    refused = []
    for row in rows:
        cells = {who: {"text": cell.text, **cell.numbers} for who, cell in row.cells.items()}
        old = found.get(row.figure)
        if old is not None and _size(cells) < LESS * _size(old.systems):
            refused.append(row.figure)
            continue
        says = row.figure if old is None else old.says
        said_half = half if old is None or old.half in ("report", "tune", "all") else old.half
        said_half = APART if "more people" in row.figure else said_half
        found[row.figure] = Kept(row.figure, says, row.target, said_half, "bench hearing", made, commit, cells)
    return list(found.values()), refused


def _size(systems: dict[str, dict[str, Any]]) -> float:
    cell = systems.get(COMPANION, {})
    return next((float(cell[name]) for name in SIZES if cell.get(name) is not None), 0.0)


def page(rows: Sequence[Kept], looks: Sequence[dict[str, str]] | None = None) -> str:
    """Renders the page."""
    lines = _table(row for row in rows if row.half != APART)
    others = [row for row in rows if row.half == APART]
    if others:
        lines += [
            "",
            "## Other people",
            "",
            "These people are counted apart: children, and people of other first languages. Few said each word.",
            "",
            *_table(others),
        ]
    return _introduction(rows, looks_taken() if looks is None else looks) + "\n".join([*lines, ""])


def _table(rows: Iterable[Kept]) -> list[str]:
    table = [
        "| figure | target | Companion | plain vosk | pocketsphinx | half | measured |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        cells = [str(row.systems.get(who, {}).get("text", "–")) for who in SYSTEMS]
        measured = f"{row.made}, {row.commit}, {row.by}"
        table.append(f"| {row.says} | {row.target or '–'} | {' | '.join(cells)} | {row.half} | {measured} |")
    return table


def looks_taken(file: Path = LOOKS) -> list[dict[str, str]]:
    looks: list[dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    return looks


def look(what: str, made: str, file: Path = LOOKS) -> int:
    """Counts one more look at the reported half. Returns how many there were."""
    looks = [*looks_taken(file), {"made": made, "commit": commit(), "what": what}]
    file.write_text(json.dumps(looks, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return len(looks)


def keep(key: str, target: str, text: str, by: str, made: str, half: str = "–", *, file: Path = KEPT) -> None:
    """Keeps the row of another bench, in place of its earlier one."""
    new = Kept(key, key, target, half, by, made, commit(), {COMPANION: {"text": text}})
    rows = load(file)
    places = {row.key: number for number, row in enumerate(rows)}
    if key in places:
        rows[places[key]] = new
    else:
        rows.append(new)
    save(rows, file)


def keep_all(document: Path, rows: Mapping[str, tuple[str, str]], by: str, half: str = "–") -> None:
    """Keeps rows of another bench, figure -> (target, result), and writes the page."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    for figure, (target, text) in rows.items():
        keep(figure, target, text, by, today, half)
    render(document)


def render(document: Path, kept: Path = KEPT) -> None:
    """Writes the page from the kept rows."""
    document.parent.mkdir(parents=True, exist_ok=True)
    document.write_text(page(load(kept)), encoding="utf-8")


def _introduction(rows: Sequence[Kept], looks: Sequence[dict[str, str]]) -> str:
    compared = [row for row in rows if all("share" in row.systems.get(who, {}) for who in (COMPANION, VOSK))]
    as_many = [row for row in compared if row.systems[VOSK]["share"] >= round(row.systems[COMPANION]["share"], 3)]
    by_key = {row.key: row for row in rows}
    fires = "; ".join(f"{where}: {_beside(by_key[key])}" for where, key in FALSE_FIRES)
    bought = (
        f"Plain vosk hears as many words as Companion, or more, in {len(as_many)} of the {len(compared)} rows that "
        "compare the two. Companion's extra work buys speed (from the end of a safety word to the command, median / "
        f"95 %: {_beside(by_key[SPEED])}) and few false fires ({fires})."
    )
    taken = f"It was looked at {len(looks)} times at least, last on {looks[-1]['made']}." if looks else ""
    return INTRODUCTION.format(bought=textwrap.fill(bought, WIDTH), looks=taken)


def _beside(row: Kept) -> str:
    ours, theirs = (str(row.systems[who]["text"]).partition(" (")[0] for who in (COMPANION, VOSK))
    return f"{ours} against {theirs}"


def commit(root: Path = ROOT) -> str:
    """Returns the short name of the commit that is checked out, with "+" if the code differs from it; "no commit"
    if git does not say."""
    try:
        name = _git(root, "rev-parse", "--short=7", "HEAD")
        changed = _git(root, "status", "--porcelain", "--", "companion", "bench/*.py")
    except (OSError, subprocess.CalledProcessError):
        return "no commit"
    return f"{name}+" if changed else name


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def write(document: Path, rows: Iterable[Row], half: str, made: str, kept: Path = KEPT) -> list[str]:
    """Takes a run's rows into the kept ones and writes the page. Returns the figures that were not taken."""
    every, refused = updated(load(kept), rows, half, made, commit())
    save(every, kept)
    render(document, kept)
    return refused
