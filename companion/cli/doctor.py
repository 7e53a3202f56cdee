"""Wiring of `companion doctor`: loudspeaker, microphone, the way between them, voice and model, each really tried.

Used by the command line only.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from companion import __version__, resources
from companion.errors import EXIT_GOOD, EXIT_YOURS, NoModel, NoVoice
from companion.noise import turn_noise_away

if TYPE_CHECKING:
    from companion.audio.doctor import Probe


def run_doctor(*, microphone: bool = True) -> int:
    """`companion doctor`: everything tried, each with what to do where it fails. 1 where something does. Where the
    `microphone` is to be left alone, it is not opened, nor is the way from the loudspeaker to it tried."""
    from companion.audio.doctor import probe_loudspeaker, probe_microphone

    everything = "everything" if microphone else "everything but the microphone"
    print(f"companion {__version__}: trying {everything}; you will hear a bell and a sentence. It takes a few seconds.")
    turn_noise_away()
    good = True
    of_microphone = (probe_microphone, _probe_delay) if microphone else (_leave_microphone,)
    for probe in (probe_loudspeaker, *of_microphone, _probe_voice, _probe_files, _probe_model):
        found = probe()
        good = good and found.ok
        sign = "PROBLEM" if not found.ok else "–" if found.detail.startswith("not ") else "good"
        print(f"  {sign:8} {found.name}: {found.detail}", flush=True)
        if found.hint:
            print(f"           {found.hint}", flush=True)
    print(f"  models   {resources.models_dir()}")
    print(f"  cache    {resources.cache_dir()}")
    print(f"  logs     {resources.log_dir()}")
    return EXIT_GOOD if good else EXIT_YOURS


def _leave_microphone() -> Probe:
    from companion.audio.doctor import Probe

    return Probe("Microphone", True, "not tried, because of --no-mic.")


def _probe_delay() -> Probe:
    from companion.audio.delay import measure_delay

    return measure_delay().probe


def _probe_voice() -> Probe:
    """The voice that reads, the best one here; and which one does where it fails."""
    from companion.audio.doctor import Probe
    from companion.voicing import make_voices

    gave_up: list[str] = []
    voices = make_voices("best", lambda message, hint: gave_up.append(f"{message} {hint}".strip()))
    voice = voices[1]
    try:
        pcm = voice.render("This is the voice that will read to you.", 130)
    except NoVoice as why:
        return Probe("Voice", False, why.message, why.hint)
    finally:
        for each in voices.values():
            each.close()
    says = f"{voice.name.split('/')[1]} says a sentence of {pcm.seconds:.1f} s."
    return Probe("Voice", not gave_up, " ".join([*gave_up, says]))


def _probe_files() -> Probe:
    """Whether the models that were fetched are still what was fetched."""
    from companion.audio.doctor import Probe
    from companion.weights.catalog import read_catalog
    from companion.weights.store import damaged, is_fetched

    folder = resources.models_dir()
    models = list(read_catalog(resources.catalog_path()))
    for model in models:
        if (file := damaged(folder / model.name, known=model.hashes, thorough=True)) is not None:
            said = f"{model.title} is damaged: {file.name} is not as it was fetched."
            return Probe("Models", False, said, f"Fetch it again: companion setup {model.name}")
    here = sum(is_fetched(model.name, folder) for model in models)
    return Probe("Models", True, f"{here} of {len(models)} are here, and whole.")


def _probe_model() -> Probe:
    """The recogniser hears the system's voice say "stop": model, child process, grammar and spotter in one."""
    from companion.audio.doctor import Probe

    name = "Listening"
    try:
        heard = _hear_own_stop()
    except NoModel as why:
        return Probe(name, False, why.message, why.hint)
    except NoVoice:
        return Probe(name, True, "The speech recognition starts; without a voice it could not be tried on a word.")
    if heard != "stop":
        return Probe(
            name, False, f"A spoken “stop” was taken for {heard or 'nothing'}.", "Run `companion setup` again."
        )
    return Probe(name, True, "The speech recognition understands a spoken “stop”.")


def _hear_own_stop() -> str:
    import tempfile

    import soundfile

    from companion.hearing import vocabulary
    from companion.hearing.hear import hear
    from companion.hearing.model import tuned_model
    from companion.speech.system import SystemVoice
    from companion.weights.store import model_path

    words = vocabulary.load()
    model = tuned_model(model_path(words.model), resources.cache_dir() / "models")
    voice = SystemVoice()
    try:
        pcm = voice.render("stop", 130)
    finally:
        voice.close()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "stop.wav"
        soundfile.write(file, pcm.samples, pcm.rate)
        return next((found.command for found in hear([file], model, words)), "")
