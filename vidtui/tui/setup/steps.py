"""The steps of the first run: what each says, what it lets type, which answers it offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content

from vidtui.i18n import LANGUAGES, N_, _, titled
from vidtui.jobs.wording import policy_text
from vidtui.keyboard import QWERTY
from vidtui.settings.model import Settings
from vidtui.settings.token import TOKEN_URL
from vidtui.text import printable
from vidtui.tui.dialogs import Choice
from vidtui.tui.formatting import MUTED, table, verdict
from vidtui.tui.setup.draft import Draft

KEYBOARDS: Mapping[str, str] = {
    QWERTY: N_("It types the digit (QWERTY, QWERTZ …)"),
    "azerty": N_("AZERTY (France)"),
    "azerty-be": N_("AZERTY (Belgium)"),
    "bepo": N_("BÉPO"),
    "czech": N_("QWERTZ (Czech)"),
    "slovak": N_("QWERTZ (Slovak)"),
}
"""By its name in the settings, what a keyboard is called."""


@dataclass(frozen=True)
class Field:
    """Something to type: its key in the draft, its label, whether it is secret."""

    name: str
    label: str
    example: str = ""
    secret: bool = False


Tried = dict[bytes, str]
"""What trying each trash folder gave, empty where it can be written."""


@dataclass(frozen=True)
class Step:
    """One step of the first run.

    Attributes:
        title: marked with ``N_``.
        text: returns what is to be known.
        choices: returns the answers, but for the way back.
        proposed: returns the answer that is highlighted first.
        fields: what can be typed; labels are marked with ``N_``.
        wanted: says whether the step has anything to ask.
    """

    title: str
    text: Callable[[Draft, Settings, Tried], Content]
    choices: Callable[[Draft], list[Choice]]
    proposed: Callable[[Draft], str] = lambda _draft: "next"
    fields: Sequence[Field] = ()
    wanted: Callable[[Draft], bool] = lambda _draft: True


def folder_choices(folders: list[bytes], onward: str, *, needed: bool) -> list[Choice]:
    """Return the answers of a step that gathers folders."""
    choices = [Choice("add", _("Add a folder…"))]
    if folders or not needed:
        choices.insert(0, Choice("next", onward))
    if folders:
        choices.append(Choice("remove", _("Take the last one back")))
    return choices


def with_lines(about: str, lines: Sequence[str | Content], nothing: str) -> Content:
    """Return a text and what was gathered so far, or that it is nothing."""
    shown = [
        line
        if isinstance(line, Content)
        else Content.assemble(("✓ ", "$text-success"), (line, "bold"))
        for line in lines
    ]
    return Content("\n").join(
        [Content(about), Content(""), *(shown or [Content.styled(f"– {nothing}", MUTED)])]
    )


def _storage(draft: Draft, settings: Settings, _tried: Tried) -> Content:
    """Explain, and list what was chosen, with how much may be read there and why."""
    about = _(
        "Which folders hold the video files themselves? Usually one with “Films” and "
        "“Series” in it; take the folder above both. They are only ever read."
    )
    lines = [_folder(draft, path, _with_policy(draft, settings, path)) for path in draft.storage]
    return with_lines(about, lines, _("no folder yet"))


def _folder(draft: Draft, path: bytes, shown: str) -> Content:
    """Return a folder, and below it what is strange about it."""
    notes = []
    place = draft.places.get(path)
    if place is not None and place.is_empty:
        notes.append(("▲ " + _("it is empty: is its disk mounted?"), "$text-warning"))
    if why := draft.unlinkable.get(path):
        notes.append(("✗ " + _("no link can be made here: {why}").format(why=why), "$text-error"))
    elif path in draft.unlinkable:
        notes.append(("✓ " + _("a link can be made, read and removed"), "$text-success"))
    below = [part for note in notes for part in ("\n  ", note)]
    return Content.assemble(("✓ ", "$text-success"), (shown, "bold"), *below)


def _with_policy(draft: Draft, settings: Settings, path: bytes) -> str:
    policy = draft.policy(settings, path)
    return printable(path) if policy is None else titled(printable(path), policy_text(policy))


def _links(draft: Draft, _settings: Settings, _tried: Tried) -> Content:
    about = _(
        "Does Jellyfin, Kodi or Plex read a folder of links (symlinks) into those files? "
        "Then vidtui looks after these links. Without such a folder, just go on."
    )
    lines = [_folder(draft, path, printable(path)) for path in draft.links]
    return with_lines(about, lines, _("no folder of links"))


def _link_choices(draft: Draft) -> list[Choice]:
    onward = _("Next") if draft.links else _("I have none: next")
    return folder_choices(draft.links, onward, needed=False)


def _keyboard(draft: Draft, _settings: Settings, _tried: Tried) -> Content:
    if draft.layouts:
        text = _("That was one of several. Now press the key of the digit {digit}, without Shift.")
    else:
        text = _(
            "Press the key of the digit {digit} in the row above the letters, without Shift. Where "
            "it types something else, that is taken for the digit from now on. On a numeric pad, "
            "or in doubt, take the first answer."
        )
    return Content(text.format(digit=draft.asked))


def _pairs(draft: Draft) -> list[str]:
    return [f"{printable(one.written)} → {printable(one.here)}" for one in draft.maps]


def _view(draft: Draft, _settings: Settings, _tried: Tried) -> Content:
    about = _(
        "If it runs in a container or on another machine, the links may hold its paths: "
        "say what stands in the links and where that is here. Otherwise just go on."
    )
    return with_lines(about, _pairs(draft), _("the links hold this machine’s paths"))


def _view_choices(draft: Draft) -> list[Choice]:
    choices = [Choice("next", _("Next")), Choice("map", _("Note this pair"))]
    return [*choices, Choice("unmap", _("Take the last pair back"))] if draft.maps else choices


def _trash(draft: Draft, settings: Settings, tried: Tried) -> Content:
    """Explain, and say of each trash folder whether it can be written."""
    about = _(
        "A link that shows nothing any more is moved to a trash folder when you say so, "
        "never deleted. It lies beside the folder of links unless you choose another."
    )
    lines = []
    for folder in draft.settings(settings).trashes:
        outcome = Content.assemble("  ", verdict(tried.get(folder)))
        lines += [Content.styled(printable(folder), "bold"), outcome]
    return Content("\n").join([Content(about), Content(""), *lines])


def _trash_choices(draft: Draft) -> list[Choice]:
    choices = [Choice("next", _("Next")), Choice("trash", _("Choose another folder…"))]
    if draft.trash is None:
        return choices
    return [*choices, Choice("beside", _("Beside the links after all"))]


def _token(_draft: Draft, settings: Settings, _tried: Tried) -> Content:
    """Say where to find it and where it is kept."""
    place = printable(str(settings.tmdb_token_file))
    return Content.assemble(
        _(
            "To learn what your films are, vidtui needs your own “API Read Access Token”, the "
            "long text on this page (free, with an account):"
        ),
        "\n",
        (TOKEN_URL, "bold $text-accent"),
        "\n",
        (_("It is kept in a file that only you can read: {file}").format(file=place), MUTED),
    )


def _token_state(draft: Draft) -> str:
    typed = draft.typed.get("token", "").strip()
    if not typed:
        return _("later")
    return _("given, and TMDB takes it") if typed == draft.proved else _("given, not tried")


def _review(draft: Draft, settings: Settings, _tried: Tried) -> Content:
    """Return all answers, before they are written."""
    rows = [
        *((_("Files"), printable(path)) for path in draft.storage),
        *((_("Links"), printable(path)) for path in draft.links),
        *((_("Seen as"), pair) for pair in _pairs(draft)),
        *((_("Trash"), printable(place)) for place in draft.settings(settings).trashes),
        (_("Marker file"), _("yes") if draft.marker else _("no")),
        *([(_("Keyboard"), _(KEYBOARDS[draft.keyboard]))] if draft.keyboard != QWERTY else []),
        (_("TMDB token"), _token_state(draft)),
        (_("Written to"), printable(str(settings.config_file))),
    ]
    return table(rows)


LANGUAGE = Step(
    "Language · Langue",
    lambda _draft, _settings, _tried: Content(
        _(
            "Welcome. A few questions, and vidtui knows your library. Nothing is written "
            "before the last step, and your videos are never changed."
        )
    ),
    lambda _draft: [Choice(code, name) for code, name in LANGUAGES.items()],
    lambda draft: draft.language,
)
KEYBOARD = Step(
    N_("Your keyboard"),
    _keyboard,
    lambda _draft: [Choice(name, _(text)) for name, text in KEYBOARDS.items()],
    lambda draft: draft.keyboard,
)
STORAGE = Step(
    N_("Your films and series"),
    _storage,
    lambda draft: folder_choices(draft.storage, _("Next"), needed=True),
    lambda draft: "next" if draft.storage else "add",
)
LINKS = Step(N_("Your media centre’s links"), _links, _link_choices)
VIEW = Step(
    N_("How the media centre sees your files"),
    _view,
    _view_choices,
    lambda draft: "map" if draft.begins_map else "next",
    (
        Field("written", N_("In the links"), "/media"),
        Field("here", N_("On this machine"), "/volume1/stockage"),
    ),
    wanted=lambda draft: bool(draft.links),  # only links can be written for another machine
)
TRASH = Step(
    N_("The trash for links"),
    _trash,
    _trash_choices,
    wanted=lambda draft: bool(draft.links),  # only links are ever put there
)
MARKER = Step(
    N_("Recognising your disks"),
    lambda _draft, _settings, _tried: Content(
        _(
            "A missing disk must never look like deleted films. vidtui recognises a disk by "
            "files that it knows. A small marker file (.vidtui-root) in each folder makes "
            "it certain; it would be the only file that vidtui ever adds there."
        )
    ),
    lambda _draft: [
        Choice("unmarked", _("No marker file")),
        Choice("marked", _("Put a marker file in each folder")),
    ],
    lambda draft: "marked" if draft.marker else "unmarked",
)
TOKEN = Step(
    N_("The Movie Database (TMDB)"),
    _token,
    lambda _draft: [
        Choice("token", _("Keep it and go on")),
        Choice("later", _("Later: importing works without it")),
    ],
    lambda draft: "token" if draft.typed.get("token", "").strip() else "later",
    (Field("token", N_("Token"), secret=True),),
)
REVIEW = Step(
    N_("All set"),
    _review,
    lambda _draft: [Choice("write", _("Write the settings and go to the import"))],
    lambda _draft: "write",
)
STEPS = (LANGUAGE, KEYBOARD, STORAGE, LINKS, VIEW, TRASH, MARKER, TOKEN, REVIEW)
