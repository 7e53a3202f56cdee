"""The captions around a session's words, made from a view by pure functions. No widget."""

from __future__ import annotations

from typing import assert_never

from companion.exercise.plan import Section
from companion.screen import words
from companion.screen.flow import shortened
from companion.screen.key_commands import answerable
from companion.screen.keycaps import Part, fitting, pairs
from companion.screen.learnt_keys.key_table import NOTHING_LEARNT, LearntKeys, Meaning
from companion.screen.learnt_keys.key_words import beside, label_of
from companion.session.commands import Kind
from companion.session.parts.dials import VOLUMES
from companion.session.view import Asked, BreathView, Phase, Question, TurnView, View
from companion.tongue import follow, said, said_area

_SECTIONS = {
    "something-else": "something else",
    "space": "quiet time for both of you",
    "wind-down": "after a stop",
    "instead": "together, without touch",
    "break": "a break",
}
HOLD_IT = "for yes, hear the question, then hold your own key; N is a no at any time"
MORE_TIME = "for more time, each press your own key"
YELLOW_ONE = "I’m waiting. Say “green” to go on, or “end session”."
YELLOW_TWO = "I’ll only go on if you both say “green”. Ending here is just as good."
YELLOW_ONE_BY_KEY = "I’m waiting. To continue, press G."
YELLOW_TWO_BY_KEY = "I’ll only go on if you each press your own key. Ending here is just as good."
"""Shown in a yellow. It stays the same when one of two has said green: that would push the other."""


def quiet(seconds: float) -> str:
    """Says how much of a silence is left, in steps of five seconds, so that people don't watch a number count down."""
    if seconds <= 0.5:
        return said("quiet")
    if seconds > 90:
        return said("quiet, about {n} minutes").format(n=round(seconds / 60))
    return said("quiet, {n} seconds").format(n=max(5, 5 * round(seconds / 5)))


def where_of(view: View) -> str:
    """Says how much time is left, or names the section when it is not the main one."""
    return _SECTIONS.get(view.section.value) or words.time_left(view.left)


def turn_of(turn: TurnView) -> tuple[str, str]:
    """Says who gives and who receives; and the turn's number, and how much of it is left."""
    names = words.shown(said("{giver} gives, {receiver} receives").format(giver=turn.giver, receiver=turn.receiver))
    place = said("turn {n} of {of}").format(n=turn.number, of=turn.of)
    return names, f"{place}, {words.time_left(turn.left)}"


SHOWN_OF_NAME = 18
"""Cells of a name beside a key: enough for "the one receiving", which stands for a missing name."""
SHORTEST_QUIET = 3.0
"""Seconds; a shorter silence is only a pause between sentences, and no caption mentions it."""


def state_of(view: View, *, resting: bool, listens: bool = True, learnt: LearntKeys = NOTHING_LEARNT) -> str:
    """Writes the line below the words. `resting`: this silence is longer than a pause between sentences. `listens` is
    False if no word would be heard, so that keys are named."""
    match view.phase:
        case Phase.SILENT:
            if view.question is not None:
                return asked_of(view.question)
            if view.allowed.talk:
                return words.TALK_STOP
            return quiet(view.silence_left or 0.0) if resting else ""
        case Phase.BREATHING:
            return "" if view.breath is None else _breath(view.breath)
        case Phase.READY:
            return words.ONE_MOMENT
        case Phase.PAUSED:
            if view.needs_both:
                return said("‖  Paused. To go on, each press your own key.")
            return said("‖  Paused. Press {key} to go on.").format(key=said((*_pausing(learnt), "G")[0]))
        case Phase.YELLOW:
            return lights_of(view, listens=listens)
        case Phase.LOST:
            if view.needs_both:
                return said("No speakers or headphones. To go on without them, each press your own key.")
            lost = said("No speakers or headphones. Press {key} to go on without them.")
            return lost.format(key=said((*_pausing(learnt), "G")[0]))
        case Phase.SPEAKING | Phase.ASKING | Phase.FINISHED:
            return asked_of(view.question) if answerable(view) and view.question is not None else ""
        case phase:
            assert_never(phase)


def _breath(breath: BreathView) -> str:
    return said("breath {n} of {of}").format(n=breath.cycle, of=breath.times)


def lights_of(view: View, *, listens: bool = True) -> str:
    """Says, while a yellow holds the session, how to go on."""
    if listens:
        return YELLOW_TWO if view.needs_both else YELLOW_ONE
    return YELLOW_TWO_BY_KEY if view.needs_both else YELLOW_ONE_BY_KEY


def answer_to(kind: Kind, before: View, now: View) -> str:
    """Says what a key for volume, pace, silences or time has changed; empty if the session answers by itself."""
    match kind:
        case Kind.LOUDER | Kind.QUIETER:
            if now.volume == before.volume:
                return words.AS_LOUD if kind is Kind.LOUDER else words.AS_QUIET
            louder = words.LOUDER if kind is Kind.LOUDER else words.QUIETER
            return louder.format(step=VOLUMES.index(now.volume) + 1, of=len(VOLUMES))
        case Kind.SLOWER | Kind.FASTER:
            return _TURNED[kind] if now.speech_pace != before.speech_pace else ""
        case Kind.LONGER_SILENCES | Kind.SHORTER_SILENCES:
            return _TURNED[kind] if now.silence_pace != before.silence_pace else ""
        case Kind.MORE_TIME:
            return words.MORE_TIME.format(left=words.time_left(now.left)) if now.left >= before.left + 1 else ""
        case _:
            return ""


_TURNED = {
    Kind.SLOWER: words.SLOWER,
    Kind.FASTER: words.FASTER,
    Kind.LONGER_SILENCES: words.LONGER_SILENCES,
    Kind.SHORTER_SILENCES: words.SHORTER_SILENCES,
}


def asked_of(question: Question) -> str:
    """Says how the two answer a question, or whom it asks. It stays the same when one of them has answered."""
    if question.kind == Asked.MORE_TIME:
        return MORE_TIME
    if not question.who:
        return ""
    if question.kind == Asked.AGREE:
        return HOLD_IT
    return said("this question is for {who}").format(who=words.shown(question.who))


def _own_keys(called: tuple[str, str], learnt: LearntKeys, meaning: str = "") -> list[tuple[str, str]]:
    """Names each of the two beside their key, with the meaning of that."""
    named = [shortened(words.shown(name), SHOWN_OF_NAME) for name in called]
    keys = (beside("F", Meaning.YES_A, learnt), beside("J", Meaning.YES_B, learnt))
    return [(key, f"{name}: {meaning}" if meaning else name) for key, name in zip(keys, named, strict=True)]


def _translated(options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Translates answers that are words of the program, and not of an author."""
    return [(key, said(option)) for key, option in options]


def _answers(
    question: Question, called: tuple[str, str], needs_both: bool, learnt: LearntKeys
) -> list[tuple[str, str]]:
    options = [(str(number), words.shown(option)) for number, option in enumerate(question.options[:9], 1)]
    match question.kind:
        case Asked.BACK_OR_END:
            return (
                _translated(options)
                if not needs_both
                else [*_own_keys(called, learnt, said("go back")), ("2", said("end session"))]
            )
        case Asked.TALK:
            return [("G" if "enter" in learnt.meanings else "Enter", said("ready"))]
        case Asked.CHECK:
            green = _own_keys(called, learnt, said("green")) if question.who else [("G", said("green, continue"))]
            return [*green, ("Y", said("yellow, slower")), ("R", said("red, stop"))]
        case Asked.AGREE:
            yes = _own_keys(called, learnt) if question.who else [("Y", said("yes"))]
            return [*yes, ("N", said("no, thanks"))]
        case Asked.MORE_TIME:
            return [*_own_keys(called, learnt), ("N", said("no, thanks"))]
        case Asked.RATE:
            return [("0", said("lowest")), ("1 2 3 4 5 6 7 8 9", ""), ("10", said("highest"))]
        case Asked.HELP:
            go_on = [("G", said("go on"))] if not needs_both else _own_keys(called, learnt, said("go on"))
            return [*go_on, ("S", said("stop")), ("C", said("people who can help"))]
        case Asked.CHOICE | Asked.WHAT_HELPS:
            return options
        case kind:
            assert_never(kind)


def question_of(view: View, held: str, learnt: LearntKeys = NOTHING_LEARNT) -> list[Part]:
    """Sets the answers and their keys; empty if nothing is asked. `held`: a 1 that may become a 10."""
    if view.question is None or not answerable(view):
        return []
    rating = view.question.kind == Asked.RATE
    if rating and held:
        return [(said("You pressed 1. If you mean 10, press 0."), "")]
    gap = "   " if rating else "      "
    return pairs(_answers(view.question, view.called, view.needs_both, learnt), gap, "bold $accent")


def areas_of(question: Question) -> str:
    """Lists the areas of an agreement to touch, each with the key that leaves it out or takes it back in. A single
    area has none: leaving it out is a no."""
    if len(question.areas) < 2:
        return ""
    left_out = said("(left out)")
    shown = [
        f"{number} {words.shown(said_area(area))}{f' {left_out}' if area in question.crossed_out else ''}"
        for number, area in enumerate(question.areas[:9], 1)
    ]
    return said("To skip a place: {areas}").format(areas=", ".join(shown))


def keys_of(view: View, width: int, learnt: LearntKeys = NOTHING_LEARNT) -> list[Part]:
    """Sets the keys that matter at this moment, fewer where they would not fit into `width` cells.

    A learnt key stands beside the usual one that it does the same as; where both do not fit, the usual one is enough.
    """
    both = _keys_now(view, learnt, beside("Esc", Meaning.STOP, learnt), "/".join(_pausing(learnt)))
    usual = _keys_now(view, learnt, "Esc", "".join(_pausing(learnt)[:1]))
    return fitting([each for keys in (both, usual) for each in [keys, *_fewer(keys)]], width)


def _fewer(keys: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    leaves = keys[-3]
    stop = next((key for key in keys if key[0].startswith("Esc")), leaves)
    more, crisis = keys[-2:]
    without = [key for key in keys if key[1] != END_GENTLY[1]]
    sets = [without, [keys[0], stop, keys[-3], more, crisis], [keys[0], stop, more, crisis], [keys[0], stop, crisis]]
    return [list(dict.fromkeys(each)) for each in sets]


def _keys_now(view: View, learnt: LearntKeys, stops: str, pauses: str) -> list[tuple[str, str]]:
    """Lists the keys of this moment. `stops`, `pauses`: the keys for that; `pauses` is empty if there is none."""
    stop, more, crisis = (stops, said("stop")), ("?", said("keys")), ("C", said("crisis"))
    goes_on = pauses or "G"
    if view.section is Section.WIND_DOWN:
        held = view.phase in {Phase.PAUSED, Phase.LOST}
        go = [(goes_on, said("continue"))] if held else [(pauses, said("pause"))] if pauses else []
        # Esc leaves, too, but it has just meant "stop". A learnt key that stops may be their only one.
        return [*go, (leaving(learnt) + stops.removeprefix("Esc"), said("leave")), more, crisis]
    if view.phase is Phase.YELLOW or (view.phase in {Phase.PAUSED, Phase.LOST} and view.needs_both):
        green = [("G", said("green, continue"))] if not view.needs_both else [("F J", said("green, each of you"))]
        return [*green, stop, ("E", said("something else")), more, crisis]
    if view.phase in {Phase.PAUSED, Phase.LOST}:
        return [(goes_on, said("continue")), stop, ("E", said("something else")), ("Q", said("end")), more, crisis]
    pause = [(pauses, said("pause"))] if pauses else []
    steps = _steps(learnt)
    named = said("back, next" if " " in steps else "back" if steps in {"←", "B"} else "next")
    # People who have simply had enough shouldn't have to say "stop", which is for when something is wrong.
    touching = [END_GENTLY, ("Y", said("slow down"))] if view.touching else []
    return [*pause, stop, (steps, named), ("E", said("something else")), *touching, more, crisis]


END_GENTLY = ("Q", "enough, end gently")
"""The key of a gentle ending, beside the others during touch, if there is room."""


def leaving(learnt: LearntKeys = NOTHING_LEARNT) -> str:
    """Names the key that leaves after a stop: Enter, or Q where Enter was taught something else."""
    return "Q" if "enter" in learnt.meanings else "Enter"


def coming_of(view: View, learnt: LearntKeys = NOTHING_LEARNT) -> str:
    """Says what comes next; after a stop, how to leave."""
    if view.section is Section.WIND_DOWN:
        return words.STOPPED_LEAVE.format(key=said(leaving(learnt)))
    return said("next: {part}").format(part=words.shown(view.coming)) if view.coming else ""


def _pausing(learnt: LearntKeys) -> list[str]:
    """Lists the keys that pause: Space, unless it was taught to stop, and the first learnt one."""
    usual = [] if "space" in learnt.meanings else ["Space"]
    return [*usual, *(label_of(key) for key in learnt.keys_for(Meaning.PAUSE)[:1])]


def _steps(learnt: LearntKeys) -> str:
    """Writes the keys that lead to the step before and to the next: the arrows, or letters in their place."""
    ways = [{"left": "←", "b": "B"}, {"right": "→", "n": "N"}]
    left = [
        [label for key, label in way.items() if key not in learnt.meanings and learnt.moved.get(key, key)]
        for way in ways
    ]
    return " ".join(labels[0] for labels in left if labels)


follow(globals(), leave=frozenset({"ON", "OFF"}))
