"""Makes a draft of an exercise from the parts of a script: title, steps, ending, and comments for all the rest. Pure.

No word of the script is lost: a word that is not to be heard stands in a comment, at its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from companion.authoring.importing.pauses import pieces_of
from companion.authoring.importing.plain_reading import Numbering
from companion.authoring.importing.script_draft import Entry, ScriptDraft
from companion.authoring.importing.script_parts import PartKind, ReadScript, ScriptPart
from companion.authoring.importing.script_sections import (
    ScriptSection,
    author_in,
    claims_rights,
    is_marker,
    labelled,
    section_of,
    source_in,
)
from companion.exercise.model import STEP_KINDS
from companion.exercise.scalars import clean_text
from companion.exercise.speech_time import sentences

LONGEST_TITLE: Final = 120
LONGEST_SUMMARY: Final = 400
"""Characters, as the format bounds them."""
_LONG_LINE: Final = 200
"""Characters of a paragraph from which on it is cut at its sentences: about fifteen seconds of speech."""
_LONGEST_PARAGRAPH: Final = 2000
"""Characters of a paragraph that is looked at as a whole: most of a page."""
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s")
_LONGEST_HEADING: Final = 70
_HEADING_WORDS: Final = 9
"""Characters and words of a line that may be a heading although no style says so."""
_TITLE_PAGE_PARTS, _TITLE_PAGE_WORDS = 12, 80
"""Paragraphs and words of a title page, at most."""
_NOT_A_HEADING: Final = tuple('.!?…:;,"”)')
_IS_A_HEADING: Final = "is this a heading? If it is to be read aloud, write it as a line, with a dash."
_A_TABLE: Final = "is this the right order? Here was a table. I wrote its cells one after the other."


def draft_of(script: ReadScript) -> ScriptDraft:
    """Makes a draft of a script."""
    parts = [replace(part, text=_clean(part.text), origin=str(clean_text(part.origin))) for part in script.parts]
    front = _Front([part for part in parts if part.text])
    body = _Body(front.rest)
    draft = front.draft
    steps, ending, guessed = body.steps_and_ending()
    summary, too_much = _within(" ".join([draft.summary, *body.summary]).strip(), LONGEST_SUMMARY)
    return replace(
        draft,
        summary=summary,
        cautions=(*draft.cautions, *body.cautions),
        sources=(*draft.sources, *body.sources),
        asides=(*draft.asides, *([f"More of the summary: {too_much}"] if too_much else [])),
        steps=tuple(steps),
        ending=tuple(ending),
        guessed_ending=guessed,
    )


def _clean(text: str) -> str:
    """Makes text harmless; its own line breaks stay."""
    return "\n".join(line for each in text.split("\n") if (line := str(clean_text(each))))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _within(text: str, most: int) -> tuple[str, str]:
    """Divides a text into what keeps within so many characters, at the end of a sentence or a word, and the rest."""
    if len(text) <= most:
        return text, ""
    kept = ""
    for sentence in sentences(text[: most + 1]):
        if len(kept) + len(sentence) + 1 > most:
            break
        kept = f"{kept} {sentence}".strip()
    if not kept:
        kept = text[:most].rsplit(" ", 1)[0]
    return kept, text[len(kept) :].strip()


def _named(part: ScriptPart) -> str:
    """Writes an aside with the place where it was."""
    origin = part.origin[:1].upper() + part.origin[1:]
    return f"{origin}: {_one_line(part.text)}" if origin else _one_line(part.text)


def _looks_like_a_heading(part: ScriptPart) -> bool:
    """Tells whether a paragraph without such a style is set like a heading: short, and bold or in capitals."""
    text = part.text
    letters = [each for each in text if each.isalpha()]
    capitals = len(letters) > 3 and all(each.isupper() for each in letters)
    short = len(text) <= _LONGEST_HEADING and len(text.split()) <= _HEADING_WORDS and "\n" not in text
    bare = text.rstrip(":") if part.bold or capitals else text
    return short and (part.bold or capitals) and not bare.endswith(_NOT_A_HEADING) and bare[:1] not in "([<"


class _Front:
    """The title of a script, and the lines below it that are not spoken: author, summary, title page."""

    def __init__(self, parts: Sequence[ScriptPart]) -> None:
        self.draft = ScriptDraft()
        self._parts = list(parts)
        self._at = 0
        self._aside_first()
        self._page_end = self._title_page()
        self._take_title()
        while self._at < len(self._parts) and self._take(self._parts[self._at]):
            self._at += 1
        self.rest = self._parts[self._at :]

    def _aside_first(self) -> None:
        while self._at < len(self._parts) and self._parts[self._at].kind is PartKind.ASIDE:
            self._add_aside(_named(self._parts[self._at]))
            self._at += 1

    def _add_aside(self, text: str) -> None:
        self.draft = replace(self.draft, asides=(*self.draft.asides, text))

    def _title_page(self) -> int:
        """Returns the index of the first part behind a title page; 0 if there is none."""
        words = 0
        for index, part in enumerate(self._parts[self._at :], self._at):
            if part.starts_page and index > self._at:
                return index
            words += 0 if part.kind is PartKind.ASIDE else len(part.text.split())
            if words > _TITLE_PAGE_WORDS or index - self._at > _TITLE_PAGE_PARTS:
                break
        return 0

    def _take_title(self) -> None:
        if len(self._parts) - self._at < 2:
            return
        first = self._parts[self._at]
        if first.kind not in (PartKind.TITLE, PartKind.HEADING) and not self._may_be_title(first):
            return
        whole = _one_line(first.text)
        title, more = _within(whole, LONGEST_TITLE)
        self.draft = replace(self.draft, title=title)
        if more:
            self._add_aside(f"More of the title: {more}")
        self._at += 1

    def _may_be_title(self, part: ScriptPart) -> bool:
        text = part.text
        if part.kind is not PartKind.TEXT or "\n" in text or labelled(text) is not None:
            return False
        if len(text) > _LONGEST_HEADING or text.endswith(_NOT_A_HEADING):
            return False
        pieces = pieces_of(text)
        return len(pieces) == 1 and pieces[0].words == text and not pieces[0].doubt

    def _take(self, part: ScriptPart) -> bool:
        """Takes a part that belongs to the front; False for the first part of the script itself."""
        text = _one_line(part.text)
        draft = self.draft
        on_title_page = self._at < self._page_end
        label = labelled(part.text) if part.kind in (PartKind.TEXT, PartKind.SUBTITLE, PartKind.ITEM) else None
        if part.kind is PartKind.ASIDE:
            self._add_aside(_named(part))
        elif label is not None:
            self._label(label[0], _one_line(label[1]), text)
        elif (name := author_in(text)) is not None and not draft.author:
            self.draft = replace(draft, author=name)
            if name not in text[-len(name) - 1 :]:
                self._add_aside(text)
        elif source_in(text):
            self.draft = replace(draft, sources=(*draft.sources, text))
        elif part.kind is PartKind.SUBTITLE and not draft.summary:
            self.draft = replace(draft, summary=text)
        elif claims_rights(text) or on_title_page or part.kind in (PartKind.SUBTITLE, PartKind.TITLE):
            self._add_aside(text)
        else:
            return False
        return True

    def _label(self, key: str, value: str, text: str) -> None:
        """Takes a labelled line, such as "Author: Dr May". It stays as a comment, too."""
        draft = self.draft
        short = len(value) <= LONGEST_TITLE
        match key:
            case "title" if short and not draft.title:
                self.draft = replace(draft, title=value)
            case "author" if short and not draft.author:
                self.draft = replace(draft, author=value)
            case "summary" if not draft.summary:
                self.draft = replace(draft, summary=value)
            case "sources":
                self.draft = replace(draft, sources=(*draft.sources, value))
            case "cautions":
                self.draft = replace(draft, cautions=(*draft.cautions, value))
            case _:
                pass
        self._add_aside(text)


class _Body:
    """The script itself, section by section."""

    def __init__(self, parts: Sequence[ScriptPart]) -> None:
        self.summary: list[str] = []
        self.cautions: list[str] = []
        self.sources: list[str] = []
        self._groups: list[tuple[ScriptSection, list[Entry]]] = [(ScriptSection.STEPS, [])]
        self._section = ScriptSection.STEPS
        self._numbering = Numbering()
        self._bold = sum(part.bold for part in parts) * 2 < len(parts)
        """Set if bold letters are the exception, so that they may mean a heading."""
        in_table = False
        for part in parts:
            cell = part.kind is PartKind.CELL
            if cell and not in_table:
                self._add(Entry(doubt=_A_TABLE))
            in_table = cell or (in_table and part.kind is PartKind.ASIDE)
            self._part(part)

    @property
    def _entries(self) -> list[Entry]:
        return self._groups[-1][1]

    def _add(self, entry: Entry) -> None:
        self._entries.append(entry)

    def _part(self, part: ScriptPart) -> None:
        if part.kind is PartKind.ASIDE:
            self._add(Entry(above=(_named(part),)))
        elif part.kind in (PartKind.TITLE, PartKind.SUBTITLE, PartKind.HEADING):
            self._heading(part, doubt="")
        elif part.kind is not PartKind.ITEM and self._is_set_as_heading(part):
            self._heading(part, doubt=_IS_A_HEADING)
        else:
            self._text(part)

    def _is_set_as_heading(self, part: ScriptPart) -> bool:
        if not _looks_like_a_heading(replace(part, bold=part.bold and self._bold)):
            return False
        pieces = pieces_of(part.text)
        return len(pieces) == 1 and pieces[0].words == part.text and not pieces[0].doubt

    def _heading(self, part: ScriptPart, doubt: str) -> None:
        text = _one_line(part.text)
        self._section = section_of(text)
        moved = {
            ScriptSection.CAUTIONS: "cautions",
            ScriptSection.SOURCES: "sources",
            ScriptSection.SUMMARY: "summary",
        }.get(self._section)
        if moved is not None:
            self._add(Entry(above=(f"{text}: moved to the top, to '{moved}'.",)))
        elif self._section is ScriptSection.NOTES:
            self._add(Entry(heading=text))
        else:
            doubt = doubt if self._section is ScriptSection.STEPS else ""
            self._groups.append((self._section, [Entry(heading=text, doubt=doubt)]))

    def _text(self, part: ScriptPart) -> None:
        text = _one_line(part.text)
        match self._section:
            case ScriptSection.SUMMARY:
                self.summary.append(text)
            case ScriptSection.CAUTIONS:
                self.cautions.append(text)
            case ScriptSection.SOURCES:
                self.sources.append(text)
            case ScriptSection.NOTES:
                self._add(Entry(above=(text,)))
            case ScriptSection.STEPS | ScriptSection.ENDING:
                for line in part.text.split("\n"):
                    if claims_rights(line) or is_marker(line):
                        self._add(Entry(above=(line,)))
                        continue
                    words = line if part.kind is PartKind.ITEM else self._numbering.without_mark(line) or line
                    for stretch in _stretches(words):
                        self._entries.extend(_entries_of(stretch))

    def steps_and_ending(self) -> tuple[list[Entry], list[Entry], bool]:
        """Divides the entries into steps and ending. Without a heading that says so, the last line is the ending."""
        last = max((index for index, (_, some) in enumerate(self._groups) if _speaks(some)), default=0)
        if self._groups[last][0] is ScriptSection.ENDING and any(_speaks(some) for _, some in self._groups[:last]):
            steps = [entry for _, some in self._groups[:last] for entry in some]
            return steps, [entry for _, some in self._groups[last:] for entry in some], False
        every = [entry for _, some in self._groups for entry in some]
        spoken = [index for index, entry in enumerate(every) if entry.words]
        if len(spoken) < 2:
            return every, [], False
        at = spoken[-1]
        return every[:at], every[at:], True


def _stretches(line: str) -> Iterator[str]:
    """Cuts a line that is longer than any paragraph, after a sentence or a word, to be looked through quickly."""
    while len(line) > _LONGEST_PARAGRAPH:
        ends = [found.end() for found in _SENTENCE_END.finditer(line, 0, _LONGEST_PARAGRAPH)]
        at = ends[-1] if ends else line.rfind(" ", 0, _LONGEST_PARAGRAPH)
        at = at if at > 0 else _LONGEST_PARAGRAPH
        yield line[:at].strip()
        line = line[at:].strip()
    yield line


def _speaks(entries: Sequence[Entry]) -> bool:
    return any(entry.words for entry in entries)


def _entries_of(line: str) -> list[Entry]:
    made: list[Entry] = []
    after_step = False
    for piece in pieces_of(line):
        if piece.step:
            made.append(Entry(step=piece.step, beside=piece.written, doubt=piece.doubt))
            after_step = True
            continue
        words = piece.words.lstrip(" ,;.") if after_step else piece.words
        if any(each.isalnum() for each in words):
            above = (f"In the script: {line}",) if piece.written else ()
            made += _lines(words, above, piece.doubt)
            after_step = False
        elif comment := f"{piece.written} {words}".strip():
            made.append(Entry(above=(comment,), doubt=piece.doubt))
    return made


def _lines(words: str, above: tuple[str, ...], doubt: str) -> list[Entry]:
    """Makes lines of words: one, or several that are cut between sentences."""
    said = words.replace("{", "(").replace("}", ")")
    if said != words:
        above = (*above, f"In the script: {words}")
    if said in STEP_KINDS:
        said = f"{said.capitalize()}."  # a bare name of a step would not be read as a word
    if len(said) <= _LONG_LINE:
        return [Entry(words=said, above=above, doubt=doubt)]
    lines: list[str] = []
    for sentence in sentences(said):
        if lines and len(lines[-1]) + 1 + len(sentence) <= _LONG_LINE:
            lines[-1] = f"{lines[-1]} {sentence}"
        else:
            lines.append(sentence)
    return [
        Entry(words=line, above=above, doubt=doubt) if number == 0 else Entry(words=line)
        for number, line in enumerate(lines)
    ]
