"""Two synthetic voices talk for most of a minute, with "stop", "wait" and "red" in their sentences, and say "stop"
alone in between. `python -m bench talk` does it for half an hour."""

from __future__ import annotations

from pathlib import Path

from bench.espeak import say
from bench.hearing_baselines import companion, outcome
from bench.hearing_ears import Heard
from bench.hearing_figures import fires
from bench.speakers import Speaker
from bench.talk import WITHIN, Said, delays, sentences, stream, streams, talk
from companion.hearing.replay import ANSWERS, OfflineRecogniser
from companion.hearing.words.decoys import load_lexicon
from companion.hearing.words.grammar import build
from companion.hearing.words.vocabulary import Vocabulary
from companion.session.effects import Listen

SECONDS, LONE = 48.0, 3
VOICES = [
    Speaker(f"espeak/{name}", "espeak", lambda text, name=name: say(text, name, words_per_minute=150))  # type: ignore[misc]
    for name in ("en-us", "en-gb-x-rp+f2")
]


def test_in_a_talk_no_sentence_fires_and_every_lone_stop_is_decided_in_time(tuned: Path, english: Vocabulary) -> None:
    grammar = build(english, load_lexicon(english.lexicon), Listen(english.everything().kinds, ANSWERS))
    ears = OfflineRecogniser(tuned)
    try:
        ears.listen(grammar)
        sound = stream(talk(SECONDS, LONE), VOICES, None).make()
        heard = Heard(sound, list(ears.observe(sound.samples)))
    finally:
        ears.close()
    talking = outcome(heard, grammar, companion(talk=True))
    assert fires([talking]).which == []
    lone = delays([talking], grammar)
    assert (lone.heard, lone.asked) == (LONE, LONE)
    assert max(lone.decided) <= WITHIN
    # Elsewhere a safety word counts in a sentence, too: so there is something here that was let pass.
    assert fires([outcome(heard, grammar, companion())]).which != []


def test_a_talk_is_the_same_each_time_and_holds_what_it_has_to() -> None:
    said = talk(1800.0, 20)
    assert said == talk(1800.0, 20)
    assert sum(one.alone for one in said) == 20
    assert {one.who for one in said if one.alone} == {0, 1}
    for word in ("stop", "wait", "red"):
        assert sum(word in one.text.casefold().split() for one in said if not one.alone) >= 40
    assert [one for part in streams(said) for one in part] == said
    assert not any(part[0].alone for part in streams(said))


def test_no_sentence_is_a_command_by_itself(english: Vocabulary) -> None:
    assert len(sentences()) > 100
    assert not [one for one in sentences() if english.parse(one, english.everything())]


def test_a_lone_stop_has_quiet_before_and_after_it() -> None:
    said = talk(1800.0, 20)
    for number, one in enumerate(said[:-1]):
        if one.alone:
            assert one.before >= 1.0
            assert said[number + 1].before >= 1.0
    assert isinstance(said[0], Said)
