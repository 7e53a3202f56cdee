"""Where the house is put together: the only module that knows every concrete adapter.

A `Program` owns what outlives one session (loudspeaker, voice, microphone, recogniser, the list of exercises); it
opens sessions, each an engine and its conductor on top of those. Nothing is decided here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from companion import resources, settings
from companion.can_speak import CanSpeak
from companion.choosing import choices_for
from companion.clock import SystemClock
from companion.conductor import Conductor
from companion.crisis.desk import Desk
from companion.errors import CompanionError, NoModel
from companion.launch import Options
from companion.missed_sound import LaterMicrophone, MissedSound
from companion.own_words import check_own_word, command_words, own_vocabulary
from companion.packs.shelf import Entry, Shelf
from companion.ports import (
    Heard,
    Hearing,
    HearingChanged,
    Listener,
    Observer,
    Player,
    Report,
    Speaker,
    Speaking,
    SpeakingChanged,
)
from companion.session.commands import Command, Kind
from companion.session.effects import Listen
from companion.session.view import View

if TYPE_CHECKING:
    from companion.audio.devices import AudioSystem
    from companion.evening.pages import Go
    from companion.evenings import Around
    from companion.exercise.model import Exercise
    from companion.hearing.calibration import Calibration
    from companion.hearing.vocabulary import Vocabulary
    from companion.sound_check import SoundCheck


_DEAF = frozenset({Hearing.OFF, Hearing.NO_MICROPHONE, Hearing.NO_MODEL, Hearing.DIGITAL_SILENCE, Hearing.FAILED})
"""Nothing said will be heard; of a recogniser that is only starting it soon will."""
_STOP_WORD_LOST = (
    "A stop word of your own cannot be read from your settings and ends nothing now; “stop” and “red” do. "
    "`companion stop-word` says more."
)


class Session:
    """One session for a screen: the conductor, and what is known of the devices when it begins."""

    def __init__(self, program: Program, conductor: Conductor) -> None:
        self._program = program
        self._conductor = conductor

    def view(self) -> View:
        return self._conductor.view()

    def give(self, command: Command) -> None:
        self._conductor.give(command)

    def subscribe(self, observer: Observer) -> None:
        self._conductor.subscribe(observer)
        for report in self._program.standing_reports():
            if isinstance(report, HearingChanged):
                observer.hearing(report)
            elif isinstance(report, SpeakingChanged):
                observer.speaking(report)

    async def start(self) -> None:
        self._program.warm_up()
        self._conductor.begin()

    async def close(self) -> None:
        self._conductor.close()


class _Nobody:
    """A Listener that does not listen."""

    def listen(self, allowed: Listen) -> None: ...

    def close(self) -> None: ...


class Program:
    """Made and used on the asyncio loop's thread; `post` may be called from any."""

    def __init__(self, options: Options, loop: asyncio.AbstractEventLoop) -> None:
        self._options = options
        self._loop = loop
        self._shelf = Shelf()
        self.crisis = Desk()
        self._conductor: Conductor | None = None
        self._hearing: HearingChanged | None = None
        self._speaking: SpeakingChanged | None = None
        self._can_speak = CanSpeak()
        self._system: AudioSystem | None = None
        self._player: Player | None = None
        self._speaker: Speaker | None = None
        self._listener: Listener | None = None
        self._microphone: Any = None
        self._loopback: Any = None
        self._voice: Callable[[], str] = lambda: ""
        """The name of the voice that speaks now."""
        self._learnt: Calibration | None = None
        """What is known of their voices, and in use."""
        self._missed = 0.0
        """Seconds of sound in this session that a busy machine missed."""
        self._missing = MissedSound(lambda seconds: self._on_loop(self._count_missed, seconds))
        self._check: SoundCheck | None = None
        self._run_bed: Callable[[bool], None] = lambda on: None
        self._learn: Callable[[Vocabulary], None] | None = None
        """Teaches the listener other words."""
        self._waiting_for: tuple[str, Callable[[], None]] | None = None
        self.stop_word = ""
        """Two people's own word for "stop", besides all others."""
        self._stop_word_lost = False
        """There may have been one, which cannot be read."""
        self._closed = False

    # -- what a screen asks ---------------------------------------------------------------------------------------

    def entries(self) -> Sequence[Entry]:
        return self._shelf.entries()

    def evening(self, exercise_id: str, *, attended: bool = True) -> Around | None:
        """What is asked of two people around it, but in no rehearsal. Raises as `open_session`, and NobodyToAgree."""
        from companion.evenings import NobodyToAgree, around, worth_offering
        from companion.exercise.packwide import touch_of

        loaded = self._shelf.find(exercise_id)
        # What it includes may ask for touch that its own heading does not name.
        exercise = loaded.exercise.model_copy(update={"touch": touch_of(loaded.exercise, loaded.includes)})
        if exercise.people != 2 or self._options.rehearsal:
            return None
        if not attended:
            if exercise.touch:
                raise NobodyToAgree(
                    f"“{exercise.title}” asks two people whether they both want it, and nobody is at the keys.",
                    hint="Start it in a terminal of its own, or rehearse it with --speed 20.",
                )
            return None
        # A stop word of their own is tried aloud on one of the pages: by then somebody has to listen.
        self._loop.call_soon_threadsafe(self.warm_up)
        entries = self.entries() if exercise.touch else ()
        return around(
            exercise,
            [self._shelf.find(entry.path).exercise for entry in entries if worth_offering(entry)],
            check_word=check_own_word,
            hear=self.hear_word,
            reserved=command_words(exercise.language),
            lengths=choices_for(exercise, self._known_lengths(exercise)).lengths,
        )

    def hear_word(self, word: str, heard: Callable[[], None]) -> Callable[[], None] | None:
        """Listen for one word outside a session; what ends that, or None where nobody listens."""
        deaf = self._hearing is not None and self._hearing.hearing in _DEAF
        if self._listener is None or deaf or self._conductor is not None:
            return None
        self._waiting_for = (word.casefold(), heard)
        self._listener.listen(Listen(frozenset({Kind.ANSWER}), (word,)))

        def end() -> None:
            self._waiting_for = None
            if self._listener is not None and self._conductor is None:
                self._listener.listen(Listen(frozenset()))

        return end

    def offers_sound_check(self) -> bool:
        """True the first time ever that it is asked, and that can be kept."""
        kept = settings.load()
        if kept.trouble or kept.settings.sound_check_offered or kept.settings.calibration is not None:
            return False
        try:
            settings.save(replace(kept.settings, sound_check_offered=True))
        except CompanionError:
            return False
        return True

    def sound_check(self) -> SoundCheck:
        """Voice and microphone, tried between two sessions."""
        from companion.sound_check import SoundCheck

        self.warm_up()
        assert self._player is not None
        assert self._speaker is not None

        def closed() -> None:
            self._check = None

        self._begin_counting()
        self._check = SoundCheck(
            speaker=self._speaker,
            player=self._player,
            ears=self,
            voice=self._voice,
            own_word=self.stop_word,
            standing=self.standing_reports(),
            closed=closed,
        )
        return self._check

    async def rest_ears(self) -> None:
        """Let go of the microphone, and of the recogniser: another program is to have them."""
        listener, microphone = self._listener, self._microphone
        self._listener, self._microphone, self._learn = _Nobody(), None, None
        for part in (listener, microphone):
            if part is not None:
                await asyncio.to_thread(part.close)

    def wake_ears(self) -> bool:
        """Listen again; whether something new is known of their voices."""
        before = self._learnt
        if self._system is not None and not self._closed:
            self._listener = self._make_listener(self._system, self._loopback)
        return self._learnt != before

    def open_session(self, exercise_id: str, go: Go | None = None) -> Session:
        """Raises UnknownExercise, or an error with every mistake of the exercise."""
        from companion.exercise.plan import plan
        from companion.phrases import load_phrases
        from companion.session.engine import Engine
        from companion.session.state import Timing
        from companion.sounding import BedKeeper

        loaded = self._shelf.find(exercise_id)
        phrases = load_phrases(loaded.exercise.language)
        choices = choices_for(loaded.exercise, self._known_lengths(loaded.exercise))
        if go is not None:
            choices = replace(go.choices, lengths={**choices.lengths, **go.choices.lengths})
        made = plan(loaded.exercise, choices, phrases, includes=loaded.includes)
        speed = self._options.speed
        engine = Engine(
            made,
            phrases,
            timing=Timing(drift_within=0.25 * max(1.0, speed), suspended_after=2.0 * max(1.0, speed)),
            unattended=self._options.rehearsal,
        )
        self.warm_up()
        if go is not None and go.stop_word != self.stop_word:
            self.stop_word = go.stop_word
            if self._learn is not None:
                self._learn(own_vocabulary(self.stop_word, self._options.language))
        assert self._player is not None
        assert self._speaker is not None
        assert self._listener is not None
        if self._conductor is not None:
            self._conductor.close()
        conductor = Conductor(
            engine,
            clock=SystemClock(speed),
            speaker=self._speaker,
            player=self._player,
            listener=self._listener,
            folder=loaded.file.parent,
            closed=self._quiet,
        )
        if self._options.bed != "none":
            conductor.subscribe(BedKeeper(self._run_bed))
        self._conductor = conductor
        self._begin_counting()
        return Session(self, conductor)

    def _begin_counting(self) -> None:
        """What was missed before belongs to what was before."""
        self._missed = 0.0
        if self._hearing is not None:
            self._hearing = replace(self._hearing, missed=0.0)

    def _known_lengths(self, exercise: Exercise) -> dict[str, float]:
        """Those asked for that this exercise has: from the one that was named, people may go on to another one."""
        return {name: value for name, value in self._options.lengths.items() if name in exercise.lengths}

    def standing_reports(self) -> list[Report]:
        """How hearing and speaking stand, for somebody who comes later."""
        hearing = self._hearing and self._warning(self._hearing)
        return [report for report in (hearing, self._speaking) if report is not None]

    def _warning(self, report: HearingChanged) -> HearingChanged:
        """With a word of warning where two people may rely on a stop word that is not known."""
        if not self._stop_word_lost or self.stop_word:
            return report
        return replace(report, detail=f"{report.detail} {_STOP_WORD_LOST}".strip())

    # -- the adapters ---------------------------------------------------------------------------------------------

    def warm_up(self) -> None:
        """Start what takes a moment (voice, devices, recogniser). Returns at once; the second call does nothing."""
        if self._player is not None or self._closed:
            return
        from companion.audio.devices import AudioSystem
        from companion.audio.loopback import Loopback
        from companion.audio.output import LoudspeakerPlayer
        from companion.sounding import chosen_sounds
        from companion.speech.narrator import Narrator, SilentSpeaker

        options = self._options
        kept = settings.load()
        self.stop_word = kept.settings.stop_word or ""
        self._stop_word_lost = "stop_word" in kept.lost
        self._system = AudioSystem()
        self._loopback = loopback = Loopback()
        player = LoudspeakerPlayer(
            self._post_of_loudspeaker,
            self._system,
            speed=options.speed,
            tap_for=loopback.tap,
            sounds=chosen_sounds(options.tones, options.bells, options.bed, options.bed_volume),
        )
        self._player = player
        self._run_bed = player.run_bed
        if options.voice == "none":
            self._speaker = SilentSpeaker(self.post)
            self.post(SpeakingChanged(Speaking.OFF))
        else:
            from companion.speech.cache import ClipCache
            from companion.voicing import make_voices, spoken_name

            voices = make_voices(options.voice, self._handed_over)
            voices[1].warm_up()
            self._voice = lambda: spoken_name(voices[1].name)
            cache = ClipCache(resources.cache_dir() / "speech")
            self._speaker = Narrator(
                voices=voices, play=player.play, generation=player.generation, post=self.post, cache=cache
            )
        self._listener = self._make_listener(self._system, loopback)

    def _handed_over(self, message: str, hint: str) -> None:
        """A voice was given up, and the next one speaks."""
        self.post(SpeakingChanged(Speaking.READY, f"{message} Another voice goes on. {hint}".strip()))

    def _make_listener(self, system: AudioSystem, loopback: Any) -> Listener:
        if not self._options.microphone:
            self.post(HearingChanged(Hearing.OFF))
            return _Nobody()
        from companion.audio.capture import Microphone
        from companion.hearing.calibration import from_settings
        from companion.hearing.listener import VoiceListener
        from companion.hearing.recogniser import Recogniser
        from companion.weights.store import model_path

        self._learnt = from_settings(settings.load().settings.calibration)
        words = own_vocabulary(self.stop_word, self._options.language)
        try:
            model = model_path(words.model)
        except NoModel as why:
            self.post(HearingChanged(Hearing.NO_MODEL, why.hint))
            return _Nobody()
        # The microphone reports to the listener, which reads from it: whichever is made first meets the other later.
        waiting: list[VoiceListener] = []

        def opened() -> None:
            for listener in waiting:
                listener.microphone_open()

        def missing(why: CompanionError) -> None:
            for listener in waiting:
                listener.microphone_missing(why)

        def lost(why: CompanionError) -> None:
            for listener in waiting:
                listener.microphone_lost(why)

        source = LaterMicrophone(self._missing)
        listener = VoiceListener(
            source,
            self.post,
            words,
            model,
            resources.cache_dir() / "models",
            reference=loopback,
            hush=self._hush,
            duck=self._duck,
            narration=self._narration,
            calibration=self._learnt,
            start_recogniser=lambda folder: Recogniser(folder, missed=self._missing.piece),
        )
        waiting.append(listener)
        self._learn = listener.learn
        source.source = self._microphone = Microphone(system, on_open=opened, on_missing=missing, on_lost=lost)
        return listener

    def _hush(self, on: bool) -> None:
        """Asked by the hearing thread while it makes up its mind."""
        if self._player is not None:
            self._player.hush(on)

    def _duck(self, on: bool) -> None:
        """Asked by the hearing thread while somebody speaks over the narrator."""
        if self._player is not None:
            self._player.duck(on)

    def _narration(self) -> str:
        """What is being said now; asked by the hearing thread."""
        speaking = self._conductor or self._check
        return speaking.narration if speaking is not None else ""

    def _quiet(self) -> None:
        """Between sessions nothing is listened for but the safety words, and those have nobody to act on."""
        self._conductor = None
        self._run_bed(False)
        if self._listener is not None:
            self._listener.listen(Listen(frozenset()))

    def post(self, report: Report) -> None:
        """The way in for every thread."""
        self._on_loop(self._deliver, report)

    def _post_of_loudspeaker(self, report: Report) -> None:
        self._on_loop(self._deliver_of_loudspeaker, report)

    def _on_loop(self, act: Callable[[Any], None], what: object) -> None:
        """After the loop has closed there is nobody left to tell."""
        if not self._closed:
            try:
                self._loop.call_soon_threadsafe(act, what)
            except RuntimeError:
                self._closed = True

    def _count_missed(self, seconds: float) -> None:
        self._missed += seconds
        if self._hearing is not None:
            self._deliver(self._hearing)

    def _deliver_of_loudspeaker(self, report: Report) -> None:
        if isinstance(report, SpeakingChanged):
            self._pass_on(self._can_speak.loudspeaker(report))
        else:
            self._pass_on(report)

    def _deliver(self, report: Report) -> None:
        if isinstance(report, HearingChanged):
            self._hearing = replace(report, missed=self._missed)
            report = self._warning(self._hearing)
        elif isinstance(report, SpeakingChanged):
            report = self._can_speak.voice(report)
        self._pass_on(report)

    def _pass_on(self, report: Report) -> None:
        if isinstance(report, SpeakingChanged):
            self._speaking = report
        if self._conductor is not None:
            self._conductor.feed(report)
        elif self._check is not None:
            self._check.feed(report)
        elif isinstance(report, Heard) and report.meant and self._waiting_for is not None:
            word, heard = self._waiting_for
            if report.text.casefold() == word:
                heard()

    def close(self) -> None:
        """Let go of everything; each part waits two or three seconds at most."""
        if self._conductor is not None:
            self._conductor.close()
        self._closed = True
        for part in (self._listener, self._microphone, self._speaker, self._player, self._system):
            if part is not None:
                part.close()
