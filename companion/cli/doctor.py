"""`companion doctor`: tries loudspeaker, microphone, the way between them, voice and model, each with real sound."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from companion import __version__, resources
from companion.app.stderr_log import turn_noise_away
from companion.cli.own_journal import standing
from companion.errors import EXIT_GOOD, EXIT_YOURS, CannotSay, CompanionError, NoModel, NoVoice

if TYPE_CHECKING:
    from companion.audio.probes import Probe


def run_doctor(*, microphone: bool = True, share: Path | None = None) -> int:
    """Runs `companion doctor`: tries everything, with advice if it fails. Returns 1 if something fails.

    Without `microphone` it is not opened, and the way from the loudspeaker to it is not tried. `share`: a new file for
    the facts that can be sent to others.
    """
    everything = "everything" if microphone else "everything except the microphone"
    sounds = "a bell and a short whistle" if microphone else "a bell"
    if share is not None and share.exists():
        raise CompanionError("There is already a file of this name.", hint="Choose another name.", place=str(share))
    print(f"companion {__version__}: testing {everything}. You'll hear {sounds}. It takes a few seconds.")
    turn_noise_away()
    probes: list[Probe] = []
    for found in _results(microphone=microphone):
        probes.append(found)
        print(f"  {found.sign:8} {found.name}: {found.detail}", flush=True)
        if found.hint:
            print(f"           {found.hint}", flush=True)
    if share is not None:
        from companion.cli.shared_facts import write_facts

        write_facts(share, probes)
        print(f"I've written what I found to {share}, without names. Please read it before you send it to anybody.")
    else:
        print(f"Your journal: {standing()}.")
        print("Companion keeps its files here, on this computer only:")
        print(f"  what you chose              {resources.data_dir()}")
        print(f"  downloads (voice, hearing)  {resources.models_dir()}")
        print(f"  ready-made, can be deleted  {resources.cache_dir()}")
        print(f"  notes about crashes         {resources.log_dir()}")
    return EXIT_GOOD if all(found.ok for found in probes) else EXIT_YOURS


def _results(*, microphone: bool) -> Iterator[Probe]:
    from companion.audio.probes import probe_loudspeaker, probe_microphone

    yield probe_loudspeaker()
    for probe in (probe_microphone, _probe_delay) if microphone else (_leave_microphone,):
        yield probe()
    for probe in (_probe_voice, _probe_files, _probe_copy, _probe_model, _probe_walls):
        yield probe()


def _leave_microphone() -> Probe:
    from companion.audio.probes import Probe

    return Probe(
        "Microphone", True, "not tested, because the microphone is turned off (by --no-mic, or in your settings)."
    )


def _probe_delay() -> Probe:
    from companion.audio.delay import measure_delay

    return measure_delay().probe


def _probe_voice() -> Probe:
    """Tries the voice that reads, the best one here; names the one that takes over if it fails."""
    from companion.app.voices import kokoro_standing, make_voices
    from companion.audio.probes import Probe

    gave_up: list[str] = []
    voices = make_voices("best", lambda message, hint: gave_up.append(f"{message} {hint}".strip()))
    voice = voices[1]
    try:
        voice.render("This is the voice that will read to you.", 130)
    except (NoVoice, CannotSay) as why:
        return Probe("Voice", False, why.message, why.hint)
    finally:
        for each in voices.values():
            each.close()
    says = f"“{voice.name.split('/')[1]}” can read to you."
    return Probe("Voice", not gave_up, " ".join(filter(None, [*gave_up, says, kokoro_standing()])))


def _probe_files() -> Probe:
    """Checks that the fetched models are unchanged."""
    from companion.audio.probes import Probe
    from companion.weights.catalog import read_catalog
    from companion.weights.store import damaged, is_fetched, place_of

    models = list(read_catalog(resources.catalog_path()))
    for model in models:
        if (file := damaged(place_of(model.name), known=model.hashes, thorough=True)) is not None:
            said = f"{model.title} is damaged: {file.name} has changed since it was downloaded."
            return Probe("Downloads", False, said, f"Download it again: companion setup {model.name}")
    here = sum(is_fetched(model.name) for model in models)
    return Probe("Downloads", True, f"{here} of {len(models)} are installed, and none of them is damaged.")


def _probe_copy() -> Probe:
    """Compares the recogniser's tuned copy of its model with the model, and makes a damaged one again."""
    from companion.audio.probes import Probe
    from companion.hearing.child.tuned_model import copy_is_sound, tuned_model
    from companion.hearing.words import vocabulary
    from companion.weights.store import model_path

    name, cache = "Ready-made copy of the listening model", resources.OwnPlace.TUNED_MODELS.path()
    try:
        model = model_path(vocabulary.load().model)
        if copy_is_sound(model, cache):
            return Probe(name, True, "It's as it should be.")
        tuned_model(model, cache, anew=True)
        mended = copy_is_sound(model, cache)
    except NoModel:
        return Probe(name, True, "not tested, because listening isn't installed yet.")
    except OSError as why:
        return Probe(name, False, f"I can't read it: {why}.", "Type: companion setup")
    if not mended:
        return Probe(name, False, "It's damaged, and I can't make it again.", f"Delete this folder: {cache}")
    return Probe(name, True, "It was damaged, so I've made it again.")


def _probe_model() -> Probe:
    """Lets the recogniser hear the system's voice say "stop": tries model, child process, grammar and spotter."""
    from companion.audio.probes import Probe

    name = "Listening"
    try:
        heard = _hear_own_stop()
    except NoModel as why:
        return Probe(name, False, why.message, why.hint)
    except (NoVoice, CannotSay):
        return Probe(
            name,
            True,
            "The speech recognition has started. I had no voice to say a test word with, so it isn't tested further.",
        )
    if heard != "stop":
        return Probe(
            name,
            False,
            f"I said “stop”, and the speech recognition heard: {heard or 'nothing'}.",
            "Type: companion setup",
        )
    return Probe(name, True, "The speech recognition understands a spoken “stop”.")


def _hear_own_stop() -> str:
    import tempfile

    import soundfile

    from companion.app.sound_files import read_sound
    from companion.hearing.child.tuned_model import tuned_model
    from companion.hearing.replay import hear
    from companion.hearing.words import vocabulary
    from companion.speech.system import SystemVoice
    from companion.weights.store import model_path

    words = vocabulary.load()
    model = tuned_model(model_path(words.model), resources.OwnPlace.TUNED_MODELS.path())
    voice = SystemVoice()
    try:
        pcm = voice.render("stop", 130)
    finally:
        voice.close()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "stop.wav"
        soundfile.write(file, pcm.samples, pcm.rate)
        return next((found.command for found in hear([file], model, words, read=read_sound)), "")


def _probe_walls() -> Probe:
    """Puts the walls (a sandbox) around a process, as around those that listen and speak, and says which ones the
    kernel has."""
    import subprocess
    import sys

    from companion.audio.probes import Probe
    from companion.children import child_command
    from companion.walls.kernel import LANDLOCK, SECCOMP

    done = subprocess.run(child_command("walls"), capture_output=True, text=True, check=False)
    walls = done.stdout.split()
    works = "Everything works without it."
    kept = f"could also block the internet for the parts that listen and speak. They never use it anyway. {works}"
    if SECCOMP in walls:
        said = "The parts that listen, speak and read sound files can't open any other files or go online."
    elif LANDLOCK in walls:
        said = (
            "not fully: here, the system keeps the parts that listen and speak away from other files. It can't "
            "also block the internet for them. They never use it anyway. " + works
        )
    elif sys.platform == "linux":
        said = f"not on this computer: a newer Linux {kept}"
    else:
        said = f"not on this computer: Linux {kept}"
    return Probe("Walls", True, said)
