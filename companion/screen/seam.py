"""What the screen needs of the rest of the program, as Protocols: a program that lists exercises and opens sessions.

No textual and no adapters here. wiring fulfils these; tests/screen/fakes.py does by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from companion.crisis.desk import Shown
    from companion.evening.pages import Go, Page, Result
    from companion.ports import Observer, SoundObserver
    from companion.session.commands import Command
    from companion.session.effects import Outcome
    from companion.session.view import View

RIGHT_NOW = "right-now"
"""The exercise that stands first, and that one key starts before the list is even read."""


class SessionHandle(Protocol):
    """One session, from opening to close. All calls are made on the asyncio loop."""

    def view(self) -> View:
        """Computed for the session's present clock; cheap enough to be asked 30 times a second."""

    def give(self, command: Command) -> None: ...

    def subscribe(self, observer: Observer) -> None: ...

    async def start(self) -> None:
        """Begin. May raise a CompanionError."""

    async def close(self) -> None:
        """Silence at once and let go of everything. Also after the end, and more than once."""


class Listing(Protocol):
    """One line of the list of exercises."""

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
    def pack(self) -> str: ...

    @property
    def broken(self) -> str:
        """What is wrong with its file, one sentence; empty where it can be played."""


class CrisisDesk(Protocol):
    """Where help is. Nothing here ever raises: this is the one card that has to be there."""

    def show(self) -> Shown:
        """The card of the person's country, or of the one their computer suggests."""

    def regions(self) -> Sequence[tuple[str, str]]:
        """Code and name of every country there are numbers for, by name."""

    def find(self, text: str) -> str | None:
        """The code of a country written as name or code; None where it is neither."""

    def choose(self, region: str) -> None:
        """From now on this country; "ZZ" for one that has no numbers here."""


class Asking(Protocol):
    """Pages that are asked before a session, or after it."""

    @property
    def trouble(self) -> str:
        """What could not be read or kept, one sentence."""

    @property
    def result(self) -> Result | None:
        """Set once there is nothing more to ask."""

    def page(self) -> Page: ...

    def answer(self, value: str) -> None:
        """Anything may be given. Where the page is slow, called on a worker thread."""

    def back(self) -> None: ...

    def leave(self) -> None: ...


class Around(Protocol):
    """What is asked of two people before one session and after it."""

    @property
    def before(self) -> Asking: ...

    @property
    def hear(self) -> Callable[[str, Callable[[], None]], Callable[[], None] | None]:
        """Listen for a word and call back on the loop; what ends that, or None where nobody listens."""

    def after(self, outcome: Outcome | None, touched: bool) -> Asking | None:
        """None where nothing is asked afterwards. `touched`: the session came to its touch, as far as is known."""


class SoundCheck(Protocol):
    """Voice and microphone, tried outside a session. All calls are made on the asyncio loop."""

    @property
    def sentence(self) -> str:
        """What the voice says."""

    @property
    def voice(self) -> str:
        """The name of the voice that speaks now; "" for the system's own."""

    @property
    def volume(self) -> tuple[int, int]:
        """The step that the volume stands at, from 1, and how many there are."""

    @property
    def own_word(self) -> str:
        """Two people's own word for "stop", empty where there is none."""

    def subscribe(self, observer: SoundObserver) -> None: ...

    def start(self) -> None: ...

    def say(self) -> None: ...

    def hush(self) -> None: ...

    def change_volume(self, by: int) -> None:
        """So many steps louder; for the time of the sound check."""

    async def lend_ears(self, use: Callable[[], int]) -> tuple[int, bool]:
        """Call `use` while the microphone is free: what it gave, and whether their voices taught something new."""

    def calibrate(self, people: int) -> int:
        """`companion calibrate` in this terminal; its exit code. Blocks."""

    def close(self) -> None: ...


class Program(Protocol):
    @property
    def crisis(self) -> CrisisDesk: ...

    def offers_sound_check(self) -> bool:
        """Whether to point out the sound check: true the first time ever that it is asked. On a worker thread."""

    def sound_check(self) -> SoundCheck:
        """Called on the asyncio loop, between sessions."""

    def entries(self) -> Sequence[Listing]:
        """Every exercise there is. Called on a worker thread, once per list shown. May raise a CompanionError."""

    def evening(self, exercise_id: str, *, attended: bool = True) -> Around | None:
        """What is asked around this exercise; None where nothing is. Called on a worker thread.

        `attended`: somebody sits at the keys. Raises a CompanionError as `open_session` does, and where two people
        would have to agree and nobody is there.
        """

    def open_session(self, exercise_id: str, go: Go | None = None) -> SessionHandle:
        """Called on the asyncio loop; `go` is what the evening came to. Raises UnknownExercise or BadExercise."""


@dataclass(frozen=True, slots=True)
class Left:
    """How the person left the screen."""

    interrupted: bool = False
    """By Ctrl-C: the exit code is 130."""
    outcome: Outcome | None = None
    """Of the last session, None where there was none."""
