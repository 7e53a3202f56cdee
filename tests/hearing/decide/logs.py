"""Logs of what the ears said, and what the spotter makes of them. No sound, no recogniser, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from companion.hearing.child.protocol import Observation
from companion.hearing.decide.attribution import Surroundings
from companion.hearing.decide.spotter import Decision, Hush, Spotter, Verdict
from companion.hearing.words.decoys import load_lexicon
from companion.hearing.words.grammar import build
from companion.hearing.words.vocabulary import load
from tests.hearing.fakes import seen

ENGLISH = load("en")
GRAMMAR = build(ENGLISH, load_lexicon(ENGLISH.lexicon), ENGLISH.everything())

TALKING = "These are about five minutes with your breath, or beside it."
UNKNOWN_ROOM = Surroundings(TALKING, -30.0, -32.0, known=False)


def replay(observations: Iterable[Observation], spotter: Spotter) -> list[Verdict]:
    return [verdict for one in observations for verdict in spotter.feed(one)]


def verdicts(*observations: Observation) -> list[Verdict]:
    return replay(observations, Spotter(GRAMMAR))


def decisions(*observations: Observation) -> list[tuple[str, str]]:
    return [(str(one.command), one.on) for one in verdicts(*observations) if isinstance(one, Decision)]


def hushes(*observations: Observation) -> list[tuple[bool, float]]:
    return [(one.on, one.at) for one in verdicts(*observations) if isinstance(one, Hush)]


def alone(
    jumpy: str, strict: str, *, wary: str | None = None, silence: float = -60.0, blocks: int = 8
) -> list[Observation]:
    """A word of 0.2 s, then silence."""
    word = [seen(1.0 + 0.04 * n, jumpy, strict, wary=wary) for n in range(5)]
    return word + [seen(1.2 + 0.04 * n, jumpy, strict, wary=wary, dbfs=silence) for n in range(blocks)]


def weighed(at: float, phrase: str, odds: float) -> Observation:
    return replace(seen(at, phrase), weighed={phrase: odds})
