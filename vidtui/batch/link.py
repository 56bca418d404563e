"""``vidtui --batch link``: says which files lack a link and where each belongs; changes no link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from vidtui.batch.link_moves import moves_lines
from vidtui.batch.output import (
    Output,
    Report,
    documents,
    progress_line,
    refused_lines,
    run_job,
    value_document,
)
from vidtui.batch.repair import SECTION, ways_on
from vidtui.i18n import _, ngettext, plural, titled
from vidtui.jobs.base import Progress
from vidtui.jobs.link import plan_file
from vidtui.jobs.link.find import COMMAND, LinkFindJob
from vidtui.jobs.link.model import (
    HEADINGS,
    LEFT_OUT,
    Followed,
    Heading,
    LeftOut,
    LinkingCounts,
    LinkPlan,
    PlannedLink,
    Spot,
    heading_name,
    left_out_name,
    link_sentence,
    title_of,
)
from vidtui.jobs.link.run import LINK_STAGES, LinkFindRun, LinkOptions
from vidtui.jobs.suggest import Commands
from vidtui.jobs.wording import read_documents, read_lines
from vidtui.oserrors import about
from vidtui.settings.model import Settings
from vidtui.text import printable
from vidtui.typed_json import to_json

_TOGETHER = 3  # files named of those that wait for one answer
_LISTED = ("repair", "taken-away", "same-content", "no-episode", "never", "absent")
"""Reasons of which a person wants to see the files; of the others the number does."""


value_document.register(LinkingCounts, to_json)


def run_find(
    settings: Settings,
    options: LinkOptions,
    headings: Sequence[Heading],
    output: Output,
    *,
    show_all: bool,
) -> LinkFindRun:
    """Find what lacks a link, print the plan and return the run.

    Raises:
        VidtuiError: it could not begin, or the catalogue failed.
    """
    run = LinkFindRun()

    def line(event: Any) -> str:
        return progress_line(run, _(LINK_STAGES[run.stage])) if isinstance(event, Progress) else ""

    def report() -> Report:
        if run.plan is not None:
            plan_file.accept(run.plan, headings)
        return document(run), _text(run, settings, options, show_all=show_all)

    return run_job(partial(LinkFindJob, settings, options), run, output, line, report)


def document(run: LinkFindRun) -> dict[str, Any]:
    """Return the report for JSON: the plan, and what came of the search."""
    return {
        **({"plan": None} if run.plan is None else plan_file.document(run.plan)),
        "command": COMMAND,
        "cancelled": run.phase == "cancelled",
        "seconds": round(run.elapsed_s, 3),
        "errors": documents(run.errors),
        "refused": documents(run.refused),
        "notices": run.notices,
        "read": read_documents(run.read),
    }


def _text(run: LinkFindRun, settings: Settings, options: LinkOptions, *, show_all: bool) -> str:
    commands = Commands(settings)
    lines = []
    if run.started is not None:
        lines.append(_("Catalogue: {path}").format(path=printable(str(run.started.catalogue))))
    if run.phase == "cancelled":
        lines.append(_("Interrupted; nothing was changed."))
    lines += [f"! {notice}" for notice in run.notices]
    lines += refused_lines(run.refused, partial(ways_on, commands))
    if run.errors:
        lines.append(_("Errors:"))
        lines += ["  " + about(error.path, error.reason) for error in run.errors]
    if run.plan is not None:
        lines += plan_lines(run.plan, commands, options, show_all=show_all)
    lines += read_lines(run.read)
    return "\n".join(lines)


def plan_lines(
    plan: LinkPlan, commands: Commands, options: LinkOptions, *, show_all: bool
) -> list[str]:
    """Return the lines about a plan."""
    counts = plan.counts
    if plan.is_of_moves:
        most = len(plan.moves) + len(plan.staying) if show_all else SECTION
        return [*map(followed_line, plan.layouts), *moves_lines(plan, commands, most)]
    if not counts.unlinked:
        return [_("every file has a link, or is none that gets one")]
    lines = [plural("{n} file without a link", "{n} files without a link", counts.unlinked)]
    lines += [f"  {text}" for text in _counted(plan)]
    lines += map(followed_line, plan.layouts)
    if plan.is_first and plan.files:
        lines.append(
            _(
                "They had none when vidtui looked for the first time; whatever comes from now on "
                "is new. Nothing is linked before you agree."
            )
        )
    for heading in HEADINGS:
        lines += _under(plan, heading, show_all=show_all)
    for why in _LISTED:
        lines += _omitted(plan, why, show_all=show_all)
    return lines + _ways_on(plan, commands, options)


def _under(plan: LinkPlan, heading: Heading, *, show_all: bool) -> list[str]:
    found = [one for one in plan.files if one.file.heading == heading]
    placed = _placed(heading, found, show_all=show_all)
    return [*placed, *_questions(heading, found, show_all=show_all)]


def _counted(plan: LinkPlan) -> Iterator[str]:
    counts = plan.counts
    if counts.placed:
        yield ngettext("{n} has its place", "{n} have their place", counts.placed).format(
            n=counts.placed
        )
    if counts.asked:
        yield ngettext(
            "{n} has to be asked about", "{n} have to be asked about", counts.asked
        ).format(n=counts.asked)
    left = Counter(one.why for one in plan.omitted)
    for why in LEFT_OUT:
        if left[why]:
            yield titled(left_out_name(why), str(left[why]))


def followed_line(one: Followed) -> str:
    """Return what the links of a root follow, as a line."""
    place = printable(f"{one.root.decode('utf-8', 'replace')}")
    if one.is_by_hand or not one.of:
        return _("{root}: {template}").format(root=place, template=printable(one.template))
    return _("{root}: {follow} of {of} links follow {template}").format(
        root=place, follow=one.follow, of=one.of, template=printable(one.template)
    )


def _placed(heading: Heading, found: Sequence[PlannedLink], *, show_all: bool) -> list[str]:
    placed = [one for one in found if one.file.doubt is None]
    if not placed:
        return []
    lines = ["", f"{heading_name(heading)} ({len(placed)})"]
    shown = placed if show_all else placed[:SECTION]
    for one in shown:
        lines += _planned(one)
    return lines + _more(len(placed) - len(shown))


def _questions(heading: Heading, found: Sequence[PlannedLink], *, show_all: bool) -> list[str]:
    """Return what has to be answered, each question once with the files that wait for it."""
    asked: dict[str, list[PlannedLink]] = {}
    for one in found:
        if one.file.doubt is not None:
            about_what = one.file.spots[0].about if one.file.spots else ""
            asked.setdefault(about_what or f"{one.file.file}", []).append(one)
    if not asked:
        return []
    count = sum(map(len, asked.values()))
    title = _("{heading}: to be answered").format(heading=heading_name(heading))
    lines = ["", f"{title} ({count})"]
    shown = list(asked.values()) if show_all else list(asked.values())[:SECTION]
    for same in shown:
        lines += _question(same)
    return lines + _more(count - sum(map(len, shown)))


def _question(same: Sequence[PlannedLink]) -> list[str]:
    file = same[0].file
    lines = [f"  {title_of(one.file)}" for one in same[:_TOGETHER]]
    if len(same) > _TOGETHER:
        count = len(same) - _TOGETHER
        lines.append("  " + ngettext("… and {n} more", "… and {n} more", count).format(n=count))
    if file.doubt is not None:
        lines.append(f"    ? {link_sentence(file.doubt)}")
    return lines + [f"      {n} {_choice(one)}" for n, one in enumerate(file.spots, 1)]


def _planned(planned: PlannedLink) -> list[str]:
    file = planned.file
    spot = file.spots[0]
    place = spot.place.absolute if spot.place is not None else b""
    lines = [f"  {printable(place)}", f"    → {printable(spot.text)}"]
    why = "; ".join(map(link_sentence, spot.reasons))
    lines.append(f"    {title_of(file)}" + (f" ({why})" if why else ""))
    if spot.new_folders:
        text = ngettext("{n} folder is made", "{n} folders are made", spot.new_folders)
        lines.append("    " + text.format(n=spot.new_folders))
    if spot.companions:
        names = ", ".join(printable(one.place.path.rpartition(b"/")[2]) for one in spot.companions)
        lines.append("    " + _("with it: {names}").format(names=names))
    if planned.decision == "make":
        lines.append("    " + _("marked: link"))
    return lines


def _choice(spot: Spot) -> str:
    place = spot.place.absolute if spot.place is not None else spot.folder or spot.answer
    why = "; ".join(map(link_sentence, spot.reasons))
    return printable(place) + (f" ({why})" if why else "")


def _omitted(plan: LinkPlan, why: str, *, show_all: bool) -> list[str]:
    found = [one for one in plan.omitted if one.why == why]
    if not found:
        return []
    lines = ["", f"{left_out_name(found[0].why)} ({len(found)})"]
    shown = found if show_all else found[:SECTION]
    for one in shown:
        lines.append(f"  {printable(one.place.absolute)}")
        if one.other:
            lines.append(f"    ↔ {printable(one.other)}")
    return lines + _more(len(found) - len(shown))


def _more(count: int) -> list[str]:
    if count <= 0:
        return []
    text = ngettext(
        "… and {n} more; see all with --all", "… and {n} more; see all with --all", count
    )
    return [f"  {text.format(n=count)}"]


def _ways_on(plan: LinkPlan, commands: Commands, options: LinkOptions) -> list[str]:
    """Return how to act on a plan, and what would say more."""
    lines = [""]
    placed = {one.file.heading for one in plan.files if one.file.doubt is None}
    accepted = " ".join(f"--accept {heading}" for heading in HEADINGS if heading in placed)
    if placed:
        command = commands.vidtui("--batch", "link", *accepted.split(), "--json")
        lines.append(
            _("No link was made. By a plan that you can look through and change: {command}").format(
                command=f"{command} > plan.json"
            )
        )
        command = commands.vidtui("--batch", "link", "--apply", "plan.json")
        lines.append(_("then: {command}").format(command=command))
    if any(one.file.doubt is not None and one.file.spots for one in plan.files):
        lines.append(
            _(
                "To answer: in the plan, decision make or answer, and the id of a place as choice; "
                "or how all are placed: --film jellyfin, --episode kodi, or a template"
            )
        )
    lines += _ways_to_more(plan, commands, options)
    return lines if len(lines) > 1 else []


def _ways_to_more(plan: LinkPlan, commands: Commands, options: LinkOptions) -> Iterator[str]:
    """Return how what was left out may get a link."""
    left = {one.why for one in plan.omitted}
    enrich, pending = commands.vidtui("--batch", "enrich"), commands.vidtui("pending")
    repair = commands.vidtui("repair-links")
    by_name = "" if options.named else _("or link by names that are certain: add --named")
    ways: tuple[tuple[LeftOut, str], ...] = (
        ("not-identified", _("To know what they are: {command}").format(command=enrich)),
        ("not-identified", by_name),
        ("waits", _("To decide what waits: {command}").format(command=pending)),
        ("repair", _("To repair broken links: {command}").format(command=repair)),
        ("taken-away", _("To link again what was taken away: add --again")),
        ("second-version", _("To link further versions: add --versions")),
    )
    return (line for why, line in ways if why in left and line)
