"""The bar of a session stands still at times, and never runs backward."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from companion.screen.session.steady_progress import SteadyProgress
from companion.session.commands import Kind
from tests.screen.conftest import RunApp, run, screen_text
from tests.screen.fakes import FakeSession, speaking
from tests.session.driver import Driver
from tests.session.test_engine import talk_only

KINDS = [Kind.BACK, Kind.NEXT, Kind.REPEAT, Kind.MORE_TIME, Kind.LONGER_SILENCES, Kind.SHORTER_SILENCES, Kind.SLOWER]


@given(st.lists(st.tuples(st.floats(0, 30), st.sampled_from([None, *KINDS])), max_size=30))
def test_it_never_runs_backward_whatever_is_asked(acts: list[tuple[float, Kind | None]]) -> None:
    driver, progress = Driver(talk_only()), SteadyProgress()
    driver.begin()
    last = 0.0
    for seconds, kind in acts:
        if kind is not None and not driver.finished:
            driver.give(kind)
        driver.run_for(seconds)
        part = progress.part(driver.engine.view(driver.now))
        assert last <= part <= 1.0
        last = part


def test_it_is_full_at_the_end_after_going_back() -> None:
    driver, progress = Driver(talk_only()), SteadyProgress()
    driver.begin()
    driver.run_for(20.0)
    progress.part(driver.engine.view(driver.now))
    driver.give(Kind.BACK)
    driver.run_to_end()
    assert progress.part(driver.engine.view(driver.now)) == 1.0


def test_the_bar_on_the_screen_stands_still_when_there_is_more_time(run_app: RunApp, session: FakeSession) -> None:
    session.shown = speaking(elapsed=120.0, total=240.0, left=120.0)

    async def walk(pilot: Pilot[None]) -> None:
        before = screen_text(pilot).count("━")
        session.show(speaking(elapsed=121.0, total=600.0, left=479.0))
        await pilot.pause()
        await pilot.pause()
        assert "about 8 min left" in screen_text(pilot)
        assert screen_text(pilot).count("━") == before > 20

    run(run_app(walk))
