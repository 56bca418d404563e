"""Changes to the settings file and the token file: whole or not at all, comments kept."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT
from tomlkit.toml_document import TOMLDocument

from vidtui import own_files
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.oserrors import about, reason
from vidtui.settings import overview
from vidtui.settings.model import ROLES, PathMap, RootSetting
from vidtui.settings.values import folder_path
from vidtui.text import printable

NEW_MODE = 0o644


def _write_shown(path: Path, content: str, mode: int) -> None:
    """Write the file that ``path`` shows: settings and tokens may be links to where they are kept.

    Raises:
        UsageProblem: it cannot be written, or is no ordinary file.
    """
    own_files.write_whole(Path(os.path.realpath(path)), content, mode)


def _unwritable(path: Path, error: OSError) -> UsageProblem:
    return UsageProblem(
        _("{file}: cannot be written: {reason}").format(
            file=printable(str(path)), reason=reason(error)
        )
    )


def write_token(path: Path, token: str) -> None:
    """Keep the TMDB token in a file that only its owner can read."""
    _write_shown(path, token.strip() + "\n", own_files.FILE_MODE)


def edit(path: Path, change: Callable[[TOMLDocument], None]) -> None:
    """Apply ``change`` to the settings file, which need not exist; comments and mode stay.

    Raises:
        UsageProblem: it cannot be read or written.
    """
    text, mode = _read(path)
    document = tomlkit.parse(text)
    change(document)
    _write_shown(path, tomlkit.dumps(document), mode)


def _read(path: Path) -> tuple[str, int]:
    """Return the text of the settings file and its mode; those of a new one where it is not there.

    Raises:
        UsageProblem: it cannot be read.
    """
    try:
        with open(own_files.open_given(path), encoding="utf-8") as opened:
            return opened.read(), stat.S_IMODE(os.fstat(opened.fileno()).st_mode)
    except FileNotFoundError:
        return "", NEW_MODE
    except UnicodeDecodeError as error:
        raise UsageProblem(about(str(path), _("it is no text in UTF-8"))) from error
    except OSError as error:
        raise _unwritable(path, error) from error


def read_text(path: Path) -> str:
    """Return the text of the settings file, empty where it is not there.

    Raises:
        UsageProblem: it cannot be read.
    """
    return _read(path)[0]


def replace_text(path: Path, text: str) -> None:
    """Write another text into the settings file, which need not exist; its mode stays.

    Raises:
        UsageProblem: it cannot be written.
    """
    _write_shown(path, text, _read(path)[1])


def problems_of(text: str, path: Path) -> list[str]:
    """Return in a line each what would be wrong with ``text`` as the settings file at ``path``."""
    with tempfile.TemporaryDirectory(prefix="vidtui-") as folder:
        trial = Path(folder) / path.name
        trial.write_text(text, encoding="utf-8")
        found = overview.problems({}, trial, None)
        return [one.replace(str(trial), printable(str(path))) for one in found]


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


def set_in_table(path: Path, table: str, **values: Any) -> None:
    """Set keys of a table of the settings file, which is made where it is not there."""

    def change(document: TOMLDocument) -> None:
        if table not in document:
            document[table] = tomlkit.table()
        for key, value in values.items():
            document[table][key] = value

    edit(path, change)


def _set_before_tables(document: TOMLDocument, key: str, value: Any) -> None:
    rest = [(name, document.pop(name)) for name in list(document)]
    document[key] = value
    for name, item in rest:
        document[name] = item


def add_root(path: Path, root: RootSetting) -> None:
    """Add a storage or link root."""
    entry: dict[str, object] = {"path": _text(root.path)}
    if root.kind:
        entry["kind"] = root.kind
    if root.marker:
        entry["marker"] = True
    if root.reading:
        entry["reading"] = root.reading
    if root.volatile_days is not None:
        entry["volatile_days"] = root.volatile_days
    if root.removable:
        entry["removable"] = True
    if root.film:
        entry["film"] = root.film
    if root.episode:
        entry["episode"] = root.episode
    edit(path, lambda document: _append(document, root.role, entry))


def remove_root(path: Path, root: bytes) -> None:
    """Take a root out.

    Raises:
        UsageProblem: the file names none there.
    """

    def change(document: TOMLDocument) -> None:
        if not sum(_remove(document, role, root) for role in ROLES):
            raise _unnamed(path, root)

    edit(path, change)


def add_path_map(path: Path, path_map: PathMap) -> None:
    """Add a path map."""
    entry = {"written": _text(path_map.written), "here": _text(path_map.here)}
    edit(path, lambda document: _append(document, "path_map", entry))


def move_root(path: Path, old: bytes, new: bytes) -> None:
    """Write ``new`` for ``old`` wherever a root or the near end of a path map names it.

    Where ``new`` is named already, ``old`` goes.

    Raises:
        UsageProblem: no root in the file is at ``old``, nor at ``new`` already.
    """
    places = (old, new)

    def moved(raw: str) -> str:
        return _text(new) if folder_path(raw) == old else raw

    def change(document: TOMLDocument) -> None:
        named = [
            folder_path(raw) for role in ROLES for raw in _replace(document, role, "path", str)
        ]
        if not any(place in named for place in places):
            raise _unnamed(path, old)
        if new in named:
            _merge(document, old, new)
        for role in ROLES:
            _replace(document, role, "path", moved)
        _replace(document, "path_map", "here", moved)

    edit(path, change)


def _append(document: TOMLDocument, section: str, entry: Mapping[str, object]) -> None:
    """Add an entry in the form in which those before it are written."""
    present = document.setdefault(section, tomlkit.aot())
    if isinstance(present, str):
        document[section] = present.split(os.pathsep)
        present = document[section]
    table = tomlkit.table() if isinstance(present, AoT) else tomlkit.inline_table()
    table.update(entry)
    present.append(table)


def _remove(document: TOMLDocument, section: str, root: bytes) -> bool:
    """Take the entries for a root out of a section; say whether there was one."""
    present = document.get(section, [])
    if isinstance(present, str):
        document[section] = present.split(os.pathsep)
        present = document[section]
    named = [entry if isinstance(entry, str) else entry["path"] for entry in present]
    found = [number for number, raw in enumerate(named) if folder_path(raw) == root]
    for number in reversed(found):
        del present[number]
    if found and not present:
        del document[section]
    return bool(found)


def _merge(document: TOMLDocument, old: bytes, new: bytes) -> None:
    """Take the entry for ``old`` out; what it says, and that for ``new`` does not, stays said."""
    for role in ROLES:
        tables = [entry for entry in document.get(role, []) if isinstance(entry, dict)]
        said = dict(next(_of_root(tables, old), {}))
        for entry in _of_root(tables, new):
            entry.update({key: value for key, value in said.items() if key not in entry})
        _remove(document, role, old)


def _of_root(tables: Iterable[dict[str, Any]], root: bytes) -> Iterator[dict[str, Any]]:
    return (entry for entry in tables if folder_path(entry["path"]) == root)


def _unnamed(path: Path, root: bytes) -> UsageProblem:
    return UsageProblem(
        _("{file}: names no root at {old}: change it where it is set").format(
            file=printable(str(path)), old=printable(root)
        )
    )


def _replace(
    document: TOMLDocument, section: str, key: str, change: Callable[[str], str]
) -> list[str]:
    """Change the path in each entry of a section; return what was there."""
    present = document.get(section, [])
    if isinstance(present, str):
        document[section] = present.split(os.pathsep)
        present = document[section]
    found = []
    for number, entry in enumerate(present):
        if isinstance(entry, str):
            written, equals, here = entry.rpartition("=") if key == "here" else ("", "", entry)
            found.append(here)
            if change(here) != here:
                present[number] = written + equals + change(here)
        else:
            found.append(entry[key])
            if change(entry[key]) != entry[key]:
                entry[key] = change(entry[key])
    return found


def _text(path: bytes) -> str:
    try:
        return path.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageProblem(
            _("{path}: the settings file can only hold names in UTF-8").format(path=printable(path))
        ) from None
