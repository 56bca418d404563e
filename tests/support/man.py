"""The man pages, made from the commands by click-man.

python -m tests.support.man update
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

import click
from click_man.core import write_man_pages

from vidtui import __version__, i18n
from vidtui.cli.program import vidtui

_DAY = re.compile(r'(^\.TH "[^"]*" "1" )"[0-9-]*"', re.MULTILINE)
_SPACES = re.compile(r"[ \t]+$", re.MULTILINE)
FOLDER = Path(__file__).resolve().parents[2] / "packaging/man"


def _sentence(command: click.Command) -> str:
    """Return how a command's help begins, uncut: ``apropos`` searches it."""
    return re.split(r"[.;] ", command.get_short_help_str(1000), maxsplit=1)[0].rstrip(".")


def made() -> dict[str, str]:
    """Return the text of each page by its name, without the day on which it was made."""
    i18n.use("en")
    with (
        tempfile.TemporaryDirectory() as folder,
        patch("click_man.core.get_short_help_str", _sentence),
    ):
        write_man_pages("vidtui", vidtui, version=__version__, target_dir=folder, date="")
        return {
            page.name: _DAY.sub(r'\1""', _SPACES.sub("", page.read_text("utf-8")))
            for page in sorted(Path(folder).iterdir())
        }


def kept() -> dict[str, str]:
    """Return the text of each page that is shipped."""
    return {page.name: page.read_text("utf-8") for page in sorted(FOLDER.glob("*.1"))}


def update() -> None:
    """Write the pages anew."""
    pages = made()
    for name in kept().keys() - pages.keys():
        (FOLDER / name).unlink()
    for name, text in pages.items():
        (FOLDER / name).write_text(text, "utf-8")
    print(f"{len(pages)} pages")


if __name__ == "__main__":
    if sys.argv[1:] != ["update"]:
        sys.exit(__doc__)
    update()
