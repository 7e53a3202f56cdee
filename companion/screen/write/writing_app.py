"""The screen of `companion write`: an exercise beside the editor it is written in, drawn anew at every save.

The file is never changed here. Drafts come from `look`, and sentences go to a `CueSpeaker`. Works from 40 × 10 cells
upwards, and tells no state by colour alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from companion.authoring.draft import Draft, DraftLine, first_change, in_words
from companion.authoring.preview import clock
from companion.authoring.watching import POLL, Seen
from companion.errors import CompanionError
from companion.exercise.plan import SayCue
from companion.exercise.problems import Problem
from companion.screen.flow import shortened, wrap
from companion.screen.keycaps import Part, pairs
from companion.screen.terminal_app import TerminalApp
from companion.screen.widgets import Edges, Text

MOST_FOR_PROBLEMS = 0.45
"""The part of the window's height that mistakes may take at most, so that the timeline stays in sight."""
GONE = "The file isn’t there right now. It will be shown again as soon as it’s back."
_INDENT = 2


class CueSpeaker(Protocol):
    """Says single sentences of an exercise."""

    def say(self, cue: SayCue, tell: Callable[[str], None]) -> None:
        """Says a sentence; returns at once. `tell` is called on any thread, with "" once it sounds or with an error."""


class DraftTimeline(Widget):
    """The lines of a draft, one of them chosen; only those in sight are drawn."""

    DEFAULT_CSS = "DraftTimeline { width: 100%; height: 1fr; }"
    can_focus = False

    class Pointed(Message):
        """A line was clicked."""

        def __init__(self, line: DraftLine) -> None:
            super().__init__()
            self.line = line

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[DraftLine] = ()
        self.old = False
        """The file has mistakes now, and these lines are from before them."""
        self.chosen = 0
        self._top = 0
        self._owners: list[int] = []
        """The draft's line of each line on the screen."""

    @property
    def line(self) -> DraftLine | None:
        return self.lines[self.chosen] if self.lines else None

    def fill(self, lines: Sequence[DraftLine]) -> None:
        """Shows these lines, and chooses the one that has just been written; if there is none, the choice stays."""
        changed = first_change(self.lines, lines) if self.lines else None
        self.lines, self.old = lines, False
        self.chosen = self._spoken(self.chosen if changed is None else changed)
        self.refresh()

    def outdate(self) -> None:
        self.old = True
        self.refresh()

    def move(self, by: int) -> None:
        """Moves the choice down by `by` spoken lines."""
        step = 1 if by > 0 else -1
        for _ in range(abs(by)):
            index = self.chosen + step
            while 0 <= index < len(self.lines) and not isinstance(self.lines[index].row.cue, SayCue):
                index += step
            if not 0 <= index < len(self.lines):
                break
            self.chosen = index
        self.refresh()

    def _spoken(self, near: int) -> int:
        """Finds a spoken line: the one at `near`, else the next one, else the last one."""
        spoken = [index for index, line in enumerate(self.lines) if isinstance(line.row.cue, SayCue)]
        return next((index for index in spoken if index >= near), spoken[-1] if spoken else 0)

    def on_click(self, event: events.Click) -> None:
        if event.y < len(self._owners):
            self.chosen = self._spoken(self._owners[event.y])
            self.refresh()
            if self.line is not None:
                self.post_message(self.Pointed(self.line))

    def render(self) -> Content:
        width, height = self.size
        chosen = self._drawn(self.lines[self.chosen], True, width) if self.lines else []
        # One line above the chosen one and two below it stay in sight. Only the chosen one may take several rows.
        self._top = max(0, min(self._top, self.chosen - 1), self.chosen + len(chosen) + 2 - height)
        self._top = min(self._top, max(0, len(self.lines) + len(chosen) - 1 - height))
        drawn: list[Content] = []
        self._owners = []
        for index, line in enumerate(self.lines[self._top : self._top + height], self._top):
            some = chosen if index == self.chosen else self._drawn(line, False, width)
            drawn += some
            self._owners += [index] * len(some)
        return Content("\n").join(drawn[:height])

    def _drawn(self, line: DraftLine, chosen: bool, width: int) -> list[Content]:
        row = line.row
        if row.heading:
            return [Content.assemble((shortened(f"  {row.text}", width), "$accent 70%"))]
        mark = ("▌ ", "$accent") if chosen else ("  ", "")
        number = f"{line.line:>4}" if line.line else f"{'':4}"
        at = f"{clock(row.at):>6}" if row.at is not None else f"{'':6}"
        left = f"{number} {at}  {' ' * (_INDENT * row.depth)}"
        room = max(1, width - len(left) - 2)
        said = isinstance(row.cue, SayCue) and bool(line.line) and not self.old
        style = "bold" if chosen else "" if said else "$quiet"
        texts = wrap(row.text, room) if chosen else [shortened(row.text, room)]
        return [
            Content.assemble(mark, (left if not number else " " * len(left), "$quiet"), (text, style))
            for number, text in enumerate(texts)
        ]


class WritingApp(TerminalApp):
    """The Textual app of `companion write`."""

    TITLE = "Companion"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { color: $foreground; background: $background; padding: 0 1; overflow: hidden; }
    Screen > * { max-width: 110; }
    #figures { color: $quiet; margin-bottom: 1; }
    #problems { height: auto; }
    #notice { color: $accent; height: auto; max-height: 3; }
    #keys { color: $quiet; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", show=False, priority=True),
        Binding("ctrl+q", "interrupt", show=False, priority=True),
        Binding("q,escape", "leave", show=False),
        Binding("space,enter", "hear", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("home", "move(-100000)", show=False),
        Binding("end", "move(100000)", show=False),
    ]

    class VoiceReport(Message):
        """A report of the voice about the sentence to be said."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(
        self,
        name: str,
        look: Callable[[], Draft],
        watch: Callable[[], Seen],
        narrator: CueSpeaker | None,
        *,
        theme: str = "",
        motion: str = "",
    ) -> None:
        """Makes the app. `look` may take a while, and is called on a thread; `watch` returns at once."""
        super().__init__(theme, motion)
        self._name = name
        self._look = look
        self._watch = watch
        self._narrator = narrator
        self._draft: Draft | None = None
        self.interrupted = False

    def compose(self) -> ComposeResult:
        yield Edges(id="head")
        yield Text(id="figures")
        yield Text(id="problems")
        yield DraftTimeline()
        yield Text(id="notice")
        yield Text(id="keys")

    def on_mount(self) -> None:
        self.dress()
        hear = [("Space", "hear it")] if self._narrator is not None else []
        self.query_one("#keys", Text).show(*pairs([("↑ ↓", "choose"), *hear, ("Q", "quit")], "   ", "bold $foreground"))
        self.run_worker(self._follow(), exit_on_error=True)

    # ---- the file -----------------------------------------------------------------------------------------------

    async def _follow(self) -> None:
        while True:
            seen = self._watch()
            if seen is Seen.GONE:
                self._notice(GONE)
            elif seen is Seen.SAVED:
                try:
                    draft = await asyncio.to_thread(self._look)
                except CompanionError as error:
                    self._notice(f"{error.message} {error.hint}".strip())
                else:
                    self.show(draft)
            await asyncio.sleep(POLL)

    def show(self, draft: Draft) -> None:
        """Draws this state of the file."""
        self._draft = draft
        self._notice("")
        timeline = self.query_one(DraftTimeline)
        if draft.lines:
            timeline.fill(draft.lines)
        else:
            timeline.outdate()
        self._draw()

    def _draw(self) -> None:
        draft, timeline = self._draft, self.query_one(DraftTimeline)
        if draft is None:
            return
        mistakes = f"{draft.errors} mistake{'s' if draft.errors != 1 else ''} to fix"
        state = "ready to use" if draft.usable else mistakes
        self.query_one("#head", Edges).show(f"  {draft.title or self._name}", state)
        before = "Here is how it was before the mistake." if timeline.old and timeline.lines else ""
        figures = in_words(draft.figures) if draft.figures is not None else before
        self.query_one("#figures", Text).show((f"  {figures}", ""))
        width = min(110, max(20, self.size.width - 2))
        most = max(2, int(self.size.height * MOST_FOR_PROBLEMS))
        self.query_one("#problems", Text).show(*_problems(draft.problems, width, most))
        self.query_one("#problems", Text).display = bool(draft.problems)

    def on_resize(self) -> None:
        self._draw()

    # ---- keys ---------------------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        self.query_one(DraftTimeline).move(by)

    def action_hear(self) -> None:
        line = self.query_one(DraftTimeline).line
        if self._narrator is None or line is None or not isinstance(line.row.cue, SayCue):
            return
        self._notice("One moment …")
        self._narrator.say(line.row.cue, self._tell)

    def _tell(self, text: str) -> None:
        """Passes a report of the voice on to the loop; called on any thread."""
        self.post_message(self.VoiceReport(text))

    def on_writing_app_voice_report(self, message: VoiceReport) -> None:
        self._notice(message.text)

    def action_leave(self) -> None:
        self.exit()

    def action_interrupt(self) -> None:
        self.interrupted = True
        self.exit()

    def _notice(self, text: str) -> None:
        lines = wrap(text, max(20, min(110, self.size.width) - 6))
        self.query_one("#notice", Text).show(("\n".join(f"  {line}" for line in lines), ""))


def _problems(problems: Sequence[Problem], width: int, most: int) -> list[Part]:
    """Sets as many problems as `most` lines hold, errors first, and says how many more there are."""
    ordered = sorted(problems, key=lambda each: (("error", "warning", "note").index(each.severity), each))
    lines: list[Part] = []
    shown = 0
    for problem in ordered:
        place = f"{problem.line}:{problem.column}"
        said = wrap(f"{problem.severity}: {problem.message}", max(10, width - 12))
        hint = wrap(problem.hint, max(10, width - 12))
        block: list[Part] = [
            (f"  {place if number == 0 else '':>7}  {text}\n", "$accent") for number, text in enumerate(said)
        ]
        block += [(f"{'':11}{text}\n", "$quiet") for text in hint]
        left = 1 if shown + 1 < len(ordered) else 0
        if len(lines) + len(block) + left > most and shown:
            break
        lines += block
        shown += 1
    if shown < len(ordered):
        lines.append((f"{'':11}and {len(ordered) - shown} more\n", "$quiet"))
    return lines
