"""Lists the voices of the catalog and the models' folder, and makes them.

Used by `adapters` and the command line. Nothing is fetched here.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from companion import resources
from companion.app.samples import sample
from companion.errors import CannotSay, CompanionError, NoVoice
from companion.exercise.language_names import language_name
from companion.exercise.speech_time import WORDS_PER_MINUTE
from companion.ports import Voice
from companion.speech.voice_chain import (
    BEST,
    NONE,
    OFFERED,
    SYSTEM,
    SYSTEM_VOICE,
    Known,
    VoiceChain,
    best_first,
    find,
    how_to_get,
    natural_of,
    order_for,
    second_for,
)
from companion.tongue import said

if TYPE_CHECKING:
    from companion.ports import Pcm
    from companion.speech.clips import Clips

HandedOver = Callable[[str, str], None]
"""Takes a message and a hint, once for each voice that is given up."""


def known_voices(*, looked_at: bool = False) -> list[Known]:
    """Lists all voices of the catalog and the system's, the best installed one first.

    With `looked_at`, their files are compared with the hashes of the fetched ones, which may take a moment.
    """
    from companion.speech.kokoro_forms import read_forms, style_file
    from companion.weights.catalog import read_catalog
    from companion.weights.store import damaged, place_of, read_marker

    found = [SYSTEM_VOICE]
    for model in read_catalog(resources.catalog_path()):
        folder = place_of(model.name)
        revision = read_marker(folder) if model.voices else None
        broken = damaged(folder, known=model.hashes) if model.voices and (looked_at or revision is None) else None
        if broken is not None:
            revision = None
        engine = model.name.partition("-")[0]
        forms = read_forms(folder, revision) if engine == "kokoro" and revision is not None else None
        for name, language in model.spoken.items():
            # An earlier version fetched fewer voices with the same model.
            here = revision is not None and (engine != "kokoro" or (folder / style_file(name)).is_file())
            found.append(
                Known(
                    name,
                    engine,
                    language,
                    model.license,
                    model.doubt,
                    model.size,
                    folder if here else None,
                    revision or "",
                    broken,
                    forms is not None and forms.slow,
                )
            )
    return best_first(found)


def make_voice(known: Known, part: int = 1, language: str = "en") -> Voice:
    """Makes an installed voice, without starting it. `part`: 1 for the first of two voices in an exercise, 2 for the
    second; only the system's voice has a different one for each. `language`: that of the texts, for the system's voice,
    which has several.

    Raises NoVoice, also if this program has no engine of that name.
    """
    repair = f"Type this where you start Companion: companion setup --voice {known.name}"
    if known.engine == SYSTEM or known.folder is None:
        from companion.speech.system import SystemVoice

        return SystemVoice(language, part, missing=lambda: how_to_get(language, known_voices()))
    match known.engine:
        case "kokoro":
            from companion.speech.kokoro import kokoro_voice

            return kokoro_voice(
                known.name, known.folder, language=known.language, revision=known.revision, repair=repair
            )
        case "piper":
            from companion.speech.piper import piper_voice

            return piper_voice(known.name, known.folder, revision=known.revision, repair=repair)
        case engine:
            raise NoVoice(
                f"The voice {known.name} doesn't work with this version of Companion (it needs “{engine}”).",
                hint="Update Companion, or choose another voice. To see them: companion voices",
            )


def make_voices(
    name: str, handed_over: HandedOver, *, language: str = "en", handing_over: bool = True, patient: bool = False
) -> dict[int, VoiceChain]:
    """Makes the voices of both parts for this language, by part number. Raises UnknownVoice and OtherLanguage.

    `handed_over` is called when another voice takes over from one that failed. Without `handing_over`, a part has its
    first voice only, for callers that want that voice or none. With `patient`, no other voice takes over from one that
    is still starting (see `VoiceChain`).
    """
    known = known_voices()
    first = order_for(name, known, language)
    second = second_for(first[0], known)
    return {
        1: VoiceChain(_made(first if handing_over else first[:1], 1, language), handed_over, patient=patient),
        2: VoiceChain(_made([*second, SYSTEM_VOICE], 2, language), handed_over, patient=patient),
    }


def other_voices(handed_over: HandedOver, *, patient: bool = False) -> Callable[[str], dict[int, VoiceChain]]:
    """Makes the function that makes the best voices for sentences of another language (`speech.clips.Clips`)."""
    return lambda language: make_voices(BEST, handed_over, language=language, patient=patient)


def engine_of(name: str, language: str = "en") -> str:
    """Names the engine of the voice that reads texts in this language: "piper", "kokoro" or "system". Raises
    UnknownVoice and OtherLanguage."""
    return order_for(name, known_voices(), language)[0].engine


def check_voice(name: str, language: str = "") -> None:
    """Checks a voice's name. Raises UnknownVoice if there is no such voice, or it is not installed; OtherLanguage if it
    doesn't speak `language`."""
    if name not in (BEST, NONE):
        known = known_voices()
        if language:
            order_for(name, known, language)
        else:
            find(name, known)


def fitting(name: str, language: str) -> str:
    """Returns this voice if it speaks the language; if not, the best one that does. It is for a usual voice, which is
    chosen once for all exercises. Raises UnknownVoice."""
    if name in ("", BEST, NONE):
        return name
    return name if find(name, known_voices()).speaks(language) else BEST


def natural_voice(language: str) -> Known | None:
    """Finds the best natural voice of this language, installed or not; None if there is none in the catalog."""
    return natural_of(language, known_voices())


def language_of(name: str) -> str:
    """Returns the language in which a voice is tried: English for those with several."""
    return next((known.language for known in known_voices() if known.name == name and known.language), "en")


def check_readable(name: str, language: str) -> None:
    """Checks that a voice here reads texts in this language. Raises NoVoice with what to fetch, UnknownVoice and
    OtherLanguage.

    Only the system's voice has to be started for that: which languages it has differs from computer to computer.
    """
    voice = order_for(name, known_voices(), language)[0]
    if voice.engine == SYSTEM and language != "en":
        trying = make_voice(voice, language=language)
        try:
            trying.render(sample(language), WORDS_PER_MINUTE)
        except CannotSay:
            return  # it speaks the language, if not these words
        finally:
            trying.close()


def _made(wanted: list[Known], part: int, language: str) -> list[Voice]:
    voices: list[Voice] = []
    for known in wanted:
        try:
            voices.append(make_voice(known, part, language))
        except NoVoice:  # its files were deleted since it was installed; the system's voice always comes last
            if len(wanted) == 1:
                raise
    return voices


# ---- companion setup --------------------------------------------------------------------------------------------

_READY_SECONDS: Final = 60.0
"""Seconds that `get_ready` takes at most, at the end of a set-up that people wait for."""


def kokoro_here() -> Known | None:
    """Finds a Kokoro voice that is installed; None if there is none."""
    return next((known for known in known_voices() if known.engine == "kokoro" and known.installed), None)


def settle_kokoro(out: TextIO) -> None:
    """Has Kokoro's voices made quick and measured, if they are installed; that takes no time if it was done before."""
    if (here := kokoro_here()) is not None and here.folder is not None:
        from companion.app.kokoro_setup import settle_forms

        settle_forms(here.folder, here.revision, here.name, out)


def kokoro_standing() -> str:
    """Says how Kokoro's voices are computed here, and why; empty if they aren't installed."""
    if (here := kokoro_here()) is None or here.folder is None:
        return ""
    from companion.app.kokoro_setup import standing

    return standing(here.folder, here.revision)


def more_natural() -> str:
    """Says how the most natural voices can be had; empty if they are installed."""
    offered = [known for known in known_voices() if known.name in OFFERED]
    if any(known.installed for known in offered):
        return ""
    names = f"{', '.join(OFFERED[:-1])} and {OFFERED[-1]}"
    return (
        f"There are more natural voices: {names} ({offered[0].size / 1e6:.0f} MB). "
        f"To download them: companion setup --voice {OFFERED[0]}"
    )


def get_ready(out: TextIO) -> None:
    """Renders the first sentences of the exercises that are meant for a bad moment, so that they never wait for a voice
    to start.

    The chosen voice, or the best installed one, renders into the cache, which takes no time if that was done before. A
    failure is not reported, because everything works without.
    """
    from companion.app.ahead import first_sentences
    from companion.speech.cache import ClipCache
    from companion.speech.clips import Clips
    from companion.store import settings

    known = known_voices()
    chosen = settings.load().settings.voice
    english = [each for each in known if each.speaks("en") and each.installed]
    best = next((each for each in english if each.name == chosen), english[0])
    if best.engine == SYSTEM or chosen == NONE:
        return
    out.write(f"Getting the voice {best.name} ready, so that the exercises for hard moments start at once.\n")
    out.flush()
    until = time.monotonic() + _READY_SECONDS
    voices = make_voices(best.name, lambda *_: None, handing_over=False)
    clips = Clips(voices, cache=ClipCache(resources.OwnPlace.SPEECH.path()))
    try:
        for utterance in first_sentences(shipped_only=False, urgent_only=True):
            if time.monotonic() > until:
                return
            clips.get(utterance)
    except CompanionError:
        return
    finally:
        clips.close()


def clips_ahead(voice: str) -> Clips | None:
    """Makes the clips that are rendered ahead, which are English, by this voice alone, or by the best one if it speaks
    another language; None if it isn't a natural one, or none speaks."""
    from companion.speech.cache import ClipCache
    from companion.speech.clips import Clips

    if voice == NONE or engine_of(voice := fitting(voice, "en")) == SYSTEM:
        return None
    voices = make_voices(voice, lambda *_: None, handing_over=False, patient=True)
    return Clips(voices, cache=ClipCache(resources.OwnPlace.SPEECH.path()))


# ---- companion voices -------------------------------------------------------------------------------------------


def listing() -> str:
    """Writes the text that `companion voices` prints."""
    lines: list[str] = []
    known = known_voices(looked_at=True)
    for number, voice in enumerate(known):
        state = "installed" if voice.installed else f"{voice.size / 1e6:.0f} MB to download"
        if voice.damaged is not None:
            state = f"damaged ({voice.damaged.name}); {state} again"
        first = next(each for each in known if each.speaks(voice.language or "en"))
        default = f", the usual one for {language_name(voice.language)}" if voice.language and voice is first else ""
        engine = "" if voice.engine == SYSTEM else f" · {voice.engine}"
        named = language_name(voice.language) if voice.language else "every language it knows"
        lines.append(f"{voice.name:8} {named}{engine} · {voice.license} · {state}{default}")
        if voice.doubt and all(later.doubt != voice.doubt for later in known[number + 1 :]):
            # Once for all voices of one model.
            lines.append(f"         {voice.doubt}")
        together = [each.name for each in known if each.doubt == voice.doubt and not each.installed]
        if not voice.installed and voice.name == together[-1]:
            what = "it" if len(together) == 1 else "them all"
            lines.append(f"         to download {what}: companion setup --voice {together[0]}")
    lines += ["", *filter(None, [kokoro_standing(), more_natural()])]
    lines += ["", "To hear one: companion voices try NAME. To use one: companion play EXERCISE --voice NAME."]
    return "\n".join(lines)


def try_voice(name: str, text: str = "", out: Path | None = None) -> str:
    """Says a text aloud, or writes it to a WAV file; without one, a sentence in the voice's language. Returns a line to
    print. Raises CompanionError."""
    known = find(name, known_voices(looked_at=True))
    voice = make_voice(known)
    try:
        pcm = voice.render(text or sample(known.language), WORDS_PER_MINUTE)
    finally:
        voice.close()
    if out is not None:
        return _written(pcm, out)
    _play(pcm)
    return f"That was {known.name}."


def _written(pcm: Pcm, out: Path) -> str:
    import soundfile

    if out.is_dir():
        raise CompanionError(
            "This is a folder.", place=str(out), hint=f"Give a file name, such as: {out / 'voice.wav'}"
        )
    beside = out.with_name(f".{out.stem}.part{out.suffix}")  # its suffix gives the kind of file
    try:
        soundfile.write(str(beside), pcm.samples, pcm.rate)
        os.replace(beside, out)
    except (OSError, soundfile.LibsndfileError, ValueError, TypeError) as reason:
        raise CompanionError("I can't write to this file.", place=str(out), hint="Choose another one.") from reason
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()
    return f"Written: {out}"


def _play(pcm: Pcm) -> None:
    """Plays the sound on the program's own loudspeaker, and returns at its end. Raises NoLoudspeaker."""
    import threading

    from companion.audio.devices import AudioSystem
    from companion.audio.output import LoudspeakerPlayer
    from companion.errors import NoLoudspeaker
    from companion.ports import Report, Speaking, SpeakingChanged
    from companion.session.events import ClipEnded

    over = threading.Event()
    missing: list[str] = []

    def post(report: Report) -> None:
        if isinstance(report, SpeakingChanged) and report.speaking is Speaking.NO_LOUDSPEAKER:
            missing.append(report.detail)
            over.set()
        elif isinstance(report, ClipEnded):
            over.set()

    system = AudioSystem()
    player = LoudspeakerPlayer(post, system)
    try:
        player.play(1, pcm, player.generation())
        ended = over.wait(pcm.seconds + 10)
        # The last block is still on its way to the loudspeaker.
        threading.Event().wait(0.2 + player.latency)
    finally:
        player.close()
        system.close()
    if missing or not ended:
        hint = missing[0] if missing else said("To find out why, type this where you start Companion: companion doctor")
        raise NoLoudspeaker("I can't find a speaker, so you won't hear anything.", hint=hint)


def spoken_name(voice: str) -> str:
    """Returns the name that people call a voice by; empty for the system's own."""
    engine, _, rest = voice.partition("/")
    return "" if engine == "system" else rest.partition("/")[0]
