"""The start of every measurement with synthetic speakers: its options, the speakers, and ears that hear them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from bench.hearing import ROOT, spoken
from bench.hearing_cache import Store
from bench.hearing_ears import Ears
from bench.speakers import Speaker, speakers, spread
from companion import resources
from companion.hearing.child.tuned_model import tuned_model
from companion.hearing.replay import ANSWERS
from companion.hearing.words.grammar import Grammar


def parser_for(prog: str, description: str) -> argparse.ArgumentParser:
    """Makes a parser with the options that all of them have."""
    parser = argparse.ArgumentParser(prog=prog, description=description)
    parser.add_argument("--part", type=int, default=1, metavar="N", help="every Nth speaker of each engine")
    parser.add_argument("--models", type=Path, default=ROOT / "models", help="folder of the voices' models")
    parser.add_argument("--styles", type=Path, help="folder of Kokoro's voices, NAME.bin")
    parser.add_argument("--cache", type=Path, default=resources.cache_dir() / "bench")
    return parser


def chosen_speakers(options: argparse.Namespace) -> Sequence[Speaker]:
    return spread(speakers("en", options.models, options.styles), max(1, options.part))


def english_ears(cache: Path) -> tuple[Grammar, Ears]:
    """Starts ears that listen for all of English, without the keyword network, which knows one word."""
    vocabulary, grammar = spoken("en", ANSWERS)
    model = tuned_model(ROOT / "models" / vocabulary.model, cache)
    return grammar, Ears(model, grammar, Store(cache, model, grammar), keywords=False, jobs=2)
