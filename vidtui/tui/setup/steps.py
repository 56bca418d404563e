"""The steps of the first run: what each says, what it lets type, which answers it offers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from textual.content import Content

from vidtui.i18n import LANGUAGES, N_, _, titled
from vidtui.jobs.wording import policy_text
from vidtui.settings.model import Settings
from vidtui.settings.token import TOKEN_URL
from vidtui.text import printable
from vidtui.tui.dialogs import Choice
from vidtui.tui.formatting import MUTED, labelled
from vidtui.tui.setup.draft import Draft


@dataclass
class Field:
    """Something to type: its key in the draft, its label, whether it is secret."""

    name: str
    label: str
    example: str = ""
    secret: bool = False


class Step(ABC):
    """One step; ``TITLE`` is marked with ``N_``."""

    TITLE: ClassVar[str] = ""

    def wanted(self, draft: Draft) -> bool:  # noqa: ARG002
        """Say whether the step has anything to ask."""
        return True

    @abstractmethod
    def text(self, draft: Draft, settings: Settings, trash: dict[bytes, str]) -> Content:
        """Return what is to be known; ``trash`` holds what trying each trash folder gave."""

    def fields(self) -> list[Field]:
        """Return what can be typed."""
        return []

    @abstractmethod
    def choices(self, draft: Draft) -> list[Choice]:
        """Return the answers."""

    def proposed(self, draft: Draft) -> str:  # noqa: ARG002
        """Return the answer that is highlighted first."""
        return "next"


def folder_choices(folders: list[bytes], onward: str, *, needed: bool) -> list[Choice]:
    """Return the answers of a step that gathers folders."""
    choices = [Choice("add", _("Add a folder…"))]
    if folders or not needed:
        choices.insert(0, Choice("next", onward))
    if folders:
        choices.append(Choice("remove", _("Take the last one back")))
    return [*choices, Choice("back", _("Back"))]


def with_list(about: str, paths: list[bytes], nothing: str) -> Content:
    """Return a text and the paths gathered so far."""
    return with_lines(about, [printable(path) for path in paths], nothing)


def with_lines(about: str, lines: list[str], nothing: str) -> Content:
    """Return a text and what was gathered so far, or that it is nothing."""
    shown = [Content.assemble(("✓ ", "$text-success"), (line, "bold")) for line in lines]
    return Content("\n").join(
        [Content(about), Content(""), *(shown or [Content.styled(f"– {nothing}", MUTED)])]
    )


class Storage(Step):
    """The folders that hold the files."""

    TITLE = N_("Your films and series")

    def text(self, draft: Draft, settings: Settings, trash: dict[bytes, str]) -> Content:  # noqa: ARG002
        """Explain, and list what was chosen, with how much may be read there and why."""
        about = _(
            "Which folders hold the video files themselves? Usually one with “Films” and "
            "“Series” in it; take the folder above both. They are only ever read."
        )
        return with_lines(
            about,
            [_with_policy(draft, settings, path) for path in draft.storage],
            _("no folder yet"),
        )

    def choices(self, draft: Draft) -> list[Choice]:
        """Offer to add, take back, go on."""
        return folder_choices(draft.storage, _("Next"), needed=True)

    def proposed(self, draft: Draft) -> str:
        """Propose to go on once there is a folder."""
        return "next" if draft.storage else "add"


def _with_policy(draft: Draft, settings: Settings, path: bytes) -> str:
    policy = draft.policy(settings, path)
    return printable(path) if policy is None else titled(printable(path), policy_text(policy))


class Links(Step):
    """The folders of links that the media centre reads."""

    TITLE = N_("Your media centre’s links")

    def text(self, draft: Draft, settings: Settings, trash: dict[bytes, str]) -> Content:  # noqa: ARG002
        """Explain, and list what was chosen."""
        about = _(
            "Does Jellyfin, Kodi or Plex read a folder of links (symlinks) into those files? "
            "Then vidtui looks after these links. Without such a folder, just go on."
        )
        return with_list(about, draft.links, _("no folder of links"))

    def choices(self, draft: Draft) -> list[Choice]:
        """Offer to add, take back, go on."""
        onward = _("Next") if draft.links else _("I have none: next")
        return folder_choices(draft.links, onward, needed=False)


class View(Step):
    """The media centre's own view of the files."""

    TITLE = N_("How the media centre sees your files")

    def wanted(self, draft: Draft) -> bool:
        """Only links can be written for another machine."""
        return bool(draft.links)

    def text(self, draft: Draft, settings: Settings, trash: dict[bytes, str]) -> Content:  # noqa: ARG002
        """Explain, and list the maps."""
        about = _(
            "If it runs in a container or on another machine, the links may hold its paths: "
            "say what stands in the links and where that is here. Otherwise just go on."
        )
        pairs = [f"{printable(one.written)} → {printable(one.here)}" for one in draft.maps]
        return with_lines(about, pairs, _("the links hold this machine’s paths"))

    def fields(self) -> list[Field]:
        """Return both ends of a map."""
        return [
            Field("written", _("In the links"), "/media"),
            Field("here", _("On this machine"), "/volume1/stockage"),
        ]

    def choices(self, draft: Draft) -> list[Choice]:
        """Offer to go on or to note the pair."""
        choices = [Choice("next", _("Next")), Choice("map", _("Note this pair"))]
        if draft.maps:
            choices.append(Choice("unmap", _("Take the last pair back")))
        return [*choices, Choice("back", _("Back"))]

    def proposed(self, draft: Draft) -> str:
        """Propose to note what was typed."""
        return "map" if draft.begins_map else "next"


class Trash(Step):
    """Where links without any target go."""

    TITLE = N_("The trash for links")

    def wanted(self, draft: Draft) -> bool:
        """Only links are ever put there."""
        return bool(draft.links)

    def text(self, draft: Draft, settings: Settings, trash: dict[bytes, str]) -> Content:
        """Explain, and say of each trash folder whether it can be written."""
        about = _(
            "A link that shows nothing any more is moved to a trash folder when you say so, "
            "never deleted. It lies beside the folder of links unless you choose another."
        )
        lines = []
        for folder in draft.settings(settings).trashes:
            verdict = trash.get(folder)
            if verdict is None:
                outcome = Content.styled(_("◌ being tried…"), MUTED)
            elif verdict:
                outcome = Content.styled(f"✗ {verdict}", "$text-error")
            else:
                outcome = Content.styled(_("✓ can be written"), "$text-success")
            lines += [Content.styled(printable(folder), "bold"), Content.assemble("  ", outcome)]
        return Content("\n").join([Content(about), Content(""), *lines])

    def choices(self, draft: Draft) -> list[Choice]:
        """Offer to go on or to choose another place."""
        choices = [Choice("next", _("Next")), Choice("trash", _("Choose another folder…"))]
        if draft.trash is not None:
            choices.append(Choice("beside", _("Beside the links after all")))
        return [*choices, Choice("back", _("Back"))]


class Language(Step):
    """The language; all texts follow at once."""

    TITLE = "Language · Langue"

    def text(self, draft: Draft, settings: Settings, trash: dict[bytes, str]) -> Content:  # noqa: ARG002
        """Say what vidtui is about to ask."""
        return Content(
            _(
                "Welcome. A few questions, and vidtui knows your library. Nothing is written "
                "before the last step, and your videos are never changed."
            )
        )

    def choices(self, draft: Draft) -> list[Choice]:  # noqa: ARG002
        """Offer every language by its own name."""
        return [Choice(code, name) for code, name in LANGUAGES.items()]

    def proposed(self, draft: Draft) -> str:
        """Propose the language in force."""
        return draft.language


class Marker(Step):
    """Whether a marker file may be put on the roots."""

    TITLE = N_("Recognising your disks")

    def text(self, draft: Draft, settings: Settings, trash: dict[bytes, str]) -> Content:  # noqa: ARG002
        """Explain."""
        return Content(
            _(
                "A missing disk must never look like deleted films. vidtui recognises a disk by "
                "files that it knows. A small marker file (.vidtui-root) in each folder makes "
                "it certain; it would be the only file that vidtui ever adds there."
            )
        )

    def choices(self, draft: Draft) -> list[Choice]:  # noqa: ARG002
        """Offer both."""
        return [
            Choice("unmarked", _("No marker file")),
            Choice("marked", _("Put a marker file in each folder")),
            Choice("back", _("Back")),
        ]

    def proposed(self, draft: Draft) -> str:
        """Propose what was chosen before."""
        return "marked" if draft.marker else "unmarked"


class TmdbToken(Step):
    """The TMDB token."""

    TITLE = N_("The Movie Database (TMDB)")

    def text(self, draft: Draft, settings: Settings, trash: dict[bytes, str]) -> Content:  # noqa: ARG002
        """Say where to find it and where it is kept."""
        return Content.assemble(
            _(
                "To learn what your films are, vidtui needs your own “API Read Access Token”, the "
                "long text on this page (free, with an account):"
            ),
            "\n",
            (TOKEN_URL, "bold $text-accent"),
            "\n",
            (
                _("It is kept in a file that only you can read: {file}").format(
                    file=printable(str(settings.tmdb_token_file))
                ),
                MUTED,
            ),
        )

    def fields(self) -> list[Field]:
        """Return the token."""
        return [Field("token", _("Token"), secret=True)]

    def choices(self, draft: Draft) -> list[Choice]:  # noqa: ARG002
        """Offer to keep it or to do it later."""
        return [
            Choice("token", _("Keep it and go on")),
            Choice("later", _("Later: importing works without it")),
            Choice("back", _("Back")),
        ]

    def proposed(self, draft: Draft) -> str:
        """Propose to keep what was typed."""
        return "token" if draft.typed.get("token", "").strip() else "later"


class Review(Step):
    """All answers, before they are written."""

    TITLE = N_("All set")

    def text(self, draft: Draft, settings: Settings, trash: dict[bytes, str]) -> Content:  # noqa: ARG002
        """Sum up."""
        rows = [(_("Files"), printable(path)) for path in draft.storage]
        rows += [(_("Links"), printable(path)) for path in draft.links]
        rows += [
            (_("Seen as"), f"{printable(one.written)} → {printable(one.here)}")
            for one in draft.maps
        ]
        places = draft.settings(settings).trashes
        rows += [(_("Trash"), printable(place)) for place in places]
        rows.append((_("Marker file"), _("yes") if draft.marker else _("no")))
        rows.append((_("TMDB token"), _("given") if draft.typed.get("token") else _("later")))
        rows.append((_("Written to"), printable(str(settings.config_file))))
        column = max(len(label) for label, _value in rows) + 2
        return Content("\n").join(labelled(label, value, column) for label, value in rows)

    def choices(self, draft: Draft) -> list[Choice]:  # noqa: ARG002
        """Offer to write."""
        return [
            Choice("write", _("Write the settings and go to the import")),
            Choice("back", _("Back")),
        ]

    def proposed(self, draft: Draft) -> str:  # noqa: ARG002
        """Propose to write."""
        return "write"


LANGUAGE, STORAGE, VIEW, TRASH = Language(), Storage(), View(), Trash()
STEPS: tuple[Step, ...] = (
    LANGUAGE,
    STORAGE,
    Links(),
    VIEW,
    TRASH,
    Marker(),
    TmdbToken(),
    Review(),
)
