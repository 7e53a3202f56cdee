"""The sentences of the page after an exercise, on the screen and as plain lines."""

from __future__ import annotations

from companion.tongue import follow

HOW = "How are you right now?"
HOW_SCALE = "0 very bad, 10 very good"
HOW_NOT = "–"
"""Stands in the list of numbers for no answer."""
BEFORE_AND_NOW = "before: {before} · now: {now}"
WORDS = "In your own words"
WORDS_HINT = "A line for your journal, only if you like"
WHOSE = "Which journal?"
WHOSE_NOT = "none"
ONLY_ONE = "your journal"
"""Stands for the name of a person whose journal has none."""
KEPT = "This is in your journal."
KEPT_OF = "This is in the journal of {name}."
HOME = "Home"
CLOSE = "Close Companion"
AGAIN = "Do it again"
AGAIN_TWO = "Do it again. I’ll ask both of you first"
LIKE = "Something like it: {title}"
WITHOUT_TOUCH = "Something without touch: {title}"
FAVOURITE = "Make it a favorite"
FAVOURITE_NOT = "It’s a favorite. Take it off the list"
WRITE = "Write something down"
TAKEN_OUT = "This isn’t in your journal any more."
OFFER = "If you’d like, I can keep a journal for you. It’s off. To read about it, press J."
PLAIN_OFFER = "If you’d like, I can keep a journal for you. It’s off. To read about it, type: journal"
PLAIN_HOW = f"{HOW} 0 is very bad, 10 is very good. Type a number, or just press Enter."
PLAIN_CHOOSE = "Type a number. To go back to the first page, just press Enter."
PLAIN_WORDS = "Type a line for your journal, then press Enter. To write nothing, just press Enter."
PLAIN_BEFORE_AND_NOW = "Before: {before}. Now: {now}."
PLAIN_WHOSE = "Which journal is this for? Type a number or a name. If it’s for none, just press Enter. {names}."


follow(globals(), leave=frozenset({"HOW_NOT"}))
