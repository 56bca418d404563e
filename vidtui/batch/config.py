"""``vidtui config path|show|check``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vidtui.batch.doctor import NOTE
from vidtui.batch.output import Output
from vidtui.errors import Exit, UsageProblem
from vidtui.i18n import _
from vidtui.oserrors import about, is_missing
from vidtui.placeholders import Placeholders
from vidtui.settings import overview
from vidtui.settings.values import Wrong, folder_path
from vidtui.text import json_path, printable


def show_path(config: Path, data_dir: Path, *, as_json: bool) -> Exit:
    """Say where the settings file is, and nothing else, so that a shell can use it."""
    document = {
        "command": "config path",
        **json_path(os.fsencode(config)),
        **json_path(os.fsencode(data_dir), "data_dir"),
        "exists": not is_missing(os.fsencode(config), followed=True),
    }
    return Output(as_json=as_json).report(document, printable(str(config)), Exit.OK)


def show(options: Mapping[str, Any], config: Path, *, full: bool, as_json: bool) -> Exit:
    """Say what every setting is, and where it stands."""
    found = overview.settings(options, config)
    hidden = Placeholders(_roots(options, config), full=full)
    document = {
        "command": "config show",
        "full": full,
        "file": hidden.path(config),
        "settings": [
            {
                "key": one.key,
                "value": None if one.value is None else hidden.text(printable(one.value)),
                "source": "default" if one.source is None else hidden.path(one.source),
            }
            for one in found
        ],
    }
    lines = []
    for one in found:
        source = _("built in") if one.source is None else hidden.path(one.source)
        if one.value is None:
            lines.append(f"# {one.key}")
        else:
            lines.append(f"{one.key} = {hidden.text(printable(one.value))}  # {source}")
    if not full:
        lines += ["", f"# {_(NOTE)}"]
    return Output(as_json=as_json).report(document, lines, Exit.OK)


def _roots(options: Mapping[str, Any], config: Path) -> list[bytes]:
    """Return the roots, be they right or wrong: names of films may stand below them."""
    from vidtui.settings import model

    try:
        return [root.path for root in model.load(options, config=config).roots]
    except UsageProblem:
        pass
    found = []
    for one in overview.settings(options, config):
        if one.key in ("storage", "links") and one.value:
            for part in one.value.split('"')[1::2]:
                try:
                    found.append(folder_path(part))
                except Wrong:
                    continue
    return found


def check(
    options: Mapping[str, Any], config: Path, data_dir: Path | None, *, as_json: bool
) -> Exit:
    """Say all that is wrong with the settings."""
    found = overview.problems(options, config, data_dir)
    document = {
        "command": "config check",
        **json_path(os.fsencode(config)),
        "problems": found,
    }
    lines = found or [about(str(config), _("nothing is wrong"))]
    if not found and is_missing(os.fsencode(config), followed=True):
        lines = [about(str(config), _("not there; what is built in holds"))]
    return Output(as_json=as_json).report(document, lines, Exit.USAGE if found else Exit.OK)
