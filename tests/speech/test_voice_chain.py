"""Which voice reads, what is said about an unknown one, and who takes over when one fails."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from companion.errors import CannotSay, NoVoice
from companion.ports import Pcm
from companion.session.effects import Utterance
from companion.speech.cache import ClipCache
from companion.speech.clips import Clips
from companion.speech.neural import _SIGN_SECONDS, NeuralVoice
from companion.speech.voice_chain import (
    BEST,
    SYSTEM_VOICE,
    Known,
    OtherLanguage,
    UnknownVoice,
    VoiceChain,
    best_first,
    find,
    how_to_get,
    order_for,
    second_for,
)

HERE = Path("somewhere")
HEART = Known("heart", "kokoro", "en", folder=HERE)
NICOLE = Known("nicole", "kokoro", "en", folder=HERE)
JOE = Known("joe", "piper", "en", folder=HERE)
ZOE = Known("zoe", "piper", "en", folder=HERE)
FAR = Known("heart", "kokoro", "en", size=90_000_000)
SIWIS = Known("siwis", "kokoro", "fr", folder=HERE)
FAR_SIWIS = replace(SIWIS, folder=None, size=90_000_000)
DORA, ALEX = Known("dora", "kokoro", "es", folder=HERE), Known("alex", "kokoro", "es", folder=HERE)


class FakeVoice:
    language = "en"

    def __init__(self, name: str, *fails: Exception) -> None:
        self.name = name
        self.fails = list(fails)
        self.said: list[str] = []
        self.closed = 0

    def render(self, text: str, words_per_minute: int) -> Pcm:
        if self.fails:
            raise self.fails.pop(0)
        self.said.append(text)
        return Pcm(np.ones(10, np.float32), 8000)

    def close(self) -> None:
        self.closed += 1


def test_a_clip_is_kept_under_what_is_spoken(tmp_path: Path) -> None:
    """So that a clip of before the normaliser is not used, and one of an unchanged sentence still is."""
    cache = ClipCache(tmp_path)
    voice = FakeVoice("fake/a/1")
    Clips({1: voice}, cache=cache).get(Utterance("Breathe 4-7-8."))
    Clips({1: voice}, cache=cache).get(Utterance("Breathe four, seven, eight."))
    assert voice.said == ["Breathe 4-7-8."]
    assert cache.get(voice.name, 130, "Breathe four, seven, eight.") is not None
    assert cache.get(voice.name, 130, "Breathe 4-7-8.") is None
    Clips({1: voice}, cache=cache).get(Utterance("And … rest."))
    assert cache.get(voice.name, 130, "And … rest.") is None


def test_it_is_spoken_in_the_language_of_the_voice(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    voice = FakeVoice("fake/a/1")
    voice.language = "fr"
    Clips({1: VoiceChain([voice])}, cache=cache).get(Utterance("10 min", language="fr"))
    assert cache.get(voice.name, 130, "Dix minutes") is not None


def test_the_best_installed_one_comes_first() -> None:
    assert best_first([SYSTEM_VOICE, ZOE, JOE, NICOLE, HEART]) == [HEART, JOE, NICOLE, ZOE, SYSTEM_VOICE]
    assert best_first([FAR, SYSTEM_VOICE, JOE]) == [JOE, SYSTEM_VOICE, FAR]
    assert order_for(BEST, [FAR, SYSTEM_VOICE, JOE]) == [JOE, SYSTEM_VOICE]
    assert order_for(BEST, [FAR, SYSTEM_VOICE]) == [SYSTEM_VOICE]


def test_the_most_natural_voice_is_the_usual_one_unless_it_is_slow_here() -> None:
    sarah, heart = Known("sarah", "kokoro", "en", folder=HERE), HEART
    assert order_for(BEST, [JOE, heart, sarah, SYSTEM_VOICE])[0] is sarah
    slow = [replace(voice, slow=True) for voice in (sarah, heart)]
    assert order_for(BEST, [*slow, JOE, SYSTEM_VOICE]) == [JOE, slow[0], SYSTEM_VOICE]
    assert order_for(BEST, [*slow, SYSTEM_VOICE])[0] is slow[0]  # a slow voice is better than the system's
    assert order_for("sarah", [*slow, JOE, SYSTEM_VOICE])[0] is slow[0]


def test_whoever_is_asked_for_comes_first_and_the_system_last() -> None:
    everyone = [SYSTEM_VOICE, JOE, NICOLE, HEART]
    assert order_for("joe", everyone) == [JOE, HEART, SYSTEM_VOICE]
    assert order_for("nicole", everyone) == [NICOLE, JOE, SYSTEM_VOICE]  # heart would fail with the same model
    assert order_for("Joe", everyone)[0] is JOE
    assert order_for("system", everyone) == [SYSTEM_VOICE]


def test_two_parts_have_two_voices() -> None:
    assert second_for(HEART, [HEART, NICOLE, JOE]) == [NICOLE]
    assert second_for(JOE, [HEART, NICOLE, JOE]) == []
    assert second_for(HEART, [HEART, FAR, JOE]) == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("hart", "Did you mean “heart”?"),
        ("jo", "Did you mean “joe”?"),
        ("sytem", "Did you mean “system”?"),
        ("nonne", "Did you mean “none”?"),
        ("xyz", "`companion voices` lists them."),
        ("", "`companion voices` lists them."),
    ],
)
def test_an_unknown_voice(name: str, hint: str) -> None:
    with pytest.raises(UnknownVoice) as unknown:
        find(name, [HEART, JOE, SYSTEM_VOICE])
    assert unknown.value.hint == hint


def test_a_voice_that_is_not_here_says_how_to_fetch_it() -> None:
    with pytest.raises(UnknownVoice, match="isn't installed yet") as unknown:
        order_for("heart", [FAR, SYSTEM_VOICE])
    assert unknown.value.hint == "Type this where you start Companion: companion setup --voice heart"


def test_a_voice_that_fails_hands_over_for_good_and_says_so_once() -> None:
    told: list[tuple[str, str]] = []
    first, second, third = FakeVoice("a", NoVoice("broken", hint="mend it")), FakeVoice("b"), FakeVoice("c")
    chain = VoiceChain([first, second, third], lambda message, hint: told.append((message, hint)))
    assert chain.name == "a"
    chain.render("one", 130)
    assert chain.name == "b"  # so that the clips of b are not cached as a's
    chain.render("two", 130)
    assert second.said == ["one", "two"]
    assert first.said == third.said == []
    assert told == [("broken", "mend it")]
    assert first.closed == 1
    chain.close()
    assert (second.closed, third.closed) == (1, 1)


def test_all_of_them_may_fail() -> None:
    told: list[str] = []
    chain = VoiceChain(
        [FakeVoice("a", NoVoice("one")), FakeVoice("b", NoVoice("two")), FakeVoice("c", NoVoice("three"))],
        lambda message, _: told.append(message),
    )
    with pytest.raises(NoVoice, match="three"):
        chain.render("x", 130)
    assert told == ["one", "two"]
    assert chain.name == "c"  # the last one is kept: it may come back
    chain.render("y", 130)


def test_a_text_that_one_cannot_say_is_said_by_another_and_nobody_leaves() -> None:
    first, second = FakeVoice("a", CannotSay("no")), FakeVoice("b")
    chain = VoiceChain([first, second])
    chain.render("да", 130)
    chain.render("yes", 130)
    assert (first.said, second.said) == (["yes"], ["да"])


def test_a_text_that_none_can_say() -> None:
    chain = VoiceChain([FakeVoice("a", CannotSay("no")), FakeVoice("b", CannotSay("neither"))])
    with pytest.raises(CannotSay):
        chain.render("🌿", 130)
    assert chain.name == "a"


def test_an_empty_chain_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="needs a voice"):
        VoiceChain([])


def test_a_helper_that_is_killed_in_mid_session_hands_over(tmp_path: Path) -> None:
    helper = Path(__file__).with_name("fake_neural_helper.py")
    command = (sys.executable, str(helper), "well", str(tmp_path / "log"))
    natural, system = NeuralVoice("natural", command, ((130, 1.0),), repair="Fetch it again."), FakeVoice("system")
    told: list[tuple[str, str]] = []
    chain = VoiceChain([natural, system], lambda message, hint: told.append((message, hint)))
    chain.warm_up()
    chain.render("One.", 130)
    assert natural.process_id is not None
    os.kill(natural.process_id, signal.SIGTERM)
    chain.render("Two.", 130)
    assert system.said == ["Two."]
    assert told == [("The voice natural doesn't work (it ended).", "Fetch it again.")]
    chain.close()


def test_while_a_voice_starts_the_last_one_speaks_and_under_its_own_name(tmp_path: Path) -> None:
    class Starting(FakeVoice):
        ready = False

        def wait_ready(self, seconds: float) -> bool:
            assert 0 < seconds < 6  # the session would go on without the sentence
            return self.ready

    told: list[str] = []
    first, middle, last = Starting("a"), FakeVoice("b"), FakeVoice("c")
    chain = VoiceChain([first, middle, last], lambda message, _: told.append(message))
    cache = ClipCache(tmp_path)
    clips = Clips({1: chain}, cache=cache)
    clips.get(Utterance("One."))
    first.ready = True
    clips.get(Utterance("Two."))
    assert (first.said, middle.said, last.said) == (["Two."], [], ["One."])
    assert told == []
    assert cache.get("a", 130, "One.") is None
    assert cache.get("c", 130, "One.") is not None
    assert cache.get("a", 130, "Two.") is not None


def test_the_last_voice_is_started_once_the_first_has_said_a_little() -> None:
    class Counted(FakeVoice):
        started = 0

        def warm_up(self) -> None:
            self.started += 1

    first, last = Counted("a"), Counted("b")
    chain = VoiceChain([first, last])
    chain.warm_up()
    assert (first.started, last.started) == (1, 0)
    for number in range(9):
        chain.render(f"{number}", 130)
    assert (first.started, last.started) == (1, 1)


def test_whoever_takes_over_is_not_waited_for_as_long_as_the_first() -> None:
    class Asked(FakeVoice):
        asked: float | None = None

        def wait_ready(self, seconds: float) -> bool:
            self.asked = seconds
            return False

    class Broken(FakeVoice):
        def wait_ready(self, seconds: float) -> bool:
            return True

    second, last = Asked("b"), FakeVoice("c")
    VoiceChain([Broken("a", NoVoice("broken")), second, last]).render("One.", 130)
    assert last.said == ["One."]
    assert second.asked is not None
    # After a voice that hangs, see `neural`.
    assert _SIGN_SECONDS + second.asked <= 2.0


def test_where_nobody_waits_no_voice_speaks_in_the_place_of_one_that_still_starts() -> None:
    class Starting(FakeVoice):
        def wait_ready(self, seconds: float) -> bool:
            return False

    first, last = Starting("a"), FakeVoice("c")
    VoiceChain([first, last], patient=True).render("One.", 130)
    assert (first.said, last.said) == (["One."], [])


# ---- languages


def test_only_voices_of_the_language_read_and_the_systems_comes_last() -> None:
    everyone = [SYSTEM_VOICE, JOE, HEART, DORA, ALEX, SIWIS]
    assert order_for(BEST, everyone, "fr") == [SIWIS, SYSTEM_VOICE]
    assert order_for(BEST, everyone, "es") == [DORA, SYSTEM_VOICE]
    assert order_for("alex", everyone, "es") == [ALEX, SYSTEM_VOICE]
    assert order_for(BEST, everyone, "de") == [SYSTEM_VOICE]
    assert order_for("system", everyone, "fr") == [SYSTEM_VOICE]
    assert SIWIS not in order_for(BEST, everyone)
    assert second_for(DORA, everyone) == [ALEX]
    assert second_for(SIWIS, everyone) == []


def test_a_voice_of_another_language_is_refused_with_the_command_that_helps() -> None:
    with pytest.raises(OtherLanguage, match="Joe reads English, and this is in French") as missing:
        order_for("joe", [JOE, FAR_SIWIS, SYSTEM_VOICE], "fr")
    assert "companion setup --voice siwis" in missing.value.hint
    with pytest.raises(OtherLanguage) as here:
        order_for("joe", [JOE, SIWIS, SYSTEM_VOICE], "fr")
    assert "--voice siwis" in here.value.hint
    assert "setup" not in here.value.hint
    with pytest.raises(OtherLanguage, match="Siwis reads French, and this is in English"):
        order_for("siwis", [JOE, SIWIS, SYSTEM_VOICE])
    with pytest.raises(OtherLanguage, match="this is in German") as none:
        order_for("joe", [JOE, SIWIS, SYSTEM_VOICE], "de")
    assert "--voice system" in none.value.hint


def test_it_is_said_how_a_voice_can_be_had() -> None:
    assert "companion setup --voice siwis (90 MB)" in how_to_get("fr", [JOE, FAR_SIWIS, SYSTEM_VOICE])
    assert "setup" not in how_to_get("de", [JOE, FAR_SIWIS, SYSTEM_VOICE])


class French(FakeVoice):
    language = "fr"


def test_a_sentence_of_another_language_is_said_by_a_voice_of_it_or_by_none() -> None:
    french, english = French("fake/fr/1"), FakeVoice("fake/en/1")
    asked: list[str] = []

    def others(language: str) -> dict[int, FakeVoice]:
        asked.append(language)
        return {1: english} if language == "en" else {}

    rendered: list[str] = []
    clips = Clips({1: french}, others=others, rendered=lambda: rendered.append("well"))
    clips.get(Utterance("Bonjour.", language="fr"))
    clips.get(Utterance("Hello."))
    clips.get(Utterance("Hello again.", voice=2))
    assert (french.said, english.said) == (["Bonjour."], ["Hello.", "Hello again."])
    with pytest.raises(CannotSay, match="language of this text"):
        clips.get(Utterance("Hola.", language="es"))
    assert asked == ["en", "es"]
    assert rendered == ["well"]  # the English voice tells nothing about the French one
    clips.close()
    assert (french.closed, english.closed) == (1, 1)
