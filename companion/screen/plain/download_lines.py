"""The download as lines of text: the offer, how far it is, and how it ended. Must not import textual."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from companion.errors import CompanionError
from companion.screen import words
from companion.screen.download import download_words
from companion.screen.plain.page_talk import PageTalk
from companion.screen.plain.printer import Printer
from companion.screen.plain.typed_lines import TypedLines
from companion.screen.seam import DownloadStage

if TYPE_CHECKING:
    from companion.screen.seam import DownloadNeeds, DownloadsHandle, ProgramHandle

_STEPS = 10
"""Lines of progress that are written between the beginning and the end."""
_CANCEL = frozenset({"cancel", "stop", "end"})


async def download_plain(program: ProgramHandle, printer: Printer, lines: TypedLines) -> None:
    """Offers the download, and writes how far it is until the person goes back. Raises LeftPage if they go elsewhere
    than home."""
    downloads = program.downloads
    talk = PageTalk(printer, lines, program.crisis, download_words.PLAIN_HELP)
    talk.line(f"{download_words.TITLE}.")
    if downloads.state.stage is not DownloadStage.RUNNING:
        downloads.seen()
        needs = await asyncio.to_thread(downloads.look)
        talk.all(download_words.about(needs))
        if not needs.parts and needs.more is None:
            return
        ways = _ways(needs)
        number = await talk.choose([*ways.values()])
        chosen = [*ways][number] if number is not None else "back"
        if chosen == "never":
            try:
                program.hide_offers(["download"])
            except CompanionError as error:
                talk.line(words.shown(str(error)))
        if chosen not in ("begin", "more"):
            return
        downloads.begin(more=chosen == "more")
    talk.line(download_words.PLAIN_RUNNING)
    await _Progress(downloads, talk).run()


def _ways(needs: DownloadNeeds) -> dict[str, str]:
    """Returns the answers to the offer: the word to type -> its meaning in words."""
    more = {"more": download_words.with_more(needs)} if needs.more is not None else {}
    if not needs.parts:
        return {"back": download_words.HOME, **more}
    later = {"back": download_words.LATER, "never": download_words.NEVER}
    return {"begin": download_words.YES, **more, **later}


class _Progress:
    """Writes how far the download is, while it takes what is typed."""

    def __init__(self, downloads: DownloadsHandle, talk: PageTalk) -> None:
        self._downloads = downloads
        self._talk = talk
        self._changed = asyncio.Event()
        state = downloads.state
        self._step = _STEPS * state.done // state.total if state.total else 0

    async def run(self) -> None:
        """Returns at the end of the download, or when the person goes back. Raises LeftPage if they go elsewhere."""
        leave = self._downloads.watch(self._changed.set)
        typing = asyncio.ensure_future(self._talk.typed())
        try:
            while True:
                if ended := download_words.ended(self._downloads.state):
                    told = [ended, download_words.for_helper(self._downloads.state)]
                    self._talk.all([*filter(None, told)])
                    self._downloads.seen()
                    return
                self._tell()
                self._changed.clear()
                changing = asyncio.ensure_future(self._changed.wait())
                await asyncio.wait({typing, changing}, return_when=asyncio.FIRST_COMPLETED)
                changing.cancel()
                if typing.done():
                    if typing.result() in _CANCEL:
                        self._downloads.cancel()
                    else:
                        return
                    typing = asyncio.ensure_future(self._talk.typed())
        finally:
            leave()
            typing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await typing

    def _tell(self) -> None:
        state = self._downloads.state
        step = _STEPS * state.done // state.total if state.total else 0
        if step > self._step:
            self._step = step
            self._talk.line(
                download_words.PLAIN_PROGRESS.format(
                    percent=100 * step // _STEPS, progress=download_words.progress(state)
                )
            )


class DownloadNews:
    """Writes once how a download ended, while nothing but home is shown."""

    def __init__(self, downloads: DownloadsHandle, printer: Printer) -> None:
        self._downloads = downloads
        self._line = printer.line
        self._may = False
        self._leave = downloads.watch(self._changed)

    def may(self, now: bool) -> None:
        """Lets it write from now on, or not."""
        self._may = now
        self._changed()

    def close(self) -> None:
        self._leave()

    def _changed(self) -> None:
        state = self._downloads.state
        if self._may and (ended := download_words.ended(state)):
            self._may = False  # `seen` changes the state
            self._line(ended)
            self._downloads.seen()
            self._may = True
