"""What the session screen writes around the words, worked out from a view: pure functions, no widget."""

from __future__ import annotations

from companion.exercise.plan import Section
from companion.screen import words
from companion.screen.flow import shortened
from companion.screen.keycaps import Part, fitting, pairs
from companion.screen.keys import answerable
from companion.session.view import Asked, Phase, Question, TurnView, View

_SECTIONS = {
    "something-else": "something else",
    "wind-down": "winding down",
    "instead": "together, without touch",
    "break": "a break",
}
_YELLOW = {
    None: "yellow. Everything holds, until “green”",
    0: "yellow. Everything holds, until it is green for both of you",
    1: "one green. Everything holds, until the other of you is green too",
    2: "",
}


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


SHOWN_OF_NAME = 18
"""Cells of a name beside a key: "the one receiving" is shown whole."""
SHORTEST_QUIET = 3.0
"""Silences that begin with fewer seconds are only a breath between sentences: nothing is written about them."""


def state_of(view: View, *, resting: bool) -> str:
    """One line below the words: what is going on besides them. `resting`: this silence is more than a breath."""
    if view.phase is Phase.SILENT:
        return quiet(view.silence_left or 0.0) if resting else ""
    if view.phase is Phase.BREATHING and view.breath is not None:
        return f"breath {view.breath.cycle} of {view.breath.times}"
    if answerable(view) and view.question is not None and view.question.who:
        return f"{words.harmless(view.question.who)} is asked"
    return {
        Phase.READY: words.ONE_MOMENT,
        Phase.PAUSED: "‖  paused, for as long as you like" + ("" if view.greens is None else ", until both say so"),
        Phase.YELLOW: _YELLOW[view.greens],
        Phase.LOST: "waiting for the loudspeaker",
    }.get(view.phase, "")


def _own_keys(called: tuple[str, str], meaning: str) -> list[tuple[str, str]]:
    """Each of the two by their key; what it means only once, for the room."""
    a, b = (shortened(words.harmless(name), SHOWN_OF_NAME) for name in called)
    return [("F", a), ("J", f"{b}: {meaning}")]


def _answers(question: Question, called: tuple[str, str], greens: int | None) -> list[tuple[str, str]]:
    if question.kind == Asked.BACK_OR_END and greens is not None:
        return [*_own_keys(called, "go back in"), ("2", "end session")]
    if question.kind == Asked.TALK:
        return [("Enter", "ready")]
    if question.kind == Asked.CHECK:
        green = _own_keys(called, "green") if question.who else [("G", "green, go on")]
        return [*green, ("Y", "yellow, slower"), ("R", "red, it ends")]
    if question.kind == Asked.AGREE:
        yes = _own_keys(called, "yes") if question.who else [("Y", "yes")]
        return [*yes, ("N", "no")]
    return [(str(number), words.harmless(option)) for number, option in enumerate(question.options[:9], 1)]


def question_of(view: View, held: str) -> list[Part]:
    """The answers and the keys for them; empty where nothing is asked. `held` is a 1 that may become a 10."""
    if view.question is None or not answerable(view):
        return []
    if view.question.kind == Asked.RATE:
        if held:
            return [("1", "bold $accent"), ("\u00a0is one. For ten, press 0 now.", "")]
        return pairs([("0", "calm"), ("1 2 3 4 5 6 7 8 9", ""), ("10", "the most there is")], "   ", "bold $accent")
    return pairs(_answers(view.question, view.called, view.greens), "      ", "bold $accent")


def areas_of(question: Question) -> str:
    """At an agreement to touch: the areas, each with the key that crosses it out or takes it in again."""
    if not question.areas:
        return ""
    shown = [
        f"{number} {words.harmless(area)}{' (left out)' if area in question.crossed_out else ''}"
        for number, area in enumerate(question.areas[:9], 1)
    ]
    return f"To leave one out: {', '.join(shown)}"


def keys_of(view: View, width: int) -> list[Part]:
    """The keys that matter at this moment, fewer where they would not fit into `width` cells."""
    stop, more, crisis = ("Esc", "stop"), ("?", "keys"), ("C", "crisis")
    if view.section is Section.WIND_DOWN:
        go = ("Space", "pause" if view.phase not in {Phase.PAUSED, Phase.LOST} else "go on")
        shown = [go, ("Esc", "end in silence"), ("Q", "end"), more, crisis]
    elif view.phase is Phase.YELLOW or (view.phase in {Phase.PAUSED, Phase.LOST} and view.greens is not None):
        green = [("G", "green, go on")] if view.greens is None else [("F J", "green from each")]
        shown = [*green, stop, ("E", "something else"), more, crisis]
    elif view.phase in {Phase.PAUSED, Phase.LOST}:
        go = ("Space", "go on") if view.greens is None else ("F J", "go on, each")
        shown = [go, stop, ("E", "something else"), ("Q", "end"), more, crisis]
    else:
        shown = [("Space", "pause"), stop, ("← →", "steps"), ("E", "something else"), more, crisis]
    fewer = [[shown[0], stop, shown[-3], more, crisis], [shown[0], stop, more, crisis], [shown[0], stop, crisis]]
    return fitting([shown, *fewer], width)
