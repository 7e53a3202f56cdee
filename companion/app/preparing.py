"""The page before an exercise for one person, as the program knows it (`screen.seam.BeforeHandle`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from companion.screen.seam import AdjustableLength, Chosen

if TYPE_CHECKING:
    from companion.app.options import Options
    from companion.packs.loading import LoadedExercise


@dataclass(frozen=True)
class Prepared:
    loaded: LoadedExercise
    beds: tuple[str, ...]
    chosen: Chosen
    asks_how: bool = False

    @property
    def title(self) -> str:
        return self.loaded.exercise.title

    @property
    def summary(self) -> str:
        return self.loaded.exercise.summary

    @property
    def cautions(self) -> tuple[str, ...]:
        from companion.exercise.packwide import cautions_of

        return cautions_of(self.loaded.exercise, self.loaded.includes)

    @property
    def asks(self) -> tuple[str, ...]:
        from companion.exercise.asks import asked_of

        return asked_of(self.loaded.exercise, self.loaded.includes)

    @property
    def lengths(self) -> Mapping[str, AdjustableLength]:
        lengths = self.loaded.exercise.lengths
        return {name: AdjustableLength(each.default, each.from_, each.to) for name, each in lengths.items()}

    def seconds(self, lengths: Mapping[str, float]) -> float:
        from companion.exercise.plan import Choices, usual_seconds
        from companion.exercise.planner import plan
        from companion.phrases import load_phrases

        exercise = self.loaded.exercise
        choices = Choices(lengths=dict(lengths))
        return usual_seconds(plan(exercise, choices, load_phrases(exercise.language), includes=self.loaded.includes))


def prepared(
    loaded: LoadedExercise, options: Options, chosen_before: Chosen | None, *, asks_how: bool = False
) -> Prepared:
    """Makes the handle. The choice to begin with is the last one made, or the command line's.

    `asks_how`: a journal is on.
    """
    from companion.app.options import known_lengths
    from companion.audio.beds import BEDS

    usual = Chosen(dict(options.lengths), options.bed, options.bells)
    chosen = chosen_before or usual
    lengths = {**known_lengths(loaded.exercise, usual.lengths), **known_lengths(loaded.exercise, chosen.lengths)}
    beds = dict.fromkeys(("none", *BEDS, options.bed))
    return Prepared(loaded, tuple(beds), Chosen(lengths, chosen.bed, chosen.bells, chosen.wait), asks_how)
