"""The sentences of the journal, on the screen and as plain lines."""

from __future__ import annotations

from companion.tongue import follow

TITLE = "Your journal"
ON = "on"
OFF = "off"
NEVER_ON = "off until you switch it on"
LOCKED_STATE = "{state}, locked"
"""Replaces "on" or "off" ({state}) if the journal has a passphrase."""
FROM_BEFORE = "off, with entries from before"
ON_LOCKED = "on, locked"
ON_PARTLY_LOCKED = "on, not all locked"
ON_NOT_LOCKED = "on, without a passphrase"
SWITCH = "Keep a journal"
WHAT = (
    "A journal is for you. While it’s on, I write down each exercise you do alone: the day, its name and how long it "
    "took. If you like, you can say how you are before and after, and add a line of your own."
)
PLACE = "It’s a file on this computer. Nothing is sent anywhere."
READ_OFF = (
    "When you switch it on, I first ask if you’d like to lock it with a passphrase. Without one, anyone "
    "at home who uses this computer can read it."
)
READ_ON = "Anyone at home who uses this computer can read it."
READ_KEPT = "Anyone at home who uses this computer can read the entries you have."
LOCK_BY_KEY = "To lock it with a passphrase, press L."
READ_LOCKED = (
    "It’s locked: only your passphrase opens it. If you forget the passphrase, I can’t open it, and neither can anyone "
    "else. You can delete the entries without it."
)
LOCK_BY_COMMAND = (
    "To lock it with a passphrase, type this where you start Companion: companion journal on --lock. If you forget the "
    "passphrase, I can’t open it, and neither can anyone else."
)
WHILE_OFF = (
    "While it’s off, nothing is written into it. You can delete all entries at any time, or one that you can see."
)
EMPTY = "There’s nothing in it yet."
WHOSE = "Whose journal"
ONLY_ONE = "Yours"
"""Stands for the name of a person whose journal has none."""
CHART = "How you were before and after, by week. Each pair of bars: before, then after. {first} – {last}"
NO_CHART = "Once you’ve given numbers before and after an exercise, you’ll see them here week by week."
COLUMNS = ("Day", "Exercise", "Before", "After", "Your words")
WRITE = "Write a line, and press Enter"
WRITTEN = "It’s in your journal."
DELETE = "Delete the entry of {day}? To delete it, let go of D, and press it again. Any other key keeps it."
DELETE_ALL = "Delete all entries? To delete them, let go of X, and press it again. Any other key keeps them."
DELETED = "It’s deleted."
ALL_DELETED = "All entries are deleted."
SWITCHED_ON = "Your journal is on. You can write your first line now."
SWITCHED_OFF = "Your journal is off. The entries you have stay until you delete them."
SWITCHED_OFF_EMPTY = "Your journal is off."
LOCKED = "This journal is locked with a passphrase. To read it, press O."
OPENED = "It’s open until you leave this page. If you press no key for three minutes, it closes by itself."
CLOSED_ITSELF = "No key was pressed for three minutes, so I closed your journal. To read it, press O."

LOCK_QUESTION = "Lock it with a passphrase?"
LOCK_MEANS = (
    "Without a passphrase, anyone at home who uses this computer can read your journal.",
    "With one, only you can read it. If you forget it, I can’t open the journal, and neither can anyone else. You "
    "could only delete the entries.",
)
LOCK_YES = "Lock it with a passphrase"
LOCK_NO = "Keep it without one"
LOCK_NOT_NOW = "Not now, leave it off"
NEW_TITLE = "A passphrase for your journal"
NEW_TITLE_OF = "A passphrase for the journal of {name}"
NEW = (
    "Choose four or five words that have nothing to do with each other, and that no one close to you would guess.",
    "If you forget it, I can’t open your journal, and neither can anyone else. You could only delete the entries.",
    "What you type isn’t shown.",
)
NEW_FOR_OLD = "The entries you have will be locked too."
OPEN_TITLE = "Open your journal"
OPEN_TITLE_OF = "Open the journal of {name}"
OPEN = (
    "Type your passphrase. What you type isn’t shown.",
    "If you’ve forgotten it, I can’t open your journal. You can delete its entries and start over.",
)
PASSPHRASE = "Your passphrase"
PASSPHRASE_AGAIN = "The same passphrase again"
PASSPHRASE_KEYS = "Enter goes on. Esc goes back. F1 shows who you can call."
NOW_LOCKED = "Your journal is locked. Only your passphrase opens it."
ON_AND_LOCKED = "Your journal is on, and locked. Only your passphrase opens it."
STILL_OFF = "It’s still off."
SAVE_TITLE = "Save your journal as a file"
SAVE_FORMS = {
    "md": "All of it, as text (Markdown)",
    "csv": "All of it, as a table (CSV)",
    "pdf": "One page for a therapist (PDF), without your own words",
}
"""The kinds of files, by the ending of the name."""
SAVE_PLACE = "Where"
SAVE_NOT_LOCKED = "The file isn’t locked. Anyone who gets it can read it, even if your journal is locked."
SAVE_KEYS = "Enter goes on. Esc goes back."
SAVED = "Saved here: {file}"
ANOTHER_TITLE = "A journal for another person"
ANOTHER_SAYS = "Each of you has a journal of your own, and each can lock it. What you do together is in neither."
ANOTHER_NAME = "Their name"
ANOTHER_THERE = "{name} has a journal here already."

HELP = (
    ("Tab", "goes on to the next field: the switch, the list, the line"),
    ("Enter", "at the switch: switches your journal on or off"),
    ("W", "goes to the line that you can write"),
    ("L", "locks your journal with a passphrase"),
    ("O", "opens a locked journal"),
    ("S", "saves it as a file, or makes a page for a therapist"),
    ("P", "starts a journal for another person"),
    ("D", "deletes the bright entry, after a question"),
    ("X", "deletes all entries, after a question"),
    ("C", "shows who you can call"),
    ("Esc", "goes back, and closes an opened journal"),
)

PLAIN_OFF = "Your journal is off. To switch it on, type on. To go back, just press Enter."
PLAIN_ON = (
    "Your journal is on. To add a line, type write. You can also type: weeks, export, summary, delete 3 (or another "
    "number), delete all, off. To go back, just press Enter."
)
PLAIN_KEPT = (
    "Your journal is off. You can type: on, weeks, export, summary, delete 3 (or another number), delete all. To go "
    "back, just press Enter."
)
PLAIN_WRITE = "Type your line, then press Enter. To write nothing, just press Enter."
PLAIN_NOT_WRITTEN = "Nothing was written."
PLAIN_ALL_SURE = "This deletes all entries. If you’re sure, type yes. If not, just press Enter."
PLAIN_ALL_KEPT = "Nothing was deleted."
PLAIN_NOT_FOUND = "There’s no entry with that number."
PLAIN_LOCKED = (
    "This journal is locked with a passphrase. To read it or to save it as a file, type quit, and then type this where "
    "you started Companion: companion journal --as {name}"
)
PLAIN_LATEST = "The latest entries come first."
PLAIN_MORE = "There are {n} older ones. To read on, type: more"
PLAIN_NO_MORE = "There are no older ones."
PLAIN_WHOSE = "Whose journal?"
PLAIN_WEEKS = "How you were before and after, on average, the latest week first. 0 is very bad, and 10 is very good."
PLAIN_WEEK = "Week of {day}: before {before}, after {after}. {change}"
PLAIN_SAME = "About the same."
PLAIN_HIGHER = "Higher after."
PLAIN_LOWER = "Lower after."
PLAIN_WEEKS_LEFT = "There are {n} weeks before these. To read about all of them, type export."
PLAIN_EXPORT = (
    "Type a name for the file. If it ends in .md, it’s text; if it ends in .csv, it’s a table. If you just press "
    "Enter, it’s {file}"
)
PLAIN_EXPORT_FORM = "I can’t tell from the name “{name}” whether you want text or a table. Please type export again."
PLAIN_SUMMARY_WORDS = (
    "This makes one page that you can show your therapist. Should your own words be on it too? Type yes, or just press "
    "Enter for no."
)
PLAIN_SUMMARY = (
    "Type a name for the file. If it ends in .pdf, it’s ready to print. If you just press Enter, it’s {file}"
)
PLAIN_SAVED = "It’s in this file: {file} It isn’t locked, so anyone you give it to can read it."


follow(globals())
