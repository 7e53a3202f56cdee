"""The Textual app of `companion yes-no-maybe`: brings one page after another to the front.

Between one person's page and the other's comes the first page, which shows nothing of either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from companion.closeness.comparing import A, B
from companion.errors import CompanionError
from companion.screen.closeness import closeness_words as say
from companion.screen.closeness.closeness_pages import ChoicePage, ClosenessPage, PassphrasePage, SharedPage
from companion.screen.closeness.closeness_voice import ClosenessVoice
from companion.screen.closeness.filling_screen import FillingScreen
from companion.screen.seam import ClosenessDesk, CrisisDesk, OwnPartHandle, PageReader
from companion.screen.terminal_app import TerminalApp

_KEYS = {"f": A, "j": B}


class ClosenessApp(TerminalApp):
    """The app of two people, one after the other."""

    TITLE = "Companion"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    CSS = "Screen { color: $foreground; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", show=False, priority=True),
        Binding("ctrl+q", "interrupt", show=False, priority=True),
    ]

    def __init__(
        self,
        desk: ClosenessDesk,
        crisis: CrisisDesk,
        troubles: Sequence[str] = (),
        *,
        theme: str = "",
        motion: str = "",
        reader: Callable[[], PageReader | None] = lambda: None,
    ) -> None:
        """`reader` makes the voice that reads pages aloud, once the loop runs; None if they aren't read."""
        super().__init__(theme, motion)
        self._desk = desk
        self._crisis = crisis
        self._troubles = troubles
        self._reader = reader
        self._voice = ClosenessVoice()
        self._first: OwnPartHandle | None = None
        """The half that is open while the other one's passphrase is asked for."""
        self._filling: FillingScreen | None = None
        self.interrupted = False
        self.unsaved: CompanionError | None = None
        """The reason why the last list could not be saved when the program was interrupted."""

    def on_mount(self) -> None:
        self.dress()
        self._voice = ClosenessVoice(self._reader())
        self._turn_to(self._front(" ".join(self._troubles)))

    def _turn_to(self, page: ClosenessPage) -> None:
        """Brings a page to the front, and lets go of every other one: none lies beneath it with somebody's answers."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self._show(page)

    def _show(self, page: ClosenessPage) -> None:
        page.voice = self._voice
        self.push_screen(page)
        self._voice.read(page.aloud())

    # ---- the first page -----------------------------------------------------------------------------------------

    def _front(self, note: str = "") -> ChoicePage:
        choices = [(key, say.OWN_LIST.format(who=self._desk.names[who])) for key, who in _KEYS.items()]
        choices += [("b", say.COMPARE), ("d", say.DELETE), ("q", say.LEAVE)]
        lines = (*say.INTRO, say.NEXT_DAY)
        return ChoicePage(self._crisis, lines, choices, self._chosen, note, say.FRONT_KEYS)

    def _to_front(self, note: str = "") -> None:
        self._first = self._filling = None
        self._turn_to(self._front(note))

    def _chosen(self, key: str) -> None:
        if key in _KEYS:
            self._open(_KEYS[key])
        elif key == "b":
            self._compare()
        elif key == "d":
            self._ask_whose()
        else:
            self.exit()

    # ---- one person ---------------------------------------------------------------------------------------------

    def _open(self, who: str) -> None:
        new = not self._desk.is_there(who)
        name = self._desk.names[who]
        lines = [say.HANDOVER.format(who=name), *(say.PASSPHRASE_NEW if new else ())]
        self._turn_to(
            PassphrasePage(
                self._crisis,
                say.FOR_ONE.format(who=name),
                lines,
                lambda passphrase: (self._desk.create if new else self._desk.open)(who, passphrase),
                lambda part: self._fill(part, name),
                self._to_front,
                new=new,
            )
        )

    def _fill(self, part: OwnPartHandle | None, name: str) -> None:
        if part is None:
            return
        whose = say.FOR_ONE.format(who=name)

        def done(sentence: str) -> None:
            self._to_front(f"{sentence} {say.PASS_ON}".strip())

        def new_passphrase(after: Callable[[], None]) -> None:
            def back() -> None:
                self.pop_screen()

            def changed(_: OwnPartHandle | None) -> None:
                back()
                after()

            use = part.change_passphrase
            self._show(PassphrasePage(self._crisis, whose, say.PASSPHRASE_NEW, use, changed, back, new=True))

        self._filling = FillingScreen(self._crisis, part, whose, done, new_passphrase, called=name)
        self._turn_to(self._filling)

    # ---- both ---------------------------------------------------------------------------------------------------

    def _compare(self) -> None:
        if not all(map(self._desk.is_there, self._desk.names)):
            self._to_front(say.BOTH_NEEDED)
        else:
            choices = [("l", say.LOOK), ("k", say.NOT_NOW)]
            self._turn_to(ChoicePage(self._crisis, say.BEFORE_COMPARING, choices, self._look_or_not))

    def _look_or_not(self, key: str) -> None:
        if key == "l":
            self._turn_to(self._passphrase_of(A, self._first_opened))
        else:
            self._to_front()

    def _passphrase_of(self, who: str, done: Callable[[OwnPartHandle | None], None]) -> PassphrasePage:
        name = self._desk.names[who]
        return PassphrasePage(
            self._crisis,
            say.FOR_ONE.format(who=name),
            (say.HANDOVER_COMPARE.format(who=name),),
            lambda passphrase: self._desk.open(who, passphrase),
            done,
            self._to_front,
            new=False,
        )

    def _first_opened(self, part: OwnPartHandle | None) -> None:
        self._first = part
        self._turn_to(self._passphrase_of(B, self._both_opened))

    def _both_opened(self, part: OwnPartHandle | None) -> None:
        if self._first is None or part is None:
            return
        found = self._desk.compare(self._first, part)
        self._first = None
        lines = say.shared_lines(found, dict(self._desk.names))
        self._turn_to(SharedPage(self._crisis, lines, self._to_front))

    # ---- deleting -----------------------------------------------------------------------------------------------

    def _ask_whose(self) -> None:
        choices = [(key, say.OWN_LIST.format(who=self._desk.names[who])) for key, who in _KEYS.items()]

        def chosen(key: str) -> None:
            if key not in _KEYS:
                self._to_front(say.NOT_DELETED)
            elif not self._desk.is_there(_KEYS[key]):
                self._to_front(say.NO_LIST.format(who=self._desk.names[_KEYS[key]]))
            else:
                self._ask_if_sure(_KEYS[key])

        self._turn_to(ChoicePage(self._crisis, (say.DELETE_WHOSE,), [*choices, ("k", say.KEEP_IT)], chosen))

    def _ask_if_sure(self, who: str) -> None:
        name = self._desk.names[who]

        def chosen(key: str) -> None:
            if key != "x":
                self._to_front(say.NOT_DELETED)
                return
            try:
                self._desk.delete(who)
            except CompanionError as error:
                self._to_front(f"{error.message} {error.hint}")
            else:
                self._to_front(say.DELETED.format(who=name))

        choices = [("k", say.KEEP_IT), ("x", say.DELETE_IT)]
        self._turn_to(ChoicePage(self._crisis, (say.DELETE_SURE.format(who=name),), choices, chosen))

    # ---- the end ------------------------------------------------------------------------------------------------

    async def action_interrupt(self) -> None:
        self.interrupted = True
        self._voice.hush()
        if self._filling is not None:
            try:
                await self._filling.save_now()
            except CompanionError as error:
                self.unsaved = error
        self.exit()
