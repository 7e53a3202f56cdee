"""The middle of the session's screen: the words, the breath, the state, a question with its answers, what comes next.

It decides how many lines each of them gets.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.timer import Timer

from companion.screen import words
from companion.screen.key_commands import answerable
from companion.screen.keycaps import Part
from companion.screen.learnt_keys.key_table import LearntKeys
from companion.screen.session.breathing_disc import BreathingDisc, label
from companion.screen.session.captions import SHORTEST_QUIET, areas_of, coming_of, state_of
from companion.screen.widgets import AnswerKeys, Aside, SpokenWords
from companion.session.view import Phase, Question, View

FRAME = 1 / 24
"""Seconds between frames of the breathing disc: as many frames as a film has."""
SHORTEST_WORDS = 4
"""Lines that a question's words should have; with fewer, the empty lines around its answers go first."""
COMING_ROWS = 2
"""Lines for the next sentence: it is only a hint of it."""
AREAS_ROWS = 6
"""Lines for the areas that can be left out; there are nine at most."""
HELD = frozenset({Phase.PAUSED, Phase.YELLOW, Phase.LOST})
"""The phases in which nothing moves until somebody asks for it."""


class Stage(Vertical):
    """Shows what a view says of the present moment. Its styles are those of the screen, whose classes "small", "low"
    and "roomy" tell how much room there is."""

    def __init__(self, look: Callable[[], View | None], learnt: LearntKeys, *, id: str | None = None) -> None:
        """`look` returns the view of this moment, for the frames of the breath; None if there is none."""
        super().__init__(id=id)
        self._look = look
        self._learnt = learnt
        self._resting = False
        """True in a silence that is longer than a pause between sentences."""
        self._spoken = ""
        """The words that stand in the middle."""
        self._frames: Timer | None = None

    def compose(self) -> ComposeResult:
        yield BreathingDisc(id="breath")
        with VerticalScroll(id="spoken", can_focus=False):
            yield SpokenWords(id="words", whole=True)
        yield Aside(id="state", one_if_it_fits=True)
        yield AnswerKeys(id="question")
        yield Aside(id="coming", classes="spare")

    def on_mount(self) -> None:
        self._frames = self.set_interval(FRAME, self._frame, pause=True)

    @property
    def asks(self) -> bool:
        """Tells whether answers are shown."""
        return self.query_one("#question").display

    def say(self, text: str, state: str = "", coming: str = "") -> None:
        """Shows sentences of the program itself, before a session or in place of one."""
        self._set_words(text, self._rows(4))
        self.query_one("#state", Aside).show(state)
        self.query_one("#coming", Aside).show(coming)

    def show(self, view: View, answers: list[Part], *, listens: bool) -> None:
        """Shows this view, and these answers to its question. `listens`: words are heard, and not only keys."""
        question = self.query_one("#question", AnswerKeys)
        question.display = bool(answers)
        question.show(answers)
        breathing = view.phase is Phase.BREATHING and view.breath is not None
        self.set_class(breathing, "breathing")
        self.set_class(view.phase is Phase.SILENT, "silent")
        self._show_coming(view)
        self._resting = view.phase is Phase.SILENT and (self._resting or (view.silence_left or 0.0) >= SHORTEST_QUIET)
        self.query_one("#state", Aside).show(
            state_of(view, resting=self._resting, listens=listens, learnt=self._learnt)
        )
        self._show_words(view, breathing)
        if not answerable(view) or view.question is None:
            self.remove_class("tight", "bare", "full")

    def _show_coming(self, view: View) -> None:
        """Shows the next sentence, or in its place a question's areas, which are answers, too."""
        coming = self.query_one("#coming", Aside)
        asked = view.question if answerable(view) else None
        coming.set_class(asked is None or not asked.areas, "spare")
        if asked is not None:
            coming.show(areas_of(asked), AREAS_ROWS)
        else:
            coming.show(coming_of(view, self._learnt), COMING_ROWS)

    def _show_words(self, view: View, breathing: bool) -> None:
        breath, shown = self.query_one("#breath", BreathingDisc), self.query_one("#words", SpokenWords)
        if breath.display != breathing:
            breath.display = breathing
        shown.set_class(self._resting or view.phase in HELD, "resting")
        asked = view.question if answerable(view) else None
        if breathing and view.breath is not None:
            breath.styles.height = 2 if breath.still else max(3, min(19, self.size.height - 6))
            breath.show(view.breath, view.now)
            self._set_words(label(view.breath, view.now), 1)
        elif asked is not None:
            rows = self._rows_beside_answers()
            spoken = self._words_of(asked, rows) if view.phase is Phase.ASKING else ""
            self._set_words(spoken or words.shown(view.words), rows)
        else:
            self._set_words(words.shown(view.words), self._rows(5))
        self._run_frames(breathing and not breath.still)

    def _words_of(self, asked: Question, rows: int) -> str:
        """Returns the words that stay while an answer is waited for: the question, and the sentence that asks somebody
        by name. If there isn't room for both, the sentence by name stays, because it is the one to be answered."""
        whole = words.shown(" ".join(text for text in (asked.text, asked.named) if text))
        needed = self.query_one("#words", SpokenWords).lines(whole, self.size.width - 1)
        return words.shown(asked.named) if asked.named and needed > rows else whole

    def _set_words(self, text: str, rows: int) -> None:
        """Shows the words in at most `rows` rows. They can be scrolled if they need more."""
        spoken = self.query_one("#spoken", VerticalScroll)
        if text != self._spoken:
            self._spoken = text
            spoken.scroll_home(animate=False)
        spoken.styles.max_height = rows
        large = self.screen.has_class("roomy") and not self.has_class("breathing")
        self.query_one("#words", SpokenWords).show(text, rows, large=large)

    def scroll_words(self, by: int) -> None:
        """Scrolls words that are longer than their place, by `by` lines."""
        self.query_one("#spoken", VerticalScroll).scroll_relative(y=by, animate=False)

    def leaves_room(self, notice: int, shown: int) -> bool:
        """True if the words can be shown whole above a notice of `notice` lines. `shown`: lines of the notice that is
        there now."""
        width, height = self.size
        state = self.query_one("#state", Aside).rows(width)
        needed = self.query_one("#words", SpokenWords).lines(self._spoken, width - 1)
        return needed + state + (1 if state else 0) + notice <= height + shown

    def _run_frames(self, moves: bool) -> None:
        """Draws frames only while something moves."""
        if self._frames is not None:
            (self._frames.resume if moves else self._frames.pause)()

    def _frame(self) -> None:
        view = self._look()
        if view is not None and view.phase is Phase.BREATHING and view.breath is not None:
            self.query_one("#breath", BreathingDisc).show(view.breath, view.now)

    def _rows(self, others: int) -> int:
        """Counts the lines for the words; `others` are taken by captions below them."""
        width, height = self.size
        if self.screen.has_class("small"):
            state = self.query_one("#state", Aside).rows(width)
            return max(1, height - state - (1 if state else 0))
        return max(1, height - (others if height > 12 else others // 2))

    def _rows_beside_answers(self) -> int:
        """Counts the lines for a question's words. The answers come first: they must be seen, and the words are heard.

        On a low screen the empty lines go first, then the line that says who is asked, and the words last.
        """
        width, height = self.size
        answers = self.query_one("#question", AnswerKeys).rows(width)
        areas = self.query_one("#coming", Aside).rows(width)
        state = self.query_one("#state", Aside).rows(width)
        room = height - answers - areas - state
        below = bool(areas) or not self.screen.has_class("small")
        air = 1 + (not state) + (below and not areas) + (0 if self.screen.has_class("low") else 1 + below)
        self.set_class(room - air < SHORTEST_WORDS, "tight")
        self.set_class(room < 1, "bare")
        self.set_class(room + state < 1, "full")
        if room - air >= SHORTEST_WORDS:
            return min(self._rows(5), room - air)
        return max(1, room if room >= 1 else room + state)
