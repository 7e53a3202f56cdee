"""The mender leaves good files alone, gives what the author meant, and has nothing left to do a second time."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.authoring_variants import VARIANTS
from companion.authoring.mend.mending import mended
from companion.exercise.problems import ExerciseMistakes
from companion.exercise.reading import read, read_exercise
from companion.exercise.slips.rewriting_lines import rewrite
from companion.exercise.source import read_source
from tests.shipped import EXERCISES

FILES = sorted(VARIANTS.glob("*.yaml"))
TEXTS = [file.read_text(encoding="utf-8") for file in EXERCISES]

Slip = Callable[[str], str]
ITEM = re.compile(r"(?P<lead> *)- (?P<text>[A-Z][^\"'#:{}\[\]]*[.?!])$")
WAIT = re.compile(r"(?P<lead> *)- wait: (?P<number>\d+)s$")
OPENER = re.compile(r"(?P<lead> *)- (?P<key>choose|repeat|turns|touching|check|say):$")


def on_item(pattern: re.Pattern[str], new: str) -> Slip:
    """Makes a slip that writes a matching line in another way."""

    def slip(line: str) -> str:
        found = pattern.match(line)
        return found.expand(new) if found is not None else line

    return slip


SLIPS: list[Slip] = [
    *(on_item(ITEM, rf"\g<lead>{mark} \g<text>") for mark in "–—•*−"),
    on_item(ITEM, r"\g<lead>7. \g<text>"),
    on_item(ITEM, "\\g<lead>-\u00a0\\g<text>"),
    on_item(ITEM, r"\g<lead>-\t\g<text>"),
    on_item(ITEM, r"\g<lead>-\g<text>"),
    on_item(ITEM, r"\g<lead> - \g<text>"),
    on_item(ITEM, r'\g<lead>- "\g<text>",'),
    on_item(ITEM, r"\g<lead>- - \g<text>"),
    on_item(WAIT, r"\g<lead>- wait:\g<number>s"),
    on_item(WAIT, r"\g<lead>- Wait: \g<number> Sek"),
    on_item(WAIT, r"\g<lead>- pause: \g<number> sec"),
    on_item(WAIT, r"\g<lead>- wait \g<number> s"),
    on_item(WAIT, r"\g<lead>- [pause \g<number>s]"),
    on_item(WAIT, r"\g<lead>- wait: \g<number>s,"),
    on_item(WAIT, r"\g<lead>wait: \g<number>s"),
    on_item(OPENER, r"\g<lead> - \g<key>:"),
    on_item(OPENER, r"\g<lead>-\g<key>:"),
    *(on_item(OPENER, rf"\g<lead>{mark} \g<key>:") for mark in "–•"),
]


@pytest.mark.parametrize("file", EXERCISES, ids=lambda file: file.stem)
def test_a_good_file_stays_as_it_is(file: Path) -> None:
    change = mended(file.read_bytes())
    assert not change.changed
    assert change.difference() == []


@settings(max_examples=80)
@given(text=st.sampled_from(TEXTS), slips=st.lists(st.tuples(st.sampled_from(SLIPS), st.integers(0, 200)), max_size=6))
def test_a_mended_file_is_what_its_author_meant(text: str, slips: list[tuple[Slip, int]]) -> None:
    lines = text.split("\n")
    begin = lines.index("steps:") + 1
    for slip, number in slips:
        at = begin + number % (len(lines) - begin)
        lines[at] = slip(lines[at])
    meant = read_exercise(text, "a")
    change = mended("\n".join(lines).encode("utf-8"))
    assert read_exercise(change.after, "a") == meant
    assert mended(change.after.encode("utf-8")).after == change.after


@pytest.mark.parametrize("further", [1, 2, 3])
@pytest.mark.parametrize("text", [text for text in TEXTS if "- choose:" in text][::5], ids=lambda text: text[11:40])
def test_the_first_item_goes_to_the_others(text: str, further: int) -> None:
    """All lines below it were moved to it, and the parts of `choose` were lost; seen with a `wait:15s` further down."""
    lines = text.split("\n")
    at = lines.index("steps:") + 1
    lines[at] = " " * further + lines[at]
    wait = next(number for number, line in enumerate(lines) if number > at and WAIT.match(line))
    lines[wait] = lines[wait].replace("wait: ", "wait:")
    assert mended("\n".join(lines).encode("utf-8")).after == text


@pytest.mark.parametrize("first", ["   - choose:", "-choose:", "• choose:", "–\tchoose:"])
def test_a_step_that_is_written_again_keeps_its_parts(first: str) -> None:
    parts = "    ask: Yes, or no?\n    yes: [Good.]\n    no: [All right.]\n    default: no\n"
    before = "format: 1\nid: a\ntitle: A\nsteps:\n  - Sit down.\n  {}\n" + parts + "  - Thank you.\n"
    meant = before.format("- choose:").replace("    ", "      ")
    assert mended(before.format(first).replace("    ", "      ").encode("utf-8")).after == meant


@settings(max_examples=60)
@given(data=st.data())
def test_whatever_is_mended_mending_it_again_changes_nothing(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(TEXTS)).split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        place = data.draw(st.integers(0, len(lines[at])))
        signs = data.draw(
            st.sampled_from(["- ", ": ", '"', "'", "  ", " ", "#", " # ", "\t", "“", "”", "– ", ",", "["])
        )
        lines[at] = lines[at][:place] + signs + lines[at][place:]
    once = mended("\n".join(lines).encode("utf-8"))
    assert mended(once.after.encode("utf-8")).after == once.after


def _mistakes(lines: tuple[str, ...]) -> set[tuple[int, str]]:
    try:
        read("\n".join(lines), "a")
    except ExerciseMistakes as error:
        return {(each.line, each.message) for each in error.problems}
    return set()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_proposal_that_is_taken_gives_the_same_message(file: Path) -> None:
    lines = read_source(file.read_bytes(), "a").lines
    if not lines:
        return
    written = rewrite(lines)
    after = {(written.origins[line - 1] + 1, message) for line, message in _mistakes(written.lines)}
    proposed = {(each.line + 1, each.slip.message) for each in written.found if each.slip.instead}
    assert not proposed & after


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_another_encoding_becomes_utf_8(encoding: str) -> None:
    change = mended(TEXTS[0].encode(encoding))
    assert change.after == TEXTS[0]
    assert change.changed is encoding.startswith("utf-16")


def test_letters_of_an_old_windows_file_are_read() -> None:
    change = mended(TEXTS[0].replace("summary: ", "summary: Café. ").encode("cp1252", "replace"))
    assert "summary: Café. " in change.after
    assert "accents" in change.changes[0]


def test_lone_carriage_returns_become_line_ends() -> None:
    change = mended(TEXTS[0].replace("\n", "\r").encode("utf-8"))
    assert change.after == TEXTS[0]
    assert change.changes == ("The ends of its lines will be saved in a way that every editor understands.",)


def test_line_ends_of_windows_stay() -> None:
    text = TEXTS[0].replace("\n", "\r\n")
    assert not mended(text.encode("utf-8")).changed
    broken = mended(text.replace("steps:", "Steps:").encode("utf-8"))
    assert broken.after == text


@pytest.mark.parametrize("data", [b"PK\x03\x04 a document", b"{\\rtf1 text}", b"\0\1\2", b"", b"\x81\xfe\xff"])
def test_no_text_is_left_alone(data: bytes) -> None:
    assert not mended(data).changed


def test_the_difference_names_the_line() -> None:
    change = mended(TEXTS[0].replace("steps:", "Steps:").encode("utf-8"))
    number = TEXTS[0].split("\n").index("steps:") + 1
    shown = change.difference()
    assert shown[0] == f"line {number - 1}:"
    assert ("  - Steps:" in shown, "  + steps:" in shown) == (True, True)
