"""The sentences of “yes, no, maybe”, for the full screen and for plain lines. Text only; no textual."""

from __future__ import annotations

from companion.closeness.comparing import Comparison
from companion.closeness.half import Limits, Reply
from companion.closeness.own_answers import ItemRow
from companion.screen import words
from companion.tongue import follow, said_item

TITLE = "Yes, no, maybe"
INTRO = (
    "On your own, each of you goes through a list of ways to be close. A passphrase that only you know locks your "
    "answers.",
    "Together you can then see what you both said yes to, and what you both said yes or maybe to. Nothing else is "
    "shown: a no looks the same as no answer. But if you said yes to something and it isn’t there, your partner "
    "hasn’t said yes or maybe to it, or has only done so today. A new answer doesn’t show until tomorrow.",
)
NEXT_DAY = (
    "A no counts right away. A new yes or maybe doesn’t count tonight. It counts once this night is over, from five in "
    "the morning on."
)
OWN_LIST = "{who}’s list, alone"
COMPARE = "both of you: see what you have in common"
DELETE = "delete a list"
LEAVE = "leave"

FOR_ONE = "only for {who}"
HANDOVER = "{who}, this part is only for you. Make sure that nobody else can see the screen."
HANDOVER_COMPARE = "{who}, please type your passphrase. Nobody else should see your hands."
READY = "When you’re ready, press Enter."

PASSPHRASE_NEW = (
    "Choose a passphrase. It locks your list, and only it opens the list again.",
    "Pick four or five words that have nothing to do with each other, and that your partner wouldn’t guess. "
    "Don’t use one that your partner knows.",
    "If you forget it, nobody can open your list again. There is no way around that: you can only delete the list, "
    "and start over.",
)
PASSPHRASE_CHANGED = "From now on, only the new passphrase opens your list."
PASSPHRASE_ASK = "Your passphrase: "
PASSPHRASE_AGAIN = "Type it again: "
PASSPHRASES_DIFFER = words.PASSPHRASES_DIFFER
PASSPHRASE_UNSEEN = "What you type isn’t shown."

PRIVATE = (
    "Answer honestly, for today. You don’t have to want any of it, and you can change every answer later.",
    NEXT_DAY,
    "Your partner sees an answer only if you both said yes or maybe.",
)
REWORDED = "This one is worded differently now, so please answer it again."
OWN_GROUP = "in your own words"
OWN_HELP = "Your partner sees this only if they wrote the same words."
OWN_FULL = (
    "I couldn’t add that. If you left it empty, type a few words. Otherwise your list is full: delete something "
    "you added yourself, then try again."
)
ALL_DONE = "That was the last one."
ANOTHER_LIST = "Press A for another list: {title}."
ANOTHER_LIST_SURE = "The next list is “{title}”. {gist}Press A once more to go there."
NOT_FOUND = "None of these has that word in it."
FIND_ASK = "A word to look for: "
BEGIN_LIST = "Press Enter to begin. Or type “lists” to pick another list, or “done” to finish: "
WHICH_LIST = "Which list would you like to go through? Type its number."
NOTED = "Noted."
TAKEN_BACK = "Your answer is cleared."
ANSWERS = {Reply.YES: "yes", Reply.MAYBE: "maybe", Reply.NO: "no", None: "not answered"}

CONDITION_ASK = "A condition, such as “only with the light on”. If there’s none, just press Enter: "
CONDITION_SHARED = "condition: {text} (your partner sees it if you both said yes or maybe)"
CONDITION_KEPT = "condition: {text} (only you see it)"
SHARE_ASK = "Should your partner see it, if you both said yes or maybe? y or n: "
OWN_ASK = "In your own words: "

LIMITS_TITLE = "What you never want"
LIMITS_INTRO = (
    "These limits hold for this list. On an evening with touch, I ask if you’d like to use them there. They only "
    "leave things out. They never add anything.",
    "In this list, a new limit applies right away. On an evening, it only counts if you choose to use your limits "
    "there. If you remove one, it still applies tonight, until five in the morning.",
)
LIMIT_AREA = "never touch: {area}"
LIMIT_CLOTHES = "clothes always stay on"
LIMIT_TIME = "the longest time"
LIMIT_NO_TIME = "no limit"
LIMIT_MINUTES = "{minutes} minutes"
AREA_ASK = "Another place you never want to be touched: "
AREA_UNKNOWN = (
    "I’ve noted “{area}”, but no exercise that comes with Companion uses that name, so this may not leave anything "
    "out. If another line here means the same, please choose that one too."
)
SET, UNSET = "yes", "no"

SAVED = "Your list is saved and locked."
NOT_SAVED = (
    "Your latest answers aren’t saved yet. Press Esc to try once more. If that doesn’t work, this closes without "
    "saving them."
)
PASS_ON = "You can let your partner have the computer now."

SHARE_TITLE = "What you have in common"
BOTH_YES = "You both said yes"
YES_OR_MAYBE = "You both said yes or maybe"
NOTHING_SHARED = (
    "Nothing is here yet. A new yes or maybe doesn’t count until this night is over, at five in the morning. You don’t "
    "have to explain anything."
)
NO_AGREEMENT = "This isn’t an agreement for tonight. Ask each other every time, and stop whenever one of you wants to."
NOT_ASKED = "If something isn’t here, please don’t ask each other about it. You can always ask about health or safety."
CONDITION_OF = "{who}: {text}"
BEFORE_COMPARING = (
    "You’ll see what you both said yes or maybe to.",
    "Each of you knows your own answers. So if you said yes or maybe to something and it isn’t there, you’ll know that "
    "your partner hasn’t given a yes that counts today. They may have said no, not answered, set a limit, or answered "
    "only today. If something from last time is gone, and you changed nothing, you’ll know that your partner changed "
    "something. Your partner sees just as much about you.",
    "If either of you would rather not look, you don’t have to. Another day is fine.",
)
LOOK, NOT_NOW = "look together", "not now"
LOOK_ASK = "To look together, type: look. Or just press Enter to leave it: "
BOTH_NEEDED = "There’s nothing to compare yet. It takes a list from each of you, and there’s no hurry."

NOT_THESE = "Please type one of these."
LEAVE_UNSAVED = "leave without saving"
NOT_SAVED_ASK = "Press Enter to try again, or type: leave without saving"
BOTH_READ = "When you have both read it, press Enter. "
WHOSE_ASK = "f or j: "
LIMITS_ASK = "Type a number to change a line, the name of another part of the body, or Enter to go back."
AFTER_LAST = "Press Enter to finish, or type own, limits, lists, back or first."
PLAIN_HELP = (
    "For each, type y for yes, m for maybe or n for no. Or just press Enter to go on without an answer.",
    "You can also type: back, clear, help, crisis, done. There are more words, if you need them.",
    "“show” shows your answer, “clear” takes it back, “condition” adds a condition to it, “own” adds something in your "
    "own words, “drop” deletes that again, “limits” is for what you never want, “first” goes back to the first one, "
    "“find” looks for a word.",
    "“lists” leads to another list, “mind” says again what to keep in mind, “passphrase” changes your passphrase, and "
    "“done” saves everything and locks it.",
)

DELETE_WHOSE = "Whose list should be deleted?"
DELETE_SURE = "{who}’s list will be gone for good, with all its answers. No passphrase is needed for that."
DELETE_TYPE = "To delete it, type: delete"
DELETED = "{who}’s list is deleted."
NOT_DELETED = "Nothing was deleted."
NO_LIST = "{who} has no list."

LIMIT_ON = "yes, never"
LIMIT_OFF = "no limit"

DROP_SURE = "Press D once more to delete it."
LOCKED = "You haven’t pressed anything for five minutes, so I’ve saved and locked your list."
ENTRY_HINTS = {
    "condition": "A condition, such as “only with the light on”. If there’s none, leave this empty.",
    "own": "In your own words. Your partner sees it only if they wrote the same words.",
    "area": "Another place you never want to be touched.",
    "find": "A word to look for. Enter goes to the next line that has it.",
}
ENTRY_KEYS = (("Enter", "save"), ("Esc", "back"))
FIND_KEYS = (("Enter", "find"), ("Esc", "back"))
ITEM_KEYS = (
    ("Y M N", "answer"),
    ("T", "condition"),
    ("S", "share"),
    ("O", "own"),
    ("L", "limits"),
    ("A", "other list"),
    ("/", "find"),
    ("?", "please mind"),
    ("P", "passphrase"),
    ("Space", "cover"),
    ("C", "crisis card"),
    ("Esc", "lock"),
)
SMALL_KEYS = (("Y M N", "answer"), ("Space", "cover"), ("C", "crisis card"), ("Esc", "lock"))
LIMIT_KEYS = (("O", "another part"), ("L", "back to the list"), ("Space", "cover"), ("Esc", "save and lock"))
COVERED_KEYS = (("Space", "go on"), ("A", "other list"), ("C", "crisis card"), ("Esc", "save and lock"))
FRONT_KEYS = (("Enter", "select"), ("↑ ↓", "choose"), ("C", "crisis card"), ("Q", "leave"))
CHOICE_KEYS = (("Enter", "select"), ("↑ ↓", "choose"), ("C", "crisis card"), ("Esc", "back"))
PASSPHRASE_KEYS = (("Enter", "go on"), ("F1", "crisis card"), ("Esc", "back"))
SHARED_KEYS = (("↑ ↓", "more"), ("C", "crisis card"), ("Enter", "close"))
KEEP_IT = "keep it"
DELETE_IT = "delete it for good"

ONE_MOMENT = words.ONE_MOMENT
ROW_ALOUD = "{at} of {of}."
SHARE_ALOUD = "If only the two of you can hear this, press H, and I’ll read it to you."
SHARE_ALOUD_TYPED = "If only the two of you can hear this, type H, then press Enter, and I’ll read it to you."
ALOUD_KEY = ("H", "read aloud")
COVERED = "Your list is hidden. Press Space to show it again."


def another_list(title: str, gist: str) -> str:
    """Describes a list that is not open yet, and says how to open it."""
    return ANOTHER_LIST_SURE.format(title=title, gist=f"{gist}. " if gist else "")


def condition_of(row: ItemRow) -> str:
    """Says the row's condition, and who sees it; empty if it has none."""
    if not row.condition:
        return ""
    return (CONDITION_SHARED if row.shared else CONDITION_KEPT).format(text=row.condition)


def about(row: ItemRow) -> str:
    """Says what is meant by the row."""
    return " ".join(filter(None, (said_item(row.about) if row.listed else OWN_HELP, REWORDED if row.reworded else "")))


def longest(limits: Limits) -> str:
    return LIMIT_NO_TIME if limits.minutes is None else LIMIT_MINUTES.format(minutes=limits.minutes)


def shared_lines(found: Comparison, names: dict[str, str]) -> list[str]:
    """Writes a comparison as lines, "  " before an item and "      " before a condition."""
    lines: list[str] = []
    for heading, items in ((BOTH_YES, found.both_yes), (YES_OR_MAYBE, found.yes_or_maybe)):
        if items:
            lines += ["", heading]
        for item in items:
            lines.append(f"  {words.harmless(said_item(item.text) if item.about else item.text)}")
            lines += [
                f"      {CONDITION_OF.format(who=names[who], text=words.harmless(text))}"
                for who, text in item.conditions
            ]
    return [*(lines or ["", NOTHING_SHARED]), "", NOT_ASKED, NO_AGREEMENT, NEXT_DAY]


follow(globals())
