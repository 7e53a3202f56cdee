"""A grammar without decoys and without a lexicon, for what only needs its words."""

from __future__ import annotations

from collections.abc import Mapping

from companion.hearing.words.decoys import Decoys, parse_lexicon
from companion.hearing.words.grammar import Grammar
from companion.session.commands import Command


def bare(meant: Mapping[str, Command], **ears: tuple[str, ...]) -> Grammar:
    return Grammar(dict(meant), Decoys((), (), {}), ears, parse_lexicon([]))
