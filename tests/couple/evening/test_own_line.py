"""A closing line of each after touch: for their own locked journal, offered to them alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.app.own_lines import own_lines
from companion.couple.evening.after import After
from companion.couple.evening.own_line import WriteLine
from companion.couple.evening.pages import Page, PageKind
from companion.journal.book import JournalBook
from companion.journal.journal_entry import JournalEntry
from companion.store.sealed import Cost
from tests.couple.evening.people import KNOWN, TEXTS, TODAY

QUICK = Cost(memory=64, iterations=1, lanes=1)
OWN = "seven green kettles hum softly"


class Written:
    """A journal for each name in `there`."""

    def __init__(self, *there: str, trouble: str = "") -> None:
        self.there = there
        self.trouble = trouble
        self.lines: list[tuple[str, str]] = []

    def __call__(self, name: str) -> WriteLine | None:
        def write(line: str, passphrase: str) -> str | None:
            if passphrase != OWN:
                return None
            if not self.trouble:
                self.lines.append((name, line))
            return self.trouble

        return write if name in self.there else None


def after(*answers: str, there: Written) -> After:
    machine = After(KNOWN, TEXTS, there)
    for answer in ("f", *answers):
        machine.answer(answer, TODAY)
    return machine


def test_it_is_offered_on_the_page_of_a_person_with_a_journal_and_on_no_other() -> None:
    there = Written("Ben")
    machine = after("3", "", there=there)
    assert machine.page().name == "handover_second"
    machine.answer("j", TODAY)
    machine.answer("3", TODAY)
    machine.answer("", TODAY)
    page = machine.page()
    assert (page.name, page.who, page.private, page.kind) == ("own_line", "b", True, PageKind.ENTRY)


def test_a_line_is_written_with_the_passphrase_only() -> None:
    there = Written("Ana", "Ben")
    machine = after("3", "", "It was quiet.", there=there)
    assert machine.page().name == "own_line_passphrase"
    machine.answer("a guess", TODAY)
    assert machine.page().note == TEXTS.word("own_line_wrong")
    assert there.lines == []
    machine.answer(OWN, TODAY)
    assert there.lines == [("Ana", "It was quiet.")]
    assert machine.page().name == "handover_second"


@pytest.mark.parametrize("answers", [("",), ("It was quiet.", ""), ("It was quiet.", "a guess", "")])
def test_it_can_be_left_out_at_any_point(answers: tuple[str, ...]) -> None:
    there = Written("Ana")
    machine = after("3", "", *answers, there=there)
    assert machine.page().name == "handover_second"
    assert there.lines == []


def test_a_line_that_could_not_be_written_says_why() -> None:
    machine = after("3", "", "It was quiet.", OWN, there=Written("Ana", trouble="The disk is full."))
    assert machine.page().note == "The disk is full."


def test_leaving_drops_the_line() -> None:
    machine = after("3", "", "It was quiet.", there=Written("Ana"))
    machine.leave()
    assert "It was quiet." not in str(vars(machine._alone))


def test_nothing_that_the_other_sees_tells_whether_a_line_was_written() -> None:
    seen: list[Page] = []
    for answers in (("",), ("It was quiet.", OWN), ("Not good at all.", OWN)):
        seen.append(after("3", "", *answers, there=Written("Ana")).page())
    assert seen[0] == seen[1] == seen[2]


# ---- the journals on this computer ----------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path: Path) -> JournalBook:
    return JournalBook(tmp_path / "journal", QUICK)


def test_only_a_journal_that_is_on_and_locked_counts(book: JournalBook) -> None:
    assert own_lines("Ana", book) is None
    assert not book.place.exists(), "a look leaves nothing behind"
    owner = book.switch_on("Ana")
    assert own_lines("Ana", book) is None, "everybody could read it"
    owner = book.lock(owner, OWN)
    assert own_lines("ana", book) is not None
    assert own_lines("Ben", book) is None
    book.add(owner, JournalEntry(day="2026-01-01"))
    book.switch_off(owner)
    assert own_lines("Ana", book) is None


def test_a_journal_that_a_partner_made_in_my_name_gets_no_line_of_mine(book: JournalBook) -> None:
    """Their passphrase locked it, so they could read it. Mine does not open it, and nothing is written."""
    owner = book.switch_on("Ana", "nine loud drums on the hill")
    write = own_lines("Ana", book)
    assert write is not None
    assert write("It was quiet.", OWN) is None
    assert book.count(owner) == 0


def test_the_line_is_in_the_journal_without_the_exercise(book: JournalBook) -> None:
    owner = book.switch_on("Ana", OWN)
    write = own_lines("Ana", book)
    assert write is not None
    assert write("It was\nquiet.", OWN) == ""
    (entry,) = book.opened(owner, OWN)
    assert (entry.words, entry.exercise, entry.title, entry.before, entry.after) == (
        "It was quiet.",
        "",
        "",
        None,
        None,
    )
    assert b"quiet" not in b"".join(each.read_bytes() for each in book.place.iterdir())
