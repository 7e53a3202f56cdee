"""The page before an exercise for one person, as the program knows it (`screen.seam.BeforeHandle`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from companion.screen.seam import AdjustableLength, Chosen

if TYPE_CHECKING:
    from companion.app.options import Options
    from companion.exercise.plan import Closing, Plan
    from companion.packs.loading import LoadedExercise


@dataclass(frozen=True)
class Prepared:
    loaded: LoadedExercise
    beds: tuple[str, ...]
    chosen: Chosen
    asks_how: bool = False
    voices: tuple[str, ...] = ()
    speak_with: Callable[[str], None] = lambda voice: None
    paces: tuple[float, float] = (1.0, 1.0)
    """The paces of the voice and of the silences with which it will begin."""
    cautions: tuple[str, ...] = ()

    @property
    def own_pace(self) -> bool:
        return self.paces != (1.0, 1.0)

    @property
    def title(self) -> str:
        return self.loaded.exercise.title

    @property
    def summary(self) -> str:
        return self.loaded.exercise.summary

    @property
    def asks(self) -> tuple[str, ...]:
        from companion.exercise.asks import asked_of

        return asked_of(self.loaded.exercise, self.loaded.includes)

    @property
    def lengths(self) -> Mapping[str, AdjustableLength]:
        lengths = self.loaded.exercise.lengths
        return {name: AdjustableLength(each.default, each.from_, each.to) for name, each in lengths.items()}

    @property
    def tones(self) -> tuple[str, ...]:
        from companion.audio.sound_choice import NONE
        from companion.audio.tones import TIMBRES

        return (*TIMBRES, NONE) if "breath" in self.asks else ()

    def seconds(self, chosen: Chosen) -> float:
        from companion.exercise.plan import Choices, usual_seconds
        from companion.exercise.planner import plan
        from companion.phrases import load_phrases

        exercise = self.loaded.exercise
        choices = Choices(lengths=dict(chosen.lengths), closing=closing_of(chosen))
        phrases, loaded = load_phrases(exercise.language), self.loaded
        made = plan(exercise, choices, phrases, includes=loaded.includes, recordings=loaded.recordings)
        return usual_seconds(made) * _longer_at(made, *self.paces)


def _longer_at(plan: Plan, speech: float, silence: float) -> float:
    """Returns the factor by which these paces make a plan longer or shorter, as the time left in a session does."""
    from companion.session.journey import Journey

    begins, lengths = plan.begins_at, []
    for paces in ((speech, silence), (1.0, 1.0)):
        journey = Journey(plan)
        journey.set_paces(*paces)
        lengths.append(journey.seconds(begins) + journey.seconds_after(begins))
    own, usual = lengths
    return own / usual if usual else 1.0


def closing_of(chosen: Chosen) -> Closing:
    """Makes what the planner needs of a choice for the end."""
    from companion.exercise.plan import Closing

    return Closing(chosen.silence * 60.0, chosen.silence_bed, chosen.last_bell)


def prepared(
    loaded: LoadedExercise,
    options: Options,
    chosen_before: Chosen | None,
    *,
    asks_how: bool = False,
    speak_with: Callable[[str], None] = lambda voice: None,
) -> Prepared:
    """Makes what the page before an exercise works with. It begins with the last choice made for the exercise, or else
    with the command line's.

    `asks_how`: whether the page asks how the person is, as it does if a journal is on. `speak_with` starts a voice.
    """
    from companion.app.language_note import with_note
    from companion.app.options import known_lengths
    from companion.app.voices import known_voices
    from companion.audio.beds import BEDS
    from companion.exercise.packwide import cautions_of
    from companion.exercise.said_by_key import cautions_by_key
    from companion.session.parts.dials import Dials
    from companion.speech.voice_chain import BEST, NONE

    usual = Chosen(dict(options.lengths), options.bed, options.bells)
    chosen = chosen_before or usual
    lengths = {**known_lengths(loaded.exercise, usual.lengths), **known_lengths(loaded.exercise, chosen.lengths)}
    beds = dict.fromkeys(("none", *BEDS, options.bed))
    language = loaded.exercise.language
    voices = (BEST, *(known.name for known in known_voices() if known.installed and known.speaks(language)), NONE)
    found = replace(
        chosen,
        lengths=lengths,
        bed=chosen.bed if chosen.bed in beds else "none",  # a file that was named on another day
        voice=chosen.voice if chosen.voice in voices else "",
        how=None,
    )
    dials = Dials(options.pace, options.silences, options.volume)
    paces = dials.pace, dials.silence_pace
    cautions = cautions_by_key(
        with_note(cautions_of(loaded.exercise, loaded.includes), loaded.exercise, options),
        deaf=not options.microphone,
        typed=options.plain,
    )
    return Prepared(loaded, tuple(beds), found, asks_how, voices, speak_with, paces, cautions)
