"""What can be done with a row of the Library screen, or with all that are marked."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from vidtui.catalogue.group_details import Details, Waiting
from vidtui.i18n import _, titled
from vidtui.jobs.decide import Answer, Verb
from vidtui.jobs.links.model import Place
from vidtui.library.about import About
from vidtui.library.entries import Entry
from vidtui.providers.base import Film, Hit, Series
from vidtui.text import local_time, printable, shorten
from vidtui.tui import playing
from vidtui.tui.bindings import key_of
from vidtui.tui.dialogs import Ask, Choice, TextDialog
from vidtui.tui.formatting import dated, plural
from vidtui.tui.library import details
from vidtui.tui.library.marked import Becoming, MarkedPreview
from vidtui.tui.library.model import Item, WorkItem
from vidtui.tui.library.rows import LibraryRows
from vidtui.tui.pending.dialogs import NameWork, SearchTitle
from vidtui.tui.pending.view import chosen
from vidtui.tui.pickers import WriteFile
from vidtui.tui.threads import in_background

MOST = 8  # of several that one is asked to choose from

Then = Callable[[About, Item], object]


def takes(verb: Verb, details: Details) -> Verb | None:
    """Return what a person says of a group with an answer; None where it makes no sense."""
    one = chosen(details)
    if verb == "confirm":
        is_open = details.state == "enriched" and one is not None and one.chosen in ("id", "rule")
        return "confirm" if is_open else None
    if details.state in ("enriched", "ignored"):
        return "reopen"
    return "reject" if details.state == "pending" else None


def is_automatic(page: LibraryRows) -> bool:
    """Whether an answer is highlighted or marked that nobody has confirmed."""
    return bool(page.feed.marks or (page.row is not None and page.row.automatic))


def is_answered(page: LibraryRows) -> bool:
    """Whether what is highlighted or marked was taken for something."""
    row = page.row
    known = row is not None and row.state in ("enriched", "pending", "ignored")
    return bool(page.feed.marks) or known


def has_group(page: LibraryRows) -> bool:
    """Whether what is highlighted can be taken for something else."""
    return page.row is not None and bool(page.row.groups)


class Acts:
    """Acts on what is highlighted once all of it is known."""

    def __init__(self, page: LibraryRows) -> None:
        self._page = page
        self._waiting: tuple[Item, Then] | None = None

    def told(self, about: About, item: Item) -> None:
        """Go on with what waited for all to be known of an item."""
        if self._waiting is not None and self._waiting[0] == item:
            _item, then = self._waiting
            self._waiting = None
            then(about, item)

    def _with_all(self, then: Then) -> None:
        """Call ``then`` with the highlighted item and all that is known of it, once it is."""
        feed, item = self._page.feed, self._page.item
        if item is None:
            return
        if feed.about is not None and feed.about_of == item:
            then(feed.about, item)
            return
        self._waiting = item, then
        feed.read_about(item)

    # The list of acts

    def ask(self) -> None:
        """List what can be done."""
        if self._page.feed.marks:
            self._ask_marked()
        else:
            self._with_all(self._ask)

    def _ask(self, about: About, item: Item) -> None:
        page, row = self._page, self._page.row
        groups = about.groups
        offered = [
            ("all", _("Show all of it in a window"), True),
            ("unfold", _("Unfold"), page.can_unfold),
            ("play", _("Play"), bool(about.files)),
            ("copy", _("Copy the path"), bool(about.files)),
            ("link", _("See where its link goes"), any(map(_lacks_link, about.files))),
            ("confirm", _("Confirm: the answer is right"), _any(groups, "confirm")),
            ("search", _("Search for another answer"), bool(groups)),
            ("name", _("Give an id or an address"), bool(groups)),
            ("reject", _("Not this one: decide anew"), _any(groups, "reopen")),
            ("posters", _("Posters…"), True),
            ("mark", _("Mark"), row is not None and isinstance(item, WorkItem)),
        ]
        choices = [Choice(name, text) for name, text, may in offered if may]

        def answered(name: str) -> None:
            if name == "all":
                page.open_dialog(TextDialog(partial(details.all_of, about, item)))
            else:
                page.call_later(page.act, name)

        heading = shorten(_title(about), 60)
        page.open_dialog(Ask(heading, [], choices), answered)

    def _ask_marked(self) -> None:
        page = self._page
        shown, hidden = page.feed.marked()
        facts = []
        if hidden:
            facts.append(plural("{n} is not in sight and stays as it is",
                                "{n} are not in sight and stay as they are", hidden))  # fmt: skip
        choices = [
            Choice("", _("Do nothing")),
            Choice("confirm", _("Confirm: the answers are right")),
            Choice("reject", _("Not these: decide anew")),
            Choice("link", _("See where their links go, and link them")),
            Choice("copy", _("Copy the paths")),
            Choice("unmark", _("Take the marks away")),
        ]

        def answered(name: str) -> None:
            if name == "unmark":
                page.feed.marks.clear()
                page.show_all()
            else:
                page.call_later(page.act, name)

        heading = plural("{n} marked", "{n} marked", len(shown))
        page.open_dialog(Ask(heading, facts, choices), answered)

    # Answers

    def answer(self, verb: Verb) -> None:
        """Confirm or take back what the highlighted work, or each marked one, is taken for."""
        page = self._page
        shown, _hidden = page.feed.marked()
        if shown:
            page.open_dialog(
                MarkedPreview(page.workspace, page.feed.title_of, verb, shown),
                partial(self._answer_all, verb),
            )
        elif not page.feed.marks:
            self._with_all(partial(self._choose_group, lambda group: self._give(verb, [group])))

    def _answer_all(self, verb: Verb, accepted: Sequence[Becoming]) -> None:
        for one in accepted:
            for group in one.groups:
                self._write(Answer(group, one.verb or verb))
            self._page.feed.marks.pop(one.key, None)
        self._page.show_all()

    def _give(self, verb: Verb, groups: Sequence[Details]) -> None:
        page = self._page
        for group in groups:
            said = takes(verb, group)
            if said is None:
                continue
            self._write(Answer(group.id, said))
            one = chosen(group)
            title = printable(one.work.title if one is not None else group.title)
            if said == "confirm":
                text = _("{title} is confirmed; {undo} takes that back.")
                page.workspace.notify(text.format(title=title, undo=key_of("library.undo")))
            else:
                text = _("{title} waits for your decision now ({pending}); {undo} takes that back.")
                keys = {"pending": key_of("go.pending"), "undo": key_of("library.undo")}
                page.workspace.notify(text.format(title=title, **keys))

    def _write(self, answer: Answer) -> None:
        work = self._page.workspace
        work.answers.give(work.settings, answer)

    def _choose_group(self, then: Callable[[Details], object], about: About, item: Item) -> None:
        """Call ``then`` with the group of an item; ask which where a work has several."""
        files = {one.group for one in about.files}
        groups = [one for one in about.groups if isinstance(item, WorkItem) or one.id in files]
        if len(groups) <= 1:
            for group in groups:
                then(group)
            return
        choices = [Choice("", _("None of them"))]
        choices += [
            Choice(str(at), shorten(_first_path(group), 70))
            for at, group in enumerate(groups[:MOST])
        ]

        def answered(name: str) -> None:
            then(groups[int(name)])

        page = self._page
        page.open_dialog(Ask(_("Which of them?"), [_title(about)], choices), answered)

    def search(self) -> None:
        """Search for another answer."""

        def ask(group: Details) -> None:
            dialog = SearchTitle(self._page.workspace, _waiting(group))
            self._page.open_dialog(dialog, partial(self._named, group))

        self._with_all(partial(self._choose_group, ask))

    def name(self) -> None:
        """Let an id be given."""

        def ask(group: Details) -> None:
            dialog = NameWork(self._page.workspace, _waiting(group))
            self._page.open_dialog(dialog, partial(self._named, group))

        self._with_all(partial(self._choose_group, ask))

    def _named(self, group: Details, work: Hit | Film | Series) -> None:
        self._write(Answer(group.id, "accept", work=work))

    # Files

    def play(self) -> None:
        """Play the file; ask which where there are several."""
        self._with_all(partial(self._choose_file, self._play))

    def _choose_file(self, then: Callable[[Entry], object], about: About, _item: Item) -> None:
        page = self._page
        files = [one for one in about.files if one.kind != "extra"] or list(about.files)
        if not files:
            page.workspace.notify(_("There is no file of it."), severity="warning")
        elif len(files) == 1:
            then(files[0])
        elif len(files) > MOST:
            text = _("{n} files: unfold it with {key}, and take one.")
            said = text.format(n=about.count, key=key_of("library.unfold"))
            page.workspace.notify(said, severity="warning")
        else:
            choices = [Choice("", _("None of them"))]
            choices += [
                Choice(str(at), shorten(printable(os.path.basename(one.path)), 70))
                for at, one in enumerate(files)
            ]

            def answered(name: str) -> None:
                then(files[int(name)])

            page.open_dialog(Ask(_("Which file?"), [_title(about)], choices), answered)

    def _play(self, entry: Entry) -> None:
        work = self._page.workspace
        if entry.missing_since is not None:
            day = local_time(entry.missing_since, "%Y-%m-%d")
            text = _("not on disk since {day}").format(day=day)
            work.notify(titled(printable(entry.path), text), severity="warning")
            return
        playing.play(self._page, entry.absolute)

    def link(self) -> None:
        """Go to where a file without a link is linked, or all those of what is marked."""
        page = self._page
        shown, _hidden = page.feed.marked()
        if shown:
            services, settings = page.workspace.services, page.workspace.settings
            read = partial(services.library_files_of, settings, shown)
            in_background(page, read, self._link_all, page.workspace.complain)
            return

        def go(about: About, _item: Item) -> None:
            lacking = next(filter(_lacks_link, about.files), None)
            if lacking is not None:
                page.workspace.new_links.look_for(Place(lacking.root, lacking.path))
                page.app.switch_mode("new_links")

        self._with_all(go)

    def _link_all(self, files: frozenset[int]) -> None:
        self._page.workspace.new_links.look_at(files)
        self._page.app.switch_mode("new_links")

    def copy(self) -> None:
        """Copy the path of the file, or of all files of what is marked."""
        page = self._page
        shown, _hidden = page.feed.marked()
        if not shown:
            self._with_all(partial(self._choose_file, lambda one: self._copy([one.absolute])))
            return
        services, settings = page.workspace.services, page.workspace.settings
        read = partial(services.library_paths_of, settings, shown)
        in_background(page, read, self._copy, page.workspace.complain)

    def _copy(self, paths: Sequence[bytes]) -> None:
        if not paths:
            return
        if len(paths) == 1:
            playing.copy_path(self._page, paths[0])
            return
        words = [playing.as_word(path) for path in paths]
        work = self._page.workspace
        work.copy_to_clipboard("\n".join(words))
        text = plural("{n} path copied, where the terminal lets it",
                          "{n} paths copied, where the terminal lets it", len(words))  # fmt: skip
        work.notify(text, timeout=playing.TOLD_S)

    def write(self) -> None:
        """Write the files of all works in sight as a table."""
        page, feed = self._page, self._page.feed
        plan, shelf, work = feed.plan(), feed.shelf, self._page.workspace
        if plan is None or shelf is None:
            return
        day = local_time(int(work.services.now()), "%Y-%m-%d")
        path = work.settings.data_dir / "reports" / f"library-{day}.csv"

        def write(to: Path) -> None:
            places = shelf.selector.files_of(plan)
            files = [shelf.index.files[place] for place in places]
            work.services.write_list(work.settings, to, files)

        def written(to: Path) -> None:
            work.notify(_("The list is in {path}").format(path=printable(str(to))))

        page.open_dialog(WriteFile(work, _("Write this list as a table"), path, write), written)


def _lacks_link(entry: Entry) -> bool:
    """Whether no link shows a file that is there, as far as is remembered."""
    is_shown = any(link.state == "ok" for link in entry.links)
    return entry.kind != "extra" and entry.missing_since is None and not is_shown


def _any(groups: Sequence[Details], verb: Verb) -> bool:
    return any(takes(verb, group) is not None for group in groups)


def _title(about: About) -> str:
    entry = next(iter(about.files), None)
    group = about.group
    if entry is not None:
        return dated(entry.title, entry.year)
    return dated(group.title, group.year) if group is not None else "–"


def _first_path(group: Details) -> str:
    files = group.files
    return printable(files[0].path) if files else printable(group.title)


def _waiting(group: Details) -> Waiting:
    """Return a group as the windows of To decide take it."""
    return Waiting(group.id, group.kind, group.title, group.year, "", len(group.files), None, None)
