"""The hearing thread: microphone frames in, reports out. It puts the echo canceller, the gate, the recogniser and the
spotter in a row and knows nothing of devices or of the session. No sample is ever written anywhere.

Implements `companion.ports.Listener`. Wiring gives the microphone's three calls (`microphone_open`, `_missing`,
`_lost`) to `companion.audio.capture.Microphone`.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from companion.errors import CompanionError, NoModel
from companion.hearing.calibration import Calibration
from companion.hearing.decoys import load_lexicon
from companion.hearing.double_talk import DoubleTalk
from companion.hearing.echo import EchoCanceller
from companion.hearing.gain import amplified
from companion.hearing.gate import Gate
from companion.hearing.grammar import JUMPY, STRICT, build
from companion.hearing.microphone_watch import DETAILS, MicrophoneWatch, cut_off
from companion.hearing.model import tuned_model
from companion.hearing.narrator import Surroundings
from companion.hearing.recogniser import Health, Observation, Recogniser
from companion.hearing.spotter import Decision, Hush, Spotter
from companion.hearing.timeline import ReferenceSource
from companion.hearing.vocabulary import Vocabulary
from companion.ports import Heard, Hearing, HearingChanged, Level, Post
from companion.session.effects import Listen
from companion.session.events import Given

RATE = 16000
FRAME_SECONDS = 0.02
FRAMES_PER_BLOCK = 2
"""Frames of 20 ms given to the recogniser at once."""
LEVEL_EVERY = 5
"""Frames between two levels for the meter: 0.1 s."""
ZEROS_AFTER = 2.0
"""Seconds of nothing but zeros that mean: no real microphone behind this."""
SILENT_DBFS = -120.0
_REMEMBERED_BLOCKS = 500
"""Twenty seconds of what was around: results are never so late."""
SHOWN_WORDS = 3
"""Longer utterances that mean nothing are people talking to each other: none of the screen's business."""


class Frame(Protocol):
    @property
    def samples(self) -> NDArray[np.int16]: ...
    @property
    def at(self) -> float: ...


class FrameSource(Protocol):
    """A microphone: frames of 20 ms, mono, int16, 16 kHz (companion.audio.capture.Microphone)."""

    def read(self, timeout: float) -> Frame | None:
        """The next frame; None when there was none within `timeout` seconds."""


class VoiceListener:
    """Listens until closed. `listen`, `close` and the microphone's calls come from any thread and return at once
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

        `hush(True)` asks the mixer to fall silent provisionally, `hush(False)` to take its clause up again; called from
        the hearing thread, must return at once. `duck(True)` asks for a softer narrator while somebody speaks over it,
        `duck(False)` for the usual one; likewise. `narration()` is the text being spoken now, "" in a silence.
        `calibration`: what was learnt of their two voices.
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
        self._wanted: Listen = Listen(frozenset())
        self._applied: Listen | None = None
        self._microphone: bool | None = None
        """None until it was opened or found missing."""
        self._microphone_detail = ""
        self._reported: HearingChanged | None = None
        self._gate = Gate()
        self._watch = MicrophoneWatch()
        self._opened = 0
        self._watched = 0
        """How often the microphone was opened, and which of them the watch has seen."""
        self._zeros = 0
        self._frames = 0
        self._power = 0.0
        self._block: list[NDArray[np.int16]] = []
        self._raw_power = 0.0
        self._around: deque[tuple[float, Surroundings]] = deque(maxlen=_REMEMBERED_BLOCKS)
        self._thread = threading.Thread(target=self._run, name="hearing", daemon=True)
        self._thread.start()

    # ---- from any thread

    def listen(self, allowed: Listen) -> None:
        self._wanted = allowed

    def learn(self, vocabulary: Vocabulary) -> None:
        """From now on these words, such as two people's own one for "stop"."""
        self._vocabulary = vocabulary

    def microphone_open(self) -> None:
        self._microphone, self._microphone_detail = True, ""
        self._opened += 1

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
            grammar = build(self._vocabulary, load_lexicon(self._vocabulary.lexicon), self._wanted)
            spotter = Spotter(grammar, self._calibration.policy())
            while not self._stop.is_set():
                self._follow(recogniser, spotter)
                frame = self._source.read(0.1)
                if frame is not None:
                    self._take(frame, recogniser)
                else:
                    self._make_room(False)  # a microphone that went away hears nobody
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
                # Nobody asked it to end: a mistake of ours is on its way up, and the screen must not say "listening".
                self._report(Hearing.FAILED, "Keys and typed words work. Start the program again to be heard.")

    def _follow(self, recogniser: Recogniser, spotter: Spotter) -> None:
        """The grammar follows what has a meaning now."""
        wanted, words = self._wanted, self._vocabulary
        if wanted == self._applied and words is self._learnt:
            return
        grammar = build(self._calibration.vocabulary(words), load_lexicon(words.lexicon), wanted)
        recogniser.listen(grammar.ears, grammar.rousing)
        spotter.listen(grammar)
        self._applied, self._learnt = wanted, words

    def _take(self, frame: Frame, recogniser: Recogniser) -> None:
        self._zeros = 0 if frame.samples.any() else self._zeros + len(frame.samples)
        samples = amplified(frame.samples, self._calibration.gain_db)
        raw = _power(samples)
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
        # Before the canceller knows the room, what is left of the narrator says nothing: then its words are its own.
        known = self._echo is None or self._echo.settled or not echo
        cancelling = echo and known and self._echo is not None and self._echo.present
        quiet = not self._gate.open(block, _dbfs(self._raw_power) if cancelling else None)
        recogniser.feed(block.tobytes(), quiet=quiet)
        left = _dbfs(_power(block))
        around = Surroundings(self._narration() if echo else "", _dbfs(self._raw_power), left, known)
        self._raw_power = 0.0
        self._around.append((recogniser.seconds, around))

    def _make_room(self, somebody_speaks: bool) -> None:
        """The narrator is softer for as long as somebody speaks over it."""
        if somebody_speaks != self._ducked:
            self._ducked = somebody_speaks
            self._duck(somebody_speaks)

    def _watch_frame(self, samples: NDArray[np.int16], power: float, at: float, *, narrated: bool) -> None:
        if self._watched != self._opened:
            self._watch.restarted()
            self._watched = self._opened
        ends = at + (len(self._block) + 1) * FRAME_SECONDS
        self._watch.level(ends, _dbfs(power), cut_off(samples), narrated=narrated)

    def _understand(self, seen: Observation, spotter: Spotter) -> None:
        # One ear is enough to know how loud people are, and this one never sleeps.
        said = seen.finals.get(JUMPY)
        if said is not None and said.words:
            self._watch.understood(said.words[0].start, said.words[-1].end, said.text)
        around = Surroundings()
        while self._around and self._around[0][0] <= seen.at + 1e-6:
            around = self._around.popleft()[1]
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
            text = final.text.replace("[unk]", "").strip()
            if text and len(text.split()) <= SHOWN_WORDS:
                self._post(Heard(text, False))

    def _meter(self, power: float) -> None:
        self._frames += 1
        self._power += power
        if self._frames == LEVEL_EVERY:
            self._post(Level(_dbfs(self._power / LEVEL_EVERY)))
            self._frames, self._power = 0, 0.0

    def _report_state(self, recogniser: Recogniser) -> None:
        if recogniser.health is Health.FAILED:
            self._report(
                Hearing.FAILED, "Listening has failed. It is tried again twice a minute. Keys and typed words work."
            )
        elif self._microphone is False:
            self._report(Hearing.NO_MICROPHONE, self._microphone_detail)
        elif recogniser.health is Health.RESTARTING:
            self._report(Hearing.RESTARTING, "Listening is being restarted. Keys work meanwhile.")
        elif recogniser.health is Health.STARTING or self._microphone is None:
            self._report(Hearing.STARTING)
        elif self._zeros > ZEROS_AFTER * RATE:
            self._report(
                Hearing.DIGITAL_SILENCE,
                "The microphone delivers nothing at all. Is it muted, or is this program not allowed to use it?",
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


def _power(samples: NDArray[np.int16]) -> float:
    return float(np.mean(samples.astype(np.float64) ** 2)) / 32768**2


def _dbfs(power: float) -> float:
    return 10 * math.log10(power) if power > 1e-12 else SILENT_DBFS
