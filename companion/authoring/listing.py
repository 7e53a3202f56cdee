"""`companion list`: the exercises as lines of text or as JSON. Nothing is read here; the shelf does that."""

from __future__ import annotations

import json
from collections.abc import Sequence

from companion.exercise.scalars import harmless
from companion.packs.shelf import Entry

_JSON_KEYS = ("id", "title", "kind", "people", "minutes", "pack", "summary", "path", "broken")


def as_json(entries: Sequence[Entry]) -> str:
    """One array; each exercise with its id, title, kind, people, minutes, pack, summary, path and what is broken."""
    return json.dumps(
        [{key: getattr(entry, key) for key in _JSON_KEYS} for entry in entries], ensure_ascii=False, indent=2
    )


def as_lines(entries: Sequence[Entry]) -> list[str]:
    """A heading for each pack and a line for each exercise, the name to type first."""
    if not entries:
        return ["There are no exercises. Put some into a folder and name the file: companion play FILE"]
    width = max(len(entry.id) for entry in entries)
    by_pack: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        by_pack.setdefault((entry.pack_title, entry.pack), []).append(entry)
    lines: list[str] = []
    for (title, _), some in by_pack.items():
        lines += ["", title] if lines else [title]
        lines += [f"  {harmless(entry.id):{width}}  {_about(entry)}" for entry in some]
    return lines


def _about(entry: Entry) -> str:
    if entry.broken:
        return f"cannot be used: {harmless(entry.broken)}"
    people = "two people" if entry.people == 2 else "one person"
    return f"{minutes_text(entry.minutes):>6}  {people}  {entry.title}"


def minutes_text(minutes: float) -> str:
    """ "1 min", "12 min": to the nearest, and never nought."""
    return f"{max(1, round(minutes))} min"
