"""The helper process of the system voice: texts to WAV files through pyttsx3, one JSON line in, one out.

Run as `python -m companion.speech.system_helper [DRIVER]`. Ends when its input ends. It lives apart because the
libraries below it may print, hang or take the process with them. Imports nothing of the program.

In:  {"text": …, "rate": 105, "gap": 0, "voice": "gmw/en-gb-x-rp" or "", "file": path}
     "gap": extra rest between words, for espeak alone, which goes no slower than rate 80 by itself.
Out: {"ready": true, "driver": "espeak", "voices": [{"id": …, "name": …, "languages": […]}, …]} once, then for each text
     {"ok": true, "last": false} or {"ok": false, "why": …}. "last": this process will not say another.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

FOLDER_PREFIX = "companion-voice-"
"""How the names of the temporary folders begin that may be removed."""

_ONE_TEXT_SECONDS = 20.0
_SETTLE_SECONDS = 1.0
_TRIES = 3
_WAV_HEADER_BYTES = 44
_ESPEAK_WORDGAP = 7
"""espeak's own number for the parameter, which pyttsx3 does not pass on."""


def main() -> int:
    # What pyttsx3 prints ("Audio saved to …") must not mix with the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    driver = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        helper = Helper(driver)
    except Exception as reason:  # noqa: BLE001 - whatever a driver raises is the answer, and this process's end
        _answer(answers, {"ready": False, "why": f"{type(reason).__name__}: {reason}"})
        return 1
    _answer(answers, {"ready": True, "driver": helper.driver, "voices": helper.voices()})
    folder = ""
    with contextlib.suppress(OSError):  # nobody takes the answer any more
        for line in sys.stdin:
            request = json.loads(line)
            folder = os.path.dirname(request["file"])
            try:
                helper.set(request["voice"], int(request["rate"]), int(request.get("gap", 0)))
                why = helper.say(request["text"], request["file"])
            except Exception as reason:  # noqa: BLE001 - the same
                why = f"{type(reason).__name__}: {reason}"
            _answer(answers, {"ok": not why, "why": why, "last": helper.driver == "sapi5"})
            if helper.driver == "sapi5":  # it speaks only the first text of a process
                return 0
    # The program went away without ending us: nothing that was spoken may stay in its temporary folder.
    if os.path.basename(folder).startswith(FOLDER_PREFIX):
        shutil.rmtree(folder, ignore_errors=True)
    return 0


class Helper:
    """pyttsx3 with its traps walked around. Raises whatever pyttsx3 raises when there is no engine."""

    def __init__(self, driver: str) -> None:
        if driver in ("", "espeak"):
            _load_bundled_espeak()
        import pyttsx3

        self._engine = pyttsx3.init(driver or None)
        self.driver = str(self._engine)
        self._finished: list[bool] = []
        self._errors: list[str] = []
        self._set: dict[str, object] = {}
        self._engine.connect("finished-utterance", self._on_finished)
        self._engine.connect("error", self._on_error)
        if self.driver == "espeak":
            # pyttsx3 counts as busy until its first run, and that run returns before it has spoken: with a rate just
            # set it may even cancel itself. So the first run is a word that nobody hears, waited for.
            self._engine.save_to_file("ready", os.devnull)
            self._engine.runAndWait()
            self._await_finish(_SETTLE_SECONDS)
            self._settle()

    def voices(self) -> list[dict[str, Any]]:
        found = self._engine.getProperty("voices") or []
        return [{"id": str(v.id), "name": str(v.name), "languages": [str(x) for x in v.languages or []]} for v in found]

    def set(self, voice: str, rate: int, gap: int) -> None:
        """How the next texts are said. Only what changed is set, and each is waited for."""
        self._errors.clear()
        for name, value in (("voice", voice), ("rate", rate)):
            if value and self._set.get(name) != value:
                self._engine.setProperty(name, value)
                self._settle()
                self._set[name] = value
        if self.driver == "espeak" and self._set.get("gap") != gap:
            from pyttsx3.drivers import _espeak

            _espeak.SetParameter(_ESPEAK_WORDGAP, gap, 0)
            self._settle()
            self._set["gap"] = gap

    def say(self, text: str, file: str) -> str:
        """Write `text` to `file`; why it did not work, or nothing."""
        for _ in range(_TRIES):
            why = self._say(text, file)
            # pyttsx3 cancels what espeak still does when a text begins; with both cores taken that is now and then the
            # text itself (one of 4,000), whose empty file is called complete.
            if why or os.path.getsize(file) > _WAV_HEADER_BYTES:
                return why
        return ""  # it really makes no sound

    def _say(self, text: str, file: str) -> str:
        self._finished.clear()
        self._engine.save_to_file(text, file)
        self._engine.runAndWait()
        if self.driver == "espeak" and not self._await_finish(_ONE_TEXT_SECONDS):
            return "it did not finish"
        self._settle()  # its thread says so a moment before it is out of pyttsx3
        if self._errors:
            self._set.clear()
            return self._errors[0]
        if not Path(file).exists():
            return "no file was written"
        return ""

    def _settle(self) -> None:
        """Wait until espeak has taken up what was set: pyttsx3 cancels whatever still runs when it begins a text."""
        if self.driver != "espeak":
            return
        from pyttsx3.drivers import _espeak

        deadline = time.monotonic() + _SETTLE_SECONDS
        while _espeak.IsPlaying() and time.monotonic() < deadline:
            time.sleep(0.001)

    def _await_finish(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not self._finished and time.monotonic() < deadline:
            time.sleep(0.001)
        return bool(self._finished) and self._finished[0]

    def _on_finished(self, name: object, completed: bool) -> None:
        self._finished.append(completed)

    def _on_error(self, name: object, exception: object) -> None:
        self._errors.append(str(exception))


def _load_bundled_espeak() -> None:
    """Load espeak-ng from the package that bundles it, where that is installed; otherwise the system's is found."""
    try:
        import espeakng_loader

        data, library = espeakng_loader.get_data_path(), espeakng_loader.get_library_path()
    except (ImportError, RuntimeError):
        return
    # Without its data espeak-ng ends the whole process.
    os.environ["ESPEAK_DATA_PATH"] = data
    try:
        ctypes.CDLL(library)
    except OSError:
        del os.environ["ESPEAK_DATA_PATH"]


def _answer(answers: Any, value: dict[str, Any]) -> None:
    answers.write(json.dumps(value) + "\n")
    answers.flush()


if __name__ == "__main__":
    sys.exit(main())
