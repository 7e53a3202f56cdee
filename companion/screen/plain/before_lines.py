"""The page before an exercise for one person, as plain lines of text. Must not import textual."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from companion.exercise.cautions import sorted_out
from companion.screen import words
from companion.screen.before.figures import SILENCES, WAITS, name_of_length, silence, steps_of, total, wait, within
from companion.screen.home.detail import asked
from companion.screen.plain.after_lines import ask_how
from companion.screen.plain.page_talk import OF_A_SESSION, PageTalk
from companion.screen.plain.printer import Printer
from companion.screen.plain.typed_commands import number_in
from companion.screen.plain.typed_lines import TypedLines
from companion.screen.seam import BeforeHandle, Chosen
from companion.tongue import said

if TYPE_CHECKING:
    from companion.screen.seam import ProgramHandle


_Change = Callable[[], Awaitable[None]]
"""Asks for one thing anew, and keeps the answer."""


class BeforeLines:
    """The page. Enter alone begins; a number changes one of the choices."""

    MINUTE: ClassVar[float] = 60.0
    """Seconds of a minute of getting settled."""

    def __init__(self, handle: BeforeHandle, printer: Printer, lines: TypedLines, program: ProgramHandle) -> None:
        self._handle = handle
        self._lines = lines
        self._talk = PageTalk(printer, lines, program.crisis, words.PLAIN_BEFORE)
        self._line = printer.line
        look = program.plain_look()
        self._offers_captions = printer.is_terminal and not look.captions
        self._chosen = replace(handle.chosen, lengths=within(handle.lengths, handle.chosen.lengths), how=None)

    async def run(self) -> Chosen | None:
        """Returns the choice; None for "back". Raises LeftPage if the person goes elsewhere."""
        self._about()
        while True:
            await self._show()
            chosen = await self._choice()
            if chosen is None or await self._waited():
                return chosen

    def _about(self) -> None:
        handle = self._handle
        self._line(f"{words.shown(handle.title)}.")
        self._line(words.shown(handle.summary))
        cautions = sorted_out(handle.cautions)
        if cautions.own:
            self._line(words.headed(words.CAUTIONS_TITLE))
            self._talk.all([words.shown(each) for each in cautions.own])
        if asks := asked(tuple(handle.asks)):
            self._line(words.headed(words.ASKS))
            self._talk.all(asks)
        if cautions.standing:
            self._line(words.shown(cautions.standing))
        if not self._lines.introduced:
            self._lines.introduced = True
            self._line(words.PLAIN_BEGIN)
            if self._offers_captions:
                self._line(words.PLAIN_CAPTIONS_OFFER)

    async def _show(self) -> None:
        seconds = await asyncio.to_thread(self._handle.seconds, self._chosen)
        said = words.PLAIN_BEFORE_LENGTH_OWN if self._handle.own_pace else words.PLAIN_BEFORE_LENGTH
        length = said.format(length=total(seconds))
        self._line(length[:1].upper() + length[1:])
        for place, (row, _) in enumerate(self._rows(), 1):
            self._line(f"{place}. {row}.")
        self._line(words.PLAIN_BEFORE)

    async def _choice(self) -> Chosen | None:
        """Lets one thing after another be changed until Enter is pressed alone; None for "back"."""
        while True:
            text = await self._talk.typed()
            number, rows = number_in(text), self._rows()
            if not text:
                return self._chosen
            if text == "back":
                return None
            if text in {"again", "repeat"}:
                self._lines.introduced = False
                self._about()
                await self._show()
            elif number is None:
                self._line(words.PLAIN_UNKNOWN)
            elif not 1 <= number <= len(rows):
                self._line(words.PLAIN_NO_SUCH.format(n=len(rows)))
            else:
                await rows[number - 1][1]()
                await self._show()

    def _rows(self) -> list[tuple[str, _Change]]:
        """Lists everything that can be chosen, with its present value."""
        chosen = self._chosen
        bells = words.BEFORE_BELLS if chosen.bells else words.BEFORE_NO_BELLS
        rows: list[tuple[str, _Change]] = [
            (words.beside(name_of_length(name), words.span(seconds)), partial(self._change_length, name))
            for name, seconds in chosen.lengths.items()
        ]
        rows += [
            (words.beside(words.BEFORE_BED, _bed(chosen.bed)), self._change_bed),
            (words.beside(words.BEFORE_BELL, bells), self._change_bells),
            (words.beside(words.BEFORE_START, wait(chosen.wait)), self._change_wait),
        ]
        if self._handle.asks_how:
            rows.append(
                (words.PLAIN_HOW_NOT if chosen.how is None else words.PLAIN_HOW.format(n=chosen.how), self._how)
            )
        rows.append((words.beside(words.BEFORE_VOICE, _voice(chosen.voice)), self._change_voice))
        if self._handle.tones:
            rows.append(
                (words.beside(words.BEFORE_TONES, said(chosen.tones) or words.BEFORE_AS_SET), self._change_tones)
            )
        return [*rows, *self._rows_of_end()]

    def _rows_of_end(self) -> list[tuple[str, _Change]]:
        """Lists the choices for the time after the ending."""
        chosen = self._chosen
        rows: list[tuple[str, _Change]] = [
            (words.beside(words.BEFORE_SILENCE, silence(chosen.silence)), self._change_silence)
        ]
        if chosen.silence and chosen.bed != "none":
            goes_on = words.BEFORE_BED_GOES_ON if chosen.silence_bed else words.BEFORE_BED_ENDS
            rows.append((words.beside(words.BEFORE_SILENCE_BED, goes_on), self._change_silence_bed))
        rows.append(
            (words.beside(words.BEFORE_LAST_BELL, words.BEFORE_LAST_BELLS[chosen.last_bell]), self._change_last_bell)
        )
        return rows

    async def _change_length(self, name: str) -> None:
        now = self._chosen.lengths[name]
        steps = steps_of(self._handle.lengths[name], now)
        at = await self._pick(name_of_length(name), [words.span(step) for step in steps])
        if at is not None:
            self._chosen = replace(self._chosen, lengths={**self._chosen.lengths, name: steps[at]})

    async def _change_bed(self) -> None:
        beds = self._handle.beds
        if (at := await self._pick(words.BEFORE_BED, [_bed(bed) for bed in beds])) is not None:
            self._chosen = replace(self._chosen, bed=beds[at])

    async def _change_bells(self) -> None:
        if (at := await self._pick(words.BEFORE_BELL, [words.BEFORE_BELLS, words.BEFORE_NO_BELLS])) is not None:
            self._chosen = replace(self._chosen, bells=at == 0)

    async def _change_wait(self) -> None:
        if (at := await self._pick(words.BEFORE_START, [wait(minutes) for minutes in WAITS])) is not None:
            self._chosen = replace(self._chosen, wait=WAITS[at])

    async def _change_voice(self) -> None:
        voices = ("", *self._handle.voices)
        if (at := await self._pick(words.BEFORE_VOICE, [_voice(name) for name in voices])) is not None:
            self._chosen = replace(self._chosen, voice=voices[at])
            self._handle.speak_with(voices[at])

    async def _change_tones(self) -> None:
        tones = ("", *self._handle.tones)
        if (
            at := await self._pick(words.BEFORE_TONES, [said(tone) or words.BEFORE_AS_SET for tone in tones])
        ) is not None:
            self._chosen = replace(self._chosen, tones=tones[at])

    async def _change_silence(self) -> None:
        if (at := await self._pick(words.BEFORE_SILENCE, [silence(minutes) for minutes in SILENCES])) is not None:
            self._chosen = replace(self._chosen, silence=SILENCES[at])

    async def _change_silence_bed(self) -> None:
        at = await self._pick(words.BEFORE_SILENCE_BED, [words.BEFORE_BED_GOES_ON, words.BEFORE_BED_ENDS])
        if at is not None:
            self._chosen = replace(self._chosen, silence_bed=at == 0)

    async def _change_last_bell(self) -> None:
        at = await self._pick(words.BEFORE_LAST_BELL, [words.BEFORE_LAST_BELLS[bell] for bell in (True, False)])
        if at is not None:
            self._chosen = replace(self._chosen, last_bell=at == 0)

    async def _how(self) -> None:
        self._chosen = replace(self._chosen, how=await ask_how(self._talk))

    async def _pick(self, title: str, options: Sequence[str]) -> int | None:
        self._line(words.headed(title))
        return await self._talk.choose(options)

    async def _waited(self) -> bool:
        """Waits until the exercise is to start; False if the person goes back to the page."""
        minutes = self._chosen.wait
        if not minutes:
            return True
        self._line(words.PLAIN_SETTLE.format(wait=words.span(minutes * 60)))
        try:
            async with asyncio.timeout(minutes * self.MINUTE):
                while text := await self._talk.typed():
                    if text in {"back", *OF_A_SESSION}:
                        return False
                    self._line(words.PLAIN_UNKNOWN)
        except TimeoutError:
            pass
        return True


def _bed(name: str) -> str:
    return words.BEDS.get(name, words.shown(name))


def _voice(name: str) -> str:
    return words.BEFORE_VOICES.get(name, words.shown(name))
