from __future__ import annotations

from pathlib import Path

import pytest

from companion.errors import NoModel
from companion.hearing.model import tune, tuned_model


def make_model(folder: Path) -> Path:
    for part in ("am", "conf", "graph", "ivector"):
        (folder / part).mkdir(parents=True)
    (folder / "am" / "final.mdl").write_bytes(b"weights")
    (folder / "conf" / "mfcc.conf").write_text("--sample-frequency=16000\n")
    (folder / "conf" / "model.conf").write_text(
        "--beam=10.0\n--endpoint.rule2.min-trailing-silence=0.5\n--frames-per-chunk=50\n"
    )
    return folder


def test_only_the_quick_settings_change() -> None:
    lines = tune("--beam=10.0\n--endpoint.rule2.min-trailing-silence=0.5\n").splitlines()
    assert lines[0] == "--beam=10.0"
    assert "--endpoint.rule2.min-trailing-silence=0.5" not in lines
    assert len([line for line in lines if "rule2" in line]) == 1
    assert any(line.startswith("--frames-per-chunk=") for line in lines)


def test_a_tuned_copy_beside_and_the_model_as_it_was(tmp_path: Path) -> None:
    model = make_model(tmp_path / "small")
    before = (model / "conf" / "model.conf").read_text()
    tuned = tuned_model(model, tmp_path / "cache")
    assert (tuned / "conf" / "model.conf").read_text() == tune(before)
    assert (tuned / "am" / "final.mdl").read_bytes() == b"weights"
    assert (tuned / "conf" / "mfcc.conf").is_file()
    assert (model / "conf" / "model.conf").read_text() == before
    assert tuned_model(model, tmp_path / "cache") == tuned
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [tuned.name]


def test_no_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoModel, match="companion setup") as error:
        tuned_model(tmp_path / "nowhere", tmp_path / "cache")
    assert "not there" in error.value.message


def test_half_a_model_is_told_from_none(tmp_path: Path) -> None:
    (tmp_path / "half").mkdir()
    with pytest.raises(NoModel) as error:
        tuned_model(tmp_path / "half", tmp_path / "cache")
    assert "not whole" in error.value.message


def test_without_a_place_for_the_copy_the_model_itself_is_used(tmp_path: Path) -> None:
    model = make_model(tmp_path / "small")
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert tuned_model(model, tmp_path / "cache") == model
