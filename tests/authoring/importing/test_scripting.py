"""From the parts of a script to a draft and its YAML: no word is lost, and the result is an exercise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.authoring.importing.document_reading import read_script
from companion.authoring.importing.draft_writing import AuthorAnswers, yaml_of
from companion.authoring.importing.markdown_reading import read_markdown
from companion.authoring.importing.plain_reading import read_plain
from companion.authoring.importing.script_draft import ScriptDraft
from companion.authoring.importing.script_parts import PartKind, ReadScript, ScriptPart
from companion.authoring.importing.scripting import draft_of
from companion.authoring.templates import TemplateAnswers
from companion.exercise.problems import Severity
from companion.exercise.reading import read
from tests.authoring.importing.documents import with_a_table, with_bold_and_spaces, with_styles

ANSWERED = AuthorAnswers(
    TemplateAnswers("Feel your feet", 1, "body", "Dr. May", "CC-BY-4.0", "en"), "A minute.", "Not alone.", "My own."
)


def text_of(script: ReadScript, answers: AuthorAnswers = ANSWERED) -> str:
    return yaml_of(draft_of(script), answers, "feet", "script.docx")


def drafted(text: str) -> ScriptDraft:
    return draft_of(read_plain(text))


def steps_of(draft: ScriptDraft) -> list[str]:
    return [entry.words or entry.step for entry in (*draft.steps, *draft.ending) if entry.words or entry.step]


# ---- three therapists ---------------------------------------------------------------------------------------------


def test_a_script_with_styles(tmp_path: Path) -> None:
    draft = draft_of(read_script(with_styles(tmp_path / "a.docx")))
    assert draft.title == "Coming Down After a Hard Talk"
    assert draft.summary == "A body scan for one, sitting or lying down."
    assert draft.author == "Dr. May Example, LMFT"
    assert draft.cautions == ("Not for anyone who feels unsafe at home right now.",)
    assert draft.sources == ("Example, M. (2019). Ten quiet minutes. Own practice.",)
    assert "March 2026 – draft 3" in draft.asides
    assert steps_of(draft) == [
        "Let’s take ten minutes together. Sit or lie down in any way that’s comfortable, and let your hands rest where "
        "they like. You can keep your eyes open.",
        "“Remember: you can stop at any time,” as we said in our session.",
        "wait: 20s",
        "Notice your feet.",
        "wait: 30s",
        "Notice your hands.",
        "wait: 30s",
        "Notice your jaw.",
        "wait: 15s",
        "Breathe out slowly, as if you were cooling soup.",
        "wait: 5s",
        "Look around the room again. Let’s leave it here for tonight.",
    ]
    assert [entry.words for entry in draft.ending if entry.words] == steps_of(draft)[-1:]
    assert not draft.guessed_ending
    assert draft.doubts == 1


def test_a_script_with_bold_headings_and_soft_breaks(tmp_path: Path) -> None:
    draft = draft_of(read_script(with_bold_and_spaces(tmp_path / "a.docx")))
    assert draft.title == "HAND ON HEART"
    assert steps_of(draft) == [
        "Find a place where nobody needs you for five minutes.",
        "Put one hand on your heart.",
        "wait: 5s",
        "Feel the warmth of your hand.",
        "Feel it rise and fall # just a little.",
        "wait: 1 min",
        "Say to yourself: “This hurts, and I am here.”",
        "wait: 5s",
        "wait: 10s",
        "Let your hand sink, whenever you like.",
    ]
    assert [entry.heading for entry in draft.steps if entry.heading] == ["Arriving", "Words for yourself"]
    assert draft.guessed_ending


def test_a_script_in_a_table(tmp_path: Path) -> None:
    draft = draft_of(read_script(with_a_table(tmp_path / "a.docx")))
    assert draft.title == "Two Chairs, Ten Minutes"
    assert draft.asides == ("Duration: 10 minutes", "For: both of you")
    assert steps_of(draft) == [
        "Sit so that you can see each other. Both feet on the floor.",
        "wait: 1 min",
        "Be quiet together. You can look wherever you like.",
        "One of you says one sentence about today. The other one listens.",
        "wait: 30s",
        "Thank each other, in your own words.",
    ]
    comments = [comment for entry in (*draft.steps, *draft.ending) for comment in entry.above]
    assert comments == ["0:00", "3:00", "Check for safety first. Leave it out after a fresh disclosure."]


@pytest.mark.parametrize("write", [with_styles, with_bold_and_spaces, with_a_table])
def test_what_comes_out_can_be_used(write: object, tmp_path: Path) -> None:
    assert callable(write)
    reading = read(text_of(read_script(write(tmp_path / "a.docx"))), "feet.yaml")
    assert [each for each in reading.losses() if each.severity is not Severity.NOTE] == []


# ---- single things ------------------------------------------------------------------------------------------------


def test_the_heading_of_a_plain_text() -> None:
    draft = drafted("Feel your feet\nBy Dr May\nDuration: 5 minutes\nSource: My own.\n© 2026\n\nSit.\nBreathe.")
    assert (draft.title, draft.author, draft.sources) == ("Feel your feet", "Dr May", ("My own.",))
    assert draft.asides == ("Duration: 5 minutes", "Source: My own.", "© 2026")
    assert steps_of(draft) == ["Sit.", "Breathe."]


AUTHORS = [
    ("by Ruth Keller", "Ruth Keller"),
    ("By Dr May", "Dr May"),
    ("von Dr. med. Ruth Keller", "Dr. med. Ruth Keller"),
    ("par Anne Dupont", "Anne Dupont"),
    ("(by Ruth Keller)", "Ruth Keller"),
    ("– by Ruth Keller", "Ruth Keller"),
    ("*by Ruth Keller*", "Ruth Keller"),
    ("by Ruth Keller, M.A.", "Ruth Keller, M.A."),
    ("by Ruth Keller, psychologist.", "Ruth Keller, psychologist"),
    ("by Ruth Keller © 2024", "Ruth Keller"),
    ("by Ruth Keller | Practice at the Lake", "Ruth Keller"),
    ("Author: Ruth Keller", "Ruth Keller"),
    ("Author:Ruth Keller", "Ruth Keller"),
    ("Autorin – Ruth Keller", "Ruth Keller"),
    ("A body scan by Ruth Keller", "Ruth Keller"),
]
SIT = "Sit down, and let your feet find the floor."


def of_word(*paragraphs: str) -> ScriptDraft:
    return draft_of(ReadScript(tuple(ScriptPart(PartKind.TEXT, each) for each in paragraphs)))


@pytest.mark.parametrize(("line", "author"), AUTHORS)
def test_the_author_below_the_title_is_read_however_it_is_written(line: str, author: str) -> None:
    for draft in (
        drafted(f"Coming down\n{line}\n\n{SIT}\n\nBreathe."),
        drafted(f"Coming down\n\n{line}\n\n{SIT}\n\nBreathe."),
        draft_of(read_markdown(f"# Coming down\n{line}\n\n{SIT}\n\nBreathe.")),
        of_word("Coming down", line, SIT, "Breathe."),
    ):
        assert (draft.title, draft.author) == ("Coming down", author)
        assert steps_of(draft) == [SIT, "Breathe."]


def test_the_author_in_the_same_paragraph_as_the_title_above_it_or_a_little_below_is_read() -> None:
    for draft in (
        of_word("Coming down\nby Ruth Keller", SIT, "Breathe."),
        of_word("by Ruth Keller", "Coming down", SIT, "Breathe."),
        of_word("Coming down", SIT, "by Ruth Keller", "Breathe."),
        of_word("Coming down", SIT, "Breathe.", "by Ruth Keller"),
    ):
        assert (draft.title, draft.author) == ("Coming down", "Ruth Keller")
        assert steps_of(draft) == [SIT, "Breathe."]


@pytest.mark.parametrize(
    "line",
    [
        "By Monday things will feel lighter.",
        "By Lake Geneva there is a bench.",
        "By now you know it.",
        "Dr. May will guide you.",
        "The bench by Lake Geneva.",
    ],
)
def test_a_spoken_line_that_begins_like_an_author_is_spoken(line: str) -> None:
    draft = drafted(f"Coming down\n\n{line}\n\nBreathe.")
    assert (draft.author, steps_of(draft)) == ("", [line, "Breathe."])


def test_a_single_line_between_title_and_first_heading_is_asked_about() -> None:
    parts = ["Coming down", "A body scan for one.", "Arriving", SIT, "Breathe."]
    kinds = [PartKind.TITLE, PartKind.TEXT, PartKind.HEADING, PartKind.TEXT, PartKind.TEXT]
    draft = draft_of(ReadScript(tuple(map(ScriptPart, kinds, parts))))
    assert draft.steps[0].words == "A body scan for one."
    assert "is this to be read aloud?" in draft.steps[0].doubt
    assert not any(entry.doubt for entry in draft.steps[1:])
    with_two = draft_of(ReadScript(tuple(map(ScriptPart, [*kinds[:2], *kinds[1:]], [*parts[:2], *parts[1:]]))))
    assert not any(entry.doubt for entry in with_two.steps)


def test_a_first_line_that_is_spoken_is_no_title() -> None:
    assert drafted("Sit down.\n\nBreathe.").title == ""
    assert drafted("Sit down").title == ""
    assert steps_of(drafted("(30 sec)\n\nBreathe.")) == ["wait: 30s", "Breathe."]


def test_an_ending_that_is_not_the_last_section_is_a_heading() -> None:
    draft = drafted("# T\n\nSit.\n\n# Closing your eyes\n\nClose them.\n\n# And then\n\nRest.\n\nStand up.")
    assert [entry.heading for entry in draft.steps if entry.heading] == ["Closing your eyes", "And then"]
    assert draft.guessed_ending


def test_lines_that_mark_the_end_or_the_rights_are_comments() -> None:
    draft = drafted(
        "SAFE PLACE\nDr J. Okafor, Psychologist\nAdapted from Example (2019)\n\nSit.\n\nRest.\n\n- END -\n© 2026 May"
    )
    assert steps_of(draft) == ["Sit.", "Rest."]
    assert (draft.author, draft.sources) == ("Dr J. Okafor, Psychologist", ("Adapted from Example (2019)",))


def test_notes_for_the_therapist_are_comments() -> None:
    text = "# T\n\nSit.\n\nRest.\n\n## Notes for the therapist\n\nWatch for panic.\n"
    assert steps_of(drafted(text)) == ["Sit.", "Rest."]
    assert "  # Watch for panic.\n" in text_of(read_plain(text))


def test_braces_names_of_steps_and_lone_signs() -> None:
    draft = drafted("T\n\nLet go of {name}.\n\nbreathe\n\n* * *\n\nRest.")
    assert steps_of(draft) == ["Let go of (name).", "Breathe.", "Rest."]


def test_what_nobody_has_answered_is_a_note_in_the_file() -> None:
    text = text_of(read_plain("Sit down.\n\nBreathe."), AuthorAnswers(TemplateAnswers("Sit", author="Your name")))
    for key in ("summary:  # To do: ", "people:  # To do: ", "kind:  # To do: ", "author:  # To do: "):
        assert f"\n{key}" in text
    assert "\n# To do: say who it isn't for." in text
    assert "\n# To do: say where it comes from" in text


def test_a_single_line_has_no_ending() -> None:
    assert "# To do: write `ending:`" in text_of(read_plain("Sit down."))


@pytest.mark.parametrize(
    "text",
    ["." * 200_000 + " x", "*a* " * 9_000, "<b>c</b> " * 5_000, "(pause " * 9_000, "a b " * 20_000, "Yes. " * 9_000],
    ids=["dots", "stars", "tags", "brackets", "words", "sentences"],
)
def test_a_paragraph_without_end_is_cut_and_no_word_of_it_lost(text: str) -> None:
    file = text_of(ReadScript((ScriptPart(PartKind.TITLE, "T"), ScriptPart(PartKind.TEXT, text))))
    assert missing(words_of(text), words_of(file)) is None
    assert max(map(len, file.splitlines())) < 2_100


def test_a_long_paragraph_is_cut_after_a_sentence() -> None:
    draft = drafted(f"T\n\n{'Notice how your feet meet the floor. ' * 120}\n\nRest.")
    assert all(entry.words.endswith(".") for entry in draft.steps)


# ---- every script -------------------------------------------------------------------------------------------------

PIECES = [
    *("Notice your feet.", "“Remember: you are here,”", "- Rest -", "Let go # now", "Don’t hurry: rest.", "'tis late"),
    *("(pause 30 seconds)", "[pause 5s]", "…", "Pause.", "(30 sec)", "<break time='5s'/>", "Hold for ten seconds."),
    *("Hold for ten seconds of silence", "*softly*", "**Loud**", "<b>bold</b>", "{giver}", "{", "yes", "no", "12", "~"),
    *("@you", "&", "!stop", "%", "`x`", "[soft music]", "(eyes closed)", "wait", "breathe", "Wait: 5s", "say: hello"),
    *("Sit. wait: 5s", "null", "- - -", "---", "? what", "| bar", "> more", "It's 5:30.", 'She said "hello".', "\\n"),
    *(
        "a: b: c",
        "#tag",
        "C:\\temp",
        "Closing",
        "THE END",
        "Arriving:",
        "2. Two",
        "9. Nine",
        "{{x}}",
        "é è ß 瞑想",
        "🙂",
    ),
    "A long sentence that goes on, and on, and on. " * 9,
    "word " * 130,
]
LINES = st.lists(st.sampled_from(PIECES) | st.text(max_size=30), min_size=1, max_size=3).map(" ".join)
ORDINARY = st.sampled_from([PartKind.TEXT, PartKind.ITEM, PartKind.CELL, PartKind.ASIDE, PartKind.HEADING])
HEADINGS = ("Arriving", "The body", "1. Feet", "A rest")
PARTS = st.builds(
    lambda kind, text, heading, bold: ScriptPart(
        kind, heading if kind is PartKind.HEADING else text, bold, origin="a note"
    ),
    ORDINARY,
    LINES,
    st.sampled_from(HEADINGS),
    st.booleans(),
)
WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def missing(wanted: list[str], there: list[str]) -> str | None:
    """The first of the wanted words that does not come in this order."""
    left = iter(there)
    return next((word for word in wanted if word not in left), None)


@settings(max_examples=300)
@given(st.lists(PARTS, min_size=2, max_size=12))
def test_every_word_is_in_the_file_in_its_order(parts: list[ScriptPart]) -> None:
    # The first part is the title, which stands at its place.
    script = ReadScript((ScriptPart(PartKind.TITLE, "Feel your feet"), *parts))
    text = text_of(script)
    wanted = [word for part in parts for word in words_of(str(_clean(part.text)))]
    assert missing(wanted, words_of(text)) is None


def _clean(text: str) -> str:
    from companion.exercise.scalars import clean_text

    return str(clean_text(text))


@settings(max_examples=300)
@given(st.lists(PARTS, min_size=2, max_size=12))
def test_every_file_that_comes_out_can_be_read(parts: list[ScriptPart]) -> None:
    script = ReadScript((ScriptPart(PartKind.TITLE, "Feel your feet"), *parts))
    draft = draft_of(script)
    text = yaml_of(draft, ANSWERED, "feet", "script.docx")
    if not draft.lines:
        return
    if not draft.ending:
        text += "ending: [Rest.]\n"
    reading = read(text, "feet.yaml")
    assert [each for each in reading.losses() if each.severity is Severity.ERROR] == []
    said = [step for step in (*reading.exercise.steps, *reading.exercise.ending) if isinstance(step, str)]
    assert said[: draft.lines] == [entry.words for entry in (*draft.steps, *draft.ending) if entry.words]


@settings(max_examples=150)
@given(st.lists(LINES, min_size=1, max_size=8).map("\n\n".join))
def test_every_text_in_markdown_keeps_its_words(text: str) -> None:
    parts = read_markdown(text).parts
    if len(parts) > 1:
        assert (
            missing(
                [word for part in parts[1:] for word in words_of(_clean(part.text))],
                words_of(text_of(ReadScript((ScriptPart(PartKind.TITLE, "T"), *parts[1:])))),
            )
            is None
        )


def test_dots_before_a_long_line_are_no_line_of_their_own() -> None:
    long = f"Notice your feet. {'word ' * 80}"
    script = ReadScript((ScriptPart(PartKind.TITLE, "Feel your feet"), ScriptPart(PartKind.TEXT, f"… {long}")))
    lines = [entry.words for entry in (*draft_of(script).steps, *draft_of(script).ending) if entry.words]
    assert lines
    assert all(any(each.isalnum() for each in line) for line in lines)
