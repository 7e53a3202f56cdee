"""Collects every English text of the program that a translation covers, from the code, for `screens.en.yaml`."""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from companion import cli, resources, tongue
from companion.cli.own_help import texts_of
from companion.closeness.items import ItemList
from companion.crisis.card_file import parse_cards
from companion.crisis.card_model import Need
from companion.crisis.cards import shipped_text
from companion.exercise.model import Exercise
from companion.packs.item_shelf import find_lists
from companion.packs.loading import load
from companion.screen.home.home_needs import EVERYTHING, FOR_ONE, FOR_TWO, NEEDS, TALKS
from companion.screen.home.places import PLACES
from companion.screen.settings.setting_rows import GROUPS
from companion.screen.tour.tour_words import PAGES
from tests.shipped import EXERCISES

PACKAGE: Final = Path(tongue.__file__).parent
FOLLOWERS: Final = (
    "companion.screen.words",
    "companion.screen.session.captions",
    "companion.screen.plain.typed_commands",
    "companion.screen.after.after_words",
    "companion.screen.tour.tour_words",
    "companion.screen.learnt_keys.key_words",
    "companion.screen.learnt_keys.lesson_words",
    "companion.screen.chosen_keys",
    "companion.screen.settings.setting_rows",
    "companion.screen.journal.journal_words",
    "companion.screen.closeness.closeness_words",
    "companion.screen.download.download_words",
    "companion.journal.handing_out",
)
"""The modules that call `tongue.follow`."""
BY_NAME: Final = (
    ("companion.screen.crisis.card_wording", "_MONTHS"),
    ("companion.journal.weeks", "_MONTHS"),
    ("companion.exercise.language_names", "LANGUAGE_NAMES"),
    ("companion.app.everything", "_LEFT"),
    ("companion.app.run_choices", "_STOP_WORD_LOST"),
    ("companion.app.run_choices", "_KEYS_LOST"),
    ("companion.app.surroundings", "_CANNOT_SAVE"),
    ("companion.app.surroundings", "_ELSEWHERE"),
    ("companion.app.settled", "_VOICE_GONE"),
    ("companion.app.settled", "_BED_GONE"),
    ("companion.cli.own_journal", "_ON"),
    ("companion.cli.own_journal", "_ANYONE"),
    ("companion.cli.own_journal", "_LOCKED"),
    ("companion.cli.own_journal", "_BEFORE_NEW"),
    ("companion.cli.own_journal", "_BEFORE_OPENING"),
    ("companion.cli.own_journal", "_HINT"),
    ("companion.cli.own_settings", "SAYS"),
    ("companion.couple.couple_file", "_STAYS"),
    ("companion.couple.couple_file", "_NO_PLACE"),
    ("companion.couple.couple_file", "_IN_SETTINGS"),
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
    for group in GROUPS:
        yield ("companion.screen.settings", group.english)
        for row in group.rows:
            yield from (("companion.screen.settings", text) for text in (row.english, row.english_says))
            yield from (("companion.screen.settings", text) for text, _ in row.english_options)
    for page in PAGES:
        yield from (("companion.screen.tour", text) for text in (page.title, *page.says, *page.typed))
    yield from (("the help of the commands", text) for text in (cli._SAYS, *(f"{each}:" for each in cli._GROUPS)))
    yield from (("the help of the commands", text) for text in texts_of(cli.parser()))
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


ITEMS_HEAD: Final = """\
# The words of the shipped lists of “yes, no, maybe” (exercises/yes-no-maybe), in English. This list is made from them,
# and `pytest tests/test_tongue.py` says so where it is out of date (COMPANION_UPDATE_GOLDEN=1 writes it anew).
# Answers are kept by the English words, so an answer given in one language counts in another.
"""
AREAS_HEAD: Final = """\
# The areas of touch that the shipped exercises and lists name, in English; made and checked like items.en.yaml.
# A limit that is set in one language holds in exercises in another.
"""


def english_items() -> dict[str, list[str]]:
    """Returns the texts of the shipped lists of “yes, no, maybe”, under the id of their list."""
    found: dict[str, dict[str, None]] = {}
    for listed in _lists():
        texts = (listed.title, listed.gist or "", listed.summary, *listed.cautions)
        items = (text for item in listed.items for text in (item.group, item.text, item.about))
        known = {text for texts in found.values() for text in texts}
        found[listed.id] = dict.fromkeys(text for text in (*texts, *items) if text and text not in known)
    return {id: list(texts) for id, texts in found.items()}


def english_areas() -> dict[str, list[str]]:
    """Returns the areas of touch that the shipped exercises and lists name, in alphabetical order."""
    named = {area for listed in _lists() for item in listed.items for area in item.touch}
    named |= {area for file in EXERCISES for area in _touch_of(load(file).exercise)}
    return {"areas": sorted(named)}


def _touch_of(exercise: Exercise) -> tuple[str, ...]:
    return exercise.touch if exercise.language == tongue.ENGLISH else ()


def _lists() -> Sequence[ItemList]:
    return find_lists([resources.shipped_exercises()]).lists


ERRORS_HEAD: Final = """\
# The errors that people meet who write no exercises, in English. They stand in the code; this list is made and checked
# like screens.en.yaml. {1} stands for the first thing that an error fills in, {2} for the second, and so on.
"""
_ROOMS_OF_ERRORS: Final = (
    *(
        "app",
        "audio",
        "couple",
        "journal",
        "store",
        "errors",
        "speech/voice_chain",
        "speech/system",
        "packs/item_shelf",
    ),
    *("packs/shelf", "hearing/words", "weights/store", "cli/own_journal", "cli/prompts", "cli/stop_word"),
    *("cli/upkeep", "cli/yes_no_maybe", "cli/calibrate", "cli/serve", "cli/shared_options", "cli/playing"),
)
"""The rooms and modules whose errors are collected: those of an author's tools, of packs and of `companion setup` stay
English."""
_OF_AUTHORS: Final = ("app/bringing_recordings", "app/take_files", "couple/page_words")
_MADE_OF_CHECKS: Final = frozenset({"StopWordCheck"})
"""The results of checks whose message and hint become those of an error."""


def english_errors() -> dict[str, list[str]]:
    """Returns the titles, messages and hints of errors, under the part of the program that raises them."""
    found: dict[str, list[str]] = {}
    known: set[str] = set()
    kinds = _kinds_of_errors() | _MADE_OF_CHECKS
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).with_suffix("").as_posix()
        if not name.startswith(_ROOMS_OF_ERRORS) or name.startswith(_OF_AUTHORS):
            continue
        for text in _of_errors(ast.parse(path.read_text("utf-8")), kinds):
            if re.search(r"[^\W\d_]{2}", re.sub(r"\{\d\}", "", text)) and text not in known:
                known.add(text)
                found.setdefault(name.replace("/", "."), []).append(text)
    return found


def _kinds_of_errors() -> frozenset[str]:
    """Returns the names of all classes of errors for people."""
    bases = {
        node.name: {getattr(base, "id", getattr(base, "attr", "")) for base in node.bases}
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    found = {"CompanionError"}
    while more := {name for name, of in bases.items() if of & found} - found:
        found |= more
    return frozenset(found)


def _of_errors(tree: ast.Module, kinds: Collection[str]) -> Iterator[str]:
    constants = {
        node.target.id if isinstance(node, ast.AnnAssign) else node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.AnnAssign | ast.Assign) and isinstance(_target(node), ast.Name) and node.value
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, ast.Assign) and getattr(each.targets[0], "id", "") == "title":
                    yield from _templates(each.value, constants)
        if isinstance(node, ast.FunctionDef) and node.name == "_hint":
            returned = (each.value for each in ast.walk(node) if isinstance(each, ast.Return) and each.value)
            yield from (text for each in returned for text in _templates(each, constants))
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and ast.unparse(node.elts[0]).startswith("Reason."):
            yield from _templates(node.elts[1], constants)
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in kinds:
            given = [*node.args, *(each.value for each in node.keywords if each.arg in {"message", "hint"})]
            yield from (text for each in given for text in _templates(each, constants))


def _target(node: ast.AnnAssign | ast.Assign) -> ast.expr:
    return node.target if isinstance(node, ast.AnnAssign) else node.targets[0]


def _templates(node: ast.expr, constants: Mapping[str, ast.expr]) -> Iterator[str]:
    """Yields the texts that an expression can be, with {1}, {2} … for what is filled in."""
    if isinstance(node, ast.IfExp):
        yield from _templates(node.body, constants)
        yield from _templates(node.orelse, constants)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Name) and node.id in constants:
        yield from _templates(constants[node.id], {})
    elif isinstance(node, ast.JoinedStr):
        numbers = iter(range(1, len(node.values) + 1))
        yield "".join(
            str(part.value) if isinstance(part, ast.Constant) else f"{{{next(numbers)}}}" for part in node.values
        )
