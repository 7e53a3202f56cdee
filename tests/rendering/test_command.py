"""`companion render` as a person runs it: with a real voice, and listened to by the recogniser."""

from __future__ import annotations

import difflib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from companion import cli, resources
from companion.errors import EXIT_GOOD, EXIT_INTERRUPTED, EXIT_YOURS, CompanionError, NoModel
from companion.voicing import known_voices, make_voice
from companion.weights.store import model_path

HEARING = "vosk-model-small-en-us-0.15"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_MODELS", str(resources.models_dir()))
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    return tmp_path


def usable(name: str) -> None:
    """Skips where the voice is not on this machine."""
    known = next((voice for voice in known_voices() if voice.name == name), None)
    if known is None or not known.installed:
        pytest.skip(f"the voice {name} is not here: companion setup --voice {name}")
    voice = make_voice(known)
    try:
        voice.render("Hello.", 130)
    except CompanionError as why:
        pytest.skip(f"the voice {name} does not work on this machine: {why}")
    finally:
        voice.close()


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower().replace("’", "'"))


@pytest.mark.parametrize(("exercise", "voice"), [("right-now", "joe"), ("butterfly-hug", "system")])
def test_what_was_rendered_is_understood(
    home: Path, exercise: str, voice: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each sentence, cut out where the sheet says it is, through a recogniser that knows the session's words."""
    usable(voice)
    try:
        folder = model_path(HEARING)
    except NoModel as why:
        pytest.skip(str(why))
    import soundfile
    import soxr
    import vosk

    sound, sheet = home / "s.flac", home / "s.json"
    assert cli.main(["render", exercise, "-o", str(sound), "--voice", voice, "--cues", str(sheet)]) == EXIT_GOOD
    assert f"Written: {sound}" in capsys.readouterr().out
    samples, rate = soundfile.read(str(sound), dtype="float32")
    cues = json.loads(sheet.read_text(encoding="utf-8"))["cues"]
    assert cues[-1]["end_frame"] <= len(samples) <= cues[-1]["end_frame"] + 2 * rate
    said = [cue for cue in cues if cue["kind"] == "speech"]
    subtitles = (home / "s.vtt").read_text(encoding="utf-8")
    assert subtitles.count("-->") == len(said)
    vosk.SetLogLevel(-2)
    model = vosk.Model(str(folder))
    known = {word for cue in said for word in words_of(cue["text"]) if model.vosk_model_find_word(word) >= 0}
    grammar = json.dumps([*sorted(known), "[unk]"])
    sentences = sorted({cue["text"] for cue in said})
    recognised: list[bool] = []
    for cue in said:
        piece = soxr.resample(samples[cue["start_frame"] : cue["end_frame"]], rate, 16000)
        recogniser = vosk.KaldiRecognizer(model, 16000, grammar)
        recogniser.AcceptWaveform((np.append(piece, np.zeros(8000)) * 32767).astype("<i2").tobytes())
        heard = json.loads(recogniser.FinalResult())["text"].split()
        nearest = max(sentences, key=lambda text: alike(words_of(text), heard))
        recognised.append(nearest == cue["text"] and alike(words_of(nearest), heard) > 0.4)
    assert len(recognised) >= 9
    assert sum(recognised) / len(recognised) >= 0.9


def alike(expected: list[str], heard: list[str]) -> float:
    return difflib.SequenceMatcher(None, expected, heard, autojunk=False).ratio()


def test_ctrl_c_leaves_nothing(home: Path) -> None:
    usable("system")
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "companion",
            "render",
            "an-hour-to-look",
            "-o",
            str(home / "s.wav"),
            "--voice",
            "system",
        ],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    late = threading.Timer(60, process.kill)
    late.start()
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip().startswith("25 %")  # it is in the midst of it
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(30) == EXIT_INTERRUPTED, rest
    finally:
        late.cancel()
        process.kill()
    assert "Traceback" not in rest
    assert sorted(path.name for path in home.iterdir()) == ["home"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["render", "right-now", "-o", "s.doc"], "Let its name end in one of these"),
        (["render", "right-now", "-o", "nowhere/s.wav"], "The folder is not there."),
        (["render", "right-nwo", "-o", "s.wav"], "right-now"),
        (["render", "right-now", "-o", "s.wav", "--voice", "systm"], "Did you mean “system”?"),
        (["render", "right-now", "-o", "s.wav", "--cues", "nowhere/c.json"], "The folder is not there."),
        (["render", "right-now", "-o", "s.wav", "--length", "turn=1 min"], "no length called 'turn'"),
    ],
    ids=lambda value: str(value)[-24:],
)
def test_what_is_wrong_is_said_before_anything_is_made(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    says: str,
) -> None:
    monkeypatch.chdir(home)
    assert cli.main(arguments) == EXIT_YOURS
    assert says in capsys.readouterr().err
    assert [path.name for path in home.iterdir() if path.name != "home"] == []


def test_voices_are_listed(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_MODELS", str(home / "none"))
    assert cli.main(["voices"]) == EXIT_GOOD
    lines = capsys.readouterr().out
    assert lines.startswith("system ")  # the only one here is the one that reads
    for voice in ("heart", "nicole", "joe"):
        assert f"companion setup --voice {voice}" in lines
    assert "restrict commercial use" in lines
    assert cli.main(["voices", "try", "hart"]) == EXIT_YOURS
    assert "Did you mean “heart”?" in capsys.readouterr().err
    assert cli.main(["voices", "try", "joe"]) == EXIT_YOURS
    assert "companion setup --voice joe" in capsys.readouterr().err
