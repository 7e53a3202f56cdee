"""The life of the streams, with a PortAudio made by hand."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

import companion.audio.devices as devices
from companion.audio import expendable, hardware
from companion.audio.devices import LIBRARY_HINT, AudioSystem, Stream, portaudio
from companion.errors import CompanionError, NoLoudspeaker, NoMicrophone


class PortAudioError(Exception):
    pass


class FakePortAudio(ModuleType):
    """The part of sounddevice that AudioSystem uses: a list of devices that is frozen until it is started again."""

    PortAudioError = PortAudioError

    def __init__(self) -> None:
        super().__init__("sounddevice")
        self.plugged: set[str] = set()
        self.known: set[str] = set()
        self.open_streams = 0
        self.renewals = 0

    def _exit_handler(self) -> None:
        raise AssertionError("PortAudio was ended although a stream never came back")

    def _terminate(self) -> None:
        assert self.open_streams == 0, "PortAudio was ended with a stream open"

    def _initialize(self) -> None:
        self.renewals += 1
        self.known = set(self.plugged)


class FakeStream:
    def __init__(self, portaudio: FakePortAudio, device: str) -> None:
        self._portaudio = portaudio
        self._device = device
        self._open = True
        portaudio.open_streams += 1

    @property
    def active(self) -> bool:
        return self._open and self._device in self._portaudio.plugged

    def start(self) -> None: ...

    def abort(self) -> None:
        if self._device not in self._portaudio.plugged:
            raise PortAudioError("the device is gone")

    def close(self) -> None:
        if self._open:
            self._open = False
            self._portaudio.open_streams -= 1


class FakeLine:
    """A line that writes down what is done to it."""

    def __init__(self, device: str) -> None:
        self.device = device
        self.happened: list[str] = []
        self.reasons: list[CompanionError] = []
        self.quiet = True
        self.too_small = False
        self.resting = False
        self._changed = threading.Condition()
        self._beats = 0

    def open(self, portaudio: ModuleType, wake: threading.Event) -> Stream:
        assert isinstance(portaudio, FakePortAudio)
        if self.device not in portaudio.known & portaudio.plugged:
            raise PortAudioError(f"no {self.device}\nand more words")
        return FakeStream(portaudio, self.device)

    def opened(self) -> None:
        self._write("opened")

    def missing(self, why: CompanionError) -> None:
        self.reasons.append(why)
        self._write("missing")

    def lost(self, why: CompanionError) -> None:
        self.reasons.append(why)
        self._write("lost")

    def beats(self) -> int:
        self._beats += 1
        return self._beats

    def interruptible(self) -> bool:
        return self.quiet

    def outgrown(self) -> bool:
        was, self.too_small = self.too_small, False
        return was

    def rests(self) -> bool:
        return self.resting

    def wait_until(self, *happened: str) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.happened == list(happened), 5), self.happened

    def wait(self, done: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(done, 5), self.happened

    def _write(self, what: str) -> None:
        with self._changed:
            self.happened.append(what)
            self._changed.notify_all()


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakePortAudio:
    module = FakePortAudio()
    monkeypatch.setattr(devices, "portaudio", lambda error=NoLoudspeaker: module)
    monkeypatch.setattr(devices, "_RENEW_SECONDS", 0.0)
    monkeypatch.setattr(devices, "_LOOK_SECONDS", 0.02)
    return module


@pytest.fixture
def system(fake: FakePortAudio) -> Iterator[AudioSystem]:
    running = AudioSystem(retry_seconds=0.02)
    yield running
    running.close()
    assert fake.open_streams == 0


def test_a_device_that_is_there_is_opened_once(fake: FakePortAudio, system: AudioSystem) -> None:
    fake.plugged = fake.known = {"speaker"}
    line = FakeLine("speaker")
    system.add_output(line)
    line.wait_until("opened")
    system.remove(line)
    assert fake.open_streams == 0
    assert fake.renewals == 0


def test_a_line_that_wants_to_be_opened_anew_is_and_nobody_hears_of_a_loss(
    fake: FakePortAudio, system: AudioSystem
) -> None:
    fake.plugged = fake.known = {"loudspeaker"}
    line = FakeLine("loudspeaker")
    system.add_output(line)
    line.wait_until("opened")
    line.too_small = True
    line.wait_until("opened", "opened")
    assert fake.open_streams == 1
    assert fake.renewals == 0


def test_a_line_that_rests_is_closed_and_opened_again_when_it_needs_its_stream(
    fake: FakePortAudio, system: AudioSystem
) -> None:
    fake.plugged = fake.known = {"loudspeaker", "mic"}
    line, other = FakeLine("loudspeaker"), FakeLine("mic")
    system.add_output(line)
    line.wait_until("opened")
    line.resting = True
    system.add_input(other)
    other.wait_until("opened")
    other.too_small = True
    other.wait_until("opened", "opened")  # a whole look later
    assert fake.open_streams == 1
    line.resting = False
    system.look()
    line.wait_until("opened", "opened")
    assert (fake.open_streams, fake.renewals) == (2, 0)


def test_a_device_that_went_while_its_line_rested_is_lost_once_it_is_needed(
    fake: FakePortAudio, system: AudioSystem
) -> None:
    fake.plugged = fake.known = {"loudspeaker"}
    line = FakeLine("loudspeaker")
    system.add_output(line)
    line.wait_until("opened")
    line.resting = True
    system.look()
    line.wait(lambda: fake.open_streams == 0)
    fake.plugged = set()
    line.resting = False
    system.look()
    line.wait_until("opened", "lost")


def test_what_is_plugged_in_later_is_found_by_starting_portaudio_again(
    fake: FakePortAudio, system: AudioSystem
) -> None:
    line = FakeLine("speaker")
    system.add_output(line)
    line.wait_until("missing")
    assert isinstance(line.reasons[0], NoLoudspeaker)
    assert "no speaker" in line.reasons[0].message
    assert "more words" not in line.reasons[0].message
    fake.plugged.add("speaker")
    line.wait_until("missing", "opened")


def test_a_device_that_goes_is_lost_once_and_taken_up_again(fake: FakePortAudio, system: AudioSystem) -> None:
    fake.plugged = {"mic"}
    line = FakeLine("mic")
    system.add_input(line)
    line.wait_until("opened")
    fake.plugged.clear()
    line.wait_until("opened", "lost")
    assert isinstance(line.reasons[0], NoMicrophone)
    fake.plugged.add("mic")
    line.wait_until("opened", "lost", "opened")


def test_the_others_stream_is_closed_and_opened_again_around_a_restart(
    fake: FakePortAudio, system: AudioSystem
) -> None:
    fake.plugged = fake.known = {"speaker"}
    speaker, mic = FakeLine("speaker"), FakeLine("mic")
    system.add_output(speaker)
    speaker.wait_until("opened")
    system.add_input(mic)
    mic.wait_until("missing")
    fake.plugged.add("mic")
    mic.wait_until("missing", "opened")
    assert set(speaker.happened) == {"opened"}
    assert len(speaker.happened) >= 2


def test_a_line_that_must_not_be_interrupted_is_not(fake: FakePortAudio, system: AudioSystem) -> None:
    fake.plugged = fake.known = {"speaker"}
    speaker, mic = FakeLine("speaker"), FakeLine("mic")
    speaker.quiet = False
    system.add_output(speaker)
    speaker.wait_until("opened")
    system.add_input(mic)
    mic.wait_until("missing")
    fake.plugged.add("mic")
    looks = speaker._beats
    speaker.wait(lambda: True)
    while speaker._beats < looks + 10:  # ten more looks: the microphone was tried in several of them
        threading.Event().wait(0.02)
    assert fake.renewals == 0
    assert speaker.happened == ["opened"]
    speaker.quiet = True
    mic.wait_until("missing", "opened")


def test_portaudio_is_not_restarted_again_and_again_while_the_same_devices_are_seen(
    fake: FakePortAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = [("/dev/snd", 1, 1)]
    monkeypatch.setattr(hardware, "sighting", lambda: tuple(seen))
    system = AudioSystem(retry_seconds=3600.0)
    watched = devices._Watched(FakeLine("mic"), NoMicrophone)
    assert system._may_renew(watched)  # nothing was seen yet
    assert system._renew(fake)
    assert not system._may_renew(watched)
    seen.append(("/run/user/1000/pulse/native", 2, 2))
    assert system._may_renew(watched)
    for _ in range(2_000):  # hours without a device
        system._renew(fake)
    monkeypatch.setattr(devices, "_LONGEST_REST_SECONDS", 0.0)
    assert system._may_renew(watched)  # the rest has an end, whatever the number of restarts


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_library(error: type[CompanionError] = NoLoudspeaker) -> ModuleType:
        raise error(
            "There is no sound, because this computer lacks a part that Companion needs (PortAudio).", hint=LIBRARY_HINT
        )

    monkeypatch.setattr(devices, "portaudio", no_library)
    system, line = AudioSystem(), FakeLine("mic")
    system.add_input(line)
    line.wait_until("missing")
    assert isinstance(line.reasons[0], NoMicrophone)
    assert "libportaudio2" in line.reasons[0].hint
    system.close()


class WedgedStream(FakeStream):
    """A stream that one call never comes back from, until the test lets go of it."""

    def __init__(self, portaudio: FakePortAudio, device: str, wedged_in: str, let_go: threading.Event) -> None:
        super().__init__(portaudio, device)
        self._wedged_in, self._let_go = wedged_in, let_go

    def start(self) -> None:
        self._perhaps_wait("start")

    def abort(self) -> None:
        self._perhaps_wait("abort")

    def close(self) -> None:
        raise AssertionError("closed, though it could not be aborted")

    def _perhaps_wait(self, call: str) -> None:
        if call == self._wedged_in:
            assert self._let_go.wait(20)


class LineThatWedgesOnce(FakeLine):
    def __init__(self, device: str, wedged_in: str) -> None:
        super().__init__(device)
        self.let_go = threading.Event()
        self._wedged_in = wedged_in

    def open(self, portaudio: ModuleType, wake: threading.Event) -> Stream:
        wedged_in, self._wedged_in = self._wedged_in, ""
        if not wedged_in:
            return super().open(portaudio, wake)
        assert isinstance(portaudio, FakePortAudio)
        return WedgedStream(portaudio, self.device, wedged_in, self.let_go)


class LineThatIsNotAnswered(FakeLine):
    """Opening waits until the sound server answers."""

    def __init__(self, device: str) -> None:
        super().__init__(device)
        self.answers = threading.Event()
        self.attempts = 0

    def open(self, portaudio: ModuleType, wake: threading.Event) -> Stream:
        self.attempts += 1
        assert self.answers.wait(20)
        return super().open(portaudio, wake)


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps the streams that a test abandons from the other tests."""
    monkeypatch.setattr(expendable, "_left", [])
    monkeypatch.setattr(devices, "_START_SECONDS", 0.05)
    monkeypatch.setattr(devices, "_OPEN_SECONDS", 0.05)
    monkeypatch.setattr(devices, "_ABORT_SECONDS", 0.05)
    monkeypatch.setattr(devices, "_RESTART_SECONDS", 0.05)


@pytest.mark.usefixtures("forgetful")
def test_a_stream_whose_start_never_returns_is_left_and_another_one_opened(fake: FakePortAudio) -> None:
    fake.plugged = fake.known = {"mic"}
    line = LineThatWedgesOnce("mic", "start")
    with closing(AudioSystem(retry_seconds=0.02)) as system:
        system.add_input(line)
        line.wait_until("missing", "opened")
    assert "isn't responding" in line.reasons[0].message
    assert fake.renewals == 0
    line.let_go.set()
    assert fake.open_streams == 1  # the one that was left


@pytest.mark.usefixtures("forgetful")
def test_a_stream_that_cannot_be_aborted_is_left_and_another_one_opened(
    fake: FakePortAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    unregistered: list[object] = []
    monkeypatch.setattr(expendable.atexit, "unregister", unregistered.append)
    fake.plugged = fake.known = {"mic"}
    line = LineThatWedgesOnce("mic", "abort")
    with closing(AudioSystem(retry_seconds=0.02)) as system:
        system.add_input(line)
        line.wait_until("opened")
        fake.plugged.clear()
        line.wait_until("opened", "lost")
        assert unregistered == [fake._exit_handler]
        fake.plugged.add("mic")
        line.wait_until("opened", "lost", "opened")
        assert fake.renewals == 0
    line.let_go.set()
    assert fake.open_streams == 1


@pytest.mark.usefixtures("forgetful")
def test_a_server_that_does_not_answer_is_said_and_waited_for_with_one_attempt(fake: FakePortAudio) -> None:
    fake.plugged = fake.known = {"mic"}
    line, other = LineThatIsNotAnswered("mic"), FakeLine("nothing")
    with closing(AudioSystem(retry_seconds=0.02)) as system:
        system.add_input(line)
        line.wait_until("missing")
        assert "sound on this computer isn't responding" in line.reasons[0].message
        system.add_output(other)
        other.wait_until("missing")  # the others are looked after meanwhile …
        assert fake.renewals == 0  # … but nothing is restarted beneath the one that waits
        system.remove(other)
        line.answers.set()
        line.wait_until("missing", "opened")
        assert line.attempts == 1
    assert fake.open_streams == 0


@pytest.mark.usefixtures("forgetful")
def test_who_leaves_while_a_server_does_not_answer_waits_for_nothing(
    fake: FakePortAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    unregistered: list[object] = []
    monkeypatch.setattr(expendable.atexit, "unregister", unregistered.append)
    fake.plugged = fake.known = {"mic"}
    line = LineThatIsNotAnswered("mic")
    with closing(AudioSystem(retry_seconds=0.02)) as system:
        system.add_input(line)
        line.wait_until("missing")
        system.remove(line)
    assert unregistered == [fake._exit_handler]  # the process may end without it
    line.answers.set()


@pytest.mark.usefixtures("forgetful")
def test_a_library_that_waits_for_the_server_is_said_and_taken_when_it_is_there(
    fake: FakePortAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()

    def imported(error: type[CompanionError] = NoLoudspeaker) -> ModuleType:
        assert answers.wait(20)
        return fake

    monkeypatch.setattr(devices, "portaudio", imported)
    fake.plugged = fake.known = {"mic"}
    line = FakeLine("mic")
    with closing(AudioSystem(retry_seconds=0.02)) as system:
        system.add_input(line)
        line.wait_until("missing")
        assert "sound on this computer isn't responding" in line.reasons[0].message
        answers.set()
        line.wait_until("missing", "opened")


@pytest.mark.usefixtures("forgetful")
def test_a_restart_that_does_not_come_back_is_said_and_both_lines_are_taken_up_when_it_does(
    fake: FakePortAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    unregistered: list[object] = []
    monkeypatch.setattr(expendable.atexit, "unregister", unregistered.append)
    answers = threading.Event()

    def initialise() -> None:
        assert answers.wait(20)
        FakePortAudio._initialize(fake)

    fake._initialize = initialise  # type: ignore[method-assign]
    fake.plugged = fake.known = {"loudspeaker"}
    loudspeaker, microphone = FakeLine("loudspeaker"), FakeLine("mic")
    with closing(AudioSystem(retry_seconds=0.02)) as system:
        system.add_output(loudspeaker)
        loudspeaker.wait_until("opened")
        fake.plugged = {"loudspeaker", "mic"}
        system.add_input(microphone)  # not in PortAudio's list yet, which a restart would renew
        microphone.wait_until("missing")
        loudspeaker.wait_until("opened", "lost")
        for line in (microphone, loudspeaker):
            assert "sound on this computer isn't responding" in line.reasons[0].message
        answers.set()
        microphone.wait_until("missing", "opened")
        loudspeaker.wait_until("opened", "lost", "opened")
    assert unregistered == [fake._exit_handler]  # the process could have ended meanwhile


class LineWithoutItsLibrary(FakeLine):
    def __init__(self, device: str) -> None:
        super().__init__(device)
        self.attempts = 0

    def open(self, portaudio: ModuleType, wake: threading.Event) -> Stream:
        self.attempts += 1
        raise ModuleNotFoundError("No module named 'soxr'")


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[BaseException | None]:
    """Collects the errors that end a thread."""
    died: list[BaseException | None] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: died.append(args.exc_value))
    return died


@pytest.mark.usefixtures("forgetful")
def test_an_unexpected_error_while_opening_is_said_as_what_it_is_and_not_tried_again(
    fake: FakePortAudio, logged: list[BaseException | None]
) -> None:
    """It was called a sound server that does not respond, and tried again every second."""
    fake.plugged = fake.known = {"mic", "loudspeaker"}
    line, other = LineWithoutItsLibrary("mic"), FakeLine("loudspeaker")
    with closing(AudioSystem(retry_seconds=0.01)) as system:
        system.add_input(line)
        line.wait_until("missing")
        system.add_output(other)
        other.wait_until("opened")  # the thread is alive, and has had time to try again
        fake.plugged.clear()
        other.wait_until("opened", "lost")
    assert "No module named 'soxr'" in line.reasons[0].message
    assert "isn't responding" not in line.reasons[0].message
    assert "doctor" in line.reasons[0].hint
    assert line.attempts == 1
    assert [type(reason) for reason in logged] == [ModuleNotFoundError]


class LineThatBreaksTheThread(FakeLine):
    def outgrown(self) -> bool:
        raise ZeroDivisionError


def test_the_death_of_the_devices_thread_is_said_to_every_line(
    fake: FakePortAudio, logged: list[BaseException | None]
) -> None:
    fake.plugged = fake.known = {"mic", "loudspeaker"}
    fine, broken = FakeLine("mic"), LineThatBreaksTheThread("loudspeaker")
    with closing(AudioSystem(retry_seconds=0.02)) as system:
        system.add_input(fine)
        fine.wait_until("opened")
        system.add_output(broken)
        broken.wait_until("opened", "lost")
        fine.wait_until("opened", "lost")
        system.remove(fine)  # waits for nothing
    assert [type(reason) for reason in logged] == [ZeroDivisionError]
    assert "I no longer notice" in fine.reasons[0].message


def test_a_portaudio_that_does_not_start_is_an_error_with_a_place_to_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """sounddevice starts it while it is imported, and raises its own class, which then nobody can name."""
    (tmp_path / "sounddevice.py").write_text(
        "class PortAudioError(Exception): ...\nraise PortAudioError('Error initializing PortAudio')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    with pytest.raises(NoLoudspeaker, match=r"Sound on this computer didn't start"):
        portaudio()
