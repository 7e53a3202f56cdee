"""The errors of packs, keys and shelves, in words for people who never programmed. Nothing else lives here."""

from __future__ import annotations

from companion.errors import CompanionError


class PackRefused(CompanionError):
    """A pack that is not opened. Nothing was installed, and what was there before is still there."""

    title = "This pack was not opened"


class PackNotBuilt(CompanionError):
    title = "The pack was not built"


class KeyTrouble(CompanionError):
    title = "That did not work with this key"


class KeyChanged(CompanionError):
    """A known author's packs suddenly carry another key, or none."""

    title = "STOP. This may not be from who it says it is"


class SameName(KeyChanged):
    """A pack by somebody who is called like a known author: the same one with a new key, another one, or a fraud."""


class ShelfTrouble(CompanionError):
    title = "This shelf cannot be used"


class NoSuchPack(CompanionError):
    title = "No such pack"
