"""Finds the pauses and bells in a paragraph of a script, as therapists write them between the spoken words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from companion.exercise.markup import markup_in
from companion.exercise.scalars import parse_seconds, spell_seconds
from companion.exercise.slips.meant_names import SOUNDS
from companion.exercise.slips.written_lengths import is_length, length_in

HOW_LONG: Final = "how long should this pause be?"
READ_ALOUD: Final = "is this to be read aloud?"
IS_A_PAUSE: Final = "is this to be read aloud, or is it a pause?"
_SHORT, _USUAL, _LONG = "3s", "5s", "15s"
"""Lengths of a pause for which the script gives none: "short", none, "long"."""
_LONGEST_PAUSE: Final = 80
"""Characters of the words for a pause, at most."""
_BREATH_SECONDS: Final = 6
"""Seconds of one slow breath, for a pause "for three breaths"."""
_PAUSE = r"(?:pause[sd]?|pausing|silence|silent|quiet|stillness|break|beat|pausa|stille|ruhe|silencio|silenzio)(?!\w)"
_REST = r"(?:wait|rest|hold|stay|sit|breathe|allow|leave|give|take|about|warten|attendre|esperar)(?!\w)"
_HOW = {"short": _SHORT, "brief": _SHORT, "small": _SHORT, "quick": _SHORT, "kurze": _SHORT} | dict.fromkeys(
    ("long", "longer", "extended", "lange"), _LONG
)
_BEFORE = rf"(?:(?:a|an|one|the|take|with|in|leave|allow|another|gentle|{'|'.join(_HOW)})\s+)*"
_SEPARATOR = r"\s*[-–—:=,.]?\s*(?:here|now)?\s*(?:(?:for|of|about|approximately|around|während|pendant)\s+)*"
_PAUSE_FIRST = re.compile(rf"(?P<how>{_BEFORE}){_PAUSE}{_SEPARATOR}(?P<length>.*)\Z")
_SAID_ALONE = re.compile(r"(?:pause|silence|silent|pausa|stille|silencio|silenzio)")
_REST_FIRST = re.compile(rf"{_REST}{_SEPARATOR}(?P<length>.+)\Z")
_LENGTH_FIRST = re.compile(
    rf"(?:(?:hold|allow|leave|keep|take|give|sit|stay|rest|remain|wait|pause)\s+)?(?:(?:for|in|with|about)\s+)*"
    rf"(?P<length>\S.*?)[\s-]*(?:(?:of|in|long)\s+)?(?:complete\s+|total\s+)?{_PAUSE}\Z"
)
_RANGE = re.compile(r"(?P<least>\d{1,3})\s*(?:-|–|—|to|bis|à)\s*(?P<most>\d{1,3})\s*(?P<unit>[^\W\d_]+)\.?\Z")
_READ_BY_A_PERSON = re.compile(
    r"repeat\b.{0,30}\Z|(?:therapist|narrator|voice|facilitator|guide|speaker|reader|counsell?or)\s*:", re.I
)
"""Words that are often meant for the person who reads, and not for the one who listens."""
_BREATHS = re.compile(
    r"(?:(?:a|the)\s+)?(?:space\s+of\s+)?(?P<number>\d{1,2}|a|an|one|two|three|four|five|six|seven|eight|ten|few|a few)"
    r"\s+(?:(?:deep|slow|full|long|easy)\s+)*(?:breaths?|breath cycles?)\Z"
)
_COUNTED: Final = {
    "a": 1, "an": 1, "few": 3, "a few": 3, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "ten": 10,
}  # fmt: skip
_MOMENT = re.compile(r"(?:(?:a|the|few|some|another)\s+)*(?:moments?|while|bit|breath|beat|instants?)\Z")
_CLOCK = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:\s*[-–—]\s*(?:\d{1,2}:)?\d{1,2}:\d{2})?\Z")
_DOTS = re.compile(r"(?:[\[(]\s*)?(?:…|\.(?:\s*\.){2,})(?:\s*…|\s*\.)*(?:\s*[\])])?\Z")
_BRACKETS = re.compile(r"[\[(（](?P<inside>[^\[\]()（）]{1,80})[\])）]")
_BELL = re.compile(
    r"(?:(?:ring|sound|strike|play|a|the|one|your)\s+)*(?:singing\s+)?(?P<what>\w+(?: \w+)?)(?:\s+(?:sounds|rings))?\Z"
)
_SENTENCE = re.compile(r"(?<=[.!?…] )[^.!?…()\[\]<>*]{4,80}[.!…]?(?=\s|\Z)")
_PAUSE_WORD = re.compile(rf"{_PAUSE}", re.I)
_ENDS = tuple(".!?…:;\"'”’)")


@dataclass(frozen=True, slots=True)
class ScriptPiece:
    """A stretch of a paragraph: words to say, a step in their place, or words that are not to be heard."""

    words: str = ""
    step: str = ""
    """The step as the format writes it, such as "wait: 30s"; empty for words."""
    written: str = ""
    """The script's own words for the step, or words that are not to be said."""
    doubt: str = ""
    """The reason why this is only a guess; empty if it is certain."""


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    piece: ScriptPiece


def pieces_of(paragraph: str) -> list[ScriptPiece]:
    """Cuts a paragraph into words and steps, in order. No word of it is lost."""
    text = " ".join(paragraph.split())
    alone = _alone(text)
    if alone is not None:
        return [alone]
    found: list[ScriptPiece] = []
    at = 0
    for mark in _marks(text):
        found.append(ScriptPiece(text[at : mark.start].strip()))
        found.append(mark.piece)
        at = mark.end
    found.append(ScriptPiece(text[at:].strip()))
    return _joined(found)


def _alone(text: str) -> ScriptPiece | None:
    """Reads a whole paragraph that says nothing but a pause, a bell or a direction."""
    bare = text.strip(" *_")
    if len(bare) <= _LONGEST_PAUSE and _DOTS.match(bare):
        return ScriptPiece(step=f"wait: {_USUAL}", written=text, doubt=HOW_LONG)
    if not any(each.isalnum() for each in bare):
        return ScriptPiece(written=text) if text else ScriptPiece()
    if (bracket := _BRACKETS.fullmatch(bare)) is not None:
        return _direction(bracket["inside"], text, square=bare[0] == "[")
    if bare[:1] == "<" or any(each in bare for each in "[]()<>"):
        ends = bare.rstrip(" .!")[-1:] in (")", "]")
        step = _pause(re.sub(r"[()\[\]]", " ", bare), in_brackets=False) if ends else None
        return replace(step, written=text) if step is not None else None
    if _CLOCK.match(bare):
        return ScriptPiece(written=text)
    step = _pause(bare, in_brackets=False) or _bell(bare)
    if step is not None:
        return replace(step, written=text)
    if _READ_BY_A_PERSON.match(bare) is not None:
        return ScriptPiece(words=text, doubt=READ_ALOUD)
    return ScriptPiece(words=text, doubt=IS_A_PAUSE) if _may_be_a_rest(bare) else None


def _may_be_a_rest(text: str) -> bool:
    """Tells whether words could be a direction to be silent as well as an instruction: "Hold for ten seconds"."""
    if len(text) > _LONGEST_PAUSE:
        return False
    found = _REST_FIRST.match(text.casefold().strip(" .!…"))
    return found is not None and _length(found["length"]) is not None


def _direction(inside: str, text: str, *, square: bool) -> ScriptPiece:
    """Reads a paragraph that is all in brackets."""
    step = _pause(inside, in_brackets=True) or _bell(inside)
    if step is not None:
        return replace(step, written=text)
    if _CLOCK.match(inside.strip()) or square:
        return ScriptPiece(written=text)
    return ScriptPiece(words=text, doubt=READ_ALOUD)


# ---- marks inside a paragraph -------------------------------------------------------------------------------------


def _marks(text: str) -> Iterator[_Mark]:
    """Yields the pauses and the markup in a paragraph, in order, none inside another."""
    marks = [*_brackets(text), *_markup(text), *_sentences_of_rest(text)]
    end = 0
    for mark in sorted(marks, key=lambda each: (each.start, -each.end)):
        if mark.start >= end:
            yield mark
            end = mark.end


def _brackets(text: str) -> Iterator[_Mark]:
    for found in _BRACKETS.finditer(text):
        step = _pause(found["inside"], in_brackets=True) or _bell(found["inside"])
        here = found.start(), found.end()
        if step is not None:
            in_sentence = _in_sentence(text[: found.start()], text[found.end() :])
            named = re.search(rf"\b{_PAUSE}", found["inside"], re.I) is not None
            if in_sentence and not named and not step.step.startswith("sound"):
                yield _Mark(*here, ScriptPiece(words=found[0], doubt=f"is “{found[0]}” a pause?"))
            else:
                yield _Mark(*here, replace(step, written=found[0]))
        elif _CLOCK.match(found["inside"].strip()):
            yield _Mark(*here, ScriptPiece(written=found[0]))
        elif re.match(rf"\s*{_BEFORE}{_PAUSE}", found["inside"], re.I) is not None:
            yield _Mark(*here, ScriptPiece(words=found[0], doubt=f"is “{found[0]}” a pause?"))


def _sentences_of_rest(text: str) -> Iterator[_Mark]:
    """Yields the sentences of a paragraph that say nothing but a pause with its length."""
    for found in _SENTENCE.finditer(text):
        step = _pause(found[0], in_brackets=False) if _PAUSE_WORD.match(found[0]) is not None else None
        if step is not None and not step.doubt:
            yield _Mark(found.start(), found.end(), replace(step, written=found[0]))


def _in_sentence(before: str, after: str) -> bool:
    """Tells whether a place is in the middle of a sentence."""
    return bool(before.strip()) and not before.rstrip().endswith(_ENDS) and after.lstrip(" .…,–—-")[:1].islower()


def _markup(text: str) -> Iterator[_Mark]:
    for mark in markup_in(text):
        if mark.step:
            sure = any(each.isdigit() for each in mark.written)
            doubt = "" if sure else HOW_LONG
            yield _Mark(mark.start, mark.end, ScriptPiece(step=mark.step, written=mark.written, doubt=doubt))
            continue
        inside = mark.words.strip()
        emphasised = mark.written[:1] in "*_"
        step = _pause(inside, in_brackets=True) if emphasised and inside else None
        if step is not None:
            yield _Mark(mark.start, mark.end, replace(step, written=mark.written))
        elif emphasised:
            yield _Mark(mark.start, mark.end, ScriptPiece(words=inside))
        else:
            yield _Mark(mark.start, mark.end, ScriptPiece(words=inside, written=mark.written))


def _pause(inside: str, *, in_brackets: bool) -> ScriptPiece | None:
    """Reads the words of a pause. Without brackets they have to say plainly that they are one."""
    text = inside.strip().casefold().strip(" .:;!…-–—*_")
    if not text or len(text) > _LONGEST_PAUSE:
        return None
    if (any(each.isdigit() for each in text) or in_brackets) and (length := _length(text)) is not None:
        return ScriptPiece(step=f"wait: {length}")
    if in_brackets and text in ("wait", "rest", "hold"):
        return ScriptPiece(step=f"wait: {_USUAL}", doubt=HOW_LONG)
    for pattern in (_PAUSE_FIRST, _LENGTH_FIRST, *([_REST_FIRST] if in_brackets else [])):
        found = pattern.match(text)
        if found is None:
            continue
        written = found["length"].strip(" .")
        if (length := _length(written)) is not None:
            return ScriptPiece(step=f"wait: {length}")
        if (length := _middle(written)) is not None:
            return ScriptPiece(step=f"wait: {length}", doubt=HOW_LONG)
        if written.isdecimal() and len(written) <= 3:
            return ScriptPiece(step=f"wait: {spell_seconds(float(written))}") if int(written) else None
        if pattern is not _PAUSE_FIRST or not (in_brackets or (not written and _SAID_ALONE.search(text))):
            continue
        if (guess := _guess(found["how"], written)) is not None:
            return ScriptPiece(step=f"wait: {guess}", doubt=HOW_LONG)
    return None


def _length(written: str) -> str | None:
    """Writes a length as the format has it; None for any other text, and for a length of zero."""
    if _CLOCK.match(written):
        return None
    if is_length(written):
        seconds = parse_seconds(written)
        return spell_seconds(seconds) if seconds > 0 else None
    return length_in(written)


def _middle(written: str) -> str | None:
    """Writes the middle of a range such as "20–30 seconds"; None for any other text."""
    found = _RANGE.match(written)
    if found is None:
        return None
    return _length(f"{(int(found['least']) + int(found['most'])) // 2} {found['unit']}")


def _guess(how: str, written: str) -> str | None:
    if not written:
        return next((length for word, length in _HOW.items() if word in how.split()), _USUAL)
    if (breaths := _BREATHS.match(written)) is not None:
        number = breaths["number"]
        counted = int(number) if number.isdecimal() else _COUNTED[number]
        return spell_seconds(float(max(1, counted) * _BREATH_SECONDS))
    return _USUAL if _MOMENT.match(written) else None


def _bell(inside: str) -> ScriptPiece | None:
    found = _BELL.match(inside.strip().casefold().strip(" .!*_"))
    return ScriptPiece(step="sound: bell") if found is not None and found["what"] in SOUNDS else None


# ---- putting together ---------------------------------------------------------------------------------------------


def _joined(pieces: list[ScriptPiece]) -> list[ScriptPiece]:
    """Joins the words that stand side by side, and leaves out what is empty."""
    joined: list[ScriptPiece] = []
    for piece in pieces:
        if not (piece.words or piece.step or piece.written):
            continue
        last = joined[-1] if joined else None
        if last is not None and not last.step and not piece.step:
            joined[-1] = _together(last, piece)
        else:
            joined.append(piece)
    return joined


def _together(first: ScriptPiece, second: ScriptPiece) -> ScriptPiece:
    glue = "" if second.words[:1] in ".,;:!?…)”’" or first.words.endswith(("(", "“", "‘")) else " "
    words = f"{first.words}{glue}{second.words}" if first.words and second.words else first.words or second.words
    written = " ".join(each for each in (first.written, second.written) if each)
    doubt = " ".join(dict.fromkeys(each for each in (first.doubt, second.doubt) if each))
    return ScriptPiece(words=words, written=written, doubt=doubt)
