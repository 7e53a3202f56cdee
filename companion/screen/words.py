"""Every sentence the screens and the plain lines say for themselves, and how lengths of time are put into words.

Text and pure functions only; the exercises' own words pass through here only to be made harmless and set for reading.
"""

from __future__ import annotations

import unicodedata

from companion.exercise.scalars import clean_text, curly_quotes
from companion.exercise.time_left import told
from companion.tongue import follow, said

NAME = "Companion"

OTHER_KIND = "Other exercises"

NOTICES = {
    "paused-by-suspend": "I’ve paused. To go on, press Space or say “continue”. The computer was asleep or very busy.",
    "loudspeaker-lost": "The speakers or headphones were disconnected. I’ll wait until they’re back.",
    "loudspeaker-back": "The speakers or headphones are back.",
    "nothing-before": "This is the beginning, so I can’t go back.",
    "crisis-card": "",
    "slowest": "I can’t go any slower.",
    "fastest": "I can’t go any faster.",
    "not-now": "That doesn’t do anything right now.",
    "not-yet": "Please hear the question first. If it’s a yes for you, hold your key then. N is a no at any time.",
    "taken": "Okay, I’ve noted that. Take your time, both of you. Any answer is okay.",
    "no-more-time": "This is as long as it can be.",
}
"""The notices by the value of effects.NoticeKind. The enums are not imported, so that the list appears sooner."""

NOTICES_BY_KEY = {
    "paused-by-suspend": "I’ve paused. To go on, press Space. The computer was asleep or very busy.",
}
"""The words that replace those above if nothing listens."""
NOTICES_TYPED = {
    "paused-by-suspend": "I’ve paused. To go on, type: continue. The computer was asleep or very busy.",
}
"""The words that replace those above in plain lines."""

STOPPED_NOT_NOW = "We’ve stopped, so that doesn’t do anything. To leave now, press {key}."
STOPPED_NOT_NOW_TYPED = "We’ve stopped. To leave now, type: end session. To see who you can call, type: crisis"
"""Two replies to a command that does nothing after a stop. They replace "not-now" above."""
QUESTION_HELD = {
    "paused": "We’ve paused. To go on, press Space. Then you can answer.",
    "yellow": "We’ve slowed down. To go on, press G. Then you can answer.",
    "lost": "I’m waiting for the speakers or headphones. To go on without them, press Space. Then you can answer.",
}
"""Said to an answer while its question is held, by the value of the phase."""
QUESTION_HELD_TYPED = {
    "paused": "We’ve paused. To go on, type: continue. Then you can answer.",
    "yellow": "We’ve slowed down. To go on, type: green. Then you can answer.",
    "lost": "I’m waiting for the speakers or headphones. To go on without them, type: continue. Then you can answer.",
}
QUESTION_HELD_BY_TWO = "We’ve paused. Once you both go on, you can answer."
QUESTION_OVER = "That question is over, and that’s okay."
STILL_PAUSED = "We’re still paused. To go on, press Space."
STILL_SLOW = "I’m still waiting. To go on, press G."
STILL_PAUSED_FOR_TWO = "We’re still paused. To go on, each of you press your own key."
"""Shown when the crisis card is closed and the exercise stays held."""
CLICKED_OWN = "A click can’t tell me which of you it was. Please press your own key."
CLICKED_OWN_HELD = "A click can’t be a yes, because it can’t tell me which of you it was. Please hold your own key."
STRAY_NO = "You’d just pressed N for “next”, so I haven’t taken that as a no. If you mean no, press N again."
STRAY_NO_PLAIN = "You’d just typed n for “next”, so I haven’t taken that as a no. If you mean no, type: no"
LATE_NO = "I’ve slowed down. Keep your hands still, or take them away. To end the touch, press S."
LATE_NO_TYPED = "I’ve slowed down. Keep your hands still, or take them away. To end the touch, type: stop"
TYPED_WORDS = "It looks like you’re typing words. To pause and see who can help, press C."
LOUDER = "Louder in this exercise: {step} of {of}."
QUIETER = "Quieter in this exercise: {step} of {of}."
AS_LOUD = "I can’t go any louder."
AS_QUIET = "I can’t go any quieter."
SLOWER = "In this exercise, I’ll speak a little slower."
FASTER = "In this exercise, I’ll speak a little faster."
LONGER_SILENCES = "In this exercise, silences are longer now."
SHORTER_SILENCES = "In this exercise, silences are shorter now."
MORE_TIME = "A little more time: {left}."

HEARING = {
    "off": ("○", "microphone off"),
    "starting": ("◌", "getting ready to listen"),
    "listening": ("●", "listening"),
    "no-microphone": ("○", "no microphone"),
    "no-model": ("○", "can’t listen yet"),
    "digital-silence": ("○", "no sound from the microphone"),
    "too-quiet": ("◐", "listening, but you’re hard to hear"),
    "clipping": ("◐", "listening, but the microphone is too loud"),
    "behind": ("◌", "the computer is too busy to listen well"),
    "restarting": ("◌", "listening again in a moment"),
    "failed": ("○", "can’t listen"),
}
"""Sign and words by the value of ports.Hearing. The signs differ in shape, not only in colour."""
NOT_LISTENING = frozenset({"off", "no-microphone", "no-model", "digital-silence", "failed"})
"""The values of ports.Hearing that mean that no word is heard, so that words name keys only."""
DEAF = "; use the keys"
DEAF_PLAIN = "; please type instead"

MISSED = "I missed a moment. If you spoke, please say it again"
MISSED_SHORT = "I missed a moment"

SPEAKING = {
    "off": "The voice is off, so you can read each sentence here instead.",
    "ready": "",
    "no-loudspeaker": "I can’t find a speaker. You can read the words here.",
    "no-voice": "There’s no voice, so you can read the words here instead.",
}

READ_ALONG = {
    "off": "voice off; read along",
    "no-loudspeaker": "no speaker; read along",
    "no-voice": "no voice; read along",
}
"""The few words that replace those sentences after `notice_line.SHORTENS` seconds."""

BREATH = {"in": "in", "hold-in": "hold", "out": "out", "hold-out": "hold"}
BREATH_PLAIN = {"in": "Breathe in", "hold-in": "Hold", "out": "Breathe out", "hold-out": "Hold"}

CLOSINGS = {
    "completed": ("That’s the end of this exercise.", "However it was for you, that’s okay. Take your time."),
    "ended": ("We’ve ended this exercise early, and that’s fine.", "Take your time before you get up."),
    "declined": ("We’ve left that out, and that’s fine.", "It’s always okay to say no."),
    "stopped": (
        "We’ve stopped. It’s always okay to stop.",
        "Rest here as long as you like. You don’t have to explain anything.",
    ),
}

HELP_WORDS = (
    ("stop", "stops at once, and helps you settle"),
    ("pause", "waits (“wait” does too); “continue” goes on"),
    ("help", "waits, and asks if you’d like to see who can help"),
    ("yellow", "waits and asks what helps; “green” continues"),
    ("something else", "leaves the exercise, and helps you look around"),
)
"""The five words that matter most, and their meanings: first those that people need at once."""

HELP_KEYS = (
    ("Esc  S", "stop", "R", "say it again"),
    ("Space", "pause, continue", "←  →  B  N", "back, next"),
    ("C", "who to call", "[   ]", "slower, faster"),
    ("Y  /  G", "slow down, go on", "{   }", "longer, shorter silences"),
    ("E", "something else", "+   -", "louder, quieter"),
    ("T", "more time", "Q", "end session"),
    ("L", "how long", "Z", "something’s coming up,"),
    ("M", "please note", "", "a feeling or a memory"),
)
"""The keys of an exercise, each with its meaning, two in a row: first those that people need at once. The second
meaning in the last row continues the one above it."""
HELP_KEYS_FOR_TWO = ("F  J", "your own yes", "K", "I need a break")
"""One more row, for an exercise for two."""
HELP_TITLE = "Five things you can say at any time"
HELP_BY_KEY = (
    ("Esc", "stops at once, and helps you settle"),
    ("Space", "waits; press it again to go on"),
    ("C", "shows who you can call"),
    ("Y", "waits and asks what helps; G continues"),
    ("E", "leaves the exercise, and helps you look around"),
)
"""The five keys that matter most, where nothing listens."""
HELP_TITLE_BY_KEY = "Five keys you can press at any time"
HELP_HERE = "What you can do here"
HELP_DURING = "During an exercise"
HELP_AT_HOME = (
    ("1 to 9", "chooses the line with that number"),
    ("Enter", "chooses the bright line; ↑ and ↓ move it"),
    ("any word", "finds exercises. For example, type: sleep"),
    ("→", "tells you all about the bright exercise"),
    ("*", "makes it a favorite, or takes that back"),
    ("-", "hides the suggestions at the foot of the page"),
    ("Tab", "goes to the filters above a list"),
    ("F2", "shows the settings"),
    ("Ctrl+P", "finds any page, setting or exercise"),
    ("!", "shows who you can call"),
    ("Esc", "goes back"),
    ("Ctrl+Q", "closes Companion"),
)
HELP_BESIDE = ("PgUp  PgDn", "scroll what stands beside the list")
"""The row that replaces the one of the arrow to the right, if an exercise is described beside the list."""
DETAIL_MORE = "and {n} more"
DETAIL_SCROLLS = {(False, True): "PgDn  more", (True, True): "PgUp  PgDn  more", (True, False): "PgUp  back up"}
"""Stands below a description that is longer than its place, by whether there is more above and below."""
HELP_BEFORE = (
    ("Enter", "starts the exercise"),
    ("-  +", "makes it shorter or longer, if it can be"),
    ("Tab", "goes to the other choices; Enter opens one"),
    ("C", "shows who you can call"),
    ("Esc", "goes back"),
)
HELP_NOTE = "When I ask something, I show its keys. If you hear three low tones, my voice isn’t working."
HELP_NOTE_NARROW = "While this is open, Esc only closes it, S stops, and H reads it to you."
"""Stands before the note of a card over a session where the line at its foot has no room for that."""
HELP_BUTTONS = "Your buttons: {keys}."

CARD_CLOSE = "Enter: close"
CARD_CLOSE_OR_STOP = "Enter: close · S: stop"
HELP_CLOSE_OR_STOP = "Enter: close · H: hear it · S: stop. Here, Esc only closes."
HELP_MORE_OR_STOP = "↑ ↓ more · Enter: close · H: hear it · S: stop. Esc only closes."
"""The foot of the help card over a session, in a window that is wide enough."""
CARD_MORE = "↑ ↓ more · Enter: close"
CARD_MORE_OR_STOP = "↑ ↓ more · Enter: close · S: stop"

CAUTIONS_TITLE = "Before you begin"
CAUTIONS_LINE = "Please note: {first}"
CAUTIONS_KEY = ("M", "read all")

CRISIS_TITLE = "Who you can call"
CRISIS_NOBODY = "This program can’t call anyone for you."
CRISIS_PEOPLE = "These people can help."
CRISIS_NEEDS = {
    "emergency": "If anyone is in danger, or hurt",
    "crisis": "If you’re thinking about dying, or need to talk",
    "assault": "Sexual assault or abuse, now or long ago",
    "abuse": "If someone at home hurts or frightens you",
    "addiction": "An addiction, or an urge that’s hard to resist",
    "worried": "If you’re worried about your own behavior",
}
"""Headings by the value of crisis.card_model.Need."""
CRISIS_KINDS = {
    "assault": "sexual assault",
    "abuse": "violence at home",
    "addiction": "addiction",
    "worried": "worries about your own behavior",
}
"""The kinds a card may be without, in the middle of a sentence; by value of crisis.card_model.Need."""
CRISIS_FIND = (
    "If anyone is in danger, call your emergency number now. In the US and Canada, that’s 911. "
    "In the European Union, it’s 112. In the UK, it’s 999. In Australia, it’s 000.",
    "To find someone to talk to, look at findahelpline.com. It lists helplines by country. "
    "You can also ask a doctor or the police.",
)
"""The advice if there are no numbers."""
CRISIS_MISSING = (
    "I don’t have a special number for {kinds} yet. "
    "You can ask any of the people on this page, or look at findahelpline.com."
)
CRISIS_FOLDED = "{heading}: press W to see who helps."
"""Stands under the last heading instead of its services, until W is pressed."""
CRISIS_ENOUGH = "You don’t have to know what to say. “I’m not okay” is enough."
CRISIS_FOR = "Country: {name}."
CRISIS_GUESSED = "I don’t know your country. From this computer’s settings, I’m guessing {name}."
CRISIS_CHANGE = "If that’s wrong, press O to choose your country."
CRISIS_KEEP = "Your country isn’t saved. To save it (others may see it), press K."
CRISIS_KEEP_TYPE = "Your country isn’t saved. To save it (others may see it), type: crisis keep"
CRISIS_SAVED = "Your country is saved for next time."
CRISIS_NONE = "I don’t have numbers for your country yet. Please try this:"
CRISIS_ORIGIN = {
    "shipped": "These numbers are from public websites, checked on {read}. If one doesn’t work, please try the next.",
    "own": "These numbers are from your own file.",
}
"""The card's last line, by the value of crisis.card_model.Origin."""
CRISIS_REGIONS = "Which country are you in?"
CRISIS_ELSEWHERE = "Another country"
CRISIS_TYPED = "You typed: {typed}"
CRISIS_TYPED_UNKNOWN = "I can’t find “{typed}”. Press Backspace to try again."
CRISIS_TYPE = "For another country, type for example: crisis region Ireland"
CRISIS_RUN = (
    "To see another country, start Companion and press !, then O; that saves nothing. "
    "Or type it here, for example: companion crisis --region Ireland"
)
CRISIS_UNKNOWN = (
    "I don’t know that country. Please type one of these names, or a code of two letters such as IE: {names}."
)

EVENING_ALONE = "only for {who}"
EVENING_BOTH = "for both of you"
EVENING_HEADPHONES = "If {who} is wearing headphones, press H, and I’ll read the rest."
EVENING_HEADPHONES_TYPED = "If {who} is wearing headphones, type H, then press Enter, and I’ll read the rest."
EVENING_TYPE_ALOUD = "Type it, then press Enter."
EVENING_ENTER_ALOUD = "Press Enter to go on."
EVENING_ROW_ALOUD = "{at} of {of}, {state}."
EVENING_KEY_ALOUD = "Press {key} for: {text}."
EVENING_NOW_ALOUD = "Now: {state}."
EVENING_FORM_ALOUD = "Arrow down and arrow up go to other questions. When you’re done, press Enter."
EVENING_ONE_KEY_ALOUD = "One key answers this. With the arrow keys, press Enter after them."
EVENING_ROW = "{at} of {of}:"
EVENING_ARROWS = "You can also use ← and →."
EVENING_LISTENING = "You can also say it. I’m listening."
EVENING_NOT_LISTENING = "I’m not listening right now, so please type it."
EVENING_TYPE_PRIVATE = "What you type here is not shown. If a screen reader reads to you, use headphones."
EVENING_READER = (
    "If a screen reader reads to you, put on headphones before you go on. On your partner’s page, turn its voice off."
)
EVENING_TYPE_SEEN = "This window can’t hide what you type. Your partner could scroll back and read it."
EVENING_PLAIN_KEYS = "You can also type: back, leave, crisis."
EVENING_SETTLES = "One moment, please. I can’t take a key press yet."
EVENING_TOO_SOON = "That key came too soon. Please press it again."
EVENING_NO_BACK = "You can’t go back from this page."

CHECK_TITLE = "Sound check"
CHECK_PRIVATE = "nothing is recorded"
OFFERS = {
    "tour": "“tour” to be shown around",
    "sound-check": "“sound” to try voice and microphone",
    "calibration": "“calibrate” to teach me your words",
}
OFFER = "New here? You can type {offers}. To hide this, press - (minus)."
OR = ", or "
CHECK_VOICE = "The voice"
CHECK_MICROPHONE = "The microphone"
CHECK_SYSTEM_VOICE = "this computer’s own voice"
CHECK_VOLUME = "volume"
CHECK_VOLUME_HERE = "This changes only the sound check. During an exercise, press + or -."
CHECK_SPEAKING = {
    "off": "The voice is off, so you won’t hear anything.",
    "ready": "",
    "no-loudspeaker": "I can’t find a speaker. Switch one on, or plug in headphones.",
    "no-voice": "I don’t have a voice that works. You can read the words on the screen instead.",
}
"""A sentence about the voice, by the value of ports.Speaking."""
CHECK_SAYING = "“{sentence}”"
CHECK_VOICES = "You can choose: {names}. Press V for the next one. The one you hear last will read to you."
CHECK_VOICES_PLAIN = (
    "You can choose: {names}. To hear the next one, type: voice. The one you hear last will read to you."
)
CHECK_MORE_VOICES = (
    "There are more natural voices: sarah, emma and michael. To download them, type “download” on the first page."
)
CHECK_SAY = "Say: {word}"
CHECK_HEARD = "I heard “{word}”."
CHECK_TAKEN = "That sounded like “{word}”. Please say just the one word, with a short silence before and after it."
CHECK_ALL = "Those were all the words, and I understood each of them. You can try again, or close this."
CHECK_NOT_HEARD = (
    "I haven’t heard it yet. Come closer, or speak a little louder. In this computer’s sound settings, check that "
    "the right microphone is selected and turned up. You can always use the keys instead."
)
CHECK_NOBODY = "The microphone is off, so I can’t hear you. Please use the keys."
CHECK_HEADPHONES = "Headphones help if you’re alone: then I hear you, and not myself."
CHECK_CALIBRATE = (
    "I can learn how you say “stop” and the other words. It takes about two minutes. Press 1 for one person, or 2 for "
    "two people."
)
CHECK_PLAIN_KEYS = (
    "You can type: again, louder, quieter. If you’d like me to learn how you say the words, type: learn. "
    "To go back, just press Enter."
)
CHECK_PLAIN_LEARN = (
    "I can learn how you say “stop” and the other words. It takes about two minutes. If a screen reader reads to you, "
    "use headphones, or I’d learn its voice. Type 1 for one person, 2 for two people, or back."
)
CHECK_PLAIN_LEARN_STOP = "To end it early, type back."
CHECK_PLAIN_LEARN_KEYS = "(To go on, just press Enter. To end it, type back.)"
CHECK_LENDING = "One moment. We’re about to start."
CALIBRATION_TITLE = "How you say the words"
CALIBRATION_OVER = "Press Enter to go back to the sound check."
CHECK_LEARNT = "Done. From now on I know how you say the words."
CHECK_AS_IT_WAS = "Done. I understand you well already, so I’ve changed nothing."
CHECK_BROKEN_OFF = "We didn’t finish, so nothing has changed."

TOO_SMALL = "In a larger window you’d see everything"
PLAIN_BEGIN = (
    "You can type stop, help, pause or next at any time, and ? to see all the words. Press Enter after each. "
    "If I ask you to press a letter, type it."
)
PLAIN_BEGIN_SHORT = "To stop, type stop, then press Enter. To see all you can type, type a question mark."
PLAIN_BEGIN_AT_ONCE = (
    "To see what you can type, type a question mark, then press Enter. To read what to keep in mind, type: note"
)
"""Short, because the voice begins meanwhile, and without a word of command, which a microphone could hear from a screen
reader."""
PLAIN_CAPTIONS_OFFER = "I’ll speak the sentences. If you’d like to read them too, type captions during the exercise."
PLAIN_CAPTIONS_ON = "(From now on I write each sentence as it begins. To switch that off, type captions again.)"
PLAIN_CAPTIONS_OFF = "(The voice reads alone again.)"
PLAIN_QUITS = "(We’re ending this gently. Then I’ll close Companion.)"
PLAIN_AFTERWARDS = "(You can go there after the exercise. To finish it early, type: end session)"
PLAIN_UNKNOWN = "(I don’t know that word. To see what you can type, type: ?)"
PLAIN_NOT_AN_ANSWER = "(That isn’t one of the answers.)"
PLAIN_NOTHING_PLAYS = "(Nothing is playing now. To close Companion, type: quit)"
PLAIN_MORE = (
    "You can also type: next, back, repeat, slower, faster, louder, quieter, more time, how long, captions, "
    "note, crisis, end session, quit"
)
PLAIN_HOME = (
    "Type a number, or what you’re looking for, then press Enter. For number 1, you can just press Enter. "
    "You can also type: list, sound check, settings, journal, crisis, help, quit."
)
PLAIN_HOME_LIST = "Type a number to hear more about one, or type back."
PLAIN_HOME_MORE = "And {n} more. Type a number to hear more about one. You can also type: more, back."
PLAIN_HOME_AGAIN = "Companion. What do you need now? To hear the list again, type again. For other things, type help."
PLAIN_LIST_AGAIN = "{title}. To hear the list again, type again. To go home, type home."
PLAIN_HOME_AND_MORE = "And {n} more. To hear them, type: more"
PLAIN_CHOOSE = "Type a number, or back."
PLAIN_CHOOSE_MORE = "Type a number, “more” for {n} more, or back."
PLAIN_BEFORE = "To start, just press Enter. To change something, type its number. You can also type: back, help, quit."
PLAIN_BEFORE_LENGTH = "{length} in all."
PLAIN_BEFORE_LENGTH_OWN = "At your pace, {length} in all."
PLAIN_HOW = "How you are right now: {n}"
PLAIN_HOW_NOT = "How you are right now, for your journal"
PLAIN_SETTLE = (
    "Take your time to get comfortable. I’ll start in {wait}. To start now, just press Enter. To go back, type back."
)
PLAIN_NO_SUCH = "(There are only {n}. Please type a number from 1 to {n}.)"
PLAIN_EVERYWHERE = "On every page you can type: back, list (all exercises), home, crisis, help, quit."
PLAIN_HOME_HELP = (
    "To see who you can call, type crisis. Here you can type a number, or what you’re looking for. You can also "
    "type: more, back, list, home, sound check, settings, journal, crisis, quit. "
    "During an exercise you can type:"
)
ONE_MOMENT = "One moment …"
PASSPHRASES_DIFFER = "The two weren’t the same. Please type it two more times."
TALK_STOP = "to stop, say just “stop”, or press Esc"
"""Shown while people talk, where no word counts inside a sentence."""
PICKER_LOADING = "Loading …"
FOR_TWO = "The two of you"
TONIGHT_TITLE = "Tonight, the two of us"
TONIGHT_SUMMARY = (
    "Each of you answers alone: how much time you have, and what would be okay. Then I’ll show what works for "
    "both of you."
)
YES_NO_MAYBE_TITLE = "Yes, no, maybe"
YES_NO_MAYBE_SUMMARY = (
    "Find out which kinds of closeness you both say yes to. Each of you answers alone, and a passphrase that "
    "only you know locks your answers."
)
YES_NO_MAYBE_TYPE = "Companion has to close first. Then type this where you started it: companion yes-no-maybe"
HOME_QUESTION = "What do you need now?"
NO_SHELL = "Ctrl+Z works only where you started Companion from a shell."
HOME_STAYS = "This is the first page. To close Companion, press Ctrl+Q, or type quit and press Enter."
HOME_SAYS = "a calm voice beside you"
HOME_TYPE = "Press a number, or type what you’re looking for"
HOME_OR_TYPE = "Or type what you’re looking for"
HOME_TYPE_SHORT = "Or type here"
HOME_FOUND = "This is what I found:"
HOME_LOOKING = "One moment, I’m looking …"
HOME_NOTHING = "I don’t have anything for that yet. You can try another word."
HOME_PERHAPS = "Perhaps one of these?"
HOME_OR_CALL = "Or talk to somebody"
HOME_LEFT = "Where we stopped"
HOME_LEFT_UNTIL_CLOSED = "Where we stopped (I remember it only until you close Companion)"
"""The same where the settings say that nothing of last time is remembered."""
HOME_GO_ON = "Continue: {title}"
HOME_GO_ON_LEFT = "Continue: {title}, {left} left"
HOME_LAST = "Last time"
HOME_FAVOURITES = "Your favorites"
HOME_ALSO = "Also here"
HOME_MORE = "{n} more. To find what you need, type a word."
HOME_FOR_ONE = "For one person"
HOME_FOR_TWO = "For two people"
HOME_ANYBODY = "One or two people"
HOME_ANY_LENGTH = "Any length"
HOME_UP_TO = "Up to {n} minutes"
HOME_ALL_PACKS = "Everything"
HOME_ANY_KIND = "Any kind"
KINDS = {
    "settle": "Settling",
    "breath": "Breathing",
    "body": "Noticing the body",
    "together": "Together, no touch",
    "touch": "Touch",
    "talk": "Talking",
    "practice": "Practicing",
    "readiness": "Saying if now is a good time",
    "after": "Afterward",
}
"""The kinds of exercises, by the value of an exercise's `kind`, in the order of the filter."""
HOME_ONLY = "Show only: {what}"
HOME_NO_FILTER = "Show all again"
HOME_NONE_FITS = (
    "Nothing fits these filters. Try a longer time, or set them back to “Any length”, “One or two people” and "
    "“Everything”."
)
FAVOURITE = "“{title}” is one of your favorites now. Anyone who opens Companion on this computer can see that."
FAVOURITE_NOT = "“{title}” isn’t one of your favorites anymore."
FAVOURITE_NOT_FOR_TWO = (
    "Exercises for two can’t be favorites. Anyone on this computer could see them, and guess which of you chose it."
)

DETAIL_RANGE = "You can make it shorter or longer: from {shortest} to {longest} minutes."
STOPPED_LEAVE = "To leave now, press {key}."
"""Shown from the first moment after a stop, while calm words are said."""
BEFORE_BEGIN = "Start"
BEFORE_STEPS = ("-", "shorter", "+", "longer")
"""The keys for the length, each with its meaning."""
BEFORE_LENGTH = "How long for “{which}”"
BEFORE_ONE_LENGTH = "This one has one length."
BEFORE_LENGTHS = {"quiet": "Each quiet moment", "rest": "Each rest", "look": "Looking, each time"}
"""Words for the names of lengths that authors use most."""
BEFORE_BED = "Background sound"
BEDS = {"none": "none", "noise": "a soft hiss", "rain": "rain", "drone": "a low hum"}
"""The sounds under the silences, by their names in audio.beds."""
BEFORE_BELL = "Bells"
BEFORE_BELLS = "yes"
BEFORE_NO_BELLS = "no bells"
BEFORE_VOICE = "Voice"
BEFORE_VOICES = {"": "as in Settings", "best": "the best one", "none": "no voice, only text"}
BEFORE_TONES = "Sound for your breath"
BEFORE_AS_SET = "as in Settings"
BEFORE_SILENCE = "Silence at the end"
BEFORE_NO_SILENCE = "none"
BEFORE_SILENCE_BED = "Sound in that silence"
BEFORE_BED_GOES_ON = "background sound"
BEFORE_BED_ENDS = "no sound"
BEFORE_LAST_BELL = "Bell at the very end"
BEFORE_LAST_BELLS = {True: "yes", False: "no"}
BEFORE_START = "When it starts"
BEFORE_NOW = "now"
BEFORE_SETTLE = "Take your time to get comfortable."
BEFORE_LEFT = "I’ll start in {left}. Press Enter to start now, or Esc to go back."

ASKS = "What it asks of you"
ASKED = {
    "touch": "Touch, but only if each of you says yes first. You can say no at any time.",
    "body": "Noticing how parts of your body feel.",
    "breath": "Breathing along with a sound.",
    "hold": "Holding your breath for a few seconds, only as long as it’s comfortable.",
    "turns": "Taking turns.",
    "talk": "Talking, or just thinking, about a question.",
    "number": "Giving a number from 0 to 10 for how you feel.",
    "check": "Saying green, yellow or red, to show whether this is okay for you.",
    "choices": "Choosing now and then how the exercise goes on. If you don’t answer, I say what we’ll do.",
}
"""The demands of an exercise, by the value of exercise.asks.Asked."""

RIGHT_NOW_TITLE = "One minute, right now"
RIGHT_NOW_SUMMARY = "A gentle minute for when everything is too much, or when you can’t feel anything at all."
"""The summary of the first exercise, shown until the list has been read."""
RIGHT_NOW_META = "1 min · one person"
PARTLY_ENGLISH = "Some of my words here are still in English."
"""Said once before a session, where the translation into the chosen language is incomplete."""


PLAINER = str.maketrans({"…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "×": "x", "·": "-", "–": "-", "—": "-"})
"""Signs and their plainer forms, for terminals and files whose encoding lacks them."""
_PLAINER_STILL = str.maketrans(
    {"«": '"', "»": '"', "‹": "'", "›": "'", "‚": "'", "„": '"', "−": "-", "‑": "-", "•": "*", "▌": "|", "●": "*",
     "○": "o", "◌": "o", "◐": "o", "▮": "#", "▯": "-", "←": "<-", "→": "->", "↑": "^", "↓": "v", "œ": "oe", "Œ": "OE",
     "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "\u00a0": " ", "\u202f": " "}
)  # fmt: skip
"""The same for signs that people never type as an answer."""


def plainer(text: str, encoding: str = "ascii") -> str:
    """Replaces the characters that the encoding lacks: a letter by the same letter without its accent, other signs by
    plain ones, and by "?" if there is none."""
    return "".join(sign if _has(encoding, sign) else _plain_sign(sign) for sign in text)


def _has(encoding: str, sign: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _plain_sign(sign: str) -> str:
    plain = sign.translate(PLAINER).translate(_PLAINER_STILL)
    if not plain.isascii():
        plain = "".join(part for part in unicodedata.normalize("NFKD", plain) if part.isascii())
    return plain or "?"


def harmless(text: object) -> str:
    """Removes control characters and terminal escapes. Brackets stay, because no text is parsed as markup."""
    return str(clean_text(str(text)))


def shown(text: object) -> str:
    """Makes text harmless, and sets its quotes like those of the program's own sentences beside it."""
    return curly_quotes(harmless(text))


def typed(line: str) -> str:
    """Makes a typed line harmless, in small letters and with straight quotes, however they were typed or copied."""
    return harmless(line).translate(PLAINER).lower()


def minutes(value: float) -> str:
    """Writes the length of an exercise: "1 min", "12 min"."""
    return f"{max(1, round(value))} min"


def headed(text: str) -> str:
    """Writes a heading with its colon."""
    return said("{heading}:").format(heading=text)


def beside(name: str, text: str) -> str:
    """Writes a name, a colon and what it stands for."""
    return said("{name}: {number}").format(name=name, number=text)


def people(count: int) -> str:
    """Says for how many people an exercise is."""
    return said("two people") if count == 2 else said("one person")


def time_left(seconds: float) -> str:
    """Says in words how much time is left, without a number that counts down."""
    return told(
        seconds,
        nearly=said("nearly done"),
        under_a_minute=said("less than a minute left"),
        a_minute=said("about a minute left"),
        minutes=lambda number: said("about {n} min left").format(n=number),
    )


def clock(seconds: float) -> str:
    """Writes elapsed time: "0:12", "12:05", "1:02:05"."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def span(seconds: float) -> str:
    """Writes the length of a silence: "20 seconds", "1 minute", "2 minutes 30 seconds"."""
    whole = max(1, round(seconds))
    minutes, seconds = divmod(whole, 60)
    parts = []
    if minutes:
        parts.append(said("1 minute") if minutes == 1 else said("{n} minutes").format(n=minutes))
    if seconds:
        parts.append(said("1 second") if seconds == 1 else said("{n} seconds").format(n=seconds))
    return " ".join(parts)


follow(globals(), leave=frozenset({"NAME", "PLAINER", "_PLAINER_STILL"}))
