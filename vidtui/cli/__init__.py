"""The command line: options in, then over to the full-screen app or to batch."""

from __future__ import annotations

import sys

from vidtui import interrupts


def collect_seldom() -> None:
    """Look for garbage in circles less often than Python does by itself.

    A library is hundreds of thousands of rows that stay, and each look goes over all of them.
    """
    import gc

    gc.set_threshold(50_000, 20, 100)


def main() -> None:
    """Run vidtui; the entry point. Signals are heeded before the long imports, and to the end."""
    interrupts.leave_at_once()
    collect_seldom()
    from vidtui.cli.first_look import early_language
    from vidtui.i18n import use

    use(early_language(sys.argv[1:]))
    from vidtui.cli.program import open_streams, run

    open_streams()
    interrupts.unwind()
    try:
        code = run(sys.argv[1:])
    except interrupts.Interrupted:
        interrupts.leave()
    interrupts.leave_at_once()
    sys.exit(code)
