"""The steps that are not about folders: language, marker file, token, and the review."""

from __future__ import annotations

from textual.content import Content

from vidtui.i18n import LANGUAGES, N_, _
from vidtui.settings import Settings
from vidtui.text import show
from vidtui.token import TOKEN_URL
from vidtui.tui.screens.confirm import Choice
from vidtui.tui.setup.draft import Draft
from vidtui.tui.setup.step import MUTED, Field, Step
from vidtui.tui.words import labelled


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
                    file=show(str(settings.tmdb_token_file))
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
        rows = [(_("Files"), show(path)) for path in draft.storage]
        rows += [(_("Links"), show(path)) for path in draft.links]
        rows += [(_("Seen as"), f"{show(one.written)} → {show(one.here)}") for one in draft.maps]
        places = draft.settings(settings).trashes
        rows += [(_("Trash"), show(place)) for place in places]
        rows.append((_("Marker file"), _("yes") if draft.marker else _("no")))
        rows.append((_("TMDB token"), _("given") if draft.typed.get("token") else _("later")))
        rows.append((_("Written to"), show(str(settings.config_file))))
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
