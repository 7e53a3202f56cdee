"""The session on the full screen: its words, the time left, the breath, a question and its answers, the keys.

Shows views and passes keys on as commands; decides nothing. Each report is posted to the screen itself, so that widgets
change only in its own turn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.timer import Timer

from companion.errors import CompanionError
from companion.exercise.cautions import Cautions, sorted_out
from companion.exercise.plan import Section
from companion.screen import words
from companion.screen.crisis.crisis_card import READING, CrisisCard
from companion.screen.key_commands import (
    HOLD_SETTLES,
    OWN_KEYS,
    Keyboard,
    answer_for,
    answerable,
    command_for,
    usual_kind,
)
from companion.screen.keycaps import SIGNS, name_of, pairs
from companion.screen.learnt_keys.key_table import NOTHING_LEARNT, LearntKeys
from companion.screen.letter_bursts import LetterBursts
from companion.screen.messages import OwnTurn
from companion.screen.missed_answers import MissedAnswers, answers_by_key, still_held
from companion.screen.overlay import Overlay, cautions_card, help_card
from companion.screen.seam import CrisisDesk, SessionHandle
from companion.screen.session.captions import answer_to, keys_of, leaving, question_of, turn_of, where_of
from companion.screen.session.dimmer import Dimmer, only_wakes
from companion.screen.session.hearing_display import HearingDisplay
from companion.screen.session.notice_line import NoticeLine
from companion.screen.session.stage import HELD, Stage
from companion.screen.session.steady_progress import SteadyProgress
from companion.screen.stray_no import NO
from companion.screen.widgets import CautionLine, DoneBar, Edges, Text
from companion.screen.window_size import LARGE_FROM
from companion.session.commands import SAFETY_KINDS, Command, Kind
from companion.session.effects import NoticeKind, Outcome
from companion.session.view import Asked, Phase, View
from companion.tongue import said

if TYPE_CHECKING:
    from companion.ports import Heard, HearingChanged, Level, SpeakingChanged

REFRESH = 0.25
"""Seconds between two looks at the time left; its captions change in steps of seconds."""
TEN_WAIT = 1.0
"""Seconds for which a 1 waits for a 0 when a number is asked; two keys pressed slowly are nearer than this."""
TOO_SMALL_ROWS = 2
"""Lines that the notice about a small window takes."""
_SCROLLS = {"up": -1, "down": 1, "pageup": -4, "pagedown": 4}
"""Lines by which a key scrolls a sentence that is longer than the window has room for."""
_AT_ONCE = SAFETY_KINDS | {Kind.HELP, Kind.CRISIS, Kind.SOMETHING_ELSE, Kind.COMING_UP}
"""The commands whose keys count however soon they come after the page before."""
_KEEPS_SAFE = SAFETY_KINDS | {Kind.CRISIS, Kind.COMING_UP, Kind.BREAK}
"""The commands whose keys count amid typed words, which are most of all typed in panic."""
CAUTION_STAYS = 40.0
"""Seconds from its beginning for which a session shows its first caution: enough to read it twice, half asleep."""


def _keeps_safe(command: Command | None) -> bool:
    """Tells whether a key counts even amid words that are typed: one that stops, waits, slows down, says no, or shows
    who can help."""
    return command is not None and (command.kind in _KEEPS_SAFE or command == NO)


class SessionScreen(Screen[None]):
    """The screen of one session, an Observer of it (`ports.Observer`)."""

    DEFAULT_CSS = """
    SessionScreen { align-horizontal: center; padding: 1 3; background: $background; overflow: hidden; }
    SessionScreen > * { max-width: 100; }
    #title { color: $quiet; }
    #turn { color: $foreground; display: none; }
    #stage { height: 1fr; align: center middle; }
    #breath { display: none; }
    #spoken { height: auto; scrollbar-size: 1 1; }
    #words { text-style: bold; }
    #words.resting { text-style: none; }
    #state { margin-top: 1; color: $accent; }
    #coming { margin-top: 1; color: $quiet; }
    #stage.silent #state { color: $quiet; }
    #stage.tight .empty, #stage.bare #state, #stage.full #words { display: none; }
    #stage.breathing #spoken { margin-top: 1; }
    #stage.tight #state, #stage.tight #question, #stage.tight #coming { margin-top: 0; }
    #stage.breathing #state { margin-top: 0; color: $quiet; }
    #stage.breathing #coming { margin-top: 1; }
    #question { display: none; margin-top: 1; }
    #caution { display: none; margin-bottom: 1; }
    #notice { display: none; color: $accent; margin-bottom: 1; }
    #hearing { color: $quiet; }
    #keys { color: $quiet; margin-top: 1; }
    SessionScreen.small { padding: 0 1; }
    SessionScreen.small .spare { display: none; }
    SessionScreen.small #notice, SessionScreen.small #caution, SessionScreen.small #keys { margin: 0; }
    SessionScreen.low { padding: 0 1; }
    SessionScreen.low #keys, SessionScreen.low #caution, SessionScreen.low #notice { margin: 0; }
    SessionScreen.low #question, SessionScreen.low #coming { margin-top: 0; }
    SessionScreen.roomy > * { max-width: 200; }
    SessionScreen.dimmed > * { opacity: 10%; }
    SessionScreen.dimmed > #stage.breathing { opacity: 45%; }
    SessionScreen.dimmed:nocolor > * { text-style: dim; }
    """

    def __init__(
        self,
        exercise_id: str,
        *,
        open: Callable[[str], SessionHandle],
        over: Callable[[Outcome | None], None],
        crisis: CrisisDesk,
        cautions_read: bool = False,
        learnt: LearntKeys = NOTHING_LEARNT,
        large: bool = False,
    ) -> None:
        """Makes the screen; `open` is called once it shows. `cautions_read`: they stood on a page just before. `large`:
        the letters may be large where the window is."""
        super().__init__()
        self._large = large
        self._learnt = learnt
        self._exercise_id = exercise_id
        self._open = open
        self._over = over
        self._crisis = crisis
        self._handle: SessionHandle | None = None
        self._shown: View | None = None
        self._outcome: Outcome | None = None
        self._gone = False
        self._unwanted = False
        """It was left before it was open, and must not begin any more."""
        self._failed = False
        self._keyboard = Keyboard()
        self._missed = MissedAnswers()
        self._typed = LetterBursts()
        self._progress = SteadyProgress()
        self._cautions = Cautions()
        self._cautions_read = cautions_read
        self._caution_stands = False
        self._heard_apart = ""
        """The sentence that names the words to say, if they are heard in another language than that of this screen."""
        self._asks_again = False
        """The question that the crisis card broke into is asked again when the session goes on."""
        self._crisis_lay = False
        """True while the crisis card lies over this screen."""
        self._held_at: float | None = None
        """The time of the view that first showed a hold; None while nothing is held."""
        self._dimmer = Dimmer(self, self._may_dim)
        self._clocks: dict[str, Timer] = {}

    # -- opening and leaving --------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield Edges(id="title")
        yield DoneBar(id="bar", classes="spare")
        yield Edges(id="turn")
        yield Stage(self._now, self._learnt, id="stage")
        yield CautionLine(id="caution")
        yield NoticeLine(id="notice")
        yield HearingDisplay(id="hearing", classes="spare")
        yield Text(id="keys")

    @property
    def _stage(self) -> Stage:
        return self.query_one(Stage)

    @property
    def _hearing(self) -> HearingDisplay:
        return self.query_one(HearingDisplay)

    @property
    def _notices(self) -> NoticeLine:
        return self.query_one(NoticeLine)

    def _now(self) -> View | None:
        return self._handle.view() if self._handle is not None else None

    def on_mount(self) -> None:
        if self._unwanted:
            return  # left before anything was composed
        self._stage.say("", words.ONE_MOMENT)
        self.app.app_resume_signal.subscribe(self, self._came_back)
        self._clocks["refresh"] = self.set_interval(REFRESH, self._look, pause=True)
        self.call_after_refresh(self.run_worker, self._begin, exit_on_error=True)

    async def _begin(self) -> None:
        if self._unwanted:
            return
        try:
            handle = self._open(self._exercise_id)
            handle.subscribe(self)
            self._handle = handle
            self._cautions = sorted_out(handle.cautions)
            self._heard_apart = handle.heard_apart
            if self._cautions and not self._cautions_read:
                self.query_one("#caution", CautionLine).show(self._cautions)
                self._caution_stands = True
                self._restart("caution", CAUTION_STAYS, self._uncaution)
            await handle.start()
        except CompanionError as error:
            if not self._gone:
                self._fail(error)
            return
        if self._gone:
            return  # it ended while it began, and `over` has closed it
        self._clocks["refresh"].resume()
        self._dimmer.wake()
        self._look()

    def _fail(self, error: CompanionError) -> None:
        self.query_one("#title", Edges).show(words.shown(error.title), "")
        where = f"{error.place}: " if error.place else ""
        self._stage.say(words.shown(where + error.message), coming=words.shown(error.hint))
        self.query_one("#keys", Text).show(*pairs([("Enter", said("back"))], "", "bold $foreground"))
        self._handle = None
        self._outcome = None
        self._failed = True

    def _leave(self) -> None:
        """Leaves the screen, once; waits while a card lies over it."""
        if not self._gone and self.is_active:
            self._gone = True
            for timer in self._clocks.values():
                timer.stop()
            self._dimmer.stop()
            self._over(self._outcome)

    def on_screen_resume(self) -> None:
        if self._outcome is not None or self._unwanted:
            self._leave()
        elif self._handle is not None:
            self._dimmer.wake()
            self._card_closed()

    def _card_closed(self) -> None:
        """Says that the session stays held behind a crisis card that was closed: a person may otherwise wait for the
        voice. Nothing goes on by itself, because the key that closed the card was meant for the card."""
        lay, self._crisis_lay = self._crisis_lay, False
        if self._handle is None:
            return
        view = self._handle.view()
        # After a cry for help only a person lets it go on, and two people have to agree.
        asked = view.question is not None and view.question.kind != Asked.HELP
        self._asks_again &= asked and view.phase is Phase.PAUSED and not view.needs_both
        if lay and (says := still_held(view)):
            self._notices.tell(says)

    def _ask_again(self) -> None:
        """Asks the question again that the crisis card has covered, once a key lets the session go on."""
        asks, self._asks_again = self._asks_again, False
        if asks and self._handle is not None:
            self._handle.give(Command(Kind.REPEAT))

    def _came_back(self, _: object) -> None:
        """Lights the screen up after Ctrl+Z: the person who has brought the process back looks at it."""
        if self._handle is not None and not self._gone:
            self._dimmer.wake()

    # -- keys -----------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        event.stop()
        pressed = name_of(event.key, event.character)
        name = self._learnt.usual(pressed)
        dimmed = self._dimmer.wake() if self._handle is not None else False
        typed = pressed not in self._learnt.meanings and not self._typed.counts(pressed, event.time)
        if typed and self._handle is not None and not _keeps_safe(command_for(name, self._handle.view())):
            if self._typed.begun:
                self._notices.tell(words.TYPED_WORDS)
            return
        if name in _SCROLLS:
            self._stage.scroll_words(_SCROLLS[name])
        elif not (dimmed and self._handle is not None and only_wakes(command_for(name, self._handle.view()))):
            self.press(name)

    def takes_at_once(self, name: str) -> bool:
        """Tells whether this key counts also right after the page before: one that stops, under a card as well, and one
        that waits or asks for help."""
        usual = self._learnt.usual(name)
        if usual_kind(usual) is Kind.STOP:
            return True
        command = command_for(usual, self._handle.view()) if self._handle is not None and self.is_active else None
        return command is not None and command.kind in _AT_ONCE

    def on_mouse_move(self) -> None:
        if self._handle is not None:
            self._dimmer.wake()

    def _may_dim(self) -> bool:
        """True unless there is something to read: an answer to choose, or words that no voice says."""
        reads = self._stage.asks or self._notices.speaking or self._failed
        return self.is_active and not reads

    def press(self, name: str) -> None:
        """Does what a usual key means, pressed here or passed on by a card that lies over this screen."""
        if self._handle is None:
            # An Enter before it is open was meant for the screen before: pressed twice, or held down.
            if name in {"escape", "q", "s"} or (name == "enter" and self._failed):
                self._unwanted = True
                self._leave()
            elif name == "c":
                self._lay(self._crisis_card(None if self._failed else self._stop))
            return
        view = self._handle.view()
        if self._missed.is_held_down(name, view):
            return
        if (late := self._missed.late_no(view, name, lambda asked: answer_for(name, asked))) is not None:
            self._handle.give(late)
            if late.kind is Kind.YELLOW:
                self._notices.tell(words.LATE_NO)
            self._look()
            return
        command = self._keyboard.press(name, view)
        if command is not None and command.kind is Kind.HELP:
            self._lay_help(command)
        elif command is not None:
            self._handle.give(command)
            if command.kind is Kind.RESUME:
                self._ask_again()
            if answer := answer_to(command.kind, view, self._handle.view()):
                self._notices.tell(answer)
            if command.kind is Kind.CRISIS:
                self._asks_again = view.question is not None and answerable(view)
                self._lay(self._crisis_card(self._stop))
        elif self._keyboard.left_out:
            self._notices.tell(words.STRAY_NO)
        elif self._keyboard.held:
            self._restart("ten", TEN_WAIT, self._lapse)
        elif name == "m":
            self._lay_cautions()
        elif says := self._missed.says(view, answers_by_key(name)):
            self._notices.tell(says)
        self._look()

    def click_key(self, name: str) -> None:
        """Does what a key does, because its name was clicked. A person's own key has to be pressed: a click can't tell
        which of two people it was. A click on no counts at once, because it can't have been meant as "next"."""
        self._dimmer.wake()
        usual = self._learnt.usual(name_of(name, SIGNS.get(name)))
        view = self._handle.view() if self._handle is not None else None
        if view is not None and usual in OWN_KEYS and any(view.called):
            held = view.question is not None and view.question.kind == Asked.AGREE
            self._notices.tell(words.CLICKED_OWN_HELD if held else words.CLICKED_OWN)
        elif self._handle is not None and view is not None and usual == "n" and answer_for(usual, view) == NO:
            self._handle.give(NO)
            self._look()
        else:
            for each in ("1", "0") if usual == "10" else (usual,):
                self.press(each)

    def say(self, text: str) -> None:
        """Shows a sentence of the program for a while."""
        if self._handle is not None:
            self._dimmer.wake()
        self._notices.tell(text)

    def hush(self, on: bool) -> None:
        """Lets the voice fall silent for the moment in which a stop may have been pressed, or lets it go on."""
        if self._handle is not None:
            self._handle.hush(on)

    def _stop(self) -> None:
        self.press("s")

    def _ask_for_crisis(self) -> None:
        self.press("c")

    def on_cautions_wanted(self) -> None:
        self._lay_cautions()

    def _lay_help(self, command: Command) -> None:
        """Shows the words and keys. A key on the card reads them aloud; closing the card doesn't."""
        handle = self._handle
        assert handle is not None
        card = help_card(
            self.app.size.width,
            stop=self._stop,
            crisis=self._ask_for_crisis,
            learnt=self._learnt,
            listens=self._hearing.listens,
            heard_apart=self._heard_apart,
            hear=lambda: handle.give(command),
            slow=lambda: self.press("y"),
            for_two=any(handle.view().called),
        )
        self._lay(card)

    def _lay_cautions(self) -> None:
        if self._cautions:
            crisis = self._ask_for_crisis
            self._lay(cautions_card(self._cautions, stop=self._stop, crisis=crisis, learnt=self._learnt))

    def _crisis_card(self, stop: Callable[[], None] | None, *, pressed: bool = True) -> CrisisCard:
        """Makes the crisis card. `pressed`: a key has opened it here, and Enter closes it as soon as any other card."""
        reading = 0.0 if pressed else READING
        return CrisisCard(self._crisis, stop=stop, learnt=self._learnt, reading=reading)

    def _lapse(self) -> None:
        if self._handle is not None and (command := self._keyboard.lapse(self._handle.view())) is not None:
            self._handle.give(command)

    def _lay(self, card: Overlay) -> None:
        self._crisis_lay = isinstance(card, CrisisCard)
        if self.is_active:
            self.app.push_screen(card)
        elif isinstance(self.app.screen, Overlay) and type(self.app.screen) is not type(card):
            self.app.switch_screen(card)  # the crisis card in the place of another one

    # -- what the session tells (ports.Observer) ------------------------------------------------------------------

    def view_changed(self, view: View) -> None:
        self.post_message(OwnTurn(self._look))

    def notice(self, kind: NoticeKind) -> None:
        self.post_message(OwnTurn(lambda: self._note(kind)))

    def hearing(self, changed: HearingChanged) -> None:
        self.post_message(OwnTurn(lambda: self._hear_state(changed)))

    def heard(self, heard: Heard) -> None:
        self.post_message(OwnTurn(lambda: self._hearing.hear(heard)))

    def level(self, level: Level) -> None:
        self.post_message(OwnTurn(lambda: self._hearing.show_level(level), level=True))

    def speaking(self, changed: SpeakingChanged) -> None:
        self.post_message(OwnTurn(lambda: self._speak_state(changed)))

    def finished(self, outcome: Outcome) -> None:
        self.post_message(OwnTurn(lambda: self._finish(outcome)))

    def on_own_turn(self, message: OwnTurn) -> None:
        message.stop()
        if not self._gone:  # a late report would find no widgets
            message.act()

    def _note(self, kind: NoticeKind) -> None:
        if kind is NoticeKind.CRISIS_CARD:
            if self.is_active:
                self._asks_again = self._just_held()
            self._lay(self._crisis_card(self._stop, pressed=False))
            return
        told = words.NOTICES[kind]
        stopped = self._handle is not None and self._handle.view().section is Section.WIND_DOWN
        if kind is NoticeKind.NOT_NOW and stopped:
            told = words.STOPPED_NOT_NOW.format(key=said(leaving(self._learnt)))
        self._notices.tell(told if self._names_words else words.NOTICES_BY_KEY.get(kind, told))

    @property
    def _names_words(self) -> bool:
        """True if words are heard as this screen names them; otherwise it names keys."""
        return self._hearing.listens and not self._heard_apart

    def _just_held(self) -> bool:
        """True if the session was held only now, so that it was the crisis card that held it."""
        assert self._handle is not None
        return self._held_at is None or self._handle.view().now - self._held_at < HOLD_SETTLES

    def _uncaution(self) -> None:
        self._caution_stands = False
        self._show_notice()

    def _hear_state(self, changed: HearingChanged) -> None:
        self._hearing.change(changed)
        self._notices.hearing = words.shown(changed.detail)
        self._show_notice()

    def _speak_state(self, changed: SpeakingChanged) -> None:
        sentence = words.SPEAKING[changed.speaking.value]
        whole = f"{sentence} {words.shown(changed.detail)}".strip()
        self._notices.tell_of_voice(whole, words.READ_ALONG.get(changed.speaking.value, ""))
        if self._notices.speaking and self._handle is not None:
            self._dimmer.wake()  # the words have to be read now
        self._show_notice()

    def _finish(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._leave()

    # -- showing --------------------------------------------------------------------------------------------------

    def _restart(self, name: str, seconds: float, act: Callable[[], None]) -> None:
        if name in self._clocks:
            self._clocks[name].stop()
        self._clocks[name] = self.set_timer(seconds, act)

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < 60 or event.size.height < 16, "small")
        self.set_class(event.size.height < 22, "low")
        large = event.size.width >= LARGE_FROM[0] and event.size.height >= LARGE_FROM[1]
        self.set_class(self._large and large, "roomy")
        if self._shown is not None:
            self.call_after_refresh(self._look)

    def _look(self) -> None:
        if self._handle is not None and not self._gone:
            self._show(self._handle.view())

    def _show(self, view: View) -> None:
        self._shown = view
        self._keyboard.watch(view)
        self._missed.watch(view)
        if view.phase not in HELD:
            self._held_at = None
            self._asks_again &= self._crisis_lay  # somebody has said "continue"
        elif self._held_at is None:
            self._held_at = view.now
        self._show_head(view)
        answers = question_of(view, self._keyboard.held, self._learnt)
        if answers and not self._stage.asks:
            self._dimmer.wake()
        self._stage.show(view, answers, listens=self._names_words)
        foot = self.query_one("#keys", Text)
        foot.show(*keys_of(view, foot.size.width, self._learnt))
        self._show_notice()

    def _show_head(self, view: View) -> None:
        title, where = words.shown(view.title), where_of(view)
        if view.turn is not None and self.has_class("small"):  # there is one line for both
            where = words.time_left(view.turn.left)
            title = turn_of(view.turn)[0]
            if len(title) + len(where) + 2 > self.query_one("#title").size.width:
                title = words.shown(said("{giver} gives").format(giver=view.turn.giver))
        self.query_one("#title", Edges).show(title, where)
        self.query_one("#bar", DoneBar).show(self._progress.part(view))
        turn = self.query_one("#turn", Edges)
        turn.display = view.turn is not None and not self.has_class("small")
        if view.turn is not None:
            names, how = turn_of(view.turn)
            room = self.query_one("#title").size.width - len(names) - 2
            turn.show(names, how if len(how) <= room else words.time_left(view.turn.left))

    def _show_notice(self) -> None:
        shown = self._notices.size.height if self._notices.display else 0
        small = self.has_class("small") and self._stage.leaves_room(TOO_SMALL_ROWS, shown)
        answering = (self.has_class("low") or small) and self._stage.asks
        self._notices.fit(small=small, answering=answering)
        self.query_one("#caution").display = self._caution_stands and not answering
