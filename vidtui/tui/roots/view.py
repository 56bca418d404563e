"""The texts of the Roots screen: showable, in the language in force."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from vidtui.i18n import _, ngettext
from vidtui.jobs.roots.change import Relocation
from vidtui.jobs.roots.reports import RootReport
from vidtui.jobs.wording import policy_text, reading_meaning
from vidtui.settings.model import RootSetting, Settings
from vidtui.text import printable
from vidtui.tui.bindings import key_of
from vidtui.tui.dialogs.ask import Choice
from vidtui.tui.formatting import clock, kind, labelled, not_named, number, state

MUTED = "$foreground 60%"


def details(
    root: RootSetting,
    report: RootReport | None,
    settings: Settings,
    trash: dict[bytes, str] | None,
    now: float,
    width: int,
) -> Content:
    """Return all that is known of one root, in ``width`` cells.

    Args:
        root: the root.
        report: its state, None while it is being looked at.
        settings: with the path maps.
        trash: what trying each trash folder gave; None where nobody has tried.
        now: the time, in seconds since the epoch.
        width: in cells.
    """
    here = report.state if report else None
    shown = state(here.state if here else None, looking=report is None)
    if report is not None and report.seen_at is not None:
        when = _("seen {when}").format(when=clock(report.seen_at, now))
        shown = Content.assemble(shown, (f", {when}", MUTED))
    if report is not None and not report.is_named:
        shown = not_named()
    parts = [(_("State"), shown)]
    if report is not None and not report.is_named:
        parts.append(("", Content(_left(report))))
    if report is not None and report.was_at is not None:
        text = _("it holds what {old} held: press {relocate} if it has moved")
        text = text.format(old=printable(report.was_at), relocate=key_of("roots.relocate"))
        parts.append(("", Content(text)))
    if here is not None and here.reason:
        parts.append(("", Content(printable(here.reason))))
    if report is not None and not report.is_known:
        parts.append(("", Content(_("never imported"))))
    if report is not None and report.policy is not None:
        parts.append((_("Reading"), Content(policy_text(report.policy))))
        parts.append(("", Content.styled(reading_meaning(report.policy.reading), MUTED)))
    if here is not None and here.online and not here.sees_links:
        parts.append(("", Content(_("links cannot be seen here: run vidtui on the NAS"))))
    if report is not None and not report.is_named:
        return _laid_out(root, parts, width)
    if root.role == "storage":
        parts.append((_("Holds"), Content(_holds(root))))
    marker = _("allowed: it makes the disk certain") if root.marker else _("none")
    parts.append((_("Marker file"), Content(marker)))
    if root.role == "links":
        folder = settings.trash_of(root.path)
        parts.append((_("Trash"), Content(printable(folder))))
        if trash is not None:
            parts.append(("", _verdict(trash.get(folder))))
    parts += [
        (_("Path map"), Content(f"{printable(one.written)} → {printable(one.here)}"))
        for one in settings.path_maps
    ]
    return _laid_out(root, parts, width)


def _laid_out(root: RootSetting, parts: Sequence[tuple[str, Content]], width: int) -> Content:
    column = max(len(label) for label, _value in parts) + 2
    lines = [labelled(label, value, column, width) for label, value in parts]
    return Content("\n").join([Content.styled(printable(root.path), "bold"), *lines])


def _left(report: RootReport) -> str:
    text = ngettext(
        "the settings name it no more; {count} entry is still counted: press {relocate} if "
        "it lies elsewhere now, {forget} if it is gone for good",
        "the settings name it no more; {count} entries are still counted: press {relocate} if "
        "it lies elsewhere now, {forget} if it is gone for good",
        report.count,
    )
    keys = {"relocate": key_of("roots.relocate"), "forget": key_of("roots.forget")}
    return text.format(count=number(report.count), **keys)


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
        (_("Until now"), printable(plan.old)),
        (_("From now on") if plan.likely else _("Compared with"), printable(plan.new)),
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
