"""Names under which a file is not found, and the name that it should have."""

from __future__ import annotations

import pytest

from companion.authoring.mend.file_endings import better_name


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("first.yaml.txt", "first.yaml"),
        ("first.yml.TXT", "first.yml"),
        ("pack.yml", "pack.yaml"),
        ("Pack.yaml", "pack.yaml"),
        ("pack.yml.txt", "pack.yaml"),
        ("first.yaml", None),
        ("first.yml", None),
        ("pack.yaml", None),
        ("notes.txt", None),
        (".yaml.txt", None),
    ],
)
def test_the_better_name(name: str, better: str | None) -> None:
    assert better_name(name) == better
