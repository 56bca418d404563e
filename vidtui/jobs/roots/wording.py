"""States and roles of roots, and what goes with one, in words: showable, one line each."""

from __future__ import annotations

from collections.abc import Mapping

from vidtui.disk.root_identity import State
from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.roots.forget import RootForgetting
from vidtui.settings.model import Role, Settings
from vidtui.text import printable

STATE_NAMES: Mapping[State, str] = {
    "online": N_("online"),
    "offline": N_("offline"),
    "unrecognised": N_("not recognised"),
    "silent": N_("does not answer"),
    "unreadable": N_("not readable"),
}
ROLE_NAMES: Mapping[Role, str] = {"storage": N_("storage"), "links": N_("links")}


def lost(planned: RootForgetting, settings: Settings) -> list[tuple[str, str]]:
    """Return what goes with a root that is forgotten, label and text."""
    losses = planned.losses
    if planned.role == "links":
        known = ngettext("{n} link", "{n} links", losses.links).format(n=losses.links)
    else:
        known = ngettext("{n} file", "{n} files", losses.files).format(n=losses.files)
    found = [(_("Known of it"), known)]
    if losses.works:
        text = ngettext("{n} film or series", "{n} films and series", losses.works)
        found.append((_("Of which nothing else is known"), text.format(n=losses.works)))
    if losses.shown_by:
        text = ngettext("{n} link elsewhere", "{n} links elsewhere", losses.shown_by)
        found.append((_("Shown by"), text.format(n=losses.shown_by)))
    named = _("taken out of {file}").format(file=printable(str(settings.config_file)))
    found.append((_("Settings"), named if planned.setting else _("do not name it")))
    return found
