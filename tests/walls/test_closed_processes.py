"""Each closed process of the program: native code in it can open, connect, remove and start nothing, and it goes on
doing its work."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bench.espeak import say
from companion import resources
from companion.authoring.importing.document_reading import read_script
from companion.errors import NoVoice
from companion.hearing.child.recogniser import Child
from companion.hearing.replay import OfflineRecogniser, with_quiet
from companion.hearing.words.decoys import load_lexicon
from companion.hearing.words.grammar import build
from companion.hearing.words.vocabulary import load
from companion.patience import START_PATIENCE
from companion.ports import Pcm
from companion.speech import kokoro, piper
from companion.speech.neural import NeuralVoice
from companion.speech.recordings import read_recording, started
from companion.speech.system import SystemVoice
from companion.walls.kernel import LANDLOCK, SECCOMP
from tests.authoring.importing.documents import with_styles
from tests.walls.intruder import attempts

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these walls; run it there")

INTRUDER = (sys.executable, str(Path(__file__).with_name("intruder.py")))
TEXT = "Let your hands rest in your lap."
LONG_PATIENCE = 120.0
"""Seconds that a natural voice may take to start, for a sign of life and for a text: a busy machine needs many."""


@pytest.fixture
def prey(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text("a private thing")
    return tmp_path


def check(walls: tuple[str, ...], prey: Path) -> None:
    """Checks that every attempt was refused, and nothing has changed in the folder."""
    if SECCOMP not in walls:
        pytest.skip(f"this kernel has no seccomp, only {walls}; run it on a kernel with CONFIG_SECCOMP_FILTER")
    assert set(walls) - {SECCOMP, LANDLOCK} == {f"{name} refused" for name in attempts("")}
    assert [path.name for path in prey.iterdir()] == ["secret"]


def test_the_recogniser_can_do_nothing_but_hear(tuned: Path, prey: Path) -> None:
    child = Child(tuned, (*INTRUDER, "companion.hearing.child.process", str(prey), str(tuned)))
    ready = child.next_message(START_PATIENCE)
    assert ready is not None
    child.messages.put(ready)  # the next one who waits for it gets it
    hearing = OfflineRecogniser(tuned, child)
    try:
        check(tuple(ready["walls"]), prey)
        english = load("en")
        hearing.listen(build(english, load_lexicon(english.lexicon), english.everything()))
        heard = [seen.finals for seen in hearing.observe(with_quiet(say("stop"))) if seen.finals]
        assert {final.text for final in heard[0].values()} == {"stop"}
    finally:
        hearing.close()


def test_the_system_voice_can_do_nothing_but_speak(prey: Path) -> None:
    voice = SystemVoice(command=(*INTRUDER, "companion.speech.system_helper", str(prey)))
    plain = SystemVoice()
    try:
        first = voice.render(TEXT, 130)
        check(voice.walls, prey)
        # Nothing is missing in what it says, also at another pace, and in letters of another language.
        for text, pace in ((TEXT, 130), ("Zoë and I say “Привет”: 50 % of 3 €.", 100), (TEXT, 90)):
            assert voice.render(text, pace).seconds == pytest.approx(plain.render(text, pace).seconds, abs=0.05)
        assert first.seconds > 1
    except NoVoice as why:
        pytest.skip(f"no system voice works here (pip install espeakng-loader pyttsx3 brings one): {why}")
    finally:
        voice.close()
        plain.close()


@pytest.mark.parametrize(
    ("engine", "model"), [(piper, "piper-en_US-joe-medium"), (kokoro, "kokoro-82m-int8")], ids=["piper", "kokoro"]
)
def test_a_natural_voice_can_do_nothing_but_speak(prey: Path, engine: object, model: str) -> None:
    places = (resources.models_dir(), Path(sys.prefix) / "test-models")
    folder = next((place / model for place in places if (place / model).is_dir()), None)
    if folder is None:
        pytest.skip(f"the model {model} is not here; fetch it: companion setup --voice joe, or sh .ci/test-voice")
    files = [next(folder.glob("*.onnx")), *([folder / "heart.bin"] if engine is kokoro else [])]
    name = model.split("-")[0]
    helper = (*INTRUDER, "companion.speech.neural_helper", str(prey), name, *map(str, files))
    # Only a voice that hangs fails here: one that ends is told at once, and a slow or busy machine may be waited for.
    voice = NeuralVoice(
        f"{name}/test/1", helper, ((130, 1.2),), repair="",
        ready_seconds=LONG_PATIENCE, sign_seconds=LONG_PATIENCE, render_seconds=LONG_PATIENCE,
    )  # fmt: skip
    try:
        # Kokoro is slow on some machines, so its texts are short.
        odd = "Zoë. “Привет”, 3 €." if engine is piper else "Zoë."
        said = [voice.render(text, 130) for text in ("Rest now.", odd, "Rest now.")]
        check(voice.walls, prey)
    finally:
        voice.close()
    assert all(pcm.seconds > 0.3 and np.std(pcm.samples) > 0.01 for pcm in said)
    assert said[0].seconds == pytest.approx(said[2].seconds, abs=0.05)


def test_the_decoder_can_do_nothing_but_decode(tmp_path: Path, prey: Path) -> None:
    walls: list[str] = []
    sounds = tmp_path.parent / f"{tmp_path.name}-sounds"
    sounds.mkdir()
    for suffix in ("wav", "flac", "ogg", "mp3"):
        file = sounds / f"spoken.{suffix}"
        soundfile.write(str(file), 0.5 * np.sin(np.arange(80_000) / 9), 8000)
        pcm: Pcm = read_recording(
            file,
            start=partial(started, command=(*INTRUDER, "companion.speech.recording_helper", str(prey))),
            walls=walls.extend,
        )
        assert pcm.seconds == pytest.approx(10.0, abs=0.1)
        check(tuple(walls), prey)
        walls.clear()


@pytest.mark.parametrize("ending", ["docx", "rtf", "md", "txt"])
def test_the_reader_of_documents_can_do_nothing_but_read(ending: str, tmp_path: Path, prey: Path) -> None:
    documents = tmp_path.parent / f"{tmp_path.name}-documents"
    documents.mkdir()
    file = documents / f"script.{ending}"
    if ending == "docx":
        with_styles(file)
    else:
        file.write_text("{\\rtf1 Caf\\'e9.\\par}" if ending == "rtf" else "Breathe **out**.", encoding="utf-8")
    walls: list[str] = []
    helper = (*INTRUDER, "companion.authoring.importing.document_helper", str(prey))
    assert read_script(file, command=helper, walls=walls.extend).parts == read_script(file).parts
    check(tuple(walls), prey)


@pytest.mark.parametrize(
    "module",
    [
        "companion.authoring.importing.document_helper",
        "companion.hearing.child.process",
        "companion.speech.neural_helper",
        "companion.speech.recording_helper",
        "companion.speech.system_helper",
    ],
)
def test_each_closed_process_shields_its_memory(module: str) -> None:
    """It does so first of all: nothing else has happened by then."""
    code = (
        "import ctypes, importlib, sys\n"
        f"module = importlib.import_module({module!r})\n"
        "shield = module.shield_memory\n"
        "def shielded():\n"
        "    shield()\n"
        "    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)  # PR_GET_DUMPABLE\n"
        "    sys.exit()\n"
        "module.shield_memory = shielded\n"
        "module.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "0\n", done.stderr
