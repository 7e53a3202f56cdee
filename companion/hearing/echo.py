"""Taking the narrator out of what the microphone hears: Speex's canceller with the mixer's output as reference.

Two clocks meet here. The reference says when each sample is heard, but sound servers are often wrong about that by tens
of milliseconds, so the true delay is measured from the sound itself and tracked. Used by the hearing thread only. Where
nothing was played lately, sound passes untouched and costs nothing.
"""

from __future__ import annotations

import numpy as np

from companion.hearing.double_talk import Measures, measured
from companion.hearing.echo_watch import EchoWatch
from companion.hearing.slip import CLOSE, SlipWatch
from companion.hearing.speex import Speex
from companion.hearing.timeline import RATE, Int16, ReferenceSource, Timeline

FRAME = 320
"""Samples at a time: 20 ms."""
TAIL = 4096
"""Samples of echo that are followed: 256 ms, more than a living room answers with."""
LEAD = 320
"""The reference runs so many samples ahead of its echo, so that small errors of time do no harm."""
WINDOW = 32768
"""Samples compared to find the delay: 2 s."""
LAG_RANGE = (-3200, 9600)
"""Samples the echo may come before or after the time the reference claims."""
TOLERANCE = 160
"""The delay is left alone while the echo comes within so many samples of where it is expected."""
ANEW = RATE // 2
"""Samples by which time stamps must move to mean another stream, and not a gap in this one."""
SAME = 3
"""Samples by which an echo may move that has not: it is measured to the sample, in a room that answers for longer."""
CLEAR = 8.0
"""How far an arrival must stand out from chance, in two seconds of sound …"""
CLEARER = 12.0
"""… and in the fraction of one that there is at first, and that a slip leaves: a word over the narrator reached 10."""
STILL_THERE = 0.5
"""Of the clearest arrival: as clear as this, the usual one is still the first."""
FORGET = 12
"""Looks in a row (a second each, while the narrator speaks) that found no echo: there is none any more."""
LINGER = 0.6
"""Seconds after the narrator's last sound for which echo is still looked for."""
SETTLED = 2.5
"""Seconds of narration that the filter needs to learn the room …"""
REHEARSED_EVERY = 0.5
"""… and after so many of which, until then, it is given what was just heard once more. Going on with that for 8 s was
worse again: it learnt those seconds by heart, and people with them."""
LOOKS_EVERY = RATE
"""Samples from one look for where the echo comes to the next …"""
LOOKS_AT_FIRST = RATE // 4
"""… and in the first of the narrator's words: until it is found, they are heard as anybody's."""
QUIET = 1e-4
"""RMS (full scale 1) below which nothing is being played."""


class EchoCanceller:
    """Frames of 20 ms in, the same frames without the narrator out."""

    def __init__(self, reference: ReferenceSource) -> None:
        self._reference = reference
        self._timeline = Timeline()
        self._aec: Speex | None = None
        self._cancellers = 0
        """So many have begun so far."""
        self._offset: int | None = None
        """Index of the reference minus index of the microphone, once it is fixed."""
        self._heard = np.zeros(WINDOW, np.int16)
        self._count = 0
        self._played_at = -1e9
        self._measured_at = 0
        self._candidate: int | None = None
        self.delay: float | None = None
        """Seconds by which the echo comes later than the reference claims; None until it was measured."""
        self.active = False
        """The last frame was looked at for echo."""
        self.measures: Measures | None = None
        """Of the last frame, where it was looked at and the room is known."""
        self._learnt = 0
        self._aligned = 0
        """Index in the microphone from which on the offset is right."""
        self._unseen = 0
        self._watch = EchoWatch()
        self._slip = SlipWatch()
        self._lag: int | None = None
        """Where in the microphone this filter has known the echo, samples after its reference."""

    @property
    def present(self) -> bool:
        """The narrator was really found in the microphone, and not long ago: not with headphones."""
        return self.delay is not None and self._unseen < FORGET

    @property
    def settled(self) -> bool:
        """It has heard enough of the narrator to know the room."""
        return self._learnt >= SETTLED * RATE and (not self.present or self._watch.trusted)

    def cancel(self, frame: Int16, at: float) -> Int16:
        """`frame`: shape (320,), first sample heard at `at` (monotonic seconds). Returns the same shape."""
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
            # The loudspeaker is late: it plays, but the offset asks for what it has not been given yet.
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
        # It goes on learning, but where there is no echo it can only take from the person's voice: a canceller with
        # nothing to cancel turned "pause" into "laws".
        result = clean if self.present else frame
        if self.settled and self._slip.jump is None:  # what a slip leaves is nobody
            self.measures = measured(frame, result, played, cancelling=self.present, canceller=self._cancellers)
        return result

    def _align(self, claimed: int, start: int) -> None:
        """Keep the offset steady: time stamps tremble, and the filter cannot learn from a trembling reference."""
        wanted = self._claimed_offset(claimed, start)
        moved = 0 if self._offset is None else wanted - self._offset
        if self._offset is None or abs(moved) > ANEW:
            # The first frame, or a stream that was opened anew.
            self._offset = wanted
            self._aligned = start
            self._aec = None

    def _rehearses(self) -> bool:
        """A canceller that begins anew, and one that still learns, now and then; not across a slip."""
        if self._learnt > SETTLED * RATE or self._slip.seconds > 0:
            return False
        return self._learnt == FRAME or self._learnt % (REHEARSED_EVERY * RATE) == 0

    def _rehearse(self, end: int) -> None:
        """Give the canceller what it has just heard once more, the last two seconds up to this index: its filter learns
        a little from each frame, and narration is short."""
        assert self._aec is not None
        assert self._offset is not None
        length = min(WINDOW, end - self._aligned) // FRAME * FRAME
        heard = self._heard[WINDOW - length :]
        played = self._timeline.cut(end - length + self._offset, length)
        for at in range(0, length, FRAME):
            self._aec.cancel(heard[at : at + FRAME], played[at : at + FRAME])

    def _claimed_offset(self, claimed: int, start: int) -> int:
        """Where the reference is to be taken by the time stamps, and by what they are known to be wrong by."""
        return claimed - round((self.delay or 0.0) * RATE) + LEAD - start

    def _mend(self, claimed: int, start: int) -> None:
        """The two streams may have slipped against each other: where does the echo come now? The filter is right for
        where it came before, so the reference is moved back to there, and nothing has to be learnt anew."""
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
            self._measured_at = start + RATE  # once nothing from before is in the window
        self._slip.over(self._claimed_offset(claimed, start) - self._offset)

    def _measure(self, start: int) -> bool:
        """Now and then: where in the microphone does the reference come? Two equal answers move it; then True."""
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
    """By how many samples `played` comes later in `heard` (both shape (WINDOW,)); None where it is not to be found.
    `usual`: where it came before, which is believed as long as it stands out there as well. `clear`: by how much any
    place has to stand out from the rest."""
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
        # A wall may answer louder than the loudspeaker for a moment: that is no other time of arrival.
        there = window[usual - low - SAME : usual - low + SAME + 1]
        if float(there.max()) > STILL_THERE * window[best]:
            return usual
    return best + low


def _rms(samples: Int16) -> float:
    single = samples.astype(np.float32)
    return float(np.sqrt(np.dot(single, single) / len(single))) / 32768
