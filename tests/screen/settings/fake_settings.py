"""The settings behind a page, made by hand: values in memory, and everything that was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from companion.app.settings_desk import USUAL
from companion.errors import CompanionError, SettingsError
from companion.screen.seam import KeptThing, SettingValue

FAVOURITES = KeptThing("favourites", "your favorites", "2 exercises")
COUPLE = KeptThing("couple", "about the two of you", "names, dates, touch you left out")
LISTS = KeptThing("yes-no-maybe", "yes, no, maybe", "press D there to delete a list", deletable=False)


class FakeSettings:
    def __init__(self) -> None:
        self.trouble = ""
        self.file = ""
        self.values: dict[str, SettingValue] = dict(USUAL)
        self.flags: set[str] = set()
        self.given: dict[str, str] = {}
        """The key of each action that was given another one."""
        self.asked: list[str] = []
        """Everything it was asked to do, in order."""
        self.things: list[KeptThing] = [FAVOURITES, COUPLE, LISTS]
        self.fails: CompanionError | None = None
        """Raised by `choose` and `forget`."""

    def value(self, name: str) -> SettingValue:
        return self.values[name]

    def held(self, name: str) -> bool:
        return name in self.flags

    def options(self, name: str) -> Sequence[tuple[str, SettingValue]]:
        return {
            "voice": [("the best one (usual)", "best"), ("joe", "joe"), ("no voice, only text", "none")],
            "bed": [("none", "none"), ("a soft hiss", "noise"), ("rain", "rain")],
            "language": [("that of each exercise (usual)", ""), ("English", "en"), ("French", "fr")],
            "region": [("guess it (usual)", ""), ("Arcadia", "XA"), ("Bohemia by the Sea", "XB")],
        }.get(name, [])

    def check_word(self, word: str) -> str:
        if word == "yes":
            raise SettingsError("“yes” means something else already.", hint="Try another word.")
        return word.strip().lower()

    def choose(self, name: str, value: SettingValue) -> None:
        if self.fails is not None:
            raise self.fails
        self.values[name] = value
        self.asked.append(f"{name}={value}")

    def keys(self) -> dict[str, str]:
        return self.given

    def give_key(self, action: str, key: str) -> None:
        if key == "s":
            raise SettingsError("S always keeps its own meaning, so it can’t mean louder.")
        self.given[action] = key
        if not key:
            del self.given[action]

    async def settle(self) -> None:
        self.asked.append("settle")

    def hear(self) -> None:
        self.asked.append("hear")

    def hush(self) -> None:
        self.asked.append("hush")

    def kept(self) -> Sequence[KeptThing]:
        return list(self.things)

    def forget(self, name: str) -> None:
        if self.fails is not None:
            raise self.fails
        self.asked.append(f"forget {name}")
        self.things = [thing for thing in self.things if thing.name != name]

    @property
    def chosen(self) -> list[str]:
        """The choices, in order."""
        return [each for each in self.asked if "=" in each]
