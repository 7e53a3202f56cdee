"""Home: "What do you need now?", the search through all exercises, and the lists that both lead to.

The first frame reads no exercise: the needs are there at once, and the first of them can be begun from it.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, assert_never

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList, Select, Static

from companion.errors import CompanionError
from companion.screen import words
from companion.screen.crisis.crisis_key import IN_THE_SEARCH
from companion.screen.crisis_footer import CrisisFooter
from companion.screen.home.browsing import Browsing, Row
from companion.screen.home.choice_list import ChoiceList
from companion.screen.home.detail import detail
from companion.screen.home.detail_pane import DetailPane
from companion.screen.home.exercise_order import FIRST, ListedExercise, listed, with_ways_in
from companion.screen.home.filter_row import FilterRow
from companion.screen.home.home_needs import EVERYTHING, NeedEntry
from companion.screen.home.narrowing import Narrowing
from companion.screen.home.offer_line import OfferLine, OpenOffers, read_offers
from companion.screen.home.places import Place
from companion.screen.home.remembered import Remembered
from companion.screen.home.search_line import SearchLine
from companion.screen.journal.journal_state import words_of
from companion.screen.messages import OwnTurn
from companion.screen.seam import GO_ON, ProgramHandle
from companion.screen.widgets import LARGE_ROWS, Aside, Edges, stands_large

if TYPE_CHECKING:
    from companion.exercise.search_words import SearchWords
    from companion.screen.home.search import SearchIndex

BESIDE = 100
"""Cells of a window from which the detail stands beside the list."""
_LOW, _NARROW = 20, 60
"""Rows and cells of a window below which everything that can be spared is left out."""


class HomeScreen(Screen[None]):
    """The screen of home, with its keys."""

    DEFAULT_CSS = """
    HomeScreen { align-horizontal: center; padding: 1 3 0 3; background: $background; overflow: hidden; }
    HomeScreen > * { max-width: 150; }
    HomeScreen > CrisisFooter { max-width: 100%; }
    HomeScreen #head { color: $quiet; margin-bottom: 1; }
    HomeScreen #question { text-style: bold; color: $accent; padding: 0 1; }
    HomeScreen #middle { height: 1fr; }
    HomeScreen DetailPane { display: none; }
    HomeScreen.wide DetailPane { display: block; }
    HomeScreen #notice { color: $accent; display: none; }
    HomeScreen #offers { color: $quiet; display: none; }
    HomeScreen.small { padding: 0 1; }
    HomeScreen.small #head { display: none; }
    """
    AUTO_FOCUS = "SearchLine"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back", key_display="Esc"),
        Binding("escape", "stay", show=False),
        # The app itself obeys this key everywhere. It stands here so that it is seen.
        Binding("ctrl+q", "leave", "close", key_display="Ctrl+Q", priority=True),
        Binding("up", "move(-1)", "choose", show=False),
        Binding("down", "move(1)", "choose", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
        # A narrow window leaves the last ones out.
        Binding("exclamation_mark", "crisis", "who to call", key_display=IN_THE_SEARCH),
        Binding("question_mark,f1", "help", "help", key_display="?", id="home_help"),
        Binding("tab", "filters", "filters", key_display="Tab", id="filters"),
        Binding("asterisk", "favourite", "favorite", key_display="*", id="favourite"),
    ]

    def __init__(
        self,
        program: ProgramHandle,
        begin: Callable[[str, int], None],
        prepare: Callable[[str], None] | None = None,
        check_sound: Callable[[], None] = lambda: None,
        journal: Callable[[], None] = lambda: None,
        tour: Callable[[], None] = lambda: None,
        download: Callable[[], None] = lambda: None,
    ) -> None:
        """`begin` starts an exercise, given by its id and its number of people; `prepare` shows the page before one for
        one person."""
        super().__init__()
        self._program = program
        self._begin = begin
        self._prepare = prepare or (lambda id: begin(id, 1))
        self._check_sound = check_sound
        self._journal = journal
        self._tour = tour
        self._download = download
        self._unwatch: Callable[[], None] = lambda: None
        self._said = ""
        self._first_words = ""
        """A sentence about this computer, said as soon as everything has been read."""
        self._was_away = False
        """Another page was shown in place of this one, and not only a card above it."""
        self.browsing = Browsing()
        self.given: Mapping[str, str] = {}
        """The actions that have another key than usual, each with it; the usual one then does nothing."""
        self.loaded = asyncio.Event()
        """Set once the exercises have been read, or could not be."""

    def compose(self) -> ComposeResult:
        yield Edges(id="head")
        yield Static(words.HOME_QUESTION, id="question", markup=False)
        yield SearchLine(self._press, self._look, id="search", placeholder=words.HOME_TYPE)
        yield FilterRow(id="filters")
        with Horizontal(id="middle"):
            yield ChoiceList(id="list")
            yield DetailPane()
        yield OfferLine(self._program, id="offers")
        yield Aside(id="notice", rows=4)
        yield CrisisFooter()

    def on_mount(self) -> None:
        self.query_one("#head", Edges).show(words.NAME, words.HOME_SAYS)
        self._unwatch = self._program.downloads.watch(self._download_changed)
        # Not before the first frame: reading the exercises takes longer than showing this.
        self.call_after_refresh(self.run_worker, self._load, exit_on_error=True)

    # -- the exercises --------------------------------------------------------------------------------------------

    async def _load(self) -> None:
        try:
            known = await asyncio.to_thread(self._read_words)
            if self.browsing.typed:
                self._show(keep=True)
            exercises, index, kept, offers, journal = await asyncio.to_thread(self._read, known)
        except CompanionError as error:
            self.say(str(error))
        else:
            self.browsing.exercises, self.browsing.index, self.browsing.kept = exercises, index, kept
            self.browsing.journal = journal
            self._take_offers(offers)
            self.query_one(FilterRow).offer(self.browsing.packs(), self.browsing.kinds())
            self._show(keep=True)
            if self._first_words:
                self.say(self._first_words)
            else:
                self._offer_download_once()
        self.loaded.set()
        self._program.warm_up()
        self._program.at_rest(self.is_current)
        # The screens that a choice needs next are imported while the person reads.
        for module in ("session.session_screen", "before.before_screen"):
            await asyncio.to_thread(importlib.import_module, f"companion.screen.{module}")

    def _read_words(self) -> SearchWords:
        """Reads the words that people type; on a worker thread. Those for danger then show who can be called, before
        any exercise has been read."""
        from companion.screen.home.topic_finder import TopicFinder

        known = self._program.search_words()
        self.browsing.topics = TopicFinder(known)
        return known

    def _read(self, known: SearchWords) -> tuple[list[ListedExercise], SearchIndex, Remembered, OpenOffers, str]:
        """Reads everything that home shows besides the needs; on a worker thread. The last two are the offers to
        somebody who is new, and whether a journal is on."""
        from companion.screen.home.search import SearchIndex

        exercises = with_ways_in(listed(self._program.entries()))
        index = SearchIndex(exercises, known)
        self._first_words = self._program.said_at_first()
        offers = read_offers(self._program)
        return exercises, index, self._program.kept(), offers, words_of(self._program.journal)

    def _take_offers(self, offers: OpenOffers) -> None:
        line = self.query_one(OfferLine)
        line.take(offers)
        self.browsing.missing = line.missing

    # -- showing --------------------------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        small = event.size.width < _NARROW or event.size.height < _LOW
        self.set_class(small, "small")
        # Large letters need the whole width; the description is then on the key that shows it in a narrow window.
        self.set_class(event.size.width >= BESIDE and not stands_large(self), "wide")
        line = self.query_one(SearchLine)
        line.set_class(small, "-textual-compact")
        self.query_one(CrisisFooter).compact = event.size.width < BESIDE
        self.call_after_refresh(self._show, keep=True)

    def _show(self, *, keep: bool = False) -> None:
        browsing = self.browsing
        large = stands_large(self)
        self._show_question(browsing.title(), large=large)
        numbered = browsing.numbered()
        short = words.HOME_TYPE_SHORT if self.size.width < _NARROW else words.HOME_OR_TYPE
        hint = words.HOME_TYPE if numbered and self.size.width >= _NARROW else short
        self.query_one(SearchLine).placeholder = hint
        note = words.HOME_MORE.format(n=left) if (left := browsing.left_out()) else ""
        sections = browsing.sections()
        if browsing.loading and not browsing.at_home:
            note = words.PICKER_LOADING
        elif not sections:
            note = words.HOME_NONE_FITS
        self.query_one(SearchLine).numbers_choose = browsing.offers_needs
        stars = frozenset(browsing.kept.favourites)
        # Enter after a word that isn't found must not begin an exercise.
        guessed = browsing.offers_needs and not browsing.at_home
        self.query_one(ChoiceList).show(
            sections, stars, note, numbered=len(numbered), keep=keep, unmarked=guessed, large=large
        )
        self.query_one(FilterRow).display = not browsing.at_home and not self.has_class("small")
        self._show_offers()
        self._show_detail()

    def _show_question(self, title: str, *, large: bool) -> None:
        lines: Sequence[str] = ()
        if large:
            from companion.screen.session.large_letters import large_row  # with Pillow, which few windows need

            lines = large_row(title, self.query_one("#question").size.width, LARGE_ROWS)
        self.query_one("#question", Static).update("\n".join(lines) or title)

    def _show_offers(self) -> None:
        """Shows the offers, or how far a download is: on the first page itself, and below its notice."""
        room = self.browsing.at_home and not self._said and not self.has_class("small")
        self.query_one(OfferLine).follow(room=room)

    def _offer_download_once(self) -> None:
        """Says in whole sentences, at the very first start, what could be downloaded. Any key takes it away."""
        if self.browsing.at_home and (text := self.query_one(OfferLine).first_words(short=self.has_class("small"))):
            self.say(text)

    def _download_changed(self) -> None:
        self.post_message(OwnTurn(self._follow_download))

    def on_own_turn(self, message: OwnTurn) -> None:
        message.stop()
        if self.is_attached and self.is_active:
            message.act()

    def _follow_download(self) -> None:
        """Shows how far a download is, and says once how it ended."""
        if text := self.query_one(OfferLine).last_words():
            self.say(text)
            self.run_worker(self._remember_anew(), exit_on_error=True)
        else:
            self._show_offers()

    def _show_detail(self) -> None:
        wide = self.has_class("wide")
        self.query_one(SearchLine).can_look = not wide and self._exercise() is not None
        self.refresh_bindings()
        if wide:
            self.query_one(DetailPane).show(self._row(), self._exercise(), self.browsing.exercises)

    def say(self, text: str) -> None:
        """Shows a sentence above the keys; an empty one takes it away."""
        self._said = words.shown(text)
        notice = self.query_one("#notice", Aside)
        notice.show(self._said)
        notice.display = bool(self._said)
        self._show_offers()

    @property
    def page(self) -> object:
        """The list that is shown; typing leads to no other page."""
        return self.browsing.need

    def _row(self) -> Row | None:
        return self.query_one(ChoiceList).row

    def _exercise(self) -> ListedExercise | None:
        """Returns the highlighted exercise; for "Settle me" the one that it begins."""
        row = self._row()
        if isinstance(row, NeedEntry) and row.begins:
            return next((each for each in self.browsing.exercises if each.id == row.begins), FIRST)
        return row if isinstance(row, ListedExercise) else None

    # -- choosing -------------------------------------------------------------------------------------------------

    def _choose(self, row: Row | None) -> None:
        self.say("")
        if isinstance(row, NeedEntry):
            self._answer(row)
        elif isinstance(row, Place):
            self._go(row)
        elif row is not None and row.broken:
            self.say(f"This exercise can’t be opened: {row.broken}")
        elif row is not None:
            self.query_one(OfferLine).no_longer_new()
            if row.people == 2 or row.id == GO_ON:
                self._begin(row.id, row.people)
            else:
                self._prepare(row.id)

    def _answer(self, need: NeedEntry) -> None:
        if need.begins:
            self.query_one(OfferLine).no_longer_new()
            self._begin(need.begins, 1)
            return
        self.browsing.need = need
        self.query_one(SearchLine).value = self.browsing.typed = ""
        self._show()

    def _go(self, place: Place) -> None:
        match place.name:
            case "crisis":
                self.action_crisis()
            case "sound":
                self._check_sound()
            case "settings":
                self.run_worker(self.run_action(f"app.settings({place.at!r})"))
            case "journal":
                self._journal()
            case "tour":
                self._take_tour()
            case "download":
                self.go_home()
                self._download()
            case "all":
                self._answer(EVERYTHING)
            case "help":
                self.action_help()
            case "quit":
                self.action_leave()
            case _:
                assert_never(place.name)

    def _take_tour(self) -> None:
        """Shows the tour over the question, which is what they go on with after it."""
        self._hide_offers("tour")
        self.go_home()
        self._tour()

    def _hide_offers(self, *names: str) -> None:
        """Stops pointing out the offers with these names."""
        try:
            self.query_one(OfferLine).hide(names)
        except CompanionError as error:
            self.say(str(error))
        self._show_offers()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self.is_active:
            self._choose(self.query_one(ChoiceList).row_at(event.option_index))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._show_detail()

    def action_choose(self) -> None:
        if self.is_active:
            self._take_up_typing()
            self._choose(self._row())

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._take_up_typing()

    def _take_up_typing(self) -> None:
        """Shows what fits the line. Called before each key that depends on it, because its message may come later."""
        typed = self.query_one(SearchLine).value
        if typed != self.browsing.typed:
            self._program.at_rest(True)  # from now on
            self.browsing.typed = typed
            self.say("")
            self._show()

    def on_select_changed(self, event: Select.Changed) -> None:
        event.stop()
        narrowing = self.query_one(FilterRow).narrowing
        if narrowing != self.browsing.narrowing:
            self.browsing.narrowing = narrowing
            self._show()

    def narrow(self, narrowing: Narrowing) -> None:
        """Lists what passes these filters, as the command palette asks for it: a small window has no room for boxes."""
        if self.browsing.at_home:
            self.browsing.need = EVERYTHING
        self.browsing.narrowing = narrowing
        self.query_one(FilterRow).reset(narrowing)
        self._show()

    # -- keys -----------------------------------------------------------------------------------------------------

    def _press(self, character: str) -> None:
        """Does what a key means that is not for the search: Enter, Escape, a sign, a number in the empty line."""
        self._take_up_typing()
        if character == "enter":
            self._choose(self._row())
        elif character == "escape":
            (self.action_stay if self.browsing.at_home else self.action_back)()
        elif character == "?" and "home_help" not in self.given:
            self.action_help()
        elif character == "!":
            self.action_crisis()
        elif character == "*" and "favourite" not in self.given:
            self.action_favourite()
        elif character == "-":
            self._hide_offers(*self.query_one(OfferLine).names)
        elif character.isdecimal():
            self._choose_numbered(int(character))

    def _choose_numbered(self, number: int) -> None:
        """Chooses the row with this number. A number that no row has does nothing."""
        rows = self.browsing.numbered()
        if 1 <= number <= len(rows):
            self._choose(rows[number - 1])

    def _look(self) -> None:
        """Shows everything about the highlighted exercise, on a card."""
        exercise = self._exercise()
        if exercise is None or not self.is_active:
            return
        from companion.screen.overlay import Overlay

        title, *rest = detail(exercise)
        body = tuple(Content.assemble(part) for part in rest)
        self.app.push_screen(
            Overlay(frozenset({"right", "left"}), title[0], body, stop=None, crisis=self._switch_to_crisis)
        )

    def on_key(self, event: events.Key) -> None:
        """Takes up typing that began while a filter had the focus."""
        character = event.character or ""
        if event.is_printable and character.strip() and self.is_active:
            event.stop()
            line = self.query_one(SearchLine)
            line.focus()
            line.post_message(events.Key(event.key, event.character))

    def action_move(self, by: int) -> None:
        choices = self.query_one(ChoiceList)
        (choices.action_cursor_down if by > 0 else choices.action_cursor_up)()

    def action_page(self, by: int) -> None:
        if not (self.has_class("wide") and self.query_one(DetailPane).turn_page(by)):
            self.query_one(ChoiceList).turn_page(by)

    def action_favourite(self) -> None:
        exercise = self._exercise()
        if exercise is None or exercise.broken or exercise.id == GO_ON:
            return
        if exercise.people != 1:
            self.say(words.FAVOURITE_NOT_FOR_TWO)
            return
        now = not self.browsing.is_favourite(exercise)
        try:
            self.browsing.kept = self._program.favour(exercise.id, now)
        except CompanionError as error:
            self.say(str(error))
            return
        self.say((words.FAVOURITE if now else words.FAVOURITE_NOT).format(title=exercise.title))
        self._show(keep=True)

    def action_filters(self) -> None:
        self.focus_next()

    def action_help(self) -> None:
        from companion.screen.overlay import guide_card

        self.app.push_screen(guide_card(self.app.size.width, self._help_rows(), crisis=self._switch_to_crisis))

    def _help_rows(self) -> list[tuple[str, str]]:
        """Lists the keys that work here, with those that the person gave in place of the usual ones."""
        from companion.screen.chosen_keys import ON_PAGES
        from companion.screen.learnt_keys.key_words import label_of

        rows = list(words.HELP_AT_HOME)
        if self.has_class("wide"):
            rows = [words.HELP_BESIDE if key == "→" else (key, meaning) for key, meaning in rows]
        own = {label_of(ON_PAGES[action]): label_of(key) for action, key in self.given.items() if action in ON_PAGES}
        return [(own.get(key, key), meaning) for key, meaning in rows]

    def action_crisis(self) -> None:
        self.app.push_screen(self._crisis_card())

    def _switch_to_crisis(self) -> None:
        self.app.switch_screen(self._crisis_card())

    def _crisis_card(self) -> Screen[None]:
        from companion.screen.crisis.crisis_card import CrisisCard

        return CrisisCard(self._program.crisis, need=self.browsing.need_of_call)

    def action_back(self) -> None:
        self._take_up_typing()
        self.say("")
        if self.browsing.back():
            line = self.query_one(SearchLine)
            line.value = self.browsing.typed
            line.focus()
            self.query_one(FilterRow).reset(self.browsing.narrowing)
            self._show()

    def go_home(self) -> None:
        """Shows the question again, as at the start."""
        self.say("")
        self.browsing.typed, self.browsing.need, self.browsing.narrowing = "", None, Narrowing()
        line = self.query_one(SearchLine)
        line.value = ""
        line.focus()
        self.query_one(FilterRow).reset(self.browsing.narrowing)
        self._show()
        self.run_worker(self._remember_anew(), exit_on_error=True)

    def on_screen_resume(self) -> None:
        if self._was_away:  # from now on, typing is another search
            self._was_away = False
            self.query_one(SearchLine).action_select_all()
        if self.loaded.is_set():  # the journal may have been switched on or off, or things deleted
            self.run_worker(self._remember_anew(), exit_on_error=True)
            self._program.at_rest(True)
            self._follow_download()

    def on_unmount(self) -> None:
        self._unwatch()

    def on_screen_suspend(self) -> None:
        self._was_away = not isinstance(self.app.screen, ModalScreen)
        self._program.at_rest(False)

    async def _remember_anew(self) -> None:
        """Shows the last exercise, the one that was left before its end, and whether a journal is on."""

        def read() -> tuple[Remembered, str, OpenOffers]:
            return self._program.kept(), words_of(self._program.journal), read_offers(self._program)

        self.browsing.kept, self.browsing.journal, offers = await asyncio.to_thread(read)
        self._take_offers(offers)
        self._show_offers()
        if self.browsing.at_home and self.is_attached:
            self._show(keep=True)

    def action_stay(self) -> None:
        """Says how to close the program. Escape doesn't: a person in a panic brushes it, or presses it too often."""
        self.say(words.HOME_STAYS)

    def action_leave(self) -> None:
        self.app.exit()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in {"back", "leave", "stay"}:
            at_home = self.browsing.at_home and not self.query_one(SearchLine).value.strip()
            return at_home is (action != "back")
        if action == "filters":
            return self.query_one(FilterRow).display
        if action == "favourite":
            exercise = self._exercise()
            return exercise is not None and exercise.people == 1 and not exercise.broken
        return True
