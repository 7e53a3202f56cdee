"""What the session screen writes around the words, worked out from a view: pure functions, no widget."""

from __future__ import annotations

from companion.exercise.plan import Section
from companion.screen import words
from companion.screen.keycaps import Part, fitting, pairs
from companion.session.view import Asked, Phase, Question, TurnView, View

_SECTIONS = {"something-else": "something else", "wind-down": "winding down"}


def quiet(seconds: float) -> str:
    """What is left of a silence, in steps of five seconds so that no number runs."""
    if seconds <= 0.5:
        return "quiet"
    if seconds > 90:
        return f"quiet, about {round(seconds / 60)} minutes"
    return f"quiet, {max(5, 5 * round(seconds / 5))} seconds"


def where_of(view: View) -> str:
    """How far it is, or which byway this is."""
    return _SECTIONS.get(view.section.value) or words.time_left(view.left)


def turn_of(turn: TurnView) -> tuple[str, str]:
    """Who gives and who receives; which turn, and how much of it is left."""
    names = words.harmless(f"{turn.giver} gives, {turn.receiver} receives")
    return names, f"turn {turn.number} of {turn.of}, {words.time_left(turn.left)}"


SHORTEST_QUIET = 3.0
"""Silences that begin with fewer seconds are only a breath between sentences: nothing is written about them."""


def state_of(view: View, *, resting: bool) -> str:
    """One line below the words: what is going on besides them. `resting`: this silence is more than a breath."""
    if view.phase is Phase.SILENT:
        return quiet(view.silence_left or 0.0) if resting else ""
    if view.phase is Phase.BREATHING and view.breath is not None:
        return f"breath {view.breath.cycle} of {view.breath.times}"
    return {
        Phase.READY: words.ONE_MOMENT,
        Phase.PAUSED: "‖  paused, for as long as you like",
        Phase.YELLOW: "yellow. Everything holds, until “green”",
        Phase.LOST: "waiting for the loudspeaker",
    }.get(view.phase, "")


def _answers(question: Question) -> list[tuple[str, str]]:
    if question.kind == Asked.TALK:
        return [("Enter", "ready")]
    if question.kind == Asked.CHECK:
        return [("G", "green, go on"), ("Y", "yellow, slower"), ("R", "red, it ends")]
    if question.kind == Asked.AGREE:
        return [("Y", "yes"), ("N", "no")]
    return [(str(number), words.harmless(option)) for number, option in enumerate(question.options[:9], 1)]


def question_of(view: View, held: str) -> list[Part]:
    """The answers and the keys for them; empty where nothing is asked. `held` is a 1 that may become a 10."""
    if view.phase is not Phase.ASKING or view.question is None:
        return []
    if view.question.kind == Asked.RATE:
        if held:
            return [("1", "bold $accent"), ("\u00a0is one. For ten, press 0 now.", "")]
        return pairs([("0", "calm"), ("1 2 3 4 5 6 7 8 9", ""), ("10", "the most there is")], "   ", "bold $accent")
    return pairs(_answers(view.question), "      ", "bold $accent")


def keys_of(view: View, width: int) -> list[Part]:
    """The keys that matter at this moment, fewer where they would not fit into `width` cells."""
    stop, more, crisis = ("Esc", "stop"), ("?", "keys"), ("C", "crisis")
    if view.section is Section.WIND_DOWN:
        go = ("Space", "pause" if view.phase not in {Phase.PAUSED, Phase.LOST} else "go on")
        shown = [go, ("Esc", "end in silence"), ("Q", "end"), more, crisis]
    elif view.phase is Phase.YELLOW:
        shown = [("G", "green, go on"), stop, ("E", "something else"), more, crisis]
    elif view.phase in {Phase.PAUSED, Phase.LOST}:
        shown = [("Space", "go on"), stop, ("E", "something else"), ("Q", "end"), more, crisis]
    else:
        shown = [("Space", "pause"), stop, ("← →", "steps"), ("E", "something else"), more, crisis]
    return fitting([shown, [shown[0], stop, shown[-3], more, crisis], [shown[0], stop, more, crisis]], width)
