"""Posters in the terminal: drawn as it says that it can, decoded with care."""

from __future__ import annotations

import importlib
import io
import os
import re
import select
import sys
import termios
import time
import tty
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from textual.containers import Vertical

from vidtui.settings.model import Settings

MOST_PIXELS = 8_000_000  # a poster of TMDB has 6 million at most; more is no poster
SIDE = 900  # pixels that any terminal needs at most
PATIENCE_S = 1.0  # for a terminal to answer: a line by satellite takes half of that
_MULTIPLEXERS = ("tmux", "screen")
_PLACE = re.compile(rb"\x1b\[\d+;\d+R")
_WIDGETS = "textual_image.widget"


def is_installed() -> bool:
    """Say whether the extra is there; the terminal is not asked by this."""
    return all(find_spec(name) is not None for name in ("textual_image", "PIL"))


def ask_terminal(settings: Settings) -> None:
    """Ask the terminal what it can draw, where posters are to be shown.

    The library asks when it is imported: before the app, or while it is suspended. Once the app
    reads the keys nobody would hear the answer, which would be typed.
    """
    if settings.posters_show != "off" and is_installed() and not was_asked():
        _widgets()
        if sys.__stdin__ is not None and sys.__stdout__ is not None and sys.__stdin__.isatty():
            hear_out(sys.__stdin__.fileno(), sys.__stdout__.fileno())


def hear_out(heard: int, said: int, patience_s: float = PATIENCE_S) -> None:
    """Take in what a terminal still has to answer; over a slow line it would come as keys.

    It answers in order, and every one tells where its cursor is: that answer is the last one.

    Args:
        heard: the descriptor that its answers come from.
        said: the one that it is asked by.
        patience_s: how long to wait for one that says nothing.
    """
    before = termios.tcgetattr(heard)
    deadline, answers = time.monotonic() + patience_s, b""
    try:
        tty.setcbreak(heard, termios.TCSANOW)
        os.write(said, b"\x1b[6n")
        while not _PLACE.search(answers) and (left := deadline - time.monotonic()) > 0:
            if select.select([heard], [], [], left)[0]:
                answers = answers[-64:] + os.read(heard, 1024)
    except (OSError, termios.error):
        return
    finally:
        termios.tcsetattr(heard, termios.TCSANOW, before)


def _widgets() -> Any:
    try:
        return importlib.import_module(_WIDGETS)
    except Exception:  # noqa: BLE001 - whatever a terminal answers ends nothing: there are no posters
        return None


def kind_of(env: Mapping[str, str]) -> str:
    """Return which of the library's widgets draws here.

    tmux and screen answer for themselves: they may say sixel where the terminal around them, or
    the next one that is attached, shows a field of plus signs for it. Half blocks are text.
    """
    is_within = env.get("TMUX") or env.get("STY") or env.get("TERM", "").startswith(_MULTIPLEXERS)
    return "HalfcellImage" if is_within else "Image"


def was_asked() -> bool:
    """Say whether the terminal has been asked."""
    return _WIDGETS in sys.modules


def decoded(data: bytes) -> Any | None:
    """Return a picture no larger than it is needed, None for what is none."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return None
            opened.draft("RGB", (SIDE, SIDE))
            picture = opened.convert("RGB")
        picture.thumbnail((SIDE, SIDE))
    except Exception:  # noqa: BLE001 - a decoder may raise anything over a damaged file
        return None
    return picture


class Poster(Vertical):
    """Room for one poster; hidden while there is none."""

    def __init__(self) -> None:
        super().__init__(id="poster")
        self.display = False
        self._widget: Any = None

    def show(self, picture: Any | None) -> None:
        """Show a picture; None hides the room."""
        if picture is None or not was_asked():
            self.display = False
            return
        if self._widget is None:
            kind = getattr(_widgets(), kind_of(os.environ), None)
            if kind is None:
                return
            self._widget = kind(picture)
            self.mount(self._widget)
        else:
            self._widget.image = picture
        self.display = True
