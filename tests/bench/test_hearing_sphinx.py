"""The second baseline's thresholds: longer phrases need more evidence before they are taken for heard."""

from __future__ import annotations

from bench.hearing_sphinx import _threshold


def test_longer_phrases_have_lower_thresholds() -> None:
    assert _threshold("stop") > _threshold("slow down") > _threshold("i need a break")
