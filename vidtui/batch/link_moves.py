"""What ``vidtui --batch link --rename`` says of links that do not follow the layout."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

from vidtui.i18n import _, ngettext
from vidtui.jobs.link.model import LinkPlan, link_sentence, title_of
from vidtui.jobs.link.moves import LinkMoved, PlannedMove, cost, emptied_text, nothing_astray
from vidtui.jobs.link.moving_links import emptied
from vidtui.jobs.suggest import Commands
from vidtui.text import json_path, printable

JQ = "jq '(.moves[]|select(.doubt==null)).decision=\"move\"' plan.json > moves.json"
"""What decides all moves whose place is certain: a person's act, and no flag of ours."""


def moves_lines(plan: LinkPlan, commands: Commands, most: int) -> list[str]:
    """Return the lines about a plan of moves; of each section at most so many."""
    certain = [one for one in plan.moves if one.link.doubt is None]
    asked = [one for one in plan.moves if one.link.doubt is not None]
    count = plan.counts.undecided
    if not (plan.moves or plan.staying or count):
        return [nothing_astray(plan.counts.judged)]
    text = ngettext(
        "{n} link cannot be judged: the layout does not say for certain where it belongs",
        "{n} links cannot be judged: the layout does not say for certain where they belong",
        count,
    )
    lines = [
        *([text.format(n=count)] if count else []),
        *_section(_("Links that belong elsewhere"), [_planned(one) for one in certain], most),
        *_section(_("To be answered"), [_planned(one) for one in asked], most),
        *_section(
            _("Not where the layout has them, and staying"),
            [
                [f"  {printable(one.place.absolute)}", f"    ? {link_sentence(one.why)}"]
                for one in plan.staying
            ],
            most,
        ),
    ]
    return lines + _ways_on(plan, certain, commands)


def _section(title: str, entries: Sequence[Sequence[str]], most: int) -> list[str]:
    if not entries:
        return []
    lines = ["", f"{title} ({len(entries)})"]
    lines += [line for entry in entries[:most] for line in entry]
    if len(entries) > most:
        count = len(entries) - most
        text = ngettext(
            "… and {n} more; see all with --all", "… and {n} more; see all with --all", count
        )
        lines.append("  " + text.format(n=count))
    return lines


def _planned(planned: PlannedMove) -> list[str]:
    link = planned.link
    lines = [f"  {printable(link.place.absolute)}"]
    for place in link.places:
        lines.append(f"    → {printable(place.place.absolute)}")
        why = "; ".join(map(link_sentence, place.reasons))
        lines.append(f"    {title_of(link)}" + (f" ({why})" if why else ""))
        if place.companions:
            names = ", ".join(
                printable(os.path.basename(each.place.path)) for each in place.companions
            )
            lines.append("    " + _("with it: {names}").format(names=names))
    if link.doubt is not None:
        lines.append(f"    ? {link_sentence(link.doubt)}")
    if link.left_behind:
        text = ngettext(
            "{n} file that is no link stays in its folder",
            "{n} files that are no links stay in its folder",
            link.left_behind,
        )
        lines.append("    ! " + text.format(n=link.left_behind))
    if planned.decision == "move":
        lines.append("    " + _("marked: move"))
    return lines


def _ways_on(plan: LinkPlan, certain: Sequence[PlannedMove], commands: Commands) -> list[str]:
    if not plan.moves:
        return []
    lines = ["", cost(len(certain) or len(plan.moves))]
    command = commands.vidtui("--batch", "link", "--rename", "--json")
    lines.append(
        _("No link was moved. By a plan in which you decide link by link: {command}").format(
            command=f"{command} > plan.json"
        )
    )
    if certain:
        lines.append(_("All of those whose place is certain: {command}").format(command=JQ))
    command = commands.vidtui("--batch", "link", "--apply", "moves.json", "--accept-loss")
    lines.append(_("then: {command}").format(command=command))
    return lines


def moved_document(outcome: LinkMoved) -> dict[str, Any]:
    """Return for JSON what came of a link that was to move."""
    link, place = outcome.decision.link, outcome.decision.to
    document: dict[str, Any] = {
        **json_path(link.source.absolute),
        "decision": "move",
        "state": outcome.state,
        "reason": outcome.reason or None,
        "actions": list(outcome.actions),
        "companions": outcome.companions,
        **json_path(link.place.absolute, "from"),
    }
    if place is not None:
        document |= json_path(place.place.absolute, "link")
        document |= json_path(place.text, "text")
    return document


def moved_folders(outcomes: Sequence[LinkMoved]) -> Iterator[bytes]:
    """Yield the folders that links left or came to."""
    for one in outcomes:
        place = one.decision.to
        if one.state == "done" and place is not None:
            yield os.path.dirname(one.decision.link.place.absolute)
            yield os.path.dirname(place.place.absolute)


def emptied_lines(outcomes: Sequence[LinkMoved]) -> list[str]:
    """Return what is to be said of folders that are empty now and that we did not make."""
    empty = emptied(one.decision for one in outcomes if one.state == "done")
    if not empty:
        return []
    return [emptied_text(len(empty)), *(f"  {printable(folder)}" for folder in empty)]
