"""Files of doubtful links that no provider was asked about: asking tells such links apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from vidtui.i18n import _
from vidtui.tui.bindings import key_of
from vidtui.tui.job_runner import Host
from vidtui.tui.links.causes import Cause
from vidtui.tui.links.model import Review
from vidtui.tui.threads import in_background

DOUBTFUL: tuple[Cause, ...] = ("work", "several", "none")


class Unasked:
    """Knows them of one review with so many links that their causes are told."""

    def __init__(self, host: Host, changed: Callable[[], object], search: Callable[[], object]):
        """Know nothing yet.

        Args:
            host: what is around it.
            changed: called when more is known.
            search: searches for broken links anew.
        """
        self._files: frozenset[int] = frozenset()
        self._host = host
        self._changed = changed
        self._search = search

    def learn(self, review: Review) -> None:
        """Ask the catalogue about the files of a review."""
        self._files = frozenset()
        if review.has_causes:
            links = [row.link for row in review.rows]
            ids = {one.file for link in links for one in link.proposals}
            ids |= {link.shown_file for link in links}
            self._read((one for one in ids if one is not None), self._take)

    def look_again(self, review: Review) -> None:
        """Search anew where a provider was asked about all of them since."""
        if self._files and review.plan is not None:
            self._read(self._files, partial(self._take_rest, review))

    def told_apart(self, review: Review) -> int:
        """Return how many links in doubt an enrichment could help with."""
        files = self._files
        if not files:
            return 0
        rows = [row for cause in DOUBTFUL for row in review.of_cause(cause)]
        return sum(
            row.link.shown_file in files or any(one.file in files for one in row.link.proposals)
            for row in rows
        )

    def _read(self, files: Iterable[int], then: Callable[[frozenset[int]], object]) -> None:
        host = self._host
        work = partial(host.services.unasked, host.settings, sorted(files))
        in_background(host, work, then, host.complain)

    def _take(self, found: frozenset[int]) -> None:
        self._files = found
        self._changed()

    def _take_rest(self, review: Review, found: frozenset[int]) -> None:
        was_open = bool(self._files)
        self._take(found)
        if found or not was_open:
            return
        # Whoever decides single links, or has marked some, keeps what is in sight.
        if review.at_causes and not review.marked_rows:
            self._search()
        else:
            text = _("TMDB was asked meanwhile: {key} searches anew, and tells more links apart.")
            self._host.notify(text.format(key=key_of("links.search")))
