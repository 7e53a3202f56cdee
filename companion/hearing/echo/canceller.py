"""The echo canceller: removes the narrator from the microphone's signal. It uses Speex's adaptive filter, with the
mixer's output as reference.

Two clocks meet here. The reference comes with the time at which each sample is heard, but sound servers are often wrong
about that by tens of milliseconds. So the real delay is measured from the sound itself, and tracked. Used by the
hearing thread only. While nothing was played recently, sound passes unchanged at no cost.
"""

from __future__ import annotations

import numpy as np

from companion.hearing.echo.double_talk import Measures, measured
from companion.hearing.echo.slip import CLOSE, SlipWatch
from companion.hearing.echo.speex import Speex
from companion.hearing.echo.timeline import Int16, ReferenceSource, ReferenceTimeline
from companion.hearing.echo.watch import EchoWatch
from companion.sound_format import FRAME, FULL_SCALE, RATE

TAIL = 4096
"""Samples of echo that the filter covers: 256 ms, longer than the echo of a living room."""
LEAD = 320
"""Samples by which the reference is ahead of its echo, so that small errors of time do no harm."""
WINDOW = 32768
"""Samples that are compared to find the delay: 2 s."""
LAG_RANGE = (-3200, 9600)
"""Samples by which the echo may come before or after the time that the reference claims."""
TOLERANCE = 160
"""Samples by which the echo may be off its expected place before the delay is corrected."""
ANEW = RATE // 2
"""Samples by which time stamps have to move to mean a new stream, and not a gap in the present one."""
SAME = 3
"""Samples by which two measured delays may differ and still be the same: the measurement is exact to a few samples."""
CLEAR = 8.0
"""Ratio to chance (RMS of the correlation) that a peak needs in two seconds of sound to count as an echo."""
CLEARER = 12.0
"""The same in a fraction of a second, as at the start and after a slip, where a word over the narrator reaches 10."""
STILL_THERE = 0.5
"""Share of the highest peak at which the peak at the usual place is still taken for the first arrival."""
FORGET = 12
"""Measurements in a row (one a second, while the narrator speaks) without an echo after which none is assumed."""
LINGER = 0.6
"""Seconds after the narrator's last sound in which an echo may still arrive."""
SETTLED = 2.5
"""Seconds of narration that the filter needs to learn the room."""
REHEARSED_EVERY = 0.5
"""Seconds of narration after each of which a filter that is still learning gets the last seconds once more. After
`SETTLED` this stops, or it would overfit those seconds, including people in them."""
LOOKS_EVERY = RATE
"""Samples between two measurements of the delay."""
LOOKS_AT_FIRST = RATE // 4
"""The same at the start of the first narration: until its echo is found, the narrator's words count as anybody's."""
QUIET = 1e-4
"""RMS (full scale 1) below which nothing is being played."""


class EchoCanceller:
    """Takes frames of 20 ms and returns them without the narrator."""

    def __init__(self, reference: ReferenceSource) -> None:
        self._reference = reference
        self._timeline = ReferenceTimeline()
        self._aec: Speex | None = None
        self._cancellers = 0
        """Number of filters that have been started."""
        self._offset: int | None = None
        """Index in the reference minus index in the microphone's stream, once it is fixed."""
        self._heard = np.zeros(WINDOW, np.int16)
        """The last two seconds of the microphone."""
        self._count = 0
        """Samples of the microphone so far."""
        self._played_at = -1e9
        self._measured_at = 0
        self._candidate: int | None = None
        """The lag of the last measurement, if it was a new one; a second equal measurement confirms it."""
        self.delay: float | None = None
        """Seconds by which the echo comes later than the reference claims; None until it was measured."""
        self.active = False
        """The last frame may hold an echo."""
        self.measures: Measures | None = None
        """Measures of the last frame, if it may hold an echo and the room is known."""
        self._learnt = 0
        """Samples of narration that this filter has had."""
        self._aligned = 0
        """Index in the microphone's stream from which on the offset is right."""
        self._unseen = 0
        """Measurements in a row that found no echo."""
        self._watch = EchoWatch()
        self._slip = SlipWatch()
        self._lag: int | None = None
        """Samples by which the echo came after its reference while this filter learnt."""

    @property
    def present(self) -> bool:
        """An echo was found, and not long ago. With headphones there is none."""
        return self.delay is not None and self._unseen < FORGET

    @property
    def settled(self) -> bool:
        """The filter has had enough narration to know the room."""
        return self._learnt >= SETTLED * RATE and (not self.present or self._watch.trusted)

    def cancel(self, frame: Int16, at: float) -> Int16:
        """Removes the echo from `frame`: shape (320,), first sample heard at `at` (monotonic seconds). Returns the same
        shape."""
        while (block := self._reference.take()) is not None:
            self._timeline.add(block)
        self.measures = None
        start = self._count
        self._count += len(frame)
        self._heard = np.concatenate([self._heard[len(frame) :], frame])
        claimed = self._timeline.index_at(at)
        if claimed is None or len(frame) != FRAME:
            self.active = False
            return frame
        self._align(claimed, start)
        assert self._offset is not None
        played = self._timeline.cut(start + self._offset, FRAME)
        loud = _rms(played) > QUIET
        if loud:
            self._learnt += FRAME
        elif 0 < self._timeline.missing(start + self._offset + FRAME) <= ANEW:
            # The loudspeaker is late: it plays, but the offset asks for samples that have not arrived yet.
            loud = _rms(self._timeline.newest(FRAME)) > QUIET
        if loud:
            self._played_at = at
        self.active = at - self._played_at < LINGER
        if not self.active:
            return frame
        if self._measure(start):
            played = self._timeline.cut(start + self._offset, FRAME)
        if self._aec is None:
            self._aec = Speex(FRAME, TAIL, RATE)
            self._cancellers += 1
            self._learnt = 0
            self._watch.begun()
            self._slip.begun()
            self._lag = None
        clean = self._aec.cancel(frame, played)
        if self.present and loud and self._rehearses():
            self._rehearse(start + FRAME)
        if self.present and loud:
            raw, left = _rms(frame) ** 2, _rms(clean) ** 2
            difference = self._claimed_offset(claimed, start) - self._offset
            if self._watch.failed(raw, left):
                self._aec = None
            elif self._lag is not None and self._slip.feed(raw, left, difference):
                self._mend(claimed, start)
        # The filter goes on learning, but its output is used only if there is an echo. Without one it can only take
        # from the person's voice: "pause" became "laws".
        result = clean if self.present else frame
        if self.settled and self._slip.jump is None:  # the remainder after a slip is not a person
            self.measures = measured(frame, result, played, cancelling=self.present, canceller=self._cancellers)
        return result

    def _align(self, claimed: int, start: int) -> None:
        """Keeps the offset steady: time stamps vary, and the filter cannot learn from a reference that moves."""
        wanted = self._claimed_offset(claimed, start)
        moved = 0 if self._offset is None else wanted - self._offset
        if self._offset is None or abs(moved) > ANEW:
            # The first frame, or a stream that was opened again.
            self._offset = wanted
            self._aligned = start
            self._aec = None

    def _rehearses(self) -> bool:
        """Tells whether it is time for a rehearsal: at the start of a filter, then now and then while it learns; not
        across a slip."""
        if self._learnt > SETTLED * RATE or self._slip.seconds > 0:
            return False
        return self._learnt == FRAME or self._learnt % (REHEARSED_EVERY * RATE) == 0

    def _rehearse(self, end: int) -> None:
        """Gives the filter the last two seconds up to this index once more: it learns little from each frame, and
        narration is short."""
        assert self._aec is not None
        assert self._offset is not None
        length = min(WINDOW, end - self._aligned) // FRAME * FRAME
        heard = self._heard[WINDOW - length :]
        played = self._timeline.cut(end - length + self._offset, length)
        for at in range(0, length, FRAME):
            self._aec.cancel(heard[at : at + FRAME], played[at : at + FRAME])

    def _claimed_offset(self, claimed: int, start: int) -> int:
        """Returns the offset that the time stamps imply, corrected by the measured delay."""
        return claimed - round((self.delay or 0.0) * RATE) + LEAD - start

    def _mend(self, claimed: int, start: int) -> None:
        """Repairs a slip of the two streams against each other. The filter is right for the old place of the echo, so
        the reference is moved until the echo is there again, and nothing has to be learnt anew."""
        assert self._offset is not None
        assert self._lag is not None
        end = start + FRAME
        since = min(WINDOW, round(self._slip.seconds * RATE))
        heard = self._heard.copy()
        heard[: WINDOW - since] = 0
        span = self._timeline.cut(end - WINDOW + self._offset, WINDOW)
        jump, before = self._slip.jump, self._candidate
        lag = echo_lag(heard, span, self._lag, CLEARER if jump is None else CLEAR)
        if lag is None:
            return
        self._candidate = lag
        slipped = lag - self._lag
        agreed = before is not None and abs(lag - before) <= SAME and abs(slipped) <= ANEW
        if not agreed and not (jump is not None and abs(slipped + jump) <= CLOSE):
            return
        self._candidate = None
        if abs(slipped) > SAME:
            self._offset -= slipped
            self.delay = (claimed + LEAD - start - self._offset) / RATE
            self._aligned = start
            self._measured_at = start + RATE  # when nothing from before is in the window
        self._slip.over(self._claimed_offset(claimed, start) - self._offset)

    def _measure(self, start: int) -> bool:
        """Measures from time to time how far the echo is off its place. Two equal results move the offset; then it
        returns True."""
        at_first = not self.present and self._learnt < SETTLED * RATE
        if start - self._measured_at < (LOOKS_AT_FIRST if at_first else LOOKS_EVERY):
            return False
        self._measured_at = start
        assert self._offset is not None
        end = start + FRAME
        span = self._timeline.cut(end - WINDOW + self._offset, WINDOW)
        if _rms(span) < 3 * QUIET:
            return False
        expected = None if self.delay is None else self._lag or LEAD
        lag = echo_lag(self._heard, span, expected, CLEARER if at_first else CLEAR)
        self._unseen = self._unseen + 1 if lag is None else 0
        if lag is None:
            self._candidate = None
            return False
        wrong = lag - LEAD
        if abs(wrong) <= TOLERANCE:
            self._candidate = None
            self._lag = lag
            if self.delay is None:
                self.delay = 0.0
            return False
        if self._candidate is not None and abs(lag - self._candidate) <= 32:
            self._offset -= wrong
            self.delay = (self.delay or 0.0) + wrong / RATE
            self._aec = None
            self._candidate = None
            return True
        self._candidate = lag
        return False


def echo_lag(heard: Int16, played: Int16, usual: int | None = None, clear: float = CLEAR) -> int | None:
    """Finds by how many samples `played` comes later in `heard` (both shape (WINDOW,)); None if it is not found.
    `usual`: the previous result, which is kept while the peak there is clear enough. `clear`: ratio to chance that a
    peak needs."""
    size = 2 * WINDOW
    spectrum = np.fft.rfft(heard.astype(np.float32), size) * np.conj(np.fft.rfft(played.astype(np.float32), size))
    # Phase only (GCC-PHAT): a room colours the sound, but the time of arrival stays sharp.
    spectrum /= np.abs(spectrum) + 1e-3 * float(np.max(np.abs(spectrum))) + 1e-9
    likeness = np.fft.irfft(spectrum, size)
    low, high = LAG_RANGE
    window = np.concatenate([likeness[low:], likeness[:high]])
    best = int(np.argmax(window))
    noise = float(np.sqrt(np.mean(window**2)))
    if noise == 0.0 or window[best] < clear * noise:
        return None
    if usual is not None and low + SAME <= usual < high - SAME:
        # A reflection may be louder than the direct sound for a moment; that does not change the time of arrival.
        there = window[usual - low - SAME : usual - low + SAME + 1]
        if float(there.max()) > STILL_THERE * window[best]:
            return usual
    return best + low


def _rms(samples: Int16) -> float:
    single = samples.astype(np.float32)
    return float(np.sqrt(np.dot(single, single) / len(single))) / FULL_SCALE
