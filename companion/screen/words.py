"""Every sentence the screens and the plain lines say for themselves, and how lengths of time are put into words.

Text and pure functions only; the exercises' own words never pass through here except to be made harmless.
"""

from __future__ import annotations

from companion.exercise.scalars import clean_text

NAME = "Companion"

KINDS = {
    "settle": "Settle now",
    "breath": "Breath",
    "body": "Body",
    "together": "Together, without touch",
    "touch": "Touch without pressure",
    "talk": "Talk",
    "practice": "Daily practice, alone",
    "readiness": "Are we safe enough?",
    "after": "After a stop",
}
"""Headings of the list, in the order they stand there."""
OTHER_KIND = "More"

NOTICES = {
    "paused-by-suspend": "The computer was asleep, so this is paused. Go on whenever you like.",
    "loudspeaker-lost": "The loudspeaker went away. Everything waits until it is back.",
    "loudspeaker-back": "The loudspeaker is back.",
    "nothing-before": "This is the beginning.",
    "nothing-after": "There is nothing after this.",
    "crisis-card": "",
    "slowest": "Slower than this it does not go.",
    "fastest": "Faster than this it does not go.",
    "not-now": "That has no meaning just now.",
}
"""By value of effects.NoticeKind. The enums themselves are not imported: the list is on screen sooner without them."""

HEARING = {
    "off": ("○", "not listening"),
    "starting": ("◌", "getting ready to listen"),
    "listening": ("●", "listening"),
    "no-microphone": ("○", "no microphone"),
    "no-model": ("○", "cannot listen yet"),
    "digital-silence": ("○", "the microphone gives only silence"),
    "too-quiet": ("◐", "listening, but it hears you faintly"),
    "clipping": ("◐", "listening, but too loud to be clear"),
    "restarting": ("◌", "listening again in a moment"),
    "failed": ("○", "cannot listen"),
}
"""By value of ports.Hearing: a sign and its words. The sign differs in shape, never in colour alone."""
DEAF = "; keys work"
DEAF_PLAIN = "; typing works"

MISSED = "{seconds:.1f} s of sound missed: this computer is busy"
MISSED_SHORT = "{seconds:.1f} s missed (busy)"

SPEAKING = {
    "off": "No voice is wanted, so the words stand here for as long as saying them would take.",
    "ready": "",
    "no-loudspeaker": "There is no loudspeaker, so the words stand here.",
    "no-voice": "There is no voice, so the words stand here.",
}

BREATH = {"in": "in", "hold-in": "hold", "out": "out", "hold-out": "hold"}

CLOSINGS = {
    "completed": ("That was enough.", "Take what was good of it with you. The rest can stay here."),
    "ended": ("You ended it when it was time for you.", "That is a good ending too."),
    "stopped": ("You stopped, and that is always right.", "Nothing needs explaining."),
}

HELP_WORDS = (
    ("stop", "it is quiet at once, and then winds down"),
    ("pause", "it waits, for as long as you like"),
    ("yellow", "slow down: everything holds until “green”"),
    ("go on", "it carries on where it was"),
    ("something else", "eyes open, outward, and then a choice"),
)
"""The five words that matter."""

HELP_KEYS = (
    ("Esc  S", "stop", "R", "say it again"),
    ("Space", "pause, go on", "←  →  B  N", "back, on"),
    ("Y  /  G", "yellow, green", "[   ]", "slower, faster"),
    ("E", "something else", "{   }", "silences: longer, shorter"),
    ("F  J", "each one’s yes", "K", "I need a break"),
    ("T", "more time", "+   -", "louder, quieter"),
    ("L", "how long", "C", "crisis card"),
    ("Enter", "ready", "Q", "end, kindly"),
)
HELP_NOTE = "Where something is asked, the answers stand below the words."

CRISIS_TITLE = "If this is more than you can hold"
CRISIS_NOBODY = "This program calls nobody. It cannot."
CRISIS_NEEDS = {
    "emergency": "In danger, or somebody is hurt",
    "crisis": "Somebody to talk to",
    "abuse": "Hurt or frightened at home",
}
"""By value of crisis.model.Need."""
CRISIS_FIND = (
    "If anyone is in danger, you or somebody else, call your local emergency number now.",
    "To find a crisis line: ask a doctor, the police or a telephone operator, or search for “crisis line” "
    "and the name of your country. For violence at home, search for “abuse hotline” and your country.",
)
"""Where there are no numbers."""
CRISIS_FIND_ABUSE = "Ask the line above, a doctor or the police, or search for “abuse hotline” and your country."
CRISIS_ENOUGH = "You do not have to know what to say. “I am not all right” is enough."
CRISIS_GUESSED = "{name} (a guess)"
CRISIS_NONE = "Companion has no numbers for your country."
CRISIS_ORIGIN = {
    "shipped": "Read on {read}; numbers may have changed since.",
    "own": "From your own file.",
}
"""By value of crisis.model.Origin."""
CRISIS_REGIONS = "Which country are you in?"
CRISIS_ELSEWHERE = "Another country"
CRISIS_TYPE = "To change the country, type crisis region and its name."
CRISIS_UNKNOWN = "That country is not known here. Type one of: {names}; or its two letters."

EVENING_ALONE = "for {who} alone"
EVENING_BOTH = "for both of you"
EVENING_TYPED = "Type a number from 0 to 10, then press Enter."
EVENING_LISTENING = "I am listening for it."
EVENING_NOT_LISTENING = "Nobody listens just now, so please type it."
EVENING_TYPE_PRIVATE = "What you type here is not shown. If a screen reader reads to you, use headphones."
EVENING_PLAIN_KEYS = "Also: back, leave, crisis."
EVENING_NO_BACK = "This page has none before it to go back to."

CHECK_TITLE = "Sound check"
CHECK_PRIVATE = "nothing is recorded"
CHECK_OFFER = "New here? S lets you try the voice and the microphone. You need not."
CHECK_VOICE = "The voice"
CHECK_MICROPHONE = "The microphone"
CHECK_SYSTEM_VOICE = "the system’s own"
CHECK_VOLUME = "volume"
CHECK_VOLUME_HERE = "For now only: each session begins at its usual volume, and takes “louder” and “quieter”."
CHECK_SPEAKING = {
    "off": "It was started without a voice, so there is nothing to hear.",
    "ready": "",
    "no-loudspeaker": "There is no loudspeaker to hear it on.",
    "no-voice": "There is no voice to hear.",
}
"""By value of ports.Speaking."""
CHECK_SAYING = "“{sentence}”"
CHECK_SAY = "Say: {word}"
CHECK_HEARD = "I heard “{word}”."
CHECK_TAKEN = "That sounded like “{word}” to me. Say it alone, with a little quiet around it."
CHECK_ALL = "All of that was heard. Go on trying, or leave."
CHECK_NOT_HEARD = (
    "Not heard yet. Come nearer, or speak a little louder; see in your system’s sound settings that the right "
    "microphone is chosen and turned up. The keys always work."
)
CHECK_NOBODY = "As it was started without a microphone, nothing is listened for. Keys work."
CHECK_HEADPHONES = "Headphones are best: then the voice never comes between you and the microphone."
CHECK_CALIBRATE = (
    "Calibration, about two minutes, if you like: 1 for one of you, 2 for both. It learns how you say “stop”."
)
CHECK_PLAIN_KEYS = "Type again, louder, quieter or calibrate; press Enter alone to go back."
CHECK_PLAIN_CALIBRATE = "To calibrate, go back, type quit, and then: companion calibrate"
CHECK_LENDING = "One moment: the microphone is being handed over."
CHECK_TYPE = "Calibration cannot run inside this window. In a terminal, type: companion calibrate --people {people}"
CHECK_LEARNT = "What was learnt of your voices is in use now."
CHECK_AS_IT_WAS = "Calibration is done. Nothing had to be changed."
CHECK_BROKEN_OFF = "Calibration did not come to its end, so nothing has changed."

TOO_SMALL = "Small window: 60 × 16 or more shows it all"
ONE_MOMENT = "One moment …"
PICKER_LOADING = "The list is on its way …"
RIGHT_NOW_TITLE = "One minute, right now"
RIGHT_NOW_SUMMARY = "One kind minute when everything is too much, or when you can feel nothing at all."
"""As exercises/settle-now says it, for the moment before the list is read."""


PLAINER = str.maketrans({"…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "×": "x", "·": "-", "–": "-", "—": "-"})
"""For terminals and files whose encoding has no such signs."""


def harmless(text: object) -> str:
    """`text` without control characters and terminal escapes; brackets stay literal because nothing parses them."""
    return str(clean_text(str(text)))


def minutes(value: float) -> str:
    """A length of an exercise: "1 min", "12 min"."""
    return f"{max(1, round(value))} min"


def people(count: int) -> str:
    return "two people" if count == 2 else "one person"


def time_left(seconds: float) -> str:
    """Calm, so in words, and never a number that runs."""
    if seconds < 20:
        return "nearly done"
    if seconds < 50:
        return "less than a minute left"
    if seconds < 90:
        return "about a minute left"
    return f"about {round(seconds / 60)} min left"


def clock(seconds: float) -> str:
    """Elapsed time: "0:12", "12:05", "1:02:05"."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def span(seconds: float) -> str:
    """A silence: "20 seconds", "1 minute", "2 minutes 30 seconds"."""
    whole = max(1, round(seconds))
    parts = [(whole // 60, "minute"), (whole % 60, "second")]
    return " ".join(f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n)
