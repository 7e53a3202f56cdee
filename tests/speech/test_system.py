from __future__ import annotations

import itertools
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from companion.errors import CannotSay, NoVoice
from companion.speech.loudness import SPEECH_LUFS, lufs
from companion.speech.rests import written_rest
from companion.speech.system import SystemVoice, _Ready, pace_for

SENTENCES = (
    "Let your hands rest in your lap, and notice where they touch.",
    "You do not have to do anything about what you notice.",
    "Look up, and find three things in the room that are the same colour.",
    "Feel your feet on the floor.",
    "If you would rather not, move your hand away.",
)


@pytest.fixture(scope="module")
def voice() -> Iterator[SystemVoice]:
    speaking = SystemVoice()
    speaking.warm_up()
    try:
        speaking.render("Hello.", 130)
    except NoVoice as why:
        pytest.skip(f"no system voice works here (pip install espeakng-loader pyttsx3 brings one): {why}")
    yield speaking
    speaking.close()


# ---- the real voice ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [90, 104, 130, 160, 200])
def test_it_speaks_about_as_fast_as_asked(voice: SystemVoice, asked: int) -> None:
    words = sum(len(sentence.split()) for sentence in SENTENCES)
    seconds = sum(voice.render(sentence, asked).seconds for sentence in SENTENCES)
    assert words / seconds * 60 == pytest.approx(asked, rel=0.12)


def test_every_sentence_is_as_loud_as_the_next_and_has_no_silence_at_its_ends(voice: SystemVoice) -> None:
    for sentence in SENTENCES:
        pcm = voice.render(sentence, 130)
        assert pcm.samples.dtype == np.float32
        assert pcm.samples.ndim == 1
        assert lufs(pcm) == pytest.approx(SPEECH_LUFS, abs=0.7)
        assert np.max(np.abs(pcm.samples)) <= 0.9 + 1e-6
        loud = np.flatnonzero(np.abs(pcm.samples) > 0.01)
        assert loud[0] < 0.1 * pcm.rate
        assert loud[-1] > len(pcm.samples) - 0.1 * pcm.rate


def test_one_text_after_another_each_is_itself(voice: SystemVoice) -> None:
    first = voice.render("One.", 130)
    second = voice.render("Two, and then a little more than that.", 130)
    again = voice.render("One.", 130)
    assert second.seconds > first.seconds * 2
    assert again.seconds == pytest.approx(first.seconds, abs=0.02)


def test_what_cannot_be_said_does_not_harm_what_can(voice: SystemVoice) -> None:
    with pytest.raises(CannotSay):
        voice.render("🙂 🌿", 130)
    plain = voice.render("Breathe out.", 130)
    assert voice.render("Breathe out. 🌿", 130).seconds == pytest.approx(plain.seconds, abs=0.02)


@pytest.mark.parametrize(
    "text",
    ["-v help", "<b>bold</b> & co", "[[h@lou]]", "It's 3:30, isn't it? “Yes” … no!", "ümläut naïve", "\x1b[31mred"],
)
def test_odd_texts_are_simply_said(voice: SystemVoice, text: str) -> None:
    assert voice.render(text, 130).seconds > 0.2


def test_it_rests_where_the_author_wrote_a_rest(voice: SystemVoice) -> None:
    pcm = voice.render("And … rest.", 130)
    quiet = np.diff(np.flatnonzero(np.abs(pcm.samples) > 0.02)) / pcm.rate
    assert float(quiet.max()) == pytest.approx(written_rest(130), abs=0.1)


@pytest.mark.parametrize(
    ("written", "as_said"),
    [("4-7-8", "four, seven, eight"), ("988", "nine, eight, eight"), ("SAY IT LOUD", "say it loud")],
)
def test_what_is_written_with_signs_sounds_like_its_words(voice: SystemVoice, written: str, as_said: str) -> None:
    # espeak's samples differ a little each time, its lengths by less than a millisecond.
    assert voice.render(written, 130).seconds == pytest.approx(voice.render(as_said, 130).seconds, abs=0.02)


def test_the_two_parts_sound_different(voice: SystemVoice) -> None:
    other = SystemVoice(part=2)
    try:
        one, two = voice.render(SENTENCES[0], 130), other.render(SENTENCES[0], 130)
    finally:
        other.close()
    assert voice.name != other.name
    size = min(len(one.samples), len(two.samples))
    assert np.corrcoef(one.samples[:size], two.samples[:size])[0, 1] < 0.5


@pytest.mark.skipif(
    sys.platform != "linux", reason="the voices of other systems can only write to files; run it on Linux"
)
def test_no_sound_of_a_spoken_name_is_ever_a_file() -> None:
    """No file may hold a single byte here, and every sentence is still spoken."""
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0));"
        "from companion.speech.system import SystemVoice; voice = SystemVoice();"
        "print(*(voice.render(f'Hello {name}.', 130).seconds > 0.3 for name in ('Ana', 'Ben'))); voice.close()"
    )
    done = subprocess.run([sys.executable, "-B", "-c", code], timeout=60, check=True, capture_output=True, text=True)
    assert done.stdout == "True True\n"


# ---- a helper that misbehaves -------------------------------------------------------------------------------------

Behaving = Callable[[str], SystemVoice]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "starts"


@pytest.fixture
def behaving(log: Path) -> Iterator[Behaving]:
    voices: list[SystemVoice] = []

    def start(behaviour: str) -> SystemVoice:
        helper = str(Path(__file__).with_name("fake_helper.py"))
        voices.append(SystemVoice(command=(sys.executable, helper, behaviour, str(log)), render_seconds=1.0))
        return voices[-1]

    yield start
    for started in voices:
        started.close()


def starts(log: Path) -> int:
    return len(log.read_text().splitlines())


@pytest.mark.parametrize("behaviour", ["dies-once", "hangs-once"])
def test_a_helper_that_fails_is_replaced_once(behaving: Behaving, log: Path, behaviour: str) -> None:
    voice = behaving(behaviour)
    assert voice.render("Hello.", 130).seconds == pytest.approx(1.0, abs=0.01)
    assert starts(log) == 2


@pytest.mark.parametrize("behaviour", ["dies", "hangs", "refuses", "nonsense", "boasts"])
def test_two_failures_are_no_voice_and_then_nothing_is_waited_for(
    behaving: Behaving, log: Path, behaviour: str
) -> None:
    voice = behaving(behaviour)
    with pytest.raises(NoVoice) as raised:
        voice.render("Hello.", 130)
    assert not isinstance(raised.value, CannotSay)
    assert raised.value.hint
    assert starts(log) == 2
    with pytest.raises(NoVoice):
        voice.render("Hello again.", 130)
    assert starts(log) == 2


def test_a_full_disk_is_named_with_what_to_do(behaving: Behaving) -> None:
    voice = behaving("full")
    for _ in range(2):
        with pytest.raises(NoVoice, match="no room on the disk") as raised:
            voice.render("Hello.", 130)
        assert "Free some space" in raised.value.hint


def test_a_helper_that_says_one_text_only_is_started_again_for_the_next(behaving: Behaving, log: Path) -> None:
    voice = behaving("one-each")
    for _ in range(3):
        voice.render("Hello.", 130)
    deadline = time.monotonic() + 5
    while starts(log) < 4 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert starts(log) == 4  # and one is ready for the fourth


def test_a_text_without_sound_cannot_be_said(behaving: Behaving) -> None:
    with pytest.raises(CannotSay):
        behaving("mute").render("Hello.", 130)


def test_a_program_that_is_not_there_is_no_voice() -> None:
    voice = SystemVoice(command=("no-such-program-anywhere",))
    voice.warm_up()
    with pytest.raises(NoVoice):
        voice.render("Hello.", 130)
    voice.close()


def test_after_close_there_is_no_voice(behaving: Behaving) -> None:
    voice = behaving("well")
    voice.render("Hello.", 130)
    voice.close()
    voice.close()
    with pytest.raises(NoVoice):
        voice.render("Hello.", 130)


def test_slower_is_slower() -> None:
    paces = [pace_for(words, "espeak") for words in range(60, 320, 5)]
    for (rate, gap), (next_rate, next_gap) in itertools.pairwise(paces):
        assert next_rate >= rate
        assert next_gap <= gap
    assert all(rate >= 80 for rate, _ in paces)
    assert pace_for(150, "sapi5") == (150, 0)


def test_a_language_that_no_voice_of_this_computer_speaks_is_refused_with_what_to_do() -> None:
    voice = SystemVoice("xx", missing=lambda: "Get one.")
    try:
        with pytest.raises(NoVoice, match="no voice for the language “xx”") as refused:
            voice.render("Hello.", 130)
        assert refused.value.hint == "Get one."
    finally:
        voice.close()


@pytest.mark.parametrize(
    ("driver", "languages", "wanted", "chosen"),
    [
        ("nsss", ["en_US", "fr_FR"], "fr", "1"),
        ("nsss", ["en_US"], "fr", None),
        ("sapi5", ["fr-FR"], "en", None),
        ("odd", ["", ""], "en", ""),  # nothing tells its language: the engine's own voice reads English
        ("odd", ["", ""], "fr", None),
        ("espeak", ["en", "pt-br"], "pt", "1"),
    ],
)
def test_a_voice_of_the_language_is_chosen_or_none(
    driver: str, languages: list[str], wanted: str, chosen: str | None
) -> None:
    known = [{"id": str(number), "name": "A", "languages": [each]} for number, each in enumerate(languages)]
    assert _Ready({"driver": driver, "voices": known}).choose(wanted, 1) == chosen


def test_english_words_amid_french_are_not_spelled_out_behind_the_walls() -> None:
    """espeak-ng needs its English dictionary for them, and can't open it any more once the walls stand."""
    voice = SystemVoice("fr")
    try:
        usual = voice.render("Le samedi.", 130).seconds
        assert voice.render("Le week-end.", 130).seconds < 1.6 * usual
    finally:
        voice.close()
