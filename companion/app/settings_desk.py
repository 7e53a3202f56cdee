"""The settings behind their page (`screen.seam.SettingsHandle`): values, choices, and what is saved about people.

Knows no adapter: the program starts voice and microphone anew where a choice needs it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from companion.app.samples import sample
from companion.app.settled import SETTABLE
from companion.errors import SettingsError
from companion.exercise.language_names import language_name
from companion.ports import Player, Speaker
from companion.screen.chosen_keys import ChosenKeys, chosen_keys
from companion.screen.learnt_keys.key_table import learnt_from
from companion.screen.seam import KeptThing, SettingValue
from companion.session.effects import Utterance
from companion.session.parts.dials import PACES, VOLUMES, nearest
from companion.store import settings
from companion.store.settings import Settings
from companion.tongue import said

if TYPE_CHECKING:
    from companion.app.options import Options
    from companion.crisis.desk import Desk
    from companion.speech.voice_chain import Known

USUAL: Final[dict[str, SettingValue]] = {
    "voice": "best",
    "pace": 1.0,
    "silences": 1.0,
    "volume": 0.8,
    "bed": "none",
    "bed_volume": 0.6,
    "bells": True,
    "tones": "soft",
    "language": "",
    "microphone": True,
    "theme": "night",
    "motion": True,
    "letters": "large",
    "captions": "",
    "timestamps": False,
    "region": "",
    "stop_word": "",
    "sound_check_offered": False,
    "speak_pages": False,
    "remember_last": False,
}
"""The value of each setting if nothing was chosen."""
_NEEDS_NEW_DEVICES: Final = frozenset({"voice", "microphone", "calibration"})
"""The settings that voice or microphone take up only when they are started."""
_OWN_IDS: Final = 3_000_000_000
"""The first id of a clip of ours. Nothing else has as many clips, so a late report is never taken for another one."""
_LANGUAGES: Final = {"en": "English", "fr": "Français"}


class SpokenSample:
    """Says a sentence in a voice's language, with a pace and a volume, outside a session."""

    def __init__(self, speaker: Speaker, player: Player, language: str = "en") -> None:
        self._speaker = speaker
        self._player = player
        self._language = language
        self._id = _OWN_IDS

    def say(self, pace: float, volume: float) -> None:
        """Says the sentence, in place of anything that is still being said."""
        self.hush()
        self._id += 1
        self._player.set_volume(VOLUMES[nearest(volume, VOLUMES)])
        said = Utterance(sample(self._language), PACES[nearest(pace, PACES)], language=self._language)
        self._speaker.speak(self._id, said)

    def hush(self) -> None:
        """Silences the voice."""
        self._player.silence()
        self._speaker.hush()


class SettingsDesk:
    """The settings of one run of the program."""

    def __init__(
        self,
        flags: Options,
        crisis: Desk,
        *,
        changed: Callable[[str], None],
        renew: Callable[[], Awaitable[None]],
        sampler: Callable[[], SpokenSample | None],
    ) -> None:
        """`changed` is called after each change, with its name; `renew` starts voice and microphone anew; `sampler`
        returns the voice that can say a sentence, or None."""
        self._flags = flags
        self._crisis = crisis
        self._changed = changed
        self._renew = renew
        self._sampler = sampler
        self._stale = False
        """True if voice and microphone have to be started anew."""
        self._loaded = settings.load()
        self._speaks: SpokenSample | None = None

    @property
    def trouble(self) -> str:
        return " ".join(filter(None, (self._loaded.trouble, *self._chosen_keys().clashes)))

    @property
    def file(self) -> str:
        """The path of the settings file, with "~" for the person's home folder."""
        path = settings.path()
        home = Path.home()
        return f"~/{path.relative_to(home).as_posix()}" if path.is_relative_to(home) else str(path)

    def value(self, name: str) -> SettingValue:
        """Returns the saved value, or the usual one."""
        kept: Any = getattr(self._loaded.settings, name)
        if name == "motion":
            return bool(kept != "off")
        value: SettingValue = USUAL[name] if kept is None else kept
        return value

    def held(self, name: str) -> bool:
        """True if the command line decides it this time."""
        return name in SETTABLE and name in self._flags.given

    def options(self, name: str) -> Sequence[tuple[str, SettingValue]]:
        """Lists the voices, sounds, languages or countries; on a worker thread."""
        match name:
            case "voice":
                from companion.app.voices import known_voices

                found: list[tuple[str, SettingValue]] = [(said("the best one (usual)"), "best")]
                found += [(_voice_named(known), known.name) for known in known_voices() if known.installed]
                found.append((said("no voice, only text"), "none"))
            case "bed":
                from companion.audio.beds import BEDS
                from companion.screen.words import BEDS as NAMES

                found = [(NAMES.get(each, each), each) for each in ("none", *BEDS)]
            case "language":
                found = [(said("automatic (usual)"), ""), *((name, code) for code, name in _LANGUAGES.items())]
            case "region":
                found = [(said("guess it (usual)"), ""), *((said(name), code) for code, name in self._crisis.regions())]
            case _:
                found = []
        now = self.value(name)
        return found if any(value == now for _, value in found) else [*found, (str(now), now)]

    def check_word(self, word: str) -> str:
        """Returns the stop word as it would be listened for; on a worker thread. Raises SettingsError."""
        from companion.app.stop_word import check_own_word

        if not word.strip():
            return ""
        found = check_own_word(word.strip())
        if not found.good:
            raise SettingsError(found.message, hint=found.hint)
        return found.word

    def choose(self, name: str, value: SettingValue) -> None:
        """Saves a choice; the usual value is saved by leaving the setting out of the file. Raises SettingsError."""
        if name == "region":
            self._choose_region(str(value) or None)
        else:
            self._change(name, _to_save(name, value))

    def keys(self) -> Mapping[str, str]:
        """Returns the person's own key for each action that has one, if that key can be used."""
        return self._chosen_keys().given

    def give_key(self, action: str, key: str) -> None:
        """Gives an action this key, or the usual one if it is empty. Raises SettingsError for one that clashes."""
        now = settings.load().settings
        others = {name: given for name, given in now.keys.items() if name != action}
        if not key:
            self._change("keys", others)
            return
        # Last, so that a clash with another action is reported for this one.
        wanted = {**others, action: key}
        if action not in self._chosen_keys(wanted).given:
            raise SettingsError(self._chosen_keys(wanted).clashes[-1])
        self._change("keys", wanted)

    def _chosen_keys(self, kept: Mapping[str, str] | None = None) -> ChosenKeys:
        """Works out which keys are in effect: of those in `kept`, or of the saved ones."""
        now = self._loaded.settings
        return chosen_keys(now.keys if kept is None else kept, learnt_from(now.buttons))

    async def settle(self) -> None:
        """Starts voice and microphone anew if a change needs it."""
        if self._stale:
            self._stale = False
            self.hush()
            self._speaks = None
            await self._renew()

    def hear(self) -> None:
        """Says a sentence with the chosen voice, pace and volume, if anything can speak."""
        self._speaks = self._speaks or self._sampler()
        if self._speaks is not None:
            self._speaks.say(float(self.value("pace")), float(self.value("volume")))

    def hush(self) -> None:
        if self._speaks is not None:
            self._speaks.hush()

    def kept(self) -> Sequence[KeptThing]:
        """Lists what is saved about one person or two; on a worker thread."""
        from companion.app import everything

        now = settings.load().settings
        counted = len(now.favourites)
        found = [
            ("favourites", said("your favorites"), _exercises(counted), bool(counted)),
            ("last", said("your last exercise"), str(now.last), now.last is not None),
            (
                "calibration",
                said("how you say the words"),
                said("numbers and words, no sound"),
                now.calibration is not None,
            ),
            ("stop_word", said("your own stop word"), said("one word"), now.stop_word is not None),
            ("buttons", said("keys and buttons you set up"), f"{len(now.buttons)}", bool(now.buttons)),
            ("keys", said("your own keys"), f"{len(now.keys)}", bool(now.keys)),
            ("region", said("your country"), str(now.region), now.region is not None),
        ]
        things = [KeptThing(name, title, says) for name, title, says, there in found if there]
        things += everything.shown()
        # The limits of tonight stay, so "everything" does not name them.
        goes = [thing for thing in things if thing.deletable or thing.name != "couple"]
        return [everything.all_of(goes), *things] if goes else things

    def forget(self, name: str) -> None:
        """Deletes one of these, or everything. Raises CompanionError."""
        from companion.app import everything

        try:
            if not everything.forget(name):
                self._forget_setting(name)
        finally:
            if name in {"settings", everything.EVERYTHING}:
                self._crisis.reread()
                self._stale = True
            self._loaded = settings.load()
        self._changed(name)

    def _forget_setting(self, name: str) -> None:
        if name == "region":
            self._choose_region(None)
        else:
            self._change(name, getattr(Settings(), name))

    def _choose_region(self, region: str | None) -> None:
        self._crisis.choose(region)
        self._loaded = settings.load()

    def _change(self, name: str, value: Any) -> None:
        now = settings.load().settings
        changes = {name: value}
        if name == "remember_last" and not value:  # nothing of last time stays
            changes["last"] = None
        if getattr(now, name) != value:
            settings.change(lambda kept: replace(kept, **changes))
            if "last" in changes:
                from companion.store import last_time_files

                last_time_files.forget()
            self._stale = self._stale or name in _NEEDS_NEW_DEVICES
        self._loaded = settings.load()
        self._changed(name)


def _exercises(counted: int) -> str:
    return said("1 exercise") if counted == 1 else said("{n} exercises").format(n=counted)


def _voice_named(known: Known) -> str:
    """Returns a voice's name, with its language if it reads no English."""
    return known.name if known.speaks("en") else f"{known.name} ({said(language_name(known.language))})"


def _to_save(name: str, value: SettingValue) -> Any:
    """Turns a value of the page into the value to save. The usual one becomes the one that means "not in the file"."""
    if value == USUAL[name]:
        return getattr(Settings(), name)
    return "off" if name == "motion" else value
