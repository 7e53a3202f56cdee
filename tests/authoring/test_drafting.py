"""The drafts of `companion write`: lines, figures, mistakes; and the same in plain lines."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from companion.authoring.draft import Draft, first_change, in_words, verdict
from companion.authoring.drafting import Drafts
from companion.authoring.watching import Watch
from companion.authoring.writing_plain import run_plain_writing
from companion.errors import UnknownExercise
from companion.exercise.plan import Choices, SayCue, planned_seconds
from companion.exercise.planner import plan
from companion.exercise.reading import read_exercise
from companion.phrases import load_phrases

HEAD = """format: 1
id: a
title: Feet first
summary: S
people: 1
kind: settle
cautions: [C]
sources: [S]
author: A
license: CC-BY-4.0
steps:
"""
TEXT = HEAD + "  - One here. Two here.\n  - wait: 30s\n  - Three.\nending: [That was it.]\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "a.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return file


def spoken(draft: Draft) -> list[tuple[int, str]]:
    return [(line.line, line.row.text) for line in draft.lines if isinstance(line.row.cue, SayCue)]


def test_every_sentence_with_its_line(file: Path) -> None:
    draft = Drafts(file).look()
    assert spoken(draft) == [(12, "One here."), (12, "Two here."), (14, "Three."), (15, "That was it.")]
    assert draft.usable
    assert draft.title == "Feet first"
    assert not any("After a stop" in line.row.text for line in draft.lines), "the program's own words"


def test_the_figures_are_those_of_the_plan(file: Path) -> None:
    draft = Drafts(file).look()
    made = plan(read_exercise(TEXT, "a"), Choices(), load_phrases("en"))
    assert draft.figures is not None
    assert draft.figures.seconds == planned_seconds(made)
    assert draft.figures.words == 8
    assert draft.figures.silence == pytest.approx(30 / planned_seconds(made))
    assert draft.figures.words_per_minute == pytest.approx(8 * 60 / planned_seconds(made))
    assert in_words(draft.figures) == "0:38 long, 8 words, 13 a minute; 79 % silence."


def test_mistakes_and_warnings(file: Path) -> None:
    drafts = Drafts(file)
    broken = drafts.of(TEXT.replace("wait", "wiat").encode())
    assert (broken.usable, broken.lines, broken.figures, broken.errors) == (False, (), None, 1)
    assert str(broken.problems[0]).startswith("a.yaml:13:5: error: There is no step called 'wiat'.")
    assert verdict(broken) == "1 mistake to fix."
    warned = drafts.of(TEXT.replace("Three", " ".join(["word"] * 31)).encode())
    assert warned.usable
    assert [problem.rule for problem in warned.problems] == ["long-sentence"]


@pytest.mark.parametrize("junk", [b"", b"\x00\x01", b"\x89PNG\r\n", b"[" * 1000, b"a" * 300_000, b"\xff\xfe"])
def test_junk_is_a_mistake_and_no_error(file: Path, junk: bytes) -> None:
    assert Drafts(file).of(junk).errors >= 1


def test_what_it_includes_is_read_anew_when_it_changes(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.yaml"
    drafts = Drafts(file)
    text = (HEAD + "  - include: b\nending: [X.]\n").encode()
    assert "b" in drafts.of(text).problems[0].message
    other.write_text(TEXT.replace("id: a", "id: b"), encoding="utf-8")
    draft = drafts.of(text)
    assert [line for line, _ in spoken(draft)][:3] == [12, 12, 12], "the line that includes it"
    other.write_text(TEXT.replace("id: a", "id: b").replace("Three", "Another one"), encoding="utf-8")
    assert "Another one." in [text for _, text in spoken(drafts.of(text))]
    other.write_text("junk", encoding="utf-8")
    assert drafts.of(text).errors == 1


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnknownExercise):
        Drafts(tmp_path / "no.yaml").look()


def test_what_has_just_been_written_is_found(file: Path) -> None:
    drafts = Drafts(file)
    old = drafts.look().lines
    new = drafts.of(TEXT.replace("Two here", "Something new").encode()).lines
    changed = first_change(old, new)
    assert changed is not None
    assert new[changed].row.text == "Something new."
    assert first_change(old, old) is None


class Ended(KeyboardInterrupt):
    pass


def plainly(file: Path, *saves: str | None) -> str:
    """Returns the output while the file is saved with each of these texts, or deleted (None)."""
    out = io.StringIO()
    left = [*saves]
    looks = 0

    def wait(_: float) -> None:
        nonlocal looks
        looks += 1
        if looks % 4:
            return
        if not left:
            raise Ended
        text = left.pop(0)
        if text is None:
            file.unlink()
        else:
            file.write_text(text, encoding="utf-8")

    assert run_plain_writing(Drafts(file), Watch(file), out, wait) == 0
    return out.getvalue()


def test_plain_lines_at_every_save(file: Path) -> None:
    said = plainly(file, TEXT.replace("wait", "wiat"), None, TEXT)
    assert said.count("It can be used.") == 2
    assert "a.yaml:13:5: error: There is no step called 'wiat'. Did you mean 'wait'?\n" in said
    assert "    Write it like this: - wait: 30s\n1 mistake to fix." in said
    assert said.count("The file isn't there right now.") == 1


def test_a_draft_says_what_companion_check_says(tmp_path: Path) -> None:
    from companion.authoring.checking import check_all

    file = tmp_path / "bare.yaml"
    file.write_text(
        "format: 1\nid: bare\ntitle: Bare\nsummary: Bare.\nlanguage: fr\npeople: 1\nkind: settle\nauthor: A\n"
        "license: CC-BY-4.0\nsteps:\n  - Say it.\n  - play: nowhere.ogg\nending:\n  - It's over.\n"
    )
    checked = {(each.line, each.message) for each in check_all([file]).problems}
    assert {(each.line, each.message) for each in Drafts(file).look().problems} == checked
    assert any("nowhere.ogg isn't there" in message for _, message in checked)
