"""The library's health in a few rows, for Home."""

from __future__ import annotations

from vidtui.catalogue.queries import Totals
from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.check.findings import ISSUES, Kind
from vidtui.tui.kept_checks import Checked
from vidtui.tui.widgets.card import Row
from vidtui.tui.words import age, number

WARNING, ALARM = "bold $text-warning", "bold $text-error"
_TITLES: dict[Kind, str] = {
    "silent_change": N_("Changed silently"),
    "ghost_entry": N_("Ghost entries"),
    "broken_link": N_("Broken links"),
    "loop_link": N_("Links in a circle"),
    "wrong_link": N_("Links to other works"),
    "folder_link": N_("Links to folders"),
    "changed_file": N_("Changed files"),
    "unreadable": N_("Unreadable"),
    "empty_file": N_("Empty files"),
    "orphan_file": N_("Orphan files"),
}


def health(checked: Checked | None, held: Totals, now: float, most: int | None = None) -> list[Row]:
    """Return when was checked and what was found, the worst first, in at most ``most`` rows.

    What only the catalogue knows stands there until a check has looked.
    """
    if checked is None:
        rows = [(_("Last check"), _("none yet"), "")]
        rows.append(_counted(_("Broken links"), held.broken_links))
        return [*rows, _counted(_("Missing files"), held.missing)] if held.missing else rows
    report = checked.report
    when = age(now - report.created)
    if checked.is_part:
        when = _("{age}, stopped").format(age=when)
    rows = [(_("Last check"), when, WARNING if checked.is_part else "")]
    if report.away:
        rows.append((_("Not looked at"), _roots(len(report.away)), WARNING))
    found = [(kind, checked.kinds[kind]) for kind in ISSUES if checked.kinds.get(kind)]
    if not found:
        is_sure = not checked.is_part and not report.away
        rows.append((_("Problems"), _("none"), "bold $text-success" if is_sure else ""))
        return rows
    room = len(found) if most is None else most - len(rows)
    shown = found if len(found) <= room else found[: room - 1]
    rows += [_counted(_(_TITLES[kind]), count) for kind, count in shown]
    rest = sum(count for _kind, count in found[len(shown) :])
    if rest:
        rows.append((_("Other problems"), number(rest), WARNING))
    return rows


def _roots(count: int) -> str:
    return ngettext("{count} root", "{count} roots", count).format(count=number(count))


def _counted(name: str, count: int) -> Row:
    return name, number(count), ALARM if count else ""
