"""The hearing thread: takes microphone frames and posts reports. It connects the echo canceller, the gate, the
recogniser and the spotter, and knows nothing of devices or of the session. No sample is ever written anywhere.

Implements `companion.ports.Listener`. `companion.audio.capture.Microphone` is given its three calls `microphone_open`,
`microphone_missing` and `microphone_lost`.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from companion.errors import CompanionError, NoModel
from companion.hearing.child.gate import Gate
from companion.hearing.child.protocol import UNKNOWN, Observation
from companion.hearing.child.recogniser import Health, Recogniser
from companion.hearing.child.tuned_model import tuned_model
from companion.hearing.decide.attribution import Surroundings
from companion.hearing.decide.microphone_watch import DETAILS, MicrophoneWatch, cut_off
from companion.hearing.decide.policy import calibrated
from companion.hearing.decide.spotter import Decision, Hush, Spotter
from companion.hearing.echo.canceller import EchoCanceller
from companion.hearing.echo.double_talk import DoubleTalk
from companion.hearing.echo.timeline import ReferenceSource
from companion.hearing.words.calibration import Calibration
from companion.hearing.words.decoys import load_lexicon
from companion.hearing.words.grammar import JUMPY, STRICT, build
from companion.hearing.words.vocabulary import Vocabulary
from companion.ports import Heard, Hearing, HearingChanged, Level, Post
from companion.session.effects import Listen
from companion.session.events import Given
from companion.sound_format import FRAME_SECONDS, RATE, amplified, dbfs, level_dbfs, power

FRAMES_PER_BLOCK = 2
"""Frames of 20 ms that are given to the recogniser at once."""
LEVEL_EVERY = 5
"""Frames between two levels for the screen's meter: 0.1 s."""
READ_SECONDS = 0.1
"""Seconds that one frame is waited for."""
EMPTY_READS = 20
"""Reads in a row without a frame after which the microphone counts as blocked as well: two seconds."""
LOST_SECONDS = 0.2
"""Seconds between two frames' time stamps from which on sound between them was lost. A busy computer's stamps are off
by less."""
ZEROS_AFTER = 2.0
"""Seconds of nothing but zeros after which the microphone counts as muted or blocked: no real room is that silent."""
_REMEMBERED_BLOCKS = 500
"""Blocks of 40 ms, 20 s, whose surroundings are kept until the recogniser's answer comes. No answer is that late."""
SHOWN_WORDS = 3
"""Words in an utterance up to which one without a meaning is shown. A longer one is people talking to each other, which
does not belong on the screen."""


class MicrophoneFrame(Protocol):
    @property
    def samples(self) -> NDArray[np.int16]: ...
    @property
    def at(self) -> float: ...


class FrameSource(Protocol):
    """A microphone: frames of 20 ms, mono, int16, 16 kHz (companion.audio.capture.Microphone)."""

    def read(self, timeout: float) -> MicrophoneFrame | None:
        """Returns the next frame; None when there was none within `timeout` seconds."""


class VoiceListener:
    """Listens until it is closed. `listen`, `close` and the microphone's calls come from any thread and return at once
    (`close` within a second or two)."""

    def __init__(
        self,
        source: FrameSource,
        post: Post,
        vocabulary: Vocabulary,
        model: Path,
        cache: Path,
        *,
        reference: ReferenceSource | None = None,
        hush: Callable[[bool], None] = lambda on: None,
        duck: Callable[[bool], None] = lambda on: None,
        narration: Callable[[], str] = lambda: "",
        calibration: Calibration | None = None,
        start_recogniser: Callable[[Path], Recogniser] = Recogniser,
    ) -> None:
        """`model`: the model's folder. `cache`: where its tuned copy is made. `reference`: what the loudspeaker plays.
        `calibration`: what was learnt from their two voices.

        `hush(True)` asks the mixer to fall silent provisionally, `hush(False)` to go on from the start of its clause.
        `duck(True)` asks for a softer narrator while somebody speaks over it, `duck(False)` for the usual one. Both are
        called from the hearing thread and must return at once. `narration()` is the text being spoken now, "" in a
        silence.
        """
        self._source = source
        self._post = post
        self._calibration = calibration or Calibration()
        self._vocabulary = self._learnt = vocabulary
        self._model = model
        self._cache = cache
        self._echo = EchoCanceller(reference) if reference is not None else None
        self._talk = DoubleTalk()
        self._hush = hush
        self._duck = duck
        self._ducked = False
        self._narration = narration
        self._start_recogniser = start_recogniser
        self._stop = threading.Event()
        self._made_anew = False
        """True once the tuned copy of the model was made again, after a start that failed."""
        self._wanted: Listen = Listen(frozenset())
        self._applied: Listen | None = None
        self._microphone: bool | None = None
        """None until the microphone was opened or found missing."""
        self._microphone_detail = ""
        self._reported: HearingChanged | None = None
        self._gate = Gate()
        self._watch = MicrophoneWatch()
        self._opened = 0
        self._watched = 0
        """Openings of the microphone when the watch was last restarted."""
        self._zeros = 0
        self._empty_reads = 0
        """Reads in a row that gave no frame."""
        self._frames = 0
        self._power = 0.0
        self._block: list[NDArray[np.int16]] = []
        self._newest = float("inf")
        """The time stamp of the newest frame."""
        self._spliced = False
        """The microphone lost sound within the present block."""
        self._raw_power = 0.0
        self._around: deque[tuple[float, Surroundings]] = deque(maxlen=_REMEMBERED_BLOCKS)
        self._thread = threading.Thread(target=self._run, name="hearing", daemon=True)
        self._thread.start()

    # ---- from any thread

    def listen(self, allowed: Listen) -> None:
        """Sets what means something from now on."""
        self._wanted = allowed

    def learn(self, vocabulary: Vocabulary) -> None:
        """Replaces the vocabulary, for example by one with two people's own stop word."""
        self._vocabulary = vocabulary

    def microphone_open(self) -> None:
        self._microphone, self._microphone_detail = True, ""
        self._zeros = self._empty_reads = 0  # of the microphone before it; this one has delivered nothing yet
        self._opened += 1

    def microphone_closed(self) -> None:
        """Stops listening until the microphone is opened again; the recogniser stays ready."""
        self._microphone, self._microphone_detail = None, ""

    def microphone_missing(self, why: CompanionError) -> None:
        self._microphone, self._microphone_detail = False, why.hint or why.message

    def microphone_lost(self, why: CompanionError) -> None:
        self._microphone, self._microphone_detail = False, why.hint or why.message

    def close(self) -> None:
        self._stop.set()
        self._thread.join(3.0)

    # ---- the hearing thread

    def _run(self) -> None:
        self._report(Hearing.STARTING)
        recogniser: Recogniser | None = None
        told = False
        try:
            recogniser = self._start_recogniser(tuned_model(self._model, self._cache))
            recogniser.repair = self._repaired
            grammar = build(self._vocabulary, load_lexicon(self._vocabulary.lexicon), self._wanted)
            spotter = Spotter(grammar, calibrated(self._calibration))
            while not self._stop.is_set():
                self._follow(recogniser, spotter)
                frame = self._source.read(READ_SECONDS)
                if frame is not None:
                    self._empty_reads = 0
                    self._take(frame, recogniser)
                else:
                    self._empty_reads += 1
                    self._make_room(False)  # no voice arrives from a microphone that went away
                for seen in recogniser.results():
                    self._understand(seen, spotter)
                self._report_state(recogniser)
        except NoModel as why:
            self._report(Hearing.NO_MODEL, why.hint)
            told = True
        finally:
            self._hush(False)
            self._duck(False)
            if recogniser is not None:
                recogniser.close()
            if not (told or self._stop.is_set()):
                # This thread was not asked to end: an error of ours is being raised, and the screen must not say
                # "listening".
                self._report(Hearing.FAILED, "Keys and typed words work. To use your voice, start the program again.")

    def _repaired(self) -> Path:
        """Makes the tuned copy anew once, because the recogniser did not start with it; after that, without tuning."""
        anew, self._made_anew = not self._made_anew, True
        return tuned_model(self._model, self._cache, anew=True) if anew else self._model

    def _follow(self, recogniser: Recogniser, spotter: Spotter) -> None:
        """Sends the grammar of what means something now, if that has changed."""
        wanted, words = self._wanted, self._vocabulary
        if wanted == self._applied and words is self._learnt:
            return
        grammar = build(self._calibration.vocabulary(words), load_lexicon(words.lexicon), wanted)
        if (
            words is not self._learnt
            or self._applied is None
            or replace(wanted, talk=self._applied.talk) != self._applied
        ):
            recogniser.listen(grammar.ears, grammar.wake_rule)
        spotter.listen(grammar, talk=wanted.talk)
        self._applied, self._learnt = wanted, words

    def _take(self, frame: MicrophoneFrame, recogniser: Recogniser) -> None:
        self._spliced = self._spliced or frame.at - self._newest > LOST_SECONDS
        self._newest = frame.at
        self._zeros = 0 if frame.samples.any() else self._zeros + len(frame.samples)
        samples = amplified(frame.samples, self._calibration.gain_db)
        raw = power(samples)
        self._meter(raw)
        clean, echo = samples, False
        if self._echo is not None:
            clean = self._echo.cancel(samples, frame.at)
            echo = self._echo.active
            self._make_room(self._talk.feed(self._echo.measures))
        self._watch_frame(frame.samples, raw, recogniser.seconds, narrated=echo)
        self._block.append(clean)
        self._raw_power += raw / FRAMES_PER_BLOCK
        if len(self._block) < FRAMES_PER_BLOCK:
            return
        block = np.concatenate(self._block)
        self._block.clear()
        # Until the canceller knows the room, the narrator's remainder tells nothing about who is speaking.
        known = self._echo is None or self._echo.settled or not echo
        cancelling = echo and known and self._echo is not None and self._echo.present
        quiet = not self._gate.open(block, dbfs(self._raw_power) if cancelling else None)
        recogniser.feed(block.tobytes(), quiet=quiet)
        left = level_dbfs(block)
        spliced, self._spliced = self._spliced, False
        around = Surroundings(self._narration() if echo else "", dbfs(self._raw_power), left, known, spliced)
        self._raw_power = 0.0
        self._around.append((recogniser.seconds, around))

    def _make_room(self, somebody_speaks: bool) -> None:
        """Ducks the narrator for as long as somebody speaks over it."""
        if somebody_speaks != self._ducked:
            self._ducked = somebody_speaks
            self._duck(somebody_speaks)

    def _watch_frame(self, samples: NDArray[np.int16], raw: float, at: float, *, narrated: bool) -> None:
        if self._watched != self._opened:
            self._watch.restarted()
            self._watched = self._opened
        ends = at + (len(self._block) + 1) * FRAME_SECONDS
        self._watch.level(ends, dbfs(raw), cut_off(samples), narrated=narrated)

    def _understand(self, seen: Observation, spotter: Spotter) -> None:
        # One ear's results are enough to know how loud people are; this ear never sleeps.
        said = seen.finals.get(JUMPY)
        if said is not None and said.words:
            self._watch.understood(said.words[0].start, said.words[-1].end, said.text)
        at, around = 0.0, Surroundings()
        passed = 0
        while self._around and self._around[0][0] <= seen.at + 1e-6:
            if passed:
                spotter.overlook(at, around)
            at, around = self._around.popleft()
            passed += 1
        decided = False
        for verdict in spotter.feed(seen, around):
            if isinstance(verdict, Hush):
                self._hush(verdict.on)
            elif isinstance(verdict, Decision):
                decided = True
                self._post(Heard(verdict.phrase, True))
                self._post(Given(verdict.command))
        final = seen.finals.get(STRICT)
        if final is not None and not decided and not spotter.decided(final):
            text = final.text.replace(UNKNOWN, "").strip()
            if text and len(text.split()) <= SHOWN_WORDS:
                self._post(Heard(text, False))

    def _meter(self, frame_power: float) -> None:
        self._frames += 1
        self._power += frame_power
        if self._frames == LEVEL_EVERY:
            self._post(Level(dbfs(self._power / LEVEL_EVERY)))
            self._frames, self._power = 0, 0.0

    def _report_state(self, recogniser: Recogniser) -> None:
        if recogniser.health is Health.FAILED:
            self._report(
                Hearing.FAILED, "I can't listen right now. I'll try again twice a minute. Keys and typed words work."
            )
        elif self._microphone is False:
            self._report(Hearing.NO_MICROPHONE, self._microphone_detail)
        elif recogniser.health is Health.RESTARTING:
            self._report(Hearing.RESTARTING, "I'll be listening again in a moment. Until then, please use the keys.")
        elif recogniser.health is Health.STARTING or self._microphone is None:
            self._report(Hearing.STARTING)
        elif recogniser.late:
            self._report(Hearing.BEHIND, "This computer is very busy, so I can't hear you well. Please use the keys.")
        elif self._zeros > ZEROS_AFTER * RATE or self._empty_reads > EMPTY_READS:
            self._report(
                Hearing.DIGITAL_SILENCE,
                "I can't hear anything. Is the microphone muted? Or does this program still need permission to use it?",
            )
        elif (trouble := self._watch.trouble) is not None:
            self._report(trouble, DETAILS[trouble])
        else:
            self._report(Hearing.LISTENING)

    def _report(self, hearing: Hearing, detail: str = "") -> None:
        report = HearingChanged(hearing, detail)
        if report != self._reported:
            self._reported = report
            self._post(report)
