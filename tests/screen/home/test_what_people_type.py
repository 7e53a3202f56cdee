"""The search for words that people type late and alone: the gentle exercises come first, and nothing accuses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion import resources, tongue
from companion.app.search_vocabulary import load_search_words
from companion.crisis.card_model import Need
from companion.crisis.cards import load_cards
from companion.crisis.desk import Shown
from companion.errors import CompanionError
from companion.exercise.search_words import SearchWords, Topic
from companion.packs.shelf import Shelf
from companion.phrases.topics import TypedTopics, load_topics, parse_topics
from companion.screen import words
from companion.screen.crisis.card_wording import groups
from companion.screen.home.browsing import Browsing
from companion.screen.home.exercise_order import ListedExercise, listed, with_ways_in
from companion.screen.home.places import (
    CRISIS,
    HELP,
    KEPT,
    LETTERS,
    QUIT,
    SOUND,
    TOUR,
    VOLUME,
    Place,
    places_for,
)
from companion.screen.home.search import SearchIndex
from companion.screen.home.topic_finder import TopicFinder

ACCUSING = {"a slip", "say sorry", "betrayal pain", "an urge"}
"""Needs of exercises about guilt or an affair. Some for everybody in a bad moment have one too: see `GENTLE`."""
GENTLE = {
    "company-of-the-room",
    "cool-face",
    "cool-water",
    "hand-on-heart",
    "next-ten-minutes",
    "spinning-thought",
    "three-in-the-morning",
    "something-to-do",
    "staying-with-fear",
    "paced-breath",
    "box-breathing",
}
"""Exercises that have such a need among others, and that speak of no guilt and no affair."""

TYPED = {
    # a death
    "my husband died": "missing-someone",
    "My Husband died in May": "missing-someone",
    "i miss my husband": "missing-someone",
    "i miss my wife so much": "missing-someone",
    "miss my mum": "missing-someone",
    "i miss dad": "missing-someone",
    "i miss him": "missing-someone",
    "lost my dear husband": "missing-someone",
    "my mother passed away": "missing-someone",
    "widow": "missing-someone",
    "widower": "missing-someone",
    "widdow": "missing-someone",
    "death": "missing-someone",
    "funeral": "missing-someone",
    "grief": "missing-someone",
    "greif": "missing-someone",
    "grieving": "missing-someone",
    "bereaved": "missing-someone",
    "bereeved": "missing-someone",
    "missing someone": "missing-someone",
    "missing someone who has died": "missing-someone",
    "empty house": "missing-someone",
    "my friend killed himself": "missing-someone",
    "my child died": "missing-someone",
    "my son killed himself": "missing-someone",
    "dog died": "missing-someone",
    "i miss my cat": "missing-someone",
    "miscarriage": "hand-on-heart",
    "we lost the baby": "hand-on-heart",
    "stillborn": "hand-on-heart",
    # alone
    "lonely": "lonely-tonight",
    "lonley": "lonely-tonight",
    "alone": "lonely-tonight",
    "alone tonight": "lonely-tonight",
    "nobody to talk to": "lonely-tonight",
    "i have no friends": "lonely-tonight",
    "christmas": "lonely-tonight",
    "our anniversary": "lonely-tonight",
    # other things in a life
    "cancer": "ten-minutes-rest",
    "my wife has cancer": "ten-minutes-rest",
    "dementia": "ten-minutes-rest",
    "i'm sick": "ten-minutes-rest",
    "divorce": "hand-on-heart",
    "he left me": "hand-on-heart",
    "breakup": "hand-on-heart",
    "heartbroken": "hand-on-heart",
    "i'm old": "feet-and-seat",
    "getting old": "feet-and-seat",
    "fired": "spinning-thought",
    "i lost my job": "spinning-thought",
    "debts": "spinning-thought",
    "exam": "longer-exhale",
    "exam tomorrow": "longer-exhale",
    "i hate myself": "hand-on-heart",
    "worthless": "hand-on-heart",
    "i can't stop crying": "company-of-the-room",
    "depressed": "hand-on-heart",
    "sad": "hand-on-heart",
    "i cant cope": "next-ten-minutes",
    "pain": "hand-on-heart",
    # danger
    "want to die": "next-ten-minutes",
    "i don't want to live": "next-ten-minutes",
    "I can’t go on": "next-ten-minutes",
    "suicide": "next-ten-minutes",
    "i want to end it": "next-ten-minutes",
    "my dad touched me": "company-of-the-room",
    "raped": "company-of-the-room",
    "he has a gun": "company-of-the-room",
    "my husband has a knife": "company-of-the-room",
    "hurt by my father": "company-of-the-room",
    "he hits me": "company-of-the-room",
    "heart attack": "right-now",
    "chest pain": "right-now",
    # a bad moment
    "i cant breathe": "right-now",
    "cant breath": "right-now",
    "panic attack": "right-now",
    "panic": "right-now",
    "make it stop": "right-now",
    "i want a human": "company-of-the-room",
    "talk to a real person": "company-of-the-room",
}
"""Typed words, each with an exercise that has to be among the first three."""

CALLS_FIRST = {
    "want to die",
    "i don't want to live",
    "I can’t go on",
    "suicide",
    "i want to end it",
    "my dad touched me",
    "raped",
    "hurt by my father",
    "he hits me",
    "he has a gun",
    "my husband has a knife",
    "heart attack",
    "chest pain",
    "i want a human",
    "talk to a real person",
}
"""Typed words that may mean danger: the people to call come before every exercise."""


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> list[ListedExercise]:
    shelf = Shelf([resources.shipped_exercises()], tmp_path_factory.mktemp("cache") / "list.json")
    return with_ways_in(listed(shelf.entries()))


@pytest.fixture(scope="module")
def index(shipped: list[ListedExercise]) -> SearchIndex:
    return SearchIndex(shipped, load_search_words("en"))


def shown(typed: str, index: SearchIndex, exercises: list[ListedExercise]) -> Browsing:
    browsing = Browsing(exercises, index)
    browsing.typed = typed
    return browsing


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_gentle_comes_first_and_nothing_accuses(
    typed: str, index: SearchIndex, shipped: list[ListedExercise]
) -> None:
    rows = [row for section in shown(typed, index, shipped).sections() for row in section.rows]
    found = [row for row in rows if isinstance(row, ListedExercise)]
    assert TYPED[typed] in [each.id for each in found[:3]]
    for each in found[:5]:
        assert each.people == 1, each.id
        assert each.id in GENTLE or ACCUSING.isdisjoint(each.needs), each.id
    assert (rows[0] is CRISIS) == (typed in CALLS_FIRST)


@pytest.mark.parametrize("typed", ["my husband died", "greif", "cancer", "raped", "miscarriage", "dog died"])
def test_after_the_worst_there_is_nothing_for_two_and_a_way_to_people(
    typed: str, index: SearchIndex, shipped: list[ListedExercise]
) -> None:
    rows = [row for section in shown(typed, index, shipped).sections() for row in section.rows]
    assert CRISIS in rows
    if typed != "greif":  # a betrayed person may look for grief as well
        assert all(row.people == 1 for row in rows if isinstance(row, ListedExercise))


@pytest.mark.parametrize("typed", ["grief", "greif"])
def test_grief_after_a_betrayal_is_further_down(typed: str, index: SearchIndex) -> None:
    found = [each.id for each in index.find(typed)]
    assert found.index("missing-someone") == 0
    assert found.index("grieving-what-was-lost") >= 5


def test_the_betrayed_and_those_who_betrayed_find_what_is_for_them(index: SearchIndex) -> None:
    assert index.find("my wife had an affair")[0].id == "kindness-when-hurt"
    assert index.find("my husband watches porn")[0].id == "kindness-when-hurt"
    assert index.find("he cheated on me")[0].id == "kindness-when-hurt"
    assert index.find("i had an affair")[0].id == "honest-look-at-why"


@pytest.mark.parametrize("typed", ["he watched porn", "she cheated", "my husband watches porn", "i cheated", "i lied"])
def test_after_a_betrayal_those_for_one_come_first_and_then_some_for_two(
    typed: str, index: SearchIndex, shipped: list[ListedExercise]
) -> None:
    rows = [row for section in shown(typed, index, shipped).sections() for row in section.rows]
    people = [row.people for row in rows if isinstance(row, ListedExercise)]
    assert people[:5] == [1] * 5
    assert people[:8] == sorted(people[:8])
    assert 2 in people[:8]


@pytest.mark.parametrize("typed", ["my husband died", "cancer", "raped", "fired"])
def test_the_line_above_the_list_is_about_what_was_typed(
    typed: str, index: SearchIndex, shipped: list[ListedExercise]
) -> None:
    topic = index.topics.topic(typed)
    assert topic is not None
    assert shown(typed, index, shipped).title() == topic.says


@pytest.mark.parametrize(
    "typed",
    [
        "lost my temper with my husband",
        "my son lost his phone",
        "i feel dead inside",
        "kissing",
        "we fight about everything",
        "too much",
        "a long hug for the two of us",
        "sleep",
    ],
)
def test_other_words_mean_no_topic(typed: str, index: SearchIndex) -> None:
    assert index.topics.topic(typed) is None


def test_a_topic_is_found_while_its_word_is_still_being_typed(index: SearchIndex) -> None:
    assert index.topics.topic("wido") == index.topics.topic("widow")
    assert index.topics.topic("wido ") is None


def test_a_word_that_is_spelled_right_is_not_taken_for_another_one() -> None:
    lied, hug = (ListedExercise(id, title, "", "", "") for id, title in (("a", "I lied"), ("b", "A hug")))
    index = SearchIndex([lied, hug], SearchWords(common={"died", "hugs"}))
    assert index.find("died") == []
    assert index.find("liet") == [lied]
    assert index.find("hugs") == [hug]


def test_a_title_that_was_typed_comes_before_the_topic(index: SearchIndex) -> None:
    assert index.find("grieving what i lost")[0].id == "grieving-what-was-lost"
    assert index.find("alone in a bad moment")[0].id == "company-of-the-room"


def test_where_nothing_fits_it_says_so_and_names_people(index: SearchIndex, shipped: list[ListedExercise]) -> None:
    browsing = shown("zzzzz", index, shipped)
    assert browsing.title() == words.HOME_NOTHING
    assert browsing.sections()[-1].rows == (CRISIS,)


def test_a_library_without_the_gentle_ones_says_that_it_has_nothing() -> None:
    other = [ListedExercise("other", "Other", "", "", "")]
    index = SearchIndex(other, load_search_words("en"))
    assert shown("my husband died", index, other).title() == words.HOME_NOTHING
    assert shown("suicide", index, other).sections()[0].rows == (CRISIS,)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("what do you save", KEPT),
        ("privacy", KEPT),
        ("who can see this", KEPT),
        ("data", KEPT),
        ("letters", LETTERS),
        ("larger letters", LETTERS),
        ("bigger text", LETTERS),
        ("too small", LETTERS),
        ("i cant read this", LETTERS),
        ("louder", VOLUME),
        ("i can't hear you", VOLUME),
        ("quit", QUIT),
        ("turn it off", QUIT),
    ],
)
def test_words_that_lead_to_a_page(typed: str, place: Place, index: SearchIndex, shipped: list[ListedExercise]) -> None:
    assert shown(typed, index, shipped).sections()[0].rows == (place,)


FOR_TWO = {"having been betrayed", "having hurt one’s partner"}
"""The topics that name exercises for two as well, after those for one person."""


def test_each_topic_names_exercises_that_are_there_and_fits_its_line(
    shipped: list[ListedExercise],
) -> None:
    by_id = {each.id: each for each in shipped}
    for topic in load_topics("en").topics:
        people = [by_id[id].people for id in topic.first]
        assert people[:5] == [1] * 5, topic.name
        assert people == sorted(people), topic.name
        assert (2 in people) == (topic.name in FOR_TWO), topic.name
        assert len(topic.says) <= 110, topic.name
    assert load_topics("xx") == TypedTopics()


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("topics: []", "isn't a list of topics"),
        ("groups: {}\ntopics: [{name: a, says: b}]", "lacks something"),
        ("groups: {}\ntopics: [{name: a, says: b, typed: [lost DOG]}]", "no group called DOG"),
        ("groups: {}\ntopics: [{name: a, says: b, typed: [x], call: now}]", "isn't a place"),
        ("groups: {}\ntopics: [{name: a, says: b, typed: [x], others: no}]", "isn't true"),
        ("groups: {}\ntopics: [{name: a, says: b, typed: x}]", "isn't a list of words"),
    ],
)
def test_a_broken_list_of_topics_is_refused(text: str, match: str) -> None:
    with pytest.raises(CompanionError, match=match):
        parse_topics(text, "topics.en.yaml")


def test_words_of_a_phrase_may_have_two_others_between_them() -> None:
    topic = Topic("a loss", "", ((frozenset({"lost"}), frozenset({"husband", "wife"})),), alone=frozenset({"lost"}))
    assert topic.means(["i", "lost", "my", "dear", "wife"])
    assert not topic.means(["lost", "my", "temper", "with", "wife"])
    assert not topic.means(["wife", "lost", "it"])
    assert topic.means(["lost"])
    assert topic.words == {"lost", "husband", "wife"}


def test_before_the_exercises_are_read_it_never_says_that_there_is_nothing() -> None:
    browsing = Browsing()
    browsing.typed = "my husband died"
    assert browsing.title() == words.HOME_LOOKING
    browsing.typed = "crisis"
    assert browsing.title() == words.HOME_FOUND


def understood(typed: str, name: str, index: SearchIndex) -> Topic:
    """The topic that is meant by the typed words, which has to be the one of this name."""
    topic = index.topics.topic(typed)
    assert topic is not None
    assert topic.name == name
    return topic


def rows_of(browsing: Browsing) -> list[object]:
    return [row for section in browsing.sections() for row in section.rows]


SLIPPED = {
    "not wanting to live": (
        "i want to dir",
        "i wnat to doe",
        "i want to dye",
        "wnat to die",
        "kill mysefl",
        "kll myself",
        "jkill myself",
        "i wnt to die",
        "want to fie",
        "i cant hold on anymore",
        "whats the point",
        "i want to kms",
    ),
    "violence": ("he hti me", "i dont want him to touch me", "he forced me", "afriad of him"),
    "not getting air": (
        "cnat breathe",
        "my chest feels tight",
        "tight chest",
        "chest is tight",
        "im shaking",
        "i'm shaking",
        "cant stop shaking",
        "heart pounding",
        "heart puonding",
    ),
}
"""Typed words with one letter wrong, or another way to say it, by the topic that is meant."""


@pytest.mark.parametrize(("typed", "name"), [(typed, name) for name, some in SLIPPED.items() for typed in some])
def test_shaking_hands_find_who_can_be_called(
    typed: str, name: str, index: SearchIndex, shipped: list[ListedExercise]
) -> None:
    topic = understood(typed, name, index)
    browsing = shown(typed, index, shipped)
    rows = rows_of(browsing)
    assert browsing.title() == topic.says
    assert CRISIS in rows[:6]
    assert (rows[0] is CRISIS) == (topic.call == "first")
    assert all(row.kind != "touch" for row in rows if isinstance(row, ListedExercise))


LETTERS_OF_KEYS = "abcdefghijklmnopqrstuvwxyz"


@settings(max_examples=150)
@given(
    st.sampled_from(
        ["i want to die", "want to kill myself", "better off without me", "tired of living", "end my life"]
    ),
    st.data(),
)
def test_any_one_wrong_letter_leaves_the_way_to_people_first(
    index: SearchIndex, shipped: list[ListedExercise], phrase: str, data: st.DataObject
) -> None:
    words_there = phrase.split()
    long = [at for at, word in enumerate(words_there) if len(word) > 2]
    at = data.draw(st.sampled_from(long))
    word = words_there[at]
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from(LETTERS_OF_KEYS))
    words_there[at] = word[:place] + letter + word[place + 1 :]
    assert rows_of(shown(" ".join(words_there), index, shipped))[0] is CRISIS


@pytest.mark.parametrize("typed", ["i want to dive", "i want to tie my shoes", "i want to do it", "i want to lie down"])
def test_a_real_other_word_does_not_claim_that_somebody_wants_to_die(
    typed: str, index: SearchIndex, shipped: list[ListedExercise]
) -> None:
    assert index.topics.topic(typed) is None
    assert CRISIS in rows_of(shown(typed, index, shipped))[:2]


@pytest.mark.parametrize(
    "typed",
    [
        "the kids are asleep",
        "what is wrong with me",
        "zzz yyy xxx",
        "we fight about everything",
        "i am so tired of this",
        "turn it off",
        "show my favorites please",
    ],
)
def test_a_sentence_that_no_topic_knows_has_people_first_or_second(
    typed: str, index: SearchIndex, shipped: list[ListedExercise]
) -> None:
    assert index.topics.topic(typed) is None
    assert CRISIS in rows_of(shown(typed, index, shipped))[:2]


def test_people_come_after_the_exercises_of_a_topic_and_not_after_everything(
    index: SearchIndex, shipped: list[ListedExercise]
) -> None:
    for topic in load_topics("en").topics:
        if topic.call == "last" and topic.alone:
            rows = rows_of(shown(min(topic.alone), index, shipped))
            assert CRISIS in rows[: len(topic.first) + 1], topic.name


BETRAYED = (
    "why did he do this",
    "why did she do this to me",
    "is he lying to me",
    "is she lying",
    "should i tell him i know",
    "does he know that i know",
    "dont know what to do",
    "i dont know what to do",
    "i found messages on his phone",
    "i found messges on his phone",
    "he's next to me",
    "hes next to me",
    "he's lying next to me",
    "should i leave",
    "was it my fault",
    "she lied to me",
    "he had sex with her",
    "i saw him kiss her",
    "how do i forgive him",
    "he says he loves her",
    "should i stay or leave",
)
BY_THE_ONE_WHO_DID_IT = {
    "honest-look-at-why",
    "kindness-when-i-did-harm",
    "my-own-reason",
    "small-commitment",
    "after-a-slip",
    "riding-out-an-urge",
    "whom-i-call",
    "owning-harm",
    "feeling-with",
    "telling-of-a-slip",
    "telling-before-being-asked",
}


@pytest.mark.parametrize("typed", BETRAYED)
def test_somebody_betrayed_finds_nothing_for_the_one_who_did_it(
    typed: str, index: SearchIndex, shipped: list[ListedExercise]
) -> None:
    topic = index.topics.topic(typed)
    assert topic is not None
    assert topic.name == "having been betrayed"
    rows = rows_of(shown(typed, index, shipped))
    found = [row for row in rows if isinstance(row, ListedExercise)]
    assert found[0].id == "kindness-when-hurt"
    assert [each.people for each in found[:5]] == [1] * 5
    assert BY_THE_ONE_WHO_DID_IT.isdisjoint(each.id for each in found)
    assert all(each.kind != "touch" for each in found)
    assert CRISIS in rows[:2]


SAID = (
    "lying tired back hands feet close slower enough head shoulders lap night bed say no to this more my he she we "
    "long warm rest lonely partner leave stay ask why what"
)


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(SAID.split()),
        min_size=3,
        max_size=6,
    )
)
def test_a_sentence_that_does_not_name_touch_finds_none_at_the_top(
    index: SearchIndex, shipped: list[ListedExercise], typed: list[str]
) -> None:
    text = " ".join(typed)
    if index.topics.names_touch(text):
        return
    titles = [each.title for each in shipped if each.kind == "touch"]
    for each in index.find(text)[:5]:
        assert each.kind != "touch" or any(title.lower().startswith(text) for title in titles), each.id


@pytest.mark.parametrize("typed", ["i want to hold hands", "can we cuddle tonight", "a hug for the two of us"])
def test_a_sentence_that_names_touch_finds_it(typed: str, index: SearchIndex) -> None:
    assert index.topics.names_touch(typed)


def test_a_title_of_touch_that_was_typed_is_found(index: SearchIndex) -> None:
    assert "yes-to-this-no-to-more" in [each.id for each in index.find("yes to this no to more")[:1]]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("i want to die", "not wanting to live"),
        ("i want to dir", "not wanting to live"),
        ("cant breathe", "not getting air"),
        ("talk to a real person", "wanting a person"),
    ],
)
def test_danger_is_answered_while_the_exercises_are_still_being_read(typed: str, name: str) -> None:
    browsing = Browsing(topics=TopicFinder(load_search_words("en")))
    browsing.typed = typed
    assert browsing.loading
    assert browsing.title() == next(topic.says for topic in load_topics("en").topics if topic.name == name)
    assert rows_of(browsing) == [CRISIS]


FRENCH = {
    "not wanting to live": (
        "me pendre",
        "me jeter sous un train",
        "sauter par la fenêtre",
        "sauter par la fenetre",
        "sauter du pont",
        "m'ouvrir les veines",
        "je vuex mourir",
        "je veux mouirr",
        "je n'en peux plus",
        "jen peux plus",
        "je suis à bout",
        "à quoi bon",
        "j'ai envie de crever",
        "jveux crever",
        "crever",
        "je vais me flinguer",
        "me foutre en l'air",
        "me foutre en lair",
        "me tirer une balle",
        "envie d'en finir",
        "passer à l'acte",
    ),
    "violence": (
        "il me fait peur",
        "mon mari me fait peur",
        "elle m'fait peur",
        "il me tabasse",
        "il m'a mis des coups",
        "coups de poing",
        "il a levé la main sur moi",
        "il m'empêche de sortir",
        "il me force à coucher avec lui",
    ),
    "wanting a person": ("j'ai besoin d'aide", "aidez-moi", "au secours"),
    "not getting air": ("j'ai la poitrine serrée", "je tremble", "mon coeur cogne"),
    "having been betrayed": (
        "pourquoi il a fait ça",
        "pourquoi a-t-il fait ça",
        "est-ce qu'il me ment",
        "je ne sais pas quoi faire",
        "j'ai trouvé des messages sur son téléphone",
        "il est à côté de moi",
        "dois-je partir",
        "est-ce ma faute",
        "elle m'a menti",
        "il n'arrête pas de mentir",
        "je viens d'apprendre qu'il me trompe",
    ),
    "having hurt one’s partner": ("arrêter de mentir", "je n'arrête pas de mentir à ma femme"),
    "growing older": ("maison de retraite", "j'ai peur de la maison de retraite"),
    "work and money": ("retraite", "je suis à la retraite"),
    "the end of a relationship": ("il veut me quitter", "je veux quitter mon mari"),
}


@pytest.fixture
def in_french() -> Iterator[None]:
    tongue.speak("fr")
    yield
    tongue.speak("en")


@pytest.fixture(scope="module")
def french(shipped: list[ListedExercise]) -> SearchIndex:
    return SearchIndex(shipped, load_search_words("fr"))


@pytest.mark.parametrize(("typed", "name"), [(typed, name) for name, some in FRENCH.items() for typed in some])
def test_in_french_a_bad_hour_is_understood(
    typed: str, name: str, french: SearchIndex, shipped: list[ListedExercise], in_french: None
) -> None:
    topic = understood(typed, name, french)
    rows = rows_of(shown(typed, french, shipped))
    found = [row for row in rows if isinstance(row, ListedExercise)]
    assert [each.people for each in found[:5]] == [1] * 5
    assert all(each.kind != "touch" for each in found)
    assert CRISIS in rows[: {"first": 1, "last": 6, "": 2}[topic.call]]


@pytest.mark.parametrize(
    "typed",
    [
        *(typed for name in ("not wanting to live", "violence", "wanting a person") for typed in FRENCH[name]),
        *("18", "114", "119", "appeler le 18", "aide"),
    ],
)
def test_in_french_the_worst_words_show_first_who_can_be_called(
    typed: str, french: SearchIndex, shipped: list[ListedExercise], in_french: None
) -> None:
    assert rows_of(shown(typed, french, shipped))[0] is CRISIS


@pytest.mark.parametrize(
    "typed",
    [
        "il veut me quitter",
        "je veux le quitter",
        "il m'empêche de sortir",
        "je viens d'apprendre qu'il me trompe",
        "découverte de sa liaison",
        "présentation demain",
        "ma visite à l'hôpital",
    ],
)
def test_in_french_a_sentence_about_a_life_leads_to_no_page_of_the_program(typed: str, in_french: None) -> None:
    assert [place for place in places_for(typed) if place is not CRISIS] == []


def test_in_french_a_single_word_still_leads_to_its_page(in_french: None) -> None:
    assert [places_for(typed)[-1] for typed in ("quitter", "casque", "visite", "aide")] == [QUIT, SOUND, TOUR, HELP]


@pytest.mark.parametrize(
    "typed", ["je me force à sourire", "ça me fait peur", "coup de fil", "est-ce que je dois mentir"]
)
def test_in_french_other_words_mean_no_topic(typed: str, french: SearchIndex) -> None:
    assert french.topics.topic(typed) is None


def test_french_words_that_say_nothing_find_nothing_of_their_own(french: SearchIndex) -> None:
    assert french.find("je voudrais dormir avec mon souffle") == french.find("dormir souffle")


@pytest.mark.parametrize(
    "typed", ["i want to dye my hair", "want to dye her beard", "how do i dye some eggs i want to know", "dye my hair"]
)
def test_a_person_who_dyes_something_does_not_want_to_die(typed: str, index: SearchIndex) -> None:
    topic = index.topics.topic(typed)
    assert topic is None or topic.name != "not wanting to live"
    assert not index.topics.perhaps_urgent(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "i want to dye",
        "i want to dye my hair and die",
        "want to dye my hair then kill myself",
        "i want to dye so it ends",
        "i want to dye, no hair left",
    ],
)
def test_wanting_to_die_is_still_heard_beside_it(typed: str, index: SearchIndex) -> None:
    topic = index.topics.topic(typed)
    assert topic is not None
    assert topic.name == "not wanting to live"


@pytest.mark.parametrize(
    ("typed", "need"),
    [("i want to die", "crisis"), ("my husband died", "crisis"), ("he hit me", ""), ("took pills", ""), ("sleep", "")],
)
def test_what_was_typed_tells_which_numbers_come_first(typed: str, need: str, index: SearchIndex) -> None:
    browsing = Browsing(index=index)
    browsing.typed = typed
    assert browsing.need_of_call == need


@pytest.mark.parametrize("typed", ["i want to dye my ends", "want to dye the roots"])
def test_ends_are_dyed_if_they_are_ones_own(typed: str, index: SearchIndex) -> None:
    topic = index.topics.topic(typed)
    assert topic is None or topic.name != "not wanting to live"


def test_glue_on_a_gun_is_no_glue_gun(index: SearchIndex) -> None:
    topic = index.topics.topic("he put glue on his gun")
    assert topic is not None
    assert topic.name == "violence"
    topic = index.topics.topic("the glue gun")
    assert topic is None or topic.name != "violence"


DANGER = {
    "en": [
        "he hit me", "he has a knife", "he wants to kill me", "my husband wants to kill me", "someone wants to kill me",
        "he is hitting me", "he keeps beating me", "i took pills", "i swallowed bleach", "i took an overdose",
        "i cut my wrists",
    ],
    "fr": [
        "mon mari me frappe", "il a un couteau", "il veut me tuer", "il va me frapper", "il menace de me tuer",
        "j'ai avalé des comprimés", "j'ai pris des médicaments", "je me suis coupé les veines",
    ],
}  # fmt: skip
CALLS = {
    "en": [
        "i want to die",
        "i want to kill myself",
        "i need to talk to a real person",
        "kill me now",
        "talk to a human",
    ],
    "fr": ["je veux mourir", "je veux me tuer", "sans lui je vais me tuer", "au secours", "aidez moi", "besoin d'aide"],
}


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        (language, typed)
        for language, some in DANGER.items()
        for danger in some
        for typed in (danger, *(f"{call} {danger}" for call in CALLS[language]))
    ],
)
def test_in_danger_or_harmed_the_emergency_number_is_first_whatever_else_was_typed(language: str, typed: str) -> None:
    browsing = Browsing(topics=TopicFinder(load_search_words(language)), typed=typed)
    assert CRISIS in browsing.sections()[0].rows
    for card in load_cards().by_region.values():
        heading, entries = groups(Shown(card), browsing.need_of_call)[0]
        assert heading == words.CRISIS_NEEDS["emergency"]
        assert entries[0][0] == card.of(Need.EMERGENCY)[0].reach


@pytest.mark.parametrize(("language", "typed"), [(language, typed) for language in CALLS for typed in CALLS[language]])
def test_else_the_line_for_talking_is_first_and_the_emergency_number_right_behind(language: str, typed: str) -> None:
    browsing = Browsing(topics=TopicFinder(load_search_words(language)), typed=typed)
    for card in load_cards().by_region.values():
        headings = [heading for heading, _ in groups(Shown(card), browsing.need_of_call)]
        assert headings[:2] == [words.CRISIS_NEEDS["crisis"], words.CRISIS_NEEDS["emergency"]]


@pytest.mark.parametrize(("language", "typed"), [("en", "he wants to kill me"), ("fr", "il veut me tuer")])
def test_a_person_who_is_to_be_killed_is_not_taken_for_one_who_wants_to_die(language: str, typed: str) -> None:
    topic = TopicFinder(load_search_words(language)).topic(typed)
    assert topic is not None
    assert topic.name == "violence"


def test_every_need_of_a_topic_is_one_of_the_card() -> None:
    for language in ("en", "fr"):
        assert {topic.need for topic in load_topics(language).topics} <= {"", *Need}


@pytest.mark.parametrize("typed", ["blind", "screen reader", "i am visually impaired", "nvda"])
def test_a_blind_person_finds_plain_mode(typed: str, index: SearchIndex) -> None:
    browsing = Browsing(index=index)
    browsing.typed = typed
    assert "companion --plain" in browsing.title()
