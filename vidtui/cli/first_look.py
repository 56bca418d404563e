"""What is read off the command line before anything is checked: help and errors need a language."""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import MutableMapping
from pathlib import Path

from vidtui import i18n
from vidtui.own_files import open_given


def options_of(arguments: list[str]) -> list[str]:
    """Return the arguments before ``--``, after which all are paths."""
    return arguments[: arguments.index("--")] if "--" in arguments else arguments


def without_batch(env: MutableMapping[str, str]) -> None:
    """Take ``--batch`` off the line that a shell wants completed: click does not know it."""
    words, at = env.get("COMP_WORDS", "").split(" "), env.get("COMP_CWORD", "")
    last = words.pop() if words else ""
    count = words.count("--batch")
    env["COMP_WORDS"] = " ".join([*(word for word in words if word != "--batch"), last])
    if at.isdecimal() and count:
        env["COMP_CWORD"] = str(int(at) - count)


def early_language(arguments: list[str]) -> str:
    """Return the language to speak before anything is checked: help and errors need one."""
    for language in (given_to(arguments, "--language"), os.environ.get("VIDTUI_LANGUAGE")):
        if language in i18n.LANGUAGES:
            return str(language)
    return _configured_language(arguments) or i18n.guess()


def given_to(arguments: list[str], option: str) -> str | None:
    """Return the last value of an option before anything is checked, None where it has none."""
    before_paths = options_of(arguments)
    given = None
    for argument, after in itertools.zip_longest(before_paths, before_paths[1:]):
        name, equals, value = argument.partition("=")
        if name == option:
            given = value if equals else after
    return given


def _configured_language(arguments: list[str]) -> str | None:
    import tomllib

    config = given_to(arguments, "--config") or os.environ.get("VIDTUI_CONFIG")
    if not config:
        from platformdirs import user_config_dir

        config = os.path.join(user_config_dir("vidtui"), "config.toml")
    try:
        if stat.S_ISFIFO(os.stat(config).st_mode):
            return None  # what is read of it here would be lacking in the settings
        with open(open_given(Path(config)), "rb") as opened:
            language = tomllib.load(opened).get("language")
    except (OSError, ValueError, RecursionError):
        return None  # what is wrong is said once the settings are read
    return language if isinstance(language, str) and language in i18n.LANGUAGES else None
