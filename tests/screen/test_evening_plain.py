"""The evening in plain lines: the same pages, wiped from a terminal between two people, and nothing typed is seen."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from companion.couple import couple_file
from companion.couple.around import Around, HearWord, SavedPages
from companion.couple.evening.before import Evening
from companion.couple.evening.memory import Kept, Usual
from companion.couple.evening.pages import Go
from companion.errors import CompanionError
from companion.exercise.cautions import sorted_out
from companion.exercise.said_by_key import by_line
from companion.screen import words
from companion.screen.plain.evening_lines import Terminal, _quiet_typing, play_plain
from companion.screen.plain.exercise_lines import run_plain_program
from companion.screen.plain.typed_lines import TypedLines
from companion.session.effects import Outcome
from tests.couple.evening.people import HANDS, KNOWN, TEXTS, TODAY, any_word
from tests.screen.fakes import FakeProgram, speaking
from tests.screen.test_plain import parse

ALONE = "3\nno\n{touch}\nyes\nyes\n\n"
"""The lines that one of them types on their own page."""
AFTER = "f\n2\n\nj\n2\n\n\n"
"""The lines that both type after touch."""


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "400")  # sentences are looked for whole, also in a terminal


def nobody(word: str, heard: Callable[[], None], deaf: Callable[[], None]) -> None:
    """Listens for nothing."""


def evening(kept: Kept = KNOWN, hear: HearWord = nobody) -> Around:
    machine = Evening(HANDS, kept, TEXTS, TODAY, check_word=any_word, reserved=("stop",))
    return Around(HANDS, TEXTS, SavedPages(machine, lambda: TODAY), hear, lambda: TODAY)


class Typed(TypedLines):
    """Lines that are typed only where a page waits for one, and none of them into a session."""

    def __init__(self, text: str) -> None:
        super().__init__(None)
        self._typed = text.split("\n")[:-1]

    def start(self) -> None: ...

    def deliver(self, on_line: object) -> None: ...

    async def next(self) -> str | None:
        await asyncio.sleep(0)
        return self._typed.pop(0) if self._typed else None


def played(program: FakeProgram, typed: str) -> tuple[Outcome | None, str]:
    out = io.StringIO()

    async def run() -> Outcome | None:
        lines = Typed(typed)
        return await asyncio.wait_for(
            play_plain(program, "hand-and-forearm", parse, out, lines, None, attended=True), 20
        )

    return asyncio.run(run()), out.getvalue()


def program(around: Around | None) -> FakeProgram:
    found = FakeProgram(around=around)
    found.session.script = [lambda: found.session.show(replace(speaking(), touching=True)), found.session.finish]
    return found


def both(a: str = "yes", b: str = "yes") -> str:
    return "\nf\n" + ALONE.format(touch=a) + "j\n" + ALONE.format(touch=b)


def test_a_whole_evening_with_a_session_and_after_it() -> None:
    made = program(evening())
    outcome, written = played(
        made,
        "\nf\n3\nno\nyes\nback\na little\na little\nnot tonight\nyes\n\nj\n"
        + ALONE.format(touch="y")
        + "\nf\n2\n\nj\n9\n\n\n",
    )
    assert outcome is Outcome.COMPLETED
    said = [words.harmless(by_line(TEXTS.word(name))) for name in ("after_open", "after_told")]
    assert [written.count(f"({each})") for each in said] == [2, 2]
    (go,) = made.gone
    assert isinstance(go, Go)
    assert go.choices.crossed_out == {"hands"}
    assert go.choices.lengths == {"turn": 60.0}
    assert couple_file.load().kept.done == {"hand-and-forearm": TODAY}
    assert "1 of 7: How distressed are you now, from 0 to 10?" in written
    assert "Touch: forearms. Clothes stay on. Each turn: 1 min." in written
    assert "(only for Ana)" in written
    assert written.index("That’s the end of this exercise.") < written.index("Thank you, both of you.")
    assert "\x1b" not in written


def test_cautions_are_written_on_a_page_of_their_own_and_only_once() -> None:
    about = replace(HANDS, cautions=sorted_out(["Not reviewed by a clinician.", "Not where there is fear."]))
    machine = Evening(about, KNOWN, TEXTS, TODAY, check_word=any_word, reserved=("stop",))
    around = Around(about, TEXTS, SavedPages(machine, lambda: TODAY), lambda word, heard: None, lambda: TODAY)
    made = program(around)
    made.session.cautions = ("Not reviewed by a clinician.", "Not where there is fear.")
    outcome, written = played(made, "\n" + both() + "\n" + AFTER)
    assert outcome is Outcome.COMPLETED
    assert written.splitlines()[:4] == [
        "Before you begin",
        "Not where there is fear.",
        "(Not reviewed by a clinician.)",
        "(press Enter)",
    ]
    assert written.count("Not where there is fear.") == 1


@pytest.mark.parametrize(("a", "b"), [("rather not", "yes"), ("y", "n"), ("n", "n")])
def test_without_touch_leads_to_another_exercise(a: str, b: str) -> None:
    made = program(evening())

    def no_more(exercise_id: str, *, attended: bool = True) -> Around | None:
        around, made.around = made.around, None
        return around if exercise_id == "hand-and-forearm" else None

    made.evening = no_more  # type: ignore[method-assign]
    outcome, written = played(made, both(a, b) + "what\nside by side\n\n")
    assert outcome is Outcome.COMPLETED
    assert made.opened == ["side-by-side"]
    assert TEXTS.page("without").title in written


def test_back_to_the_list_shows_the_list_where_one_exercise_was_named_at_the_start() -> None:
    listed: list[str] = []

    async def to_list() -> None:
        listed.append("list")

    async def run(typed: str) -> None:
        lines = Typed(typed)
        out = io.StringIO()
        made = program(evening())
        await play_plain(made, "hand-and-forearm", parse, out, lines, None, attended=True, to_list=to_list)

    asyncio.run(run(both("n", "n") + "leave\n"))
    assert listed == []
    asyncio.run(run(both("n", "n") + "\n"))
    assert listed == ["list"]


@pytest.mark.parametrize("typed", ["stop", "leave", "q", "back"])
def test_at_a_line_to_type_they_leave_that_line_first(typed: str) -> None:
    made = program(evening())
    outcome, written = played(made, both() + f"w\n{typed}\n\n" + AFTER)
    assert outcome is Outcome.COMPLETED
    assert "Your own stop word" in written


def test_a_gentler_one_or_the_next_one_is_asked_anew() -> None:
    about = replace(HANDS, rung=9)
    machine = Evening(about, KNOWN, TEXTS, TODAY, check_word=any_word)
    made = program(Around(about, TEXTS, SavedPages(machine, lambda: TODAY), nobody, lambda: TODAY))
    asked: list[str] = []

    def again(exercise_id: str, *, attended: bool = True) -> Around | None:
        asked.append(exercise_id)
        return made.around if len(asked) == 1 else evening()

    made.evening = again  # type: ignore[method-assign]
    played(made, both() + "1\nleave\n")
    assert asked == ["hand-and-forearm", "exploring-hands"]
    assert made.opened == []


def test_on_a_usual_evening_an_empty_line_is_no_yes_and_says_what_can_be_typed() -> None:
    usual = replace(KNOWN, done={HANDS.id: TODAY - 1}, usual={HANDS.id: Usual(frozenset({"hands"}), 120.0)})
    made = program(evening(usual))
    outcome, written = played(made, "\nf\n\n\ny\nj\n\nleave\n")
    assert outcome is None
    assert made.opened == []
    assert written.count(f"({words.harmless(TEXTS.word('usual_enter'))})") == 3
    assert "just press Enter" not in written
    assert "y: yes" in written


def test_what_is_written_is_the_same_whatever_was_answered() -> None:
    written = [played(program(evening()), "\nf\n" + ALONE.format(touch=a) + "leave\n")[1] for a in ("y", "a", "n")]
    assert len(set(written)) == 1


@pytest.mark.parametrize("typed", ["leave\n", "\nquit\n", "\nf\n3\ny\n", "\nf\n3\ny\n\nj\n3\n", both("n", "y") + "\n"])
def test_leaving_and_the_end_of_the_input_open_nothing(typed: str) -> None:
    made = program(evening())
    assert played(made, typed)[0] is None
    assert made.opened == []


def test_crisis_and_names_are_typed_too() -> None:
    made = program(evening(kept=replace(KNOWN, known=False, a="", b="")))
    _, written = played(made, "Ana\nana\nback\n\nBen\nf\ncrisis\nleave\n")
    assert "both be called Ana" in written
    assert "This program can’t call anyone for you." in written
    assert (couple_file.load().kept.a, couple_file.load().kept.b) == ("Ana", "Ben")


def test_in_the_list_where_nobody_is_at_the_keys_it_is_said() -> None:
    made = program(None)

    def refused(exercise_id: str, *, attended: bool = True) -> Around | None:
        assert not attended
        raise CompanionError("Nobody is at the keys.")

    made.evening = refused  # type: ignore[method-assign]
    out = io.StringIO()
    asyncio.run(asyncio.wait_for(run_plain_program(made, parse, out, io.StringIO("side by side\n")), 10))
    assert "Nobody is at the keys." in out.getvalue()
    assert made.opened == []


def seen_on_a_terminal(*, hides: bool = True) -> str:
    """Plays an evening in a terminal, and returns everything that it showed. `hides`: it can hide what is typed."""
    import pty
    import termios

    ours, theirs = pty.openpty()
    seen = bytearray()
    came = threading.Condition()

    def read() -> None:
        while True:
            try:
                data = os.read(ours, 4096)
            except OSError:
                return
            if not data:
                return
            with came:
                seen.extend(data)
                came.notify_all()

    threading.Thread(target=read, daemon=True).start()

    def type_after(text: str, line: str, *, hidden: bool = False) -> None:
        """Types the line once this text has come since the last time."""
        nonlocal after
        with came:
            assert came.wait_for(lambda: text.encode() in seen[after:], 20), (text, bytes(seen[after:]))
            after = len(seen)
        deadline = time.monotonic() + 20
        # The page is written a moment before typing is hidden.
        while hides and hidden == bool(termios.tcgetattr(theirs)[3] & termios.ECHO):
            assert time.monotonic() < deadline
            time.sleep(0.001)
        os.write(ours, line.encode() + b"\n")

    after = 0

    def person() -> None:
        type_after("J is for Ben", "")
        type_after("look away", "f")
        for name in ("Ana", "Ben"):
            type_after(f"(only for {name})", "9", hidden=True)
            type_after("2 of 7:", "rather not say", hidden=True)
            type_after("3 of 7:", "rather not", hidden=True)
            type_after("4 of 7:", "yes", hidden=True)
            type_after("5 of 7:", "yes", hidden=True)
            type_after("6 of 7:", "", hidden=True)
            if name == "Ana":
                type_after("give the screen to Ben", "j")
        type_after("fits tonight for both of you", "")

    typing = threading.Thread(target=person, daemon=True)

    async def run(inp: io.TextIOWrapper, out: io.TextIOWrapper) -> None:
        typing.start()
        await asyncio.wait_for(
            play_plain(program(evening()), "hand-and-forearm", parse, out, TypedLines(inp), inp, attended=True), 60
        )

    with (
        open(theirs, encoding="utf-8", closefd=False) as inp,
        open(theirs, "w", encoding="utf-8", closefd=False) as out,
    ):
        before = termios.tcgetattr(theirs)
        asyncio.run(run(inp, out))
        typing.join(10)
        assert termios.tcgetattr(theirs) == before
    os.close(ours)
    os.close(theirs)
    return seen.decode()


@pytest.mark.skipif(os.name != "posix", reason="there are no pseudoterminals on Windows; run it on Linux or macOS")
def test_on_a_terminal_private_pages_are_wiped_and_private_answers_not_seen() -> None:
    text = seen_on_a_terminal()
    answered = [page for page in text.split("\x1b[3J") if "(only for " in page]
    assert len(answered) == 2
    for page in answered:
        assert "rather not say\r\n" not in page.replace("r: rather not say", "")
        assert "\r\n9" not in page
    assert text.count("\x1b[H\x1b[2J\x1b[3J") == 4
    assert "\n\n\n" not in text.replace("\r", ""), "a screen reader reads empty lines"
    handover = next(page for page in text.split("\x1b[3J") if words.EVENING_READER[:40] in page)
    assert handover.index(words.EVENING_READER[:40]) < handover.index("Every answer is okay")
    assert words.EVENING_TYPE_SEEN not in text


@pytest.mark.skipif(os.name != "posix", reason="there are no pseudoterminals on Windows; run it on Linux or macOS")
def test_on_a_terminal_that_can_do_neither_typed_answers_stay_visible_and_it_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr("companion.screen.plain.evening_lines._quiet_typing", None)
    text = seen_on_a_terminal(hides=False)
    assert "\x1b[3J" not in text
    assert "rather not say\r\n" in text.replace("r: rather not say", "")
    assert text.count(words.EVENING_TYPE_SEEN) == 2
    assert text.index(words.EVENING_TYPE_SEEN) < text.index("1 of 7:"), "it is said before the first question"


def test_stop_leaves_the_pages_as_it_ends_a_session() -> None:
    made = program(evening())
    assert played(made, "\nf\n3\nStop\nno\nyes\nyes\nyes\n\nj\n" + ALONE.format(touch="yes") + "\n")[0] is None
    assert made.opened == []


def test_ctrl_c_wipes_what_only_one_of_them_was_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(Terminal, "wipe", lambda self: written.append("wiped"))

    class Waiting(Typed):
        async def next(self) -> str | None:
            if not self._typed:
                pressed.set()
                await asyncio.Event().wait()
            return await super().next()

    async def run(typed: str) -> None:
        nonlocal pressed
        pressed = asyncio.Event()
        playing = asyncio.create_task(
            play_plain(
                program(evening()), "hand-and-forearm", parse, io.StringIO(), Waiting(typed), None, attended=True
            )
        )
        await asyncio.wait_for(pressed.wait(), 10)
        written.clear()
        playing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await playing

    pressed = asyncio.Event()
    asyncio.run(run("\nf\n3\n"))
    assert written == ["wiped"]
    asyncio.run(run(""))
    assert written == []


@pytest.mark.skipif(os.name != "posix", reason="there are no pseudoterminals on Windows; run it on Linux or macOS")
def test_after_ctrl_z_what_is_typed_is_hidden_once_more() -> None:
    import pty
    import termios

    def echoes() -> bool:
        return bool(termios.tcgetattr(theirs)[3] & termios.ECHO)

    ours, theirs = pty.openpty()
    known = signal.getsignal(signal.SIGCONT)
    try:
        shown = termios.tcgetattr(theirs)
        assert _quiet_typing is not None
        restore = _quiet_typing(theirs)
        termios.tcsetattr(theirs, termios.TCSANOW, shown)  # as a shell does, when it takes the terminal back
        assert echoes()
        signal.raise_signal(signal.SIGCONT)
        assert not echoes()
        restore()
        assert echoes()
        assert signal.getsignal(signal.SIGCONT) == known
    finally:
        os.close(ours)
        os.close(theirs)


def test_where_it_turns_out_that_nobody_listens_for_the_word_the_lines_say_so() -> None:
    ended: list[str] = []

    def hear(word: str, heard: Callable[[], None], deaf: Callable[[], None]) -> Callable[[], None]:
        asyncio.get_running_loop().call_soon(deaf)
        return lambda: ended.append(word)

    typed = both() + "w\napricot\napricot\n\n"
    _, lines = played(program(evening(hear=hear)), typed)
    listening, deaf = lines.index(f"({words.EVENING_LISTENING})"), lines.index(f"({words.EVENING_NOT_LISTENING})")
    assert listening < deaf
    assert ended == ["apricot"]


def test_help_says_what_can_be_typed_on_a_page_of_two_and_home_leaves_it() -> None:
    made = program(evening())
    outcome, written = played(made, "help\nhome\n")
    assert outcome is None
    assert written.count(f"({words.EVENING_PLAIN_KEYS})") == 1
    assert made.opened == []
