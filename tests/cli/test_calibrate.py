"""`companion calibrate` and `companion stop-word`, with synthetic people through the real recogniser."""

from __future__ import annotations

import importlib.util
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bench.espeak import say
from companion import cli, resources
from companion.app.stop_word import check_stop_word
from companion.audio import capture
from companion.audio.capture import Frame
from companion.cli.calibrate import _takes, report, run_calibrate
from companion.cli.calibrate_recorders import LiveRecorder
from companion.cli.stop_word import run_stop_word
from companion.errors import EXIT_YOURS, CompanionError, NoMicrophone, SettingsError
from companion.hearing.words.calibration import Attempt, Calibration, Manner, Prompt, summed
from companion.hearing.words.vocabulary import load
from companion.store import settings, toml_file

MODEL = resources.models_dir() / load("en").model


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's own folder; the model is the checkout's."""
    monkeypatch.setenv("COMPANION_MODELS", str(MODEL.parent))
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def model(home: Path) -> None:
    if not (MODEL / "am" / "final.mdl").is_file():
        pytest.skip(f"the speech model {MODEL.name} is not there: run `companion setup`")
    if importlib.util.find_spec("vosk") is None:
        pytest.skip("vosk is not installed: pip install vosk")


def attempts(phrase: str, *outcomes: str, manner: Manner = Manner.USUAL) -> list[Attempt]:
    """ "heard", "silent", or what it was taken for."""
    return [
        Attempt(
            Prompt(1, phrase, manner, n + 1),
            outcome == "heard",
            "" if outcome in ("heard", "silent") else outcome,
            said=outcome != "silent",
        )
        for n, outcome in enumerate(outcomes)
    ]


# ---- the report


def test_good_words_are_said_to_be_good() -> None:
    lines = report(summed(attempts("stop", "heard", "heard", "step")), Calibration(), load("en"))
    assert "  stop           heard 2 of 3, taken for “step”" in lines
    assert lines[-1].startswith("I heard all of it well")


def test_what_was_not_heard_is_said_with_what_to_do() -> None:
    sums = summed(
        [
            *attempts("yellow", "hello", "hello", "heard"),
            *attempts("red", "silent", "silent", "silent", manner=Manner.SOFT),
            *attempts("pineapple", "heard", "heard", "heard"),
            *attempts("stop", "stop", "heard", "stop"),
        ]
    )
    text = "\n".join(report(sums, Calibration(left_out=("stomp",)), load("en").with_stop_word("pineapple")))
    assert "I understood “yellow”, said as usual, only 1 of 3 times. Sit closer" in text
    assert "Or say “slow down”: it does the same." in text
    assert "“red”, said softly, was very faint at the microphone. Sit closer" in text
    assert "Or say “pineapple”" in text
    assert "stop           heard 1 of 3, or wasn't sure" in text
    assert "I sometimes misheard you as: stomp." in " ".join(text.split())


# ---- the commands


def test_a_folder_of_words_through_the_real_recogniser(model: None, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    for take in (1, 2):
        faint = (say("stop", words_per_minute=130 + 10 * take) * 0.1).astype(np.int16)
        soundfile.write(folder / f"1-stop-usual-{take}.wav", faint, 16000)
    settings.change(lambda _: settings.Settings("IE", stop_word="pineapple"))
    out = io.StringIO()
    began: list[bool] = []
    assert run_calibrate(1, recordings=folder, out=out, wait=lambda: began.append(True)) == 0
    text = out.getvalue()
    assert began == [True]
    assert "“stop”, “help”, “pause”, “yellow”, “red”, “pineapple”" in text
    assert "I heard nothing 3 times" in text
    kept = toml_file.read(home / "settings.toml")
    assert kept["region"] == "IE"
    assert set(kept["calibration"]) == {"gain_db", "gate_dbfs", "fallen_db", "left_out"}
    assert kept["calibration"]["gain_db"] > 3
    assert list(home.rglob("*.wav")) == []
    assert run_calibrate(forget=True, out=out) == 0
    assert settings.load().settings.calibration is None
    assert settings.load().settings.stop_word == "pineapple"


def test_whoever_says_nothing_changes_nothing(model: None, home: Path, tmp_path: Path) -> None:
    out = io.StringIO()
    run_calibrate(1, recordings=tmp_path, out=out)
    assert "was very faint at the microphone" in out.getvalue()
    assert "Kept" not in out.getvalue()
    assert not (home / "settings.toml").exists()


def test_ctrl_c_changes_nothing(model: None, home: Path, tmp_path: Path) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_calibrate(1, recordings=tmp_path, out=io.StringIO(), wait=interrupt)
    assert not (home / "settings.toml").exists()


def test_a_folder_that_is_not_there_is_named(model: None, tmp_path: Path) -> None:
    with pytest.raises(CompanionError, match="find that folder"):
        run_calibrate(1, recordings=tmp_path / "nowhere", out=io.StringIO())


def test_a_stop_word_is_checked_kept_and_forgotten(model: None, home: Path) -> None:
    with pytest.raises(SettingsError, match="sounds too much like “yes”") as error:
        run_stop_word(lambda question: "Chess", out=io.StringIO())
    assert error.value.hint.count("“") == 3
    assert not (home / "settings.toml").exists()
    assert check_stop_word("quokka").suggestions == ("pineapple", "lighthouse", "elephant")
    out = io.StringIO()
    run_stop_word(lambda question: " Lighthouse! ", out=out)
    run_stop_word(lambda question: "", out=out)
    assert settings.load().settings.stop_word == "lighthouse"
    run_stop_word(None, forget=True, out=out)
    run_stop_word(None, out=out)
    assert settings.load().settings.stop_word is None
    assert "Your own stop word is “lighthouse”." in out.getvalue()
    assert out.getvalue().endswith(
        "You haven't chosen a stop word of your own. “Stop” and “red” always stop everything.\n"
    )


def test_a_stop_word_in_the_command_is_not_taken(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["stop-word", "pineapple"]) == EXIT_YOURS
    said = capsys.readouterr().err
    assert "history" in said
    assert "pineapple" not in said
    assert not (home / "settings.toml").exists()


def test_without_a_terminal_the_stop_word_is_only_shown(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.change(lambda kept: replace(kept, stop_word="lighthouse"))
    assert cli.main(["stop-word"]) == 0
    assert "Your own stop word is “lighthouse”." in capsys.readouterr().out


def damage(home: Path, content: str) -> Path:
    home.mkdir()
    file = home / "settings.toml"
    file.write_text(content, encoding="utf-8")
    return file


def test_a_stop_word_that_cannot_be_read_is_not_called_none(home: Path) -> None:
    file = damage(home, 'stop_word = 7\nregion = "IE"')
    out = io.StringIO()
    assert run_stop_word(None, out=out) == 0
    assert f"{file}: its stop word isn't a word" in out.getvalue()
    assert "You haven't chosen a stop word" not in out.getvalue()
    assert "choose it again" in out.getvalue()


def test_another_value_that_will_not_do_leaves_the_stop_word(home: Path) -> None:
    damage(home, 'stop_word = "pineapple"\nregion = "Ireland"')
    out = io.StringIO()
    run_stop_word(None, out=out)
    assert "its country isn't a two-letter code" in out.getvalue()
    assert "Your own stop word is “pineapple”." in out.getvalue()


def test_taking_a_calibration_back_says_where_damaged_settings_are_kept(home: Path) -> None:
    file = damage(home, 'stop_word = "pineapple"\nregion = "Ireland"\n[calibration]\ngain_db = 3')
    out = io.StringIO()
    run_calibrate(forget=True, out=out)
    said = " ".join(out.getvalue().split())
    assert "its country isn't a two-letter code" in said
    assert "A copy of the old settings is here" in said
    assert settings.load().settings == settings.Settings(stop_word="pineapple")
    assert "Ireland" in file.with_name("settings.toml.broken").read_text(encoding="utf-8")


def test_what_was_chosen_while_it_listened_is_kept(model: None, tmp_path: Path) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    soundfile.write(folder / "1-stop-usual-1.wav", say("stop", words_per_minute=140), 16000)
    settings.change(lambda _: settings.Settings("IE"))

    def meanwhile() -> None:
        settings.change(lambda _: settings.Settings("GB", stop_word="pineapple"))

    run_calibrate(1, recordings=folder, out=io.StringIO(), wait=meanwhile)
    kept = settings.load().settings
    assert (kept.region, kept.stop_word) == ("GB", "pineapple")
    assert kept.calibration is not None


# ---- the microphone


class NoSystem:
    def add_input(self, line: object) -> None: ...


class Microphone:
    """Gives these samples as frames of 20 ms, then nothing."""

    def __init__(self, samples: np.ndarray) -> None:
        self._frames = [samples[n : n + 320] for n in range(0, len(samples) - 319, 320)]

    def read(self, timeout: float) -> object | None:
        return Frame(self._frames.pop(0), 0.0) if self._frames else None


def hiss(seconds: float) -> np.ndarray:
    return np.random.default_rng(3).normal(0, 8, int(seconds * 16000)).astype(np.int16)


def test_words_are_cut_out_of_what_the_microphone_hears() -> None:
    word = say("stop", words_per_minute=140)
    live = LiveRecorder(Microphone(np.concatenate([hiss(2), hiss(0.5), word, hiss(8)])))  # type: ignore[arg-type]
    assert -75 < live.noise_dbfs < -65
    prompt = Prompt(1, "stop", Manner.USUAL, 1)
    first = live.take(prompt)
    assert len(word) < len(first) < len(word) + 24000
    assert len(live.take(prompt)) == 0


def test_what_was_said_before_enter_is_no_word() -> None:
    """While its frames are not read, the real microphone keeps the oldest three seconds."""

    class Status:
        input_overflow = False

    system = NoSystem()
    microphone = capture.Microphone(system, on_open=print, on_missing=print, on_lost=print)  # type: ignore[arg-type]
    microphone._formats[1] = (16000, 1)
    hears = microphone._callback_for(1, 16000)

    def sound(samples: np.ndarray) -> None:
        block = round(microphone.block_seconds * 16000)
        for start in range(0, len(samples) - block + 1, block):
            hears(samples[start : start + block].tobytes(), block, None, Status)

    word = say("stop", words_per_minute=140)
    sound(hiss(2))
    live = LiveRecorder(microphone)
    sound(np.concatenate([hiss(0.5), say("are you ready?", words_per_minute=140), hiss(3)]))
    out = io.StringIO()

    def enter() -> None:
        assert microphone.dropped, "they talked longer than the microphone keeps"

    class Later:
        noise_dbfs = live.noise_dbfs
        forget = staticmethod(live.forget)

        @staticmethod
        def take(prompt: Prompt) -> np.ndarray:
            # Only now that the word stands there, somebody says it.
            sound(np.concatenate([hiss(0.5), word, hiss(1.5)]))
            return live.take(prompt)

    ((_, heard),) = _takes(Later(), [Prompt(1, "stop", Manner.USUAL, 1)], out, enter)
    assert heard.tobytes().count(word[2000:2400].tobytes()) == 1


@pytest.mark.parametrize(
    ("samples", "says"), [(np.zeros(48000, np.int16), "only silence"), (hiss(1), "can't hear anything")]
)
def test_a_microphone_that_gives_nothing_is_said(samples: np.ndarray, says: str) -> None:
    with pytest.raises(NoMicrophone, match=says):
        LiveRecorder(Microphone(samples))  # type: ignore[arg-type]
