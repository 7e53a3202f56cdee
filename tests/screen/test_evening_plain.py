"""The evening in plain lines: the same pages, wiped from a terminal between two people, and nothing typed is seen."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from companion import couple
from companion.errors import CompanionError
from companion.evening.before import Evening
from companion.evening.memory import Kept
from companion.evening.pages import Go
from companion.evenings import Around, Asking
from companion.screen.evening_plain import Terminal, _quiet_typing, play_plain
from companion.screen.plain import run_plain_program
from companion.screen.reading import Lines
from companion.session.effects import Outcome
from tests.evening.people import HANDS, KNOWN, SURE, TEXTS, TODAY, UNLUCKY, any_word
from tests.screen.fakes import FakeProgram, speaking
from tests.screen.test_plain import parse

ALONE = "\n{answer}\n3\n\n"
"""What one of them types on their own pages."""


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))


def evening(chance: float = SURE, kept: Kept = KNOWN) -> Around:
    machine = Evening(HANDS, kept, TEXTS, TODAY, chance=chance, check_word=any_word, reserved=("stop",))
    return Around(HANDS, TEXTS, Asking(machine, lambda: TODAY), lambda word, heard: None, lambda: TODAY)


class Typed(Lines):
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


def both(a: str = "no", b: str = "no") -> str:
    return "\n" + ALONE.format(answer=a) + ALONE.format(answer=b) + "\n"


def test_a_whole_evening_with_a_session_and_after_it() -> None:
    made = program(evening())
    outcome, written = played(made, both() + "1\nback\nhands\n\n" + "\ngreen\n2\n\n" * 2 + "\n")
    assert outcome is Outcome.COMPLETED
    (go,) = made.gone
    assert isinstance(go, Go)
    assert go.choices.crossed_out == frozenset()
    assert couple.load().kept.rungs[2] == TODAY
    assert "1: hands, not tonight" in written
    assert "(This page has none before it to go back to.)" in written
    assert "(for Ana alone)" in written
    assert written.index("That was enough.") < written.index("Thank you, both of you.")
    assert "\x1b" not in written


@pytest.mark.parametrize(("chance", "a", "b"), [(SURE, "rather not say", "no"), (SURE, "no", "y"), (UNLUCKY, "n", "n")])
def test_without_touch_leads_to_another_exercise(chance: float, a: str, b: str) -> None:
    made = program(evening(chance))

    def no_more(exercise_id: str, *, attended: bool = True) -> Around | None:
        around, made.around = made.around, None
        return around if exercise_id == "hand-and-forearm" else None

    made.evening = no_more  # type: ignore[method-assign]
    outcome, written = played(made, both(a, b) + "what\nside by side\n")
    assert outcome is Outcome.COMPLETED
    assert made.opened == ["side-by-side"]
    assert TEXTS.word("neutral") in written


def test_what_is_written_is_the_same_whatever_was_answered() -> None:
    written = [played(program(evening()), "\n" + ALONE.format(answer=a) + "leave\n")[1] for a in ("y", "no", "r")]
    assert len(set(written)) == 1


@pytest.mark.parametrize("typed", ["leave\n", "\nquit\n", "\n\ny\n", "\n\ny\n3\n", both("y", "y") + "\n"])
def test_leaving_and_the_end_of_the_input_open_nothing(typed: str) -> None:
    made = program(evening())
    assert played(made, typed)[0] is None
    assert made.opened == []


def test_crisis_and_names_are_typed_too() -> None:
    made = program(evening(kept=replace(KNOWN, known=False, a="", b="")))
    _, written = played(made, "Ana\nana\nback\n\nBen\nf\ncrisis\nleave\n")
    assert "both be called Ana" in written
    assert "This program calls nobody." in written
    assert (couple.load().kept.a, couple.load().kept.b) == ("Ana", "Ben")


def test_in_the_list_where_nobody_is_at_the_keys_it_is_said() -> None:
    made = program(None)

    def refused(exercise_id: str, *, attended: bool = True) -> Around | None:
        assert not attended
        raise CompanionError("Nobody is at the keys.")

    made.evening = refused  # type: ignore[method-assign]
    out = io.StringIO()
    asyncio.run(asyncio.wait_for(run_plain_program(made, parse, out, io.StringIO("2\n")), 10))
    assert "Nobody is at the keys." in out.getvalue()
    assert made.opened == []


@pytest.mark.skipif(os.name != "posix", reason="only POSIX systems have pseudo-terminals")
def test_on_a_terminal_private_pages_are_wiped_and_private_answers_not_seen() -> None:
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

    def type_after(text: str, line: str) -> None:
        """Types the line once this text has come since the last time."""
        nonlocal after
        with came:
            assert came.wait_for(lambda: text.encode() in seen[after:], 20), (text, bytes(seen[after:]))
            after = len(seen)
        deadline = time.monotonic() + 20
        # The page is written a moment before typing is hidden.
        while ("alone" in text) == bool(termios.tcgetattr(theirs)[3] & termios.ECHO):
            assert time.monotonic() < deadline
            time.sleep(0.001)
        os.write(ours, line.encode() + b"\n")

    after = 0

    def person() -> None:
        type_after("starts this time", "")
        for _ in range(2):
            type_after("nobody else can see it", "")
            type_after("alone)", "rather not say")
            type_after("alone)", "9")
            type_after("alone)", "")
        type_after("you are both here", "")
        type_after("something without touch", "")

    typing = threading.Thread(target=person, daemon=True)

    async def run(inp: io.TextIOWrapper, out: io.TextIOWrapper) -> None:
        typing.start()
        await asyncio.wait_for(
            play_plain(program(evening()), "hand-and-forearm", parse, out, Lines(inp), inp, attended=True), 60
        )

    with (
        open(theirs, encoding="utf-8", closefd=False) as inp,
        open(theirs, "w", encoding="utf-8", closefd=False) as out,
    ):
        before = termios.tcgetattr(theirs)
        asyncio.run(run(inp, out))
        typing.join(10)
        assert termios.tcgetattr(theirs) == before
    text = seen.decode()
    os.close(ours)
    os.close(theirs)
    answered = [page for page in text.split("\x1b[3J") if "(for " in page]
    assert len(answered) == 6
    for page in answered:
        assert "rather not say\r\n" not in page.replace("r: rather not say", "")
        assert "\r\n9" not in page
    assert text.count("\x1b[H\x1b[2J\x1b[3J") == 8


def test_stop_leaves_the_pages_as_it_ends_a_session() -> None:
    made = program(evening())
    assert played(made, "\n\nStop\nno\n3\n\n" + ALONE.format(answer="no") + "\n\n")[0] is None
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
    asyncio.run(run("\n\n"))
    assert written == ["wiped"]
    asyncio.run(run("\n"))
    assert written == []


@pytest.mark.skipif(os.name != "posix", reason="only POSIX systems have pseudo-terminals")
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
