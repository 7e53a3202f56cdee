"""“Yes, no, maybe” in plain lines. Must not import textual.

The answers that one person types alone are not shown, and their lines are wiped before the other one looks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar

from companion.closeness.comparing import A, B
from companion.errors import CompanionError
from companion.screen import words
from companion.screen.closeness import closeness_words as say
from companion.screen.plain.closeness_talk import LeftEarly, Talk
from companion.screen.plain.own_list_lines import DONE, OwnListLines
from companion.screen.seam import ClosenessDesk, OwnPartHandle
from companion.tongue import meant

Result = TypeVar("Result")

_KEYS = {"f": A, "j": B}


class ClosenessLines:
    """The conversation with one or two people, line by line."""

    def __init__(self, desk: ClosenessDesk, talk: Talk) -> None:
        self._desk = desk
        self._talk = talk

    def run(self, troubles: Sequence[str] = ()) -> None:
        """Asks until they leave."""
        self._talk.say_all(f"({words.harmless(trouble)})" for trouble in troubles)
        self._talk.say(say.TITLE, *say.INTRO, say.NEXT_DAY)
        while True:
            names = self._desk.names
            self._talk.say("", *(f"{key}: {say.OWN_LIST.format(who=names[who])}" for key, who in _KEYS.items()))
            self._talk.say(f"b: {say.COMPARE}", f"d: {say.DELETE}", f"q: {say.LEAVE}")
            typed = self._talk.ask("> ")
            if typed is None or meant(typed.casefold()) in DONE:
                return
            with suppress(LeftEarly):
                self._begin(typed.casefold())

    def _begin(self, said: str) -> None:
        who = self._who(said)
        if who is not None:
            self._alone(who)
        elif said == "b":
            self._together()
        elif said == "d":
            self._delete()
        else:
            self._talk.answer_other(said)

    # ---- one person ---------------------------------------------------------------------------------------------

    def _alone(self, who: str) -> None:
        name = self._desk.names[who]
        try:
            self._talk.say("", say.HANDOVER.format(who=name), f"({say.PASSPHRASE_UNSEEN})")
            part = self._opened(who) if self._desk.is_there(who) else self._created(who)
            try:
                with suppress(LeftEarly), self._talk.alone(words.EVENING_HEADPHONES_TYPED.format(who=name)):
                    OwnListLines(self._talk, part, lambda: self._change_passphrase(part)).run()
            finally:
                # Also at Ctrl-C: nothing that was answered is lost.
                saved = self._saved(part)
        finally:
            self._talk.wipe()
        self._talk.say(*([say.SAVED] if saved else []), say.PASS_ON)

    def _opened(self, who: str) -> OwnPartHandle:
        while True:
            try:
                return self._desk.open(who, self._talk.passphrase(say.PASSPHRASE_ASK))
            except CompanionError as error:
                self._talk.trouble(error)

    def _created(self, who: str) -> OwnPartHandle:
        return self._with_new_passphrase(lambda chosen: self._desk.create(who, chosen))

    def _with_new_passphrase(self, use: Callable[[str], Result]) -> Result:
        """Asks for a new passphrase until `use` takes it. Raises LeftEarly if none is given."""
        self._talk.say(*say.PASSPHRASE_NEW)
        while True:
            chosen = self._talk.passphrase(say.PASSPHRASE_ASK)
            if self._talk.passphrase(say.PASSPHRASE_AGAIN) != chosen:
                self._talk.say(say.PASSPHRASES_DIFFER)
                continue
            try:
                return use(chosen)
            except CompanionError as error:
                self._talk.trouble(error)

    def _change_passphrase(self, part: OwnPartHandle) -> None:
        with suppress(LeftEarly):
            self._with_new_passphrase(part.change_passphrase)
            self._talk.say(say.PASSPHRASE_CHANGED)

    def _saved(self, part: OwnPartHandle) -> bool:
        """Saves, and asks what to do where that fails. False if they left without saving."""
        while True:
            self._talk.say(say.ONE_MOMENT)
            try:
                part.save()
            except CompanionError as error:
                self._talk.trouble(error)
                self._talk.say(say.NOT_SAVED_ASK)
                typed = self._talk.ask("> ")
                if typed is None or typed.casefold() in {"leave without saving", say.LEAVE_UNSAVED}:
                    return False
            else:
                return True

    # ---- both ---------------------------------------------------------------------------------------------------

    def _together(self) -> None:
        if not all(map(self._desk.is_there, self._desk.names)):
            self._talk.say(say.BOTH_NEEDED)
            return
        self._talk.say("", *say.BEFORE_COMPARING)
        if meant((self._talk.ask(say.LOOK_ASK) or "").casefold()) != "look":
            return
        parts = []
        for who, name in self._desk.names.items():
            self._talk.say("", say.HANDOVER_COMPARE.format(who=name), f"({say.PASSPHRASE_UNSEEN})")
            parts.append(self._opened(who))
        found = self._desk.compare(*parts)
        parts.clear()
        try:
            with self._talk.alone(say.SHARE_ALOUD_TYPED):
                self._talk.say("", say.SHARE_TITLE, *say.shared_lines(found, dict(self._desk.names)))
                self._talk.private(say.BOTH_READ)
        finally:
            self._talk.wipe()

    def _delete(self) -> None:
        self._talk.say(say.DELETE_WHOSE)
        who = self._who((self._talk.ask(say.WHOSE_ASK) or "").casefold())
        if who is None:
            self._talk.say(say.NOT_DELETED)
            return
        name = self._desk.names[who]
        if not self._desk.is_there(who):
            self._talk.say(say.NO_LIST.format(who=name))
            return
        self._talk.say(say.DELETE_SURE.format(who=name), say.DELETE_TYPE)
        if meant((self._talk.ask("> ") or "").casefold()) != "delete":
            self._talk.say(say.NOT_DELETED)
            return
        try:
            self._desk.delete(who)
        except CompanionError as error:
            self._talk.trouble(error)
        else:
            self._talk.say(say.DELETED.format(who=name))

    def _who(self, said: str) -> str | None:
        by_name = {name.casefold(): who for who, name in self._desk.names.items()}
        return _KEYS.get(said) or by_name.get(said)
