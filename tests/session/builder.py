"""A small plan with one of every cue, made by hand, and phrases to go with it; the engine's tests play it."""

from __future__ import annotations

from collections.abc import Callable

from companion.exercise.phrases import Line, Phrases
from companion.exercise.plan import (
    AgreeCue,
    AskChoiceCue,
    BreatheCue,
    CheckCue,
    Cue,
    Jump,
    Option,
    Plan,
    RateCue,
    RestCue,
    SayCue,
    Section,
    SoundCue,
    Stretch,
    TalkCue,
    Turn,
    WaitCue,
)

PHRASES = Phrases(
    language="en",
    wind_down_one=(Line(text="It is over."),),
    wind_down_two=(Line(text="It is over. Hands back."),),
    something_else=(Line(text="Look up."),),
    something_else_words=(Line(text="Think of animals."), Line(wait=10.0)),
    something_else_lines=(Line(text="Look for edges."), Line(wait=10.0)),
    something_else_all=(Line(text="Those are all."),),
    back_or_end="Go back in, or end here?",
    ending=(Line(text="That was enough."),),
    ended_early=(Line(text="That is all right."),),
    closing_rest="Now I'll be quiet for {length}.",
    closing_bell="A bell ends it.",
    yellow_one="Slower, or smaller?",
    yellow_two="Slower, or smaller, or somewhere else?",
    help_asked="Go on, stop, or see people?",
    help_words="You can say five words.",
    time_left="About {minutes} left.",
    minute_left="About a minute.",
    under_minute_left="Under a minute.",
    nearly_done="Nearly done.",
    unanswered="I did not hear an answer.",
    declined=(Line(text="Then not tonight."),),
    breath_in="In.",
    breath_hold="Hold.",
    breath_out="Out.",
    minutes_one="one minute",
    minutes_many="{n} minutes",
    seconds_one="one second",
    seconds_many="{n} seconds",
    hours_one="one hour",
    hours_many="{n} hours",
    and_="{first} and {second}",
    half_one="a minute and a half",
    half_many="{n} and a half minutes",
    about="about {length}",
    numbers=(),
    talk_stop="To stop, say just that word.",
    the_other="",
    one_first="",
    name_first="",
    name_next="",
    whose_keys="",
    parts="",
    parts_talk="",
    the_giver="the one giving",
    the_receiver="the one receiving",
    the_speaker="the one speaking",
    the_listener="the one listening",
    caution_silent="I can't hear the microphone.",
    caution_no_microphone="There is no microphone.",
    caution_not_listening="I can't listen right now.",
    caution_no_model="I can't understand speech.",
    caution_off="The microphone is off.",
    caution_keys="Please use the keys.",
    caution_still="I still can't hear you.",
    hearing_back="I can hear you again.",
    voice_back="I can speak again.",
    caution_too_quiet="I can only just hear you.",
    caution_clipping="The microphone is turned up too high.",
    wind_down_touch=(),
    wind_down_before=(Line(text="It is over, before it began."),),
    settle_two=(),
    hands_away="Hands away.",
    instead=(Line(text="Sit together for a while, and look around the room."),),
    ended_early_touch=(Line(text="Let go now."), Line(text="That is all right.")),
    check_first="{name}?",
    and_also="And {name}?",
    agree_first="{name}, is that a yes for you?",
    agree_second="And {name}, is it a yes for you?",
    agree_how="",
    agree_how_unnamed="",
    person_f="",
    person_j="",
    agree_again="",
    agreement="Before we begin, one agreement. Either of you can stop this at any time.",
    areas_asked="This is the touch we're asking about: {areas}.",
    areas_choice="To leave one out, say its name.",
    areas_left_out="We're leaving this out tonight: {areas}.",
    area_out="Okay, we'll leave this out: {area}.",
    clothes_on="Clothes stay on.",
    clothes_agreed="With clothes, stick to what you agreed on.",
    title_smaller="The two of you",
    list_and=" and ",
    the_other_light="Thank you. And your partner?",
    the_other_back="Thank you. And your partner, would you like to go back too?",
    hands_still="Hands still.",
    yellow_touch="Say nothing, or: hands away, slower.",
    yellow_places="Say nothing, or: hands away, slower, smaller, another place.",
    smaller="smaller",
    slower="slower",
    elsewhere="another place",
    hands_off="hands away",
    smaller_said="Okay. Hands away from there.",
    slower_said="Okay, slower.",
    elsewhere_said="Okay. Hands away from there, and another place.",
    hands_away_now="Hands away now.",
    hands_away_then="To continue, both say green.",
    more_time_ask="Would you both like more time?",
    more_time_other="And your partner, more time too?",
    more_time_yes="Okay, a little more time.",
    more_time_no="Okay, the time stays the same.",
    both_or_end="There's no rush. To continue, both say green.",
    swap="Now swap.",
    swap_talk="Now swap, and it's your turn to speak.",
    sign="This turn is nearly over.",
    still_free=(),
    good_time="",
    not_now_said="Okay, not now.",
    not_now_ask="When would be a good time for both of you?",
    not_now=(Line(text="Until then, set it aside."),),
    sign_talk="There's about half a minute left in this turn.",
    break_ask="Okay, let's take a break. When would you like to come back?",
    break_lengths=(("ten minutes", 600.0), ("an hour", 3600.0)),
    break_other_day="another day",
    break_until="Okay, see you in {length}.",
    break_over="It's time, if you're both ready.",
)
"""Every word is given here, and short, so that a change of the English file changes no test of the engine."""

OWN_WORDS = {
    PHRASES.back_or_end,
    PHRASES.yellow_one,
    PHRASES.yellow_two,
    PHRASES.help_asked,
    PHRASES.help_words,
    PHRASES.unanswered,
    PHRASES.minute_left,
    PHRASES.under_minute_left,
    PHRASES.nearly_done,
    "That is all right.",
    "Then not tonight.",
}


class Builder:
    """Collects cues; every call is one step."""

    def __init__(self) -> None:
        self.cues: list[Cue] = []
        self.turns: list[Turn] = []
        self._sections: dict[Section, Stretch] = {}
        self._start = 0
        self._step = 0
        self._turn: int | None = None

    def _common(self, seconds: float) -> dict[str, object]:
        return {"path": ("steps", self._step), "seconds": seconds, "step": self._step, "turn": self._turn}

    def say(self, text: str, seconds: float = 2.0, gap: float = 1.0, *, private: bool = False) -> Builder:
        self._step += 1
        self.cues.append(SayCue(text=text, caption=text, gap=gap, private=private, **self._common(seconds + gap)))  # type: ignore[arg-type]
        return self

    def wait(self, seconds: float) -> Builder:
        self._step += 1
        self.cues.append(WaitCue(**self._common(seconds)))  # type: ignore[arg-type]
        return self

    def breathe(self, in_: float, hold: float, out: float, hold_out: float, times: int) -> Builder:
        self._step += 1
        length = (in_ + hold + out + hold_out) * times
        self.cues.append(
            BreatheCue(in_=in_, hold=hold, out=out, hold_out=hold_out, times=times, **self._common(length))  # type: ignore[arg-type]
        )
        return self

    def bell(self, seconds: float = 3.0) -> Builder:
        self._step += 1
        self.cues.append(SoundCue(name="bell", **self._common(seconds)))  # type: ignore[arg-type]
        return self

    def choose(self, question: str, **options: str) -> Builder:
        self.say(question)
        at = len(self.cues)
        self.cues.append(WaitCue(**self._common(0)))  # type: ignore[arg-type] # placeholder, replaced below
        common = self._common(12.0)
        starts, jumps = [], []
        for name, text in options.items():
            starts.append(Option(name=name, start=len(self.cues)))
            self.say(text)
            jumps.append(len(self.cues))
            self.cues.append(WaitCue(**self._common(0)))  # type: ignore[arg-type]
        for index in jumps:
            old = self.cues[index]
            self.cues[index] = Jump(path=old.path, seconds=0.0, step=old.step, turn=old.turn, to=len(self.cues))
        self.cues[at] = AskChoiceCue(
            question=question,
            options=tuple(starts),
            default=next(iter(options)),
            **common,  # type: ignore[arg-type]
        )
        return self

    def ask(self, kind: str, question: str, seconds: float = 12.0) -> Builder:
        self.say(question)
        common = self._common(seconds)
        cues: dict[str, Callable[[], Cue]] = {
            "talk": lambda: TalkCue(question=question, **common),  # type: ignore[arg-type]
            "check": lambda: CheckCue(question=question, **common),  # type: ignore[arg-type]
            "agree": lambda: AgreeCue(question=question, **common),  # type: ignore[arg-type]
            "rate": lambda: RateCue(question=question, name="before", **common),  # type: ignore[arg-type]
        }
        self.cues.append(cues[kind]())
        return self

    def turn_pair(self, seconds: float, *, before: float = 10.0) -> Builder:
        for giver, receiver in (("Ada", "Bo"), ("Bo", "Ada")):
            self._turn = len(self.turns)
            self.turns.append(Turn(giver, receiver, seconds))
            self.say(f"{giver}, your hand.", private=True)
            self.wait(before)
            self._step += 1
            self.cues.append(RestCue(**self._common(seconds - 3.0 - before - 3.0)))  # type: ignore[arg-type]
            self.say("This turn is ending.")
            self._turn = None
        return self

    def section(self, name: Section) -> Builder:
        self._sections[name] = Stretch(self._start, len(self.cues))
        self._start = len(self.cues)
        return self

    def plan(self, people: int = 1) -> Plan:
        self.section(Section.MAIN)
        self.say("That was enough.").section(Section.ENDING)
        self.say("Look around.").wait(5).section(Section.SOMETHING_ELSE)
        self.say("It is over.").wait(10).say("Eyes open.").section(Section.WIND_DOWN)
        return Plan(
            id="everything",
            title="Everything",
            kind="settle",
            people=people,
            language="en",
            cues=tuple(self.cues),
            sections=self._sections,
            turns=tuple(self.turns),
        )


def everything() -> Plan:
    """One of every cue."""
    return (
        Builder()
        .say("Welcome.")
        .bell()
        .wait(20)
        .choose("Eyes open, or closed?", open="Let them rest.", closed="Let them close.")
        .breathe(4, 0, 6, 0, 3)
        .breathe(4, 4, 4, 4, 2)
        .ask("talk", "Say one thing.", 60)
        .ask("check", "How is this?")
        .ask("agree", "Hands, and only hands?")
        .ask("rate", "How much is it now?")
        .turn_pair(60)
        .say("Nearly there.")
        .plan(people=2)
    )


def talk_only(sentences: int = 4, wait: float = 10.0) -> Plan:
    builder = Builder()
    for number in range(sentences):
        builder.say(f"Sentence {number}.").wait(wait)
    return builder.plan()
