"""The YAML format of lists of kinds of closeness, version 1 (docs/yes-no-maybe.md), as frozen pydantic models.

`item_reading` turns a file's text into these, and every mistake into `file:line:column`.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Annotated, Literal

from pydantic import Field

from companion.exercise.model import Model, Name, Text

MOST_ITEMS = 200
"""Items of all lists together. More would be a questionnaire, and their answers might not fit into a sealed file."""
LONGEST_TEXT = 120
"""Characters of an item: one line, on a screen of 80 columns a line and a half."""


class Item(Model):
    """One kind of closeness."""

    id: Name
    text: Annotated[Text, Field(max_length=LONGEST_TEXT)]
    about: Annotated[Text, Field(max_length=240)]
    """One plain sentence on what is meant."""
    group: Annotated[Text, Field(max_length=40)]
    """The heading that it stands under."""
    touch: Annotated[tuple[Text, ...], Field(max_length=20)] = ()
    """The areas of the body that it touches, as exercises call them."""


class ItemList(Model):
    format: Literal[1]
    id: Name
    title: Annotated[Text, Field(max_length=120)]
    gist: Annotated[Text, Field(max_length=60)] | None = None
    summary: Annotated[Text, Field(max_length=400)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"
    kind: Literal["closeness"]
    cautions: Annotated[tuple[Text, ...], Field(max_length=20)] = ()
    sources: Annotated[tuple[Text, ...], Field(max_length=20)] = ()
    author: Text
    license: Text
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=MOST_ITEMS)]


def key_of(listed: ItemList, item: Item) -> str:
    """Returns the name of an item that no item of any other list has."""
    return f"{listed.id}/{item.id}"


def fingerprint(item: Item) -> str:
    """Tells one wording of an item from another: its text, its sentence and its areas.

    An answer counts only for the wording that it was given to. Otherwise somebody could change the words afterwards.
    """
    said = "\n".join(folded(part) for part in (item.text, item.about, *item.touch))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def folded(text: str) -> str:
    """Reduces a text to its words, so that "A long hug." and "a long hug" are the same."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())
