"""The sentences that the HTML and the PDF of a handout share, in English: `tongue.said_in` has them in the language of
the exercise."""

TOUCH = "Touch in this exercise, only if you both want it:"
ABOUT_THE_CODE = (
    "Only if you use the Companion program: before it opens these exercises for the first time, it shows six words. "
    "They should be the same as these. If they aren’t, don’t open them, and ask the person who gave you "
    "this page."
)
ABOUT_THE_ADDRESS = "You can find these exercises here. Point your phone’s camera at the code, or type the address."
BEFORE = (
    "Before you begin: how upset are you right now? 0 is not at all, and 10 is as upset as you can imagine. If you "
    "like, draw a circle around a number."
)
AFTER = "Afterwards: how upset are you now? There is no right number."
SCALE = tuple(map(str, range(11)))
NOTES = "Room for notes"
NOTE_LINES = 7
"""Empty lines for notes."""
PRACTICE = "From"
NO_CALLS = (
    "You can end this at any time, without giving a reason. If you’re in danger, or might hurt yourself or someone "
    "else, call your emergency number now. This page can’t call anyone for you, and neither can the program."
)
