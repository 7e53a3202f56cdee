"""The program as a screen sees it: sessions, the evening around them, the sound check, the list, the crisis card.

Light: the first frame waits for this module, so everything heavy is imported where it is first needed.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from companion.app.options import Options, choices_for, known_lengths
from companion.app.settled import settled, usable
from companion.app.stop_word import ENGLISH, spoken_in
from companion.crisis.desk import Desk
from companion.errors import CompanionError

if TYPE_CHECKING:
    from companion.app.conductor import Conductor
    from companion.app.device_lifecycle import Devices, Makes, Started
    from companion.app.last_time import LastTime
    from companion.app.page_reader import PagesAloud
    from companion.app.pages_for_two import PagesForTwo
    from companion.app.preparing import Prepared
    from companion.app.reports import Reports
    from companion.app.settings_desk import SettingsDesk, SpokenSample
    from companion.app.sound_check import SoundCheck
    from companion.couple.around import Around, HearWord
    from companion.couple.around_tonight import AroundTonight
    from companion.couple.evening.pages import Go
    from companion.exercise.model import Exercise
    from companion.journal.book import JournalBook
    from companion.journal.journal_entry import JournalEntry, JournalOwner
    from companion.packs.loading import LoadedExercise
    from companion.packs.shelf import ShelfEntry
    from companion.ports import Observer, Report
    from companion.screen.home.browsing import Remembered
    from companion.screen.learnt_keys.key_table import LearntKeys
    from companion.screen.seam import Chosen
    from companion.session.commands import Command
    from companion.session.engine import Engine
    from companion.session.view import View

    MakeAdapters = Callable[[Options, Reports, Callable[[], str]], Makes]

_STOP_WORD_LOST: Final = (
    "I can't read your own stop word from your settings, so it won't stop anything now. “Stop” and “red” still do. "
    "To check it, type this where you start Companion: companion stop-word"
)
_KEYS_LOST: Final = (
    "I can't read all of your own buttons from your settings. Esc and S still stop. To check them, "
    "type this where you start Companion: companion keys --show"
)
_IN_ENGLISH: Final = "Please say commands in English. I can't listen in this exercise's language yet."


def _real(options: Options, reports: Reports, narration: Callable[[], str]) -> Makes:
    from companion.app.adapters import Adapters

    return Adapters(options, reports, narration)


def _load_session() -> None:
    """Imports the modules that a session needs, before somebody chooses one; on a worker thread."""
    import companion.app.conductor
    import companion.app.sounds
    import companion.packs.shelf
    import companion.phrases  # noqa: F401


def _note_sound_check() -> None:
    """Saves that the sound check was opened, so that it is not pointed out any more; on a worker thread."""
    from companion.store import settings

    if not settings.load().settings.sound_check_offered:
        with contextlib.suppress(CompanionError):  # then it is pointed out once more
            settings.change(lambda now: replace(now, sound_check_offered=True))


class ScreenSession:
    """One session for a screen (`screen.seam.SessionHandle`). All calls are made on the loop's thread."""

    def __init__(self, conductor: Conductor, standing: Callable[[], list[Report]], cautions: tuple[str, ...]) -> None:
        """`standing` returns the present state of hearing and speaking."""
        self._conductor = conductor
        self._standing = standing
        self.cautions = cautions

    def view(self) -> View:
        return self._conductor.view()

    def give(self, command: Command) -> None:
        self._conductor.give(command)

    def hush(self, on: bool) -> None:
        self._conductor.hush(on)

    def subscribe(self, observer: Observer) -> None:
        """Shows the session to this observer, beginning with the state of hearing and speaking."""
        from companion.ports import HearingChanged, SpeakingChanged

        self._conductor.subscribe(observer)
        for report in self._standing():
            if isinstance(report, HearingChanged):
                observer.hearing(report)
            elif isinstance(report, SpeakingChanged):
                observer.speaking(report)

    async def start(self) -> None:
        self._conductor.begin(self._standing())

    async def close(self) -> None:
        self._conductor.close()


class Program:
    """Everything that a screen may ask (`screen.seam.Program`).

    Threads: `entries`, `also_said`, `kept`, `prepare`, `evening`, `offers_sound_check`, `offers_tour` and `open_offers`
    are called on worker threads, because they may read many files, and so is `hand_out_journal`, which writes one.
    `_find` and `_spoken_in` may be called on any thread, `_narration` on the hearing thread. Everything else belongs to
    the loop's thread, also where it reads a small file.
    """

    def __init__(self, options: Options, loop: asyncio.AbstractEventLoop, make: MakeAdapters = _real) -> None:
        """`make` is the factory of loudspeaker, voice and ears (tests give their own)."""
        self.crisis = Desk()
        self._flags = options
        self._settled: Options | None = None
        """The options with the choices of the settings; None before they were read."""
        self._loop = loop
        self._make = make
        self._devices: Devices | None = None
        self._on: Conductor | SoundCheck | None = None
        """The session or the sound check that goes on now. Always replaced whole: the hearing thread reads it."""
        self._language = options.language or ENGLISH
        """The language in which people are understood now, spoken and typed."""
        self._stop_word: str | None = None
        """The stop word from the settings, or the one that the couple has just chosen; None before the settings were
        read."""
        self._stop_word_lost = False
        """True if the settings are damaged where the stop word may have been."""
        self._keys_lost = False
        """True if the settings are damaged where a learnt key may have been."""
        self._clashes = ""
        """A sentence about each key of the settings that does not hold."""
        self._last: LastTime | None = None
        self._sounds: tuple[bool, str, str, float | None] | None = None
        """The bells, the bed, the tones and the bed's volume that the loudspeaker plays now; None if it isn't on."""
        self._unusable = ""
        """A sentence about the voice or the sound of the settings, if it can't be had now."""
        self._wrong: list[Exception] = []
        """The errors of devices that were closed to be started anew."""
        self._journal: JournalBook | None = None
        self._first_start = False
        """True in the first run of all, until the journal has been offered. The settings note the first run at its
        beginning: a file that were written at the end of a session would tell that there was one."""
        self._closed = False

    # -- any thread -----------------------------------------------------------------------------------------------

    @property
    def _options(self) -> Options:
        """The choices of the command line and, where it made none, of the settings."""
        if self._settled is None:
            from companion.store import settings

            self._settled = settled(self._flags, settings.load().settings)
        return self._settled

    @property
    def _usual_language(self) -> str:
        """The language of the sound check, and the one that is kept ready while the list is shown."""
        return self._options.language or ENGLISH

    # -- worker threads -------------------------------------------------------------------------------------------

    def entries(self) -> Sequence[ShelfEntry]:
        """Lists every exercise."""
        from companion.packs.shelf import Shelf

        return Shelf().entries()

    def also_said(self) -> Mapping[str, Sequence[str]]:
        """Lists other words for the needs of exercises, by the need."""
        from companion.phrases.needs import load_also_said

        return load_also_said(ENGLISH)

    def kept(self) -> Remembered:
        """Reads the favourites, and the last exercise if it may be remembered."""
        from companion.app import own_exercises

        kept, left = own_exercises.kept(), self.last_time.left()
        return kept if left is None else replace(kept, left=left.id, left_seconds=left.seconds)

    def named_at_end(self, exercise_id: str) -> Sequence[str]:
        """Lists what stands in quotes in the ending of an exercise. Raises UnknownExercise, or BadExercise."""
        from companion.exercise.named_exercises import quoted_at_end

        return quoted_at_end(self._find(exercise_id).exercise)

    def prepare(self, exercise_id: str) -> Prepared:
        """Reads what one person may choose before this exercise. Raises UnknownExercise, or BadExercise."""
        from companion.app.preparing import prepared

        loaded = self._find(exercise_id)
        # While the page is read, the voice and the recogniser can start.
        language = self._spoken_in(loaded.exercise)
        chosen = self.last_time.chosen_for(exercise_id)
        self._loop.call_soon_threadsafe(self.warm_up, language, chosen.voice if chosen is not None else "")
        try:
            asks_how = bool(self.journal_writers())
        except CompanionError:
            asks_how = False  # the page after it says what is wrong
        return prepared(
            loaded,
            self._options,
            chosen,
            asks_how=asks_how,
            speak_with=lambda voice: self.warm_up(language, voice),
        )

    def evening(self, exercise_id: str, *, attended: bool = True) -> Around | AroundTonight | None:
        """Makes the pages that two people are asked around this exercise; with TONIGHT in its place, those on which
        they choose one.

        None for an exercise for one, in a rehearsal, and for an exercise without touch if there is no one at the
        keyboard. Raises UnknownExercise, or BadExercise with every mistake of the exercise; NobodyToAgree for touch if
        there is no one at the keyboard.
        """
        from companion.screen.seam import GO_ON, TONIGHT

        if exercise_id == GO_ON:
            return None
        if exercise_id == TONIGHT:
            return self._pages_for_two(attended).tonight(self._usual_language)
        loaded = self._find(exercise_id)
        if loaded.exercise.people != 2 or self._options.rehearsal:
            return None
        return self._pages_for_two(attended).around(loaded, self._spoken_in(loaded.exercise))

    def _pages_for_two(self, attended: bool) -> PagesForTwo:
        from companion.app.pages_for_two import PagesForTwo

        return PagesForTwo(self._options, self.entries, self._find, self._hearer, attended)

    def _hearer(self, language: str) -> HearWord:
        """Makes the function that listens for a word outside a session, and begins to start voice and recogniser."""
        self._loop.call_soon_threadsafe(self.warm_up, language)

        def hear(word: str, heard: Callable[[], None], deaf: Callable[[], None]) -> Callable[[], None] | None:
            return self._hear_word(word, language, heard, deaf)

        return hear

    def offers_sound_check(self) -> bool:
        """Tells whether the sound check is to be pointed out: until it was opened once, or until somebody calibrated or
        said in the settings that they don't want it. False if the settings are damaged."""
        from companion.store import settings

        kept = settings.load()
        return not (kept.trouble or kept.settings.sound_check_offered or kept.settings.calibration is not None)

    def offers_tour(self) -> bool:
        """Tells whether the tour is to be pointed out: in the first run of all. Saves at once that there was one."""
        from companion.store import settings

        if self.offers_sound_check() and not settings.load().settings.tour_offered:
            self._first_start = True
            with contextlib.suppress(CompanionError):  # then it is pointed out once more
                settings.change(lambda now: replace(now, tour_offered=True))
            return True
        return False

    def open_offers(self) -> Sequence[str]:
        """Lists what the first page points out: the tour, the sound check and the calibration, each until it was done
        or dismissed. None if the settings are damaged."""
        from companion.app.home_offers import open_offers

        self.offers_tour()
        return open_offers(microphone=self._options.microphone, checks=self.offers_sound_check())

    # -- the loop's thread ----------------------------------------------------------------------------------------

    def hide_offers(self, names: Sequence[str]) -> None:
        """Lets the first page point these out no more. Raises SettingsError if it can't be saved."""
        from companion.app.home_offers import hide

        hide(names)

    def favour(self, exercise_id: str, favourite: bool) -> Remembered:
        """Makes an exercise a favourite, or none any more. Raises SettingsError if it can't be saved."""
        from companion.app import own_exercises

        own_exercises.favour(exercise_id, favourite)
        return self.kept()

    @property
    def last_time(self) -> LastTime:
        """The choices before exercises, and where one was left; on any thread."""
        if self._last is None:
            from companion.app.last_time import LastTime

            self._last = LastTime()
        return self._last

    @property
    def journal(self) -> JournalBook:
        """The journals on this computer; on any thread."""
        if self._journal is None:
            from companion.journal.book import JournalBook

            self._journal = JournalBook()
        return self._journal

    def journal_writers(self) -> Sequence[JournalOwner]:
        """Lists the people whose journal is on; none in a rehearsal. On any thread. Raises JournalTrouble."""
        return [] if self._options.rehearsal else self.journal.writers()

    def journal_folder(self) -> str:
        """Returns the folder that is offered for a file of a journal."""
        from companion.journal.handed_file import usual_folder

        return str(usual_folder())

    def hand_out_journal(self, entries: Sequence[JournalEntry], form: str, file: str) -> str:
        """Writes entries to a new file, and returns its place; on a worker thread. Raises CompanionError."""
        from datetime import date

        from companion.journal.handed_file import hand_out

        return str(hand_out(entries, form, file, date.today()))

    def offers_journal(self) -> bool:
        """Claims the one offer of a journal, which is made in the first run of all."""
        offers, self._first_start = self._first_start, False
        return offers

    @property
    def stop_word(self) -> str:
        """An own word for "stop", of one person or two, besides all others; empty if they have none."""
        if self._stop_word is None:
            from companion.store import settings

            kept = settings.load()
            self._stop_word = kept.settings.stop_word or ""
            self._stop_word_lost = "stop_word" in kept.lost
        return self._stop_word

    def learnt_keys(self) -> LearntKeys:
        """Reads the learnt keys from the settings, anew each time. If some are damaged, the next session says so."""
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

    def warm_up(self, language: str = "", voice: str = "") -> None:
        """Starts the slow parts (voice, loudspeaker, recogniser), and opens no microphone. Returns at once.

        The recogniser is that of `language`, or of the usual one; the voice is `voice`, or that of the settings. A part
        that cannot be started is reported by the session that needs it.
        """
        if not self._closed and self._on is None:
            self._loop.run_in_executor(None, _load_session)
            with contextlib.suppress(CompanionError):
                self._start(voice).ears.rest(language or self._usual_language, self.stop_word)

    def page_reader(self) -> PagesAloud | None:
        """Makes the voice that reads pages aloud; None unless the person asked for it and something can speak."""
        from companion.store import settings

        silent = self._closed or self._options.rehearsal or self._options.voice == "none"
        if silent or not (self._options.speak_pages or settings.load().settings.speak_pages):
            return None
        from companion.app.page_reader import PagesAloud

        try:
            started = self._start()
        except CompanionError:  # the session reports the same error when it starts
            return None
        return PagesAloud(started.speaker, started.player)

    def open_session(self, exercise_id: str, go: Go | None = None, chosen: Chosen | None = None) -> ScreenSession:
        """Makes a session of this exercise, and begins to listen in its language.

        `go`: the result of the pages before it, `chosen` that of the page for one person; None if there were none.
        Raises UnknownExercise, or BadExercise with every mistake of the exercise.
        """
        from companion.app.conductor import Conductor
        from companion.app.sounds import BedKeeper
        from companion.clock import SystemClock
        from companion.exercise.packwide import cautions_of
        from companion.packs.pronunciations import say_as_beside
        from companion.screen.seam import GO_ON
        from companion.speech.respelling import RespellingSpeaker

        place, left = 0, self.last_time.left() if exercise_id == GO_ON else None
        if left is not None:
            exercise_id, place, chosen = left.id, left.place, left.chosen
        loaded = self._find(exercise_id)
        started, voice_gone = self._start_voice_of(chosen)
        engine = self._engine(loaded, go, chosen, deaf=started.reports.deaf, place=place)
        self.silence()
        self._choose_sounds(started, chosen)
        self._unusable = " ".join(filter(None, (self._unusable, voice_gone)))
        if chosen is not None and left is None:
            self.last_time.choose(loaded.exercise, chosen)
        self._remember(loaded.exercise)
        if go is not None:
            self._stop_word = go.stop_word
        spoken = self._spoken_in(loaded.exercise)
        understood = self._options.language or spoken == loaded.exercise.language
        self._listen_in(spoken, started, "" if understood else _IN_ENGLISH)
        conductor = Conductor(
            engine,
            clock=SystemClock(self._options.speed),
            speaker=RespellingSpeaker(started.speaker, say_as_beside(loaded.file.parent)),
            player=started.player,
            listener=started.ears,
            folder=loaded.file.parent,
            closed=lambda: self._session_over(conductor, started, loaded.exercise, chosen),
        )
        if self._sounds is not None and self._sounds[1] != "none":
            conductor.subscribe(BedKeeper(started.player.run_bed))
        saves_place = (
            None if self._options.rehearsal else self.last_time.follow(loaded.exercise, chosen, lambda: conductor.place)
        )
        if saves_place is not None:
            conductor.subscribe(saves_place)
        self._on = conductor
        started.reports.tell(conductor.feed)
        return ScreenSession(conductor, started.reports.standing, cautions_of(loaded.exercise, loaded.includes))

    def settings(self) -> SettingsDesk:
        """Opens the settings, between two sessions."""
        from companion.app.settings_desk import SettingsDesk

        self.last_time.close()  # a place that was written later would be there although it was deleted
        return SettingsDesk(
            self._flags, self.crisis, changed=self._setting_changed, renew=self._renew, sampler=self._sample
        )

    def sound_check(self) -> SoundCheck:
        """Makes a trial of voice and microphone, between two sessions, and begins to listen."""
        from companion.app.sound_check import SoundCheck

        self._loop.run_in_executor(None, _note_sound_check)
        started = self._start()
        self.silence()
        self._listen_in(self._usual_language, started)
        check = SoundCheck(
            speaker=started.speaker,
            player=started.player,
            ears=started.ears,
            voice=started.voice_name,
            volume=self._options.volume,
            own_word=self.stop_word,
            standing=started.reports.standing,
            closed=lambda: self._over(check, started),
        )
        self._on = check
        started.reports.tell(check.feed)
        return check

    def understand(self, line: str) -> Command | None:
        """Finds the command in a typed line, in the session's language and in English."""
        from companion.app.typed import command_in

        return command_in(line, self._language, self.stop_word)

    def yes_no_maybe(self) -> int:
        """Runs `companion yes-no-maybe` in this terminal, and returns its exit code. Blocks.

        It is a process of its own, so that no passphrase and no open list is ever in the memory of this one.
        """
        from companion.app.aside import run_aside

        return run_aside(["yes-no-maybe"], "Press Enter to go back.", always=False)

    def silence(self) -> None:
        """Ends the running session or sound check; all is quiet at once."""
        if self._on is not None:
            self._on.close()

    async def close(self) -> list[Exception]:
        """Lets go of everything, for good, while the loop goes on. Returns the errors. May be called again."""
        self._closed = True
        try:
            self.silence()
        finally:
            wrong = await asyncio.to_thread(self._devices.close) if self._devices is not None else []
            await asyncio.to_thread(self.last_time.close)
        before, self._wrong = self._wrong, []
        return [*before, *wrong]

    # -- within ---------------------------------------------------------------------------------------------------

    def _setting_changed(self, name: str) -> None:
        """Forgets what was read of the settings before, and what was chosen for the last session where they say
        something else now."""
        self._settled = None
        if name in {"stop_word", "settings"}:
            self._stop_word = None
        if name in {"bed", "bells"}:
            self.last_time.setting_changed(name, getattr(self._options, name))
        elif name in {"voice", "tones"}:
            self.last_time.setting_changed(name, "")
        elif name in {"left", "choices", "settings", "everything"}:
            self.last_time.forget(place=name != "choices", choices=name != "left")

    async def _renew(self) -> None:
        """Closes voice, loudspeaker and microphone, and starts them anew as the settings say now."""
        self.silence()
        devices, self._devices = self._devices, None
        if devices is not None:
            self._wrong += await asyncio.to_thread(devices.close)
            self.warm_up()

    def _sample(self) -> SpokenSample | None:
        """Makes the voice that says a sentence outside a session; None if nothing can speak."""
        from companion.app.settings_desk import SpokenSample

        try:
            started = self._start()
        except CompanionError:  # the session reports the same error when it starts
            return None
        return SpokenSample(started.speaker, started.player)

    def _find(self, exercise_id: str) -> LoadedExercise:
        """Reads an exercise; on any thread. Raises UnknownExercise, or BadExercise."""
        from companion.packs.shelf import Shelf

        return Shelf(rehearsing=self._options.rehearsal).find(exercise_id)

    def _spoken_in(self, exercise: Exercise) -> str:
        """Finds the language that people speak in this exercise; on any thread."""
        return self._options.language or spoken_in(exercise.language)

    def _choose_sounds(self, started: Started, chosen: Chosen | None) -> None:
        """Gives the loudspeaker the chosen bells and bed; those of the command line if nothing was chosen."""
        options, self._unusable = usable(self._options, self._flags)
        bells, bed = (chosen.bells, chosen.bed) if chosen is not None else (options.bells, options.bed)
        tones = (chosen.tones if chosen is not None else "") or options.tones
        wanted = (bells, bed, tones, options.bed_volume)
        if wanted != self._sounds:
            from companion.app.sounds import chosen_sounds

            started.player.choose(chosen_sounds(tones, bells, bed, options.bed_volume))
            self._sounds = wanted

    def _start_voice_of(self, chosen: Chosen | None) -> tuple[Started, str]:
        """Starts the devices with the chosen voice. Returns them, and a sentence if that voice can't be had."""
        if chosen is None or not chosen.voice:
            return self._start(), ""
        try:
            return self._start(chosen.voice), ""
        except CompanionError as error:
            return self._start(), f"{error.message} Another voice is reading instead."

    def _remember(self, exercise: Exercise) -> None:
        """Keeps the exercise as the last one, if it is for one person and that was allowed. An exercise for two people
        is never kept, nor a rehearsal."""
        if exercise.people == 1 and not self._options.rehearsal:
            from companion.app import own_exercises

            with contextlib.suppress(CompanionError):  # a full disk must not keep an exercise from beginning
                own_exercises.remember(exercise.id)

    def _engine(
        self, loaded: LoadedExercise, go: Go | None, chosen: Chosen | None, *, deaf: bool, place: int
    ) -> Engine:
        """Makes the engine. `deaf`: no word was heard last time, so the program's own words name keys only. `place`:
        the cue that it begins with; 0 for the first one."""
        from companion.app.aftercare import aftercare_for
        from companion.app.preparing import closing_of
        from companion.exercise.plan import Section
        from companion.exercise.planner import plan
        from companion.phrases import load_phrases
        from companion.session.engine import Engine
        from companion.session.parts.dials import Dials
        from companion.session.parts.phase_clock import Timing

        by_key = deaf or not self._options.microphone
        phrases = load_phrases(loaded.exercise.language, by_key=by_key, typed=self._options.plain)
        choices = choices_for(loaded.exercise, known_lengths(loaded.exercise, self._options.lengths))
        if chosen is not None:
            lengths = {**choices.lengths, **known_lengths(loaded.exercise, chosen.lengths)}
            choices = replace(choices, lengths=lengths, closing=closing_of(chosen))
        if go is not None:
            agreed = frozenset(go.choices.lengths)  # the lengths on the page that both have seen
            choices = replace(go.choices, lengths={**choices.lengths, **go.choices.lengths}, agreed=agreed)
        usual, faster = Timing(), max(1.0, self._options.speed)
        care = aftercare_for(loaded.exercise, lambda name: self._find(name).exercise)
        planned = plan(loaded.exercise, choices, phrases, includes=loaded.includes, aftercare=care)
        if planned.people == 1 and place < planned.sections[Section.MAIN].end:  # the file may have become shorter
            planned = replace(planned, begins_at=max(planned.begins_at, place))
        return Engine(
            planned,
            phrases,
            timing=Timing(usual.drift_within * faster, usual.suspended_after * faster),
            unattended=self._options.rehearsal,
            dials=Dials(self._options.pace, self._options.silences, self._options.volume),
        )

    def _start(self, voice: str = "") -> Started:
        """Starts the devices, with this voice or that of the settings. Raises CompanionError for an unknown voice or
        sound."""
        if self._devices is None:
            from companion.app.device_lifecycle import Devices
            from companion.app.reports import Reports

            reports = Reports(self._loop)
            options, self._unusable = usable(self._options, self._flags)
            self._sounds = (options.bells, options.bed, options.tones, options.bed_volume)
            made = self._make(options, reports, self._narration)
            self._devices = Devices(made, reports, microphone=options.microphone)
        return self._devices.speak_with(voice)

    def _listen_in(self, language: str, started: Started, warning: str = "") -> bool:
        """Opens the ears; the warning is added to every report about the hearing. False if nothing can listen."""
        self._language = language
        # Two people may rely on a word that is no longer known, so they are warned until they choose another.
        lost = _STOP_WORD_LOST if not self.stop_word and self._stop_word_lost else ""
        keys = _KEYS_LOST if self._keys_lost else ""
        started.reports.warn(" ".join(filter(None, (warning, lost, keys, self._clashes, self._unusable))))
        return started.ears.open(language, self.stop_word)

    def _session_over(self, ended: Conductor, started: Started, exercise: Exercise, chosen: Chosen | None) -> None:
        """Keeps where one person left an exercise, and lets go of what the session used."""
        from companion.session.effects import Outcome

        if not self._options.rehearsal:
            place = 0 if ended.outcome is Outcome.COMPLETED else ended.place
            self.last_time.session_over(exercise, chosen, place, ended.left_from_place)
        self._over(ended, started)

    def _over(self, ended: Conductor | SoundCheck, started: Started) -> None:
        """Closes the microphone after a session or a sound check, and returns to the usual language."""
        if self._on is ended:
            self._on = None
        started.reports.leave(ended.feed)
        started.player.run_bed(False)
        self._rest(started)

    def _rest(self, started: Started) -> None:
        """Closes the microphone, and keeps the recogniser of the usual language ready."""
        self._language = self._usual_language
        if not self._closed:
            started.ears.rest(self._language, self.stop_word)

    def _hear_word(
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
        try:
            started = self._start()
        except CompanionError:  # the session reports the same error when it starts
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

    def _narration(self) -> str:
        """Returns the text that is being said now; on the hearing thread."""
        on = self._on
        return on.narration if on is not None else ""
