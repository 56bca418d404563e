"""Where the app's one stylesheet lies."""

from __future__ import annotations

from pathlib import Path

import vidtui


def stylesheet() -> Path:
    """Return the stylesheet: in the package where it is installed, beside it in the sources."""
    package = Path(vidtui.__file__).resolve().parent
    return next(
        file
        for file in (package / "screens.tcss", package.parent / "screens.tcss")
        if file.exists() or file.parent != package
    )
