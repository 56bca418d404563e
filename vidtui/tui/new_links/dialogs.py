"""The keys of the page of new links, and what it asks before it goes on, each in a window."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from textual.binding import BindingType

from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.link.run import LinkOptions
from vidtui.layout.templates import PRESETS
from vidtui.tui.bindings import digit_keys, key
from vidtui.tui.dialogs import Ask, Choice
from vidtui.tui.formatting import number
from vidtui.tui.links.searched_page import about_row, has_messages, has_remedy
from vidtui.tui.new_links.rows import Row
from vidtui.tui.new_links.status import empty_state, only_text
from vidtui.tui.pickers import WriteFile
from vidtui.tui.workspace import Workspace


def _with_marks(test: Callable[[Row], object]) -> Callable[[Any], bool]:
    """Return the condition that files are marked, or that ``test`` holds of the highlighted."""
    alone = about_row(test)
    return lambda page: bool(page.marks) or alone(page)


def _has_list(page: Any) -> bool:
    return page.work.review.plan is not None and empty_state(page.work) is None


_LINKABLE = _with_marks(lambda row: row.choices)
_NOT_NEVER = _with_marks(lambda row: row.state != "never")
_HAS_CHOICES = about_row(lambda row: row.choices)
_HAS_SEVERAL = about_row(lambda row: len(row.choices) > 1)

BINDINGS: list[BindingType] = [
    key("enter", "take", N_("Link"),
        N_("Link it at the highlighted place; with marks, see what becomes of all of them."),
        when=lambda page: _LINKABLE(page) and not (page.only_answers or page.is_of_moves)),
    key("enter", "move", N_("Move…"),
        N_("Move this link, or those that are marked, once you have typed how many."),
        when=lambda page: _LINKABLE(page) and page.is_of_moves),
    key("enter", "answer", N_("Answer"),
        N_("Take the highlighted answer; the next search says where links of that kind go."),
        when=lambda page: page.only_answers),
    key("enter", "help_reason", N_("Go on…"), N_("Go where it is decided why these get no link."),
        when=lambda page: page.reason is not None),
    key("space", "mark", N_("Mark"), N_("Mark this file: Enter acts on all that are marked."),
        when=about_row(lambda row: row.state == "open")),
    key("right,l", "other(1)", N_("Next"), N_("Highlight the next place."), when=_HAS_SEVERAL),
    key("left,h", "other(-1)", N_("Before"), N_("Highlight the place before."), show=False,
        id="before", when=_HAS_SEVERAL),
    key("x", "never", N_("Never"), N_("Never link this file, or those that are marked."),
        when=lambda page: not page.is_of_moves and _NOT_NEVER(page)),
    key("s", "skip", N_("Skip"), N_("Leave it without a link, until the next search."),
        when=about_row(lambda row: row.state != "skipped")),
    key("u", "undo", N_("Undo"), N_("Take back the last entry; several links if need be."),
        when=lambda page: page.work.can_undo(page.seen)),
    key("a", "preview", N_("Together…"),
        N_("Link all that have a certain place, a kind at a time: see the list first."),
        when=lambda page: page.can_accept and not page.is_of_moves),
    key("a", "move_all", N_("Together…"),
        N_("See all links whose place is certain, before and after, and tick those that move."),
        when=lambda page: page.can_accept and page.is_of_moves),
    key("enter", "go_on", N_("Go on…"), N_("See why the search was refused, and decide."),
        when=has_remedy),
    key("r", "search", N_("Search anew"), N_("Look for files without a link anew."),
        when=lambda page: page.work.may_search),
    key("r", "halt", N_("Stop…"), N_("Stop the search, or let it go on."),
        when=lambda page: page.work.is_searching),
    key("v", "more", N_("More…"),
        N_("Look for other files too, place them otherwise, move links, or see the broken ones."),
        when=lambda page: not page.work.is_plan),
    key("slash", "filter", N_("Filter"),
        N_("Show the files with some text in path, title or link."), when=_has_list),
    key("escape", "back", N_("Back"), N_("Show all files again, then go to the broken links.")),
    key("f", "state", N_("Show…"),
        N_("Show all, only undecided ones, or those you are asked about."), show=False,
        when=_has_list),
    key("comma", "order", N_("Sort"), N_("Sort by file, by link, by title."), show=False,
        when=_has_list),
    key("o", "play", N_("Play"), N_("Play the file."), show=False,
        when=lambda page: page.seen is not None),
    key("c", "copy", N_("Copy path"), N_("Copy the path of the file."), show=False,
        when=lambda page: page.seen is not None),
    key("w", "write", N_("Write…"), N_("Write the plan of this review to a file."), show=False,
        when=lambda page: page.work.can_decide and bool(len(page.work.review))),
    key("d", "details", N_("Details"), N_("Show all of it, nothing cut."), show=False,
        when=lambda page: bool(page.seen or page.reason or page.staying)),
    key("m", "messages", N_("Messages"), N_("Show what could not be read."), show=False,
        when=has_messages),
    # Apart from the others, since a screen has them first in its line of keys.
    key("tab", "next"),
    key("shift+tab", "before", id="tab_before"),
    *digit_keys("take_number", when=lambda page: not page.marks and _HAS_CHOICES(page)),
]  # fmt: skip

NAMED, VERSIONS, EXTRAS = "named", "versions", "extras"
EVERYTHING: Final = "everything"
LEARNED: Final = "learned"
LINKS: Final = "links"
MOVES: Final = "moves"
FILES: Final = "files"
MOST: Final = 9  # answers, each with its digit


def more_question(options: LinkOptions, layouts: Sequence[str]) -> Ask:
    """Return the question what is looked for too, and how it is placed; ``layouts`` say how now.

    The answers are a field of the options to be turned, ``EVERYTHING`` in place of a part, the
    name of a preset, ``LEARNED`` in place of one, ``LINKS``: the broken ones, ``MOVES``: those that
    do not follow the layout, ``FILES``: those without a link.
    """
    turned = {
        NAMED: _("also files whose name is certain, without TMDB"),
        VERSIONS: _("also further versions of what has a link"),
        EXTRAS: _("also extras"),
    }
    choices = [Choice(LINKS, _("Back to the broken links"))]
    if options.rename:
        choices.append(Choice(FILES, _("Back to the files without a link")))
        turned = {NAMED: turned[NAMED]}
    for name, text in turned.items():
        is_on = bool(getattr(options, name))
        choices.append(Choice(name, f"[{'×' if is_on else ' '}] {text}"))
    if options.only is not None:
        what = only_text(options, 30)
        all_of = (
            _("all links, not only those of {what}")
            if options.rename
            else _("all files, not only {what}")
        )
        text = all_of.format(what=what)
        choices.append(Choice(EVERYTHING, text))
    if not options.rename:
        choices.append(Choice(MOVES, _("Links that do not follow the layout: move them")))
    if options.film or options.episode:
        choices.append(Choice(LEARNED, _("place them as the links that there are")))
    choices += [
        Choice(name, _("place them as {name} names them").format(name=name))
        for name in PRESETS
        if name not in (options.film, options.episode)
    ]
    facts = [
        *layouts,
        _("Each looks at storage and links anew; no link is made before you say so."),
    ]
    return Ask(_("More about new links"), facts, choices[:MOST])


def with_answer(options: LinkOptions, name: str) -> dict[str, Any]:
    """Return what an answer changes in the options."""
    if name == EVERYTHING:
        return {"only": None}
    if name == LEARNED:
        return {"film": None, "episode": None}
    if name in PRESETS:
        return {"film": name, "episode": name}
    return {name: not getattr(options, name)}


def plan_dialog(workspace: Workspace) -> WriteFile | None:
    """Return the window that writes the plan of the review, None while there is none."""
    work, settings = workspace.new_links, workspace.settings
    plan = work.plan_to_write()
    if plan is None:
        return None
    day = time.strftime("%Y-%m-%d", time.localtime(workspace.services.now()))
    path = work.plan_path or settings.data_dir / "plans" / f"link-{day}.json"
    count = len(plan.files) + len(plan.moves)
    title = ngettext("Write a plan of {count} new link", "Write a plan of {count} new links", count)
    if plan.is_of_moves:
        title = ngettext("Write a plan of {count} move", "Write a plan of {count} moves", count)

    def write(to: Path) -> None:
        workspace.services.write_link_plan(settings, to, plan)

    heading = title.format(count=number(count))
    return WriteFile(workspace, heading, path, write, is_own=work.is_plan)
