"""Finds slips in a step that has a key, such as `wait: 10` or `breathe: 4-7-8`. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from companion.exercise.slips.change import Change, shown
from companion.exercise.slips.meant_names import KINDS, PICTURES, SOUNDS, kind_meant
from companion.exercise.slips.quoting import bare_or_quoted, quoted, without_outer_quotes
from companion.exercise.slips.spoken_lines import value_text
from companion.exercise.slips.written_lengths import is_length, length_in, too_long
from companion.exercise.step_keys import LENGTH_KEYS, WORD_KEYS

KEY = re.compile(r"(?P<key>[^\W\d][^:{}\[\]\"“”„]{0,60}?)(?P<space>\s*):(?:(?P<gap>\s+)(?P<value>.*)|\Z)", re.S)
GLUED = re.compile(r"(?P<key>[^\W\d]\w{2,11}):(?P<value>[^\s/].*)\Z", re.S)
LENGTHS: Final = LENGTH_KEYS | {"from", "to"}
"""The keys whose value is a length, also those of `lengths` at the top."""
_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")
_VAGUE = re.compile(
    r"(?:a |an |ein |eine |un |une )?(?:short|long|little|brief|moment|while|bit|kurz\w*|lang\w*)\b.*\Z", re.I
)
_BREATH_PART = re.compile(
    r"(?P<part>hold[ _-]?out|hold|in|out|times|inhale|exhale)\s*[:=]?\s*"
    r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>[^\W\d_]*)",
    re.I,
)
_COUNTS = re.compile(
    r"\s*(\d{1,2})\s*[-–—/:.,\s]\s*(\d{1,2})(?:\s*[-–—/:.,\s]\s*(\d{1,2}))?(?:\s*[-–—/:.,\s]\s*(\d{1,2}))?\s*\Z"
)
_SENTENCES_AFTER_A_LENGTH = re.compile(r"(?P<length>.*?\d\s*[^\W\d_]*\.?)[,.;]?\s+(?P<text>[^\W\d_a-z].*)\Z", re.S)
_SOUND_FILE = re.compile(r".*\.(?:ogg|flac|mp3|wav|m4a|aac|wma|aiff?|opus|mp4)\Z", re.I)
_TAKEN = (".ogg", ".flac", ".mp3", ".wav")


def step_with_key(text: str) -> Change | None:
    """Finds the first slip in an item that begins with a word and a colon; None if there is none, or if the word can't
    be a key."""
    glued = GLUED.match(text)
    if glued is not None and (kind := _kind_of(glued["key"])) is not None:
        return Change(
            f"There is no space after the colon of '{glued['key']}'.",
            (f"{kind}: {glued['value']}",),
            at=glued.end("key") + 1,
            silent=True,
        )
    found = KEY.match(text)
    if found is None:
        return None
    key, value, gap = found["key"], (found["value"] or "").strip(), found["gap"] or " "
    if set(gap) - {" "} and _kind_of(key) is not None:
        return Change(
            f"The space after '{key}:' is a special one, from a word processor.",
            (f"{key}: {value}",),
            at=found.end("key") + 1,
            silent=True,
        )
    if key in KINDS:
        return step_value(key, value)
    return _other_key(key, value, text)


def _kind_of(key: str) -> str | None:
    return key if key in KINDS else kind_meant(key)


def _other_key(key: str, value: str, text: str) -> Change | None:
    if key.casefold() in SOUNDS:
        return Change(f"There is no step called '{shown(key)}'.", ("sound: bell",))
    if key.casefold() in PICTURES:
        return Change(
            f"There is no step called '{shown(key)}': Companion is heard, and shows no pictures.",
            hint="Remove it, or describe in a spoken line what people should imagine.",
        )
    meant = kind_meant(key)
    if meant is not None and _suits(meant, value) and (" " not in key.strip() or key.casefold() in KINDS):
        written = step_value(meant, value)
        instead = written.instead if written is not None and written.instead else (f"{meant}: {value}".rstrip(),)
        sure = written.sure if written is not None else True
        return Change(f"There is no step called '{shown(key)}'. Did you mean '{meant}'?", instead, sure=sure)
    if " " in key.strip() or key[0].isupper() or len(value.split()) > 1:
        return value_text(text) or Change(
            "Because of its colon, this isn't read as a sentence. It needs quotes.",
            (quoted(text),),
            at=len(key),
        )
    return None


def _suits(kind: str, value: str) -> bool:
    """Tells whether this may be the value of such a step, and is not the rest of a sentence."""
    match kind:
        case "wait":
            return _length(value) is not None or value.isdigit() or _VAGUE.match(value) is not None or not value
        case "choose" | "repeat" | "turns" | "touching":
            return not value or value[0] in "{["
        case "breathe":
            return not value or value[0] == "{" or any(map(str.isdigit, value))
        case "play":
            return _SOUND_FILE.match(value) is not None
        case _:
            return True


def step_value(key: str, value: str) -> Change | None:
    """Finds the first slip in the value of a key whose meaning is known."""
    if value.endswith(",") and key not in WORD_KEYS and value.count("{") == value.count("}"):
        return Change("There is a comma at the end of this line.", (f"{key}: {value[:-1].rstrip()}",), at=len(key) + 2)
    rule = _RULES.get(key)
    if rule is not None and value and (change := rule(value)) is not None:
        return change if change.at else replace(change, at=len(key) + 2)
    if key in LENGTHS and value:
        return length_value(key, value)
    if key in WORD_KEYS and value and value[0] not in "{[" and (change := value_text(value)) is not None:
        return _under(key, change)
    return None


def _under(key: str, change: Change) -> Change:
    instead = tuple(f"{key}: {text}" for text in change.instead[:1])
    return Change(change.message, instead, change.hint, change.at + len(key) + 2, change.sure, change.silent)


# ---- lengths ------------------------------------------------------------------------------------------------------


def _length(text: str) -> str | None:
    text = without_outer_quotes(text)
    return text if is_length(text) else length_in(text)


def length_value(key: str, value: str) -> Change | None:
    """Finds a length that the format does not have."""
    change = _length_change(key, value)
    return change if change is None or change.at else replace(change, at=len(key) + 2)


def _length_change(key: str, value: str) -> Change | None:
    bare = without_outer_quotes(value)
    if is_length(bare) or value[0] in "{[":
        return None
    if re.fullmatch(r"\d+(?:[.,]\d+)?", bare):
        number = bare.replace(",", ".")
        minutes = "" if key in ("in", "out", "hold", "hold out") else f" For minutes: {key}: {number} min."
        return Change(
            f"'{key}: {bare}' has no unit.", (f"{key}: {number}s",), hint=f"For seconds, write s.{minutes}", sure=False
        )
    if (length := length_in(bare)) is not None:
        return Change(f"'{shown(value)}' isn't written the way Companion reads a length.", (f"{key}: {length}",))
    if bare[:1] in "-−–" and (length := _length(bare[1:].strip())) is not None:
        return Change(f"'{shown(value)}' is less than nothing.", (f"{key}: {length}",), sure=False)
    if _VAGUE.match(bare):
        return Change(
            f"'{shown(value)}' isn't a length of time.",
            (f"{key}: {'20s' if bare.casefold().lstrip('a ')[:1] == 'l' else '5s'}",),
            hint="Say how many seconds or minutes it is.",
            sure=False,
        )
    found = _SENTENCES_AFTER_A_LENGTH.match(value) if key == "wait" else None
    if found is not None and (length := _length(found["length"])) is not None:
        return Change(
            f"There is text after the length '{found['length'].strip()}'.",
            (f"{key}: {length}", found["text"]),
            at=len(key) + 2 + found.start("text"),
        )
    if _NAME.match(value) or too_long(bare):
        return None
    return Change(
        f"'{shown(value)}' isn't a length of time.",
        hint=f"Write a number and its unit, such as {key}: 20s, {key}: 3 min or {key}: 1 min 30s.",
    )


# ---- the other steps ----------------------------------------------------------------------------------------------


def _breathe(value: str) -> Change | None:
    counts = _COUNTS.match(value)
    parts: dict[str, str] = {}
    if counts is not None:
        names = {2: ("in", "out"), 3: ("in", "hold", "out"), 4: ("in", "hold", "out", "hold out")}
        numbers = [number for number in counts.groups() if number]
        parts = {name: f"{number}s" for name, number in zip(names[len(numbers)], numbers, strict=True)}
    else:
        for found in _BREATH_PART.finditer(value):
            name = found["part"].casefold().replace("_", " ").replace("-", " ")
            name = {"inhale": "in", "exhale": "out", "holdout": "hold out"}.get(name, name)
            number = found["number"].replace(",", ".")
            parts[name] = number if name == "times" else f"{number}{found['unit'] or 's'}"
        left = re.sub(r"[\s{},;.]|and|then|for", "", _BREATH_PART.sub("", value))
        if left or not {"in", "out"} <= parts.keys():
            return None
    bad = [part for name, part in parts.items() if name != "times" and not is_length(part)]
    if bad:
        return None
    proper = value[0] == "{" and value.endswith("}") and "times" in parts
    written = ", ".join(f"{name}: {part}" for name, part in {**parts, "times": parts.get("times", "6")}.items())
    if proper and _same(value, written):
        return None
    if "times" not in parts:
        return Change(
            "'breathe' doesn't say how many times.",
            (f"breathe: {{{written}}}",),
            hint="Put the number of breaths after 'times:'.",
            sure=False,
        )
    return Change("The parts of 'breathe' can't be read like this.", (f"breathe: {{{written}}}",))


def _same(value: str, written: str) -> bool:
    """Tells whether the author wrote it in this way, apart from spaces in lengths and the order of the parts."""
    inside = value[1:-1]
    if re.search(r":\S|\d\s+(?:in|out|hold|times)\b", inside):
        return False
    pieces = [re.sub(r"\s", "", piece) for piece in inside.split(",")]
    return sorted(pieces) == sorted(re.sub(r"\s", "", piece) for piece in written.split(","))


def _choose(value: str) -> Change | None:
    if value[0] in "{[":
        return None
    question = without_outer_quotes(value)
    two = re.search(r"([^\W\d_]+),? or ([^\W\d_]+)\s*\?", question)
    first, second = (two[1].casefold(), two[2].casefold()) if two is not None else ("yes", "no")
    return Change(
        "'choose' needs a question, answers and a default, each on a line of its own.",
        (
            "choose:",
            f"    ask: {bare_or_quoted(question)}",
            f"    {first}: [Good.]",
            f"    {second}: [Good.]",
            f"    default: {first}",
        ),
        sure=False,
    )


def _repeat(value: str) -> Change | None:
    times = re.match(r"(\d{1,3})\s*(?:x|×|times?|mal|fois)?\Z", value, re.I)
    if times is None:
        return None
    return Change(
        "'repeat' needs the number of times, and the steps that are repeated.",
        (f"repeat: {{times: {times[1]}, steps: [Breathe in., Breathe out.]}}",),
        hint="Put your own lines into the brackets.",
        sure=False,
    )


def _ask(value: str) -> Change | None:
    if value[0] in "{[":
        return None
    question = without_outer_quotes(value)
    return Change(
        "'ask' needs its question under 'say', and how long there is to talk.",
        (f"ask: {{say: {quoted(question)}, for: 1 min}}",),
        sure=False,
    )


def _sound(value: str) -> Change | None:
    if value in ("bell", "closing-bell"):
        return None
    if _SOUND_FILE.match(value):
        return Change(
            f"'sound' is only for Companion's own bells, and '{shown(value)}' is a recording of yours.",
            (f"play: {value}",),
            hint="For Companion's bell, write sound: bell.",
            sure=False,
        )
    return Change(f"'sound' can't be '{shown(value)}'.", ("sound: bell",), hint="There are bell and closing-bell.")


def _play(value: str) -> Change | None:
    if value[0] in "{[":
        return None
    bare = without_outer_quotes(value)
    name = re.split(r"[/\\]", bare)[-1]
    if re.match(r"[A-Za-z]:|[/~\\]", bare) or ".." in bare:
        return Change(
            f"'{shown(bare)}' isn't in the folder of this exercise, so your clients wouldn't have it.",
            (f"play: {name}",),
            hint="Copy the recording there.",
            sure=False,
        )
    if "\\" in bare:
        return Change("Folders are written with /, not with a backslash.", (f"play: {bare.replace(chr(92), '/')}",))
    if _SOUND_FILE.match(bare) and not bare.lower().endswith(_TAKEN):
        new = re.sub(r"\.\w+\Z", ".mp3", bare)
        return Change(
            f"'{shown(bare)}' is a kind of sound file that Companion can't play.",
            hint=f"Save the recording as MP3, FLAC, OGG or WAV with a sound editor, and write: - play: {new}",
        )
    return None


def _include(value: str) -> Change | None:
    name = name_of(value)
    if _NAME.match(value) or name is None:
        return None
    return Change(f"'{shown(value)}' can't be the id of an exercise.", (f"include: {name}",), sure=False)


def name_of(text: str) -> str | None:
    """Makes an id of a title: "feet-first" of "Feet first"; None if no letters from a to z are left."""
    spelled = text.casefold().translate(_SPELLED)
    name = re.sub(r"^[0-9-]+", "", re.sub(r"[^a-z0-9]+", "-", spelled)).strip("-")
    return name[:60].strip("-") or None


_SPELLED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ê": "e", "à": "a", "á": "a", "ç": "c"}
    | {"í": "i", "ó": "o", "ú": "u", "ñ": "n", "â": "a", "ô": "o", "î": "i", "'": None, "’": None}
)

_RULES: dict[str, Callable[[str], Change | None]] = {
    "breathe": _breathe,
    "choose": _choose,
    "repeat": _repeat,
    "ask": _ask,
    "sound": _sound,
    "play": _play,
    "include": _include,
}
