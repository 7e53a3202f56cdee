"""The table of `python -m bench authoring`: each variant has a kind, and is counted once."""

from __future__ import annotations

import re

from bench.authoring_variants import KINDS, kind_of, rows_by_kind, scores


def test_each_variant_has_a_kind_and_each_kind_has_variants() -> None:
    kinds = {kind_of(each.name) for each in scores()}
    assert kinds == {kind for kind, _ in KINDS}


def test_each_variant_is_counted_once() -> None:
    rows = rows_by_kind()
    counted = [[int(number) for number in re.findall(r"\d: +(\d+)", row)] for _, row, _ in rows]
    files = [int(row.split()[0]) for _, row, _ in rows]
    assert [sum(each) for each in counted] == files
    assert sum(files) == len(scores())
