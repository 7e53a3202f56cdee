"""Plain text, Markdown and rich text: headings, lists and paragraphs as people write them."""

from __future__ import annotations

import pytest

from companion.authoring.importing.markdown_reading import read_markdown
from companion.authoring.importing.plain_reading import read_plain
from companion.authoring.importing.rtf_reading import read_rtf
from companion.authoring.importing.script_parts import PartKind, ReadScript, as_plain, from_plain


def shown(script: ReadScript) -> list[tuple[str, str]]:
    return [(part.kind.value, part.text) for part in script.parts]


def test_paragraphs_that_an_editor_broke_into_lines() -> None:
    text = (
        "Let your hands rest wherever they like to be, and notice how\nheavy they are. Then look around.\n\n"
        "Breathe out.\nLook at the door.\n(pause 10\nseconds)\n"
    )
    assert shown(read_plain(text)) == [
        ("text", "Let your hands rest wherever they like to be, and notice how heavy they are. Then look around."),
        ("text", "Breathe out."),
        ("text", "Look at the door."),
        ("text", "(pause 10 seconds)"),
    ]


@pytest.mark.parametrize("mark", ["• ", "•\t", "- ", "* ", "– ", "· ", "o\t", "\uf0b7\t", "1. ", "1) ", "(1) "])
def test_bullets_and_numbers_are_marks(mark: str) -> None:
    assert shown(read_plain(f"{mark}Breathe out.")) == [("item", "Breathe out.")]


def test_numbers_that_count_down_are_words() -> None:
    assert shown(read_plain("1. Sit.\n2. Breathe.\n\n3. Deeper.\n2. Deeper.\n1. Rest.")) == [
        ("item", "Sit."),
        ("item", "Breathe."),
        ("item", "Deeper."),
        ("text", "2. Deeper."),
        ("item", "Rest."),
    ]
    assert shown(read_plain("10. Deeper.\n9. Deeper.\n5 things you can see.")) == [
        ("text", "10. Deeper."),
        ("text", "9. Deeper."),
        ("text", "5 things you can see."),
    ]


@pytest.mark.parametrize("text", ["# Arriving\nSit.", "Arriving\n========\nSit.", "Arriving\n---\nSit."])
def test_headings(text: str) -> None:
    assert shown(read_plain(text)) == [("heading", "Arriving"), ("text", "Sit.")]


def test_markdown() -> None:
    text = (
        "---\ntitle: A quiet minute\n---\n# Arriving\n\nSit **down**,\nand [rest](http://example.org).  \nLook.\n\n"
        "1. One\n2. Two\n\n10. Ten\n9. Nine\n\n> Quoted.\n\n<!-- for me -->\n\n| a | b |\n|---|---|\n| c | d |\n\n"
        "**Loud**\n\n![a lamp](lamp.png)\n\n    code\n\n<break time='5s'/>\n"
    )
    script = read_markdown(text)
    assert shown(script) == [
        ("text", "title: A quiet minute"),
        ("heading", "Arriving"),
        ("text", "Sit down, and rest.\nLook."),
        ("aside", "http://example.org"),
        ("item", "One"),
        ("item", "Two"),
        ("item", "10. Ten"),
        ("item", "9. Nine"),
        ("text", "Quoted."),
        ("aside", "for me"),
        *(("cell", each) for each in "abcd"),
        ("text", "Loud"),
        ("aside", "a lamp"),
        ("text", "code"),
        ("text", "<break time='5s'/>"),
    ]
    assert script.counts == {"tables": 1, "pictures": 1}
    assert [part.text for part in script.parts if part.bold] == ["Loud"]


def test_lines_of_markdown_that_are_short_and_complete_stay_lines() -> None:
    text = "Pause - 1 min\nPAUSE 30s\nSit.\nNotice where\nyour feet are.\n"
    assert shown(read_markdown(text)) == [("text", "Pause - 1 min\nPAUSE 30s\nSit.\nNotice where your feet are.")]


def test_rich_text() -> None:
    text = (
        "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl\\f0 Arial;}\\f0\\b Arriving\\b0\\par Breathe out \\u8212- slowly.\\par"
        "\\'b7\\tab Look.\\par{\\pict " + "0a" * 400 + "}{\\footnote After May.}{\\deleted gone }Rest.\\par}"
    )
    script = read_rtf(text)
    assert shown(script) == [
        ("text", "Arriving"),
        ("text", "Breathe out — slowly."),
        ("item", "Look."),
        ("text", "gone Rest."),
    ]
    assert script.counts == {"pictures": 1, "lost footnotes": 1, "kept deletions": 1}


def test_a_script_travels_as_data() -> None:
    script = read_markdown("# A\n\n**B**")
    assert from_plain(as_plain(script)) == script
    assert script.parts[0].kind is PartKind.HEADING
    for wrong in (None, [], {}, {"parts": [{}], "counts": {}}, {"parts": [], "counts": []}):
        with pytest.raises(ValueError, match="not a script"):
            from_plain(wrong)
