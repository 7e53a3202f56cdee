"""What is kept of two people, in one small JSON file of their own, all of it deletable.

Names, who starts next, when the whole private check was last asked, when both ended an exercise with green, and whether
tonight has already led to something without touch. Never an answer, a number or a concern. Their own stop word stands
in the settings, where the hearing finds it. `load` never raises and changes nothing on the disk. Days are numbers in
the program and dates in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from companion import own_file, resources, settings
from companion.errors import SettingsError
from companion.evening.memory import Kept
from companion.evening.names import LONGEST, tidy
from companion.evening.pages import A, B, Day

NIGHT_ENDS = timedelta(hours=5)
"""Until five in the morning it is still the evening before."""
_KEYS = ("known", "names", "starts", "checked", "touch_from", "greens", "rungs")


@dataclass(frozen=True, slots=True)
class Loaded:
    kept: Kept
    trouble: str = ""
    """Why the file could not be used, one sentence; empty where it could, or where there is none."""
    others: Mapping[str, Any] = field(default_factory=dict)
    """What a newer version, or a hand, wrote besides."""


def path() -> Path:
    return resources.data_dir() / "couple.json"


def evening_of(moment: datetime) -> Day:
    """The day an evening counts as."""
    return (moment - NIGHT_ENDS).toordinal()


def load(file: Path | None = None) -> Loaded:
    """What is known of the two; nothing, and why, where the file cannot be read."""
    file = file or path()
    try:
        return _read(file)
    except FileNotFoundError:
        return Loaded(Kept())
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        return Loaded(Kept(), f"What was kept of you two cannot be read ({file}: {why}), so you are asked anew.")


def save(kept: Kept, today: Day, file: Path | None = None) -> None:
    """Write it, all at once. Raises SettingsError where that cannot be; the old file then stands as it was."""
    file = file or path()
    values = {**load(file).others, **_values(kept, today)}
    try:
        own_file.write(file, {key: value for key, value in values.items() if value}, _read)
    except OSError as error:
        raise SettingsError(
            f"What you chose could not be kept: {error.strerror}.",
            place=str(file),
            hint="It holds until you leave. Make room, or look who may write there.",
        ) from error


def forget(file: Path | None = None) -> bool:
    """Delete everything that is kept of the two. Whether there was anything. Raises SettingsError."""
    file = file or path()
    try:
        return own_file.remove(file)
    except OSError as error:
        raise _not_deleted(error, file) from error


def load_stop_word() -> str:
    """Their own word, or ""."""
    return settings.load().settings.stop_word or ""


def save_stop_word(word: str) -> None:
    """From now on this one, or none. Raises SettingsError."""
    settings.save(replace(settings.load().settings, stop_word=word or None))


def run_forget() -> str:
    """`companion couple --forget`: a sentence to print. Raises SettingsError."""
    word, damaged = load_stop_word(), settings.load().trouble
    if word or damaged:
        save_stop_word("")
    copies = _forget_damaged_settings()
    if not (forget() or word or copies):
        return "Nothing was kept of you two."
    also = " So is a damaged copy of your settings: the stop word may have stood in it." if copies else ""
    return f"Everything that was kept of you two is deleted: names, dates and your own stop word.{also}"


def _forget_damaged_settings() -> bool:
    """What is kept aside of them for the person to look at may hold the two's word."""
    try:
        return own_file.remove_leavings(settings.path())
    except OSError as error:
        raise _not_deleted(error, settings.path()) from error


def _not_deleted(error: OSError, file: Path) -> SettingsError:
    return SettingsError(
        f"It could not be deleted: {error.strerror}.", place=str(file), hint="Delete the file by hand."
    )


def run_show() -> str:
    """`companion couple`: where the file is, and all that is in it, in words."""
    loaded = load()
    kept = loaded.kept
    word = load_stop_word()
    resting = kept.resting(evening_of(datetime.now()))
    if loaded.trouble or not (word or path().exists()):
        return loaded.trouble or "Nothing is kept of you two."
    names = " and ".join(kept.name(who) or "one without a name" for who in (A, B))
    lines = [
        "Kept of you two, on this computer and nowhere else:",
        f"  names          {names}",
        f"  starts next    {kept.name(kept.starts) or f'the one at the {_KEY[kept.starts]} key'}",
        f"  own stop word  {word or 'none'}",
        f"  safety check   {f'last asked in whole on {_date(kept.checked)}' if kept.checked else 'to be asked'}",
        *(f"  green          {id} on {_date(day)}" for id, day in sorted(kept.greens.items())),
        *(f"  step           {rung} of the ladder on {_date(day)}" for rung, day in sorted(kept.rungs.items())),
        *(["  tonight        something without touch; until five in the morning this is kept"] if resting else []),
        f"The file is {path()}." + (f" The stop word is in {settings.path()}." if word else ""),
        "No answer, no number and no reason is ever kept. `companion couple --forget` deletes it all.",
    ]
    return "\n".join(lines)


_KEY = {A: "F", B: "J"}


def _values(kept: Kept, today: Day) -> dict[str, Any]:
    resting = kept.resting(today)
    return {
        "known": kept.known,
        "names": [kept.a, kept.b] if kept.a or kept.b else None,
        "starts": kept.starts,
        "checked": _date(kept.checked),
        # What is over leaves no trace: no list of such evenings comes together.
        "touch_from": _date(kept.touch_from) if resting else None,
        "greens": {id: _date(day) for id, day in kept.greens.items()},
        "rungs": {str(rung): _date(day) for rung, day in kept.rungs.items()},
    }


def _read(file: Path) -> Loaded:
    """Raises OSError, or ValueError in words for the person."""
    data = own_file.read(file, "what is kept")
    others = {key: value for key, value in data.items() if key not in _KEYS}
    names = data.get("names", ["", ""])
    if not (isinstance(names, list) and len(names) == 2 and all(isinstance(name, str) for name in names)):
        raise ValueError("its names are not two")
    a, b = (tidy(name)[:LONGEST] for name in names)
    return Loaded(
        Kept(
            known=data.get("known") is True,
            a=a,
            b="" if b == a else b,
            starts=B if data.get("starts") == B else A,
            checked=_day(data.get("checked")),
            touch_from=_day(data.get("touch_from")),
            greens=_days(data.get("greens")),
            rungs={int(rung): day for rung, day in _days(data.get("rungs")).items() if rung.isdecimal()},
        ),
        others=others,
    )


def _days(value: object) -> dict[str, Day]:
    if not isinstance(value, dict):
        if value is None:
            return {}
        raise ValueError("its dates are no list")
    days = {key: _day(day) for key, day in value.items()}
    return {key: day for key, day in days.items() if day is not None}


def _day(value: object) -> Day | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value)).toordinal()
    except ValueError as error:
        raise ValueError(f"“{str(value)[:20]}” is no date") from error


def _date(day: Day | None) -> str | None:
    return date.fromordinal(day).isoformat() if day is not None else None
