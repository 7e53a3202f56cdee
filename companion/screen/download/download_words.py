"""The sentences about the download of the things that listening and the natural voice need. Pure.

They are the same on the page and in plain lines; `PLAIN_` begins the names of those that only the lines have.
"""

from __future__ import annotations

from typing import Final

from companion.screen import words
from companion.screen.seam import DownloadNeeds, DownloadStage, DownloadState
from companion.tongue import follow

_HEARING: Final = frozenset({"hearing"})
_SPEAKING: Final = frozenset({"speaking"})
_BOTH: Final = _HEARING | _SPEAKING
"""The uses that the missing parts may have together (`MissingPart.use`). Each of the three has its own sentences."""

TITLE: Final = "Listening and a natural voice"
ONCE: Final = "once, then offline again"
ALL_HERE: Final = "Nothing is missing. What I need for listening and for reading aloud is on this computer."
_OFFERS: Final = {
    _BOTH: "I can read to you with a natural voice, and listen for “stop” and “next”.",
    _HEARING: "I can listen for “stop”, “next” and other words.",
    _SPEAKING: "I can read to you with a natural voice.",
}
"""The use of the download, by the uses of its parts."""
_ONCE_NEEDED: Final = "For that I have to download {size}, once."
_UNTIL_THEN: Final = {
    _BOTH: "Without it, your computer’s own voice reads, and you press keys.",
    _HEARING: "Without it, you press keys.",
    _SPEAKING: "Without it, your computer’s own voice reads.",
}
_PARTS: Final = {"hearing": "speech recognition: {size}", "speaking": "the voice “{voice}”: {size}"}
_MORE: Final = (
    "You can also have more natural voices: {voices}. They are {size} to download, and take up to {disk} on the disk."
)
"""Offers the more natural voices, beside the parts that are missing."""
_ROOM: Final = "On the disk it takes up to {disk}. {free} are free."
_TOO_LITTLE_ROOM: Final = "There isn’t enough space on the disk: I need {space}, and {free} are free."
_FROM: Final = (
    "It comes from public servers. They see this computer’s internet address, as any website does. "
    "Nothing that you say or do here is sent. After that, I work offline again."
)

YES: Final = "Download it now"
WITH_MORE: Final = "Download it with the more natural voices ({size})"
ONLY_MORE: Final = "Download more natural voices ({size})"
LATER: Final = "Not now"
NEVER: Final = "Don’t offer it again"
AGAIN: Final = "Try again"
BACK: Final = "Go back. The download continues"
HOME: Final = "Go back"
CANCEL: Final = "Cancel the download"

BEGINS: Final = "I’m getting ready to download …"
PROGRESS: Final = "{done} of {total}{left}"
NOW: Final = {
    "hearing": "Now: speech recognition",
    "speaking": "Now: the voice",
    "voices": "Now: the more natural voices",
}
MEANWHILE: Final = (
    "You can go back and start an exercise in the meantime. If you close Companion, the download ends. You can start "
    "it again later."
)
AT_HOME: Final = "I’m downloading: {progress}. To see more, type “download”."
AT_HOME_BEGINS: Final = "I’m downloading. To see more, type “download”."

_DONE: Final = {
    _BOTH: "It’s all here. I can listen now, and read with a natural voice.",
    _HEARING: "It’s here. I can listen now.",
    _SPEAKING: "It’s here. I can read with a natural voice now.",
    frozenset[str](): ALL_HERE,
}
_PARTLY: Final = {
    _HEARING: "I can listen now.",
    _SPEAKING: "I can read with a natural voice now.",
}
"""The part that came before the rest failed."""
_MORE_HERE: Final = "The more natural voices are here. You can choose one in Settings, under Voice."
CANCELLED: Final = "I’ve ended the download. You can start it again whenever you like."
_FAILED: Final = {
    "offline": "I can’t reach the internet right now. You can try again when you’re online.",
    "full": "There isn’t enough space on the disk. Free some space, and try again.",
    "not-allowed": "I’m not allowed to save anything in {folder}. The person who set up this computer can change that.",
    "other": "The download didn’t work this time. You can try again later.",
}
"""The reason of a failure, by `DownloadState.trouble`."""
_NO_HARM: Final = "Everything else works as before."
_FOR_HELPER: Final = "For somebody who helps you: {said}"

FIRST: Final = "{can} {need} To read more, type “download” and press Enter. You can also start without it."
"""The offer at the very first start."""
_FIRST_SHORT: Final = {
    _BOTH: "To let me listen, and for a natural voice, type “download”.",
    _HEARING: "To let me listen to you, type “download”.",
    _SPEAKING: "For a natural voice, type “download”.",
}
"""The same in a small window."""
_OFFER: Final = {
    _BOTH: "“download” so that I can listen, and read with a natural voice ({size})",
    _HEARING: "“download” so that I can listen to you ({size})",
    _SPEAKING: "“download” for a natural voice ({size})",
}
"""The offer among others, in a line."""

PLAIN_FIRST: Final = "{can} {need} To read more, type: download"
PLAIN_RUNNING: Final = (
    "I’m downloading now. To end it, type: cancel. To do something else in the meantime, type: back. The download "
    "continues."
)
PLAIN_HELP: Final = "On this page you can type a number. While it downloads, you can type: cancel."
PLAIN_PROGRESS: Final = "{percent} percent. {progress}."


def megabytes(size: float) -> str:
    """Writes a size: "99 MB", "1.2 GB", "20 GB"."""
    if size >= 10e9:
        return f"{size / 1e9:.0f} GB"
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(1, round(size / 1e6))} MB"


def _uses(needs: DownloadNeeds) -> frozenset[str]:
    return frozenset(part.use for part in needs.parts)


def about(needs: DownloadNeeds, *, short: bool = False) -> list[str]:
    """Says what the download is good for, what it is, how much room it takes, and where it comes from; a paragraph
    each. `short`: only the first, and the room if there is too little."""
    more = _MORE.format(**_of_more(needs)) if needs.more is not None and not short else ""
    if not needs.parts:
        return [ALL_HERE, *_with_room(more, needs.more_space, needs.free)]
    uses = _uses(needs)
    first = f"{_OFFERS[uses]} {_ONCE_NEEDED.format(size=megabytes(needs.size))} {_UNTIL_THEN[uses]}"
    parts = [_PARTS[part.use].format(voice=words.shown(part.voice), size=megabytes(part.size)) for part in needs.parts]
    listed = "; ".join(parts)
    room = _ROOM.format(disk=megabytes(needs.on_disk), free=megabytes(needs.free))
    if needs.free < needs.space:
        room = _TOO_LITTLE_ROOM.format(space=megabytes(needs.space), free=megabytes(needs.free))
    if short:
        return [first, room] if needs.free < needs.space else [first]
    return [first, f"{listed[:1].upper()}{listed[1:]}. {room}", *filter(None, [more]), _FROM]


def _of_more(needs: DownloadNeeds) -> dict[str, str]:
    """Returns the values for the blanks of the sentence about the more natural voices."""
    assert needs.more is not None
    size, disk = megabytes(needs.more.size), megabytes(needs.more_on_disk)
    first, _, last = words.shown(needs.more.voice).rpartition(", ")
    return {"voices": f"{first} and {last}" if first else last, "size": size, "disk": disk}


def _with_room(more: str, space: int, free: int) -> list[str]:
    """Returns the paragraphs about the more natural voices where nothing else is missing; none without them."""
    if not more:
        return []
    if free < space:
        return [more, _TOO_LITTLE_ROOM.format(space=megabytes(space), free=megabytes(free))]
    return [more, _FROM]


def with_more(needs: DownloadNeeds) -> str:
    """Returns the words on the button that downloads the more natural voices, with everything else that is missing."""
    assert needs.more is not None
    way = WITH_MORE if needs.parts else ONLY_MORE
    return way.format(size=megabytes(needs.size + needs.more.size))


def first_offer(needs: DownloadNeeds, *, plain: bool = False, short: bool = False) -> str:
    """Says once, at the first start, what could be downloaded; in plain lines at each start. `short`: for a small
    window."""
    if short:
        return _FIRST_SHORT[_uses(needs)]
    can, need = _OFFERS[_uses(needs)], _ONCE_NEEDED.format(size=megabytes(needs.size))
    return (PLAIN_FIRST if plain else FIRST).format(can=can, need=need)


def offer(needs: DownloadNeeds) -> str:
    """Says the same in a few words, among other offers."""
    return _OFFER[_uses(needs)].format(size=megabytes(needs.size))


def progress(state: DownloadState) -> str:
    """Says how much is here, and how long the rest takes: "34 of 99 MB, about 2 min left". Empty before it is known."""
    if not state.total:
        return ""
    done, total = f"{state.done / 1e6:.0f}", megabytes(state.total)
    left = f", {words.time_left(state.seconds_left)}" if state.seconds_left is not None else ""
    return PROGRESS.format(done=done, total=total, left=left)


def at_home(state: DownloadState) -> str:
    """Says on the first page that a download goes on."""
    said = progress(state)
    return AT_HOME.format(progress=said) if said else AT_HOME_BEGINS


def ended(state: DownloadState) -> str:
    """Says how the download ended, in a few sentences; empty if there was none, or it goes on."""
    came = state.arrived - {"voices"}
    more = _MORE_HERE if "voices" in state.arrived else ""
    match state.stage:
        case DownloadStage.DONE:
            return " ".join(filter(None, [_DONE[came] if came or not more else "", more]))
        case DownloadStage.CANCELLED:
            return " ".join(filter(None, [CANCELLED, _PARTLY.get(came, ""), more]))
        case DownloadStage.FAILED:
            why = _FAILED.get(state.trouble, _FAILED["other"]).format(folder=words.shown(state.folder))
            return " ".join(filter(None, [why, _PARTLY.get(came, ""), more, _NO_HARM]))
        case DownloadStage.IDLE | DownloadStage.RUNNING:
            return ""


def for_helper(state: DownloadState) -> str:
    """Passes on what the downloading program said, where it failed for an unusual reason."""
    if state.stage is not DownloadStage.FAILED or state.trouble != "other" or not state.said:
        return ""
    return _FOR_HELPER.format(said=" ".join(words.shown(state.said).split()))


follow(globals())
