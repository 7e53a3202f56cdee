"""The session's screen: its answers to keys, the dark, and a question behind the crisis card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from companion.ports import Hearing, HearingChanged, Speaking, SpeakingChanged
from companion.screen import words
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.learnt_keys.key_table import Meaning
from companion.screen.overlay import Overlay
from companion.screen.session.session_screen import SessionScreen
from companion.session.commands import Command, Kind
from companion.session.view import Phase, View
from tests.screen.conftest import RunApp, pass_by, press_at_once, run, screen_text
from tests.screen.fakes import FakeProgram, FakeSession, asking, breathing, paused, silent, speaking, turning

QUESTION = asking("choice", "Would you like your eyes open, or closed?", "open", "closed")


def obeying(session: FakeSession, **changes: object) -> None:
    """Lets the session change its view at the next command."""
    give = session.give

    def changed(command: Command) -> None:
        session.shown = replace(session.shown, **changes)  # type: ignore[arg-type]
        give(command)

    session.give = changed  # type: ignore[method-assign]


def screen_of(pilot: Pilot[None]) -> SessionScreen:
    screen = pilot.app.screen
    assert isinstance(screen, SessionScreen)
    return screen


# ---- a question behind the crisis card ------------------------------------------------------------------------------


@pytest.mark.parametrize("closes", ["enter", "escape"])
def test_the_key_that_closes_the_crisis_card_does_nothing_else_and_the_question_comes_once_it_goes_on(
    closes: str, run_app: RunApp, session: FakeSession
) -> None:
    session.shown = QUESTION

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c")
        session.show(replace(QUESTION, phase=Phase.PAUSED))  # as the engine does for the time of the card
        await pilot.pause()
        assert isinstance(pilot.app.screen, CrisisCard)
        await pilot.press(closes)
        await pilot.pause()
        assert screen_of(pilot)
        assert session.kinds() == [Kind.CRISIS]
        assert words.STILL_PAUSED in " ".join(screen_text(pilot).split())
        session.show(replace(QUESTION, phase=Phase.PAUSED, now=QUESTION.now + 5.0))
        await pilot.press("space")
        session.show(replace(QUESTION, phase=Phase.PAUSED, now=QUESTION.now + 10.0))  # a pause of their own
        await pilot.press("space")
        assert session.kinds() == [Kind.CRISIS, Kind.RESUME, Kind.REPEAT, Kind.RESUME]

    run(run_app(walk))


def test_so_it_is_where_a_spoken_crisis_broke_into_a_question(run_app: RunApp, session: FakeSession) -> None:
    session.shown = QUESTION

    async def walk(pilot: Pilot[None]) -> None:
        session.give(Command(Kind.CRISIS))
        session.show(replace(QUESTION, phase=Phase.PAUSED))
        await pilot.pause()
        assert isinstance(pilot.app.screen, CrisisCard)
        await pilot.press("escape")
        await pilot.pause()
        assert session.kinds() == [Kind.CRISIS]
        session.show(replace(QUESTION, phase=Phase.PAUSED, now=QUESTION.now + 5.0))
        await pilot.press("space")

    run(run_app(walk))
    assert session.kinds() == [Kind.CRISIS, Kind.RESUME, Kind.REPEAT]


def test_it_is_not_asked_again_much_later_where_somebody_said_continue(run_app: RunApp, session: FakeSession) -> None:
    session.shown = QUESTION

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c")
        session.show(replace(QUESTION, phase=Phase.PAUSED))
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        session.show(QUESTION)
        await pilot.pause()
        session.show(replace(paused(), now=QUESTION.now + 60.0))
        await pilot.pause()
        session.show(replace(paused(), now=QUESTION.now + 70.0))
        await pilot.press("space")

    run(run_app(walk))
    assert session.kinds() == [Kind.CRISIS, Kind.RESUME]


@pytest.mark.parametrize(
    "held",
    [
        replace(speaking(), phase=Phase.PAUSED),
        replace(QUESTION, phase=Phase.PAUSED, needs_both=True, called=("Ana", "Ben")),
        replace(QUESTION, phase=Phase.YELLOW),
        replace(asking("help", "Go on, stop, or see people?"), phase=Phase.PAUSED),
    ],
    ids=["no question", "two have to go on", "yellow", "a cry for help"],
)
def test_otherwise_it_stays_as_it_was_behind_the_card(held: View, run_app: RunApp, session: FakeSession) -> None:
    session.shown = replace(held, phase=Phase.ASKING if held.question else Phase.SPEAKING)

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c")
        session.show(held)
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()

    run(run_app(walk))
    assert session.kinds() == [Kind.CRISIS]


def test_a_pause_of_their_own_stays_behind_the_card(run_app: RunApp, session: FakeSession) -> None:
    session.shown = replace(QUESTION, phase=Phase.PAUSED)

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()

    run(run_app(walk))
    assert session.kinds() == [Kind.CRISIS]


# ---- a pause says how to go on, and Enter does -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("view", "says"),
    [
        (paused(), "Paused. Press Space to go on."),
        (paused(needs_both=True, called=("Ana", "Ben")), "Paused. To go on, each press your own key."),
    ],
    ids=["one person", "two people"],
)
@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=["usual", "small"])
def test_a_pause_says_how_to_go_on(
    view: View, says: str, size: tuple[int, int], run_app: RunApp, session: FakeSession
) -> None:
    session.shown = view

    async def walk(pilot: Pilot[None]) -> None:
        assert says in " ".join(screen_text(pilot).split())

    run(run_app(walk, size=size))


def test_where_space_stops_a_pause_names_another_key(
    run_app: RunApp, session: FakeSession, program: FakeProgram
) -> None:
    program.learnt = program.learnt.with_key("space", Meaning.STOP)
    session.shown = paused()

    async def walk(pilot: Pilot[None]) -> None:
        assert "Paused. Press G to go on." in screen_text(pilot)

    run(run_app(walk))


def test_enter_goes_on_after_the_crisis_card(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c")
        session.show(paused())
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert session.kinds() == [Kind.CRISIS]
        session.show(paused(now=session.shown.now + 5.0))
        await pilot.press("enter")
        assert session.kinds() == [Kind.CRISIS, Kind.RESUME]

    run(run_app(walk))


# ---- a voice that is missing -----------------------------------------------------------------------------------


@pytest.mark.parametrize("speaking", [each for each in Speaking if each is not Speaking.READY])
def test_what_is_wrong_with_the_voice_becomes_a_few_words(
    speaking: Speaking, run_app: RunApp, session: FakeSession
) -> None:
    wrong = SpeakingChanged(speaking, "Plug it in. " * 12)

    async def walk(pilot: Pilot[None]) -> None:
        notices = screen_of(pilot)._notices
        for observer in session.observers:
            observer.speaking(wrong)
        await pilot.pause()
        assert notices.size.height > 1
        await pass_by(16.0)
        assert words.READ_ALONG[speaking.value] in screen_text(pilot)
        assert "Plug it in" not in screen_text(pilot)
        for observer in session.observers:  # the same once more
            observer.speaking(wrong)
        await pilot.pause()
        assert notices.size.height == 1
        for observer in session.observers:
            observer.speaking(SpeakingChanged(Speaking.READY))
        await pilot.pause()
        assert words.READ_ALONG[speaking.value] not in screen_text(pilot)
        for observer in session.observers:  # it is lost again
            observer.speaking(wrong)
        await pilot.pause()
        assert notices.size.height > 1

    run(run_app(walk))


# ---- in the dark ----------------------------------------------------------------------------------------------------


def test_it_dims_after_a_minute_without_a_key(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = screen_of(pilot)
        await pass_by(40.0)
        await pilot.press("plus")
        await pass_by(58.0)
        assert not screen.has_class("dimmed")
        await pass_by(4.0)
        assert screen.has_class("dimmed")

    run(run_app(walk))


@pytest.mark.parametrize("key", ["right", "plus", "left_square_bracket", "r", "l", "t", "question_mark", "x", "m"])
def test_a_key_that_can_wait_only_lights_up_the_screen(key: str, run_app: RunApp, session: FakeSession) -> None:
    session.cautions = ("Not reviewed by a clinician.",)

    async def walk(pilot: Pilot[None]) -> None:
        screen = screen_of(pilot)
        screen._dimmer.dim()
        assert screen.has_class("dimmed")
        await pilot.press(key)
        assert not screen.has_class("dimmed")
        assert session.given == []
        assert not isinstance(pilot.app.screen, Overlay)

    run(run_app(walk))


def test_letters_amid_typed_words_light_up_the_screen_too(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = screen_of(pilot)
        await press_at_once(pilot, *"iwant")
        screen.add_class("dimmed")  # somebody types for a whole minute
        await press_at_once(pilot, "t", "o")
        assert session.given == []
        assert not screen.has_class("dimmed")

    run(run_app(walk))


def test_a_screen_that_comes_back_after_ctrl_z_is_lit(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = screen_of(pilot)
        screen._dimmer.dim()
        await pilot.press("ctrl+z")  # no shell here: a sentence says so
        assert not screen.has_class("dimmed")
        screen.add_class("dimmed")
        pilot.app.app_resume_signal.publish(pilot.app)
        await pilot.pause()
        assert not screen.has_class("dimmed")

    run(run_app(walk))


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("escape", Kind.STOP),
        ("s", Kind.STOP),
        ("space", Kind.PAUSE),
        ("q", Kind.END),
        ("y", Kind.YELLOW),
        ("c", Kind.CRISIS),
        ("e", Kind.SOMETHING_ELSE),
        ("z", Kind.COMING_UP),
        ("k", Kind.BREAK),
    ],
)
def test_a_key_that_cannot_wait_acts_at_once(key: str, kind: Kind, run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = screen_of(pilot)
        session.show(speaking(called=("Ana", "Ben")))
        screen._dimmer.dim()
        await pilot.press(key)
        assert session.kinds() == [kind]
        assert not screen.has_class("dimmed")

    run(run_app(walk))


def test_the_screen_stays_lit_while_there_is_something_to_read(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = screen_of(pilot)
        session.show(QUESTION)
        await pilot.pause()
        screen._dimmer.dim()
        assert not screen.has_class("dimmed")
        session.show(speaking())
        for observer in session.observers:
            observer.speaking(SpeakingChanged(Speaking.NO_VOICE))
        await pilot.pause()
        screen._dimmer.dim()
        assert not screen.has_class("dimmed")

    run(run_app(walk))


def test_a_question_lights_it_up(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = screen_of(pilot)
        screen._dimmer.dim()
        session.show(QUESTION)
        await pilot.pause()
        assert not screen.has_class("dimmed")

    run(run_app(walk))


def test_the_mouse_lights_it_up(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = screen_of(pilot)
        screen._dimmer.dim()
        await pilot.hover(offset=(5, 5))
        assert not screen.has_class("dimmed")

    run(run_app(walk))


# ---- answers to keys, and words for keys ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "changes", "says"),
    [
        ("plus", {"volume": 0.5}, "Louder in this exercise: 4 of 7."),
        ("plus", {}, words.AS_LOUD),
        ("minus", {"volume": 0.15}, "Quieter in this exercise: 1 of 7."),
        ("left_square_bracket", {"speech_pace": 0.9}, words.SLOWER),
        ("right_square_bracket", {"speech_pace": 1.1}, words.FASTER),
        ("left_curly_bracket", {"silence_pace": 1.25}, words.LONGER_SILENCES),
        ("right_curly_bracket", {"silence_pace": 0.85}, words.SHORTER_SILENCES),
        ("t", {"left": 260.0}, "A little more time: about 4 min left."),
    ],
)
def test_a_key_that_turns_something_says_so(
    key: str, changes: dict[str, object], says: str, run_app: RunApp, session: FakeSession
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        obeying(session, **changes)
        await pilot.press(key)
        await pilot.pause()
        assert says in screen_text(pilot)

    run(run_app(walk))


@pytest.mark.parametrize("hearing", [Hearing.OFF, Hearing.NO_MICROPHONE, Hearing.NO_MODEL, Hearing.FAILED])
def test_where_nothing_listens_words_name_keys(hearing: Hearing, run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        for observer in session.observers:
            observer.hearing(HearingChanged(hearing))
        session.show(speaking(phase=Phase.YELLOW))
        await pilot.pause()
        assert "press G" in screen_text(pilot)
        assert "Say" not in screen_text(pilot)
        await pilot.press("question_mark")
        await pilot.pause()
        shown = screen_text(pilot)
        assert words.HELP_TITLE_BY_KEY in shown
        assert all(meaning in shown for _, meaning in words.HELP_BY_KEY)
        assert words.HELP_TITLE not in shown

    run(run_app(walk))


def test_whose_turn_it_is_also_shows_in_a_small_window(run_app: RunApp, session: FakeSession) -> None:
    session.shown = turning()

    async def walk(pilot: Pilot[None]) -> None:
        first = screen_text(pilot).splitlines()[0]
        assert "Ana gives, Ben receives" in first
        assert "2 min left" in first

    run(run_app(walk, size=(52, 15)))


def test_where_both_names_do_not_fit_the_giver_is_named(run_app: RunApp, session: FakeSession) -> None:
    session.shown = turning()

    async def walk(pilot: Pilot[None]) -> None:
        first = screen_text(pilot).splitlines()[0]
        assert "Ana gives " in first
        assert "…" not in first

    run(run_app(walk, size=(40, 15)))


# ---- pictures -------------------------------------------------------------------------------------------------------

SCENES = {
    "speaking": speaking(),
    "silent": silent(45.0),
    "breathing": breathing(),
    "choice": QUESTION,
    "turn": turning(),
}


@pytest.mark.parametrize("size", [(40, 15), (120, 40), (200, 60)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCENES)
def test_picture(name: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    from tests.screen.test_snapshots import showing

    app, before = showing(SCENES[name])
    assert snap_compare(app, run_before=before, terminal_size=size)


@pytest.mark.parametrize("name", ["speaking", "breathing"])
def test_picture_in_the_dark(name: str, snap_compare: Callable[..., bool]) -> None:
    from tests.screen.test_snapshots import showing

    app, before = showing(SCENES[name])

    async def then(pilot: Pilot[None]) -> None:
        await before(pilot)
        screen_of(pilot)._dimmer.dim()
        await pilot.pause()

    assert snap_compare(app, run_before=then, terminal_size=(80, 24))
