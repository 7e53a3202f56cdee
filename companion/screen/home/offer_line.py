"""The line of home that points out what is there for somebody who is new, or tells how far a download is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from companion.screen import words
from companion.screen.seam import DownloadNeeds, DownloadStage, ProgramHandle
from companion.screen.widgets import Aside

_DOWNLOAD = "download"
"""The name of the offer to download what is missing."""


@dataclass(frozen=True, slots=True)
class OpenOffers:
    """The offers that were neither taken nor dismissed."""

    names: Sequence[str] = ()
    needs: DownloadNeeds = field(default_factory=DownloadNeeds)
    """The parts that could be downloaded, if that is one of the offers."""


def read_offers(program: ProgramHandle) -> OpenOffers:
    """Reads which offers are open; on a worker thread."""
    names = program.open_offers()
    return OpenOffers(names, program.downloads.look() if _DOWNLOAD in names else DownloadNeeds())


class OfferLine(Aside):
    """The open offers in a sentence. While a download runs, its progress takes their place."""

    def __init__(self, program: ProgramHandle, *, id: str) -> None:
        super().__init__(id=id, rows=3)
        self._program = program
        self._open = OpenOffers()
        self._is_new = True
        """No exercise was chosen since the program was started."""

    @property
    def names(self) -> Sequence[str]:
        return self._open.names

    @property
    def missing(self) -> bool:
        """True if something could be downloaded, and that is pointed out."""
        return bool(self._open.needs.parts)

    def take(self, offers: OpenOffers) -> None:
        """Takes the offers that are open now; `follow` then shows them."""
        self._open = offers

    def follow(self, *, room: bool) -> None:
        """Shows what there is to say. `room`: there is a place for it, and a person who may want it."""
        text = self._sentence()
        if text:
            self.show(text)
        # Somebody who has begun an exercise knows the way: then an offer would only be in theirs.
        wanted = self._downloading or self._is_new
        self.display = bool(text) and wanted and room

    def no_longer_new(self) -> None:
        """Stops the offers until the program ends, because the person has chosen an exercise."""
        self._is_new = False

    def hide(self, names: Sequence[str]) -> None:
        """Dismisses the offers with these names. Raises CompanionError if that can't be saved; they are gone all the
        same."""
        hidden = [name for name in names if name in self.names]
        left = [name for name in self.names if name not in hidden]
        self._open = OpenOffers(left, self._open.needs if _DOWNLOAD in left else DownloadNeeds())
        self._program.hide_offers(hidden)

    def first_words(self, *, short: bool) -> str:
        """Says in whole sentences, at the very first start, what could be downloaded; empty at any other."""
        if not (self.missing and self._program.offers_download()):
            return ""
        from companion.screen.download import download_words

        return download_words.first_offer(self._open.needs, short=short)

    def last_words(self) -> str:
        """Says once how a download ended; empty if none did."""
        state = self._program.downloads.state
        if state.stage in (DownloadStage.IDLE, DownloadStage.RUNNING):
            return ""
        from companion.screen.download import download_words

        said = download_words.ended(state)
        self._program.downloads.seen()
        return said

    @property
    def _downloading(self) -> bool:
        return self._program.downloads.state.stage is DownloadStage.RUNNING

    def _sentence(self) -> str:
        if self._downloading:
            from companion.screen.download import download_words

            return download_words.at_home(self._program.downloads.state)
        offers = [words.OFFERS[name] for name in self.names if name in words.OFFERS]
        if self.missing:
            from companion.screen.download import download_words

            offers.insert(0, download_words.offer(self._open.needs))
        return words.OFFER.format(offers=words.OR.join(offers)) if offers else ""
