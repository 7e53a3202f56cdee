"""Makes the pages that ask two people questions before and after a session, from the options and the exercises.

It is imported only for two people.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from companion.app.language_note import with_note
from companion.app.opening_limits import limits_at_hand
from companion.app.options import Options, choices_for, known_lengths
from companion.app.own_lines import own_lines
from companion.app.ready_agreements import tonight
from companion.app.stop_word import check_own_word, command_words
from companion.couple.around import Around, HearWord, NobodyToAgree, around, worth_offering
from companion.couple.around_tonight import AroundTonight
from companion.couple.page_words import pages_around
from companion.exercise.packwide import cautions_of, touch_of
from companion.exercise.said_by_key import cautions_by_key

if TYPE_CHECKING:
    from companion.packs.loading import LoadedExercise
    from companion.packs.shelf import ShelfEntry

_NEW_WINDOW = "Open a new terminal window, the kind you usually start Companion in, and start it there."


@dataclass(frozen=True, slots=True)
class PagesForTwo:
    """Makes pages for two people with the program's options and exercises."""

    options: Options
    entries: Callable[[], Sequence[ShelfEntry]]
    find: Callable[[str], LoadedExercise]
    hearer: Callable[[str], HearWord]
    """Makes the function that listens for a word, in a language."""
    attended: bool
    """True if a person is at the keyboard."""

    def around(self, loaded: LoadedExercise, language: str) -> Around | None:
        """Makes the pages around an exercise for two that is spoken in this language.

        None for an exercise without touch if the keyboard is unattended. Raises NobodyToAgree for touch then.
        """
        # The exercises that it includes may ask for touch that its own heading does not name.
        exercise = loaded.exercise.model_copy(update={"touch": touch_of(loaded.exercise, loaded.includes)})
        if not self.attended:
            if exercise.touch:
                raise NobodyToAgree(
                    f"“{exercise.title}” needs an answer from each of you, and I can't receive any in this window.",
                    hint=f"{_NEW_WINDOW} Just to try it out quickly, add --speed 20.",
                )
            return None
        entries = self.entries() if exercise.touch else ()
        pages = pages_around(exercise.language)
        return around(
            exercise,
            [self.find(entry.path).exercise for entry in entries if worth_offering(entry, pages)],
            check_word=lambda word: check_own_word(word, language),
            hear=self.hearer(language),
            reserved=command_words(exercise.language) | command_words(pages),
            lengths=choices_for(exercise, known_lengths(exercise, self.options.lengths)).lengths,
            cautions=cautions_by_key(
                with_note(cautions_of(exercise, loaded.includes), exercise, self.options),
                deaf=not self.options.microphone,
                typed=self.options.plain,
            ),
            includes=loaded.includes,
            limits=limits_at_hand(),
            own_lines=own_lines,
            language=pages,
        )

    def tonight(self, language: str) -> AroundTonight:
        """Makes the pages on which two people choose an exercise. Raises NobodyToAgree if they could not answer."""
        if not self.attended:
            raise NobodyToAgree(
                "“Tonight” needs an answer from each of you, and I can't receive any in this window.", hint=_NEW_WINDOW
            )
        if self.options.rehearsal:
            raise NobodyToAgree(
                "“Tonight” asks each of you some questions, and --speed leaves all questions out.",
                hint="Leave out --speed. To try out one exercise quickly: companion play NAME --speed 20",
            )
        return tonight(
            self.entries(),
            self.find,
            self.hearer(language),
            language=language,
            limits=limits_at_hand(),
            own_lines=own_lines,
        )
