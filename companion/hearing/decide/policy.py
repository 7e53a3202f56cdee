"""The thresholds of the policy in `spotter.py`. Their figures are in docs/log/hearing.md."""

from __future__ import annotations

from dataclasses import dataclass, replace

from companion.hearing.words.calibration import USUAL_FALL, USUAL_GATE, Calibration


@dataclass(frozen=True, slots=True)
class Policy:
    """All thresholds. The defaults were tuned on one half of the speakers, and are reported on the other."""

    # A phrase alone between silences
    silent_for: float = 0.12
    """Seconds of silence after a phrase that show it was said alone."""
    fallen_db: float = USUAL_FALL
    """dB below the loudest block of the last `loudest_within` seconds at which a block counts as that silence."""
    alike: int = 2
    """Phones by which a sound-alike may differ; also at most half of the phrase's own."""
    patience: float = 1.0
    """Seconds that one ear's final result waits for the other's: in noise their endpoints differ. Also the seconds for
    which a weighing counts, the jumpy ear's word is remembered, a further suspicion of the network is the same one, and
    a safety word after a decision is the same word."""
    together: float = 0.5
    """Seconds between the first words of two final results up to which they are the same utterance."""
    # A phrase that was weighed
    odds: float = -1.0
    """Lowest log-likelihood ratio, of the phrase alone to every other reading, that confirms a phrase."""
    odds_among_many: float = 3.0
    """The same for a phrase with many sound-alikes, except "pause": a false pause costs only a "continue"."""
    # A phrase that a keyword network knows
    keyword_score: float = 1.0
    """Lowest score (log-odds) of the keyword network that counts as a likeness."""
    odds_with_keyword: float = -4.0
    """Lowest log-likelihood ratio that confirms a phrase with such a likeness."""
    keyword_score_alone: float = 3.5
    """Lowest score of the network that is enough if the likeliest reading of the sound has no word in it."""
    noisy_db: float = 25.0
    """dB below the loudest block of the last moments. There is noise if the quieter third of them is within this
    range. The network's score decides only in noise; in a quiet room the ears recognise what was said."""
    keyword_within: float = 0.6
    """Seconds over which the network's highest score counts."""
    # Every utterance
    shortest_word: float = 0.1
    """Seconds that the words of a command take on average at least."""
    longest_word: float = 1.5
    """Seconds that each word of a command takes at most. Noise makes longer words."""
    gate_dbfs: float = USUAL_GATE
    """Level of the loudest block below which an utterance is the room's own noise."""
    loudest_within: float = 1.5
    """Seconds over which that loudest block is looked for."""
    # The hush
    hush_limit: float = 0.6
    """Seconds after which a hush without a decision ends."""
    # The narrator's own words
    narration_lingers: float = 1.5
    """Seconds after the narrator's text for which its words may still arrive from the recogniser."""
    kept_within: float = 0.8
    """Seconds over which the canceller's effect is measured."""
    person_db: float = -8.0
    """dB of the loudest moment after the canceller, relative to the loudest before it. Above this a person speaks, and
    not the narrator alone."""
    splice_lasts: float = 2.0
    """Seconds after lost sound in which the ears may join what was said on either side of it to a word: a weighing
    reaches back so far."""
    nobody_db: float = -12.0
    """dB of a moment after the canceller, relative to before it. If every moment is below this, only the narrator was
    there."""
    nobody_stop_db: float = -14.0
    """The same for "stop". It is lower, since a softly said "stop" must not be lost."""
    nobody_unknown_db: float = -7.0
    """The same for all phrases in a room that the canceller does not know yet, in which it leaves more."""


DEFAULT = Policy()


def calibrated(calibration: Calibration) -> Policy:
    """Returns the policy with the thresholds that were adapted to two people's voices."""
    return replace(DEFAULT, gate_dbfs=calibration.gate_dbfs, fallen_db=calibration.fallen_db)
