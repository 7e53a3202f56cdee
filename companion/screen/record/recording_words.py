"""The words of `companion record`."""

from __future__ import annotations

from typing import Final

from companion.ports import Flaw

FLAWS: Final = {
    Flaw.SILENT: "The microphone gives only silence. Is it muted, or switched off? Nothing was saved.",
    Flaw.NO_VOICE: "I didn’t hear your voice. Come a little closer to the microphone, and read it again. "
    "Nothing was saved.",
    Flaw.CLIPPED: "Saved, but it was too loud in places, so it crackles. Move back a little from the microphone, or "
    "turn it down, and read it again.",
    Flaw.TOO_QUIET: "Saved, but your voice was very quiet. Come closer to the microphone, about a hand’s width away, "
    "or turn it up, and read it again.",
    Flaw.HUM: "Saved, but there’s a hum. A laptop’s charger, a lamp or a fridge can cause it. Unplug what you can, and "
    "read it again.",
    Flaw.NOISE: "Saved, but the room is noisy. Close the window, switch off a fan or a computer nearby, or come "
    "closer to the microphone. Then read it again.",
}
GOOD: Final = "Saved. That sounds good. Press H to hear it, or Enter for the next one."
BROKEN: Final = "The microphone went away while you were reading, so nothing was saved. Please read it again."
DROPPED: Final = "Nothing was saved."
NO_SPEAKER: Final = "I can’t play it"
RECORDING: Final = "I’m recording. Press Space when you’re done, or Enter to go on to the next one at once."
STARTING: Final = "The microphone is starting …"
BEGIN: Final = "Press Space, and read the sentence aloud."
ANEW: Final = "Recorded ({seconds}). Press H to hear it, or Space to record it again."
CHANGED: Final = "You recorded it when it still said: “{words}”"
CHANGED_KEYS: Final = "Press O to hear that, K to keep it for the new words, or Space to record the new ones."
DOUBTFUL: Final = (
    "Please listen to this one: press H. It’s longer or shorter than this sentence should be, so it "
    "may have been cut in the wrong place."
)
PLAYING: Final = "Playing …"
KEPT: Final = "Kept for the new words."
ALL_DONE: Final = "All {count} sentences are recorded. Press Q to quit, or read any of them again."
TOO_LOUD: Final = "too loud"
FAINT: Final = "very quiet"


def progress(recorded: int, count: int) -> str:
    """Writes how many sentences are recorded."""
    return f"{recorded} of {count} recorded"


def trouble(why: str) -> str:
    """Says that nothing can be recorded, and how to go on."""
    return f"{why} You can also record on your phone: press Q, and type the same command again, with --list at its end."
