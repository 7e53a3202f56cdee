"""The settings as numbered lines of text, chosen by typing. Must not import textual."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from companion.errors import CompanionError
from companion.screen import words
from companion.screen.plain.page_talk import PageTalk
from companion.screen.plain.printer import Printer
from companion.screen.plain.typed_lines import TypedLines
from companion.screen.seam import CrisisDesk, KeptThing, SettingsHandle, SettingValue
from companion.screen.settings import setting_rows as say
from companion.screen.settings.setting_rows import GROUPS, Option, SettingRow, spoken_value
from companion.tongue import said

_NONE: Final = "none"
"""The word, in English, that a person types to have no stop word of their own."""


class SettingsLines:
    """The talk about the settings, one question after another."""

    def __init__(self, desk: SettingsHandle, printer: Printer, lines: TypedLines, crisis: CrisisDesk) -> None:
        self._desk = desk
        self._talk = PageTalk(printer, lines, crisis, say.PLAIN_HELP)
        self._line = printer.line
        self._ask = self._talk.choose

    async def run(self, at: str = "") -> None:
        """Goes on until the person goes back. Raises LeftPage if they go elsewhere, or if the input ends. `at`: the
        name of a setting, or of what is saved, to begin with; empty for the list of all."""
        where = say.PRIVATE_IN.format(file=self._desk.file) if self._desk.file else say.PRIVATE
        self._line(f"{say.TITLE}, {words.harmless(where)}.")
        if self._desk.trouble:
            self._line(words.shown(self._desk.trouble))
        try:
            if at in say.ROWS:
                await self._change(say.ROWS[at])
            elif at:
                await self._kept()
            while True:
                group = await self._ask([group.title for group in GROUPS] + [say.PLAIN_DELETE])
                if group is None:
                    return
                if group == len(GROUPS):
                    await self._kept()
                else:
                    await self._group(group)
        finally:
            self._desk.hush()

    async def _group(self, at: int) -> None:
        rows = GROUPS[at].rows
        while True:
            named = [said("{name}: {value}").format(name=row.title, value=await self._value(row)) for row in rows]
            chosen = await self._ask([*named, say.PLAIN_HEAR] if at == 0 else named)
            if chosen is None:
                return
            if chosen == len(rows):
                await self._desk.settle()
                self._desk.hear()
            else:
                await self._change(rows[chosen])

    async def _options(self, row: SettingRow) -> tuple[Option, ...]:
        return row.options or tuple(await asyncio.to_thread(self._desk.options, row.name))

    async def _value(self, row: SettingRow) -> str:
        options = () if row.kind != "choice" else await self._options(row)
        return spoken_value(row, self._desk.value(row.name), options)

    async def _change(self, row: SettingRow) -> None:
        self._line(f"{row.title}. {row.says}")
        if row.kind == "word":
            await self._word(row)
            return
        options = ((say.ON, True), (say.OFF, False)) if row.kind == "switch" else await self._options(row)
        chosen = await self._ask([text for text, _ in options])
        if chosen is not None:
            self._save(row, options[chosen][1], options[chosen][0])
            await self._desk.settle()

    async def _word(self, row: SettingRow) -> None:
        self._line(say.PLAIN_WORD)
        text = await self._talk.typed()
        if text in {"back", ""}:
            return
        try:
            word = await asyncio.to_thread(self._desk.check_word, "" if text == _NONE else text)
        except CompanionError as error:
            self._line(words.shown(f"{error.message} {error.hint}"))
            return
        self._save(row, word, words.shown(word) or say.NO_WORD)

    def _save(self, row: SettingRow, value: SettingValue, told: str) -> None:
        try:
            self._desk.choose(row.name, value)
        except CompanionError as error:
            self._line(words.shown(f"{error.message} {error.hint}"))
            return
        held = f" {say.HELD}" if self._desk.held(row.name) else ""
        self._line(say.SAVED.format(title=row.title, value=told) + held)

    async def _kept(self) -> None:
        while True:
            things: Sequence[KeptThing] = await asyncio.to_thread(self._desk.kept)
            if not things:
                self._line(say.NOTHING_KEPT)
                return
            chosen = await self._ask(
                [words.shown(said("{name}: {value}").format(name=thing.title, value=thing.says)) for thing in things]
            )
            if chosen is None:
                return
            thing = things[chosen]
            if thing.deletable:
                await self._forget(thing)

    async def _forget(self, thing: KeptThing) -> None:
        title = words.shown(thing.title)
        hint = words.shown(f"{thing.asks} {say.ASK_HINT}".strip())
        self._line(f"{say.ASK.format(title=title[:1].upper() + title[1:])} {hint} {say.PLAIN_SURE}")
        if await self._talk.typed() not in {"yes", "y"}:
            return
        try:
            self._desk.forget(thing.name)
        except CompanionError as error:
            self._line(words.shown(f"{error.message} {error.hint}"))
            return
        self._line(words.shown(f"{say.DELETED.format(title=title[:1].upper() + title[1:])} {thing.left}".strip()))
        await self._desk.settle()
