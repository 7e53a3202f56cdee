"""The errors of packs, keys and shelves, in words for people who never programmed. Nothing else lives here."""

from __future__ import annotations

from companion.errors import CompanionError


class PackRefused(CompanionError):
    """A pack that is not opened. Nothing was installed, and an installed version is still there."""

    title = "This pack wasn't opened"


class PackNotBuilt(CompanionError):
    title = "The pack wasn't built"


class KeyTrouble(CompanionError):
    title = "That didn't work with this key"


class KeyChanged(CompanionError):
    """A known author's pack is signed with another key than before, or not signed."""

    title = "Careful: this may not come from the person it names"

    same_name = False
    """True if only the name is that of a known author: it may be the same person with a new key, another person, or a
    fraud."""


class ShelfTrouble(CompanionError):
    title = "This shelf can't be used"


class WhichAuthor(CompanionError):
    title = "I don't know which author you mean"


class NoSuchPack(CompanionError):
    title = "No such pack"


class SeveralPacks(CompanionError):
    """A name that packs of several authors have."""

    title = "Several packs have this name"
