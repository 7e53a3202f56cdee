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
from companion.app.voices import known_voices, make_voice
from companion.errors import EXIT_GOOD, EXIT_INTERRUPTED, EXIT_YOURS, CompanionError, NoModel
from companion.weights.store import model_path, write_marker

HEARING = "vosk-model-small-en-us-0.15"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_MODELS", str(resources.models_dir()))
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    return tmp_path


# Sentences that the recogniser could choose instead of the spoken ones.
OTHERS = """\
Notice where the air is cool, and where it is warm.
Tell each other one thing that you would like for this evening.
The train to the coast leaves twice a day, and once on Sundays.
Fold the paper along the dotted line, and put it back in the drawer.
You may look at your partner, or at something that does not move.
Nothing about this has to be decided before tomorrow morning.
Count the windows, then the doors, then the colours of the books.
Let the weight of your arms go down into the cushion.
"""


def usable(name: str) -> None:
    """Skips where the voice is not on this machine."""
    known = next((voice for voice in known_voices() if voice.name == name), None)
    if known is None or not known.installed:
        pytest.skip(f"the voice {name} is not here: companion setup --voice {name}")
    voice = make_voice(known)
    try:
        voice.render("Hello.", 130)
    except CompanionError as why:
        pytest.skip(f"the voice {name} is installed, but doesn't work (companion doctor says more): {why}")
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
    assert f"Saved: {sound}" in capsys.readouterr().out
    samples, rate = soundfile.read(str(sound), dtype="float32")
    cues = json.loads(sheet.read_text(encoding="utf-8"))["cues"]
    assert cues[-1]["end_frame"] <= len(samples) <= cues[-1]["end_frame"] + 2 * rate
    said = [cue for cue in cues if cue["kind"] == "speech"]
    subtitles = (home / "s.vtt").read_text(encoding="utf-8")
    assert subtitles.count("-->") == len(said)
    vosk.SetLogLevel(-2)
    model = vosk.Model(str(folder))
    others = [step.strip() for step in OTHERS.splitlines()]
    everything = [*(cue["text"] for cue in said), *others]
    known = {word for text in everything for word in words_of(text) if model.vosk_model_find_word(word) >= 0}
    grammar = json.dumps([*sorted(known), "[unk]"])
    sentences = sorted(set(everything))
    recognised: list[bool] = []
    likeness: list[float] = []
    for cue in said:
        piece = soxr.resample(samples[cue["start_frame"] : cue["end_frame"]], rate, 16000)
        recogniser = vosk.KaldiRecognizer(model, 16000, grammar)
        recogniser.AcceptWaveform((np.append(piece, np.zeros(8000)) * 32767).astype("<i2").tobytes())
        heard = json.loads(recogniser.FinalResult())["text"].split()
        nearest = max(sentences, key=lambda text: alike(words_of(text), heard))
        recognised.append(nearest == cue["text"])
        likeness.append(alike(words_of(cue["text"]), heard))
    assert len(recognised) >= 9
    assert sum(recognised) / len(recognised) >= 0.9, recognised
    assert sum(likeness) / len(likeness) >= 0.55, likeness


def alike(expected: list[str], heard: list[str]) -> float:
    return difflib.SequenceMatcher(None, expected, heard, autojunk=False).ratio()


@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP", "SIGTERM"])
def test_ctrl_c_and_a_closed_window_leave_nothing(home: Path, name: str) -> None:
    if not hasattr(signal, name):
        pytest.skip(f"this system has no signal {name}; run it on Linux or macOS")
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
        process.send_signal(getattr(signal, name))
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
        (["render", "right-now", "-o", "s.doc"], "End its name in one of these"),
        (["render", "right-now", "-o", "nowhere/s.wav"], "There is no such folder."),
        (["render", "right-nwo", "-o", "s.wav"], "right-now"),
        (["render", "right-now", "-o", "s.wav", "--voice", "systm"], "Did you mean “system”?"),
        (["render", "right-now", "-o", "s.wav", "--cues", "nowhere/c.json"], "There is no such folder."),
        (["render", "right-now", "-o", "s.wav", "--length", "turn=1 min"], "no part called 'turn'"),
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
    for voice in ("heart    English", "nicole   English", "siwis    French", "dora-pt  Portuguese"):
        assert voice in lines
    assert "to download them all: companion setup --voice sarah" in lines  # Kokoro's voices come together
    assert "to download it: companion setup --voice joe" in lines
    assert "restrict commercial use" in lines
    assert cli.main(["voices", "try", "hart"]) == EXIT_YOURS
    assert "Did you mean “heart”?" in capsys.readouterr().err
    assert cli.main(["voices", "try", "joe"]) == EXIT_YOURS
    assert "companion setup --voice joe" in capsys.readouterr().err


def test_a_damaged_voice_is_named_and_fetching_it_again_is_offered(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = home / "models" / "piper-en_US-joe-medium"
    folder.mkdir(parents=True)
    (folder / "en_US-joe-medium.onnx").write_bytes(b"half of it")
    write_marker(folder, sha256="0" * 64, source="here", files={"en_US-joe-medium.onnx": 63_201_294})
    monkeypatch.setenv("COMPANION_MODELS", str(home / "models"))
    for command in (["voices", "try", "joe"], ["render", "right-now", "-o", str(home / "s.wav"), "--voice", "joe"]):
        assert cli.main(command) == EXIT_YOURS
        said = capsys.readouterr().err
        assert "en_US-joe-medium.onnx has changed since it was downloaded" in said
        assert "Download it again: companion setup --voice joe" in said
    assert cli.main(["voices"]) == EXIT_GOOD
    assert "damaged (en_US-joe-medium.onnx)" in capsys.readouterr().out
    assert not (home / "s.wav").exists()


def test_what_no_voice_can_say_is_noted_and_the_rest_is_said(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    usable("system")
    monkeypatch.chdir(home)
    (home / "no-sound.ogg").write_text("not at all")
    endless = "you rest and breathe and let it be " * 26
    (home / "odd.yaml").write_text(
        "format: 1\nid: odd\ntitle: Odd\nsummary: What nobody can say.\npeople: 1\nkind: settle\nauthor: Test\n"
        "license: CC0-1.0\nsteps:\n  - '🌿🌊'\n  - play: no-sound.ogg\n  - Rest now.\n"
        f"  - And then {endless}.\nending: [That was it.]\n",
        encoding="utf-8",
    )
    assert cli.main(["render", "odd.yaml", "-o", "s.wav", "--cues", "c.json", "--voice", "system"]) == EXIT_GOOD
    said = capsys.readouterr().out
    missing = "This sentence will be missing from the recording:"
    assert f"{missing} “🌿🌊” (There is nothing in this text that can be read aloud.)" in said
    assert "This sentence will be missing from the recording: “no-sound.ogg” (I can't read this recording.)" in said
    cues = json.loads((home / "c.json").read_text(encoding="utf-8"))["cues"]
    spoken = [cue for cue in cues if cue["kind"] == "speech"]
    assert spoken[0]["text"] == "Rest now."
    words = words_of(" ".join(cue["text"] for cue in spoken[1:]))
    expected = words_of(f"And then {endless}")
    assert words[: len(expected)] == expected
    assert sum(cue["end"] - cue["start"] for cue in spoken) > 60
