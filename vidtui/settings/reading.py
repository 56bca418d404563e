"""Where each setting stands and what it is: a file of TOML, the environment, options."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from vidtui import own_files
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.oserrors import at
from vidtui.settings.values import Wrong
from vidtui.text import printable

_REPEATED: Final = ("storage", "links", "path_map")
_SECRETS: Final = ("tmdb.token", "token")


@dataclass(frozen=True, slots=True)
class Field:
    """One setting: its key in the file, its environment variable, how it is read.

    ``attribute`` is its name among the settings where that does not follow from the key.
    """

    key: str
    parse: Callable[[Any], Any]
    in_file_only: bool = False
    attribute: str = ""

    @property
    def variable(self) -> str:
        """The environment variable that overrides the file."""
        return "VIDTUI_" + self.key.upper().replace(".", "_")

    @property
    def option(self) -> str:
        """The command-line option that overrides both."""
        return "--" + self.parameter.replace("_", "-")

    @property
    def parameter(self) -> str:
        """What the command line calls the value of its option."""
        return self.key.replace(".", "_")


@dataclass(frozen=True, slots=True)
class Held:
    """What a setting is, not read yet, and where it stands: a file, a variable or an option."""

    source: str
    raw: object

    def read(self, field: Field) -> Any:
        """Return the value.

        Raises:
            UsageProblem: it cannot be.
        """
        try:
            return field.parse(self.raw)
        except Wrong as wrong:
            raise UsageProblem(f"{printable(self.source)}: {field.key}: {wrong}") from None


def gather(
    fields: Sequence[Field], path: Path, env: Mapping[str, str], options: Mapping[str, Any]
) -> dict[str, Held]:
    """Return by key what is set, the strongest source last.

    Raises:
        UsageProblem: the file cannot be read, or holds what is no setting.
    """
    known = [field.key for field in fields]
    held = {key: Held(str(path), raw) for key, raw in in_file(path, known).items()}
    for key in held:
        if key not in known:
            raise UsageProblem(unknown_key(path, key, known))
    return held | beside_file(fields, env, options)


def beside_file(
    fields: Sequence[Field], env: Mapping[str, str], options: Mapping[str, Any]
) -> dict[str, Held]:
    """Return by key what the environment and the command line set."""
    held = {}
    for field in fields:
        if field.in_file_only:
            continue
        if env.get(field.variable):
            held[field.key] = Held(field.variable, env[field.variable])
        if options.get(field.key):
            held[field.key] = Held(field.option, options[field.key])
    return held


def as_options(
    fields: Sequence[Field], path: Path, held: Mapping[str, Held]
) -> tuple[tuple[str, str], ...]:
    """Return as options what stands in the environment or on the command line."""
    options: list[tuple[str, str]] = []
    for field in fields:
        found = held.get(field.key)
        if found is None or found.source == str(path) or field.key == "language":
            continue
        raw = found.raw
        if isinstance(raw, str):
            raw = raw.split(os.pathsep) if field.key in _REPEATED else (raw,)
        values = raw if isinstance(raw, (list, tuple)) else (raw,)
        options += [(field.option, str(one)) for one in values]
    return tuple(options)


def in_file(path: Path, known: Sequence[str]) -> dict[str, object]:
    """Return what the file sets, by key; nothing where it is not there.

    A table of which keys are ``known`` is flat: they are written ``table.key``.

    Raises:
        UsageProblem: it cannot be read, or is no TOML.
    """
    try:
        with open(own_files.open_given(path), encoding="utf-8") as opened:
            tree = tomllib.loads(opened.read())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageProblem(at(str(path), error)) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageProblem(
            _("{file}: is not valid TOML: {reason}").format(
                file=printable(str(path)), reason=printable(str(error))
            )
        ) from error
    tables = {key.partition(".")[0] for key in known if "." in key}
    flat: dict[str, object] = {}
    for key, value in tree.items():
        if key in tables and isinstance(value, dict):
            flat |= {f"{key}.{name}": entry for name, entry in value.items()}
        else:
            flat[key] = value
    return flat


def unknown_key(path: Path, key: str, known: Sequence[str]) -> str:
    """Return in one line that there is no such setting, and which was meant."""
    if key in _SECRETS:
        return _(
            "{file}: {key}: the token does not belong here; put it in VIDTUI_TMDB_TOKEN "
            "or in a file that only you can read, named by tmdb.token_file"
        ).format(file=printable(str(path)), key=key)
    close = difflib.get_close_matches(key, known, 1)
    hint = _("did you mean {key}?").format(key=close[0]) if close else ", ".join(known)
    return _("{file}: {key}: no such setting; {hint}").format(
        file=printable(str(path)), key=printable(key), hint=hint
    )
