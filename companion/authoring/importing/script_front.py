"""Finds the title of a script, and the lines below it that are not spoken: author, summary, title page. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from companion.authoring.importing.pauses import pieces_of
from companion.authoring.importing.script_draft import ScriptDraft
from companion.authoring.importing.script_parts import PartKind, ScriptPart
from companion.authoring.importing.script_sections import (
    author_in,
    author_of_work,
    by_line,
    claims_rights,
    labelled,
    source_in,
)
from companion.exercise.speech_time import sentences

LONGEST_TITLE: Final = 120
LONGEST_SUMMARY: Final = 400
"""Characters, as the format bounds them."""
LONGEST_HEADING: Final = 70
"""Characters of a line that may be a title or a heading although no style says so."""
NOT_A_HEADING: Final = tuple('.!?…:;,"”)')
"""Signs at the end of a line that is a sentence, or goes on."""
_TITLE_PAGE_PARTS, _TITLE_PAGE_WORDS = 12, 80
"""Paragraphs and words of a title page, at most."""
_AUTHOR_BELOW = 3
"""Paragraphs below the title, at most, in which a line "by Ruth Keller" is about the author and not to be said."""


def one_line(text: str) -> str:
    return " ".join(text.split())


def within_characters(text: str, most: int) -> tuple[str, str]:
    """Divides a text, at the end of a sentence or a word, into a beginning of at most `most` characters and the
    rest."""
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


def named_aside(part: ScriptPart) -> str:
    """Writes an aside with the place where it was."""
    origin = part.origin[:1].upper() + part.origin[1:]
    return f"{origin}: {one_line(part.text)}" if origin else one_line(part.text)


class ScriptFront:
    """The title of a script, and the lines below it that are not spoken: author, summary, title page."""

    def __init__(self, parts: Sequence[ScriptPart]) -> None:
        self.draft = ScriptDraft()
        self._parts = list(parts)
        self._at = 0
        self._aside_first()
        self._lines_of_title()
        self._page_end = self._title_page()
        self._above_title()
        self._take_title()
        while self._at < len(self._parts) and self._take(self._parts[self._at]):
            self._at += 1
        self.rest = self._parts[self._at :]
        self._author_elsewhere()

    def _aside_first(self) -> None:
        while self._at < len(self._parts) and self._parts[self._at].kind is PartKind.ASIDE:
            self._add_aside(named_aside(self._parts[self._at]))
            self._at += 1

    def _add_aside(self, text: str) -> None:
        self.draft = replace(self.draft, asides=(*self.draft.asides, text))

    def _lines_of_title(self) -> None:
        """Takes a first paragraph apart if its lines are a title and, below it, the author or another label."""
        first = self._parts[self._at] if self._at < len(self._parts) else None
        if first is None or "\n" not in first.text:
            return
        title, *below = [one_line(line) for line in first.text.split("\n")]
        if not any(author_in(line) is not None or labelled(line) is not None for line in below):
            return
        head = replace(first, text=title)
        if first.kind in (PartKind.TITLE, PartKind.HEADING) or self._may_be_title(head):
            lines = [ScriptPart(PartKind.TEXT, line) for line in below]
            self._parts[self._at : self._at + 1] = [head, *lines]

    def _above_title(self) -> None:
        """Takes the author, and other labelled lines, that stand above the title."""
        while len(self._parts) - self._at > 2:
            part = self._parts[self._at]
            text = one_line(part.text)
            known = labelled(part.text) is not None or by_line(text) is not None or claims_rights(text)
            if part.kind is not PartKind.TEXT or not known:
                return
            self._take(part)
            self._at += 1

    def _author_elsewhere(self) -> None:
        """Takes a line that says only who wrote the script, a little below the title or at the very end."""
        places = [*range(min(_AUTHOR_BELOW, len(self.rest))), len(self.rest) - 1]
        for place in places if not self.draft.author else ():
            text = one_line(self.rest[place].text) if self.rest else ""
            if self.rest and self.rest[place].kind is not PartKind.ASIDE and (name := by_line(text)) is not None:
                self.draft = replace(self.draft, author=name)
                self.rest[place] = ScriptPart(PartKind.ASIDE, text)
                return

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
        whole = one_line(first.text)
        title, more = within_characters(whole, LONGEST_TITLE)
        self.draft = replace(self.draft, title=title)
        if more:
            self._add_aside(f"More of the title: {more}")
        self._at += 1

    def _may_be_title(self, part: ScriptPart) -> bool:
        text = part.text
        if part.kind is not PartKind.TEXT or "\n" in text or labelled(text) is not None:
            return False
        if len(text) > LONGEST_HEADING or text.endswith(NOT_A_HEADING):
            return False
        pieces = pieces_of(text)
        return len(pieces) == 1 and pieces[0].words == text and not pieces[0].doubt

    def _take(self, part: ScriptPart) -> bool:
        """Takes a part that belongs to the front; False for the first part of the script itself."""
        text = one_line(part.text)
        draft = self.draft
        on_title_page = self._at < self._page_end
        label = labelled(part.text) if part.kind in (PartKind.TEXT, PartKind.SUBTITLE, PartKind.ITEM) else None
        if part.kind is PartKind.ASIDE:
            self._add_aside(named_aside(part))
        elif label is not None:
            self._label(label[0], one_line(label[1]), text)
        elif (name := author_in(text)) is not None and not draft.author:
            self.draft = replace(draft, author=name)
            if name not in text[-len(name) - 1 :]:
                self._add_aside(text)
        elif (name := author_of_work(text)) is not None and not draft.author:
            self.draft = replace(draft, author=name, summary=draft.summary or text)
            if draft.summary:
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
