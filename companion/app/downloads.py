"""The download of the things that listening and the natural voice need, offered inside the program.

The program itself opens no connection. Once a person has said yes, it runs `companion setup` as a process of its own,
reads its events, and holds its input open as long as the download is wanted.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from companion import resources
from companion.children import own_command
from companion.errors import CompanionError
from companion.screen.seam import DownloadNeeds, DownloadStage, DownloadState, MissingPart
from companion.weights.remaining import Remaining

if TYPE_CHECKING:
    from companion.app.options import Options
    from companion.weights.catalog import Catalog, CatalogModel

_END_SECONDS: Final = 4.0
"""Seconds that the process has to end by itself after its input was closed. It removes unfinished files meanwhile,
which takes two at most (`weights.setup`)."""
_TOLD_SECONDS: Final = 0.5
"""Seconds between two reports to a page, at least."""
_MORE: Final = "voices"
"""The name of the part that holds the more natural voices (`MissingPart.use`)."""


_FORMS: Final = 2
"""Files that the model of the more natural voices becomes on the disk: the downloaded one, and the quicker one that is
made from it."""


class Downloads:
    """The download of this run. `look` is called on a worker thread; everything else belongs to the loop's thread."""

    def __init__(self, options: Callable[[], Options], arrived: Callable[[], None]) -> None:
        """`options`: the choices that say what is wanted. `arrived` is called when something has come that the program
        can use from now on."""
        self._options = options
        self._arrived = arrived
        self._watchers: list[Callable[[], None]] = []
        self._state = DownloadState()
        self._running: asyncio.Task[None] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._wanted = False
        """False once the running download was cancelled."""
        self._now = ""
        """The name of the model that is being fetched."""
        self._parts: dict[str, MissingPart] = {}
        """The parts of this download, by name."""
        self._here: set[str] = set()
        self._remaining = Remaining()
        self._told = 0.0

    def look(self) -> DownloadNeeds:
        """Finds what is missing. Without a catalog that can be read, nothing is offered."""
        from companion.weights.catalog import read_catalog

        try:
            catalog = read_catalog(resources.catalog_path())
        except CompanionError:
            return DownloadNeeds()
        return _needs(catalog, self._options())

    @property
    def state(self) -> DownloadState:
        return self._state

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Calls `changed` whenever the state has changed, until the function that this returns is called."""
        self._watchers.append(changed)

        def leave() -> None:
            if changed in self._watchers:
                self._watchers.remove(changed)

        return leave

    def begin(self, *, more: bool = False) -> None:
        """Begins to download what is missing, unless that goes on already; with `more`, the more natural voices as
        well."""
        if self._running is None:
            self._wanted = True
            self._show(DownloadState(DownloadStage.RUNNING))
            self._running = asyncio.create_task(self._run(more=more))

    def cancel(self) -> None:
        """Ends the download. The part that can be continued later stays on the disk."""
        self._wanted = False
        if self._process is not None:
            _let_go(self._process)

    def seen(self) -> None:
        """Forgets how the last download ended: the person was told."""
        if self._state.stage is not DownloadStage.RUNNING:
            self._show(DownloadState())

    async def close(self) -> None:
        """Ends the download, and waits until its process has ended."""
        running = self._running
        self.cancel()
        if running is not None:
            await asyncio.wait({running})

    # -- within ---------------------------------------------------------------------------------------------------

    async def _run(self, *, more: bool) -> None:
        try:
            needs = await asyncio.to_thread(self.look)
            if more and needs.more is not None:
                needs = replace(needs, parts=(*needs.parts, needs.more))
            if not self._wanted:
                self._show(DownloadState(DownloadStage.CANCELLED))
            elif not needs.parts:
                self._show(DownloadState(DownloadStage.DONE))
            else:
                await self._fetch(needs)
        finally:
            self._running = self._process = None

    async def _fetch(self, needs: DownloadNeeds) -> None:
        self._parts = {part.name: part for part in needs.parts}
        self._here, self._now, self._remaining, self._told = set(), "", Remaining(), 0.0
        self._show(replace(self._state, total=needs.size, folder=needs.folder))
        try:
            process = await asyncio.create_subprocess_exec(
                *own_command("setup", "--events", *self._parts),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            self._show(DownloadState(DownloadStage.FAILED, trouble="other", said=error.strerror or ""))
            return
        self._process = process
        if not self._wanted:
            self.cancel()
        try:
            await self._follow(process)
        finally:
            _let_go(process)
        self._finish(await process.wait())

    async def _follow(self, process: asyncio.subprocess.Process) -> None:
        """Reads the events until there are no more."""
        assert process.stdout is not None
        while line := await process.stdout.readline():
            with contextlib.suppress(ValueError):  # not one of its events
                event = json.loads(line)
                if isinstance(event, dict):
                    self._take(event)

    def _take(self, event: dict[str, Any]) -> None:
        match event:
            case {"begins": str(name)} if name in self._parts:
                self._now = name
                self._show(replace(self._state, now=self._parts[name].use))
            case {"here": str(name)} if name in self._parts:
                self._here.add(name)
                uses = frozenset(self._parts[each].use for each in self._here)
                self._show(replace(self._state, done=self._bytes(0, 1), arrived=uses))
                if self._parts[name].use != _MORE:  # their speed is measured first
                    self._arrived()
            case {"done": int(done), "total": int(total)} if total > 0:
                self._progress(self._bytes(done, total))
            case {"note": str(text)}:
                self._show(replace(self._state, said=text))
            case {"failed": str(why), "message": str(text)}:
                self._show(replace(self._state, trouble=why, said=text))

    def _bytes(self, done: int, total: int) -> int:
        """Counts the bytes of all parts so far. A source may be packed smaller or larger than the catalog's size."""
        there = sum(self._parts[name].size for name in self._here)
        part = 0 if self._now in self._here or not self._now else self._parts[self._now].size
        return there + int(part * min(1.0, done / total))

    def _progress(self, done: int) -> None:
        now = time.monotonic()
        left = self._remaining.after(now, done, self._state.total)
        if now - self._told >= _TOLD_SECONDS:
            self._told = now
            self._show(replace(self._state, done=done, seconds_left=left))

    def _finish(self, code: int) -> None:
        if _MORE in self._state.arrived:
            self._arrived()
        if code == 0:
            self._show(replace(self._state, stage=DownloadStage.DONE))
        elif not self._wanted:
            self._show(replace(self._state, stage=DownloadStage.CANCELLED))
        elif self._state.trouble:
            self._show(replace(self._state, stage=DownloadStage.FAILED))
        else:
            self._show(replace(self._state, stage=DownloadStage.FAILED, trouble="other", said=""))

    def _show(self, state: DownloadState) -> None:
        if state != self._state:
            self._state = state
            for changed in tuple(self._watchers):
                changed()


def _let_go(process: asyncio.subprocess.Process) -> None:
    """Closes the input of the process, which then ends. If it doesn't, it is killed with its own children."""
    if process.stdin is not None:
        process.stdin.close()
    asyncio.get_running_loop().call_later(_END_SECONDS, _kill, process)


def _kill(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def _needs(catalog: Catalog, options: Options) -> DownloadNeeds:
    """Finds the models that this person would use and that aren't here."""
    from companion.app.stop_word import ENGLISH
    from companion.speech.voice_chain import NONE, OFFERED, SYSTEM
    from companion.tongue import spoken
    from companion.weights.store import is_fetched

    # Most exercises are in English, and commands are in the language of each, unless a person chose one for all.
    languages = {options.language} if options.language else {ENGLISH, spoken()}
    wanted = [each for each in catalog if each.use == "hearing" and each.language in languages and options.microphone]
    if options.voice not in (NONE, SYSTEM):
        wanted += [each for each in catalog if each.use == "speaking" and each.name in catalog.default]
    models = [each for each in wanted if not is_fetched(each.name)]
    if any(each.use == "speaking" for each in models) and _has_natural_voice():
        models = [each for each in models if each.use != "speaking"]
    folder = resources.models_dir()
    more = _more_natural(catalog) if options.voice != NONE else None
    return DownloadNeeds(
        tuple(MissingPart(model.name, model.use, next(iter(model.voices), ""), model.size) for model in models),
        on_disk=sum(model.unpacked for model in models),
        space=sum(model.unpacked for model in models[:-1]) + max((model.space for model in models), default=0),
        free=_free(folder),
        folder=str(folder),
        more=MissingPart(more.name, _MORE, ", ".join(OFFERED), more.size) if more else None,
        more_on_disk=_FORMS * more.unpacked if more else 0,
        more_space=more.space if more else 0,
    )


def _more_natural(catalog: Catalog) -> CatalogModel | None:
    """Finds the model of the most natural voices; None if it is here, or the catalog has none."""
    from companion.speech.voice_chain import OFFERED
    from companion.weights.store import is_fetched

    found = next((each for each in catalog if set(OFFERED) <= set(each.voices)), None)
    return found if found is not None and not is_fetched(found.name) else None


def _has_natural_voice() -> bool:
    from companion.app.voices import known_voices

    return any(known.folder is not None for known in known_voices())


def _free(folder: Path) -> int:
    """Counts the free bytes of the disk on which the folder is, or will be."""
    for place in (folder, *folder.parents):
        with contextlib.suppress(OSError):
            return shutil.disk_usage(place).free
    return 0
