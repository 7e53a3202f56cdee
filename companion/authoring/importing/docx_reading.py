"""Reads a Word document (.docx): its paragraphs with accepted changes, and all that stands beside them.

It runs in the process of `document_helper` only. python-docx opens the document and reads its parts, without entities
and without a network; its own texts leave out tracked changes, footnotes and text boxes, so the elements are walked
here.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from companion.authoring.importing.docx_styles import DocumentStyles, W, value_of
from companion.authoring.importing.script_parts import PartKind, ReadScript, ScriptPart

_MOST_FILES: Final = 5_000
"""Files in a document at most. One with a thousand pictures has about as many."""
_MOST_BYTES: Final = 200_000_000
"""Bytes of all files in a document together, unpacked: fifty large photographs."""
_MOST_XML_BYTES: Final = 40_000_000
"""Bytes of one XML file, unpacked. The text of 400 pages has about 10 million."""
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PICTURES: Final = frozenset({"pic", "imagedata", "chart", "OLEObject"})


class Unsuitable(Exception):
    """A document that cannot be imported. Its text is the reason, in one word."""


def read_docx(file: BinaryIO) -> ReadScript:
    """Reads a document. Raises Unsuitable; for a damaged one, the libraries raise errors of any kind."""
    _check_size(file)
    import docx

    file.seek(0)
    try:
        document: Any = docx.Document(file)
    except ValueError as error:  # a template, a document with macros, a spreadsheet
        raise Unsuitable("other") from error
    # `document.styles` would open a template for a document that has no styles, and here no file can be opened.
    beside = _Beside(document.part)
    walk = _DocumentWalk(DocumentStyles(beside.first("styles")), beside)
    walk.body(document.element.body)
    walk.finish()
    margins = [ScriptPart(PartKind.ASIDE, text, origin=where) for where, text in walk.beside.margins()]
    return ReadScript((*margins, *walk.parts), dict(walk.counts))


def _check_size(file: BinaryIO) -> None:
    """Refuses a document that would become too large, by what its directory says. Raises Unsuitable."""
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unsuitable("password")
    if not {"[Content_Types].xml"} & names:
        raise Unsuitable("odt" if "content.xml" in names else "other")
    xml = [entry.file_size for entry in entries if entry.filename.lower().endswith((".xml", ".rels"))]
    if (
        len(entries) > _MOST_FILES
        or sum(entry.file_size for entry in entries) > _MOST_BYTES
        or max(xml, default=0) > _MOST_XML_BYTES
    ):
        raise Unsuitable("large")


class _Beside:
    """The parts of a document that stand beside its text: footnotes, comments, the head and the foot of each page."""

    def __init__(self, part: Any) -> None:
        self._parts = [
            (str(link.reltype).rsplit("/", 1)[-1], link.target_part)
            for link in part.rels.values()
            if not link.is_external
        ]
        self.notes = {
            "footnote": self._by_id("footnotes", "footnote"),
            "endnote": self._by_id("endnotes", "endnote"),
            "comment": self._by_id("comments", "comment"),
        }

    def _by_id(self, kind: str, name: str) -> dict[str, Any]:
        return {
            each.get(f"{W}id") or "": each
            for found, part in self._parts
            if found == kind
            for each in _parsed(part).iter(f"{W}{name}")
        }

    def first(self, kind: str) -> Any:
        """Returns the first part of a kind; None if there is none."""
        return next((_parsed(part) for found, part in self._parts if found == kind), None)

    def margins(self) -> Iterator[tuple[str, str]]:
        """Yields the texts at the head and the foot of the pages, each once, with its place."""
        seen: set[str] = set()
        for kind, where in (("header", "the top of each page"), ("footer", "the foot of each page")):
            for found, part in self._parts:
                text = plain_text(_parsed(part)) if found == kind else ""
                if text and text not in seen:
                    seen.add(text)
                    yield where, text


def _parsed(part: Any) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(part.blob)


def plain_text(element: Any) -> str:
    """Returns the words of an element and all that is in it, without deleted ones."""
    walk = _DocumentWalk(DocumentStyles(None), None)
    walk.body(element)
    walk.finish()
    return " ".join(" ".join(part.text.split()) for part in walk.parts if part.text.strip())


@dataclass(slots=True)
class _Open:
    """A paragraph that is being read."""

    text: list[str] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    asides: list[ScriptPart] = field(default_factory=list)
    starts_page: bool = False
    breaks_page: bool = False
    """Set if a page break stands at its end."""


class _DocumentWalk:
    """Goes through the elements of a document, in order."""

    def __init__(self, styles: DocumentStyles, beside: _Beside | None) -> None:
        self.parts: list[ScriptPart] = []
        self.counts: Counter[str] = Counter()
        self.styles = styles
        self._beside = beside
        self._open = _Open()
        self._hidden: list[str] = []

    @property
    def beside(self) -> _Beside:
        assert self._beside is not None
        return self._beside

    # ---- blocks ---------------------------------------------------------------------------------------------------

    def body(self, element: Any, *, cell: bool = False) -> None:
        """Reads the paragraphs in an element."""
        for child in element:
            match _name(child):
                case "p":
                    self._paragraph(child, cell=cell)
                case "tbl":
                    self.counts["tables"] += not cell
                    self._table(child)
                case "del" | "moveFrom" | "sectPr" | "tblPr" | "tcPr" | "trPr":
                    pass
                case "AlternateContent":
                    self.body(_chosen(child), cell=cell)
                case _:
                    self.body(child, cell=cell)

    def _table(self, table: Any) -> None:
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl"), None) is not table:
                continue  # it belongs to a table inside this one
            if row.find(f"{W}trPr/{W}del") is not None:
                self.counts["deletions"] += 1
                continue
            for cell in row.iter(f"{W}tc"):
                if next(cell.iterancestors(f"{W}tr"), None) is row:
                    self.body(cell, cell=True)

    def _paragraph(self, paragraph: Any, *, cell: bool) -> None:
        properties = paragraph.find(f"{W}pPr")
        if properties is not None and properties.find(f"{W}pageBreakBefore") is not None:
            self._open.starts_page = True
        self._inline(paragraph)
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            return  # its end was deleted: the next paragraph goes on
        kind, origin = self.styles.kind(paragraph)
        if cell and kind in (PartKind.TEXT, PartKind.ITEM):
            kind = PartKind.CELL
        done, self._open = self._open, _Open()
        text = "".join(done.text).strip()
        if text:
            bold = bool(done.bold) and all(done.bold)
            self.parts.append(ScriptPart(kind, text, bold, done.starts_page, origin))
        self.parts += done.asides
        self._open.starts_page = done.breaks_page or (done.starts_page and not text)
        if properties is not None and _ends_section(properties):
            self._open.starts_page = True

    def finish(self) -> None:
        """Keeps the words of a last paragraph whose end was deleted."""
        if text := "".join(self._open.text).strip():
            self.parts.append(ScriptPart(PartKind.TEXT, text))
        self.parts += self._open.asides
        self._open = _Open()

    # ---- inside a paragraph ---------------------------------------------------------------------------------------

    def _inline(self, element: Any) -> None:
        for child in element:
            match _name(child):
                case "r":
                    self._run(child)
                case "ins" | "moveTo":
                    self.counts["insertions"] += 1
                    self._inline(child)
                case "del" | "moveFrom":
                    self.counts["deletions"] += 1
                case "AlternateContent":
                    self._inline(_chosen(child))
                case "pPr" | "rPr" | "sdtPr" | "ruby":
                    pass
                case "oMath" | "oMathPara":
                    self._add("".join(each.text or "" for each in child.iter(f"{_M}t")))
                case _:
                    self._inline(child)

    def _run(self, run: Any) -> None:
        properties = run.find(f"{W}rPr")
        bold = properties is not None and _is_on(properties.find(f"{W}b"))
        hidden = properties is not None and _is_on(properties.find(f"{W}vanish"))
        self._hidden.clear()
        self._inside_run(run, bold=bold, hidden=hidden)
        if words := "".join(self._hidden).strip():
            self.counts["hidden"] += 1
            self._open.asides.append(ScriptPart(PartKind.ASIDE, words, origin="hidden text"))

    def _inside_run(self, run: Any, *, bold: bool, hidden: bool) -> None:
        for child in run:
            match _name(child):
                case "t":
                    words = "".join(each for each in child.itertext() if isinstance(each, str))
                    self._add(words, bold=bold, hidden=hidden)
                case "tab" | "ptab":
                    self._add(" ", hidden=hidden)
                case "br":
                    self._break(child.get(f"{W}type") or "")
                case "cr":
                    self._add("\n", hidden=hidden)
                case "noBreakHyphen":
                    self._add("-", hidden=hidden)
                case "footnoteReference" | "endnoteReference" | "commentReference":
                    self._note(_name(child).removesuffix("Reference"), child.get(f"{W}id") or "")
                case "drawing" | "pict" | "object":
                    self._drawing(child)
                case "AlternateContent":
                    self._inside_run(_chosen(child), bold=bold, hidden=hidden)
                case "ruby":
                    for base in child.iter(f"{W}rubyBase"):
                        self._inline(base)
                case _:
                    pass  # deleted text, field codes, marks without words

    def _add(self, text: str, *, bold: bool = False, hidden: bool = False) -> None:
        if hidden:
            self._hidden.append(text)
            return
        self._open.text.append(text)
        if text.strip():
            self._open.bold.append(bold)
            self._open.breaks_page = False

    def _break(self, kind: str) -> None:
        if kind != "page":
            self._open.text.append("\n")
        elif "".join(self._open.text).strip():
            self._open.breaks_page = True
            self._open.text.append("\n")
        else:
            self._open.starts_page = True

    def _note(self, kind: str, id: str) -> None:
        element = self._beside.notes[kind].get(id) if self._beside is not None else None
        words = plain_text(element) if element is not None else ""
        if not words:
            return
        self.counts[f"{kind}s"] += 1
        author = (element.get(f"{W}author") or "").strip() if element is not None else ""
        origin = f"comment by {author}" if kind == "comment" and author else f"{kind} {self.counts[f'{kind}s']}"
        self._open.asides.append(ScriptPart(PartKind.ASIDE, words, origin=origin))

    def _drawing(self, element: Any) -> None:
        boxes = [each for each in element.iter(f"{W}txbxContent") if not _inside_another(each, element)]
        for box in boxes:
            if words := plain_text(box):
                self.counts["text boxes"] += 1
                self._open.asides.append(ScriptPart(PartKind.ASIDE, words, origin="a text box"))
        if not boxes and any(_name(each) in _PICTURES for each in element.iter()):
            self.counts["pictures"] += 1


def _inside_another(box: Any, element: Any) -> bool:
    """Tells whether a text box lies in another one of this drawing, or repeats one for older programs."""
    for above in box.iterancestors():
        if above is element:
            return False
        if above.tag in (f"{W}txbxContent", f"{_MC}Fallback"):
            return True
    return False


def _chosen(alternatives: Any) -> Any:
    """Returns the first alternative of a part that is written in several ways."""
    found = alternatives.find(f"{_MC}Choice")
    if found is None:
        found = alternatives.find(f"{_MC}Fallback")
    return found if found is not None else ()


def _ends_section(properties: Any) -> bool:
    section = properties.find(f"{W}sectPr")
    return section is not None and value_of(section, "type") != "continuous"


def _is_on(toggle: Any) -> bool:
    return toggle is not None and toggle.get(f"{W}val") not in ("0", "false", "none", "off")


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""
