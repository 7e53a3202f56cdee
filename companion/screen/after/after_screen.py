"""The page after an exercise: a kind sentence, a question to one person about how they are now, and what can be done
next. Enter goes home.

After a stop nothing is asked. Two people are asked nothing here: there are the sentence, the way home, the exercise
once more, and something without touch. After a stop or a no, the exercise is not offered again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, Label, OptionList, Select, Static
from textual.widgets.option_list import Option

from companion.errors import CompanionError
from companion.journal.journal_entry import HIGHEST, LONGEST_WORDS, LOWEST
from companion.screen import words
from companion.screen.after import after_words
from companion.screen.after.own_entry import EndedSession, OwnEntry
from companion.screen.after.similar import named, similar, without_touch
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.crisis_footer import CrisisFooter
from companion.screen.home.exercise_order import ListedExercise, listed
from companion.screen.overlay import help_card
from companion.screen.seam import ProgramHandle
from companion.screen.ways_on import WaysOn
from companion.screen.widgets import LARGE_ROWS, Aside, SpokenWords, stands_large
from companion.session.effects import Outcome
from companion.tongue import ENGLISH, spoken

_LOW, _NARROW = 20, 60
"""Rows and cells of a window below which everything that can be spared is left out."""
_MAY_REPEAT = frozenset({Outcome.COMPLETED, Outcome.ENDED})
"""The outcomes after which an exercise is offered to two people again: a person who said stop or no isn't asked for the
same thing once more."""
_WIDE = 100
"""Cells of a window from which the keys at the foot stand wide apart."""


class AfterScreen(Screen[None]):
    """The page. It leaves through one of its callbacks, once."""

    DEFAULT_CSS = """
    AfterScreen { align-horizontal: center; padding: 1 3 0 3; background: $background; overflow: hidden; }
    AfterScreen > * { max-width: 90; }
    AfterScreen.large > * { max-width: 190; }
    AfterScreen #page { height: 1fr; scrollbar-size: 1 1; align-vertical: middle; }
    AfterScreen SpokenWords { text-style: bold; }
    AfterScreen #then { margin-top: 1; color: $quiet; }
    AfterScreen .own { height: 1; margin-top: 1; display: none; }
    AfterScreen .own Label { width: 26; color: $quiet; }
    AfterScreen .own Select { width: 16; }
    AfterScreen .own Input { width: 1fr; }
    AfterScreen #beside { width: 1fr; padding-left: 2; }
    AfterScreen WaysOn { height: auto; margin-top: 2; border: none; padding: 0; background: $background; }
    AfterScreen WaysOn:focus { border: none; }
    AfterScreen WaysOn > .option-list--option { padding: 0 1; }
    AfterScreen WaysOn:nocolor > .option-list--option-highlighted { text-style: reverse; }
    AfterScreen #note { margin-top: 1; color: $quiet; }
    AfterScreen > CrisisFooter { max-width: 100%; }
    AfterScreen.small { padding: 0 1; }
    AfterScreen.small .own { margin-top: 0; }
    AfterScreen.small WaysOn { margin-top: 1; }
    AfterScreen.small .own Label { display: none; }
    AfterScreen.small #how-row { height: auto; }
    AfterScreen.small #how { width: 8; }
    AfterScreen.small #whose { width: 1fr; }
    """
    AUTO_FOCUS = "WaysOn"
    leads_to_settings: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "home", "home", key_display="Esc"),
        Binding("c,exclamation_mark", "crisis", "who to call", key_display="C"),
        Binding("w", "write", "write", key_display="W"),
        Binding("j", "journal", "journal", key_display="J"),
        Binding("asterisk", "favourite", "favorite", key_display="*"),
        Binding("question_mark,f1", "help", "help", key_display="?"),
        Binding("a", "again", show=False),
        Binding("l", "like", show=False),
        Binding("q", "quit", show=False),
        *(Binding(str(digit), f"digit({digit})", show=False) for digit in range(10)),
    ]

    def __init__(
        self,
        outcome: Outcome,
        played: EndedSession | None,
        program: ProgramHandle,
        *,
        home: Callable[[], None],
        leads: str = "",
        again: Callable[[str], None] = lambda id: None,
        journal: Callable[[], None] = lambda: None,
        pair: str = "",
        again_two: Callable[[str], None] = lambda id: None,
    ) -> None:
        """`played`: the session of one person; None after one of two, whose exercise is then `pair`. `again` begins an
        exercise by its id, `again_two` asks two people before one, and `journal` shows the journal above this page.
        `leads`: the way home in words."""
        super().__init__()
        self._outcome = outcome
        self._played = played
        self._program = program
        self._home = home
        self._leads = leads or after_words.HOME
        self._again = again
        self._show_journal = journal
        self._entry: OwnEntry | None = None
        self._named: ListedExercise | None = None
        """The exercise that the ending named, as the way to go on."""
        self._pair = pair
        self._again_two = again_two
        self._calm: ListedExercise | None = None
        """Something without touch, for two people."""
        self._like: ListedExercise | None = None
        self._favourite: bool | None = None
        """None before it is known, and for an exercise that can't be one."""
        self._offers = False
        self._last_digit = ""
        self._typed = ""
        """Their line as it stands now; the line itself is gone before this page is."""
        self._at_journal = False
        """The journal's page lies above this one."""
        self._gone = False
        self.loaded = asyncio.Event()
        """Set once everything has been read that this page shows."""

    # -- reading and showing --------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="page", can_focus=False):
            yield SpokenWords(id="words")
            yield Aside(id="then", rows=3)
            with Horizontal(classes="own", id="whose-row"):
                yield Label(after_words.WHOSE, markup=False)
                yield Select[int]([], compact=True, id="whose", prompt=after_words.WHOSE_NOT)
            with Horizontal(classes="own", id="how-row"):
                yield Label(after_words.HOW, markup=False)
                numbers = [(str(number), number) for number in range(LOWEST, HIGHEST + 1)]
                yield Select[int](numbers, compact=True, id="how", prompt=after_words.HOW_NOT)
                yield Static(after_words.HOW_SCALE, id="beside", markup=False)
            with Horizontal(classes="own", id="line-row"):
                yield Label(after_words.WORDS, markup=False)
                yield Input(compact=True, id="line", placeholder=after_words.WORDS_HINT, max_length=LONGEST_WORDS)
            yield WaysOn(markup=False)
            yield Aside(id="note", rows=3)
        yield CrisisFooter()

    def on_mount(self) -> None:
        self._show_sentences()
        if self._played is not None:
            self._keep_entry(self._played)
            self.call_after_refresh(self.run_worker, self._load, exit_on_error=True)
        elif self._pair:
            self.call_after_refresh(self.run_worker, self._load_for_two, exit_on_error=True)
        else:
            self.loaded.set()

    def _show_sentences(self) -> None:
        first, then = words.CLOSINGS[self._outcome]
        large = stands_large(self)
        self.query_one("#words", SpokenWords).show(first, 2 * LARGE_ROWS if large else 6, large=large)
        self.query_one("#then", Aside).show(then)
        self._show_ways()

    def _keep_entry(self, played: EndedSession) -> None:
        """Writes the entry, if the journal is on: from here on it is safe, whatever happens to the program."""
        try:
            writers = self._program.journal_writers()
            if writers:
                self._entry = OwnEntry(self._program.journal, writers, played)
                self._entry.keep()
            elif not self._stopped:
                self._offers = self._program.offers_journal()
        except CompanionError as error:
            self._say(str(error))
        if self._entry is not None and not self._stopped:
            self._show_own()
        self._show_note()

    def on_screen_resume(self) -> None:
        """Shows what has changed in the journal, once the person comes back from it."""
        if not self._at_journal or self._played is None:
            return
        self._at_journal = False
        try:
            if self._entry is None and self._program.journal_writers():
                self._offers = False
                self._say("")
                self._keep_entry(self._played)
            elif self._entry is not None and not self._entry.still_there():
                self._entry = None
                for row in self.query(".own"):
                    row.display = False
                self._say(after_words.TAKEN_OUT)
        except CompanionError as error:
            self._say(str(error))
        self._show_ways()

    async def _load(self) -> None:
        assert self._played is not None
        id = self._played.exercise_id

        def read() -> tuple[list[ListedExercise], tuple[str, ...], Sequence[str]]:
            exercises, favourites = listed(self._program.entries()), self._program.kept().favourites
            return exercises, favourites, self._program.named_at_end(id)

        try:
            exercises, favourites, titles = await asyncio.to_thread(read)
        except CompanionError:
            exercises, favourites, titles = [], (), ()  # home says what is wrong; here it would be in the way
        if not self._gone:
            self._named = named(titles, exercises)
            self._like = similar(id, exercises)
            if self._like == self._named:
                self._like = None
            if any(each.id == id for each in exercises):
                self._favourite = id in favourites
            self._show_ways()
        self.loaded.set()

    async def _load_for_two(self) -> None:
        try:
            exercises = listed(await asyncio.to_thread(self._program.entries))
        except CompanionError:
            exercises = []  # home says what is wrong; here it would be in the way
        if not self._gone:
            self._calm = without_touch(self._pair, exercises)
            self._show_ways()
        self.loaded.set()

    @property
    def _stopped(self) -> bool:
        return self._outcome is Outcome.STOPPED

    def _show_own(self) -> None:
        """Shows the questions: only those for which there is a journal, and a number only if one was asked before."""
        if self._entry is None:
            return
        self.query_one("#whose-row").display = len(self._entry.writers) > 1
        if len(self._entry.writers) > 1:
            names = [(words.shown(owner.name) or after_words.ONLY_ONE, owner.id) for owner in self._entry.writers]
            self.query_one("#whose", Select).set_options(names)
        self.query_one("#how-row").display = self._entry.entry.before is not None
        self.query_one("#line-row").display = True

    def _show_ways(self) -> None:
        ways = [Option(self._leads, id="home")]
        if self._played is not None:
            if self._named is not None:
                ways.append(Option(self._named.title, id="named"))
            ways.append(Option(after_words.AGAIN, id="again"))
            if self._like is not None:
                ways.append(Option(after_words.LIKE.format(title=self._like.title), id="like"))
            if self._favourite is not None:
                text = after_words.FAVOURITE_NOT if self._favourite else after_words.FAVOURITE
                ways.append(Option(text, id="favourite"))
            if self._entry is not None and self._stopped and not any(row.display for row in self.query("#line-row")):
                ways.append(Option(after_words.WRITE, id="write"))
        elif self._pair:
            if self._outcome in _MAY_REPEAT:
                ways.append(Option(after_words.AGAIN_TWO, id="again"))
            if self._calm is not None:
                ways.append(Option(after_words.WITHOUT_TOUCH.format(title=self._calm.title), id="calm"))
        if stands_large(self):
            from companion.screen.session.large_letters import large_row  # with Pillow, which few windows need

            width = self.query_one(WaysOn).size.width - 2
            large = ("\n".join(large_row(str(way.prompt), width, 2 * LARGE_ROWS)) for way in ways)
            ways = [Option(text or way.prompt, id=way.id) for text, way in zip(large, ways, strict=True)]
        for choices in self.query(WaysOn):  # none where the program is just being closed
            at = choices.highlighted or 0
            choices.clear_options()
            choices.add_options(ways)
            choices.highlighted = min(at, len(ways) - 1)
        self.refresh_bindings()

    def _show_note(self) -> None:
        if self._entry is not None and self._entry.owner is not None and self._entry.is_written:
            name = words.shown(self._entry.owner.name)
            self._say(after_words.KEPT_OF.format(name=name) if name else after_words.KEPT)
        elif self._offers:
            self._say(after_words.OFFER)

    def _say(self, text: str) -> None:
        for note in self.query("#note").results(Aside):
            note.show(words.shown(text))

    def on_resize(self) -> None:
        self.set_class(self.size.width < _NARROW or self.size.height < _LOW, "small")
        if stands_large(self) or self.has_class("large"):
            self.set_class(stands_large(self), "large")
            self.call_after_refresh(self._show_sentences)
        self.query_one(CrisisFooter).compact = self.size.width < _WIDE
        self._show_beside()

    # -- answers --------------------------------------------------------------------------------------------------

    def on_select_changed(self, event: Select.Changed) -> None:
        event.stop()
        entry, value = self._entry, event.value
        if entry is None:
            return
        if event.select.id == "how":
            how = value if isinstance(value, int) else None
            self._do(lambda: entry.rate(how))
            self._show_beside()
        else:
            self._do(lambda: entry.give_to(next((each for each in entry.writers if each.id == value), None)))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._typed = event.value

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._keep_words()
        self.query_one(WaysOn).focus()

    def _keep_words(self) -> None:
        for line in self.query("#line").results(Input):  # typed so fast that its message hasn't come yet
            self._typed = line.value
        entry = self._entry
        if entry is not None and self._typed.strip() != entry.entry.words:
            self._do(lambda: entry.say(self._typed))

    def _do(self, what: Callable[[], None]) -> None:
        try:
            what()
        except CompanionError as error:
            self._say(str(error))
        else:
            self._show_note()

    def _show_beside(self) -> None:
        text = after_words.HOW_SCALE
        if self.has_class("small"):
            text = f"{after_words.HOW} {text}"
        if self._entry is not None and self._entry.entry.after is not None:
            before, now = self._entry.entry.before, self._entry.entry.after
            text = after_words.BEFORE_AND_NOW.format(before=before, now=now)
        self.query_one("#beside", Static).update(text)

    def action_digit(self, digit: int) -> None:
        """Takes a number that is typed; a 0 after a 1 makes it 10."""
        number = HIGHEST if digit == 0 and self._last_digit == "1" else digit
        self._last_digit = str(digit)
        self.query_one("#how", Select).value = number

    # -- ways on --------------------------------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        ways: dict[str | None, Callable[[], None]] = {
            "home": self.action_home,
            "again": self.action_again,
            "named": lambda: self._lead_to(self._named),
            "like": self.action_like,
            "calm": self._lead_to_calm,
            "favourite": self.action_favourite,
            "write": self.action_write,
        }
        if self.is_active:
            ways[event.option_id]()

    def _leave(self, how: Callable[[], None]) -> None:
        if not self._gone:
            self._keep_words()
            self._gone = True
            how()

    def on_unmount(self) -> None:
        if not self._gone:
            self._keep_words()

    def action_home(self) -> None:
        self._leave(self._home)

    def action_again(self) -> None:
        if self._played is not None:
            id = self._played.exercise_id
            self._leave(lambda: self._again(id))
        elif self._pair:
            self._leave(lambda: self._again_two(self._pair))

    def _lead_to_calm(self) -> None:
        if self._calm is not None:
            id = self._calm.id
            self._leave(lambda: self._again_two(id))

    def action_like(self) -> None:
        self._lead_to(self._like)

    def _lead_to(self, exercise: ListedExercise | None) -> None:
        if exercise is not None:
            self._leave(lambda: self._again(exercise.id))

    def action_favourite(self) -> None:
        if self._favourite is None or self._played is None:
            return
        now = not self._favourite
        try:
            self._program.favour(self._played.exercise_id, now)
        except CompanionError as error:
            self._say(str(error))
            return
        self._favourite = now
        self._say((words.FAVOURITE if now else words.FAVOURITE_NOT).format(title=words.shown(self._played.title)))
        self._show_ways()

    def action_write(self) -> None:
        """Goes to the line for the journal. After a stop this shows the line and its questions, which the page leaves
        out until the person asks for them."""
        self._show_own()
        self._show_ways()
        self.query_one("#line", Input).focus()

    def action_journal(self) -> None:
        self._keep_words()
        self._at_journal = True
        self._show_journal()

    def action_crisis(self) -> None:
        self.app.push_screen(CrisisCard(self._program.crisis))

    def action_help(self) -> None:
        listens = spoken() == ENGLISH  # most exercises are heard in English, so elsewhere only the keys are sure
        self.app.push_screen(help_card(self.app.size.width, stop=None, crisis=self._switch_to_crisis, listens=listens))

    def _switch_to_crisis(self) -> None:
        self.app.switch_screen(CrisisCard(self._program.crisis))

    async def action_quit(self) -> None:
        self._leave(self.app.exit)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "again":
            return self._played is not None or (bool(self._pair) and self._outcome in _MAY_REPEAT)
        if action == "like":
            return self._like is not None
        if action == "favourite":
            return self._favourite is not None
        if action == "write":
            return self._entry is not None
        if action == "journal":
            return self._offers or self._entry is not None
        if action == "digit":
            return bool(self.query("#how-row").first().display)
        return True
