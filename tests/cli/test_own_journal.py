"""`companion journal` and all that it does; and the other commands, which say whether the journal is on."""

from __future__ import annotations

import csv
import os
import stat
from pathlib import Path

import pytest

from companion import cli
from companion.cli import own_journal, prompts
from companion.errors import EXIT_GOOD, EXIT_YOURS
from companion.journal.book import JournalBook
from companion.journal.journal_entry import JournalEntry
from companion.walls import shield

ENTRY = JournalEntry("2026-11-18", "five-senses", "Five senses", 300.0, 3, 5, "It rained.")
PASSPHRASE = "four grey owls singing"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shield, "shield_memory", lambda: None)  # it would last for the whole process of the tests
    return tmp_path / "home"


Said = pytest.CaptureFixture[str]


def said(capsys: Said, *arguments: str, code: int = EXIT_GOOD) -> str:
    assert cli.main(["journal", *arguments]) == code
    captured = capsys.readouterr()
    return captured.err if code else captured.out


def typing(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    left = list(answers)
    monkeypatch.setattr(prompts, "is_there", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: left.pop(0))
    monkeypatch.setattr("getpass.getpass", lambda question: left.pop(0))


def piping(monkeypatch: pytest.MonkeyPatch, text: str, *, ends: bool = True) -> int:
    """Sends a text through a pipe. Returns the end that was written to, which is still open if it doesn't end."""
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    if ends:
        os.close(writing)
    monkeypatch.setattr("sys.stdin", os.fdopen(reading, encoding="utf-8"))
    return writing


def test_it_is_off_and_a_look_at_it_makes_nothing(home: Path, capsys: Said) -> None:
    assert "off, and nothing is in it" in said(capsys)
    assert "companion journal on" in said(capsys, "export", "x.md", code=EXIT_YOURS)
    assert not home.exists()


def test_on_write_list_off(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    written = said(capsys, "on")
    assert "Your journal is on." in written
    assert "Anyone who uses this computer with your login, such as your partner, can read it." in written
    typing(monkeypatch, "A line.")
    assert "in your journal" in said(capsys, "write")
    JournalBook().add(JournalBook().owners()[0], ENTRY)
    listed = said(capsys)
    assert "Your journal is on." in listed
    assert "2. 18 Nov 2026, Five senses, 5 minutes, before 3, after 5. It rained." in listed
    assert "A line." in listed
    assert "companion journal delete --all" in said(capsys, "off")
    assert "Your journal is off." in said(capsys, "list")


def test_a_line_can_be_given_with_the_command_or_through_a_pipe(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    said(capsys, "on")
    assert "in your journal" in said(capsys, "write", "A calm", "evening.")
    piping(monkeypatch, "Two\nlines.\n")
    assert "too long" not in said(capsys, "write")
    (owner,) = JournalBook().owners()
    assert sorted(entry.words for entry in JournalBook().entries(owner)) == ["A calm evening.", "Two lines."]
    piping(monkeypatch, "")
    assert 'companion journal write "my line"' in said(capsys, "write", code=EXIT_YOURS)
    piping(monkeypatch, "long " * 600)
    assert "its end isn’t in it" in said(capsys, "write")


@pytest.mark.parametrize(
    ("text", "told"), [("", 'companion journal write "my line"'), ("Half", "didn't end, so I took none of it")]
)
def test_a_pipe_that_never_ends_is_given_up(
    text: str, told: str, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(capsys, "on")
    monkeypatch.setattr(prompts, "_SILENT_SECONDS", 0.2)
    stays_open = piping(monkeypatch, text, ends=False)
    try:
        assert told in said(capsys, "write", code=EXIT_YOURS)
    finally:
        os.close(stays_open)
    (owner,) = JournalBook().owners()
    assert JournalBook().count(owner) == 0


def test_export_and_summary_make_private_files_and_replace_none(capsys: Said, tmp_path: Path) -> None:
    said(capsys, "on")
    JournalBook().add(JournalBook().owners()[0], ENTRY)
    for file in ("journal.md", "journal.csv", "page.txt"):
        said(capsys, "summary" if file == "page.txt" else "export", file)
        if os.name != "nt":
            assert stat.S_IMODE((tmp_path / file).stat().st_mode) == 0o600
        assert "won't replace it" in said(capsys, "summary" if file == "page.txt" else "export", file, code=EXIT_YOURS)
    assert "It rained." in (tmp_path / "journal.md").read_text(encoding="utf-8")
    with (tmp_path / "journal.csv").open(encoding="utf-8", newline="") as table:
        assert next(csv.DictReader(table))["words"] == "It rained."
    assert "It rained." not in (tmp_path / "page.txt").read_text(encoding="utf-8")
    said(capsys, "summary", "with-words.txt", "--words")
    assert "It rained." in (tmp_path / "with-words.txt").read_text(encoding="utf-8")
    said(capsys, "summary", "with-some.txt", "--words", "1")
    assert "It rained." in (tmp_path / "with-some.txt").read_text(encoding="utf-8")
    assert "no words of yours in entry 7" in said(capsys, "summary", "none.txt", "--words", "1", "7", code=EXIT_YOURS)
    assert not (tmp_path / "none.txt").exists()


def test_the_page_for_somebody_else_is_a_private_pdf(capsys: Said, tmp_path: Path) -> None:
    said(capsys, "on")
    JournalBook().add(JournalBook().owners()[0], ENTRY)
    assert "Your own words aren't on it." in said(
        capsys, "summary", "page.pdf", "--no-numbers", "--since", "2020-01-01"
    )
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF-")
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "page.pdf").stat().st_mode) == 0o600
    with pytest.raises(SystemExit):
        cli.main(["journal", "summary", "other.pdf", "--since", "yesterday"])
    assert "write it like this: 2026-11-30" in capsys.readouterr().err


def test_what_can_be_exported(capsys: Said) -> None:
    said(capsys, "on")
    assert said(capsys, "export", "odd.txt", "--format", "csv")
    assert "date" in said(capsys, "export", "-", "--format", "csv")
    assert not Path("-").exists()
    assert ".md for text" in said(capsys, "export", "what.doc", code=EXIT_YOURS)


def test_one_is_deleted_by_its_number_and_all_after_a_yes(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    said(capsys, "on")
    (owner,) = JournalBook().owners()
    for _ in range(3):
        JournalBook().add(owner, ENTRY)
    typing(monkeypatch, "no", "yes", "yes")
    assert "Nothing was deleted." in said(capsys, "delete", "2")
    assert len(JournalBook().entries(owner)) == 3
    said(capsys, "delete", "2")
    assert [entry.id for entry in JournalBook().entries(owner)] == [1, 3]
    assert "no entry 9" in said(capsys, "delete", "9", code=EXIT_YOURS)
    assert "Which entry" in said(capsys, "delete", code=EXIT_YOURS)
    assert "Which entry" in said(capsys, "delete", "1", "--all", code=EXIT_YOURS)
    typing(monkeypatch, "no", "yes")
    assert "Nothing was deleted." in said(capsys, "delete", "--all")
    assert "All entries are deleted." in said(capsys, "delete", "--all")
    assert JournalBook().entries(owner) == []


def test_where_it_can_not_ask_it_deletes_all_only_with_yes(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    said(capsys, "on")
    (owner,) = JournalBook().owners()
    JournalBook().add(owner, ENTRY)
    monkeypatch.setattr(prompts, "is_there", lambda: False)
    assert "nothing was deleted" in said(capsys, "delete", "1", code=EXIT_YOURS)
    assert "nothing was deleted" in said(capsys, "delete", "--all", code=EXIT_YOURS)
    assert len(JournalBook().entries(owner)) == 1
    assert "All entries are deleted." in said(capsys, "delete", "--all", "--yes")
    assert JournalBook().entries(owner) == []


def test_two_people_are_told_apart(capsys: Said) -> None:
    said(capsys, "on", "--as", "Ana")
    said(capsys, "on", "--as", "Ben")
    ana, _ = JournalBook().owners()
    JournalBook().add(ana, ENTRY)
    assert "Which journal do you mean? There are: Ana, Ben." in said(capsys, code=EXIT_YOURS)
    assert "It rained." in said(capsys, "--as", "ana")
    assert "It rained." in said(capsys, "list", "--as", "Ana")
    assert "It rained." not in said(capsys, "--as", "Ben", "list")
    assert "Which journal" in said(capsys, "on", code=EXIT_YOURS)
    assert own_journal.standing() == "Ana: on; Ben: on"


def test_a_locked_journal_asks_for_its_passphrase(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, PASSPHRASE, PASSPHRASE, PASSPHRASE, "wrong " + PASSPHRASE)
    told = said(capsys, "on", "--lock")
    assert "If you forget them, I can't open your journal" in told
    assert told.index("If you forget them") < told.index("Only your passphrase opens it.")
    (owner,) = JournalBook().owners()
    JournalBook().add(owner, ENTRY)
    assert "It rained." in said(capsys)
    refused = said(capsys, code=EXIT_YOURS)
    assert "isn't the right passphrase" in refused
    assert "It rained." not in refused


def test_one_that_is_there_is_locked_later_and_only_once(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    said(capsys, "on")
    (owner,) = JournalBook().owners()
    JournalBook().add(owner, ENTRY)
    typing(monkeypatch, PASSPHRASE, PASSPHRASE, PASSPHRASE)
    assert "Only your passphrase opens it." in said(capsys, "on", "--lock")
    assert "locked already" in said(capsys, "on", "--lock", code=EXIT_YOURS)
    told = said(capsys)
    assert "This journal is locked. Type its passphrase" in told
    assert "It rained." in told


def test_two_passphrases_that_differ_make_no_journal(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, PASSPHRASE, PASSPHRASE + "x")
    assert "not the same" in said(capsys, "on", "--lock", code=EXIT_YOURS)
    assert JournalBook().owners() == []


def test_without_a_terminal_no_passphrase_is_read(capsys: Said) -> None:
    assert "I couldn't ask you a question" in said(capsys, "on", "--lock", code=EXIT_YOURS)
    assert JournalBook().owners() == []


def test_settings_and_couple_say_that_it_is_there(capsys: Said) -> None:
    assert cli.main(["settings"]) == EXIT_GOOD
    assert "Your journal: off, and nothing is in it." in capsys.readouterr().out
    said(capsys, "on")
    assert cli.main(["settings"]) == EXIT_GOOD
    assert "Your journal: on." in capsys.readouterr().out
    assert cli.main(["couple"]) == EXIT_GOOD
    assert "companion journal" in capsys.readouterr().out


def test_a_damaged_journal_is_said(capsys: Said) -> None:
    said(capsys, "on")
    JournalBook().file.write_bytes(b"something else altogether" * 50)
    assert "damaged" in said(capsys, code=EXIT_YOURS)
    assert "damaged" in own_journal.standing()
