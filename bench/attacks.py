"""Attacks what a stranger can reach, and counts how it ends: `python -m bench attacks [--packs N] [--states N] …`.

Each attack ends in one of five ways. *Refused* and *survived* (nothing was wrong with it, or it did no harm) are good.
*Lost* (an installed pack or a saved value is gone, or a number went back), *leaked* (a file lies elsewhere, a changed
pack counts as signed, a tag ran a command) and *broken* (an error without a message to a person, too much memory or
time) have to be 0.

`--only` runs the campaigns that are given a number, and no other. Kills and interleavings fork, which Windows can't.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from bench.attack_home import BROKEN, ENDS, LEAKED, LOST, own_home

USUAL: Final = {
    "packs": 5_000, "states": 2_000, "sounds": 2_000, "yaml": 2_000, "kills": 60, "interleavings": 60, "servers": 100,
}  # fmt: skip
"""Attacks of each kind if no number was given: a few minutes on two cores."""
MODULES: Final = {
    "packs": "attack_packs", "states": "attack_states", "sounds": "attack_sounds", "yaml": "attack_yaml",
    "kills": "attack_kills", "interleavings": "attack_interleavings", "servers": "attack_servers",
}  # fmt: skip
"""The modules of the campaigns. Servers come last: the others fork, and they leave threads for a moment."""

Campaign = Callable[[Path, int, random.Random], Iterator[str]]


def run(argv: list[str] | None = None) -> int:
    """Runs the campaigns and prints their counts. Returns 1 if anything was lost, leaked or broken."""
    parser = argparse.ArgumentParser(prog="python -m bench attacks")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="store_true")
    for name, count in USUAL.items():
        parser.add_argument(f"--{name}", type=int, default=None, metavar="N", help=f"usually {count}")
    asked, _ = parser.parse_known_args(argv)
    warnings.simplefilter("ignore")  # zipfile warns about the broken names that are written here
    print(f"  {'':<14}{'tried':>8}" + "".join(f"{end:>10}" for end in ENDS) + f"{'seconds':>10}")
    bad = 0
    for name, usual in USUAL.items():
        given = vars(asked)[name]
        count = given if given is not None else 0 if asked.only or not possible(name) else usual
        if asked.only and not count:
            continue
        begun = time.monotonic()
        with own_home() as work:
            found = Counter(campaign(name)(work, count, random.Random(asked.seed)))
        ends = "".join(f"{found[end]:>10}" for end in ENDS)
        print(f"  {name:<14}{found.total():>8}{ends}{time.monotonic() - begun:>10.0f}", flush=True)
        bad += found[LOST] + found[LEAKED] + found[BROKEN]
    return int(bad > 0)


def campaign(name: str) -> Campaign:
    """Returns the campaign of this name. Its module is imported only here: some need what not every system has."""
    made: Campaign = getattr(importlib.import_module(f"bench.{MODULES[name]}"), name)
    return made


def possible(name: str) -> bool:
    """Tells whether this system can run the campaign."""
    return name not in ("sounds", "kills", "interleavings") or hasattr(os, "fork")
