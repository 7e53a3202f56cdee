"""Real parts where the machine has them, with the reason printed where it has not."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from companion.hearing.child.tuned_model import tuned_model
from companion.hearing.words.decoys import Lexicon, load_lexicon
from companion.hearing.words.vocabulary import Vocabulary, load

ROOT = Path(__file__).parent.parent.parent
VOICE = ROOT.parent / "shared" / "voice"


@pytest.fixture(scope="session")
def english() -> Vocabulary:
    return load("en")


@pytest.fixture(scope="session")
def lexicon(english: Vocabulary) -> Lexicon:
    return load_lexicon(english.lexicon)


@pytest.fixture(scope="session")
def model(english: Vocabulary) -> Path:
    folder = ROOT / "models" / english.model
    if not (folder / "am" / "final.mdl").is_file():
        pytest.skip(f"the speech model {english.model} is not there: run `companion setup`")
    if importlib.util.find_spec("vosk") is None:
        pytest.skip("vosk is not installed: pip install vosk")
    return folder


@pytest.fixture(scope="session")
def tuned(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tuned_model(model, tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def voice() -> Path:
    if not (VOICE / "manifest.csv").is_file():
        pytest.skip(
            "the human recordings are not in ../shared/voice; ask the project for them, they are in no repository"
        )
    return VOICE
