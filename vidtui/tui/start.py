"""How the app begins; free of Textual, so that the command line stays instant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from vidtui.jobs.check.run import CheckOptions
    from vidtui.jobs.enrich.run import EnrichOptions
    from vidtui.jobs.import_.run import ImportOptions
    from vidtui.jobs.link.run import LinkOptions

Start = Literal[
    "home",
    "library",
    "import",
    "settings",
    "queue",
    "pending",
    "links",
    "new_links",
    "check",
    "journal",
]
"""The modes of the pages that a command can open."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What the app shows and starts first; without a storage root that is the setup.

    Attributes:
        start: the screen to begin with.
        import_options: an import that starts by itself.
        enrich_options: an enrichment that starts by itself.
        check_options: a check that starts by itself.
        plan_file: a plan to review instead of what a search for broken links finds.
        link_options: which files without a link are looked for, and how they are linked.
        link_plan: a plan of new links to review instead of what that search finds.
        demo: say on every screen that the files are made up.
        warnings: what to say first.
    """

    start: Start = "home"
    import_options: ImportOptions | None = None
    enrich_options: EnrichOptions | None = None
    check_options: CheckOptions | None = None
    plan_file: Path | None = None
    link_options: LinkOptions | None = None
    link_plan: Path | None = None
    demo: bool = False
    warnings: tuple[str, ...] = ()
