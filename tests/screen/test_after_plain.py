"""The page after an exercise and the journal, as plain lines of text."""

from __future__ import annotations

import asyncio
import io
from datetime import date, timedelta
from pathlib import Path

import pytest

from companion.journal.journal_entry import JournalEntry, JournalOwner
from companion.screen import words
from companion.screen.after import after_words
from companion.screen.journal import journal_words
from companion.screen.plain.evening_lines import play_plain
from companion.screen.plain.exercise_lines import run_plain_program
from companion.screen.plain.typed_lines import TypedLines
from companion.session.effects import Outcome
from tests.screen.fakes import FakeProgram, FakeSession, speaking
from tests.screen.test_plain import parse

ENTRY = JournalEntry("2026-11-18", "five-senses", "Five senses", 300.0, 3, 5, "It rained.", 7)


class Ending(FakeSession):
    """A session that ends as soon as it has begun."""

    def __init__(self, outcome: Outcome = Outcome.COMPLETED) -> None:
        super().__init__(speaking(title="Five senses", elapsed=300.0))
        self.script = [lambda: self.finish(outcome)]


@pytest.fixture
def program() -> FakeProgram:
    return FakeProgram(session=Ending())


class Asked(TypedLines):
    """Lines that a person types when they are asked, and never during a session."""

    def __init__(self, *lines: str) -> None:
        super().__init__(None)
        self.left = list(lines)

    def start(self) -> None:
        pass

    def deliver(self, on_line: object) -> None:
        pass

    async def next(self) -> str | None:
        return self.left.pop(0) if self.left else None

    def put_back(self, line: str) -> None:
        self.left.insert(0, line)


def typed(program: FakeProgram, *lines: str) -> str:
    """Types these lines at home, as somebody who sits there. Returns everything that was written."""
    out = io.StringIO()
    asked = Asked(*lines)
    playing = run_plain_program(program, parse, out, io.StringIO(), attended=True, lines=asked)
    asyncio.run(asyncio.wait_for(playing, 20))
    assert asked.left == []
    return out.getvalue()


def test_enter_goes_home(program: FakeProgram) -> None:
    written = typed(program, "five senses", "", "", "quit")
    assert f"1. {after_words.HOME}.\n2. {after_words.AGAIN}.\n3. Something like it: Right now." in written
    assert words.PLAIN_HOME_AGAIN in written
    assert after_words.PLAIN_HOW not in written
    assert program.opened == ["five-senses"]


def test_after_an_exercise_that_was_searched_for_home_is_the_first_page_again(program: FakeProgram) -> None:
    written = typed(program, "senses", "1", "", "", "quit")
    assert program.opened == ["five-senses"]
    assert words.PLAIN_HOME_AGAIN in written


def test_a_number_chooses_a_way_on(program: FakeProgram) -> None:
    typed(program, "five senses", "", "2", "", "3", "", "quit")
    assert program.opened == ["five-senses", "five-senses", "right-now"]


def test_a_favourite_by_its_number(program: FakeProgram) -> None:
    written = typed(program, "five senses", "", "4", "quit")
    assert program.remembered.favourites == ("five-senses",)
    assert "one of your favorites now" in written


def test_any_other_line_counts_at_home(program: FakeProgram) -> None:
    written = typed(program, "five senses", "", "quit")
    assert written.count("What do you need now?") == 1
    assert typed(program, "five senses", "", "longer exhale", "", "", "quit")
    assert program.opened[-1] == "longer-exhale"


def test_a_stop_after_the_end_is_answered_and_searches_for_nothing(program: FakeProgram) -> None:
    written = typed(program, "five senses", "", "stop", "", "stop", "quit")
    assert written.count(words.PLAIN_NOTHING_PLAYS) == 2
    assert written.count("What do you need now?") == 2


def test_with_the_journal_on_it_asks_before_and_after(program: FakeProgram) -> None:
    program.journal.switch_on()
    program.prepared.asks_how = True
    written = typed(program, "five senses", "5", "3", "", "6", "It was calm.", "", "quit")
    assert written.count(after_words.PLAIN_HOW) == 2
    assert "5. How you are right now: 3." in written
    assert "Before: 3. Now: 6." in written
    (entry,) = program.journal.written[1]
    assert (entry.title, entry.seconds, entry.before, entry.after) == ("Five senses", 300.0, 3, 6)
    assert entry.words == "It was calm."


def test_without_a_number_before_none_is_asked_after(program: FakeProgram) -> None:
    program.journal.switch_on()
    written = typed(program, "five senses", "", "", "", "quit")
    assert after_words.PLAIN_HOW not in written
    assert [(entry.before, entry.words) for entry in program.journal.written[1]] == [(None, "")]


def test_settle_me_begins_at_once(program: FakeProgram) -> None:
    program.journal.switch_on()
    assert after_words.PLAIN_HOW not in typed(program, "1", "", "", "quit")
    assert len(program.journal.written[1]) == 1


def test_after_a_stop_nothing_is_asked_until_it_is_wanted(program: FakeProgram) -> None:
    program.journal.switch_on()
    program.session = Ending(Outcome.STOPPED)
    written = typed(program, "1", "", "quit")
    assert after_words.PLAIN_WORDS not in written
    assert after_words.WRITE in written
    typed(program, "1", "5", "Too much.", "quit")
    assert [entry.words for entry in program.journal.written[1]] == ["", "Too much."]


def test_where_nobody_sits_nothing_is_asked_but_the_entry_is_written(program: FakeProgram) -> None:
    program.journal.switch_on()
    out = io.StringIO()

    async def play() -> Outcome | None:
        return await play_plain(program, "five-senses", parse, out, TypedLines(None), None, attended=False)

    assert asyncio.run(asyncio.wait_for(play(), 20)) is Outcome.COMPLETED
    assert after_words.PLAIN_CHOOSE not in out.getvalue()
    assert len(program.journal.written[1]) == 1


def test_of_two_journals_one_is_named(program: FakeProgram) -> None:
    program.journal.switch_on("Ana")
    program.journal.switch_on("Ben")
    written = typed(program, "1", "ben", "Mine.", "", "quit")
    assert "1. Ana, 2. Ben." in written
    assert [[entry.words for entry in entries] for entries in program.journal.written.values()] == [[], ["Mine."]]


# ---- the journal -----------------------------------------------------------------------------------------------------


def test_the_journal_is_switched_on_written_and_left(program: FakeProgram) -> None:
    written = typed(program, "journal", "on", "write", "A line.", "off", "", "quit")
    assert journal_words.WHAT.replace("’", "'") in written.replace("’", "'")
    assert journal_words.PLAIN_OFF in written
    assert journal_words.WRITTEN in written
    assert [entry.words for entry in program.journal.written[1]] == ["A line."]
    assert not program.journal.owners()[0].writing
    assert written.count("What do you need now?") == 2


def test_an_entry_is_one_line_and_is_deleted_by_its_number(program: FakeProgram) -> None:
    program.journal.switch_on()
    program.journal.written[1] = [ENTRY]
    written = typed(program, "journal", "delete 3", "delete 7", "", "quit")
    assert "7. 18 Nov 2026, Five senses, 5 minutes, before 3, after 5. It rained." in written
    assert journal_words.PLAIN_NOT_FOUND in written
    assert program.journal.written[1] == []


def test_all_entries_are_deleted_only_after_a_yes(program: FakeProgram) -> None:
    program.journal.switch_on()
    program.journal.written[1] = [ENTRY]
    typed(program, "journal", "delete all", "", "", "quit")
    assert program.journal.written[1] == [ENTRY]
    typed(program, "journal", "delete all", "yes", "", "quit")
    assert program.journal.written[1] == []


def test_a_locked_journal_says_how_it_is_read(program: FakeProgram) -> None:
    program.journal.people[1] = JournalOwner(1, "Ana", True, b"key")
    program.journal.written[1] = [ENTRY]
    written = typed(program, "journal", "", "quit")
    assert "It rained." not in written
    assert "companion journal --as Ana" in written


def test_two_people_choose_whose(program: FakeProgram) -> None:
    program.journal.switch_on("Ana")
    program.journal.switch_on("Ben")
    typed(program, "journal", "2", "write", "Mine.", "", "quit")
    assert [len(entries) for entries in program.journal.written.values()] == [0, 1]


def of_days(program: FakeProgram, *days: tuple[str, int, int]) -> None:
    program.journal.switch_on()
    program.journal.written[1] = [
        JournalEntry(day, "five-senses", "Five senses", 300.0, before, after, "", at)
        for at, (day, before, after) in enumerate(days, 1)
    ]


def test_the_weeks_are_told_in_words_the_latest_first(program: FakeProgram) -> None:
    of_days(program, ("2026-11-02", 3, 5), ("2026-11-04", 4, 5), ("2026-11-10", 5, 5), ("2026-11-17", 6, 4))
    written = typed(program, "journal", "weeks", "", "quit")
    told = [line for line in written.splitlines() if line.startswith("Week of")]
    assert told == [
        "Week of 16 Nov 2026: before 6, after 4. Lower after.",
        "Week of 9 Nov 2026: before 5, after 5. About the same.",
        "Week of 2 Nov 2026: before 3.5, after 5. Higher after.",
    ]


def test_at_most_nine_weeks_and_nine_entries_are_written_at_once(program: FakeProgram) -> None:
    start = date(2026, 1, 5)
    of_days(program, *[((start + timedelta(weeks=week)).isoformat(), 3, 5) for week in range(12)])
    written = typed(program, "journal", "weeks", "more", "more", "back", "quit")
    lines = written.splitlines()
    assert len([line for line in lines if line.startswith("Week of")]) == 9
    assert journal_words.PLAIN_WEEKS_LEFT.format(n=3) in lines
    assert [line.split(".")[0] for line in lines if "Five senses, 5 minutes" in line] == [
        str(n) for n in range(12, 0, -1)
    ]
    assert journal_words.PLAIN_MORE.format(n=3) in lines
    assert journal_words.PLAIN_NO_MORE in lines


def test_the_journal_is_saved_as_text_or_as_a_table(program: FakeProgram, tmp_path: Path) -> None:
    of_days(program, ("2026-11-02", 3, 5))
    text, table = tmp_path / "mine.md", tmp_path / "mine.csv"
    written = typed(program, "journal", "export", str(text), "export", str(table), "export", "mine.doc", "", "quit")
    assert "before 3, after 5" in text.read_text(encoding="utf-8")
    assert table.read_text(encoding="utf-8").startswith("id,date,exercise")
    assert journal_words.PLAIN_SAVED.format(file=text) in written
    assert journal_words.PLAIN_EXPORT_FORM.format(name="mine.doc") in written


def test_enter_alone_saves_it_among_the_documents_and_nothing_is_replaced(
    program: FakeProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    (tmp_path / "Documents").mkdir()
    of_days(program, ("2026-11-02", 3, 5))
    written = typed(program, "journal", "export", "", "export", "", "", "quit")
    assert (tmp_path / "Documents" / "companion-journal.md").is_file()
    assert "I won’t replace it" in written


@pytest.mark.parametrize(("answer", "there"), [("yes", True), ("", False)])
def test_the_page_for_a_therapist_holds_own_words_only_after_a_yes(
    program: FakeProgram, tmp_path: Path, answer: str, there: bool
) -> None:
    program.journal.switch_on()
    program.journal.written[1] = [ENTRY]
    typed(program, "journal", "summary", answer, str(tmp_path / "page.txt"), "", "quit")
    assert ("It rained." in (tmp_path / "page.txt").read_text(encoding="utf-8")) is there


def test_a_locked_journal_hands_nothing_out(program: FakeProgram) -> None:
    program.journal.people[1] = JournalOwner(1, "Ana", True, b"key")
    program.journal.written[1] = [ENTRY]
    written = typed(program, "journal", "export", "weeks", "", "quit")
    assert written.count("companion journal --as Ana") == 3
    assert "It rained." not in written


def test_quit_leaves_from_the_journal_and_list_leads_to_the_exercises(program: FakeProgram) -> None:
    program.journal.switch_on()
    assert words.PLAIN_HOME_AGAIN not in typed(program, "journal", "quit")
    assert words.PLAIN_HOME_AGAIN not in typed(program, "journal", "write", "quit")
    assert program.journal.written[1] == []
    assert "All exercises" in typed(program, "journal", "list", "quit")
    assert words.PLAIN_EVERYWHERE in typed(program, "journal", "help", "back", "quit")


def test_quit_leaves_from_the_page_after_an_exercise(program: FakeProgram) -> None:
    assert words.PLAIN_HOME_AGAIN not in typed(program, "1", "quit")
    assert "All exercises" in typed(program, "1", "list", "quit")
