"""The numbers of the policy (`spotter.py`), and nothing else. The figures behind them are in docs/hearing.md."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """Every number of the policy. Defaults were tuned on one half of the speakers (docs/hearing.md)."""

    # A phrase alone between silences
    silent_for: float = 0.12
    """For so long, seconds, nothing is to be heard any more …"""
    fallen_db: float = 15.0
    """… which is: so much quieter than the utterance's loudest block."""
    alike: int = 2
    """A sound-alike differs by at most so many phones, and by at most half of the phrase's own."""
    patience: float = 1.0
    """So many seconds one ear's final result waits for the other's; in noise their endpoints differ."""
    together: float = 0.5
    """They belong together where their first words begin within so many seconds of each other."""
    # A phrase that was weighed
    odds: float = -1.0
    """It alone against the likeliest other reading: at least so much (log-likelihood) …"""
    odds_among_many: float = 3.0
    """… and more for a phrase that many words sound like, but for "pause": one for nothing costs a "continue"."""
    # A phrase that a keyword network knows
    likened: float = 1.0
    """It sounds like the phrase (log-odds) …"""
    odds_likened: float = -4.0
    """… and that is enough where weighing it says no less than this."""
    likened_surely: float = 3.5
    """It sounds so much like it that it is enough where no word at all explains the sound better."""
    noisy_db: float = 25.0
    """Both only in noise: the quieter third of the last moments is within this of the loudest. In a quiet room the ears
    hear what was said."""
    likened_within: float = 0.6
    """Seconds back over which the network's highest score counts."""
    # Every utterance
    shortest_word: float = 0.1
    longest_word: float = 1.5
    """Seconds for a word of a command; noise makes longer ones."""
    gate_dbfs: float = -60.0
    """Quieter than this at its loudest, an utterance is nobody's: the room's own noise."""
    loudest_within: float = 1.5
    """Seconds back over which the loudest block is looked for."""
    # The hush
    hush_limit: float = 0.6
    """A hush without a decision ends after so many seconds."""
    # The narrator's own words
    narration_lingers: float = 1.5
    """Seconds after the narrator's text for which its words may still arrive from the recogniser."""
    kept_within: float = 0.8
    """Seconds back over which the canceller's effect is measured."""
    person_db: float = -8.0
    """At the loudest the canceller left more than this: a person speaks, not the narrator alone."""
    nobody_db: float = -12.0
    """In no moment did it leave more than this: nobody but the narrator was there to say anything …"""
    nobody_stop_db: float = -14.0
    """… or "stop": it is never lost, however softly it was said …"""
    nobody_unknown_db: float = -7.0
    """… and anything in a room that it does not know yet, in which it leaves more."""


DEFAULT = Policy()
