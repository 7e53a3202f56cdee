"""Plain mode from home on: needs and exercises as numbered lines, chosen by typing. Must not import textual."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TextIO, assert_never

from companion.errors import CompanionError
from companion.screen import words
from companion.screen.crisis import card_wording
from companion.screen.download import download_words
from companion.screen.home.browsing import Browsing, Row
from companion.screen.home.exercise_order import ListedExercise, listed, with_ways_in
from companion.screen.home.home_needs import NeedEntry
from companion.screen.home.places import ALL, CRISIS, DOWNLOAD, HELP, JOURNAL, QUIT, SETTINGS, SOUND, TOUR, Place
from companion.screen.journal.journal_state import words_of
from companion.screen.plain.download_lines import DownloadNews, download_plain
from companion.screen.plain.evening_lines import play_plain
from companion.screen.plain.home_lines import HomeLines
from companion.screen.plain.journal_lines import journal_plain
from companion.screen.plain.page_talk import OF_A_SESSION, LeftPage
from companion.screen.plain.page_talk import QUIT as QUIT_WORDS
from companion.screen.plain.printer import Printer
from companion.screen.plain.sound_check_lines import check_sound_plain
from companion.screen.plain.tour_lines import tour_plain
from companion.screen.plain.typed_commands import Parse
from companion.screen.plain.typed_lines import TypedLines
from companion.screen.seam import DownloadNeeds
from companion.screen.tour import tour_words
from companion.tongue import meant, said

if TYPE_CHECKING:
    from companion.screen.seam import ProgramHandle
    from companion.session.effects import Outcome

_TYPED = {
    "sound check": SOUND,
    "sound": SOUND,
    "settings": SETTINGS,
    "journal": JOURNAL,
    "tour": TOUR,
    "download": DOWNLOAD,
    "help": HELP,
    "?": HELP,
}
"""Typed lines that lead to a page from wherever one is."""


async def run_plain_program(
    program: ProgramHandle,
    parse: Parse,
    out: TextIO,
    inp: TextIO,
    *,
    attended: bool = False,
    lines: TypedLines | None = None,
) -> Outcome | None:
    """Shows home and plays one session after another, until "quit" or the end of the input.

    `attended`: somebody sits at the keys. `lines`: those of `inp`, if they are read already. Returns the outcome of the
    last session; None if there was none.
    """
    printer = Printer(out)
    lines = lines or TypedLines(inp)
    lines.start()
    outcome: Outcome | None = None
    browsing = await asyncio.to_thread(_browsing, program)
    first_words = await asyncio.to_thread(program.said_at_first) if attended else ""
    is_new = attended and await asyncio.to_thread(program.offers_tour)
    needs = await asyncio.to_thread(_offered_download, program) if attended else DownloadNeeds()
    browsing.missing = bool(needs.parts)
    home = HomeLines(browsing)
    _write(home.lines(), printer)
    if first_words:
        printer.line(first_words)
    if is_new:
        printer.line(tour_words.OFFER)
    if needs.parts:
        printer.line(download_words.first_offer(needs, plain=True))
    news = DownloadNews(program.downloads, printer)
    while not printer.gone.is_set():
        program.at_rest(True)
        news.may(True)
        typed = await lines.next()
        news.may(False)
        program.at_rest(False)
        if typed is None or (text := meant(words.typed(typed).strip())) in QUIT_WORDS:
            break
        program.stir()
        if (answer := card_wording.typed(program.crisis, text)) is not None:
            _write(answer, printer)
            continue
        if text in OF_A_SESSION:
            printer.line(words.PLAIN_NOTHING_PLAYS)
            continue
        chosen: Row | None = _TYPED.get(text) or home.take(text)
        if chosen is QUIT:
            break
        if isinstance(chosen, ListedExercise) and chosen.broken:
            printer.line(said("This exercise can’t be opened: {reason}").format(reason=chosen.broken))
            continue
        if chosen is CRISIS or chosen is HELP:
            _tell(chosen, program, printer, browsing.need_of_call)
            continue
        again = chosen is not None and chosen is not ALL
        try:
            if isinstance(chosen, Place):
                await _go(chosen, program, home, printer, lines)
            elif isinstance(chosen, ListedExercise | NeedEntry):
                id = chosen.id if isinstance(chosen, ListedExercise) else chosen.begins
                played = await play_plain(program, id, parse, out, lines, inp, attended=attended)
                if played is not None:
                    outcome = played
                    home.take("home")
                home.remember(await asyncio.to_thread(program.kept))
            if chosen is DOWNLOAD or browsing.missing:
                browsing.missing = bool((await asyncio.to_thread(_offered_download, program)).parts)
        except CompanionError as error:
            _say(error, printer)
        except LeftPage as left:
            if left.to == "out":
                break
            home.take(left.to)
            again = left.to == "home"
        if not (lines.closed or lines.put_back_waits):
            _write(home.lines(again=again), printer)
    news.close()
    return outcome


def _offered_download(program: ProgramHandle) -> DownloadNeeds:
    """Finds what could be downloaded, unless that was declined; on a worker thread."""
    return program.downloads.look() if "download" in program.open_offers() else DownloadNeeds()


def _browsing(program: ProgramHandle) -> Browsing:
    """Reads everything that home shows; on a worker thread. Raises CompanionError."""
    from companion.screen.home.search import SearchIndex

    exercises = with_ways_in(listed(program.entries()))
    index = SearchIndex(exercises, program.search_words())
    return Browsing(exercises, index, program.kept(), words_of(program.journal))


def _tell(place: Place, program: ProgramHandle, printer: Printer, need: str) -> None:
    """Writes the crisis card, or what can be typed. `need`: the need whose numbers come first on the card."""
    if place is CRISIS:
        _write(card_wording.lines_of(program.crisis.show(), words.CRISIS_TYPE, need), printer)
        return
    printer.line(words.PLAIN_HOME_HELP)
    _write([f"{words.beside(word, meaning)}." for word, meaning in words.HELP_WORDS], printer)


async def _go(place: Place, program: ProgramHandle, home: HomeLines, printer: Printer, lines: TypedLines) -> None:
    """Shows another page, until the person goes back. Raises LeftPage if they go elsewhere."""
    match place.name:
        case "all":
            home.take("list")
        case "settings":
            from companion.screen.plain.settings_lines import SettingsLines

            await SettingsLines(program.settings(), printer, lines, program.crisis).run(place.at)
        case "journal":
            try:
                await journal_plain(program, printer, lines)
            finally:
                home.tell_journal(await asyncio.to_thread(words_of, program.journal))
        case "tour":
            await tour_plain(printer, lines, program.crisis)
        case "download":
            await download_plain(program, printer, lines)
        case "sound":
            await check_sound_plain(program.sound_check(), printer, lines, program.crisis)
        case "crisis" | "help" | "quit":
            return  # told, or done, by the caller
        case _:
            assert_never(place.name)


def _write(sentences: list[str], printer: Printer) -> None:
    for sentence in sentences:
        printer.line(sentence)


def _say(error: CompanionError, printer: Printer) -> None:
    printer.line(words.shown(error.title) + ".")
    printer.line(words.shown(str(error)))
