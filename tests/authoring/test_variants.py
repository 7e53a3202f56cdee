"""Files as therapists really write them: each gives its text, on its line, with the author's words in the proposal."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.authoring_variants import VARIANTS, scores
from companion.authoring.mend.mending import mended
from tests.authoring.checked import check_paths
from tests.authoring.golden import compare

FILES = sorted(VARIANTS.glob("*.yaml"))


def test_every_variant_gives_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(VARIANTS)
    told = []
    for file in FILES:
        lines, code = check_paths([file.name])
        told += [f"=== {file.name}, exit code {code}", *(lines if code else lines[:-1])]
    compare(VARIANTS / "golden.txt", "\n".join(told) + "\n")


def test_every_variant_has_a_score() -> None:
    assert [each.name for each in sorted(scores(), key=lambda each: each.name)] == sorted(file.stem for file in FILES)


def test_none_is_under_two_and_most_are_at_three() -> None:
    found = scores()
    assert [each for each in found if each.score < 2] == []
    assert sum(each.score == 3 for each in found) >= 0.95 * len(found)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_mending_twice_is_mending_once(file: Path) -> None:
    once = mended(file.read_bytes())
    if once.changed:
        again = mended(once.after.encode("utf-8"))
        assert again.after == once.after
        assert not again.changes
