"""The CSS of Textual's widgets, parsed once for all apps of a test run.

Textual keeps parsed CSS for as long as one app lives. The tests start about a thousand apps, of which each would parse
the same 300 rules twice.
"""

from __future__ import annotations

from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_parse_rules = Stylesheet._parse_rules
_parsed: dict[tuple[object, ...], list[RuleSet]] = {}


def _parsed_once(sheet: Stylesheet, css: str, read_from: Any, *given: Any, **named: Any) -> list[RuleSet]:
    """Parses CSS as `Stylesheet` does, or returns the rules that the same CSS with the same variables had."""
    key = (frozenset(sheet._variables.items()), css, read_from, given, frozenset(named.items()))
    if key not in _parsed:
        _parsed[key] = _parse_rules(sheet, css, read_from, *given, **named)
    return _parsed[key]


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stylesheet, "_parse_rules", _parsed_once)
