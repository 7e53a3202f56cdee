"""The places of files, and the variables that move them elsewhere."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest

from companion import resources


def test_what_ships_is_there() -> None:
    assert resources.catalog_path().is_file()
    assert any(resources.shipped_exercises().glob("*/*.yaml"))


def test_home_moves_everything_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    own = [resources.data_dir(), resources.cache_dir(), resources.log_dir(), resources.own_exercises()]
    assert all(folder.is_relative_to(tmp_path) for folder in own)
    assert len(set(own)) == len(own)
    assert list(tmp_path.iterdir()) == []


def test_no_other_module_puts_a_path_in_the_own_folders_together() -> None:
    """A file that is in no `OwnPlace` would survive "Delete everything about me"."""
    package = Path(resources.__file__).parent
    names = re.compile(r"\b(data|cache|log)_dir\b|\buser_(data|cache|log|config|state)_|\"COMPANION_HOME\"")
    found = {
        file.relative_to(package).as_posix() for file in package.rglob("*.py") if names.search(file.read_text("utf-8"))
    }
    # The doctor prints where the folders are, and what is shared has "[a folder]" in their place.
    assert found == {"resources.py", "cli/doctor.py", "cli/shared_facts.py"}


def test_models_can_be_moved_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_MODELS", str(tmp_path))
    assert resources.models_dir() == tmp_path


def test_without_a_checkout_things_lie_in_the_package_and_in_ones_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "companion")
    monkeypatch.setattr(resources, "_CHECKOUT", tmp_path)
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("COMPANION_MODELS", raising=False)
    assert resources.shipped_exercises() == tmp_path / "companion" / "_exercises"
    assert resources.catalog_path() == tmp_path / "companion" / "_models" / "catalog.yaml"
    assert resources.models_dir() == tmp_path / "home" / "models"


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no owner's rights (chmod); run it on Linux or macOS")
def test_only_the_owner_may_look_into_the_own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("data", "cache", "log"):
        (tmp_path / kind).mkdir()
        (tmp_path / kind).chmod(0o755)
        monkeypatch.setattr(resources, f"{kind}_dir", lambda kind=kind: tmp_path / kind)
    other = tmp_path / "other"
    other.mkdir()
    other.chmod(0o755)
    (tmp_path / "log").rmdir()
    (tmp_path / "log").symlink_to(other)
    monkeypatch.delenv("COMPANION_HOME", raising=False)
    resources.close_own_folders()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"data": 0o700, "cache": 0o700, "log": 0o755, "other": 0o755}
    (tmp_path / "data").chmod(0o755)
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "data"))
    resources.close_own_folders()
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o755


def test_made_makes_a_folder_and_leaves_one_that_is_there(tmp_path: Path) -> None:
    assert resources.made(tmp_path / "a" / "b").is_dir()
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == stat.S_IMODE((tmp_path / "a/b").stat().st_mode) == 0o700
    assert resources.made(tmp_path / "a" / "b").is_dir()
