"""The receivers of reports, the state for a later receiver, and the sum of missed sound."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from companion.app.reports import MISSED_WORTH, AwaitedWord, Reports
from companion.ports import Heard, Hearing, HearingChanged, Level, Report, Speaking, SpeakingChanged

READY = SpeakingChanged(Speaking.READY)
OFF = SpeakingChanged(Speaking.OFF)
UNPLUGGED = SpeakingChanged(Speaking.NO_LOUDSPEAKER, "Plug it in.")
MUTE = SpeakingChanged(Speaking.NO_VOICE, "The voice failed.")
LISTENING = HearingChanged(Hearing.LISTENING)


class Desk:
    """Reports on a loop that turns when the test says so."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.reports = Reports(self.loop)
        self.told: list[Report] = []
        self.reports.tell(self.told.append)

    def turn(self) -> None:
        self.loop.run_until_complete(asyncio.sleep(0))

    def after(self, *reports: Report, loudspeaker: bool = False) -> Report:
        """Returns the last state that is reported once these were posted."""
        for report in reports:
            (self.reports.post_of_loudspeaker if loudspeaker else self.reports.post)(report)
        self.turn()
        return self.told[-1]


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.loop.close()


def test_what_other_threads_post_arrives_in_order_on_the_loops(desk: Desk) -> None:
    where: list[threading.Thread] = []
    desk.reports.tell(lambda report: (desk.told.append(report), where.append(threading.current_thread()))[0])
    levels = [Level(-float(n)) for n in range(50)]
    thread = threading.Thread(target=lambda: [desk.reports.post(level) for level in levels])
    thread.start()
    thread.join(10)
    assert desk.told == []
    desk.turn()
    assert desk.told == levels
    assert set(where) == {threading.current_thread()}


def test_only_the_present_receiver_is_told(desk: Desk) -> None:
    later: list[Report] = []
    desk.reports.tell(later.append)
    assert not desk.reports.leave(desk.told.append)  # the one before leaves late, and takes nothing with it
    desk.reports.post(Level(-30.0))
    desk.turn()
    assert (desk.told, later) == ([], [Level(-30.0)])
    assert desk.reports.leave(later.append)
    desk.reports.post(Level(-20.0))
    desk.turn()
    assert later == [Level(-30.0)]


def test_how_it_stands_is_known_to_who_comes_later(desk: Desk) -> None:
    assert desk.reports.standing() == []
    desk.after(LISTENING, UNPLUGGED)
    assert desk.reports.standing() == [LISTENING, UNPLUGGED]
    assert not desk.reports.deaf
    desk.after(HearingChanged(Hearing.NO_MICROPHONE))
    assert desk.reports.deaf
    desk.after(HearingChanged(Hearing.STARTING))
    assert not desk.reports.deaf


def test_nothing_arrives_after_the_close_nor_after_the_loop() -> None:
    desk = Desk()
    desk.reports.post(Level(-30.0))
    desk.reports.close()
    desk.reports.post(Level(-20.0))
    desk.turn()
    assert desk.told == []
    open_still = Reports(desk.loop)
    desk.loop.close()
    open_still.post(Level(-10.0))
    open_still.missed(5.0)


def test_a_line_that_is_cut_brings_nothing_more_not_even_what_is_under_way(desk: Desk) -> None:
    line, other = desk.reports.line(), desk.reports.line()
    line.post(Level(-30.0))
    desk.turn()
    line.post(LISTENING)
    other.post(Level(-20.0))
    line.cut()
    desk.turn()
    assert desk.told == [Level(-30.0), Level(-20.0)]
    assert desk.reports.standing() == []


# ---- voice and loudspeaker


def test_a_loudspeaker_that_is_back_does_not_hide_a_voice_that_fails(desk: Desk) -> None:
    assert desk.after(MUTE) == MUTE
    assert desk.after(UNPLUGGED, loudspeaker=True) == MUTE
    assert desk.after(READY, loudspeaker=True) == MUTE
    assert desk.after(READY) == READY
    assert desk.reports.standing() == [READY]


def test_a_voice_that_is_well_again_does_not_hide_a_loudspeaker_that_is_gone(desk: Desk) -> None:
    other = SpeakingChanged(Speaking.READY, "Another voice is reading instead.")
    assert desk.after(UNPLUGGED, loudspeaker=True) == UNPLUGGED
    assert desk.after(other) == UNPLUGGED
    assert desk.after(READY, loudspeaker=True) == other


def test_a_voice_that_is_not_wanted_stays_so(desk: Desk) -> None:
    assert desk.after(OFF) == OFF
    assert desk.after(READY, loudspeaker=True) == OFF
    assert desk.after(UNPLUGGED, loudspeaker=True) == OFF  # people who read need no loudspeaker


def test_a_loudspeaker_reports_clips_too(desk: Desk) -> None:
    assert desk.after(Level(-30.0), loudspeaker=True) == Level(-30.0)


# ---- sound that a busy machine missed


def test_small_pieces_are_told_together_and_counted_for_the_present_receiver(desk: Desk) -> None:
    desk.after(LISTENING)
    for _ in range(11):
        desk.reports.missed(0.04)
    desk.turn()
    assert [one.missed for one in desk.told if isinstance(one, HearingChanged)] == [
        0.0,
        pytest.approx(MISSED_WORTH),
        pytest.approx(2 * MISSED_WORTH),
    ]
    desk.reports.missed(1.0)
    told = desk.after(HearingChanged(Hearing.TOO_QUIET, "Come nearer."))
    assert isinstance(told, HearingChanged)
    assert (told.hearing, told.detail) == (Hearing.TOO_QUIET, "Come nearer.")
    assert told.missed == pytest.approx(11 * 0.04 + 1.0)
    desk.reports.tell(desk.told.append)
    assert desk.reports.standing() == [HearingChanged(Hearing.TOO_QUIET, "Come nearer.")]


# ---- a warning about what is not known


def test_a_warning_stands_in_every_report_about_hearing_until_it_is_taken_back(desk: Desk) -> None:
    desk.after(LISTENING)
    desk.reports.warn("A word is lost.")
    assert desk.reports.standing() == [HearingChanged(Hearing.LISTENING, "A word is lost.")]
    failed = HearingChanged(Hearing.FAILED, "Keys work.")
    assert desk.after(failed) == HearingChanged(Hearing.FAILED, "Keys work. A word is lost.")
    desk.reports.warn("")
    assert desk.reports.standing() == [failed]


# ---- a word that is waited for


def test_only_the_word_itself_is_heard_and_only_where_it_was_meant() -> None:
    heard: list[str] = []
    awaited = AwaitedWord("Apricot", lambda: heard.append("heard"), lambda: heard.append("deaf"))
    for report in (Heard("lantern", True), Heard("apricot", False), LISTENING, Level(-30.0)):
        awaited.feed(report)
    assert heard == []
    awaited.feed(Heard("apricot", True))
    assert heard == ["heard"]


@pytest.mark.parametrize("hearing", list(Hearing))
def test_who_waits_for_a_word_is_told_that_nobody_listens(hearing: Hearing) -> None:
    told: list[str] = []
    AwaitedWord("apricot", lambda: told.append("heard"), lambda: told.append("deaf")).feed(HearingChanged(hearing))
    deaf = {Hearing.OFF, Hearing.NO_MICROPHONE, Hearing.NO_MODEL, Hearing.DIGITAL_SILENCE, Hearing.FAILED}
    assert told == (["deaf"] if hearing in deaf else [])
