"""The couple's file: a small JSON file about two people, all of it deletable.

It holds their names, who starts next, when both were last asked about safety, which exercises of touch they did and
when, the areas and times that were left out or shortened for both to see, and what tonight still allows. It never holds
an answer, a number or a concern. Their own stop word is in the settings, where the hearing finds it. `load` never
raises and changes nothing on the disk; a value that fails loses only itself, and the next `save` keeps the old file
beside the new one, as `.broken`. Days are numbers in the program and dates in the file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from companion.couple.evening.memory import Kept, Usual
from companion.couple.evening.names import LONGEST, tidy
from companion.couple.evening.pages import A, B, Day
from companion.couple.evening.tonight import Tonight
from companion.couple.old_evening import TONIGHT, evening_of, path
from companion.errors import SettingsError
from companion.exercise.scalars import spell_seconds
from companion.store import json_file, own_file, settings
from companion.store.checked import FileModel, check
from companion.tongue import said, said_area

__all__ = [
    "CoupleFile", "LoadedCouple", "evening_of", "forget", "load", "load_stop_word", "only_tonight", "path",
    "run_ask_again", "run_forget", "run_show", "said_once", "save", "save_stop_word", "stays", "this_evening",
]  # fmt: skip


def _day(value: object) -> Day:
    """Reads 2026-11-22. Raises ValueError."""
    if not isinstance(value, str):
        raise ValueError("not a date")
    return date.fromisoformat(value).toordinal()


_Date = Annotated[Day, BeforeValidator(_day)]
"""A date in the file, a number in the program."""
_Areas = Annotated[frozenset[str], Field(strict=False)]
_Seconds = Annotated[float, Field(strict=False, gt=0, allow_inf_nan=False)]
_TOUCH_FROM = "touch_from"
"""A key of earlier versions: the first day with touch again, after an evening that had none any more."""
_RETIRED = frozenset({"greens", "rungs", _TOUCH_FROM})
"""Keys of versions before the first release, which said more than this one does. They are not written any more."""
_NO_PLACE = (
    "An earlier version saved which touch exercises you ended with green, how far you had come with them, and when "
    "there could be touch again. None of that is used any more, so it is deleted now."
)


class TonightFile(BaseModel):
    """The limits of one evening, as they stand in the file."""

    model_config = ConfigDict(strict=True, frozen=True)

    day: _Date = 0
    touch: bool = False
    left_out: _Areas = frozenset()
    clothes: Literal["on"] | None = None
    seconds: _Seconds | None = None
    minutes: Annotated[int, Field(gt=0)] | None = None
    only: _Areas | None = None
    rung: int | None = None


class UsualFile(BaseModel):
    """A usual evening with one exercise, as it stands in the file."""

    model_config = ConfigDict(strict=True, frozen=True)

    areas: _Areas
    seconds: _Seconds | None = None


class CoupleFile(FileModel):
    """The keys and values of `couple.json`."""

    complaints: ClassVar[Mapping[str, str]] = {
        "known": "I can't tell if you've been here before",
        "names": "your names are damaged",
        "starts": "I can't tell who starts next",
        "checked": "I can't read when I last asked about safety",
        "tonight": "I can't read what fits tonight, so tonight counts as an evening without touch",
        "done": "I can't read when you did some of the exercises",
        "left_out": "I can't read which touch you left out",
        "seconds": "I can't read how long a turn may be",
        "never": "I can't read which touch is always left out, so tonight counts as an evening without touch",
        "usual": "I can't read what your usual evening is, so I'll ask every question",
    }

    known: bool = False
    names: Annotated[tuple[str, str], Field(strict=False)] = ("", "")
    starts: Literal["a", "b"] = "a"
    checked: _Date | None = None
    tonight: TonightFile | None = None
    done: Mapping[str, _Date] = Field(default_factory=dict)
    left_out: _Areas = frozenset()
    seconds: _Seconds | None = None
    never: _Areas = frozenset()
    usual: Mapping[str, UsualFile] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoadedCouple:
    kept: Kept
    trouble: str = ""
    """One sentence about the values that cannot be used, and why; empty if all can, or where there is no file."""
    others: Mapping[str, Any] = field(default_factory=dict)
    """Keys that a newer version wrote, or a person by hand."""


def this_evening() -> Day:
    return evening_of(datetime.now())


def load(file: Path | None = None) -> LoadedCouple:
    """Reads what is known of the two. A value that cannot be read is left out, and `trouble` says why."""
    file = file or path()
    try:
        loaded, wrong = _read(file)
    except FileNotFoundError:
        return LoadedCouple(Kept())
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        return LoadedCouple(
            Kept(), f"I can't read what was saved about the two of you ({file}: {why}), so I'll ask you again."
        )
    if not wrong:
        return loaded
    why = " and ".join(wrong.values())
    trouble = (
        f"I can't use part of what was saved about the two of you ({file}: {why}), so please go through your answers "
        "again."
    )
    return replace(loaded, trouble=trouble)


def said_once(loaded: LoadedCouple, file: Path | None = None) -> str:
    """Says what earlier versions saved and has no place any more, and deletes it, so that it is said only once. Empty
    if there is nothing of that kind. Raises SettingsError."""
    if not _RETIRED & loaded.others.keys():
        return ""
    save(loaded.kept, this_evening(), file)
    return said(_NO_PLACE)


def save(kept: Kept, today: Day, file: Path | None = None) -> None:
    """Writes it all at once. Raises SettingsError if it cannot; the old file is then unchanged."""
    file = file or path()
    others = {key: value for key, value in load(file).others.items() if key not in _RETIRED}
    values = {**others, **_values(kept, today)}
    try:
        json_file.write(file, {key: value for key, value in values.items() if value}, _wrong)
    except OSError as error:
        raise SettingsError(
            f"Your choices couldn't be saved: {error.strerror}.",
            place=str(file),
            hint="They apply until you quit. Free some space, or check that you can write there.",
        ) from error


def forget(file: Path | None = None) -> bool:
    """Deletes everything that is kept of the two, except the limits of tonight, so that deleting can't undo a no.
    Returns True if anything was deleted. Raises SettingsError."""
    file = file or path()
    tonight = _limits_of_tonight(file)
    try:
        if tonight is None:
            return own_file.remove(file)
        if only_tonight(file):
            return own_file.remove_leavings(file)
        # Without the keys of other versions, and without a copy of a damaged file: these may tell more.
        json_file.write(file, {TONIGHT: tonight}, lambda _: {})
        own_file.remove_leavings(file)
        return True
    except OSError as error:
        raise _not_deleted(error, file) from error


def stays(file: Path | None = None) -> str:
    """Returns a sentence about what `forget` leaves until five in the morning; empty if it leaves nothing."""
    tonight = _limits_of_tonight(file or path())
    return f"{said(_STAYS)} {_what_stays(tonight)}." if tonight is not None else ""


def only_tonight(file: Path | None = None) -> str:
    """Returns a few words about the file if it holds no more than what `forget` leaves; else ""."""
    file = file or path()
    tonight = _limits_of_tonight(file)
    try:
        if tonight is None or json_file.read(file, "what is kept") != {TONIGHT: tonight}:
            return ""
    except (OSError, ValueError):
        return ""
    return said("only that {what}, until five in the morning").format(what=_what_stays(tonight))


_STAYS = (
    "One thing stays saved until five in the morning, without your names, so that neither of you has to decide it "
    "again:"
)


def _what_stays(tonight: Mapping[str, Any]) -> str:
    return said("tonight's limits for touch still hold") if tonight["touch"] else said("tonight has no touch")


def _limits_of_tonight(file: Path) -> dict[str, Any] | None:
    """Returns what this evening forbids, as it is written into the file; None if it forbids nothing."""
    today = this_evening()
    tonight = load(file).kept.of_tonight(today)  # with the areas that are always left out: tonight they stay out
    return _tonight_values(Kept(tonight=tonight), today) if tonight != Tonight(today) else None


def load_stop_word() -> str:
    """Returns their own word, or ""."""
    return settings.load().settings.stop_word or ""


def save_stop_word(word: str) -> None:
    """Saves their own word; "" for none. Raises SettingsError."""
    settings.change(lambda kept: replace(kept, stop_word=word or None))


def run_ask_again() -> str:
    """Has the areas that are always left out asked about again from the next evening on, for `companion couple
    --ask-again`. Returns a sentence to print. Raises SettingsError."""
    kept, today = load().kept, this_evening()
    if not kept.never:
        return said("There is no touch that you always leave out, so there is nothing to ask about again.")
    save(kept.asking_again(today), today)
    return said(
        "Not tonight, but from your next evening on, I'll ask each of you about this again: {areas}. It stays left "
        "out until both of you say yes."
    ).format(areas=_areas(kept.never))


def run_forget() -> str:
    """Deletes everything for `companion couple --forget`. Returns a sentence to print. Raises SettingsError."""
    loaded = settings.load()
    word, learned = loaded.settings.stop_word, loaded.settings.calibration
    if word or learned or loaded.trouble:
        settings.change(lambda kept: replace(kept, stop_word=None, calibration=None))
    copies = _forget_damaged_settings()
    if not (forget() or word or learned or copies):
        return stays() or said("Nothing was saved about the two of you.")
    gone = said(
        "Everything saved about the two of you is deleted: names, dates, your own stop word, and what calibration "
        "learned about how you speak."
    )
    also = said("A damaged copy of your settings is deleted too, because your stop word may have been in it.")
    return " ".join(filter(None, (gone, also if copies else "", stays())))


def _forget_damaged_settings() -> bool:
    """Deletes the damaged settings that were kept aside: the couple's word may be in them."""
    try:
        return settings.forget_copies()
    except OSError as error:
        raise _not_deleted(error, settings.path()) from error


def _not_deleted(error: OSError, file: Path) -> SettingsError:
    return SettingsError(f"I couldn't delete it: {error.strerror}.", hint=f"Please delete this file yourself: {file}")


def run_show(present: Mapping[str, str] | None = None) -> str:
    """Returns the text of `companion couple`: where the file is, and all that is in it, in words.

    `present` gives exercises that have another id now: old id to present id.
    """
    loaded = load()
    kept = loaded.kept.under_present_ids(present or {})
    word, learned = load_stop_word(), settings.load().settings.calibration is not None
    unread = loaded.trouble and kept == Kept()
    if unread or not (word or learned or path().exists()):
        return loaded.trouble or said("Nothing is saved about the two of you.")
    if only_tonight() and not (word or learned):
        return "\n".join(
            [
                said("About the two of you, only this is saved, without your names:"),
                *_tonight_in_words(kept.of_tonight(this_evening())),
                said("The file is {file}. Companion deletes it when it starts after five in the morning.").format(
                    file=path()
                ),
            ]
        )
    names = said(" and ").join(kept.name(who) or said("one without a name") for who in (A, B))
    starts = kept.name(kept.starts) or said("the one at the {key} key").format(key=_KEY[kept.starts])
    checked = said("last asked about on {day}").format(day=_date(kept.checked))
    again = said("(to be asked again: companion couple --ask-again)")
    keeps = said("(unless you both choose otherwise)")
    lines = [
        *([loaded.trouble] if loaded.trouble else []),
        *([told] if (told := said_once(loaded)) else []),
        said("Saved about the two of you, on this computer only:"),
        _row(said("names"), names),
        _row(said("starts next"), starts),
        _row(said("own stop word"), word or said("none")),
        _row(said("safety"), checked if kept.checked else said("to be asked about")),
        *(
            _row(said("done already"), said("{exercise} on {day}").format(exercise=id, day=_date(day)))
            for id, day in sorted(kept.done.items())
        ),
        *([_row(said("touch left out"), f"{_areas(kept.left_out)} {keeps}")] if kept.left_out else []),
        *([_row(said("shorter time"), f"{spell_seconds(kept.seconds)} {keeps}")] if kept.seconds else []),
        *([_row(said("touch, never"), f"{_areas(kept.never)} {again}")] if kept.never else []),
        *(_row(said("usual"), _usual_in_words(id, each)) for id, each in sorted(kept.usual.items())),
        *_tonight_in_words(kept.of_tonight(this_evening())),
        *([_row(said("calibration"), said("numbers and words, about how you say the commands"))] if learned else []),
        said("The file is {file}.").format(file=path())
        + (f" {said(_IN_SETTINGS[bool(word), learned])} {settings.path()}." if word or learned else ""),
        said(
            "Your answers before and after touch, your numbers and your reasons are never saved. To delete what is "
            "saved: companion couple --forget"
        ),
    ]
    return "\n".join(lines)


_KEY = {A: "F", B: "J"}
_IN_SETTINGS = {
    (True, False): "The stop word is in",
    (False, True): "What calibration learned is in",
    (True, True): "The stop word and what calibration learned are in",
}


def _usual_in_words(id: str, usual: Usual) -> str:
    limits = [_areas(usual.areas), *([_at_most(usual.seconds)] if usual.seconds else [])]
    both = said("(both chose to keep it; you're both asked each time)")
    return f"{said('{heading}:').format(heading=id)} {', '.join(limits)} {both}"


def _row(name: str, value: str) -> str:
    return f"  {name:<14} {value}"


def _areas(areas: Collection[str]) -> str:
    return ", ".join(map(said_area, sorted(areas)))


def _at_most(seconds: float) -> str:
    return said("at most {length}").format(length=spell_seconds(seconds))


def _tonight_in_words(tonight: Tonight) -> list[str]:
    if not tonight.touch:
        limits = [said("no touch"), *_minutes(tonight)]
        return [_row(said("tonight"), f"{', '.join(limits)} {said('(saved until five in the morning)')}")]
    limits = [
        *(
            [said("only {areas}, or something gentler").format(areas=_areas(tonight.only))]
            if tonight.only is not None
            else []
        ),
        *([said("without {areas}").format(areas=_areas(tonight.left_out))] if tonight.left_out else []),
        *([said("clothes stay on")] if tonight.clothes_on else []),
        *([_at_most(tonight.seconds)] if tonight.seconds else []),
        *_minutes(tonight),
    ]
    saved = said("(saved until five in the morning)")
    return [_row(said("tonight"), f"{', '.join(limits)} {saved}")] if limits else []


def _minutes(tonight: Tonight) -> list[str]:
    return [said("{minutes} minutes in all").format(minutes=tonight.minutes)] if tonight.minutes else []


def _values(kept: Kept, today: Day) -> dict[str, Any]:
    return {
        "known": kept.known,
        "names": [kept.a, kept.b] if kept.a or kept.b else None,
        "starts": kept.starts,
        "checked": _date(kept.checked),
        "tonight": _tonight_values(kept, today),
        "done": {id: _date(day) for id, day in kept.done.items()},
        "left_out": sorted(kept.left_out),
        "seconds": kept.seconds,
        "never": sorted(kept.never),
        "usual": {id: _usual_values(each) for id, each in sorted(kept.usual.items())},
    }


def _usual_values(usual: Usual) -> dict[str, Any]:
    return {"areas": sorted(usual.areas), **({"seconds": usual.seconds} if usual.seconds is not None else {})}


def _tonight_values(kept: Kept, today: Day) -> dict[str, Any] | None:
    """Writes the limits of tonight. Those of an earlier evening are left out, so the file never lists evenings."""
    tonight = kept.tonight
    if tonight is None or tonight.day != today:
        return None
    values: dict[str, Any] = {
        "left_out": sorted(tonight.left_out),
        "clothes": "on" if tonight.clothes_on else None,
        "seconds": tonight.seconds,
        "minutes": tonight.minutes,
    }
    given = {key: value for key, value in values.items() if value}
    only = {} if tonight.only is None else {"only": sorted(tonight.only)}
    rung = {} if tonight.rung is None else {"rung": tonight.rung}
    return {"day": _date(today), "touch": tonight.touch, **given, **only, **rung}


def _wrong(file: Path) -> Mapping[str, str]:
    return _read(file)[1]


def _read(file: Path) -> tuple[LoadedCouple, Mapping[str, str]]:
    """Returns the file's values, and the complaint about each one that fails. Raises OSError, or ValueError in words
    for the person."""
    found = check(CoupleFile, json_file.read(file, "what is kept"))
    values = found.values
    a, b = (tidy(name)[:LONGEST] for name in values.names)
    kept = Kept(
        # Without names that can be used they are asked for them again.
        known=values.known and "names" not in found.wrong,
        a=a,
        b="" if b == a else b,
        starts=values.starts,
        checked=values.checked,
        # A damaged value may have been a no, so it is taken for one.
        tonight=Tonight(this_evening(), touch=False)
        if found.wrong.keys() & {"tonight", "never"}
        else _tonight_of(values.tonight) or _earlier_no(found.others.get(_TOUCH_FROM)),
        done=values.done,
        left_out=values.left_out,
        seconds=values.seconds,
        never=values.never,
        usual={id: Usual(each.areas, each.seconds) for id, each in values.usual.items()},
    )
    return LoadedCouple(kept, others=found.others), found.wrong


def _tonight_of(found: TonightFile | None) -> Tonight | None:
    if found is None:
        return None
    clothes_on = found.clothes == "on"
    return Tonight(
        found.day, found.touch, found.left_out, clothes_on, found.seconds, found.minutes, found.only, found.rung
    )


def _earlier_no(touch_from: object) -> Tonight | None:
    """Returns the evening without touch that an earlier version wrote down as the day after it."""
    try:
        return Tonight(_day(touch_from) - 1, touch=False)
    except ValueError:
        return None


def _date(day: Day | None) -> str | None:
    return date.fromordinal(day).isoformat() if day is not None else None
