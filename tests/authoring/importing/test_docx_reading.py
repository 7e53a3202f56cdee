"""Word documents: paragraphs, headings and lists; accepted changes only; and all that stands beside the text."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from companion.authoring.importing.docx_reading import Unsuitable, read_docx
from companion.authoring.importing.script_parts import PartKind, ReadScript
from tests.authoring.importing.documents import (
    made_by_hand,
    packed,
    paragraph,
    run,
    with_a_table,
    with_bold_and_spaces,
    with_styles,
)


def read(data: bytes) -> ReadScript:
    return read_docx(io.BytesIO(data))


def texts(script: ReadScript) -> list[str]:
    return [part.text for part in script.parts]


def asides(script: ReadScript) -> list[tuple[str, str]]:
    return [(part.origin, part.text) for part in script.parts if part.kind is PartKind.ASIDE]


def test_styles_make_titles_headings_and_lists(tmp_path: Path) -> None:
    script = read(with_styles(tmp_path / "a.docx").read_bytes())
    kinds = [part.kind.value for part in script.parts]
    assert kinds[:5] == ["title", "subtitle", "text", "text", "heading"]
    assert kinds.count("heading") == 5
    assert next(part.text for part in script.parts if part.kind is PartKind.ITEM) == "Notice your feet. (30 sec)"
    assert [part.starts_page for part in script.parts].index(True) == 4


def test_bold_paragraphs_and_line_breaks(tmp_path: Path) -> None:
    script = read(with_bold_and_spaces(tmp_path / "a.docx").read_bytes())
    assert [part.text for part in script.parts if part.bold] == ["HAND ON HEART", "Arriving", "Words for yourself"]
    assert script.parts[2].text.split("\n") == [
        "Find a place where nobody needs you for five minutes.",
        "Put one hand on your heart.",
        "Pause.",
    ]


def test_the_cells_of_a_table_come_row_by_row(tmp_path: Path) -> None:
    script = read(with_a_table(tmp_path / "a.docx").read_bytes())
    cells = [part.text for part in script.parts if part.kind is PartKind.CELL]
    assert cells[:3] == [
        "0:00",
        "Sit so that you can see each other. Both feet on the floor.",
        "1 min",
    ]
    assert script.counts["tables"] == 1


def test_a_table_inside_a_table_is_read_once() -> None:
    def table(*cells: str) -> str:
        return "<w:tbl><w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr></w:tbl>"

    script = read(made_by_hand(table(paragraph(run("A")), table(paragraph(run("B"))), paragraph(run("C")))))
    assert texts(script) == ["A", "B", "C"]
    assert script.counts["tables"] == 1


def test_tracked_changes_are_taken_as_accepted() -> None:
    body = paragraph(
        run("Breathe "),
        f"<w:ins>{run('slowly ')}</w:ins>",
        "<w:del><w:r><w:delText>quickly </w:delText></w:r></w:del>",
        f"<w:moveFrom>{run('moved away ')}</w:moveFrom>",
        run("out."),
    )
    script = read(made_by_hand(body))
    assert texts(script) == ["Breathe slowly out."]
    assert script.counts == {"insertions": 1, "deletions": 2}


def test_a_deleted_paragraph_end_joins_two_paragraphs() -> None:
    joined = paragraph(run("Breathe "), properties="<w:rPr><w:del/></w:rPr>") + paragraph(run("out."))
    assert texts(read(made_by_hand(joined))) == ["Breathe out."]
    assert texts(read(made_by_hand(paragraph(run("Last."), properties="<w:rPr><w:del/></w:rPr>")))) == ["Last."]


def test_a_deleted_row_is_left_out() -> None:
    rows = "<w:tr><w:trPr><w:del/></w:trPr><w:tc>{}</w:tc></w:tr><w:tr><w:tc>{}</w:tc></w:tr>"
    table = f"<w:tbl>{rows.format(paragraph(run('Old')), paragraph(run('New')))}</w:tbl>"
    assert texts(read(made_by_hand(table))) == ["New"]


def test_footnotes_comments_and_text_boxes_stand_beside_the_text() -> None:
    box = f"<w:txbxContent>{paragraph(run('In a box'))}</w:txbxContent>"
    drawing = (
        f"<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    body = paragraph(
        run("Breathe out."),
        '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="7"/></w:r>',
        f"<w:r>{drawing}</w:r>",
    )
    script = read(
        made_by_hand(
            body,
            footnotes=f'<w:footnote w:id="2">{paragraph(run("After Example, 2019"))}</w:footnote>',
            comments=f'<w:comment w:id="7" w:author="May">{paragraph(run("Too fast?"))}</w:comment>',
            header=paragraph(run("Dr. May, confidential")),
        )
    )
    assert [part.text for part in script.parts if part.kind is PartKind.TEXT] == ["Breathe out."]
    assert asides(script) == [
        ("the top of each page", "Dr. May, confidential"),
        ("footnote 1", "After Example, 2019"),
        ("comment by May", "Too fast?"),
        ("a text box", "In a box"),
    ]
    assert script.counts == {"footnotes": 1, "comments": 1, "text boxes": 1}


def test_hidden_text_and_field_codes_are_not_spoken() -> None:
    field = "<w:r><w:fldChar/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
    script = read(made_by_hand(paragraph(run("Seen."), run("secret", "<w:vanish/>"), field)))
    assert [part.text for part in script.parts if part.kind is PartKind.TEXT] == ["Seen."]
    assert asides(script) == [("hidden text", "secret")]


def test_pictures_are_counted_and_formulas_read() -> None:
    picture = "<w:r><w:drawing><pic:pic xmlns:pic='p'/></w:drawing></w:r>"
    formula = "<m:oMath><m:r><m:t>4+6</m:t></m:r></m:oMath>"
    script = read(made_by_hand(paragraph(picture, run("Breathe "), formula)))
    assert texts(script) == ["Breathe 4+6"]
    assert script.counts == {"pictures": 1}


def test_links_controls_and_special_hyphens_keep_their_words() -> None:
    body = paragraph(
        f"<w:hyperlink>{run('a link')}</w:hyperlink>",
        f"<w:sdt><w:sdtContent>{run(' a control')}</w:sdtContent></w:sdt>",
        "<w:r><w:t> well</w:t><w:noBreakHyphen/><w:t>known</w:t><w:tab/><w:t>x</w:t></w:r>",
    )
    assert texts(read(made_by_hand(f"<w:sdt><w:sdtContent>{body}</w:sdtContent></w:sdt>"))) == [
        "a link a control well-known x"
    ]


def test_a_style_inherits_what_it_is_based_on_also_in_a_circle() -> None:
    styles = (
        '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="mine"><w:name w:val="Mine"/><w:basedOn w:val="berschrift1"/></w:style>'
        '<w:style w:styleId="a"><w:name w:val="A"/><w:basedOn w:val="b"/></w:style>'
        '<w:style w:styleId="b"><w:name w:val="B"/><w:basedOn w:val="a"/></w:style>'
    )
    body = paragraph(run("One"), properties='<w:pStyle w:val="mine"/>') + paragraph(
        run("Two"), properties='<w:pStyle w:val="a"/>'
    )
    assert [part.kind for part in read(made_by_hand(body, styles=styles)).parts] == [PartKind.HEADING, PartKind.TEXT]


def test_entities_stay_as_they_are_written() -> None:
    data = made_by_hand(paragraph(run("Breathe ENTITY out.")))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    declared = b'<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname"><!ENTITY big "big big big">]>'
    files["word/document.xml"] = declared + files["word/document.xml"].replace(b"ENTITY", b"&secret;&big;")
    assert texts(read(packed(files))) == ["Breathe &secret;&big; out."]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"content.xml": "", "mimetype": "application/vnd.oasis.opendocument.text"}, "odt"),
        ({"a.txt": "x"}, "other"),
        ({"[Content_Types].xml": "x", "word/document.xml": b"<a>" + b" " * 41_000_000}, "large"),
        ({"[Content_Types].xml": "x", **{f"{number}.png": "" for number in range(5_001)}}, "large"),
    ],
    ids=["odt", "any zip", "a bomb", "many files"],
)
def test_an_archive_that_is_refused_before_it_is_unpacked(files: dict[str, str | bytes], why: str) -> None:
    with pytest.raises(Unsuitable, match=why):
        read(packed(files))
