"""The window of `companion write`: an editor, the timeline, the messages, and the sentence at the cursor aloud.

It decides nothing about the format, and opens no file: a `ManuscriptDesk` reads, saves and keeps, and drafts come from
`check`. Works from 40 × 12 cells upwards, and tells no state by colour alone.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import ClassVar, Final, Protocol, assert_never

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message

from companion.authoring.draft import Draft, DraftLine, in_words
from companion.errors import CompanionError
from companion.exercise.check.voice import MISSPELLED
from companion.exercise.plan import SayCue
from companion.exercise.problems import Problem, Severity
from companion.exercise.speech_time import sentences
from companion.screen.flow import wrap
from companion.screen.keycaps import Part, fitting
from companion.screen.terminal_app import TerminalApp
from companion.screen.widgets import Aside, Edges, Text
from companion.screen.write import editor_words as say
from companion.screen.write.writing_app import CueSpeaker, DraftTimeline
from companion.screen.write.yaml_area import YamlArea

_LOOK_SECONDS: Final = 0.25
"""Seconds between two looks at the file, and at what is typed: quick enough to be seen, and no work while one types."""
_KEEP_SECONDS: Final = 1.0
"""Seconds after which typed words are kept in the copy at the latest."""
_WIDE: Final = 110
"""Cells from which the timeline stands beside the editor."""


class ManuscriptDesk(Protocol):
    """The file that is written."""

    def load(self) -> str: ...

    def changed_outside(self) -> bool: ...

    def save(self, text: str, *, over: bool = False) -> bool: ...

    def keep(self, text: str) -> None: ...

    def kept(self) -> str | None: ...

    def forget_copy(self) -> None: ...

    def put_aside(self, text: str) -> object: ...


class EditorQuestion(StrEnum):
    """A question that has to be answered by a key before the editor takes keys again."""

    NOTHING = "nothing"
    LEFT = "left"
    """An earlier run kept words that were never saved."""
    CONFLICT = "conflict"
    QUIT = "quit"


_LANGUAGE: Final = re.compile(r"^language:\s*([a-z]{2})\s*$", re.M)
_PASSING: Final = (say.JUST_SAVED, say.NEWER, say.COPIED, say.HOW_TO_QUIT, say.NOTHING_TO_SAY)
"""The notices that go away once something is typed."""
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_QUESTIONS: Final = {
    EditorQuestion.NOTHING: "",
    EditorQuestion.LEFT: say.LEFT,
    EditorQuestion.CONFLICT: say.CONFLICT,
    EditorQuestion.QUIT: say.QUIT,
}


class EditorApp(TerminalApp):
    """The Textual app of `companion write`."""

    TITLE = "Companion"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { color: $foreground; background: $background; padding: 0; overflow: hidden; }
    #figures { color: $quiet; }
    #desk { height: 1fr; }
    #left { width: 1fr; }
    #editor { height: 1fr; }
    #right { width: 45%; padding-left: 1; border-left: solid $faint; }
    #problems { height: auto; padding-top: 1; }
    #notice { color: $accent; height: auto; text-align: left; }
    #notice.empty { display: none; }
    #keys { color: $quiet; }
    Screen.narrow #desk { layout: vertical; }
    Screen.narrow #left { height: 1fr; width: 100%; }
    Screen.narrow #right { width: 100%; height: auto; border: none; padding: 0; }
    Screen.narrow DraftTimeline { height: 4; border-top: solid $faint; }
    Screen.narrow #problems { padding: 0; }
    Screen.small DraftTimeline, DraftTimeline.empty { display: none; }
    YamlArea { scrollbar-background: $background; scrollbar-background-hover: $background; }
    """
    # These keys reach the app before the area. Letters that were typed just before may still wait in the queue of the
    # area, so saving and leaving are put into that queue as well.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q,f10", "leave", show=False, priority=True),
        Binding("ctrl+s,f2", "save", show=False, priority=True),
        Binding("ctrl+c", "copy_or_tell", show=False, priority=True),
        Binding("f5,f4", "hear", show=False, priority=True),
        Binding("f8", "next_message", show=False, priority=True),
    ]

    class VoiceReport(Message):
        """A report of the voice about the sentence to be said."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(
        self,
        name: str,
        desk: ManuscriptDesk,
        check: Callable[[bytes], Draft],
        narrator: CueSpeaker | None,
        *,
        theme: str = "",
        motion: str = "",
    ) -> None:
        """Makes the app. `check` may take a while, and is called on a thread."""
        super().__init__(theme, motion)
        self._name = name
        self._desk = desk
        self._check = check
        self._narrator = narrator
        self._text = desk.load()
        """The words of the file, as they were last read or saved."""
        self._checked: str | None = None
        self._kept = ""
        """The words that the copy holds; empty if there is no copy."""
        self._typed = self._text
        """The words on the screen."""
        self._thrown_away = False
        """The person quit without saving."""
        self._draft = Draft(name, ())
        self._asking = EditorQuestion.NOTHING
        self._after_conflict_quits = False
        self._notice = ""
        self._put_off = False
        """The question about another program's change was put off until the next save."""
        self.interrupted = False

    def compose(self) -> ComposeResult:
        yield Edges(id="head")
        yield Text(id="figures")
        with Horizontal(id="desk"):
            with Vertical(id="left"):
                yield YamlArea()
            with Vertical(id="right"):
                yield DraftTimeline()
                yield Text(id="problems")
        yield Aside(id="notice", rows=4)
        yield Text(id="keys")

    def on_mount(self) -> None:
        self.dress()
        area = self._area
        area.dress(self.get_css_variables())
        area.load_text(self._text)
        # The text area ends a line at signs that other editors show within one, such as a vertical tab.
        self._text = self._typed = area.text
        area.focus()
        if self._desk.kept() is not None:
            self._ask(EditorQuestion.LEFT)
        self.run_worker(self._follow(), exit_on_error=True)
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        self.screen.set_class(event.size.width < _WIDE, "narrow")
        self.screen.set_class(event.size.height < 20, "small")
        self.call_after_refresh(self._draw)

    @property
    def _area(self) -> YamlArea:
        return self.query_one(YamlArea)

    @property
    def _unsaved(self) -> bool:
        return self._area.text != self._text

    # ---- the file and its messages ------------------------------------------------------------------------------

    async def _follow(self) -> None:
        waited = 0.0
        while self.query(YamlArea):
            text = self._area.text
            if text != self._checked:
                self._checked = text
                draft = await asyncio.to_thread(self._check, text.encode())
                if not self.query(YamlArea):  # the window is being closed
                    return
                self._show(draft)
            waited += _LOOK_SECONDS
            if waited >= _KEEP_SECONDS:
                waited = 0.0
                self._keep()
            self._look_outside()
            await asyncio.sleep(_LOOK_SECONDS)

    def _keep(self) -> None:
        """Writes unsaved words into the copy, unless they are there already. Deletes the copy if all is saved."""
        if self._asking is EditorQuestion.LEFT:
            return  # the copy still holds the words of the last run
        text = self._area.text
        if text == self._text:
            if self._kept:
                self._desk.forget_copy()
                self._kept = ""
            return
        if text == self._kept:
            return
        try:
            self._desk.keep(text)
            self._kept = text
        except CompanionError as error:
            self._say(f"{error.message} {say.NOT_KEPT}")

    def keep_last(self) -> None:
        """Keeps the last words, where the screen ended without a question: a page was closed, or a terminal's window.
        Raises CompanionError."""
        unsaved = self._typed not in (self._text, self._kept)
        if unsaved and not self._thrown_away and self._asking is not EditorQuestion.LEFT:
            self._desk.keep(self._typed)

    def _look_outside(self) -> None:
        if self._asking is not EditorQuestion.NOTHING or self._put_off or not self._desk.changed_outside():
            return
        if self._unsaved:
            self._ask(EditorQuestion.CONFLICT)
        else:
            self._take_theirs()
            self._say(say.NEWER)

    def _take_theirs(self) -> bool:
        """Shows what the file holds now; the cursor stays at its line. Returns whether that could be done."""
        try:
            self._text = self._desk.load()
        except CompanionError as error:
            self._say(f"{error.message} {error.hint}".strip())
            return False
        self._put(self._text)
        self._text = self._area.text
        return True

    def _put(self, text: str) -> None:
        area = self._area
        row, column = area.cursor_location
        top = area.scroll_offset.y
        area.load_text(text)
        row = min(row, area.document.line_count - 1)
        area.move_cursor((row, min(column, len(area.document.get_line(row)))))
        area.scroll_to(y=top, animate=False)

    def _show(self, draft: Draft) -> None:
        timeline = self.query_one(DraftTimeline)
        self._draft = draft
        if draft.lines:
            timeline.lines, timeline.old = draft.lines, False
            timeline.refresh()
        else:
            timeline.outdate()
        timeline.set_class(self.screen.has_class("narrow") and not timeline.lines, "empty")
        self._follow_cursor()
        self._draw()

    # ---- what is shown ------------------------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        self._notice = text
        self._draw()

    def _ask(self, asking: EditorQuestion) -> None:
        self._asking = asking
        self._area.read_only = asking is not EditorQuestion.NOTHING
        self._notice = ""
        self._draw()

    def _draw(self) -> None:
        draft, timeline = self._draft, self.query_one(DraftTimeline)
        marked = _misspelled(draft.problems, self._area.text)
        state = say.READY if draft.usable else say.mistakes(draft.errors)
        if marked:
            state = f"{say.misspelled(sum(map(len, marked.values())))} · {state}"
        saved = say.UNSAVED if self._unsaved else say.SAVED
        self.query_one("#head", Edges).show(f" {draft.title or self._name}", f"{state} · {saved} ")
        before = say.BEFORE if timeline.old and timeline.lines else ""
        self.query_one("#figures", Text).show((f" {in_words(draft.figures) if draft.figures else before}", ""))
        self._area.show_messages(_by_line(draft.problems), marked)
        self._draw_problems()
        self.query_one("#notice", Aside).show(_QUESTIONS[self._asking] or self._notice)
        keys = self.query_one("#keys", Text)
        keys.show(*fitting(self._keys(), keys.size.width or 74))

    def _draw_problems(self) -> None:
        narrow = self.screen.has_class("narrow")
        width = max(20, (self.size.width if narrow else int(self.size.width * 0.45)) - 3)
        most = 2 if self.size.height < 20 else 5 if narrow else max(6, self.size.height // 2)
        shown = self.query_one("#problems", Text)
        parts = _set(_ordered(self._draft.problems, self._area.cursor_location[0] + 1), width, most)
        shown.show(*parts)
        shown.display = bool(parts)

    def _keys(self) -> list[list[tuple[str, str]]]:
        match self._asking:
            case EditorQuestion.NOTHING:
                hear = [("F5", "hear the sentence")] if self._narrator is not None else []
                message = [("F8", "next message")] if self._draft.problems else []
                save, leave = ("Ctrl+S", "save"), ("Ctrl+Q", "quit")
                return [[save, *hear, *message, leave], [save, *hear, leave], [save, leave]]
            case EditorQuestion.LEFT:
                return [[("Y", "go on with it"), ("N", "open the file")]]
            case EditorQuestion.CONFLICT:
                return [[("M", "save mine"), ("T", "take the other"), ("Esc", "later")]]
            case EditorQuestion.QUIT:
                return [[("Y", "save and quit"), ("N", "quit"), ("Esc", "go on")]]
            case _:
                assert_never(self._asking)

    def on_text_area_changed(self) -> None:
        self._typed = self._area.text
        if self._unsaved and self._notice in _PASSING:
            self._notice = ""
        self._draw()

    def on_text_area_selection_changed(self) -> None:
        self._follow_cursor()
        self._draw_problems()

    def _follow_cursor(self) -> None:
        """Chooses the cursor's sentence in the timeline."""
        timeline = self.query_one(DraftTimeline)
        found = self._at_cursor(timeline.lines)
        if found is not None:
            timeline.chosen = found
            timeline.refresh()

    def _at_cursor(self, lines: Sequence[DraftLine]) -> int | None:
        """Finds the cursor's sentence in the timeline: of several in a line, the one that the cursor is in."""
        row, column = self._area.cursor_location
        said = [
            index for index, each in enumerate(lines) if isinstance(each.row.cue, SayCue) and 0 < each.line <= row + 1
        ]
        if not said:
            return None
        line = max(lines[index].line for index in said)
        here = [index for index in said if lines[index].line == line]
        written = self._area.document.get_line(row)
        found = here[0]
        for index in here:
            start = written.find(lines[index].row.text.split(" [")[0][:24])
            if 0 <= start <= column:
                found = index
        return found

    def on_draft_timeline_pointed(self, message: DraftTimeline.Pointed) -> None:
        line = message.line.line
        if line and self._asking is EditorQuestion.NOTHING:
            self._area.move_cursor((line - 1, 0), center=True)
            self._area.focus()

    # ---- keys ---------------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """While a question is open, its keys go to it and to nothing else."""
        if isinstance(event, events.Key) and self._asking is not EditorQuestion.NOTHING:
            if event.key not in ("ctrl+q", "f10", "ctrl+c"):
                self._answer(event.key)
                return
            if self._asking is EditorQuestion.QUIT:
                return
        await super().on_event(event)

    def _answer(self, key: str) -> None:
        match self._asking, key:
            case EditorQuestion.LEFT, "y" | "enter":
                text = self._desk.kept()
                self._ask(EditorQuestion.NOTHING)
                if text is not None:
                    self._put(text)
                    self._kept = text
            case EditorQuestion.LEFT, "n":
                text = self._desk.kept()
                self._ask(EditorQuestion.NOTHING)
                if text is not None:
                    self._aside(text)
            case EditorQuestion.CONFLICT, "m":
                self._ask(EditorQuestion.NOTHING)
                self._save(over=True)
            case EditorQuestion.CONFLICT, "t":
                self._ask(EditorQuestion.NOTHING)
                mine = self._area.text
                if self._aside(mine):
                    self._kept = ""
                    said = self._notice
                    if self._take_theirs():
                        self._after_saving()
                        self._say(said)
            case EditorQuestion.QUIT, "y" | "enter":
                self._ask(EditorQuestion.NOTHING)
                self._after_conflict_quits = True
                self._save()
            case EditorQuestion.QUIT, "n":
                self._thrown_away = True
                self._desk.forget_copy()
                self.exit()
            case EditorQuestion.CONFLICT | EditorQuestion.QUIT, "escape":
                self._put_off = self._asking is EditorQuestion.CONFLICT
                self._after_conflict_quits = False
                self._ask(EditorQuestion.NOTHING)
            case _:
                pass

    def _aside(self, text: str) -> bool:
        """Keeps one's own words beside the file. Returns whether that could be done."""
        try:
            where = self._desk.put_aside(text)
        except CompanionError as error:
            self._say(f"{error.message} {error.hint}".strip())
            return False
        self._say(say.MINE_STAYS.format(name=str(where)))
        return True

    def action_save(self) -> None:
        self._area.call_later(self._save_if_free)

    def _save_if_free(self) -> None:
        if self._asking is EditorQuestion.NOTHING:
            self._save()

    def _save(self, *, over: bool = False) -> None:
        text = self._area.text
        try:
            saved = self._desk.save(text, over=over)
        except CompanionError as error:
            self._after_conflict_quits = False
            self._say(f"{error.message} {error.hint}".strip())
            return
        if not saved:
            self._put_off = False
            self._ask(EditorQuestion.CONFLICT)
            return
        self._text, self._kept, self._put_off = text, "", False
        self._say(say.THEIRS_STAYS if over else say.JUST_SAVED)
        self._after_saving()

    def _after_saving(self) -> None:
        """Quits, if that was asked for before."""
        if self._after_conflict_quits:
            self.exit()

    def action_hear(self) -> None:
        if self._narrator is None or self._asking is not EditorQuestion.NOTHING:
            return
        cue = self._cue()
        if cue is None:
            self._say(say.NOTHING_TO_SAY)
            return
        self._say(say.WAIT)
        self._narrator.say(cue, self._tell)

    def _cue(self) -> SayCue | None:
        """Makes the sentence at the cursor, from the draft or, while there are mistakes, from the line itself."""
        lines = self._draft.lines
        found = self._at_cursor(lines) if self._checked == self._area.text else None
        if found is not None and isinstance(cue := lines[found].row.cue, SayCue):
            return cue
        row, column = self._area.cursor_location
        written = self._area.document.get_line(row)
        words = written.strip().removeprefix("- ").strip().strip('"')
        said = sentences(words)
        if not said or words.endswith(":"):
            return None
        here = [each for each in said if 0 <= written.find(each[:24]) <= column]
        text = (here or said[:1])[-1]
        language = _LANGUAGE.search(self._area.text)
        return SayCue(path=(), seconds=0.0, step=0, text=text, caption=text, language=language[1] if language else "en")

    def _tell(self, text: str) -> None:
        """Passes a report of the voice on to the loop; called on any thread."""
        self.post_message(self.VoiceReport(text))

    def on_editor_app_voice_report(self, message: VoiceReport) -> None:
        if message.text or self._notice == say.WAIT:
            self._say(message.text)

    def action_next_message(self) -> None:
        if self._asking is not EditorQuestion.NOTHING:
            return
        problems = sorted(self._draft.problems, key=lambda each: (each.line, each.column))
        if not problems:
            self._say(say.NO_MISTAKES)
            return
        row, column = self._area.cursor_location
        after = [each for each in problems if (each.line - 1, each.column - 1) > (row, column)]
        found = (after or problems)[0]
        row = max(0, min(found.line - 1, self._area.document.line_count - 1))
        column = max(0, min(found.column - 1, len(self._area.document.get_line(row))))
        self._area.move_cursor((row, column), center=True)

    def action_copy_or_tell(self) -> None:
        if self._area.selected_text:
            self._area.action_copy()
            self._say(say.COPIED)
        else:
            self._say(say.HOW_TO_QUIT)

    def action_leave(self) -> None:
        self._area.call_later(self._leave)

    def _leave(self) -> None:
        if self._unsaved:
            if self._asking in (EditorQuestion.NOTHING, EditorQuestion.LEFT):
                self._ask(EditorQuestion.QUIT)
        elif self._asking is not EditorQuestion.QUIT:
            self.exit()


def _by_line(problems: Sequence[Problem]) -> dict[int, tuple[str, bool]]:
    """Returns the worst message of each line, by the line from 0."""
    found: dict[int, tuple[str, bool]] = {}
    for problem in _worst_first(problems):
        found.setdefault(problem.line - 1, (problem.message, problem.severity is Severity.ERROR))
    return found


def _misspelled(problems: Sequence[Problem], text: str) -> dict[int, list[tuple[int, int]]]:
    """Returns the places of the words that may be misspelled, by the line from 0."""
    lines = text.split("\n")
    found: dict[int, list[tuple[int, int]]] = {}
    for problem in problems:
        if problem.rule == MISSPELLED and problem.line <= len(lines):
            start = problem.column - 1
            word = _WORD.match(lines[problem.line - 1], start)
            if word is not None and f"'{word[0]}'" in problem.message:  # the line may have been changed since
                found.setdefault(problem.line - 1, []).append((start, word.end()))
    return found


def _worst_first(problems: Sequence[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda each: (("error", "warning", "note").index(each.severity), each))


def _ordered(problems: Sequence[Problem], line: int) -> list[Problem]:
    """Sorts problems: those of the cursor's line first, then the worst."""
    return sorted(_worst_first(problems), key=lambda each: each.line != line)


def _set(problems: Sequence[Problem], width: int, most: int) -> list[Part]:
    """Sets as many problems as `most` lines hold, and says how many more there are."""
    lines: list[Part] = []
    shown = 0
    for problem in problems:
        place = f"{problem.line}:{problem.column}"
        said = wrap(f"{place}  {problem.severity}: {problem.message}", width)
        block: list[Part] = [(f" {text}\n", "$accent") for text in said]
        # The lines of a proposal stay apart.
        for line in problem.hint.split("\n"):
            lead = " " * (3 + len(line) - len(line.lstrip()))
            block += [(f"{lead}{text}\n", "$quiet") for text in wrap(line.strip(), width + 1 - len(lead))]
        left = 1 if shown + 1 < len(problems) else 0
        if len(lines) + len(block) + left > most:
            if not shown:
                lines, shown = block[: most - left], 1
            break
        lines += block
        shown += 1
    if shown < len(problems):
        lines.append((f" {say.MORE.format(count=len(problems) - shown)}\n", "$quiet"))
    return lines
