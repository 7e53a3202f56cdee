"""Word documents for the tests: scripts as three therapists write them, and documents made element by element."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def with_styles(file: Path) -> Path:
    """A therapist who uses Word's styles: a title page, headings, numbered lists, timings in brackets."""
    script: Any = docx.Document()
    script.add_paragraph("Coming Down After a Hard Talk", "Title")
    script.add_paragraph("A body scan for one, sitting or lying down.", "Subtitle")
    script.add_paragraph("by Dr. May Example, LMFT")
    script.add_paragraph("March 2026 – draft 3")
    script.add_page_break()
    script.add_heading("Who it isn’t for", 1)
    script.add_paragraph("Not for anyone who feels unsafe at home right now.")
    script.add_heading("Settling in", 1)
    script.add_paragraph(
        "Let’s take ten minutes together. Sit or lie down in any way that’s comfortable, and let your hands rest where "
        "they like. You can keep your eyes open. “Remember: you can stop at any time,” as we said in our session."
    )
    script.add_paragraph("(pause 20 seconds)")
    script.add_heading("Through the body", 1)
    for line in ("Notice your feet. (30 sec)", "Notice your hands. (30 sec)", "Notice your jaw. [pause 15s]"):
        script.add_paragraph(line, "List Number")
    paragraph = script.add_paragraph("Breathe out ")
    paragraph.add_run("slowly").bold = True
    paragraph.add_run(", as if you were cooling soup.")
    script.add_paragraph("…")
    script.add_heading("Closing", 1)
    script.add_paragraph("Look around the room again. Let’s leave it here for tonight.")
    script.add_heading("References", 1)
    script.add_paragraph("Example, M. (2019). Ten quiet minutes. Own practice.")
    script.save(str(file))
    return file


def with_bold_and_spaces(file: Path) -> Path:
    """A therapist who sets headings in bold and capitals, makes bullets by hand, and presses Shift+Enter."""
    script: Any = docx.Document()
    script.add_paragraph().add_run("HAND ON HEART").bold = True
    script.add_paragraph("")
    script.add_paragraph().add_run("Arriving").bold = True
    script.add_paragraph("Find a place where nobody needs you for five minutes.\nPut one hand on your heart.\nPause.")
    script.add_paragraph("•\tFeel the warmth of your hand.")
    script.add_paragraph("•\tFeel it rise and fall # just a little.")
    script.add_paragraph("Long pause (1 minute)")
    script.add_paragraph().add_run("Words for yourself").bold = True
    script.add_paragraph("Say to yourself: “This hurts, and I am here.”")
    script.add_paragraph("[pause]")
    script.add_paragraph("Hold for ten seconds of silence.")
    script.add_paragraph("Let your hand sink, whenever you like.")
    script.save(str(file))
    return file


def with_a_table(file: Path) -> Path:
    """A therapist who writes in a table, with the time on the left and the words on the right."""
    script: Any = docx.Document()
    script.add_heading("Two Chairs, Ten Minutes", 0)
    script.add_paragraph("Duration: 10 minutes")
    script.add_paragraph("For: both of you")
    table = script.add_table(rows=0, cols=2)
    for time, words in (
        ("0:00", "Sit so that you can see each other. Both feet on the floor."),
        ("1 min", "Be quiet together. You can look wherever you like."),
        ("3:00", "One of you says one sentence about today. The other one listens."),
        ("30 seconds of silence", "Thank each other, in your own words."),
    ):
        cells = table.add_row().cells
        cells[0].text = time
        cells[1].text = words
    script.add_heading("Notes to the therapist", 2)
    script.add_paragraph("Check for safety first. Leave it out after a fresh disclosure.")
    script.save(str(file))
    return file


def made_by_hand(body: str, **parts: str) -> bytes:
    """Packs a document whose body has these elements. `parts`: footnotes, comments, header; each the elements in it."""
    kinds = {"footnotes": "footnotes", "comments": "comments", "header": "hdr", "styles": "styles"}
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_LINKS}/{name}" Target="{name}.xml"/>'
        for number, name in enumerate(parts)
    )
    types = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}.{name}+xml"/>' for name in parts)
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>{types}</Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{_LINKS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships">{links}</Relationships>',
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        **{f"word/{name}.xml": f"<w:{kinds[name]} {NAMESPACES}>{xml}</w:{kinds[name]}>" for name, xml in parts.items()},
    }
    return packed(files)


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """Packs files into a zip archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def run(text: str, properties: str = "") -> str:
    """Writes a run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*inside: str, properties: str = "") -> str:
    """Writes a paragraph with these elements in it."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(inside)}</w:p>"
