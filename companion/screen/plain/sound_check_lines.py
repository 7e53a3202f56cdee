"""The sound check as plain lines of text. Must not import textual."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from companion.errors import CompanionError
from companion.screen import words
from companion.screen.crisis import card_wording
from companion.screen.hearing_line import hearing_sentence, hears
from companion.screen.plain.page_talk import QUIT, PageTalk
from companion.screen.plain.printer import Printer
from companion.screen.plain.typed_commands import number_in
from companion.screen.plain.typed_lines import TypedLines
from companion.screen.seam import CalibrationHandle, CrisisDesk, SoundCheckHandle
from companion.screen.sound_check.check_wording import Trial, word_of

if TYPE_CHECKING:
    from companion.ports import Heard, HearingChanged, Level, SpeakingChanged


_LEARN = frozenset({"learn", "calibrate"})
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
        self._saying = False
        self._waiting: list[str] = []
        """The lines that wait until the voice has finished."""

    def begin(self) -> None:
        name = words.harmless(self._check.voice) or words.CHECK_SYSTEM_VOICE
        self._line(f"{words.CHECK_TITLE}; {words.CHECK_PRIVATE}. {words.CHECK_HEADPHONES}")
        self._line(f"{words.CHECK_VOICE}: {name}. {words.CHECK_SAYING.format(sentence=self._check.sentence)}")
        if self._check.voices:
            self._line(words.CHECK_VOICES_PLAIN.format(names=", ".join(self._check.voices)))
        if self._check.more_voices:
            self._line(words.CHECK_MORE_VOICES)
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
        elif text in {"v", "voice", "next voice"} and self._check.voices:
            self._next_voice()
        elif text in {"stop", "pause"}:
            self._check.hush()
        elif text in _LEAVE:
            return False
        else:
            for sentence in card_wording.typed(self._crisis, text) or (words.CHECK_PLAIN_KEYS,):
                self._line(sentence)
        return True

    def _next_voice(self) -> None:
        try:
            self._check.next_voice()
        except CompanionError as error:
            self._line(words.shown(str(error)))
        else:
            self._line(f"{words.CHECK_VOICE}: {words.harmless(self._check.voice)}.")

    def hearing(self, changed: HearingChanged) -> None:
        self._hears = hears(words.HEARING[changed.hearing.value])
        if (changed.hearing.value, changed.detail) != self._ear:
            self._ear = (changed.hearing.value, changed.detail)
            self._tell(hearing_sentence(changed))
        self._ask()

    def heard(self, heard: Heard) -> None:
        self._trial.hear(heard.text, heard.meant)
        if heard.meant:
            self._tell(words.CHECK_HEARD.format(word=self._trial.heard))
            if not self._trial.asked and self._asked:
                self._asked = ""
                self._tell(words.CHECK_ALL)
        else:
            self._tell(f"({words.CHECK_TAKEN.format(word=self._trial.taken_for)})")
        self._ask()

    def _ask(self) -> None:
        if self._hears and self._trial.asked != self._asked:
            self._asked = self._trial.asked
            self._tell(words.CHECK_SAY.format(word=self._asked))

    def level(self, level: Level) -> None:
        pass

    def speaking(self, changed: SpeakingChanged) -> None:
        sentence = f"{words.CHECK_SPEAKING[changed.speaking.value]} {words.shown(changed.detail)}".strip()
        if sentence:
            self._tell(f"({sentence})")

    def saying(self, now: bool) -> None:
        self._saying = now
        if not now:
            waiting, self._waiting = self._waiting, []
            for line in waiting:
                self._line(line)

    def _tell(self, line: str) -> None:
        """Writes a line, but not while the voice speaks: a screen reader would speak over it."""
        if self._saying:
            self._waiting.append(line)
        else:
            self._line(line)


async def check_sound_plain(check: SoundCheckHandle, printer: Printer, lines: TypedLines, crisis: CrisisDesk) -> None:
    """Runs the sound check until Enter is pressed alone. Raises LeftPage if the person goes elsewhere."""
    talk = PageTalk(printer, lines, crisis, words.CHECK_PLAIN_KEYS)
    try:
        plain = PlainCheck(check, printer, crisis)
        plain.begin()
        while True:
            typed = await talk.typed()
            if typed in _LEARN:
                check.hush()
                await _learn(check, talk, lines, printer)
            elif not plain.typed(typed):
                return
    finally:
        check.close()


async def _learn(check: SoundCheckHandle, talk: PageTalk, lines: TypedLines, printer: Printer) -> None:
    """Lets the program learn how one person or two say the words. Raises LeftPage before it has begun."""
    talk.line(words.CHECK_PLAIN_LEARN)
    people = number_in(await talk.typed())
    if people not in (1, 2):
        talk.line(words.CHECK_PLAIN_KEYS)
        return
    talk.line(words.CHECK_LENDING)
    learning = _Learning(check.calibration(people), talk, lines, printer)
    code, learnt = await check.lend_ears(learning.run)
    if code:
        talk.line(words.CHECK_BROKEN_OFF)
    else:
        talk.line(words.CHECK_LEARNT if learnt else words.CHECK_AS_IT_WAS)
    talk.line(words.CHECK_PLAIN_KEYS)


class _Learning:
    """A calibration in lines: Enter is passed on, and a word that ends it does so."""

    def __init__(self, calibration: CalibrationHandle, talk: PageTalk, lines: TypedLines, printer: Printer) -> None:
        self._calibration = calibration
        self._talk = talk
        self._lines = lines
        self._gone = printer.gone
        self._text = ""
        """The last line, which is not whole yet."""

    async def run(self) -> int:
        """Returns the exit code."""
        running = asyncio.ensure_future(self._calibration.run(self._tell))
        gone = asyncio.ensure_future(self._gone.wait())
        try:
            while not running.done():
                typing = asyncio.ensure_future(self._lines.next())
                await asyncio.wait({running, typing, gone}, return_when=asyncio.FIRST_COMPLETED)
                if typing.done():
                    self._obey(typing.result())
                typing.cancel()
                if self._gone.is_set() or self._lines.ended:
                    self._calibration.end()
                    break
            return await running
        finally:
            gone.cancel()
            if not running.done():
                self._calibration.end()
                await running

    def _obey(self, line: str | None) -> None:
        typed = words.typed(line or "").strip()
        if line is None or typed in QUIT or typed in {"back", "stop", "end", "home", "list"}:
            self._calibration.end()
            if typed in QUIT:
                self._lines.end()
        elif not typed:
            self._calibration.go_on()
        elif (answer := self._talk.crisis_lines(typed)) is not None:
            self._talk.all(answer)
        else:
            self._talk.line(words.CHECK_PLAIN_LEARN_KEYS)

    def _tell(self, piece: str) -> None:
        """Writes the lines that are whole, and a last one whose word is waited for."""
        *whole, self._text = (self._text + piece).split("\n")
        for line in whole:
            if told := words.harmless(line).strip():
                self._talk.line(told.replace("Press Ctrl-C to stop.", words.CHECK_PLAIN_LEARN_STOP))
        if word := word_of(self._text):
            self._text = ""
            self._talk.line(words.CHECK_SAY.format(word=words.shown(word)))
