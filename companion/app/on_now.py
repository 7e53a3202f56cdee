"""The session or the sound check that goes on now, or the word that is awaited outside of them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from companion.errors import CompanionError
from companion.tongue import spoken

if TYPE_CHECKING:
    from companion.app.conductor import Conductor
    from companion.app.device_lifecycle import Started
    from companion.app.ears import Ears
    from companion.app.last_time import LastTime
    from companion.app.options import Options
    from companion.app.run_choices import RunChoices
    from companion.app.run_devices import RunDevices
    from companion.app.screen_session import ScreenSession
    from companion.app.sound_check import SoundCheck
    from companion.couple.evening.pages import Go
    from companion.exercise.model import Exercise
    from companion.packs.loading import LoadedExercise
    from companion.ports import Speaker
    from companion.screen.seam import Chosen


class OnNow:
    """The owner of the one thing that sounds and listens at the moment, and of the language that is understood.

    Threads: `narration` is read on the hearing thread; everything else belongs to the loop's thread.
    """

    def __init__(self, choices: RunChoices, devices: RunDevices, last_time: Callable[[], LastTime]) -> None:
        self._choices = choices
        self._devices = devices
        self._last_time = last_time
        self._on: Conductor | SoundCheck | None = None
        """The session or the sound check. Always replaced whole: the hearing thread reads it."""
        self._ears: Ears | None = None
        """The ears of the session, the sound check or the page that listened last."""
        self._aside: Ears | None = None
        """The ears that were lent because Ctrl+Z stops the process; None at any other time."""
        self.language = choices.flags.language or spoken()
        """The language in which people are understood now, spoken and typed."""
        self._closed = False

    @property
    def busy(self) -> bool:
        """True while a session or a sound check goes on."""
        return self._on is not None

    @property
    def narration(self) -> str:
        """The text that is being said now; empty in a silence."""
        on = self._on
        return on.narration if on is not None else ""

    def silence(self) -> None:
        """Ends the running session or sound check; all is quiet at once."""
        if self._on is not None:
            self._on.close()

    def close(self) -> None:
        """Ends the session or sound check, and starts nothing new: the ears are not made ready again."""
        self._closed = True
        self.silence()

    async def step_aside(self) -> None:
        """Pauses the session or hushes the sound check, if one goes on, and closes the microphone, also that of a page
        that listens for a word; returns once it is closed.

        Ctrl+Z is about to stop the process, and an open microphone would look as if somebody listened."""
        from companion.app.conductor import Conductor
        from companion.session.commands import Command, Kind
        from companion.session.table import RUNNING

        on, ears = self._on, self._ears
        if isinstance(on, Conductor):
            if on.view().phase in RUNNING:
                on.give(Command(Kind.PAUSE))
        elif on is not None:
            await on.step_aside()
        if ears is not None and ears.in_use:
            self._aside = ears
            await ears.lend()

    def step_back(self) -> None:
        """Listens again after `step_aside`, unless what went on then has ended, or has lent the microphone itself."""
        ears, self._aside = self._aside, None
        if ears is not None:
            ears.take_back()

    def session(
        self,
        loaded: LoadedExercise,
        find: Callable[[str], LoadedExercise],
        go: Go | None,
        chosen: Chosen | None,
        place: int | None,
    ) -> ScreenSession:
        """Makes a session of this exercise, and begins to listen in its language. `find` reads an exercise that it
        leads to. `place`: the cue at which it was left and goes on; None if it begins. Raises CompanionError."""
        from companion.app.conductor import Conductor
        from companion.app.engine_making import engine_for
        from companion.app.language_note import heard_apart, with_note
        from companion.app.screen_session import ScreenSession
        from companion.app.session_keepers import BedKeeper
        from companion.clock import SystemClock
        from companion.exercise.packwide import cautions_of
        from companion.exercise.said_by_key import cautions_by_key
        from companion.packs.pronunciations import say_as_beside
        from companion.speech.respelling import RespellingSpeaker

        last_time, options = self._last_time(), self._choices.options
        started = self._devices.start_for(chosen, loaded.exercise.language)
        began = last_time.begin_with(loaded.exercise, options)
        heard_in = self._choices.spoken_in(loaded.exercise)
        if self._on is None:  # its language may be another than before: only then is it known if any word is heard
            started.ears.rest(heard_in, self._choices.stop_word if go is None else go.stop_word)
        engine = engine_for(loaded, began, go, chosen, find=find, deaf=started.reports.deaf, place=place or 0)
        self.silence()
        self._devices.choose_sounds(started, chosen)
        if chosen is not None and place is None:
            last_time.choose(loaded.exercise, chosen)
        self._remember(loaded.exercise)
        if go is not None:
            self._choices.stop_word = go.stop_word
        self._listen_in(heard_in, started)
        conductor = Conductor(
            engine,
            clock=SystemClock(options.speed),
            speaker=RespellingSpeaker(started.speaker, say_as_beside(loaded.file.parent), loaded.recordings),
            player=started.player,
            listener=started.ears,
            folder=loaded.file.parent,
            closed=lambda: self._session_over(conductor, started, loaded.exercise, chosen, began),
        )
        if self._devices.has_bed:
            conductor.subscribe(BedKeeper(started.player.run_bed))
        saves_place = None if options.rehearsal else last_time.follow(loaded.exercise, chosen, lambda: conductor.place)
        if saves_place is not None:
            conductor.subscribe(saves_place)
        self._on = conductor
        started.player.hold(True)
        started.reports.tell(conductor.feed)
        deaf = started.reports.deaf or not options.microphone
        cautions = with_note(cautions_of(loaded.exercise, loaded.includes), loaded.exercise, options)
        cautions = cautions_by_key(cautions, deaf=deaf, typed=options.plain)
        return ScreenSession(conductor, started.reports.standing, cautions, heard_apart(self.language))

    def sound_check(self, choose_voice: Callable[[str], Speaker]) -> SoundCheck:
        """Makes a trial of voice and microphone, and begins to listen. `choose_voice` makes a voice the usual one."""
        from companion.app.sound_check import SoundCheck

        voices, more = self._choices.voices_to_choose()
        started = self._devices.start()
        self.silence()
        self._listen_in(self._choices.language, started)
        check = SoundCheck(
            speaker=started.speaker,
            player=started.player,
            ears=started.ears,
            voice=started.voice_name,
            volume=self._choices.options.volume,
            own_word=self._choices.stop_word,
            voices=voices,
            choose_voice=choose_voice,
            more_voices=more,
            standing=started.reports.standing,
            closed=lambda: self._over(check, started),
        )
        self._on = check
        started.player.hold(True)
        started.reports.tell(check.feed)
        return check

    def hear_word(
        self, word: str, language: str, heard: Callable[[], None], deaf: Callable[[], None]
    ) -> Callable[[], None] | None:
        """Listens for one word outside a session. Returns a function that ends that, or None if nothing can listen.

        Calls `deaf` if it turns out later that nothing is listening.
        """
        from companion.app.reports import AwaitedWord
        from companion.session.commands import Kind
        from companion.session.effects import Listen

        if self._on is not None:
            return None
        started = self._devices.start_if_possible()
        if started is None:
            return None
        if not self._listen_in(language, started) or started.reports.deaf:
            self._rest(started)
            return None
        awaited = AwaitedWord(word, heard, deaf)
        started.ears.listen(Listen(frozenset({Kind.ANSWER}), (word,)))
        started.reports.tell(awaited.feed)

        def end() -> None:
            if started.reports.leave(awaited.feed):
                self._rest(started)

        return end

    def _session_over(
        self, ended: Conductor, started: Started, exercise: Exercise, chosen: Chosen | None, began: Options
    ) -> None:
        """Remembers where one person left an exercise, and lets go of what the session used. `began`: the options with
        which it began."""
        from companion.session.effects import Outcome

        if not self._choices.options.rehearsal:
            place = 0 if ended.outcome is Outcome.COMPLETED else ended.place
            self._last_time().session_over(exercise, chosen, place, ended.left_from_place)
            view = ended.view()
            self._last_time().turned(exercise, began, view.speech_pace, view.volume)
        self._over(ended, started)

    def _over(self, ended: Conductor | SoundCheck, started: Started) -> None:
        """Closes the microphone after a session or a sound check, and returns to the usual language."""
        if self._on is ended:
            self._on = None
        started.reports.leave(ended.feed)
        started.player.run_bed(False)
        started.player.expect(False)
        started.player.hold(False)
        self._rest(started)

    def _rest(self, started: Started) -> None:
        """Closes the microphone, and keeps the recogniser of the usual language ready."""
        self.language = self._choices.language
        if not self._closed:
            started.ears.rest(self.language, self._choices.stop_word)

    def _listen_in(self, language: str, started: Started) -> bool:
        """Opens the ears; warnings are added to every report about the hearing. False if nothing can listen."""
        self.language = language
        self._ears = started.ears
        started.reports.warn(" ".join(filter(None, (*self._choices.warnings(), self._devices.unusable))))
        return started.ears.open(language, self._choices.stop_word)

    def _remember(self, exercise: Exercise) -> None:
        """Remembers the exercise as the last one, if it is for one person and that was allowed. An exercise for two
        people is never remembered, nor one about safety, nor a rehearsal."""
        from companion.exercise.plan import ABOUT_SAFETY

        if exercise.people == 1 and exercise.kind != ABOUT_SAFETY and not self._choices.options.rehearsal:
            from companion.app import own_exercises

            with contextlib.suppress(CompanionError):  # a full disk must not keep an exercise from beginning
                own_exercises.remember(exercise.id)
