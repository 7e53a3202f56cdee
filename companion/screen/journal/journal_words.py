"""The sentences of the journal, on the screen and as plain lines."""

from __future__ import annotations

TITLE = "Your journal"
ON = "on"
OFF = "off"
SWITCH = "Keep a journal"
ABOUT = (
    "A journal is for you. While it’s on, I write down each exercise you do alone: the day, its name and how long it "
    "took. If you like, you can say how you are before and after, and add a line of your own.",
    "It’s a file on this computer. Nothing is sent anywhere. Anyone who uses this computer under your name can read "
    "it, your partner too. With a passphrase they can’t. For that, type this where you start Companion: "
    "companion journal on --lock",
    "While it’s off, nothing about your exercises is written down. You can delete one entry, or all of them, at any "
    "time.",
)
EMPTY = "There’s nothing in it yet."
WHOSE = "Whose"
ONLY_ONE = "Yours"
"""Stands for the name of a person whose journal has none."""
CHART = "How you were before and after, by week. Each pair of bars: before, then after. {first} – {last}"
NO_CHART = "Once you’ve given numbers before and after an exercise, you’ll see them here week by week."
COLUMNS = ("Day", "Exercise", "Before", "After", "Your words")
WRITE = "Write a line, and press Enter"
WRITTEN = "It’s in your journal."
DELETE = "Delete the entry of {day}? Press D again to delete it. Any other key keeps it."
DELETE_ALL = "Delete all entries? Press X again to delete them. Any other key keeps them."
DELETED = "It’s deleted."
ALL_DELETED = "All entries are deleted."
SWITCHED_ON = "Your journal is on."
SWITCHED_OFF = "Your journal is off. The entries you have stay until you delete them."
SWITCHED_OFF_EMPTY = "Your journal is off."
LOCKED = "This journal is locked with a passphrase. To read it, press O."
OPEN_TYPE = "Companion has to close first. Then type this where you started it: companion journal"
SAVE = (
    "To save it as a file, or to make a page you can show your therapist, type this where you start Companion: "
    "companion journal --help"
)

PLAIN_OFF = "Your journal is off. To switch it on, type on. To go back, just press Enter."
PLAIN_ON = (
    "Your journal is on. To add a line, type write. You can also type: delete 3 (or another number), delete all, off. "
    "To go back, just press Enter."
)
PLAIN_KEPT = (
    "Your journal is off. You can type: on, delete 3 (or another number), delete all. To go back, just press Enter."
)
PLAIN_WRITE = "Type your line, then press Enter. To write nothing, just press Enter."
PLAIN_ALL_SURE = "This deletes all entries. If you’re sure, type yes. If not, just press Enter."
PLAIN_NOT_FOUND = "There’s no entry with that number."
PLAIN_LOCKED = (
    "This journal is locked with a passphrase. To read it, leave Companion, and type this where you started it: "
    "companion journal --as {name}"
)
PLAIN_MORE = "The latest {n}. To see all of it, type this where you start Companion: companion journal"
PLAIN_WHOSE = "Whose journal? Type a number: {names}"
