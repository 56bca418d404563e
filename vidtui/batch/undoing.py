"""``vidtui undo``."""

from __future__ import annotations

from vidtui import i18n
from vidtui.batch.output import Output
from vidtui.catalogue.database import open_catalogue
from vidtui.errors import Exit
from vidtui.i18n import _
from vidtui.jobs import undoing
from vidtui.settings import Settings


def undo_run(settings: Settings, run: int | None, *, dry_run: bool, as_json: bool) -> Exit:
    """Take back a run, the newest that changed something where none is named."""
    i18n.use(settings.language)
    catalogue = open_catalogue(settings.database)
    chosen = undoing.last_run(catalogue) if run is None else run
    undone = undoing.undo(catalogue, settings, chosen, dry_run=dry_run)
    label = _("Would be undone:") if dry_run else _("Undone:")
    document = {
        "command": "undo",
        "run": chosen,
        "dry_run": dry_run,
        "actions": [{"id": one.action, "what": one.what, "refused": one.refused} for one in undone],
    }
    text = "\n".join([label, *(f"  {'! ' * one.refused}{one.what}" for one in undone)])
    code = Exit.REFUSED if any(one.refused for one in undone) else Exit.OK
    return Output(as_json=as_json).report(document, text, code)
