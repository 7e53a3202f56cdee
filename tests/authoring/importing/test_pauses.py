"""Pauses and bells in a paragraph become steps where that is certain, and no word of it is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.authoring.importing.pauses import HOW_LONG, IS_A_PAUSE, READ_ALOUD, ScriptPiece, pieces_of

CERTAIN = {
    "(pause 30 seconds)": "wait: 30s",
    "[pause 5s]": "wait: 5s",
    "(30 sec)": "wait: 30s",
    "(30 sec.)": "wait: 30s",
    "[10s]": "wait: 10s",
    "(about 2 minutes)": "wait: 2 min",
    '<break time="5s"/>': "wait: 5s",
    '<break time="500ms"/>': "wait: 0.5s",
    "Pause for 10 seconds.": "wait: 10s",
    "Pause: 10 seconds": "wait: 10s",
    "PAUSE 10 SECONDS": "wait: 10s",
    "pause 15": "wait: 15s",
    "Pause – 30 sec": "wait: 30s",
    "Hold for ten seconds of silence": "wait: 10s",
    "Hold for ten seconds of silence.": "wait: 10s",
    "30 seconds of silence": "wait: 30s",
    "A minute of silence.": "wait: 1 min",
    "One minute silence": "wait: 1 min",
    "(30-second pause)": "wait: 30s",
    "(silence, 1 min)": "wait: 1 min",
    "Long pause (1 minute)": "wait: 1 min",
    "30 seconds": "wait: 30s",
    "(half a minute)": "wait: 30s",
    "(Allow 10 secs)": "wait: 10s",
    "Silence (1 min).": "wait: 1 min",
    "[wait 20 seconds]": "wait: 20s",
    "*(pause 10 seconds)*": "wait: 10s",
    "*pause 10 seconds*": "wait: 10s",
    "(10 Sek. Pause)": "wait: 10s",
    "(Stille, 30 Sekunden)": "wait: 30s",
    "[bell]": "sound: bell",
    "(ring the bell)": "sound: bell",
    "Bell.": "sound: bell",
}
GUESSED = {
    "…": "wait: 5s",
    "...": "wait: 5s",
    ". . .": "wait: 5s",
    "[…]": "wait: 5s",
    "Pause.": "wait: 5s",
    "(pause)": "wait: 5s",
    "[Silence]": "wait: 5s",
    "(long pause)": "wait: 15s",
    "(short pause)": "wait: 3s",
    "(pause for three breaths)": "wait: 18s",
    "(pause for a moment)": "wait: 5s",
    "<break/>": "wait: 5s",
    "(wait)": "wait: 5s",
    "[Pause 20–30 seconds]": "wait: 25s",
    "(pause for 1 to 3 minutes)": "wait: 2 min",
}
SPOKEN = {
    "Hold for ten seconds.": IS_A_PAUSE,
    "Rest for one minute.": IS_A_PAUSE,
    "Wait for 10 seconds.": IS_A_PAUSE,
    "(eyes closed)": READ_ALOUD,
    "Repeat x3.": READ_ALOUD,
    "Therapist: Read slowly.": READ_ALOUD,
    "Repeat the words that help you, as often as you like.": "",
    "(pause until they nod)": READ_ALOUD,
    "Pause for a moment, and look around.": "",
    "Silence can feel strange at first.": "",
    "We will be quiet for ten minutes.": "",
    "One minute.": "",
    "10": "",
    "Take a break whenever you like.": "",
    "The silence of the last 30 seconds.": "",
    "Breathe (in) and out.": "",
    "Bell peppers are fine.": "",
}


@pytest.mark.parametrize(("written", "step"), CERTAIN.items())
def test_a_pause_that_is_certain(written: str, step: str) -> None:
    assert pieces_of(written) == [ScriptPiece(step=step, written=written)]


@pytest.mark.parametrize(("written", "step"), GUESSED.items())
def test_a_pause_whose_length_is_a_guess(written: str, step: str) -> None:
    assert pieces_of(written) == [ScriptPiece(step=step, written=written, doubt=HOW_LONG)]


@pytest.mark.parametrize(("written", "doubt"), SPOKEN.items())
def test_words_that_stay_words(written: str, doubt: str) -> None:
    assert pieces_of(written) == [ScriptPiece(words=written, doubt=doubt)]


@pytest.mark.parametrize("written", ["[soft music]", "0:30", "[1:30 – 2:00]", "* * *", "—"])
def test_a_direction_is_kept_and_not_spoken(written: str) -> None:
    assert pieces_of(written) == [ScriptPiece(written=written)]


def test_pauses_inside_a_paragraph() -> None:
    assert pieces_of("Feel your feet (30 sec). Now your hands [pause 5s] and your face.") == [
        ScriptPiece(words="Feel your feet"),
        ScriptPiece(step="wait: 30s", written="(30 sec)"),
        ScriptPiece(words=". Now your hands"),
        ScriptPiece(step="wait: 5s", written="[pause 5s]"),
        ScriptPiece(words="and your face."),
    ]


def test_a_sentence_that_is_a_pause() -> None:
    assert pieces_of("Notice three sounds. Pause for 20 seconds. Look around.") == [
        ScriptPiece(words="Notice three sounds."),
        ScriptPiece(step="wait: 20s", written="Pause for 20 seconds."),
        ScriptPiece(words="Look around."),
    ]
    assert len(pieces_of("Look around. Pause for a moment. Then go on.")) == 1


def test_the_counts_of_a_breath_are_doubtful() -> None:
    (piece,) = pieces_of("Breathe in (4 sec)... hold (4 sec)... and out.")
    assert piece.words == "Breathe in (4 sec)... hold (4 sec)... and out."
    assert piece.doubt


def test_a_pause_without_a_length_that_can_be_read_is_doubtful() -> None:
    (piece,) = pieces_of("Look around (pause until they nod) once more.")
    assert piece.words == "Look around (pause until they nod) once more."
    assert piece.doubt == "is “(pause until they nod)” a pause?"


def test_a_length_in_the_middle_of_a_sentence_is_doubtful() -> None:
    assert pieces_of("Stay there (30 seconds) if you like.") == [
        ScriptPiece(words="Stay there (30 seconds) if you like.", doubt="is “(30 seconds)” a pause?")
    ]


def test_emphasis_and_tags_are_taken_off() -> None:
    assert pieces_of("Breathe *out* **slowly**, <b>now</b>.") == [
        ScriptPiece(words="Breathe out slowly, now.", written="<b>now</b>")
    ]
    assert pieces_of("Hello <name>, breathe.") == [ScriptPiece(words="Hello, breathe.", written="<name>")]


WORDS = st.sampled_from(
    [*CERTAIN, *GUESSED, *SPOKEN, "Breathe", "out.", "(", ")", "[", "]", "*", "_soft_", "**", "<name>", "…", "a:", "5s"]
)


@given(st.lists(WORDS | st.text(max_size=12), max_size=8).map(" ".join))
def test_no_character_that_is_part_of_a_word_is_lost(text: str) -> None:
    def letters(each: str) -> str:
        return "".join(character for character in each if character.isalnum())

    kept = "".join(letters(piece.written or piece.words) for piece in pieces_of(text))
    whole = "".join(letters(f"{piece.words} {piece.written}") for piece in pieces_of(text))
    assert len(kept) <= len(letters(text)) <= len(whole)
