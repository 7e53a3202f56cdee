"""Everything that is saved about people outside of the settings, and how all of it is deleted at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from companion.app import two_halves
from companion.closeness.comparing import A, B
from companion.couple import couple_file
from companion.errors import CompanionError
from companion.journal.book import JournalBook
from companion.screen.journal.journal_state import state_words
from companion.screen.seam import KeptThing
from companion.store import last_time_files, sealed, settings
from companion.store.spoken_traces import NotForgotten, folder, forget_spoken

EVERYTHING: Final = "everything"
_LEFT: Final = (
    "I’ve left the exercises and crisis numbers that you added, the voices, and files that you saved elsewhere, such "
    "as a page for a therapist."
)


def beside_settings() -> list[KeptThing]:
    """Lists the journal, the lists of yes, no, maybe, and the rendered speech, as far as they are there."""
    things = []
    try:
        owners = JournalBook().owners()
        counted = sum(map(JournalBook().count, owners))
        if owners:
            entries = "1 entry" if counted == 1 else f"{counted} entries"
            things.append(KeptThing("journal", "your journal", f"{state_words(owners)}: {entries}"))
    except CompanionError:
        things.append(KeptThing("journal", "your journal", "I can’t read it", deletable=False))
    if two_halves.kept_line(two_halves.folder()):
        things.append(KeptThing("yes-no-maybe", "yes, no, maybe", "press D there to delete a list", deletable=False))
    if folder().exists():
        things.append(KeptThing("speech", "sentences I’ve spoken", "kept so that they start sooner"))
    return things


def all_of(things: Sequence[KeptThing]) -> KeptThing:
    """Makes the line that deletes all of these."""
    named = ", ".join(thing.title for thing in things if thing.name != "settings")
    asks = f"That’s {named}, and all settings." if named else "That’s all settings."
    return KeptThing(EVERYTHING, "everything about me", "all of what is below", asks=asks, left=_LEFT)


def forget_journals() -> None:
    """Deletes the entries of every journal here, and switches all of them off. Raises CompanionError."""
    book = JournalBook()
    for owner in book.owners():
        book.delete_all(owner)
    for owner in book.owners():
        book.switch_off(owner)


def forget_halves() -> None:
    """Deletes both lists of yes, no, maybe. Raises CompanionError, also where one is open in another window."""
    place = two_halves.folder()
    if two_halves.kept_line(place):
        with two_halves.only_here(place):
            for who in (A, B):
                sealed.delete(place / f"{who}.sealed")


def forget_settings() -> None:
    """Deletes all settings, and what is remembered of last time, which they allowed. Raises SettingsError."""
    last_time_files.forget()
    settings.forget()


def forget_everything() -> None:
    """Deletes all of it, each part although another one fails. Raises NotForgotten, which names what is still there."""
    parts: Sequence[Callable[[], object]] = (
        forget_journals, forget_halves, couple_file.forget, forget_spoken, last_time_files.forget, settings.forget
    )  # fmt: skip
    troubles = []
    for part in parts:
        try:
            part()
        except CompanionError as error:
            troubles.append(f"{error.message} {error.hint}")
    if troubles:
        raise NotForgotten(" ".join(troubles), hint="Everything else is deleted.")
