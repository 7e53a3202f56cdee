"""The command for translators: it copies the English words, and names everything that a translation still lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion import cli
from companion.errors import EXIT_GOOD, EXIT_YOURS
from companion.phrases.translation_gaps import NAMES, file_name


def test_the_shipped_french_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["translate", "fr"]) == EXIT_GOOD
    assert "Every word is translated." in capsys.readouterr().out


def test_a_new_language_begins_with_the_english_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "german"
    assert cli.main(["translate", "de", str(folder), "--start"]) == EXIT_GOOD
    assert {file.name for file in folder.iterdir()} == {file_name(name, "de") for name in NAMES}
    assert "language: de\n" in (folder / "de.yaml").read_text("utf-8")
    (folder / "needs.de.yaml").write_text("needs: [Panik]\n", "utf-8")
    assert cli.main(["translate", "de", str(folder), "--start"]) == EXIT_GOOD
    assert "already there" in capsys.readouterr().out
    assert (folder / "needs.de.yaml").read_text("utf-8") == "needs: [Panik]\n"
    assert cli.main(["translate", "de", str(folder)]) == EXIT_GOOD


def test_a_broken_translation_is_told_by_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["translate", "de", str(tmp_path), "--start"])
    main = tmp_path / "de.yaml"
    main.write_text(
        main.read_text("utf-8").replace("{minutes}", "Minuten").replace("hands_away:", "hand_away:"), "utf-8"
    )
    (tmp_path / "typed.de.yaml").unlink()
    capsys.readouterr()
    assert cli.main(["translate", "de", str(tmp_path)]) == EXIT_YOURS
    told = capsys.readouterr().out.splitlines()
    assert [line.split(": ", 1)[1][:26] for line in told] == [
        "“hands_away” is missing. I",
        "“hand_away” isn't in en.ya",
        "{minutes} is left out. Wri",
        "This file is missing. Copy",
    ]
    assert told[1].startswith("de.yaml:")


@pytest.mark.parametrize("wrong", [["en"], ["german"], ["de", "/nowhere/at/all"], ["de", "--start"]])
def test_what_cannot_be_translated_is_told(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["translate", *wrong]) == EXIT_YOURS
    assert capsys.readouterr().err.count("\n") >= 1


def test_a_file_that_cannot_be_read_is_named_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["translate", "de", str(tmp_path), "--start"])
    (tmp_path / "screens.de.yaml").write_text('"Enter":\n  "Eingabe\n', "utf-8")
    capsys.readouterr()
    assert cli.main(["translate", "de", str(tmp_path)]) == EXIT_YOURS
    assert "screens.de.yaml:" in capsys.readouterr().err
