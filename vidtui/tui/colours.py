"""Colours that can be read: those of a theme, moved apart where they are too near each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.color import BLACK, WHITE, Color

LEAST = 4.5
"""Contrast of a text with what is behind it, as WCAG 2.1 asks of level AA (1.4.3)."""
QUIET_FROM = 60  # per cent of the foreground
_STEPS = 20
_GROUNDS = ("surface", "panel")
_TEXTS = ("text-accent", "text-success", "text-warning", "text-error", "text-primary")


def readable(variables: Mapping[str, str], *, plain: bool = False) -> dict[str, str]:
    """Return the variables of a theme with colours that can be read, and ``quiet``.

    ``quiet`` is what matters less: the foreground, as faint as can still be read.

    Args:
        variables: as a theme makes them.
        plain: whether few or no colours are shown: what is highlighted is reversed.
    """
    held = dict(variables)
    back, fore = Color.parse(held["background"]), Color.parse(held["foreground"])
    if plain or back.ansi is not None:
        return held | _reversed(held)
    held["foreground"] = (fore := _apart(fore, [back])).hex
    held |= {name: _behind(fore, _solid(held[name], back), back).hex for name in _GROUNDS}
    grounds = [back, *(Color.parse(held[name]) for name in _GROUNDS)]
    held |= {name: _apart(_solid(held[name], back), grounds).hex for name in _TEXTS}
    held["quiet"] = _quiet(fore, grounds).hex
    cursor = _solid(held["block-cursor-background"], back)
    text = _solid(held["block-cursor-foreground"], cursor)
    away = max((BLACK, WHITE), key=lambda one: contrast(text, one))
    held["block-cursor-foreground"] = text.hex
    held["block-cursor-background"] = _behind(text, cursor, away).hex
    blurred = _solid(held["block-cursor-blurred-background"], back)
    held["block-cursor-blurred-foreground"] = _on(held, "block-cursor-blurred-foreground", blurred)
    line = _solid(held["footer-background"], back)
    held["footer-background"] = line.hex
    for name in ("footer-foreground", "footer-key-foreground", "footer-description-foreground"):
        held[name] = _on(held, name, line)
    return held


def _reversed(held: Mapping[str, str]) -> dict[str, str]:
    """Return what shows by attributes alone what is highlighted; no other pair is sure."""
    fore, back = held["foreground"], held["background"]
    fronts = ("block-cursor", "block-cursor-blurred", "footer", "footer-key", "footer-description")
    return {
        **{f"{name}-foreground": fore for name in fronts},
        **{f"{name}-background": back for name in fronts},
        "block-cursor-text-style": "bold reverse",
        "block-cursor-blurred-text-style": "bold",
        "quiet": fore,
    }


def contrast(text: Color, behind: Color) -> float:
    """Return the contrast of two colours, the lesser of truecolor and of 256 colours."""
    return min(_ratio(text, behind), _ratio(_of_256(text), _of_256(behind)))


def _ratio(one: Color, other: Color) -> float:
    """Return the contrast ratio of WCAG 2.1."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(4096)
def _luminance(colour: Color) -> float:
    """Return the relative luminance of WCAG 2.1."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@lru_cache(4096)
def _of_256(colour: Color) -> Color:
    """Return what a terminal of 256 colours shows for a colour."""
    rich = RichColor.from_rgb(colour.r, colour.g, colour.b).downgrade(ColorSystem.EIGHT_BIT)
    return Color(*rich.get_truecolor())


def _solid(value: str, behind: Color) -> Color:
    """Return what a variable shows on a background, such as ``auto 87%`` or ``#ff00007f``."""
    name, _space, share = value.partition(" ")
    alpha = float(share.rstrip("%")) / 100 if share else 1.0
    if name == "auto":
        colour = behind.get_contrast_text(alpha)
    else:
        colour = Color.parse(name)
        colour = colour.with_alpha(colour.a * alpha)
    return behind.blend(colour.with_alpha(1.0), colour.a, 1.0)


def _on(held: Mapping[str, str], name: str, behind: Color) -> str:
    return _apart(_solid(held[name], behind), [behind]).hex


def _apart(colour: Color, grounds: Sequence[Color]) -> Color:
    """Return a colour, as little nearer to black or white as makes it readable on all grounds."""
    end = max((BLACK, WHITE), key=lambda one: min(contrast(one, ground) for ground in grounds))
    steps = (colour.blend(end, step / _STEPS, 1.0) for step in range(_STEPS))
    fit = (one for one in steps if all(contrast(one, ground) >= LEAST for ground in grounds))
    return next(fit, end)


def _behind(text: Color, ground: Color, back: Color) -> Color:
    """Return a ground, as little nearer to ``back`` as makes a text readable on it."""
    steps = (ground.blend(back, step / _STEPS, 1.0) for step in range(_STEPS))
    return next((one for one in steps if contrast(text, one) >= LEAST), back)


def _quiet(fore: Color, grounds: Sequence[Color]) -> Color:
    for share in range(QUIET_FROM, 100, 5):
        faint = [ground.blend(fore, share / 100, 1.0) for ground in grounds]
        if all(contrast(one, ground) >= LEAST for one, ground in zip(faint, grounds, strict=True)):
            return fore.with_alpha(share / 100)
    return fore
