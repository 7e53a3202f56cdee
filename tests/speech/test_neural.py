"""Natural voices: the helper process from outside, with a fake one; and the real joe, where its model is here."""

from __future__ import annotations

import importlib.metadata
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion import resources
from companion.errors import CannotSay, NoVoice
from companion.exercise.plan import SENTENCE_GAP, STEP_GAP
from companion.exercise.speech_time import WORDS_PER_MINUTE
from companion.speech.kokoro import PACES as KOKORO_PACES
from companion.speech.loudness import SPEECH_LUFS, lufs
from companion.speech.neural import _LONGEST_PIECE, _SIGN_SECONDS, NeuralVoice, Paces, pieces, scale_for, speakable
from companion.speech.neural_helper import BUSY_SECONDS, kokoro_symbols
from companion.speech.piper import PACES, piper_voice
from companion.weights.store import is_fetched

HELPER = Path(__file__).with_name("fake_neural_helper.py")
Make = Callable[[str], NeuralVoice]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[NeuralVoice] = []

    def make_one(behaviour: str) -> NeuralVoice:
        command = (sys.executable, str(HELPER), behaviour, str(tmp_path / "log"))
        made.append(
            NeuralVoice("fake/1", command, ((130, 2.0), (260, 1.0)), repair="Fetch it again.", sign_seconds=0.7)
        )
        return made[-1]

    yield make_one
    for voice in made:
        voice.close()


def asked(tmp_path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]


def test_it_speaks(make: Make, tmp_path: Path) -> None:
    pcm = make("well").render("Rest your hands. 🌿", 195)
    assert pcm.rate == 8000
    assert pcm.seconds == pytest.approx(1.0, abs=0.05)
    assert lufs(pcm) == pytest.approx(SPEECH_LUFS, abs=0.2)
    assert asked(tmp_path) == [{"text": "Rest your hands.", "scale": 1.5}]


@pytest.mark.parametrize("behaviour", ["refuses", "dies", "nonsense", "cut", "fails", "hangs"])
def test_a_voice_that_fails_says_so(make: Make, behaviour: str) -> None:
    voice = make(behaviour)
    voice.warm_up()
    if behaviour != "refuses":
        assert voice._running().ready() == 8000
    with pytest.raises(NoVoice, match="doesn't work") as failed:
        voice.render("Hello there.", 130)
    assert not isinstance(failed.value, CannotSay)
    assert failed.value.hint == "Fetch it again."
    assert voice.process_id is None


def test_hanging_is_noticed_early_enough_for_the_next_voice() -> None:
    assert _SIGN_SECONDS > 3 * BUSY_SECONDS
    assert _SIGN_SECONDS < 2.0 - 0.5


def test_one_that_still_starts_says_so_and_one_that_refused_does_not(make: Make) -> None:
    assert make("late").wait_ready(0.0) is False
    assert make("well").wait_ready(20.0) is True
    refused = make("refuses")
    assert refused.wait_ready(20.0) is True
    with pytest.raises(NoVoice, match="no engine"):
        refused.render("Hello.", 130)


def test_why_it_refused_is_said_however_late_it_is_asked(make: Make) -> None:
    voice = make("refuses")
    helper = voice._running()
    helper._process.wait(20)
    deadline = time.monotonic() + 20
    while helper._answers.qsize() < 2 and time.monotonic() < deadline:  # its answer, and its end
        time.sleep(0.01)
    assert voice.wait_ready(20.0) is True
    with pytest.raises(NoVoice, match="no engine"):
        voice.render("Hello.", 130)


def test_it_rests_where_the_author_wrote_a_rest(make: Make, tmp_path: Path) -> None:
    pcm = make("well").render("And … rest—softly… now.", 260)
    assert [each["text"] for each in asked(tmp_path)] == ["And,", "rest — softly,", "now."]
    quiet = np.diff(np.flatnonzero(np.abs(pcm.samples) > 0.01)) / pcm.rate
    assert [round(float(each), 2) for each in quiet if each > 0.1] == pytest.approx([0.35, 0.35], abs=0.03)


def test_it_is_given_words_for_numbers_and_signs(make: Make, tmp_path: Path) -> None:
    make("well").render("Breathe 4-7-8 for 5 min., Dr. May.", 130)
    assert [each["text"] for each in asked(tmp_path)] == ["Breathe four, seven, eight for five minutes, Doctor May."]


def test_slow_is_not_hanging(make: Make) -> None:
    assert make("slow").render("Hello there.", 130).seconds > 0.9


@pytest.mark.parametrize("behaviour", ["cannot", "mute"])
def test_a_text_without_sound_is_no_failure_of_the_voice(make: Make, behaviour: str) -> None:
    voice = make(behaviour)
    for _ in range(2):
        with pytest.raises(CannotSay):
            voice.render("Hm.", 130)
    assert voice.process_id is not None


@pytest.mark.parametrize("text", ["", "🌿🌊", "…", "Закройте глаза", "目を閉じて", "Да, yes, закройте"])
def test_what_it_cannot_say_never_reaches_it(make: Make, tmp_path: Path, text: str) -> None:
    with pytest.raises(CannotSay):
        make("well").render(text, 130)
    assert not (tmp_path / "log").exists()


def test_three_thousand_characters_go_in_pieces(make: Make, tmp_path: Path) -> None:
    pcm = make("well").render("rest and breathe " * 180, 130)
    texts = [str(each["text"]) for each in asked(tmp_path)]
    assert max(map(len, texts)) <= _LONGEST_PIECE
    assert " ".join(texts).split() == ("rest and breathe " * 180).split()
    assert pcm.seconds == pytest.approx(len(texts) * 1.0 + (len(texts) - 1) * 0.35, rel=0.05)


@given(st.text(max_size=3000))
def test_pieces_are_short_and_have_words(text: str) -> None:
    try:
        said = speakable(text)
    except CannotSay:
        return
    for part in pieces(said):
        assert len(part) <= _LONGEST_PIECE
        assert part.strip()


def test_names_and_accents_are_no_other_script() -> None:
    assert speakable("Chloë, Łukasz and Nguyễn, rest.") == "Chloë, Łukasz and Nguyễn, rest."


@given(st.integers(1, 2000), st.integers(1, 2000))
def test_faster_is_never_longer(one: int, other: int) -> None:
    table = PACES["joe"]
    slow, quick = sorted((one, other))
    assert scale_for(slow, table) >= scale_for(quick, table) > 0


def test_after_close_nothing_speaks(make: Make) -> None:
    voice = make("well")
    voice.close()
    with pytest.raises(NoVoice, match="turned off"):
        voice.render("Hello.", 130)


def test_a_model_without_its_files_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoVoice, match="is incomplete"):
        piper_voice("joe", tmp_path)


CONFIG = {
    "num_symbols": 2,
    "num_speakers": 1,
    "audio": {"sample_rate": 22050},
    "espeak": {"voice": "en-us"},
    "phoneme_id_map": {"_": [0]},
    "phoneme_type": "espeak",
}


def test_a_damaged_model_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.onnx").write_bytes(b"nothing of the kind")
    (tmp_path / "x.onnx.json").write_text(json.dumps(CONFIG))
    voice = piper_voice("joe", tmp_path, repair="Run: companion setup --voice joe")
    with pytest.raises(NoVoice, match=r"x\.onnx is damaged") as failed:
        voice.render("Hello.", 130)
    voice.close()
    assert failed.value.hint == "Run: companion setup --voice joe"


def test_kokoro_writes_american_sounds_as_it_learnt_them() -> None:
    assert kokoro_symbols("hˈeɪ") == kokoro_symbols("hˈA")
    assert kokoro_symbols("hˈeɪ") == [50, 156, 24]
    assert kokoro_symbols("\u2603") == []


def test_kokoro_writes_british_sounds_as_it_learnt_them() -> None:
    assert kokoro_symbols("nˈəʊtɪs", "en-gb") == kokoro_symbols("nˈQtɪs", "en-gb")
    assert kokoro_symbols("wˌeə", "en-gb") == kokoro_symbols("wˌɛː", "en-gb")
    assert len(kokoro_symbols("bˈɜːd", "en-gb")) == 5  # the length mark is kept, and there is no "r"
    assert kokoro_symbols("hˈændz", "en-gb") == kokoro_symbols("hˈandz")


# ---- the real one -----------------------------------------------------------------------------------------------

JOE = "piper-en_US-joe-medium"
SENTENCES = (
    "Let your hands rest in your lap, and notice where they touch.",
    "You do not have to do anything about what you notice.",
    "Look up, and find three things in the room that are the same colour.",
    "If you would rather not, move your hand away.",
)


@pytest.fixture(scope="module")
def joe() -> Iterator[NeuralVoice]:
    if not is_fetched(JOE):
        pytest.skip("the voice joe is not here: companion setup --voice joe")
    voice = piper_voice("joe", resources.models_dir() / JOE)
    yield voice
    voice.close()


def test_joe_with_rests_speaks_as_slowly_as_asked(joe: NeuralVoice) -> None:
    words = sum(len(sentence.split()) for sentence in SENTENCES)
    spoken = {pace: sum(joe.render(each, pace).seconds for each in SENTENCES) for pace in (104, 130, 156)}
    rests = len(SENTENCES) * (SENTENCE_GAP + STEP_GAP) / 2
    assert words / (spoken[130] + rests) * 60 == pytest.approx(130, rel=0.1)
    # Faster and slower are heard in the words, not only in the rests.
    assert spoken[104] > 1.15 * spoken[130] > 1.3 * spoken[156]


@pytest.mark.parametrize("paces", [*PACES.values(), *KOKORO_PACES.values()], ids=[*PACES, *KOKORO_PACES])
def test_no_voice_drawls_at_the_usual_pace(paces: Paces) -> None:
    assert scale_for(WORDS_PER_MINUTE, paces) <= 1.5


@pytest.mark.skipif(
    not Path("/proc/self/fd").is_dir(), reason="only Linux shows what a process has open (/proc/self/fd); run it there"
)
def test_the_helper_holds_no_connection_and_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not (resources.models_dir() / JOE).is_dir():
        pytest.skip("the voice joe is not here: companion setup --voice joe")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    voice = piper_voice("joe", resources.models_dir() / JOE)
    try:
        voice.render(SENTENCES[0], 130)
        assert voice._helper is not None
        pid = voice._helper.pid
        held = [os.readlink(each) for each in Path(f"/proc/{pid}/fd").iterdir()]
        told = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    finally:
        voice.close()
    assert not [each for each in held if each.startswith("socket:")]
    assert b"ORT_DISABLE_TELEMETRY=1" in told
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]


def test_the_library_that_is_installed_reports_to_nobody() -> None:
    """From 1.29 on onnxruntime reports over the network: `pyproject.toml` keeps it below, and this holds it there."""
    version = importlib.metadata.version("onnxruntime").split(".")
    assert (int(version[0]), int(version[1])) < (1, 29)


def test_joe_is_even_and_says_the_same_twice(joe: NeuralVoice) -> None:
    first, second = joe.render(SENTENCES[0], 130), joe.render(SENTENCES[0], 130)
    assert np.array_equal(first.samples, second.samples)
    for text in (SENTENCES[3], "In.", "Breathe out."):
        pcm = joe.render(text, 130)
        assert lufs(pcm) == pytest.approx(SPEECH_LUFS, abs=1.0)
        assert float(np.max(np.abs(pcm.samples))) <= 0.9 + 1e-6
