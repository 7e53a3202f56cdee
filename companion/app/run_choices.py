"""The choices that apply in this run: those of the command line and, where it made none, of the settings.

The settings are read when they are first needed, and anew after a change.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from companion.app.options import Options
from companion.app.settled import settled
from companion.app.stop_word import ENGLISH, spoken_in
from companion.errors import CompanionError
from companion.tongue import said, spoken

if TYPE_CHECKING:
    from companion.exercise.model import Exercise
    from companion.screen.learnt_keys.key_table import LearntKeys

_STOP_WORD_LOST: Final = (
    "I can't read your own stop word from your settings, so it won't stop anything now. “Stop” and “red” still do. "
    "To check it, type this where you start Companion: companion stop-word"
)
_KEYS_LOST: Final = (
    "I can't read all of your own buttons from your settings. Esc and S still stop. To check them, "
    "type this where you start Companion: companion keys --show"
)


class RunChoices:
    """The choices of one run. `options`, `spoken_in` and the offers of tour and sound check may be used on any thread;
    everything else belongs to the loop's thread."""

    def __init__(self, flags: Options) -> None:
        """`flags`: the choices of the command line."""
        self.flags = flags
        self._settled: Options | None = None
        """The options with the choices of the settings; None before they were read."""
        self._stop_word: str | None = None
        """The stop word from the settings, or the one that the couple has just chosen; None before the settings were
        read."""
        self._stop_word_lost = False
        """True if the settings are damaged where the stop word may have been."""
        self._keys_lost = False
        """True if the settings are damaged where a learnt key may have been."""
        self._clashes = ""
        """A sentence about each keyboard key chosen in the settings that has no effect; empty if there is none."""
        self._first_start = False
        """True in the first run of all, until the journal has been offered. The settings note the first run at its
        beginning: a file that were written at the end of a session would tell that there was one."""

    @property
    def options(self) -> Options:
        """The choices of the command line and, where it made none, of the settings."""
        if self._settled is None:
            from companion.store import settings

            self._settled = settled(self.flags, settings.load().settings)
        return self._settled

    def trouble(self) -> str:
        """Says which part of the settings can't be read, with the file and the place; empty if all of it can."""
        from companion.store import settings

        loaded = settings.load()
        return loaded.trouble or loaded.doubt

    @property
    def language(self) -> str:
        """The language of the sound check, and the one that is kept ready while the list is shown: that of the screens,
        or English if only its model is here."""
        return self.options.language or (ENGLISH if _hears_only_english() else spoken())

    @property
    def read_in(self) -> str:
        """The language of pages that belong to no exercise."""
        return self.options.language or spoken()

    def spoken_in(self, exercise: Exercise) -> str:
        """Finds the language that people speak in this exercise."""
        return self.options.language or spoken_in(exercise.language)

    @property
    def stop_word(self) -> str:
        """An own word for "stop", of one person or two, besides all others; empty if they have none."""
        if self._stop_word is None:
            from companion.store import settings

            kept = settings.load()
            self._stop_word = kept.settings.stop_word or ""
            self._stop_word_lost = "stop_word" in kept.lost
        return self._stop_word

    @stop_word.setter
    def stop_word(self, word: str) -> None:
        self._stop_word = word

    def learnt_keys(self) -> LearntKeys:
        """Reads the learnt keys from the settings, anew each time. If some are damaged, `warnings` says so."""
        from companion.screen.chosen_keys import chosen_keys
        from companion.screen.learnt_keys.key_table import learnt_from
        from companion.store import settings

        kept = settings.load()
        learnt = learnt_from(kept.settings.buttons)
        own = chosen_keys(kept.settings.keys, learnt)
        self._clashes = " ".join(own.clashes)
        self._keys_lost = "buttons" in kept.lost or len(learnt.meanings) < len(kept.settings.buttons)
        return replace(learnt, moved=own.moved)

    def keymap(self) -> Mapping[str, str]:
        """Reads the keys of the pages that the person has changed, by the names of their bindings."""
        from companion.screen.chosen_keys import chosen_keys
        from companion.screen.learnt_keys.key_table import learnt_from
        from companion.store import settings

        kept = settings.load().settings
        return chosen_keys(kept.keys, learnt_from(kept.buttons)).bindings

    def warnings(self) -> list[str]:
        """Lists a sentence for each choice that people may rely on, but that can't be read or has no effect."""
        # Two people may rely on a word that is no longer known, so they are warned until they choose another.
        lost = said(_STOP_WORD_LOST) if not self.stop_word and self._stop_word_lost else ""
        keys = said(_KEYS_LOST) if self._keys_lost else ""
        return [each for each in (lost, keys, self._clashes, _partly_english()) if each]

    def changed(self, name: str) -> None:
        """Drops what was read of this setting, because it was just changed; "settings" stands for all of them."""
        self._settled = None
        if name in {"stop_word", "settings"}:
            self._stop_word = None

    # -- what is offered once -------------------------------------------------------------------------------------

    def offers_sound_check(self) -> bool:
        """Tells whether the sound check is to be pointed out: until it was opened once, or until somebody calibrated or
        said in the settings that they don't want it. False if the settings are damaged."""
        from companion.store import settings

        kept = settings.load()
        return not (kept.trouble or kept.settings.sound_check_offered or kept.settings.calibration is not None)

    def is_first_run(self) -> bool:
        """Tells whether the program was never started before; until `offers_tour` was called in this run."""
        from companion.store import settings

        return self.offers_sound_check() and not settings.load().settings.tour_offered

    def offers_tour(self) -> bool:
        """Returns True once, in the very first run: the caller then offers the tour. Saves at once that there was a
        first run."""
        from companion.store import settings

        if self.is_first_run():
            self._first_start = True
            with contextlib.suppress(CompanionError):  # then it is pointed out once more
                settings.change(lambda now: replace(now, tour_offered=True))
            return True
        return False

    def offers_journal(self) -> bool:
        """Returns True once, in the very first run: the caller then offers a journal."""
        offers, self._first_start = self._first_start, False
        return offers

    def voices_to_choose(self) -> tuple[list[str], bool]:
        """Lists the voices that the sound check offers, with the one that speaks now, and tells whether more natural
        ones could be downloaded. Nothing is offered where the command line has chosen a voice."""
        from companion.app.voices import known_voices
        from companion.speech.voice_chain import OFFERED, SYSTEM

        if self.options.voice == "none" or "voice" in self.flags.given:
            return [], False
        # The sentence that is heard there is English.
        installed = [known for known in known_voices() if known.installed and known.speaks(ENGLISH)]
        offered = [known.name for known in installed if known.name in OFFERED and not known.slow]
        now = self.options.voice if self.options.voice in {known.name for known in installed} else installed[0].name
        if offered and now not in offered and now != SYSTEM:
            offered.append(now)
        return offered, not any(known.name in OFFERED for known in installed)


def note_sound_check() -> None:
    """Saves that the sound check was opened, so that it is not pointed out any more; on a worker thread."""
    from companion.store import settings

    if not settings.load().settings.sound_check_offered:
        with contextlib.suppress(CompanionError):  # then it is pointed out once more
            settings.change(lambda now: replace(now, sound_check_offered=True))


def _hears_only_english() -> bool:
    """Tells whether the model of the screens' language is missing, and that of English isn't."""
    from companion.app.stop_word import own_vocabulary
    from companion.weights.store import is_fetched

    if spoken() == ENGLISH:
        return False
    here, english = (is_fetched(own_vocabulary("", spoken_in(each)).model) for each in (spoken(), ENGLISH))
    return english and not here


def _partly_english() -> str:
    """Says that the words of the chosen language are incomplete; empty if they aren't, or if that is English."""
    from companion import phrases, tongue
    from companion.couple import page_words
    from companion.screen import words

    language = tongue.spoken()
    lacks = any(part.lacks_words(language) for part in (tongue, phrases, page_words))
    return words.PARTLY_ENGLISH if lacks else ""
