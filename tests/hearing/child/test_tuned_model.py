from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from companion.errors import NoModel
from companion.hearing.child.tuned_model import copy_is_sound, tune, tuned_model


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
    assert "isn't installed" in error.value.message


def test_half_a_model_is_told_from_none(tmp_path: Path) -> None:
    (tmp_path / "half").mkdir()
    with pytest.raises(NoModel) as error:
        tuned_model(tmp_path / "half", tmp_path / "cache")
    assert "is incomplete" in error.value.message


def test_without_a_place_for_the_copy_the_model_itself_is_used(tmp_path: Path) -> None:
    model = make_model(tmp_path / "small")
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert tuned_model(model, tmp_path / "cache") == model


@pytest.fixture(params=["links", "no links"])
def links(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError("A required privilege is not held by the client")

    if request.param == "no links":  # as Windows for most people
        monkeypatch.setattr(os, "symlink", refused)


@pytest.mark.usefixtures("links")
def test_a_damaged_model_goes_when_it_is_fetched_anew(tmp_path: Path) -> None:
    model = make_model(tmp_path / "small")
    for part in ("am/final.mdl", "conf/mfcc.conf"):
        (model / part).write_bytes(b"DAMAGED")
        os.utime(model / part, ns=(1, 1))
    assert (tuned_model(model, tmp_path / "cache") / "am" / "final.mdl").read_bytes() == b"DAMAGED"
    shutil.rmtree(model)
    tuned = tuned_model(make_model(model), tmp_path / "cache")
    assert (tuned / "am" / "final.mdl").read_bytes() == b"weights"
    assert (tuned / "conf" / "mfcc.conf").read_text() == "--sample-frequency=16000\n"
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [tuned.name]


@pytest.mark.usefixtures("links")
def test_it_is_not_made_again_for_a_note_beside_the_model(tmp_path: Path) -> None:
    model = make_model(tmp_path / "small")
    tuned = tuned_model(model, tmp_path / "cache")
    (tuned / "here").touch()
    (model / "companion-model.json").write_text("looked at today")
    assert tuned_model(model, tmp_path / "cache") == tuned
    assert (tuned / "here").exists()


def test_where_an_old_copy_cannot_go_the_model_itself_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program has it open, and the model that it was copied from was damaged."""

    def in_use(path: object, *_: object, **__: object) -> None:
        raise PermissionError("in use")

    model = make_model(tmp_path / "small")
    tuned_model(model, tmp_path / "cache")
    os.utime(model / "am" / "final.mdl", ns=(1, 1))
    monkeypatch.setattr("companion.hearing.child.tuned_model.shutil.rmtree", in_use)
    assert tuned_model(model, tmp_path / "cache") == model


@pytest.mark.usefixtures("links")
@pytest.mark.parametrize("part", ["conf/model.conf", "conf/mfcc.conf", "am/final.mdl"])
def test_a_damaged_copy_is_noticed_and_made_again(part: str, tmp_path: Path) -> None:
    """A full disk, or a tool that cleans up caches, may leave a copy that looks complete."""
    model, cache = make_model(tmp_path / "small"), tmp_path / "cache"
    assert copy_is_sound(model, cache), "there is none yet"
    tuned = tuned_model(model, cache)
    assert copy_is_sound(model, cache)
    if (tuned / part).parent.is_symlink():
        (tuned / part).parent.unlink()
        (tuned / part).parent.mkdir()
    (tuned / part).write_bytes(b"")
    assert not copy_is_sound(model, cache)
    assert tuned_model(model, cache) == tuned, "it cannot be told from a good one without reading all of it"
    assert tuned_model(model, cache, anew=True) == tuned
    assert copy_is_sound(model, cache)
