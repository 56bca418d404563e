"""Posters of the demo: drawn, a picture for each work, as PNG."""

from __future__ import annotations

import colorsys
import struct
import zlib
from functools import cache

WIDTH, HEIGHT = 92, 138  # pixels: two to three, as posters are
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@cache
def drawn(name: str) -> bytes:
    """Return the poster of a name: a sky, a sun and hills, in colours of its own."""
    seed = zlib.crc32(name.encode())
    hue = seed % 360 / 360
    sky, ground = _colour(hue, 0.55, 0.95), _colour((hue + 0.45) % 1, 0.6, 0.45)
    sun_x, sun_y, radius = 20 + seed // 7 % 52, 25 + seed // 11 % 35, 9 + seed // 13 % 9
    waves = 1 + seed // 17 % 4
    rows = bytearray()
    for y in range(HEIGHT):
        rows.append(0)  # no filter
        for x in range(WIDTH):
            hill = HEIGHT * 0.62 + 12 * _wave((x / WIDTH * waves + seed % 10 / 10) % 1)
            if y > hill:
                rows += _shaded(ground, 1.15 - (y - hill) / HEIGHT)
            elif (x - sun_x) ** 2 + (y - sun_y) ** 2 < radius**2:
                rows += _shaded(_colour((hue + 0.1) % 1, 0.15, 1.0), 1.0)
            else:
                rows += _shaded(sky, 0.35 + 0.65 * y / HEIGHT)
    head = struct.pack(">2L5B", WIDTH, HEIGHT, 8, 2, 0, 0, 0)  # eight bits of red, green, blue
    data = zlib.compress(bytes(rows), 9)
    return _SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def _colour(hue: float, saturation: float, value: float) -> tuple[float, float, float]:
    return colorsys.hsv_to_rgb(hue, saturation, value)


def _shaded(colour: tuple[float, float, float], light: float) -> bytes:
    return bytes(max(0, min(255, round(part * light * 255))) for part in colour)


def _wave(share: float) -> float:
    """Return a height between 0 and 1 of a hill, at a share of its way."""
    return 1 - abs(2 * share - 1)
