"""A session and a program made by hand: views are set by the test, commands are kept, nothing moves by itself."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from companion.crisis.card_model import Card, Cards, CrisisContact, Need, Origin
from companion.crisis.desk import Shown
from companion.errors import CompanionError, UnknownExercise
from companion.exercise.plan import Section
from companion.exercise.search_words import SearchWords
from companion.journal.journal_entry import JournalEntry, JournalOwner
from companion.ports import Heard, HearingChanged, Level, Observer, SpeakingChanged
from companion.screen.home.remembered import Remembered
from companion.screen.learnt_keys.key_table import NOTHING_LEARNT, LearntKeys
from companion.screen.seam import (
    AS_USUAL,
    AdjustableLength,
    Chosen,
    DownloadNeeds,
    DownloadStage,
    DownloadState,
    MissingPart,
    PlainLook,
)
from companion.session.commands import Command, Kind
from companion.session.effects import BreathPart, Listen, NoticeKind, Outcome
from companion.session.view import BreathView, Phase, Question, TurnView, View
from tests.screen.settings.fake_settings import FakeSettings

SPEAKING = View(
    now=41.0,
    phase=Phase.SPEAKING,
    section=Section.MAIN,
    title="Longer exhale",
    words="Let the breath out take a little longer than the breath in.",
    coming="There is no need to do this well.",
    elapsed=41.0,
    total=240.0,
    left=199.0,
    silence_left=None,
    breath=None,
    turn=None,
    question=None,
    allowed=Listen(frozenset(Kind)),
    speech_pace=1.0,
    silence_pace=1.0,
    volume=1.0,
    outcome=None,
)


def speaking(**changes: Any) -> View:
    return replace(SPEAKING, **changes)


def silent(left: float = 20.0, **changes: Any) -> View:
    return speaking(phase=Phase.SILENT, silence_left=left, **changes)


def breathing(part: BreathPart = BreathPart.IN, done: float = 0.5, seconds: float = 4.0, **changes: Any) -> View:
    """`done` of a part of `seconds`, in the second of six breaths."""
    now = 60.0
    breath = BreathView(part, now - done * seconds, seconds, 2, 6)
    return speaking(**{"phase": Phase.BREATHING, "now": now, "elapsed": now, "breath": breath} | changes)


def asking(kind: str, text: str, *options: str, **changes: Any) -> View:
    return speaking(phase=Phase.ASKING, words=text, question=Question(kind, text, options), **changes)


def paused(**changes: Any) -> View:
    return speaking(phase=Phase.PAUSED, **changes)


def turning(**changes: Any) -> View:
    return speaking(
        title="Hand to hand",
        words="Notice warm and cool. Rough and smooth.",
        coming="Your own curiosity is enough.",
        turn=TurnView("Ana", "Ben", 1, 2, 130.0),
        **changes,
    )


class FakeSession:
    """Shows the view it was given last, and passes it to its observers."""

    def __init__(self, view: View = SPEAKING) -> None:
        self.shown = view
        self.cautions: Sequence[str] = ()
        self.heard_apart = ""
        self.given: list[Command] = []
        self.hushes: list[bool] = []
        self.observers: list[Observer] = []
        self.started = 0
        self.closed = 0
        self.fails: Exception | None = None
        """Raised by `start`."""
        self.script: list[Any] = []
        """Called one after another by `start`, in plain mode's tests."""

    def view(self) -> View:
        return self.shown

    def give(self, command: Command) -> None:
        self.given.append(command)
        if command.kind is Kind.CRISIS:
            self.notice(NoticeKind.CRISIS_CARD)

    def hush(self, on: bool) -> None:
        self.hushes.append(on)

    def subscribe(self, observer: Observer) -> None:
        self.observers.append(observer)

    async def start(self) -> None:
        self.started += 1
        if self.fails is not None:
            raise self.fails
        self.show(self.shown)
        for act in self.script:
            act()

    async def close(self) -> None:
        self.closed += 1

    # -- what tests make happen -----------------------------------------------------------------------------------

    def show(self, view: View) -> None:
        self.shown = view
        for observer in self.observers:
            observer.view_changed(view)

    def notice(self, kind: NoticeKind) -> None:
        for observer in self.observers:
            observer.notice(kind)

    def finish(self, outcome: Outcome = Outcome.COMPLETED) -> None:
        self.show(replace(self.shown, phase=Phase.FINISHED, outcome=outcome))
        for observer in self.observers:
            observer.finished(outcome)

    def kinds(self) -> list[Kind]:
        return [command.kind for command in self.given]


@dataclass(frozen=True, slots=True)
class FakeListing:
    id: str
    title: str
    summary: str
    kind: str
    people: int = 1
    minutes: float = 3.0
    pack: str = "companion"
    broken: str = ""
    cautions: tuple[str, ...] = ()
    gist: str = ""
    needs: tuple[str, ...] = ()
    author: str = ""
    pack_title: str = "Exercises"
    asks: tuple[str, ...] = ()
    shortest: float = 0.0
    longest: float = 0.0
    language: str = "en"


LISTINGS = (
    FakeListing("side-by-side", "Side by side", "Two people, one silence, nothing to achieve.", "together", 2, 6),
    FakeListing(
        "longer-exhale",
        "Longer exhale",
        "In for four, out for six, for as long as it is pleasant. Lying down or sitting, eyes as you like them.",
        "breath",
        1,
        4,
        shortest=3,
        longest=11,
    ),
    FakeListing("right-now", "Right now", "A steady voice for the next minute.", "settle", 1, 1),
    FakeListing("five-senses", "Five senses", "What is here, one sense after another.", "settle", 1, 5),
    FakeListing("body-in-the-chair", "Body in the chair", "Where the chair carries you.", "body", 1, 5),
)


def _entries(prefix: str) -> tuple[CrisisContact, ...]:
    return (
        CrisisContact(Need.EMERGENCY, "Police, fire, ambulance", f"{prefix}11", read="2026-11-22"),
        CrisisContact(Need.CRISIS, "The Listeners", f"{prefix} 116 123", hours="day and night", read="2026-11-22"),
        CrisisContact(Need.CRISIS, "Text a listener", text="HELLO to 50808", read="2026-11-22"),
        CrisisContact(
            Need.ABUSE,
            "Domestic and Sexual Abuse Helpline of the Northern Provinces",
            f"{prefix}808 2000 247",
            who="women",
            hours="day and night",
            read="2026-11-22",
        ),
    )


MADE_UP = Cards(
    {
        "XA": Card("XA", "Arcadia", _entries("0"), Origin.SHIPPED),
        "XB": Card("XB", "Bohemia by the Sea", _entries("9")[:3], Origin.OWN),
    }
)
"""Crisis cards of two countries that do not exist."""


@dataclass
class FakeCrisis:
    """A desk whose region is what the test says."""

    region: str = "XA"
    guessed: bool = False
    notices: tuple[str, ...] = ()
    chosen: list[str] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    unsaved: bool = False
    cards: Cards = MADE_UP

    def show(self) -> Shown:
        return Shown(self.cards.card_for(self.region), self.guessed, self.notices, self.unsaved)

    def regions(self) -> Sequence[tuple[str, str]]:
        return self.cards.regions()

    def find(self, text: str) -> str | None:
        return self.cards.find(text)

    def use(self, region: str) -> None:
        self.used.append(region)
        self.region, self.guessed, self.unsaved = region, False, True

    def choose(self, region: str) -> None:
        self.chosen.append(region)
        self.region, self.guessed, self.unsaved = region, False, False


class FakeCalibration:
    """A calibration that asks for one word, and is over once Enter was pressed twice."""

    def __init__(self, code: int = 0) -> None:
        self.code = code
        self.asked: list[str] = []
        self._on = asyncio.Event()

    async def run(self, told: Callable[[str], None]) -> int:
        told("Sit where you'll sit. Press Ctrl-C to stop. Then nothing changes.\n\nPress Enter when you are ready.\n")
        await self._on.wait()
        if "end" in self.asked:
            return 130
        self._on.clear()
        told("    stop … ")
        await self._on.wait()
        told("thank you\n")
        return 130 if "end" in self.asked else self.code

    def go_on(self) -> None:
        self.asked.append("go on")
        self._on.set()

    def end(self) -> None:
        self.asked.append("end")
        self._on.set()


class FakeSoundCheck:
    """Voice and ears that do what the test says."""

    sentence = "This is how I sound."

    def __init__(self) -> None:
        self.voice = "joe"
        self.own_word = ""
        self.voices: tuple[str, ...] = ()
        self.more_voices = False
        self.trouble: CompanionError | None = None
        """The error that the next voice raises."""
        self.step = 6
        self.asked: list[str] = []
        """Everything it was asked for, in order."""
        self.observers: list[Any] = []
        self.code = 0
        self.learnt = True

    @property
    def volume(self) -> tuple[int, int]:
        return self.step, 7

    def subscribe(self, observer: Any) -> None:
        self.observers.append(observer)

    def start(self) -> None:
        self.asked.append("start")

    def say(self) -> None:
        self.asked.append("say")

    def hush(self) -> None:
        self.asked.append("hush")

    def next_voice(self) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.voice = self.voices[(self.voices.index(self.voice) + 1) % len(self.voices)]
        self.asked.append(f"voice {self.voice}")

    def change_volume(self, by: int) -> None:
        self.step += by

    async def lend_ears(self, use: Callable[[], Awaitable[int]]) -> tuple[int, bool]:
        self.asked.append("lend")
        try:
            return await use(), self.learnt
        finally:
            self.asked.append("take back")

    def calibration(self, people: int) -> FakeCalibration:
        self.asked.append(f"calibrate {people}")
        self.calibrating = FakeCalibration(self.code)
        return self.calibrating

    def close(self) -> None:
        self.asked.append("close")

    def tell(self, *reports: HearingChanged | Heard | Level | SpeakingChanged) -> None:
        by_kind = {HearingChanged: "hearing", Heard: "heard", Level: "level", SpeakingChanged: "speaking"}
        for report in reports:
            for observer in self.observers:
                getattr(observer, by_kind[type(report)])(report)


@dataclass
class FakeBefore:
    """A page before an exercise whose main part is a rest of 2 to 10 minutes, with a minute around it."""

    title: str = "Longer exhale"
    summary: str = "In for four, out for six, for as long as it is pleasant."
    cautions: tuple[str, ...] = ("If counting makes you tense, breathe as you like.",)
    asks: tuple[str, ...] = ("breath", "number")
    lengths: dict[str, AdjustableLength] = field(
        default_factory=lambda: {"rest": AdjustableLength(180.0, 120.0, 600.0)}
    )
    beds: tuple[str, ...] = ("none", "noise", "rain")
    chosen: Chosen = field(default_factory=Chosen)
    asks_how: bool = False
    fails: Exception | None = None
    """Raised in place of this page."""

    voices: tuple[str, ...] = ("best", "heart", "none")
    tones: tuple[str, ...] = ("soft", "wind", "none")
    spoken_with: list[str] = field(default_factory=list)
    own_pace: bool = False

    def seconds(self, chosen: Chosen) -> float:
        return 60.0 + sum(chosen.lengths.values()) + 60.0 * chosen.silence

    def speak_with(self, voice: str) -> None:
        self.spoken_with.append(voice)


@dataclass
class FakeJournal:
    """Journals that are kept in memory."""

    people: dict[int, JournalOwner] = field(default_factory=dict)
    written: dict[int, list[JournalEntry]] = field(default_factory=dict)
    full: Exception | None = None
    """Raised by everything that writes."""

    def owners(self) -> list[JournalOwner]:
        return list(self.people.values())

    passphrases: dict[int, str] = field(default_factory=dict)
    """Of the locked ones."""

    def switch_on(self, name: str = "", passphrase: str | None = None) -> JournalOwner:
        self._check()
        id = next((id for id, owner in self.people.items() if owner.name == name), len(self.people) + 1)
        self.people[id] = replace(self.people.get(id, JournalOwner(id, name, True)), writing=True)
        self.written.setdefault(id, [])
        return self.people[id] if passphrase is None else self.lock(self.people[id], passphrase)

    def lock(self, owner: JournalOwner, passphrase: str) -> JournalOwner:
        self._check()
        if len(passphrase) < 12:
            raise CompanionError("A passphrase needs at least 12 characters.", hint="Pick four words.")
        self.passphrases[owner.id] = passphrase
        self.people[owner.id] = replace(self.people[owner.id], public=b"key")
        return self.people[owner.id]

    def opened(self, owner: JournalOwner, passphrase: str) -> list[JournalEntry]:
        if passphrase != self.passphrases[owner.id]:
            raise CompanionError("That isn't the right passphrase.", hint="Try again.")
        return list(self.written[owner.id])

    def switch_off(self, owner: JournalOwner) -> None:
        self._check()
        self.people[owner.id] = replace(owner, writing=False)

    def add(self, owner: JournalOwner, entry: JournalEntry) -> int:
        self._check()
        entries = self.written[owner.id]
        id = max((each.id for each in entries), default=0) + 1
        entries.append(replace(entry, id=id))
        return id

    def replace(self, owner: JournalOwner, entry: JournalEntry) -> None:
        self._check()
        entries = self.written[owner.id]
        entries[[each.id for each in entries].index(entry.id)] = entry

    def entries(self, owner: JournalOwner) -> list[JournalEntry]:
        assert not self.people[owner.id].locked
        return list(self.written[owner.id])

    def has(self, owner: JournalOwner, id: int) -> bool:
        return any(each.id == id for each in self.written[owner.id])

    def delete(self, owner: JournalOwner, id: int) -> bool:
        self._check()
        left = [each for each in self.written[owner.id] if each.id != id]
        gone, self.written[owner.id] = len(left) < len(self.written[owner.id]), left
        return gone

    def delete_all(self, owner: JournalOwner) -> None:
        self._check()
        self.written[owner.id] = []

    def _check(self) -> None:
        if self.full is not None:
            raise self.full


BOTH_MISSING = DownloadNeeds(
    (MissingPart("ears", "hearing", "", 41_205_931), MissingPart("mouth", "speaking", "joe", 58_368_729)),
    on_disk=154_000_000,
    space=265_000_000,
    free=20_000_000_000,
    folder="/home/ana/models",
)


MORE_VOICES = DownloadNeeds(
    free=20_000_000_000,
    folder="/home/ana/models",
    more=MissingPart("more", "voices", "sarah, emma, michael", 89_969_926),
    more_on_disk=187_000_000,
    more_space=300_000_000,
)


ALL_OFFERED = replace(BOTH_MISSING, more=MORE_VOICES.more, more_on_disk=187_000_000, more_space=300_000_000)
"""On a computer on which nothing was downloaded yet."""


@dataclass
class FakeDownloads:
    """A download that does what the test says."""

    needs: DownloadNeeds = field(default_factory=DownloadNeeds)
    state: DownloadState = field(default_factory=DownloadState)
    asked: list[str] = field(default_factory=list)
    watchers: list[Callable[[], None]] = field(default_factory=list)

    def look(self) -> DownloadNeeds:
        return self.needs

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        self.watchers.append(changed)
        return lambda: self.watchers.remove(changed)

    def begin(self, *, more: bool = False) -> None:
        self.asked.append("begin with more" if more else "begin")
        if more and self.needs.more is not None:
            self.needs = replace(self.needs, parts=(*self.needs.parts, self.needs.more), more=None)
        self.become(stage=DownloadStage.RUNNING, total=self.needs.size, folder=self.needs.folder)

    def cancel(self) -> None:
        self.asked.append("cancel")
        self.become(stage=DownloadStage.CANCELLED)

    def seen(self) -> None:
        if self.state.stage is not DownloadStage.RUNNING:
            self.state = DownloadState()

    def become(self, **changes: Any) -> None:
        """Changes the state, and tells everybody who watches."""
        self.state = replace(self.state, **changes)
        for changed in tuple(self.watchers):
            changed()

    def finish(self) -> None:
        """Ends it well."""
        uses = frozenset(part.use for part in self.needs.parts)
        self.needs = DownloadNeeds()
        self.become(stage=DownloadStage.DONE, arrived=uses)


@dataclass
class FakeProgram:
    listings: Sequence[FakeListing] = LISTINGS
    session: FakeSession = field(default_factory=FakeSession)
    opened: list[str] = field(default_factory=list)
    fails: Exception | None = None
    """Raised by `entries`."""
    crisis: FakeCrisis = field(default_factory=FakeCrisis)

    readable: threading.Event | None = None
    """`entries` waits for it."""

    def entries(self) -> Sequence[FakeListing]:
        if self.readable is not None:
            assert self.readable.wait(10)
        if self.fails is not None:
            raise self.fails
        return self.listings

    warmed: bool = False
    """The slow parts were started."""

    def warm_up(self) -> None:
        self.warmed = True

    stirred: int = 0
    """Keys and movements of the mouse that were told."""

    def stir(self) -> None:
        self.stirred += 1

    rests: list[bool] = field(default_factory=list)

    def at_rest(self, now: bool) -> None:
        self.rests.append(now)

    aside: list[str] = field(default_factory=list)
    """The calls of `step_aside` and `step_back`."""

    async def step_aside(self) -> None:
        self.aside.append("aside")

    def step_back(self) -> None:
        self.aside.append("back")

    checked: FakeSoundCheck = field(default_factory=FakeSoundCheck)
    own_settings: FakeSettings = field(default_factory=FakeSettings)

    look: PlainLook = AS_USUAL

    def plain_look(self) -> PlainLook:
        return self.look

    def settings(self) -> FakeSettings:
        return self.own_settings

    first_time: bool = False

    def offers_sound_check(self) -> bool:
        return self.first_time

    first_run: bool = False

    def offers_tour(self) -> bool:
        return self.first_run

    handed_out: list[tuple[str, str, int]] = field(default_factory=list)
    """The kind, the place and the number of entries of each file."""

    def journal_folder(self) -> str:
        return "/home/ana/Documents"

    def hand_out_journal(self, entries: Sequence[JournalEntry], form: str, file: str) -> str:
        if any(file == there for _, there, _ in self.handed_out):
            raise CompanionError("There is a file of that name already.", hint="Choose another name.")
        self.handed_out.append((form, file, len(entries)))
        return file

    offers: list[str] = field(default_factory=list)
    """The names of the things that home points out."""

    def open_offers(self) -> list[str]:
        return list(self.offers)

    def hide_offers(self, names: Sequence[str]) -> None:
        self.offers = [name for name in self.offers if name not in names]

    downloads: FakeDownloads = field(default_factory=FakeDownloads)
    download_first: bool = False
    """The download is to be pointed out in whole sentences, once."""

    first_words: str = ""

    def said_at_first(self) -> str:
        return self.first_words

    def offers_download(self) -> bool:
        first, self.download_first = self.download_first, False
        return first

    learnt: LearntKeys = NOTHING_LEARNT

    own_keymap: dict[str, str] = field(default_factory=dict)

    def keymap(self) -> dict[str, str]:
        return self.own_keymap

    def learnt_keys(self) -> LearntKeys:
        return self.learnt

    def sound_check(self) -> FakeSoundCheck:
        return self.checked

    around: Any = None
    """The questions around an exercise for two, a `screen.seam.Around`."""
    gone: list[Any] = field(default_factory=list)
    """The result of the pages before each session that was opened; None for a session without any."""

    def evening(self, exercise_id: str, *, attended: bool = True) -> Any:
        return self.around if attended else None

    lists_shown: int = 0
    """The number of times that yes, no, maybe was run in the terminal."""

    def yes_no_maybe(self) -> int:
        self.lists_shown += 1
        return 0

    reader: Any = None
    """The voice that reads pages, a `screen.seam.PageReader`."""

    def page_reader(self) -> Any:
        return self.reader

    known: SearchWords = field(default_factory=SearchWords)

    def search_words(self) -> SearchWords:
        return self.known

    remembered: Remembered = field(default_factory=Remembered)

    def kept(self) -> Remembered:
        return self.remembered

    def favour(self, exercise_id: str, favourite: bool) -> Remembered:
        if self.full is not None:
            raise self.full
        others = tuple(each for each in self.remembered.favourites if each != exercise_id)
        self.remembered = replace(self.remembered, favourites=(exercise_id, *others) if favourite else others)
        return self.remembered

    full: Exception | None = None
    """Raised by `favour`."""
    journal: FakeJournal = field(default_factory=lambda: FakeJournal())
    journal_offered: bool = False
    """The journal is to be pointed out, once."""

    def journal_writers(self) -> list[JournalOwner]:
        return [owner for owner in self.journal.owners() if owner.writing]

    def offers_journal(self) -> bool:
        offers, self.journal_offered = self.journal_offered, False
        return offers

    prepared: FakeBefore = field(default_factory=FakeBefore)
    chosen: list[Any] = field(default_factory=list)
    """The choice before each session that was opened."""

    named: Sequence[str] = ()

    def named_at_end(self, exercise_id: str) -> Sequence[str]:
        return self.named

    def prepare(self, exercise_id: str) -> FakeBefore:
        if self.prepared.fails is not None:
            raise self.prepared.fails
        return self.prepared

    def open_session(self, exercise_id: str, go: Any = None, chosen: Any = None) -> FakeSession:
        if exercise_id == "missing":
            raise UnknownExercise("There is no exercise “missing”.", hint="`companion list` shows them all.")
        self.opened.append(exercise_id)
        self.gone.append(go)
        self.chosen.append(chosen)
        return self.session
