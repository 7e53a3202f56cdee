"""Puts the help of the commands that people meet first into the chosen language, and finds its English texts."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Final

from companion.fitting import tied
from companion.tongue import said

FIRST: Final = frozenset({"play", "list", "tonight", "crisis", "setup", "doctor", "voices"})
"""The commands whose whole help is translated. Of the others, it is their sentence in the list of commands."""


def in_own_language(parser: argparse.ArgumentParser) -> None:
    """Replaces the texts of a parser and of its commands by those of the chosen language, where it has them."""
    for name, each in _parsers(parser):
        each.description, each.epilog = _said(each.description), _said(each.epilog)
        if name in FIRST or each is parser:
            for group in each._action_groups:
                group.title = _said(group.title)
            for action in _shown(each):
                action.help = tied(said(str(action.help)))


def texts_of(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yields the English texts that `in_own_language` replaces. The description of the whole program is put together
    from those of its commands."""
    for name, each in _parsers(parser):
        yield str(each.description or "") if name else ""
        if name in FIRST or each is parser:
            yield from (str(group.title) for group in each._action_groups if group.title)
            yield from (str(action.help) for action in _shown(each))
            yield str(each.epilog or "")


def _parsers(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yields a parser, and those of its commands by their names."""
    yield "", parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def _shown(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return [action for action in parser._actions if action.help and action.help != argparse.SUPPRESS]


def _said(text: str | None) -> str | None:
    return said(text) if text else text
