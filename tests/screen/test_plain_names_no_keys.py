"""Plain mode says what to type. It never tells anybody to press a key, except Enter."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest
import yaml

import companion
from companion.couple.evening.pages import Page, PageKind
from companion.exercise.phrases import Line, texts_of
from companion.exercise.said_by_key import by_line
from companion.phrases import load_phrases
from companion.screen.evening.page_lines import by_typing

_HERE = Path(companion.__file__).parent
_EXERCISES = _HERE.parent / "exercises"
_PRESSES = re.compile(
    r"\b[Pp]ress(?:es|ing)? (?:[A-Z]\b(?!['’])|the space bar\b|Space\b|Esc|your own key|the key\b|a key\b)"
    r"|\b[Aa]ppuye[rz] (?:chacun |de nouveau |encore )*sur (?:la touche|votre touche|[A-Z]\b(?!['’])|Échap|Espace)"
    r"|\b[Ll]a touche [A-Z]\b(?!['’])|\bappuyer dessus\b"
)
_LINES = (
    *sorted((_HERE / "screen/plain").glob("*.py")),
    _HERE / "screen/evening/page_lines.py",
    _HERE / "screen/crisis/card_wording.py",
)
"""The modules that write the lines of plain mode."""


def presses(texts: Iterator[str]) -> list[str]:
    """Returns the texts that tell people to press a key, once `{key}` in them is a letter."""
    return [text for text in texts if _PRESSES.search(by_line(text.replace("{key}", "F")))]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("by_key", [False, True])
@pytest.mark.parametrize("two", [False, True])
def test_its_own_words_in_a_session(language: str, by_key: bool, two: bool) -> None:
    phrases = load_phrases(language, by_key=by_key, typed=True, two=two)
    assert [text for text in texts_of(phrases) if _PRESSES.search(text)] == []


def test_the_offer_to_hear_the_first_idea_again_names_what_to_type() -> None:
    said = [line.text for line in load_phrases("en", typed=True).something_else_all if isinstance(line, Line)]
    assert "type C, and I'll show you who you can call." in " ".join(said)
    assert "type two words: something else." in " ".join(said)
    assert "press E" in " ".join(line.text for line in load_phrases("en").something_else_all)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_pages_of_an_evening(language: str) -> None:
    pages = yaml.safe_load((_HERE / f"phrases/evening.{language}.yaml").read_text(encoding="utf-8"))
    assert presses(_texts(pages)) == []


def test_a_page_is_turned_in_all_its_sentences() -> None:
    said = "For 10, the worst, press T."
    page = Page("n", PageKind.FORM, said, (said,), asked=said, hints=(said,), small=said, note=said)
    shown = by_typing(page)
    turned = {getattr(shown, each.name) for each in fields(Page) if each.name in {"title", "asked", "small", "note"}}
    assert {*turned, *shown.lines, *shown.hints} == {"For 10, the worst, type 10."}


def test_the_exercises() -> None:
    texts = [path.read_text(encoding="utf-8") for path in _EXERCISES.rglob("*.yaml")]
    assert len(texts) > 50
    assert presses(text for each in texts for text in each.splitlines()) == []


@pytest.mark.parametrize("path", _LINES, ids=lambda path: path.stem)
def test_the_sentences_that_a_module_of_plain_mode_uses(path: Path) -> None:
    assert [text for text in _used_in(path) if _PRESSES.search(text)] == []


@pytest.mark.parametrize(
    ("pressed", "typed"),
    [
        ("Press the space bar, or Press Escape.", "Type pause, or Type stop."),
        ("If so, each press your own key.", "If so, each type your own letter."),
        ("Ana, press F when only you can see it.", "Ana, type F when only you can see it."),
        ("Pour 10, le pire, appuyez sur T.", "Pour 10, le pire, tapez 10."),
        ("La touche C montre qui. Vous pouvez appuyer dessus.", "La lettre C montre qui. Vous pouvez la taper."),
        ("Press your feet down. Press a little more.", "Press your feet down. Press a little more."),
        ("Or just press Enter.", "Or just press Enter."),
    ],
)
def test_advice_to_press_names_what_to_type(pressed: str, typed: str) -> None:
    assert by_line(pressed) == typed


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for each in data.values():
            yield from _texts(each)
    elif isinstance(data, list):
        for each in data:
            yield from _texts(each)


def _used_in(path: Path) -> Iterator[str]:
    """Yields the sentences in a module, and those that it takes by name from the modules of words."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    name = ".".join(("companion", *path.relative_to(_HERE).with_suffix("").parts))
    module = importlib.import_module(name)
    docs = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            words = getattr(module, node.value.id, None)
            if isinstance(words, ModuleType) and isinstance(text := getattr(words, node.attr, None), str):
                yield text
