"""Setup: the first run, a step at a time; nothing is written before the last one."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from vidtui.disk.root_identity import RootState
from vidtui.errors import UsageProblem, VidtuiError
from vidtui.i18n import LANGUAGES, N_, _
from vidtui.settings.model import PathMap, Role, Settings
from vidtui.text import printable
from vidtui.tui.bindings import LEAD, digit_keys, key, use_keys
from vidtui.tui.dialogs import Choice
from vidtui.tui.formatting import MUTED
from vidtui.tui.moving import Choices
from vidtui.tui.page import Page
from vidtui.tui.pickers import Picker, typed_path
from vidtui.tui.setup.draft import Draft
from vidtui.tui.setup.steps import (
    KEYBOARD,
    KEYBOARDS,
    LANGUAGE,
    LINKS,
    STEPS,
    STORAGE,
    TOKEN,
    TRASH,
    VIEW,
    Step,
)
from vidtui.tui.setup.token_trial import TokenTrial
from vidtui.tui.tabs import TabBar
from vidtui.tui.threads import in_background
from vidtui.tui.workspace import Workspace


class Setup(Page):
    """Each step is a text, perhaps something to type, and numbered answers."""

    MODE = "setup"
    LABEL = N_("Setup")
    ABOUT = N_(
        "Tells vidtui where your files and links are. Nothing is written before the last step; "
        "all of it can be changed later in the settings file."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "escape",
            "back",
            N_("Back"),
            N_("Go back one step; nothing typed is lost."),
            when=lambda page: not page.is_first,
        ),
        *digit_keys("take"),
        key("g", "app.lead", id=LEAD),
    ]

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.draft = Draft.of(self.workspace.settings)
        self.problem = ""
        self._at = 0
        self._tried: dict[bytes, str] = {}
        self._busy = False
        self._trial = TokenTrial(self, workspace)

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return STEPS[self._at]

    @property
    def is_first(self) -> bool:
        """Whether there is no step before the one that is shown."""
        return self._at == 0

    def body(self) -> ComposeResult:
        with VerticalScroll(id="setup", can_focus=False):
            yield Static(id="step-title")
            yield Static(id="step-text")
            for one in self.step.fields:
                yield Label(Content(_(one.label)), classes="label")
                yield Input(
                    self.draft.typed.get(one.name, ""),
                    placeholder=one.example,
                    password=one.secret,
                    name=one.name,
                    compact=True,
                )
            yield Static(id="step-problem", classes="problem")
            choices = self.step.choices(self.draft)
            if self._at:
                choices.append(Choice("back", _("Back")))
            answers = Choices(
                *(
                    Option(Content.assemble(f"{at}  ", one.text), one.name)
                    for at, one in enumerate(choices, 1)
                ),
                id="answers",
            )
            # Set before it is shown, it announces no other answer on the way.
            answers.highlighted = self._proposed
            yield answers

    @property
    def _proposed(self) -> int:
        """The place of the answer that is highlighted first."""
        names = [one.name for one in self.step.choices(self.draft)]
        return names.index(self.step.proposed(self.draft))

    def show_all(self) -> None:
        """Fill the texts, and put the focus where something can be typed or chosen."""
        if not self.ready:
            return
        self._show_texts()
        fields = self.query(Input)
        (fields.first() if fields else self.query_one(OptionList)).focus()

    def _propose(self) -> None:
        if self.ready:
            self.query_one(OptionList).highlighted = self._proposed

    def _show_texts(self) -> None:
        if not self.ready:
            return
        count = self._count()
        title = (_(self.step.title), "bold $text-accent")
        self.query_one("#step-title", Static).update(Content.assemble(title, (f"  {count}", MUTED)))
        text = self.step.text(self.draft, self.workspace.settings, self._tried)
        self.query_one("#step-text", Static).update(text)
        self.show_text("#step-problem", f"✗ {self.problem}" if self.problem else None)

    def _count(self) -> str:
        """Return which step this is, of how many as soon as that cannot change any more."""
        wanted = [step for step in STEPS if step.wanted(self.draft)]
        number = wanted.index(self.step) + 1
        if self._at > STEPS.index(LINKS):  # with links there is more to ask
            return _("Step {number} of {total}").format(number=number, total=len(wanted))
        return _("Step {number}").format(number=number)

    def _complain(self, problem: VidtuiError | str) -> None:
        self._busy = False
        self.problem = printable(str(problem))
        self._show_texts()
        if self.ready:
            self.call_after_refresh(self.query_one("#step-problem").scroll_visible, animate=False)

    async def _go(self, by: int) -> None:
        at = self._at + by
        while 0 < at < len(STEPS) - 1 and not STEPS[at].wanted(self.draft):
            at += by
        self._at = max(0, at)
        self.problem = ""
        await self.set_language()
        self._try_trash()

    async def action_back(self) -> None:
        await self._answer("back")

    async def action_take(self, digit: int) -> None:
        answers = self.query_one(OptionList)
        if digit <= answers.option_count:
            await self._answer(answers.get_option_at_index(digit - 1).id or "")

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        await self._answer(event.option.id or "")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Speak the language under the cursor at once."""
        name = event.option.id or ""
        if self.step is LANGUAGE and name in LANGUAGES and name != self.workspace.language:
            self._speak_here(name)

    def _speak_here(self, language: str) -> None:
        """Speak another language without making the answers anew, which are its names."""
        self.draft.language = language
        self.workspace.use_language(language)
        self._spoken = language  # nothing is to be made anew at the next look
        self._show_texts()
        self.query_one(TabBar).refresh()
        self.refresh_bindings()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what is typed, whatever happens to its field."""
        self.draft.typed[event.input.name or ""] = event.value
        self._propose()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next field, or take the answer that belongs to this one."""
        fields = list(self.query(Input))
        if event.input is not fields[-1]:
            fields[fields.index(event.input) + 1].focus()
        else:
            await self._answer(self.step.proposed(self.draft))

    async def _answer(self, name: str) -> None:
        if self.step is TOKEN and name != "token":
            self._trial.cancel()
            self._busy = False
        if self._busy or not self.ready:
            return
        by = self._take(name)
        if by is not None:
            await self._go(by)
        elif name == "next":
            await self._next()
        elif name == "token":
            await self._take_token()
        elif name == "map":
            await self._take_map()
        elif name == "write":
            self._write()
        else:
            self._pick(_(self.step.title), self._check if name == "add" else self._take_trash)

    async def on_key(self, event: Key) -> None:
        """Learn the keyboard from what the key of a digit types."""
        typed = event.character
        if self.step is not KEYBOARD or not typed or not typed.isprintable() or self._busy:
            return
        if typed == " " or (typed.isascii() and typed.isalnum()):
            return  # a letter moves or quits, a digit takes its answer
        event.stop()
        event.prevent_default()
        is_known = self.draft.learn(typed)
        if is_known:
            self._use_keyboard()
            await self._go(1)
        elif is_known is None:
            line = _("on no keyboard known here does the key of {digit} type {typed}")
            self._complain(line.format(digit=self.draft.asked, typed=printable(typed)))
        else:
            self.problem = ""
            self._show_texts()

    def _use_keyboard(self) -> None:
        """Let the digit row of the keyboard take answers from now on."""
        keys = dict(self.workspace.settings.keys)
        self.app.set_keymap(use_keys(keys, self.draft.keyboard))

    def _take(self, name: str) -> int | None:
        """Note an answer; return by how many steps it leads on, None where that is not all."""
        draft = self.draft
        if name in LANGUAGES:
            self._speak_here(name)
        elif name in KEYBOARDS:
            draft.take_keyboard(name)
            self._use_keyboard()
        elif name in ("marked", "unmarked"):
            draft.marker = name == "marked"
        elif name == "later":
            draft.typed.pop("token", None)
        elif name == "remove":
            draft.remove_last(self._role)
        elif name == "unmap":
            draft.maps.pop()
        elif name == "beside":
            draft.trash = None
        elif name != "back":
            return None
        return {"back": -1, "remove": 0, "unmap": 0, "beside": 0}.get(name, 1)

    async def _next(self) -> None:
        # A pair that was typed but not noted is noted on the way.
        if self.step is TRASH:
            self._require_trash()
        elif self.step is not VIEW or not self.draft.begins_map or await self._take_map():
            await self._go(1)

    @property
    def _role(self) -> Role:
        return "storage" if self.step is STORAGE else "links"

    def _pick(self, title: str, then: Callable[[bytes], object]) -> None:
        known = [*self.draft.links, *self.draft.storage]
        start = os.path.dirname(known[0]) if known else os.path.expanduser(b"~")
        picker = Picker(title, self.workspace.services, start)
        self.open_dialog(picker, then)

    def _check(self, path: bytes) -> None:
        role, services = self._role, self.workspace.services
        self._busy = True

        async def taken(found: tuple[RootState, str]) -> None:
            self._busy = False
            state, unlinkable = found
            self.draft.add(role, path, state)
            if role == "links":
                self.draft.unlinkable[path] = unlinkable
            await self._go(0)

        in_background(
            self,
            partial(self.draft.try_out, services, role, path),
            taken,
            self._complain,
        )

    async def _take_map(self) -> bool:
        typed = self.draft.typed
        for field in self.query(Input):
            if not field.value.strip():
                self._complain(_("a pair needs both paths; to note none, leave both empty"))
                field.focus()
                return False
        try:
            pair = PathMap(typed_path(typed.get("written", "")), typed_path(typed.get("here", "")))
        except UsageProblem as problem:
            self._complain(problem)
            return False
        if pair not in self.draft.maps:
            self.draft.maps.append(pair)
        typed["written"] = typed["here"] = ""
        await self._go(0)
        return True

    def _take_trash(self, path: bytes) -> None:
        self.draft.trash = path
        self.run_worker(self._go(0))

    def _require_trash(self) -> None:
        settings, services = self.draft.settings(self.workspace.settings), self.workspace.services
        self._busy = True

        async def taken(_nothing: None) -> None:
            self._busy = False
            await self._go(1)

        in_background(self, partial(services.require_trash, settings), taken, self._complain)

    async def _take_token(self) -> None:
        """Go on once TMDB takes the token, or a second time where it cannot be asked."""
        typed = self.draft.typed.get("token", "").strip()
        problem = self.draft.token_problem()
        if not typed:
            problem = _("there is no token yet; paste it, or choose “Later”")
        if problem:
            self._complain(problem)
        elif self._trial.is_enough(typed):
            await self._go(1)
        else:
            self._busy = True
            self.show_text("#step-problem", Content.styled(_("Asking TMDB…"), MUTED))
            self._trial.begin(typed, self._go_on_with_token, self._complain)

    def _go_on_with_token(self) -> None:
        self._busy = False
        self.draft.proved = self._trial.proved
        self.run_worker(self._go(1))

    def _try_trash(self) -> None:
        if self.step is not TRASH:
            return
        services, settings = self.workspace.services, self.draft.settings(self.workspace.settings)
        for folder in settings.trashes:
            in_background(
                self,
                partial(services.try_trash, settings, folder),
                partial(self._take_verdict, folder),
                self._complain,
            )

    def _take_verdict(self, folder: bytes, problem: str | None) -> None:
        self._tried[folder] = problem or ""
        self._show_texts()

    def _write(self) -> None:
        self._busy = True
        in_background(
            self,
            partial(self.draft.write, self.workspace.settings),
            self._written,
            self._complain,
        )

    def _written(self, settings: Settings) -> None:
        self._busy = False
        self.workspace.settings = settings
        self._use_keyboard()
        self.app.switch_mode("import")
