"""The two forms of Kokoro's model, and the record of the one that is used on this computer.

The form that is downloaded multiplies integers; the quick one, which `companion setup` makes of it, multiplies floats
(`quick_form`). Which of them is faster depends on the processor. Set-up measures both, and keeps the result in a small
file beside the model: it belongs to the computer and the model, and to no person's settings.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, Protocol

from companion.exercise.speech_time import WORDS_PER_MINUTE
from companion.ports import Pcm

MODEL: Final = "kokoro.onnx"
QUICK_MODEL: Final = "kokoro-quick.onnx"
RECORD: Final = "companion-forms.json"

DOWNLOADED, QUICK = "downloaded", "quick"
"""The names of the forms."""

SLOWEST: Final = 0.5
"""Seconds of work for a second of speech above which Kokoro's voices are no longer the usual ones. A session then still
has the time to hear you, and a sentence is ready before the one before it has been said."""

_FORMAT: Final = 1
_MEASURED: Final = (
    "Let your hands rest in your lap, and notice where they touch.",
    "Feel your feet on the floor.",
)
"""The sentences with which a form is measured: a long one and a short one."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The result of set-up's measuring: the forms of one model on one computer."""

    revision: str
    """The hash of the files that the model was made of."""
    used: str
    """DOWNLOADED or QUICK."""
    factors: dict[str, float] = field(default_factory=dict)
    """Seconds of work for a second of speech, by form."""
    measured_on: str = ""
    """The processor that they were measured on, its cores, and the version of onnxruntime."""
    quick_size: int = 0
    """The quick form's size in bytes; 0 if it could not be made."""
    trouble: str = ""
    """The reason why the quick form can't be used; empty if it can."""

    @property
    def factor(self) -> float | None:
        """The factor of the form that is used; None if it was not measured."""
        return self.factors.get(self.used)

    @property
    def slow(self) -> bool:
        return self.factor is not None and self.factor > SLOWEST


def style_file(name: str) -> str:
    """Returns the name of the file in the model's folder that makes this voice of it."""
    return f"{name}.bin"


def read_forms(folder: Path, revision: str) -> Forms | None:
    """Reads the record of this revision of the model; None if there is none that can be used."""
    try:
        kept = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        if kept.pop("format") != _FORMAT or kept["revision"] != revision or kept["used"] not in (DOWNLOADED, QUICK):
            return None
        kept["factors"] = {str(name): float(factor) for name, factor in kept["factors"].items()}
        kept["quick_size"] = int(kept["quick_size"])
        return Forms(**kept)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def as_text(forms: Forms) -> str:
    """Writes the record's text."""
    return json.dumps({"format": _FORMAT, **asdict(forms)}, indent=1, sort_keys=True)


def model_file(folder: Path, revision: str) -> Path:
    """Returns the file of the form to use: the quick one if set-up chose it and it is whole, or else the other."""
    forms = read_forms(folder, revision)
    if forms is not None and forms.used == QUICK and quick_form_is_whole(folder, forms):
        return folder / QUICK_MODEL
    return folder / MODEL


def quick_form_is_whole(folder: Path, forms: Forms) -> bool:
    """Tells whether the quick form is there, with the size that it was made with."""
    try:
        return forms.quick_size > 0 and (folder / QUICK_MODEL).stat().st_size == forms.quick_size
    except OSError:
        return False


class WorkingVoice(Protocol):
    """A voice that tells how much it has worked (`neural.NeuralVoice`)."""

    @property
    def worked(self) -> float: ...

    def render(self, text: str, words_per_minute: int) -> Pcm: ...


def measured_factor(voice: WorkingVoice, sentences: Sequence[str] = _MEASURED) -> float:
    """Has the voice say the sentences. Returns the seconds of work for a second of speech with one processor core free:
    beside busy programs, the clock alone would tell more about them than about the voice. Raises NoVoice."""
    began, before, spoken = time.monotonic(), voice.worked, 0.0
    for sentence in sentences:
        spoken += voice.render(sentence, WORDS_PER_MINUTE).seconds
    waited, worked = time.monotonic() - began, voice.worked - before
    return (min(waited, worked) if worked else waited) / spoken
