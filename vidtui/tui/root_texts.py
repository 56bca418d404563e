"""The texts of the Roots screen: showable, in the language in force."""

from __future__ import annotations

from textual.content import Content

from vidtui.i18n import _
from vidtui.jobs.roots import Relocation, RootReport
from vidtui.settings import RootSetting, Settings
from vidtui.text import show
from vidtui.tui.screens.confirm import Choice
from vidtui.tui.words import kind, state

LABEL = 16  # cells before a detail
MUTED = "$foreground 60%"


def details(
    root: RootSetting, report: RootReport | None, settings: Settings, trash: dict[bytes, str]
) -> Content:
    """Return all that is known of one root; ``trash`` holds what trying each trash gave."""
    lines = [
        Content.styled(show(root.path), "bold"),
        _detail(_("State"), state(report.state.state if report else None)),
    ]
    if report is not None and report.state.reason:
        lines.append(_detail("", Content(report.state.reason)))
    if report is not None and not report.is_known:
        lines.append(_detail("", Content(_("never imported"))))
    if report is not None and report.state.online and not report.state.sees_links:
        lines.append(_detail("", Content(_("links cannot be seen here: run vidtui on the NAS"))))
    if root.role == "storage":
        lines.append(_detail(_("Holds"), Content(_holds(root))))
    marker = _("allowed: it makes the disk certain") if root.marker else _("none")
    lines.append(_detail(_("Marker file"), Content(marker)))
    if root.role == "links":
        folder = settings.trash_of(root.path)
        lines.append(_detail(_("Trash"), Content(show(folder))))
        lines.append(_detail("", _verdict(trash.get(folder))))
    lines += [
        _detail(_("Path map"), Content(f"{show(one.written)} → {show(one.here)}"))
        for one in settings.path_maps
    ]
    return Content("\n").join(lines)


def _detail(label: str, value: Content) -> Content:
    return Content.assemble((label.ljust(LABEL), MUTED), value)


def _holds(root: RootSetting) -> str:
    return kind(root.kind) if root.kind else _("films and series: its folders say which")


def _verdict(problem: str | None) -> Content:
    if problem is None:
        return Content.styled(_("◌ being tried…"), MUTED)
    if problem:
        return Content.styled(f"✗ {problem}", "$text-error")
    return Content.styled(_("✓ can be written"), "$text-success")


def role_choices() -> list[Choice]:
    """Return what a new root can hold."""
    return [
        Choice("storage", _("Films and series")),
        Choice("film", _("Films only")),
        Choice("series", _("Series only")),
        Choice("links", _("The media centre’s links")),
    ]


def new_root(name: str, path: bytes) -> RootSetting:
    """Return the root for an answer of ``role_choices``."""
    if name == "links":
        return RootSetting("links", path)
    if name == "film":
        return RootSetting("storage", path, "film")
    return RootSetting("storage", path, "series" if name == "series" else None)


def proof(plan: Relocation) -> list[tuple[str, str]]:
    """Return what was compared, label and text."""
    return [
        (_("Until now"), show(plan.old)),
        (_("From now on") if plan.proved else _("Compared with"), show(plan.new)),
        (
            _("Known files there"),
            _("{present} of {expected}, with their size").format(
                present=plan.present, expected=plan.expected
            ),
        ),
        (
            _("Looked into"),
            _("{same} of {sampled} begin and end alike").format(
                same=plan.same, sampled=plan.sampled
            ),
        ),
    ]
