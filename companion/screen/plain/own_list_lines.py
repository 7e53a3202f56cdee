"""One person's list of yes, no, maybe in plain lines. Must not import textual."""

from __future__ import annotations

from collections.abc import Callable

from companion import tongue
from companion.closeness.half import MINUTES, Reply
from companion.closeness.items import ItemList
from companion.closeness.own_answers import ItemRow
from companion.exercise.cautions import sorted_out
from companion.exercise.said_by_key import by_line
from companion.screen import words
from companion.screen.closeness import closeness_words as say
from companion.screen.closeness.private_rows import found_after, item_rows
from companion.screen.plain.closeness_talk import LeftEarly, Talk
from companion.screen.seam import OwnPartHandle
from companion.tongue import knows_area, meant, meant_area, said_area, said_item

DONE = frozenset({"done", "leave", "quit", "exit", "q", "stop"})
"""The lines that leave, wherever a line is asked for."""
_REPLIES = {"y": Reply.YES, "yes": Reply.YES, "m": Reply.MAYBE, "maybe": Reply.MAYBE, "n": Reply.NO, "no": Reply.NO}


class OwnListLines:
    """The conversation about one open half, the answers of one person in “yes, no, maybe”."""

    def __init__(self, talk: Talk, part: OwnPartHandle, change_passphrase: Callable[[], None]) -> None:
        self._talk = talk
        self._filling = part.answers
        self._change_passphrase = change_passphrase
        self._told = False

    def run(self) -> None:
        """Goes through one list after another. Raises LeftEarly if nothing more is typed."""
        self._talk.say("", *say.PRIVATE)
        while True:
            listed = self._chosen_list()
            self._talk.say("", *(words.harmless(said_item(each)) for each in (listed.title, listed.summary)))
            if listed.cautions and not self._filling.is_begun(listed):
                self._mind(listed)
                # Somebody may want to leave it for another day, unread.
                said = meant(self._talk.private(say.BEGIN_LIST).casefold())
                if said in DONE:
                    return
                if said == "lists" and len(self._filling.lists) > 1:
                    continue
            if not self._told:
                self._talk.say("", *say.PLAIN_HELP)
                self._told = True
            if not self._go_through(listed):
                return

    def _chosen_list(self) -> ItemList:
        """Asks which list; there may be one that they would rather leave for another day."""
        lists = self._filling.lists
        if len(lists) == 1:
            return lists[0]
        self._talk.say("", say.WHICH_LIST)
        for number, each in enumerate(lists, 1):
            gist = f" ({words.harmless(said_item(each.gist))})" if each.gist else ""
            self._talk.say(f"{number}: {words.harmless(said_item(each.title))}{gist}")
        while True:
            said = meant(self._talk.private("> ").casefold())
            if said in DONE:
                raise LeftEarly
            if said.isdecimal() and 1 <= int(said) <= len(lists):
                return lists[int(said) - 1]
            self._talk.answer_other(said, say.PLAIN_HELP)

    def _mind(self, listed: ItemList) -> None:
        cautions = sorted_out([by_line(said_item(each)) for each in listed.cautions])
        if cautions:
            self._talk.say("", tongue.said("{heading}:").format(heading=words.CAUTIONS_TITLE))
            self._talk.say_all(f"- {words.harmless(line)}" for line in (*cautions.own, cautions.standing) if line)

    def _go_through(self, listed: ItemList) -> bool:
        """Goes through one list. True if they want to choose another one."""
        filling = self._filling
        keys = [row.key for row in filling.rows(listed)]
        at = next((place for place, row in enumerate(filling.rows(listed)) if row.reply is None), 0)
        group = ""
        while True:
            row = filling.row(keys[at]) if at < len(keys) else None
            group = self._show(row, group)
            said = meant(self._talk.private("> ").casefold())
            if said in DONE or (row is None and not said):
                return False
            if said == "lists" and len(filling.lists) > 1:
                return True
            if said in {"back", "b"}:
                at = max(0, at - 1)
            elif said == "first":
                at, group = 0, ""
            elif said == "find":
                at = self._found(listed, keys, at)
            elif said == "own":
                key = filling.add_own(self._talk.private(say.OWN_ASK))
                keys = [each.key for each in filling.rows(listed)]
                if key:
                    at = keys.index(key)
                else:
                    self._talk.say(say.OWN_FULL)
            elif said in {"limits", "mind", "passphrase"}:
                self._aside(said, listed)
            elif row is None:
                self._talk.answer_other(said, say.PLAIN_HELP)
            elif said == "drop" and row.own:
                filling.drop_own(row.key)
                keys.remove(row.key)
            elif said in _REPLIES:
                filling.reply(row.key, _REPLIES[said])
                at += 1
            elif not said:
                at += 1
            else:
                self._about_one(row, said)

    def _found(self, listed: ItemList, keys: list[str], at: int) -> int:
        """Asks for a word. Returns the place of the next row that has it, or the same place if none has."""
        key = found_after(
            item_rows(self._filling, listed), keys[at] if at < len(keys) else "", self._talk.private(say.FIND_ASK)
        )
        if key not in keys:
            self._talk.say(say.NOT_FOUND)
            return at
        return keys.index(key)

    def _show(self, row: ItemRow | None, group: str) -> str:
        """Says the row, with its heading where that is another one. Returns the heading."""
        if row is None:
            self._talk.say("", say.ALL_DONE, say.AFTER_LAST)
            return group
        heading = say.OWN_GROUP if row.own else words.harmless(said_item(row.group))
        self._talk.say("", *([heading.upper()] if heading != group else []))
        self._talk.say(words.harmless(row.text if row.own else said_item(row.text)), words.harmless(say.about(row)))
        return heading

    def _aside(self, said: str, listed: ItemList) -> None:
        if said == "limits":
            self._limits()
        elif said == "mind":
            self._mind(listed)
        else:
            self._change_passphrase()

    def _about_one(self, row: ItemRow, said: str) -> None:
        filling = self._filling
        if said == "clear":
            filling.reply(row.key, None)
            self._talk.say(say.TAKEN_BACK)
        elif said == "show":
            self._talk.say_unheard(*filter(None, (say.ANSWERS[row.reply], say.condition_of(row))))
        elif said == "condition":
            filling.condition(row.key, self._talk.private(say.CONDITION_ASK))
            now = filling.row(row.key)
            if now is not None and now.condition:
                filling.share(row.key, _REPLIES.get(meant(self._talk.private(say.SHARE_ASK).casefold())) is Reply.YES)
        else:
            self._talk.answer_other(said, say.PLAIN_HELP)

    def _limits(self) -> None:
        filling = self._filling
        self._talk.say("", say.LIMITS_TITLE, *say.LIMITS_INTRO)
        self._talk.say(say.LIMITS_ASK)
        while True:
            limits, areas = filling.half.now.limits, filling.areas
            marks = [(say.LIMIT_AREA.format(area=said_area(area)), filling.is_never(area)) for area in areas]
            marks.append((say.LIMIT_CLOTHES, limits.clothes_on))
            for number, (text, on) in enumerate(marks, 1):
                self._talk.say_state(f"{number}: {words.harmless(text)}", say.SET if on else say.UNSET)
            self._talk.say_state(f"{len(marks) + 1}: {say.LIMIT_TIME}", say.longest(limits))
            said = self._talk.private("> ")
            if not said or meant(said.casefold()) in DONE:
                return
            if not said.isdecimal():
                area = meant_area(said)
                if area not in areas and not knows_area(area):
                    self._talk.say(say.AREA_UNKNOWN.format(area=words.harmless(said)))
                filling.never(area, True)
            elif 1 <= int(said) <= len(areas):
                filling.never(areas[int(said) - 1], not marks[int(said) - 1][1])
            elif int(said) == len(areas) + 1:
                filling.clothes_on(not limits.clothes_on)
            elif int(said) == len(areas) + 2:
                times = (None, *MINUTES)
                filling.longest(times[(times.index(limits.minutes) + 1) % len(times)])
