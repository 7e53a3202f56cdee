"""Collects every English text of the program that a translation covers, from the code, for `screens.en.yaml`."""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from companion import tongue
from companion.crisis.card_file import parse_cards
from companion.crisis.card_model import Need
from companion.crisis.cards import shipped_text
from companion.screen.home.home_needs import EVERYTHING, FOR_ONE, FOR_TWO, NEEDS, TALKS
from companion.screen.home.places import PLACES
from companion.screen.tour.tour_words import PAGES

PACKAGE: Final = Path(tongue.__file__).parent
FOLLOWERS: Final = (
    "companion.screen.words",
    "companion.screen.session.captions",
    "companion.screen.plain.typed_commands",
    "companion.screen.after.after_words",
    "companion.screen.tour.tour_words",
)
"""The modules that call `tongue.follow`."""
BY_NAME: Final = (
    ("companion.screen.crisis.card_wording", "_MONTHS"),
    ("companion.screen.plain.session_lines", "LIGHT_ON"),
    ("companion.screen.plain.tour_lines", "GO_ON"),
    ("companion.authoring.handout.sheet", "BREATHS"),
    ("companion.authoring.handout.sheet", "TIMES"),
    ("companion.authoring.handout.print_words", "TOUCH"),
    ("companion.authoring.handout.print_words", "ABOUT_THE_CODE"),
    ("companion.authoring.handout.print_words", "ABOUT_THE_ADDRESS"),
    ("companion.authoring.handout.print_words", "BEFORE"),
    ("companion.authoring.handout.print_words", "AFTER"),
    ("companion.authoring.handout.print_words", "NOTES"),
    ("companion.authoring.handout.print_words", "PRACTICE"),
    ("companion.authoring.handout.print_words", "NO_CALLS"),
)
"""Constants of other modules that are translated where they are shown."""
KEYS: Final = ("Enter", "Esc", "Space")
"""The names of keys that stand on keyboards in another language too."""


def english_texts() -> dict[str, list[str]]:
    """Returns the texts in their order, each once, under the part of the program that says them."""
    found: dict[str, list[str]] = {}
    known: set[str] = set()
    for part, text in _all():
        if re.search(r"[^\W\d_]{2}", text) and text not in known:
            known.add(text)
            found.setdefault(part, []).append(text)
    return found


HEAD: Final = """\
# The words of the screens and of the plain lines, in English. They stand in the code; this list is made from it, and
# `pytest tests/test_tongue.py` says so where it is out of date (COMPANION_UPDATE_GOLDEN=1 writes it anew).
# To translate it: copy it to screens.xx.yaml, and write the other language in each indented line.
"""
"""The first lines of the list."""


def as_yaml(found: Mapping[str, list[str]], words: Mapping[str, str] | None = None) -> str:
    """Writes the texts as YAML, each with its translation in the line below it. Without `words`, that is the same text.
    A text that `words` lacks is left out."""
    lines: list[str] = []
    for part, texts in found.items():
        there = [text for text in texts if words is None or text in words]
        lines += [f"\n# ---- {part}"] if there else []
        for text in there:
            lines += [f"{_quoted(text)}:", f"  {_quoted(text if words is None else words[text])}"]
    return "\n".join(lines).lstrip("\n") + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _all() -> Iterator[tuple[str, str]]:
    yield from (("the names of keys", key) for key in KEYS)
    for name in FOLLOWERS:
        importlib.import_module(name)
    for name, constants in sorted(tongue.followed(), key=lambda each: FOLLOWERS.index(each[0])):
        yield from ((name, text) for value in constants.values() for text in _texts(value))
    for name, constant in BY_NAME:
        yield from ((name, text) for text in _texts(getattr(importlib.import_module(name), constant)))
    for row in (*NEEDS, EVERYTHING, *PLACES):
        yield from (("companion.screen.home", text) for text in (row.text, row.says))
        yield from (("companion.screen.home", text) for text in getattr(row, "wanted", ()))
    yield from (("companion.screen.home", text) for text in (FOR_ONE, FOR_TWO, *(heading for heading, _ in TALKS)))
    for page in PAGES:
        yield from (("companion.screen.tour", text) for text in (page.title, *page.says, *page.typed))
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        yield from ((name.removeprefix("companion."), text) for text in _in_code(path.read_text("utf-8")))
    yield from (("the cards of helplines", text) for text in _on_cards())


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)


def _in_code(source: str) -> Iterator[str]:
    """Finds the texts in calls of `said`, `said_in` and `_say`, and the descriptions of keys at the foot of a page."""
    if "companion.tongue" not in source and "Binding(" not in source:
        return
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in {"said", "said_in", "_say"}:
            given = node.args[-1:] if called == "said_in" else node.args[:1]
            yield from (text for each in given for text in _constants(each))
        elif called == "Binding" and not any(each.arg == "show" for each in node.keywords):
            yield from (text for each in node.args[2:3] for text in _constants(each))


def _constants(node: ast.expr) -> Iterator[str]:
    """Yields the texts that an expression can be, without those in the condition of a choice."""
    if isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _on_cards() -> Iterator[str]:
    """Finds the words on the cards, without the names of services."""
    for card in parse_cards(shipped_text(), "cards.yaml").values():
        yield card.name
        for contact in card.entries:
            if contact in card.of(Need.EMERGENCY):
                yield contact.name
            yield from contact.details.split("; ")
