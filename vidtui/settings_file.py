"""Changes to the settings file and the token file: whole or not at all, comments kept."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.toml_document import TOMLDocument

from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.settings import PathMap, RootSetting
from vidtui.text import show


def write_whole(path: Path, content: str, mode: int) -> None:
    """Write ``content`` so that a reader, or a crash, sees the old file or the new one.

    Raises:
        UsageProblem: the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with open(handle, "w", encoding="utf-8") as opened:
                os.fchmod(opened.fileno(), mode)
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise UsageProblem(
            _("{file}: cannot be written: {reason}").format(
                file=show(str(path)), reason=error.strerror
            )
        ) from error


def write_token(path: Path, token: str) -> None:
    """Keep the TMDB token in a file that only its owner can read."""
    write_whole(path, token.strip() + "\n", 0o600)


def edit(path: Path, change: Callable[[TOMLDocument], None]) -> None:
    """Apply ``change`` to the settings file, which need not exist; comments stay."""
    try:
        document = tomlkit.parse(path.read_text("utf-8"))
    except FileNotFoundError:
        document = tomlkit.document()
    change(document)
    write_whole(path, tomlkit.dumps(document), 0o644)


def set_values(path: Path, **values: Any) -> None:
    """Set top-level keys of the settings file; None removes one."""

    def change(document: TOMLDocument) -> None:
        for key, value in values.items():
            if value is None:
                document.pop(key, None)
            elif key in document or not any(isinstance(v, (dict, list)) for v in document.values()):
                document[key] = value
            else:
                _set_before_tables(document, key, value)

    edit(path, change)


def _set_before_tables(document: TOMLDocument, key: str, value: Any) -> None:
    rest = [(name, document.pop(name)) for name in list(document)]
    document[key] = value
    for name, item in rest:
        document[name] = item


def add_root(path: Path, root: RootSetting) -> None:
    """Add a storage or link root."""

    def change(document: TOMLDocument) -> None:
        table = tomlkit.table()
        table["path"] = _text(root.path)
        if root.kind:
            table["kind"] = root.kind
        if root.marker:
            table["marker"] = True
        document.setdefault(root.role, tomlkit.aot()).append(table)

    edit(path, change)


def add_path_map(path: Path, path_map: PathMap) -> None:
    """Add a path map."""

    def change(document: TOMLDocument) -> None:
        table = tomlkit.table()
        table["written"] = _text(path_map.written)
        table["here"] = _text(path_map.here)
        document.setdefault("path_map", tomlkit.aot()).append(table)

    edit(path, change)


def move_root(path: Path, old: bytes, new: bytes) -> None:
    """Write ``new`` for ``old`` wherever a root or the near end of a path map names it."""

    def change(document: TOMLDocument) -> None:
        for section, key in (("storage", "path"), ("links", "path"), ("path_map", "here")):
            for table in document.get(section, []):
                if os.path.normpath(os.fsencode(os.path.expanduser(table[key]))) == old:
                    table[key] = _text(new)

    edit(path, change)


def _text(path: bytes) -> str:
    try:
        return path.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageProblem(
            _("{path}: the settings file can only hold names in UTF-8").format(path=show(path))
        ) from None
