"""The program as a screen sees it: sessions, the evening around them, the sound check, the list, the crisis card.

Light: the first frame waits for this module, so everything heavy is imported where it is first needed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from companion.app.at_rest import AtRest
from companion.app.on_now import OnNow
from companion.app.options import Options
from companion.app.run_choices import RunChoices, note_sound_check
from companion.app.run_devices import RunDevices, real_adapters
from companion.app.stop_word import ENGLISH
from companion.crisis.desk import Desk
from companion.errors import CompanionError
from companion.tongue import said, spoken

if TYPE_CHECKING:
    from companion.app.ahead import RenderingAhead
    from companion.app.downloads import Downloads
    from companion.app.last_time import LastTime
    from companion.app.page_reader import PagesAloud
    from companion.app.pages_for_two import PagesForTwo
    from companion.app.preparing import Prepared
    from companion.app.run_devices import MakeAdapters
    from companion.app.screen_session import ScreenSession
    from companion.app.settings_desk import SettingsDesk, SpokenSample
    from companion.app.sound_check import SoundCheck
    from companion.couple.around import Around, HearWord
    from companion.couple.around_tonight import AroundTonight
    from companion.couple.evening.pages import Go
    from companion.exercise.model import Exercise
    from companion.exercise.search_words import SearchWords
    from companion.journal.book import JournalBook
    from companion.journal.journal_entry import JournalEntry, JournalOwner
    from companion.packs.loading import LoadedExercise
    from companion.packs.shelf import ShelfEntry
    from companion.ports import Speaker
    from companion.screen.home.remembered import Remembered
    from companion.screen.learnt_keys.key_table import LearntKeys
    from companion.screen.seam import Chosen, PlainLook
    from companion.session.commands import Command

_RIGHT_NOW: Final = "right-now"


def _load_session() -> None:
    """Imports the modules that a session needs, before somebody chooses one; on a worker thread."""
    import companion.app.conductor
    import companion.app.engine_making
    import companion.app.screen_session
    import companion.app.sounds
    import companion.packs.shelf
    import companion.phrases  # noqa: F401


class Program:
    """Everything that a screen may ask (`screen.seam.Program`).

    Threads: `entries`, `search_words`, `kept`, `prepare`, `evening`, `offers_sound_check`, `offers_tour` and
    `open_offers` are called on worker threads, because they may read many files, and so is `hand_out_journal`, which
    writes one. `_find` may be called on any thread. Everything else belongs to the loop's thread, also where it reads a
    small file.
    """

    def __init__(self, options: Options, loop: asyncio.AbstractEventLoop, make: MakeAdapters = real_adapters) -> None:
        """`make` is the factory of loudspeaker, voice and ears (tests give their own)."""
        self.crisis = Desk()
        self._choices = RunChoices(options)
        self._devices = RunDevices(self._choices, loop, make, lambda: self._now.narration)
        self._now = OnNow(self._choices, self._devices, lambda: self.last_time)
        self._loop = loop
        self._at_rest = AtRest(loop, self._make_ahead, lambda: not self._now.busy and not self._closed)
        self._downloads: Downloads | None = None
        self._arrived = False
        """True once something was downloaded that voice or ears have not been told of."""
        self._at_home = False
        """True while home is shown, on which voice and ears can be changed."""
        self._introduces_download = False
        """True until home has said in whole sentences, at the very first start, what could be downloaded."""
        self._pages_in = ENGLISH
        """The language of the pages for two that are shown now."""
        self._last: LastTime | None = None
        self._journal: JournalBook | None = None
        self._closed = False

    # -- any thread -----------------------------------------------------------------------------------------------

    @property
    def _options(self) -> Options:
        return self._choices.options

    # -- worker threads -------------------------------------------------------------------------------------------

    def entries(self) -> Sequence[ShelfEntry]:
        """Lists every exercise."""
        from companion.exercise.said_by_key import cautions_by_key
        from companion.packs.shelf import Shelf

        found, typed = Shelf().entries(), self._options.plain
        deaf = not self._options.microphone
        if not (deaf or typed):
            return found
        return [replace(each, cautions=cautions_by_key(each.cautions, deaf=deaf, typed=typed)) for each in found]

    def search_words(self) -> SearchWords:
        """Reads the words by which home's search finds exercises, besides their own."""
        from companion.app.search_vocabulary import load_search_words

        return load_search_words(spoken())

    def kept(self) -> Remembered:
        """Reads the favourites, and the last exercise if it may be remembered."""
        from companion.app import own_exercises

        kept, left = own_exercises.kept(), self.last_time.left()
        if left is None:
            return kept
        return replace(kept, left=left.id, left_seconds=left.seconds, left_stays=own_exercises.remembers())

    def named_at_end(self, exercise_id: str) -> Sequence[str]:
        """Lists what stands in quotes in the ending of an exercise. Raises UnknownExercise, or ExerciseMistakes."""
        from companion.exercise.named_exercises import quoted_at_end

        return quoted_at_end(self._find(exercise_id).exercise)

    def prepare(self, exercise_id: str) -> Prepared:
        """Reads what one person may choose before this exercise. Raises UnknownExercise, or ExerciseMistakes."""
        from companion.app.preparing import prepared

        loaded = self._find(exercise_id)
        self._check_voice(loaded.exercise)
        # While the page is read, the voice and the recogniser can start.
        language = self._choices.spoken_in(loaded.exercise)
        chosen = self.last_time.chosen_for(exercise_id)
        voice, read_in = chosen.voice if chosen is not None else "", loaded.exercise.language
        self._loop.call_soon_threadsafe(self._expect_session, language, voice, read_in)
        try:
            asks_how = bool(self.journal_writers())
        except CompanionError:
            asks_how = False  # the page after it says what is wrong
        return prepared(
            loaded,
            self.last_time.begin_with(loaded.exercise, self._options),
            chosen,
            asks_how=asks_how,
            speak_with=lambda voice: self.warm_up(language, voice, read_in),
        )

    def evening(self, exercise_id: str, *, attended: bool = True) -> Around | AroundTonight | None:
        """Makes the pages that ask two people questions before and after this exercise. With TONIGHT as the id, makes
        the pages on which they choose an exercise.

        None for an exercise for one, in a rehearsal, and for an exercise without touch if there is no one at the
        keyboard. Raises UnknownExercise, or ExerciseMistakes with all that is wrong in it; NobodyToAgree for touch if
        there is no one at the keyboard.
        """
        from companion.couple.page_words import pages_around
        from companion.screen.seam import GO_ON, TONIGHT

        if exercise_id == GO_ON:
            return None
        if exercise_id == TONIGHT:
            self._pages_in = pages_around(self._choices.read_in)
            return self._pages_for_two(attended).tonight(self._pages_in)
        loaded = self._find(exercise_id)
        if loaded.exercise.people != 2 or self._options.rehearsal:
            return None
        self._check_voice(loaded.exercise)
        self._pages_in = pages_around(loaded.exercise.language)
        return self._pages_for_two(attended).around(loaded, self._choices.spoken_in(loaded.exercise))

    def _pages_for_two(self, attended: bool) -> PagesForTwo:
        from companion.app.pages_for_two import PagesForTwo

        return PagesForTwo(self._options, self.entries, self._find, self._hearer, attended)

    def _hearer(self, language: str) -> HearWord:
        """Makes the function that listens for a word outside a session, and begins to start voice and recogniser."""
        self._loop.call_soon_threadsafe(self._expect_session, language)

        def hear(word: str, heard: Callable[[], None], deaf: Callable[[], None]) -> Callable[[], None] | None:
            return self._now.hear_word(word, language, heard, deaf)

        return hear

    def offers_sound_check(self) -> bool:
        return self._choices.offers_sound_check()

    def offers_tour(self) -> bool:
        return self._choices.offers_tour()

    def open_offers(self) -> Sequence[str]:
        """Lists what the first page points out: a download, the tour, the sound check and the calibration, each until
        it was done or dismissed. Empty if the settings are damaged."""
        from companion.app.home_offers import open_offers

        if self.offers_tour():
            self._introduces_download = True
        return open_offers(
            microphone=self._options.microphone,
            checks=self.offers_sound_check(),
            missing=bool(self.downloads.look().parts),
        )

    def said_at_first(self) -> str:
        """Returns what people should know about this computer at once: that nothing can be saved, that their settings
        can't be read, and at the very first start over ssh, that the sound comes out elsewhere. Empty if there is
        nothing. Called before `open_offers`."""
        from companion.app.surroundings import cannot_save, sounds_elsewhere
        from companion.resources import OwnPlace

        silent = self._options.voice == "none"
        if said := cannot_save(OwnPlace.SETTINGS.path().parent) or self._choices.trouble():
            return said
        return sounds_elsewhere(os.environ) if not silent and self._choices.is_first_run() else ""

    @property
    def downloads(self) -> Downloads:
        """The download of what listening and the natural voice need; on any thread."""
        if self._downloads is None:
            from companion.app.downloads import Downloads

            self._downloads = Downloads(lambda: self._options, self._something_arrived)
        return self._downloads

    # -- the loop's thread ----------------------------------------------------------------------------------------

    def offers_download(self) -> bool:
        """Returns True once, in the very first run: home then says in whole sentences what could be downloaded."""
        first, self._introduces_download = self._introduces_download, False
        return first

    def hide_offers(self, names: Sequence[str]) -> None:
        """Stops the first page from pointing out the offers with these names. Raises SettingsError if that can't be
        saved."""
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
        """Writes entries to a new file, and returns its place; on a worker thread. `form`: "md", "csv" or "pdf". Raises
        CompanionError."""
        from datetime import date

        from companion.journal.handed_file import hand_out

        return str(hand_out(entries, form, file, date.today()))

    def offers_journal(self) -> bool:
        return self._choices.offers_journal()

    @property
    def stop_word(self) -> str:
        return self._choices.stop_word

    def learnt_keys(self) -> LearntKeys:
        return self._choices.learnt_keys()

    def keymap(self) -> Mapping[str, str]:
        return self._choices.keymap()

    def warm_up(self, language: str = "", voice: str = "", read_in: str = ENGLISH) -> None:
        """Starts the slow parts (voice, loudspeaker, recogniser), and opens no microphone. Returns at once.

        The recogniser is that of `language`, or of the usual one; the voice is `voice`, or that of the settings, and
        reads texts in the language `read_in`. A part that cannot be started is reported by the session that needs it.
        """
        if not self._closed and not self._now.busy:
            self._loop.run_in_executor(None, _load_session)
            with contextlib.suppress(CompanionError):
                self._devices.start(voice, read_in).ears.rest(language or self._choices.language, self.stop_word)
            self.stir()

    def _expect_session(self, language: str, voice: str = "", read_in: str = ENGLISH) -> None:
        """Starts the slow parts for a session, and keeps the loudspeaker open while the page before it is shown."""
        self.warm_up(language, voice, read_in)
        if not self._now.busy and not self._at_home:  # they may have gone back already
            self._devices.expect(True)

    def open_loudspeaker(self) -> None:
        """Begins to open the loudspeaker, which needs a second to wake up. Called where the program begins with an
        exercise, before the rest of it is loaded. Returns at once."""
        self._devices.open_loudspeaker()

    def stir(self) -> None:
        """Opens the loudspeaker if it rests: somebody is there, and may soon choose something that sounds."""
        self._devices.wake()

    async def step_aside(self) -> None:
        """Pauses the session, or hushes the sound check, and closes the microphone; returns once it is closed."""
        await self._now.step_aside()

    def step_back(self) -> None:
        """Listens again after `step_aside`, unless what went on then has ended."""
        self._now.step_back()

    def at_rest(self, now: bool) -> None:
        """Notes whether a page is shown now on which nothing happens. Sentences are then rendered ahead, after a while;
        with False that ends at once. Home is such a page, and takes up what was downloaded."""
        self._at_home = now
        if now:
            self._devices.expect(False)
        self._take_up_arrived(now)
        if now and not self._options.rehearsal:
            self._at_rest.begin()
        else:
            self._at_rest.end()

    def page_reader(self) -> PagesAloud | None:
        """Makes the voice that reads pages aloud; None unless the person asked for it and something can speak."""
        from companion.store import settings

        silent = self._closed or self._options.rehearsal or self._options.voice == "none"
        if silent or not (self._options.speak_pages or settings.load().settings.speak_pages):
            return None
        from companion.app.page_reader import PagesAloud

        started = self._devices.start_if_possible(language=self._pages_in)
        if started is None:
            return None

        def speaker() -> Speaker:
            return (self._devices.start_if_possible(language=self._pages_in) or started).speaker

        return PagesAloud(speaker, started.player, lambda: self._pages_in)

    def open_session(self, exercise_id: str, go: Go | None = None, chosen: Chosen | None = None) -> ScreenSession:
        """Makes a session of this exercise, and begins to listen in its language.

        `go`: the result of the pages before it, `chosen` that of the page for one person; None if there were none.
        Raises UnknownExercise, or ExerciseMistakes with every mistake of the exercise.
        """
        from companion.screen.seam import GO_ON

        self.at_rest(False)
        self._take_up_arrived(True)
        left = self.last_time.left() if exercise_id == GO_ON else None
        loaded = self._find(left.id if left is not None else exercise_id)
        self._check_voice(loaded.exercise)
        if left is None:
            return self._now.session(loaded, self._find, go, chosen, None)
        return self._now.session(loaded, self._find, go, left.chosen, left.place)

    def plain_look(self) -> PlainLook:
        """Reads how plain lines are to be written."""
        from companion.screen.seam import PlainLook as Look

        options = self._options
        captions = "start" if options.voice == "none" else options.captions
        return Look(captions, options.timestamps, options.tones != "none")

    def settings(self) -> SettingsDesk:
        """Opens the settings, between two sessions."""
        from companion.app.settings_desk import SettingsDesk

        self.at_rest(False)
        self.last_time.close()  # a place that was written later would be there although it was deleted
        return SettingsDesk(
            self._choices.flags, self.crisis, changed=self._setting_changed, renew=self._renew, sampler=self._sample
        )

    def sound_check(self) -> SoundCheck:
        """Makes a trial of voice and microphone, between two sessions, and begins to listen."""
        self.at_rest(False)
        self._take_up_arrived(True)
        self._loop.run_in_executor(None, note_sound_check)
        return self._now.sound_check(self._choose_voice)

    def understand(self, line: str) -> Command | None:
        """Finds the command in a typed line, in the session's language, in that of the screens and in English."""
        from companion.app.typed import command_in

        return command_in(line, self._now.language, self.stop_word)

    def yes_no_maybe(self) -> int:
        """Runs `companion yes-no-maybe` in this terminal, and returns its exit code. Blocks.

        It is a process of its own, so that no passphrase and no open list is ever in the memory of this one.
        """
        from companion.app.aside import run_aside

        flags = self._choices.flags
        voice = ["--voice", flags.voice] if "voice" in flags.given else []
        language = ["--language", flags.language] if "language" in flags.given else []
        aloud = ["--speak-pages"] if self._options.speak_pages else []
        return run_aside([*language, *voice, "yes-no-maybe", *aloud], said("Press Enter to go back."), always=False)

    def silence(self) -> None:
        """Ends the running session or sound check; all is quiet at once."""
        self._now.silence()

    async def close(self) -> list[Exception]:
        """Lets go of everything, for good, while the loop goes on. Returns the errors. May be called again."""
        self._closed = True
        self.at_rest(False)
        try:
            self._now.close()
        finally:
            if self._downloads is not None:
                await self._downloads.close()
            wrong = await self._devices.close()
            await asyncio.to_thread(self.last_time.close)
        return wrong

    # -- within ---------------------------------------------------------------------------------------------------

    def _something_arrived(self) -> None:
        """Notes that something was downloaded. On home it is taken up at once, elsewhere when home comes back or the
        next session begins: a page that is being read aloud keeps its voice."""
        self._arrived = True
        self._take_up_arrived(self._at_home)

    def _take_up_arrived(self, now: bool) -> None:
        """Has the voice and the ears use what was downloaded, if anything was and nothing goes on."""
        if now and self._arrived and not self._now.busy and not self._closed:
            self._arrived = False
            with contextlib.suppress(CompanionError):  # the next session says what is wrong
                self._devices.speak_anew()
            self._at_rest.begin_anew()
            self.warm_up()

    def _setting_changed(self, name: str) -> None:
        """Takes a changed setting over at once: into what is cached, and into the remembered choices. Forgets the
        remembered choices if that was asked for."""
        self._choices.changed(name)
        if name in {"voice", "pace"}:
            self._at_rest.begin_anew()
        if name in {"speech", "everything"}:
            self._at_rest.forbid()
        if name in {"bed", "bells"}:
            self.last_time.setting_changed(name, getattr(self._options, name))
        elif name in {"voice", "tones"}:
            self.last_time.setting_changed(name, "")
        elif name in {"pace", "volume"}:
            self.last_time.dial_set(name)
        elif name == "remember_last":
            from companion.app import own_exercises

            if not own_exercises.remembers():
                self.last_time.forget()
        elif name in {"left", "choices", "settings", "everything"}:
            self.last_time.forget(place=name != "choices", choices=name != "left")

    def _choose_voice(self, name: str) -> Speaker:
        """Makes this voice the usual one. Raises CompanionError if it isn't available, or the choice can't be saved."""
        from companion.app.voices import check_voice
        from companion.store import settings

        check_voice(name)
        # Before it speaks: if this can't be saved, the other voice goes on speaking.
        settings.change(lambda kept: replace(kept, voice=name))
        self._setting_changed("voice")
        return self._devices.speak_from_now_on(name).speaker

    def _make_ahead(self) -> RenderingAhead:
        from companion.app.ahead import RenderingAhead, first_sentences
        from companion.app.voices import clips_ahead
        from companion.session.parts.dials import PACES, nearest

        return RenderingAhead(
            lambda: clips_ahead(self._options.voice),
            lambda: first_sentences(PACES[nearest(self._options.pace, PACES)]),
        )

    async def _renew(self) -> None:
        """Closes voice, loudspeaker and microphone, and starts them anew as the settings say now."""
        self.silence()
        if await self._devices.let_go():
            self.warm_up()

    def _sample(self) -> SpokenSample | None:
        """Makes the voice that says a sentence outside a session; None if nothing can speak."""
        from companion.app.settings_desk import SpokenSample
        from companion.app.voices import language_of

        language = language_of(self._options.voice)
        started = self._devices.start_if_possible(language=language)
        return SpokenSample(started.speaker, started.player, language) if started is not None else None

    def _find(self, exercise_id: str) -> LoadedExercise:
        """Reads an exercise; on any thread. Raises UnknownExercise, or ExerciseMistakes."""
        from companion.exercise.same_elsewhere import same_in
        from companion.packs.shelf import Shelf

        if exercise_id == _RIGHT_NOW:
            exercise_id = same_in(spoken(), exercise_id)
        return Shelf(rehearsing=self._options.rehearsal).find(exercise_id)

    def _check_voice(self, exercise: Exercise) -> None:
        """Checks that the voice of the command line speaks the language of this exercise; on any thread. Raises
        OtherLanguage."""
        if "voice" in self._choices.flags.given:
            from companion.app.voices import check_voice

            check_voice(self._choices.flags.voice, exercise.language)
