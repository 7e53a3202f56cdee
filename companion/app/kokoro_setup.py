"""The step of `companion setup` after Kokoro's voices were fetched.

It makes the quick form of their model, measures which form is faster on this computer, and keeps the result beside the
model. Nothing is fetched here.
"""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Final, TextIO

from companion.errors import CannotSay, NoVoice
from companion.speech import kokoro_forms
from companion.speech.kokoro_forms import DOWNLOADED, QUICK, Forms
from companion.store.whole_file import half_written, written_whole

_ROUNDS: Final = 2
"""Times that each form says the sentences; the quickest counts, since other programs can only make one slower."""
_RENDER_SECONDS: Final = 90.0
"""Seconds by the clock that a sentence may take while it is measured, besides those for each word. They are many,
because other programs may slow it down; the processor time that it takes is what counts."""
_SPARE: Final = 20_000_000
"""Bytes of the disk that stay free."""
_BY_FORM: Final = {DOWNLOADED: "as downloaded (int8)", QUICK: "quick form (float)"}


def settle_forms(folder: Path, revision: str, style: str, out: TextIO) -> Forms | None:
    """Makes and measures the forms of the model in `folder`, unless that was done before on this computer.

    `style`: the voice with which it is measured. Returns the record; None if no form can speak.
    """
    before = kokoro_forms.read_forms(folder, revision)
    here = this_computer()
    if before is not None and before.measured_on == here and _settled(folder, before):
        return before
    size, trouble = _made(folder, out)
    found = Forms(revision, DOWNLOADED, {}, here, size, trouble)
    files = ({QUICK: folder / kokoro_forms.QUICK_MODEL} if size else {}) | {DOWNLOADED: folder / kokoro_forms.MODEL}
    _tell(out, "Measuring how fast Kokoro's voices are on this computer. It takes up to a minute.")
    for number, (form, file) in enumerate(files.items(), 1):
        try:
            factor = found.factors[form] = _factor(style, folder, revision, file)
        except (NoVoice, CannotSay) as why:
            _tell(out, f"  {number} of {len(files)}: {_BY_FORM[form]} doesn't work. {why.message}")
            if form == QUICK:
                found = replace(found, trouble=f"The quick form doesn't work: {why.message}")
        else:
            _tell(out, f"  {number} of {len(files)}: {_BY_FORM[form]}, {factor:.2f} s of work for a second of speech")
    if not found.factors:
        _tell(out, f"They don't work on this computer. For somebody who knows this computer: they are in {folder}")
        return None
    found = replace(found, used=min(found.factors, key=lambda form: found.factors[form]))
    try:
        with written_whole(folder / kokoro_forms.RECORD) as fresh:
            fresh.write_text(kokoro_forms.as_text(found), encoding="utf-8")
    except OSError as why:
        _tell(out, f"I couldn't save the result, so nothing has changed: {why.strerror or why} ({folder}).")
        return before
    _tell(out, says(found))
    return found


def _settled(folder: Path, forms: Forms) -> bool:
    """Tells whether measuring again would bring nothing new."""
    whole = forms.used == DOWNLOADED or kokoro_forms.quick_form_is_whole(folder, forms)
    return whole and not forms.slow and not forms.trouble


def says(forms: Forms) -> str:
    """Says in plain words which form is used, and why."""
    factors = [f"{_BY_FORM[form]} {factor:.2f}" for form, factor in sorted(forms.factors.items())]
    measured = f"seconds of work for a second of speech: {', '.join(factors)}"
    if forms.used == QUICK:
        used = f"Kokoro's voices use the quick form, because it's faster on this computer ({measured})."
    elif forms.trouble:
        used = f"Kokoro's voices use their model as it was downloaded ({measured}). {forms.trouble}"
    else:
        used = f"Kokoro's voices use their model as it was downloaded, because it's faster here ({measured})."
    if forms.slow:
        used += (
            " That's too slow to be the usual voice, so another natural voice reads if there is one. You can still "
            "choose one of Kokoro's. If the computer was busy, type `companion setup` again when it isn't."
        )
    return used


def standing(folder: Path, revision: str) -> str:
    """Says which form is used and why, for `companion doctor` and `companion voices`."""
    forms = kokoro_forms.read_forms(folder, revision)
    again = "To measure again, type: companion setup"
    if forms is None:
        return f"How fast Kokoro's voices are here hasn't been measured yet. {again.replace(' again', '')}"
    if forms.used == QUICK and not kokoro_forms.quick_form_is_whole(folder, forms):
        return "The quick form of Kokoro's voices is gone or damaged. To make it again, type: companion setup"
    if forms.measured_on != this_computer():
        return f"{says(forms)} That was measured on another computer, or with other software. {again}"
    return says(forms)


def this_computer() -> str:
    """Names the things that the speed of a voice depends on: the processor, its cores, and the version of the
    library."""
    from importlib.metadata import version

    name = platform.processor() or platform.machine()
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                name = line.partition(":")[2].strip()
                break
    return f"{name}, {os.cpu_count()} cores, onnxruntime {version('onnxruntime')}"


def _made(folder: Path, out: TextIO) -> tuple[int, str]:
    """Makes the quick form. Returns its size in bytes, or 0 and the reason why it can't be made."""
    from companion.speech.quick_form import OtherModel, make

    model, target = folder / kokoro_forms.MODEL, folder / kokoro_forms.QUICK_MODEL

    def told(done: int, total: int) -> None:
        if done in ((total + 1) // 2, total):
            _tell(out, f"  {100 * done // total} %")

    try:
        size = model.stat().st_size
        _tell(out, f"Making the quick form of Kokoro's voices ({size / 1e6:.0f} MB on the disk, no download).")
        for half in half_written(target):
            half.unlink(missing_ok=True)
        if shutil.disk_usage(folder).free < size + _SPARE:
            return 0, "There is no room on the disk for the quick form."
        with written_whole(target) as fresh:
            make(model, fresh, told)
        return target.stat().st_size, ""
    except OtherModel as why:
        return 0, f"The quick form can't be made: {why}."
    except OSError as why:
        return 0, f"The quick form can't be saved: {why.strerror or why}."


def _factor(style: str, folder: Path, revision: str, model: Path) -> float:
    from companion.speech.kokoro import kokoro_voice

    voice = kokoro_voice(style, folder, revision=revision, model=model, render_seconds=_RENDER_SECONDS)
    try:
        kokoro_forms.measured_factor(voice, ("Ready.",))  # its first sentence also pays for the start
        return min(kokoro_forms.measured_factor(voice) for _ in range(_ROUNDS))
    finally:
        voice.close()


def _tell(out: TextIO, line: str) -> None:
    out.write(f"{line}\n")
    out.flush()
