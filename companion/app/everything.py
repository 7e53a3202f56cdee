"""Everything that is saved about people in files, and how all of it is deleted at once.

`record_at` says of each place in the person's own folders which record it holds. mypy reports a place that is missing
there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, assert_never

from companion.app import crash, two_halves
from companion.closeness.comparing import A, B
from companion.couple import couple_file
from companion.errors import CompanionError
from companion.journal.book import JournalBook
from companion.resources import OwnPlace
from companion.screen.journal.journal_state import state_words
from companion.screen.seam import KeptThing
from companion.store import last_time_files, sealed, settings, spoken_traces
from companion.store.spoken_traces import NotForgotten
from companion.store.whole_file import half_written
from companion.tongue import said

EVERYTHING: Final = "everything"
STAYS: Final[Mapping[str, str]] = {
    ".settings.lock": "an empty file, which keeps two windows from saving at the same time",
    "lock": "an empty file, which keeps two windows from opening one list of yes, no, maybe",
    "libraries.log": "messages of sound libraries in this run of the program; it is open, and the next run empties it",
}
"""The files that stay in a place of a record when it is deleted, by name, each with the reason."""
_LEFT: Final = (
    "I’ve left what you added yourself (exercises, packs and their authors, shelves, your key as an author, crisis "
    "numbers, and words that I say in another way), the voices, and files that you saved elsewhere, such as a page for "
    "a therapist."
)


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """Something that is saved about people in a place of its own."""

    name: str
    shown: Callable[[], KeptThing | None]
    """Makes its line for the settings page; None if nothing is saved."""
    forget: Callable[[], object]
    """Deletes it. Raises CompanionError."""


def record_at(place: OwnPlace) -> KeptRecord | None:
    """Returns the record in this place; None if the place holds nothing about people, or only what they added there
    themselves, which `_LEFT` names."""
    match place:
        case OwnPlace.COUPLE:
            return KeptRecord("couple", _couple, couple_file.forget)
        case OwnPlace.JOURNAL:
            return KeptRecord("journal", _journals, _forget_journals)
        case OwnPlace.HALVES:
            return KeptRecord("yes-no-maybe", _halves, _forget_halves)
        case OwnPlace.SPEECH:
            return KeptRecord("speech", _speech, spoken_traces.forget_spoken)
        case OwnPlace.LOGS:
            return KeptRecord("crashes", _crashes, crash.forget_logs)
        case OwnPlace.LEFT_OFF:
            return KeptRecord("left", _left_off, last_time_files.forget_place)
        case OwnPlace.LAST_TIME:
            return KeptRecord("choices", _last_time, last_time_files.forget_choices)
        case OwnPlace.SETTINGS:
            return KeptRecord("settings", _settings, _forget_settings)
        case OwnPlace.CRISIS | OwnPlace.SAY_AS | OwnPlace.EXERCISES | OwnPlace.KEPT_CHANGES:
            return None  # written or put there by the person
        case OwnPlace.AUTHORS | OwnPlace.SHELVES | OwnPlace.SIGNING_KEYS | OwnPlace.PACK_DOWNLOADS:
            return None  # belongs to the packs
        case OwnPlace.MODELS | OwnPlace.TUNED_MODELS | OwnPlace.EXERCISE_LIST:
            return None  # the same for everybody who has these voices and exercises
        case _:
            assert_never(place)


def records() -> list[tuple[OwnPlace, KeptRecord]]:
    """Lists each record with its place, in the order of the settings page."""
    return [(place, record) for place in OwnPlace if (record := record_at(place)) is not None]


def shown() -> list[KeptThing]:
    """Lists the records in which something is saved."""
    return [thing for _, record in records() if (thing := record.shown()) is not None]


def all_of(things: Sequence[KeptThing]) -> KeptThing:
    """Makes the row of the settings page that deletes all of these."""
    named = ", ".join(thing.title for thing in things if thing.name != "settings")
    all_settings = said("That’s all settings.")
    asks = said("That’s {things}, and all settings.").format(things=named) if named else all_settings
    left = f"{said(_LEFT)} {couple_file.stays()}".strip()
    return KeptThing(EVERYTHING, said("everything about me"), said("all of what is below"), asks=asks, left=left)


def forget(name: str) -> bool:
    """Deletes the record of this name, or everything. False if there is no such record. Raises CompanionError."""
    if name == EVERYTHING:
        _forget_everything()
        return True
    for _, record in records():
        if record.name == name:
            record.forget()
            return True
    return False


def _forget_everything() -> None:
    """Deletes all of it, each record although another one fails. Raises NotForgotten, which names what is still there.

    Looks afterwards whether it is really gone.
    """
    troubles = []
    for place, record in records():
        try:
            record.forget()
        except CompanionError as error:
            troubles.append(f"{error.message} {error.hint}")
        else:
            troubles += [
                said("I couldn't delete {file}. Please delete it yourself.").format(file=file)
                for file in left_in(place)
            ]
    if troubles:
        raise NotForgotten(" ".join(troubles), hint=said("Everything else is deleted."))


def left_in(place: OwnPlace) -> list[Path]:
    """Lists the files in this place and the copies beside it, without those that may stay."""
    path = place.path()
    # Copies only of a file: other programs may have a file beside our folder.
    there = [*path.parent.glob(f"{path.stem}.*"), *half_written(path)] if path.suffix else path.rglob("*")
    stays = {path} if place is OwnPlace.COUPLE and couple_file.only_tonight() else set()
    return sorted(each for each in there if each.is_file() and each.name not in STAYS and each not in stays)


# -- the records ------------------------------------------------------------------------------------------------------


def _left_off() -> KeptThing | None:
    if not OwnPlace.LEFT_OFF.path().exists():
        return None
    left = last_time_files.load_place()
    return KeptThing("left", said("where you left off"), left.id if left is not None else "")


def _last_time() -> KeptThing | None:
    if not OwnPlace.LAST_TIME.path().exists():
        return None
    counted = len(last_time_files.load_choices())
    says = said("for 1 exercise") if counted == 1 else said("for {n} exercises").format(n=counted)
    return KeptThing("choices", said("what you chose before exercises"), says if counted else said("pace and volume"))


def _couple() -> KeptThing | None:
    if left := couple_file.only_tonight():
        return KeptThing("couple", said("about the two of you"), left, deletable=False)
    if not OwnPlace.COUPLE.path().exists():
        return None
    says = said("names, dates, touch you left out")
    return KeptThing("couple", said("about the two of you"), says, left=couple_file.stays())


def _journals() -> KeptThing | None:
    try:
        owners = JournalBook().owners()
        counted = sum(map(JournalBook().count, owners))
    except CompanionError:
        return KeptThing("journal", said("your journal"), said("I can’t read it"), deletable=False)
    if not owners:
        return None
    entries = said("1 entry") if counted == 1 else said("{n} entries").format(n=counted)
    says = said("{state}: {entries}").format(state=state_words(owners), entries=entries)
    return KeptThing("journal", said("your journal"), says)


def _forget_journals() -> None:
    """Deletes the entries of every journal here, and switches all of them off. Raises CompanionError."""
    book = JournalBook()
    for owner in book.owners():
        book.delete_all(owner)
    for owner in book.owners():
        book.switch_off(owner)


def _halves() -> KeptThing | None:
    if not two_halves.kept_line(two_halves.folder()):
        return None
    return KeptThing("yes-no-maybe", said("yes, no, maybe"), said("press D there to delete a list"), deletable=False)


def _forget_halves() -> None:
    """Deletes both people's answers in yes, no, maybe, and files that a power cut left half-written. Raises
    CompanionError, also if one is open in another window."""
    place = two_halves.folder()
    if place.is_dir():
        with two_halves.only_here(place):
            for who in (A, B):
                sealed.delete(place / f"{who}.sealed")


def _speech() -> KeptThing | None:
    if not OwnPlace.SPEECH.path().exists():
        return None
    return KeptThing("speech", said("sentences I’ve read aloud"), said("or prepared; my voice, never yours"))


def _crashes() -> KeptThing | None:
    if not crash.logs():
        return None
    return KeptThing("crashes", said("notes about crashes"), said("dates, nothing you said or heard"))


def _settings() -> KeptThing | None:
    if not OwnPlace.SETTINGS.path().exists():
        return None
    return KeptThing("settings", said("all settings"), said("everything on this page"))


def _forget_settings() -> None:
    """Deletes all settings, and what is remembered of last time, which they allowed. Raises SettingsError."""
    last_time_files.forget()
    settings.forget()
