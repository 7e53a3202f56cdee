"""The sound check as plain lines of text. Must not import textual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.screen import words
from companion.screen.crisis import card_wording
from companion.screen.hearing_line import hearing_sentence, hears
from companion.screen.plain.printer import Printer
from companion.screen.plain.typed_lines import TypedLines
from companion.screen.seam import CrisisDesk, SoundCheckHandle
from companion.screen.sound_check.check_wording import Trial

if TYPE_CHECKING:
    from companion.ports import Heard, HearingChanged, Level, SpeakingChanged


_LEAVE = frozenset({"", "q", "quit", "leave", "exit", "back"})


class PlainCheck:
    """Writes what the sound check tells, as its `ports.SoundObserver`, and does what is typed."""

    def __init__(self, check: SoundCheckHandle, printer: Printer, crisis: CrisisDesk) -> None:
        self._check = check
        self._crisis = crisis
        self._line = printer.line
        self._trial = Trial(check.own_word)
        self._ear = ("", "")
        self._asked = ""
        self._hears = False

    def begin(self) -> None:
        name = words.harmless(self._check.voice) or words.CHECK_SYSTEM_VOICE
        self._line(f"{words.CHECK_TITLE}; {words.CHECK_PRIVATE}. {words.CHECK_HEADPHONES}")
        self._line(f"{words.CHECK_VOICE}: {name}. {words.CHECK_SAYING.format(sentence=self._check.sentence)}")
        self._line(words.CHECK_PLAIN_KEYS)
        self._check.subscribe(self)
        self._check.start()

    def typed(self, line: str) -> bool:
        """Does what was typed; False when the sound check is to end."""
        text = words.typed(line).strip()
        if text in {"r", "again", "repeat"}:
            self._check.say()
        elif text in {"+", "louder", "-", "quieter"}:
            self._check.change_volume(1 if text in {"+", "louder"} else -1)
            step, steps = self._check.volume
            self._line(f"({words.CHECK_VOLUME} {step} of {steps}. {words.CHECK_VOLUME_HERE})")
        elif text in {"learn", "calibrate"}:
            self._line(f"({words.CHECK_PLAIN_CALIBRATE})")
        elif text in {"stop", "pause"}:
            self._check.hush()
        elif text in _LEAVE:
            return False
        else:
            for sentence in card_wording.typed(self._crisis, text) or (words.CHECK_PLAIN_KEYS,):
                self._line(sentence)
        return True

    def hearing(self, changed: HearingChanged) -> None:
        self._hears = hears(words.HEARING[changed.hearing.value])
        if (changed.hearing.value, changed.detail) != self._ear:
            self._ear = (changed.hearing.value, changed.detail)
            self._line(hearing_sentence(changed))
        self._ask()

    def heard(self, heard: Heard) -> None:
        self._trial.hear(heard.text, heard.meant)
        if heard.meant:
            self._line(words.CHECK_HEARD.format(word=self._trial.heard))
            if not self._trial.asked and self._asked:
                self._asked = ""
                self._line(words.CHECK_ALL)
        else:
            self._line(f"({words.CHECK_TAKEN.format(word=self._trial.taken_for)})")
        self._ask()

    def _ask(self) -> None:
        if self._hears and self._trial.asked != self._asked:
            self._asked = self._trial.asked
            self._line(words.CHECK_SAY.format(word=self._asked))

    def level(self, level: Level) -> None:
        pass

    def speaking(self, changed: SpeakingChanged) -> None:
        sentence = f"{words.CHECK_SPEAKING[changed.speaking.value]} {words.shown(changed.detail)}".strip()
        if sentence:
            self._line(f"({sentence})")

    def saying(self, now: bool) -> None:
        pass


async def check_sound_plain(check: SoundCheckHandle, printer: Printer, lines: TypedLines, crisis: CrisisDesk) -> None:
    """Runs the sound check until Enter is pressed alone, or the input ends."""
    try:
        plain = PlainCheck(check, printer, crisis)
        plain.begin()
        while not printer.gone.is_set():
            typed = await lines.next()
            if typed is None or not plain.typed(typed):
                return
    finally:
        check.close()
