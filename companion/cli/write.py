"""`companion write`: puts a file, its drafts, a screen and a voice together."""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from companion.errors import EXIT_GOOD, EXIT_INTERRUPTED, CannotSay, CompanionError

if TYPE_CHECKING:
    from companion.audio.devices import AudioSystem
    from companion.audio.output import LoudspeakerPlayer
    from companion.exercise.plan import SayCue
    from companion.ports import Pcm, Voice

Tell = Callable[[str], None]


def run_write(
    file: Path, *, plain: bool = False, beside: bool = False, voice: str = "system", in_browser: bool = False
) -> int:
    """Runs `companion write`, and returns the exit code. Raises CompanionError if the file cannot be opened.

    `beside`: only shows the file, beside an editor of the author's own. `in_browser`: the screen is a page.
    """
    from companion.authoring.drafting import Drafts
    from companion.authoring.watching import Watch

    drafts = Drafts(file)
    drafts.look()  # a wrong name is reported before anything is opened
    if voice not in ("none", "system"):
        from companion.app.voices import check_voice

        check_voice(voice)
    from companion.screen.plain.printer import wants_plain

    in_a_terminal = not wants_plain(os.environ, sys.stdin.isatty(), sys.stdout.isatty(), sys.stderr.encoding)
    if plain or not (in_browser or in_a_terminal):
        from companion.authoring.writing_plain import run_plain_writing

        return run_plain_writing(drafts, Watch(file), sys.stdout)
    from companion.app.stderr_log import turn_noise_away
    from companion.app.terminal_guard import guarded_terminal
    from companion.authoring.manuscript import Manuscript
    from companion.screen.write.editor_app import EditorApp
    from companion.screen.write.writing_app import WritingApp
    from companion.store import settings

    with guarded_terminal():
        turn_noise_away()
        narrator = None if voice == "none" else CueVoice(voice, file.absolute().parent)
        try:
            look = settings.look()
            app: WritingApp | EditorApp
            if beside:
                app = WritingApp(
                    file.name, drafts.look, Watch(file).look, narrator, theme=look.theme, motion=look.motion
                )
            else:
                manuscript = Manuscript(file)
                app = EditorApp(file.name, manuscript, drafts.of, narrator, theme=look.theme, motion=look.motion)
            try:
                app.run()
            finally:
                if isinstance(app, EditorApp):
                    app.keep_last()
        finally:
            if narrator is not None:
                narrator.close()
    if app.crash is not None:
        raise app.crash
    return EXIT_INTERRUPTED if app.interrupted else EXIT_GOOD


class CueVoice:
    """Says one sentence at a time, on a thread of its own; a new one takes the place of the last.

    A sentence that its author recorded is played.
    """

    def __init__(self, voice: str, folder: Path = Path()) -> None:
        """`folder` holds the exercise and perhaps its list of words that are said in another way."""
        self._name = voice
        self._folder = folder
        self._wanted: queue.SimpleQueue[tuple[SayCue, Tell] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="narrator", daemon=True)
        self._voices: dict[str, dict[int, Voice]] = {}
        """The voices that were needed so far, by the language and then by the part."""
        self._system: AudioSystem | None = None
        self._player: LoudspeakerPlayer | None = None
        self._silent = ""
        """The reason that sentences aren't heard now; empty if they are."""

    def say(self, cue: SayCue, tell: Tell) -> None:
        """Says a sentence; returns at once. `tell` is called on any thread, with "" once it sounds or with an error."""
        if not self._thread.is_alive():
            self._thread.start()
        if self._player is not None:
            self._player.silence()
        self._wanted.put((cue, tell))

    def close(self) -> None:
        if self._player is not None:
            self._player.silence()
        self._wanted.put(None)
        if self._thread.is_alive():
            self._thread.join(2.0)

    def _run(self) -> None:
        while (wanted := self._next()) is not None:
            cue, tell = wanted
            try:
                self._speak(cue, tell)
            except CompanionError as error:
                tell(f"{error.message} {error.hint}".strip())
        for voices in self._voices.values():
            for voice in voices.values():
                voice.close()
        if self._player is not None:
            self._player.close()
        if self._system is not None:
            self._system.close()

    def _next(self) -> tuple[SayCue, Tell] | None:
        """Waits for the next sentence, and takes the last of several."""
        wanted = self._wanted.get()
        while wanted is not None and not self._wanted.empty():
            wanted = self._wanted.get()
        return wanted

    def _speak(self, cue: SayCue, tell: Tell) -> None:
        from companion.app.voices import fitting, make_voices
        from companion.exercise.say_as import respelled
        from companion.exercise.speech_time import WORDS_PER_MINUTE
        from companion.packs.pronunciations import say_as_beside
        from companion.packs.recording_files import recording_of
        from companion.speech.recordings import read_recording

        language = cue.language
        if language not in self._voices:
            name = fitting(self._name, language)
            made = make_voices(name, lambda message, hint: tell(f"{message} {hint}"), language=language)
            self._voices[language] = dict(made)
        if self._player is None:
            from companion.audio.devices import AudioSystem
            from companion.audio.output import LoudspeakerPlayer
            from companion.ports import Report, Speaking, SpeakingChanged

            def post(report: Report) -> None:
                if isinstance(report, SpeakingChanged):
                    lost = report.speaking is Speaking.NO_LOUDSPEAKER
                    why = f"I can't find a speaker, so you won't hear anything. {report.detail}".strip()
                    self._silent = why if lost else ""
                    tell(self._silent)

            self._system = AudioSystem()
            self._player = LoudspeakerPlayer(post, self._system)
        if (recorded := recording_of(self._folder, cue.text)) is not None:
            with contextlib.suppress(CannotSay):
                self._play(read_recording(recorded), tell)
                return
        voices = self._voices[language]
        voice = voices.get(cue.voice) or voices[1]
        # Read anew each time, since its author may be writing in the list.
        text = respelled(cue.text, say_as_beside(self._folder))
        self._play(voice.render(text, round(WORDS_PER_MINUTE * cue.pace)), tell)

    def _play(self, pcm: Pcm, tell: Tell) -> None:
        """Plays a sentence, unless another one is wanted by now."""
        if self._wanted.empty() and self._player is not None:
            tell(self._silent)
            self._player.play(1, pcm, self._player.generation())
