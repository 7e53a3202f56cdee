"""The Protocols through which the screen uses the rest of the program.

Imports no textual and no adapters. `app.program` fulfils them; tests/screen/fakes.py has handwritten fakes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from companion.closeness.comparing import Comparison
    from companion.closeness.own_answers import OwnAnswers
    from companion.couple.evening.pages import Go, Page, Result
    from companion.crisis.desk import Shown
    from companion.exercise.search_words import SearchWords
    from companion.journal.journal_entry import JournalEntry, JournalOwner
    from companion.ports import Observer, SoundObserver
    from companion.screen.home.remembered import Remembered
    from companion.screen.journal.journal_handle import JournalHandle
    from companion.screen.learnt_keys.key_table import LearntKeys
    from companion.session.commands import Command
    from companion.session.effects import Outcome
    from companion.session.view import View

RIGHT_NOW = "right-now"
"""The id of the exercise that stands first, and that Enter starts even before the list has been read."""


TONIGHT = ":tonight"
"""In the place of an exercise's id: two people who have not chosen one. No id of an exercise has a colon."""
GO_ON = ":go-on"
"""In the place of an exercise's id: the exercise for one person that was left before its end, from there on."""
YES_NO_MAYBE = ":yes-no-maybe"
"""In the place of an exercise's id: the lists of yes, no, maybe, which are a program of their own."""


@runtime_checkable
class SaysThings(Protocol):
    """A screen that can show a sentence of the program among its own."""

    def say(self, text: str) -> None: ...


class SessionHandle(Protocol):
    """A session, from opening to close. All calls are made on the asyncio loop."""

    @property
    def cautions(self) -> Sequence[str]:
        """The author's lines, to be shown before it begins."""

    @property
    def heard_apart(self) -> str:
        """The sentence that names the words to say, if they are heard in another language than that of the screens.
        Empty if it is the same."""

    def view(self) -> View:
        """Computes the view of this moment; cheap enough for 30 calls a second."""

    def give(self, command: Command) -> None: ...

    def hush(self, on: bool) -> None:
        """Lets the voice fall silent provisionally, or go on from the start of its clause."""

    def subscribe(self, observer: Observer) -> None: ...

    async def start(self) -> None:
        """Begins the session. May raise a CompanionError."""

    async def close(self) -> None:
        """Silences the session at once and closes the microphone. Allowed after the end too, and more than once."""


class Listing(Protocol):
    """An exercise in the list."""

    @property
    def id(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def summary(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def people(self) -> int: ...

    @property
    def minutes(self) -> float: ...

    @property
    def shortest(self) -> float:
        """Minutes that it takes if everything is chosen as short as it can be; 0 if there is nothing to choose."""

    @property
    def longest(self) -> float: ...

    @property
    def language(self) -> str: ...

    @property
    def pack(self) -> str: ...

    @property
    def broken(self) -> str:
        """The mistake in its file, one sentence; empty if it can be played."""

    @property
    def cautions(self) -> Sequence[str]:
        """The author's lines, to be shown before it begins."""

    @property
    def gist(self) -> str:
        """One short sentence; empty if it gives none."""

    @property
    def needs(self) -> Sequence[str]:
        """Words by which people look for it, the best first."""

    @property
    def author(self) -> str: ...

    @property
    def pack_title(self) -> str: ...

    @property
    def asks(self) -> Sequence[str]:
        """The things it asks of a person, as `exercise.asks` names them."""


class CrisisDesk(Protocol):
    """The crisis numbers. No call ever raises, because this card has to appear whatever happens."""

    def show(self) -> Shown:
        """Finds the card of the person's country, or of the one that the computer's language suggests."""

    def regions(self) -> Sequence[tuple[str, str]]:
        """Lists code and name of every country that has numbers, sorted by name."""

    def find(self, text: str) -> str | None:
        """Finds the code of a country written as name or code; None if it is neither."""

    def use(self, region: str) -> None:
        """Shows this country until the program is closed, and saves nothing; "ZZ" for one without numbers."""

    def choose(self, region: str) -> None:
        """Keeps this country from now on; "ZZ" for one without numbers."""


class PagesHandle(Protocol):
    """The pages with questions before a session, or after it."""

    @property
    def trouble(self) -> str:
        """A sentence about anything that could not be read or saved; empty if all is well."""

    @property
    def result(self) -> Result | None:
        """The result, once there is nothing more to ask."""

    def page(self) -> Page: ...

    def answer(self, value: str) -> None:
        """Takes an answer, whatever it is. Called on a worker thread if the page is slow."""

    def move(self, by: int) -> None:
        """Goes `by` rows down on a form."""

    def turn(self, by: int) -> None:
        """Changes the answer of a form's present row by `by` steps."""

    def back(self) -> None: ...

    def leave(self) -> None: ...


class EveningHandle(Protocol):
    """The pages around one session of two people."""

    @property
    def before(self) -> PagesHandle: ...

    @property
    def hear(self) -> Callable[[str, Callable[[], None], Callable[[], None]], Callable[[], None] | None]:
        """The function that listens for a word: `hear(word, heard, deaf)` returns a function that ends the listening,
        or None if nothing listens.

        It is called on the asyncio loop. It calls `heard` once the word was heard, and `deaf` if it turns out that
        nothing listens after all, because there is no microphone, say.
        """

    def less(self, *, touch: bool, left_out: Collection[str] = ()) -> None:
        """Saves at once that tonight has no touch any more, or that these areas are left out."""

    def took_turns(self) -> None:
        """Saves that the partner starts the next time: the second turn has begun."""

    def after(self, outcome: Outcome | None, touched: bool) -> PagesHandle | None:
        """Makes the pages after the session; None if there are none. `touched`: they probably touched."""


class PageReader(Protocol):
    """The voice that reads pages aloud. All calls are made on the asyncio loop."""

    def read(self, sentences: Sequence[str]) -> None:
        """Says these sentences, in place of any that are still being said."""

    def hush(self) -> None: ...


@dataclass(frozen=True, slots=True)
class AdjustableLength:
    """A part of an exercise whose length can be chosen, in seconds."""

    default: float
    shortest: float
    longest: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """The choice of one person on the page before an exercise."""

    lengths: Mapping[str, float] = field(default_factory=dict)
    """Seconds by the name of the length."""
    bed: str = "none"
    """The name of the sound under the silences."""
    bells: bool = True
    wait: int = 0
    """Minutes until it starts."""
    how: int | None = None
    """Their answer to “How are you right now?”, 0 to 10; None if it wasn't asked or answered."""
    voice: str = ""
    """The name of the voice for this session; empty for that of the settings."""
    tones: str = ""
    """The sound for the breath; empty for that of the settings."""
    silence: int = 0
    """Minutes of silence after the ending."""
    silence_bed: bool = True
    """The sound under the silences goes on in that one."""
    last_bell: bool = False
    """A bell sounds last of all."""


@dataclass(frozen=True, slots=True)
class PlainLook:
    """The way in which plain lines are written."""

    captions: str = ""
    """"start": each sentence is written as it begins; "after": once it was spoken, in the next silence; "off": not at
    all while a voice reads it. Empty for the usual way: "off" in a terminal, "start" for a file or another program."""
    timestamps: bool = False
    """The time stands before each line of a session."""
    breath_sounds: bool = True
    """A sound guides every breath."""


AS_USUAL = PlainLook()


class BeforeHandle(Protocol):
    """The page before an exercise for one person."""

    @property
    def title(self) -> str: ...

    @property
    def summary(self) -> str: ...

    @property
    def cautions(self) -> Sequence[str]: ...

    @property
    def asks(self) -> Sequence[str]:
        """The things it asks of a person, as `exercise.asks` names them."""

    @property
    def lengths(self) -> Mapping[str, AdjustableLength]: ...

    @property
    def beds(self) -> Sequence[str]:
        """The names of the sounds that can be under the silences, "none" first."""

    @property
    def voices(self) -> Sequence[str]:
        """The names of the voices that can read, with "best" and "none"."""

    @property
    def tones(self) -> Sequence[str]:
        """The names of the sounds for a breath, with "none"; empty if it asks for no breath."""

    @property
    def chosen(self) -> Chosen:
        """The choice to begin with."""

    @property
    def asks_how(self) -> bool:
        """True if the page may ask how the person is right now: a journal is on, which keeps the answer."""

    @property
    def own_pace(self) -> bool:
        """True if the voice or the silences will be slower or quicker than usual."""

    def seconds(self, chosen: Chosen) -> float:
        """Computes how long it takes with this choice, at the person's own pace. Takes some milliseconds."""

    def speak_with(self, voice: str) -> None:
        """Starts this voice, so that it is ready when the exercise begins; an empty name for that of the settings."""


class CalibrationHandle(Protocol):
    """A calibration: it tells its lines, and waits for Enter in between. All calls are made on the asyncio loop."""

    async def run(self, told: Callable[[str], None]) -> int:
        """Runs the calibration, and calls `told` with each piece of text as it comes. Returns 0, or the exit code of a
        failure."""

    def go_on(self) -> None:
        """Passes Enter on."""

    def end(self) -> None:
        """Breaks the calibration off; nothing has changed then."""


class SoundCheckHandle(Protocol):
    """The voice and the microphone, tried outside a session. All calls are made on the asyncio loop."""

    @property
    def sentence(self) -> str:
        """The sentence that the voice says."""

    @property
    def voice(self) -> str:
        """The name of the voice that speaks now; "" for the system's own."""

    @property
    def volume(self) -> tuple[int, int]:
        """The step that the volume stands at, from 1, and how many there are."""

    @property
    def own_word(self) -> str:
        """The couple's own word for "stop", empty if there is none."""

    @property
    def voices(self) -> Sequence[str]:
        """The names of the voices to choose from; empty if there is nothing to choose."""

    @property
    def more_voices(self) -> bool:
        """True if the most natural voices could be downloaded."""

    def next_voice(self) -> None:
        """Makes the next voice the usual one, and lets it say the sentence. Raises CompanionError."""

    def subscribe(self, observer: SoundObserver) -> None: ...

    def start(self) -> None: ...

    def say(self) -> None: ...

    def hush(self) -> None: ...

    def change_volume(self, by: int) -> None:
        """Makes the voice louder by `by` steps, while the sound check is open."""

    async def lend_ears(self, use: Callable[[], Awaitable[int]]) -> tuple[int, bool]:
        """Gives the microphone up, awaits `use`, and takes it back. Returns the result of `use`, and True if the
        calibration is a new one."""

    def calibration(self, people: int) -> CalibrationHandle:
        """Makes a calibration for one person or two; it begins when it is run."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class MissingPart:
    """Something that listening or the natural voice needs, and that isn't on this computer."""

    name: str
    use: str
    """"hearing", "speaking" or, for more natural voices than the usual one, "voices"."""
    voice: str
    """The name of the voice; of several, with commas; empty for what listening needs."""
    size: int
    """Bytes to download."""


@dataclass(frozen=True, slots=True)
class DownloadNeeds:
    """All that is missing, and the room that it needs. `more` may be downloaded as well, and isn't counted in it."""

    parts: Sequence[MissingPart] = ()
    on_disk: int = 0
    """Bytes that it takes on the disk, at most."""
    space: int = 0
    """Bytes that have to be free while it is downloaded and unpacked."""
    free: int = 0
    """Bytes that are free there now."""
    folder: str = ""
    more: MissingPart | None = None
    """More natural voices than the usual one, which aren't on this computer."""
    more_on_disk: int = 0
    """Bytes that they take on the disk, at most."""
    more_space: int = 0
    """Bytes that have to be free while only they are downloaded."""

    @property
    def size(self) -> int:
        """Bytes to download."""
        return sum(part.size for part in self.parts)


class DownloadStage(Enum):
    """The point that the download of this run has reached."""

    IDLE = "idle"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DownloadState:
    """The download of this run, or how it ended."""

    stage: DownloadStage = DownloadStage.IDLE
    done: int = 0
    """Bytes so far."""
    total: int = 0
    """Bytes in all; 0 before that is known."""
    seconds_left: float | None = None
    now: str = ""
    """The use of the part that is being downloaded, as in `MissingPart.use`; empty before it is known."""
    said: str = ""
    """The last sentence of the process that downloads."""
    trouble: str = ""
    """If it failed: "offline", "full", "not-allowed" or "other"."""
    arrived: frozenset[str] = frozenset()
    """The uses of the parts that came."""
    folder: str = ""
    """The folder in which they are saved."""


class DownloadsHandle(Protocol):
    """The download of the things that listening and the natural voice need. All calls are made on the asyncio loop,
    unless a method names another thread."""

    def look(self) -> DownloadNeeds:
        """Finds what is missing. Called on a worker thread."""

    @property
    def state(self) -> DownloadState: ...

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Calls `changed` whenever the state has changed, until the function that this returns is called."""

    def begin(self, *, more: bool = False) -> None:
        """Begins to download what is missing, unless that goes on already; with `more`, the more natural voices as
        well. Returns at once."""

    def cancel(self) -> None:
        """Ends the download. Returns at once; the state then says when it has ended."""

    def seen(self) -> None:
        """Forgets how the last download ended: the person was told."""


SettingValue = str | float | bool
"""The value of a setting; an empty text where the usual one holds and has no name."""


@dataclass(frozen=True, slots=True)
class KeptThing:
    """Something that is saved about a person or two, and can be deleted."""

    name: str
    title: str
    says: str
    """Its contents in a few words, or the place where it can be deleted."""
    deletable: bool = True
    asks: str = ""
    """A sentence for the question before it is deleted; empty if the title says enough."""
    left: str = ""
    """A sentence about what is still there after it was deleted; empty if nothing is."""


class SettingsHandle(Protocol):
    """The settings, as a page or lines show and change them. All calls are made on the asyncio loop, unless a method
    names another thread."""

    @property
    def trouble(self) -> str:
        """A sentence about values that can't be read; empty if all can."""

    @property
    def file(self) -> str:
        """The path of the settings file, as it is shown; empty if there is none to show."""

    def value(self, name: str) -> SettingValue:
        """Returns the saved value, or the usual one."""

    def held(self, name: str) -> bool:
        """True if the command line decides it this time."""

    def options(self, name: str) -> Sequence[tuple[str, SettingValue]]:
        """Lists the values that only the program knows, each with its words. Called on a worker thread."""

    def check_word(self, word: str) -> str:
        """Returns the stop word as it would be listened for. Called on a worker thread; raises a CompanionError for one
        that will not do."""

    def choose(self, name: str, value: SettingValue) -> None:
        """Saves a choice. Raises a CompanionError if that is not possible."""

    def keys(self) -> Mapping[str, str]:
        """Lists the keys that were given to actions and hold, by the action."""

    def give_key(self, action: str, key: str) -> None:
        """Gives an action this key, or the usual one if it is empty. Raises a CompanionError for one that clashes."""

    async def settle(self) -> None:
        """Starts voice and microphone anew if a change needs it."""

    def hear(self) -> None:
        """Says a sentence with the chosen voice and pace, if anything can speak."""

    def hush(self) -> None: ...

    def kept(self) -> Sequence[KeptThing]:
        """Lists what is saved. Called on a worker thread."""

    def forget(self, name: str) -> None:
        """Deletes the `KeptThing` with this name. Raises a CompanionError if that is not possible."""


class ProgramHandle(Protocol):
    """All that a screen may ask. Every call is made on the asyncio loop, unless a method names another thread."""

    @property
    def crisis(self) -> CrisisDesk: ...

    def yes_no_maybe(self) -> int:
        """Runs `companion yes-no-maybe` in this terminal, while the screen is suspended, and returns its exit code.
        Blocks."""

    def learnt_keys(self) -> LearntKeys:
        """Reads the keys of other devices. Never raises: where they can't be read there are none, and the session says
        so."""

    def keymap(self) -> Mapping[str, str]:
        """Reads the keys of pages that the person has changed, by the names of their bindings. Called on a worker
        thread. Never raises."""

    def offers_sound_check(self) -> bool:
        """True until the sound check was opened once, or was declined in the settings. Called on a worker thread."""

    def offers_tour(self) -> bool:
        """True when the program is used for the first time: the tour is to be pointed out. Called on a worker thread,
        once per list shown."""

    def open_offers(self) -> Sequence[str]:
        """Lists what home points out, each until it was done or dismissed: "download", "tour", "sound-check",
        "calibration". Called on a worker thread."""

    def hide_offers(self, names: Sequence[str]) -> None:
        """Stops home from pointing out the offers with these names. May raise a CompanionError."""

    def said_at_first(self) -> str:
        """Returns a sentence that home says at once, about this computer; empty if there is none. Called on a worker
        thread, before `open_offers` and `offers_tour`."""

    def offers_download(self) -> bool:
        """True once, when the program is used for the first time: a download that is missing is to be pointed out in
        whole sentences."""

    @property
    def downloads(self) -> DownloadsHandle:
        """The download of the things that listening and the natural voice need."""

    def plain_look(self) -> PlainLook:
        """Reads how plain lines are to be written."""

    def settings(self) -> SettingsHandle:
        """Opens the settings. Called between sessions."""

    def sound_check(self) -> SoundCheckHandle:
        """Opens the sound check. Called between sessions. May raise a CompanionError."""

    def entries(self) -> Sequence[Listing]:
        """Lists every exercise. Called on a worker thread, once per list shown. May raise a CompanionError."""

    def warm_up(self) -> None:
        """Starts the slow parts that a session needs (voice, loudspeaker, recogniser), and returns at once."""

    def stir(self) -> None:
        """Notes that somebody is at the keys or the mouse, so that sound is ready when they choose. Returns at once."""

    async def step_aside(self) -> None:
        """Pauses what goes on and closes the microphone, because the process is about to stand still. Returns once it
        is closed, within a few seconds."""

    def step_back(self) -> None:
        """Listens again after `step_aside`, if it did before. A session stays paused."""

    def at_rest(self, now: bool) -> None:
        """Notes whether home is shown now, where nothing happens: sentences may then be rendered ahead."""

    def search_words(self) -> SearchWords:
        """Reads the words by which home's search finds exercises, besides their own. Called on a worker thread."""

    def kept(self) -> Remembered:
        """Reads the favourites, and the last exercise if it may be remembered. Called on a worker thread. Never raises:
        where they can't be read there are none."""

    def favour(self, exercise_id: str, favourite: bool) -> Remembered:
        """Makes an exercise for one person a favourite, or no favourite any more. May raise a CompanionError."""

    @property
    def journal(self) -> JournalHandle: ...

    def journal_writers(self) -> Sequence[JournalOwner]:
        """Lists the people whose journal is on. In a rehearsal the list is empty. May raise a CompanionError."""

    def journal_folder(self) -> str:
        """Returns the folder that is offered for a file of a journal."""

    def hand_out_journal(self, entries: Sequence[JournalEntry], form: str, file: str) -> str:
        """Writes entries to a new file: all as "md" or "csv", or a page for a therapist as "pdf". Returns its place.

        Called on a worker thread. Raises a CompanionError if it can't be written, or if there is such a file already.
        """

    def offers_journal(self) -> bool:
        """True once, when the program is used for the first time: the journal is to be pointed out."""

    def named_at_end(self, exercise_id: str) -> Sequence[str]:
        """Lists what stands in quotes in the ending of an exercise: titles of others, mostly.

        Called on a worker thread. Raises a CompanionError as `open_session` does.
        """

    def prepare(self, exercise_id: str) -> BeforeHandle:
        """Reads what one person may choose before this exercise. Called on a worker thread.

        Raises a CompanionError as `open_session` does.
        """

    def evening(self, exercise_id: str, *, attended: bool = True) -> EveningHandle | None:
        """Makes the pages around this exercise; None if there are none. Called on a worker thread.

        `attended` says that somebody sits at the keys. Raises a CompanionError as `open_session` does, and if two
        people would have to agree without anyone at the keys.
        """

    def page_reader(self) -> PageReader | None:
        """Makes the voice that reads pages aloud; None unless the person asked for it and something can speak."""

    def open_session(self, exercise_id: str, go: Go | None = None, chosen: Chosen | None = None) -> SessionHandle:
        """Opens a session; `go` is the result of the pages before it, `chosen` that of the page for one person.

        Raises UnknownExercise, ExerciseMistakes, or another CompanionError if a voice or a sound isn't available.
        """


@dataclass(frozen=True, slots=True)
class HowLeft:
    """The way in which the screen was left."""

    interrupted: bool = False
    """It was left by Ctrl-C, so the exit code is 130."""
    outcome: Outcome | None = None
    """The outcome of the last session, None if there was none."""


class OwnPartHandle(Protocol):
    """One person's open list of yes, no, maybe."""

    @property
    def answers(self) -> OwnAnswers:
        """The list, to be shown to this person alone and changed by them."""

    def save(self) -> None:
        """Seals the half. Takes about a second, so it is called on a worker thread. Raises CompanionError."""

    def change_passphrase(self, passphrase: str) -> None:
        """Seals the half with another passphrase, in the same way."""


class ClosenessDesk(Protocol):
    """The two halves of yes, no, maybe. A call with a passphrase takes about a second, and raises CompanionError."""

    @property
    def names(self) -> Mapping[str, str]:
        """The names of "a" and "b"."""

    def is_there(self, who: str) -> bool: ...

    def create(self, who: str, passphrase: str) -> OwnPartHandle: ...

    def open(self, who: str, passphrase: str) -> OwnPartHandle: ...

    def delete(self, who: str) -> None: ...

    def compare(self, a: OwnPartHandle, b: OwnPartHandle) -> Comparison:
        """Compares two open lists of this desk, at once."""
