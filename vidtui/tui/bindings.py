"""The keys of pages and dialogs: when each is offered, and how sentences name it."""

from __future__ import annotations

import dataclasses
import difflib
import re
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from textual import actions
from textual.binding import ActiveBinding, Binding, BindingsMap, BindingType
from textual.content import Content
from textual.keys import Keys, format_key, key_to_character

from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.keyboard import DIGIT_ROWS, twin
from vidtui.text import printable

Condition = Callable[[Any], bool]
"""Says of a page or dialog whether an action makes sense now."""

GOING = "go"
"""The owner of the letters that follow it."""
LEAD = "app.lead"
"""The name of the key after which a letter leads to a page."""
_defaults: dict[str, str] = {}
"""By the name of a binding, such as ``links.undo``, its keys as Textual names them."""
_given: dict[str, str] = {}
"""Likewise, what the settings have in their place."""
_HELD = {"ctrl", "shift", "alt"}
_ASCII = BindingsMap([Binding(one, "") for one in string.punctuation if one != ","])
_NAMED = {key.value for key in Keys} | set(_ASCII.key_to_bindings)


@dataclass(frozen=True)
class ConditionalBinding(Binding):
    """A binding that is offered only while ``when`` holds; always where there is none."""

    when: Condition | None = None


def key(
    keys: str,
    action: str,
    label: str = "",
    explanation: str = "",
    *,
    show: bool = True,
    priority: bool = False,
    id: str | None = None,  # noqa: A002 - Textual's name
    when: Condition | None = None,
) -> ConditionalBinding:
    """Return a binding for the line of keys and the help; both texts are marked with ``N_``.

    Args:
        keys: as Textual names them, separated by commas; the first is shown.
        action: what it does.
        label: one or two words, for the line of keys; without, the key stands nowhere.
        explanation: one sentence, for the help; without one, the help leaves the key out.
        show: whether the line of keys shows it.
        priority: whether it comes before what has the focus.
        id: what ``key_of`` finds it by after the page's name; the action where it is not given.
        when: whether the action makes sense now, for the page or dialog.
    """
    return ConditionalBinding(
        keys, action, label, tooltip=explanation, show=show, priority=priority, id=id, when=when
    )


def digit_keys(action: str, when: Condition | None = None) -> list[ConditionalBinding]:
    """Return what calls ``action`` with a digit from 1 to 9.

    In the kitty protocol a digit that wants Shift arrives with it.
    """
    return [key(f"{one},shift+{one}", f"{action}({one})", when=when) for one in range(1, 10)]


def register(name: str, keys: str) -> None:
    """Note the keys of a binding, unless its name is known."""
    _defaults.setdefault(name, keys)


def registered(owner: str, bindings: Iterable[BindingType]) -> list[BindingType]:
    """Return the bindings of a page or dialog with their ids, and let ``key_of`` find them.

    An id with a point in it stays: it is another's, with the same keys.
    """
    found: list[BindingType] = []
    for binding in bindings:
        if isinstance(binding, Binding):
            name = binding.id or re.sub(r"\W+", "_", binding.action).strip("_")
            name = name if "." in name else f"{owner}.{name}"
            binding = dataclasses.replace(binding, id=name)
            register(name, binding.key)
        found.append(binding)
    return found


def use_keys(given: Mapping[str, str], keyboard: str = "") -> dict[str, str]:
    """Put the keys of the settings in force; return the keymap for the app.

    Args:
        given: by the name of a binding the keys in its place, separated by commas.
        keyboard: whose digit row works without Shift too.

    Raises:
        UsageProblem: there is no such binding, or no such key, or two actions of one page would
            have the same.
    """
    keys = {name: _normal(name, text) for name, text in given.items()}
    for name, text in keys.items():
        _require_alone(name, text, keys)
    _given.clear()
    _given.update(keys)
    if not keys and not DIGIT_ROWS.get(keyboard):
        return {}
    # All of them: Textual drops what shares a key with a changed one and is not in the keymap.
    return {
        name: _with_twin(name, keys.get(name, text), keyboard) for name, text in _defaults.items()
    }


def _normal(name: str, text: str) -> str:
    if name not in _defaults:
        near = difflib.get_close_matches(name, _defaults, 1)
        hint = _("; did you mean {name}?").format(name=near[0]) if near else ""
        raise UsageProblem(
            _("[keys] {name}: there is no such action").format(name=printable(name)) + hint
        )
    keys = [_key_name(one.strip()) for one in (text.split(",") if text != "," else text)]
    if not all(keys):
        line = _("[keys] {name}: must be keys such as u, ctrl+u or f5, not {keys}")
        raise UsageProblem(line.format(name=name, keys=printable(text)))
    return ",".join(keys)


def _key_name(text: str) -> str:
    """Return a key as Textual names it, empty where there is none of that name."""
    if text == ",":  # which separates keys
        return "comma"
    if len(text) == 1 and text.isprintable():
        return next(iter(BindingsMap([Binding(text, "")]).key_to_bindings))
    *held, name = text.split("+")
    is_known = set(held) <= _HELD and (name in _NAMED or key_to_character(name) is not None)
    return text if is_known and text.isprintable() else ""


def _require_alone(name: str, text: str, keys: Mapping[str, str]) -> None:
    """Refuse a key that another action has where this one is offered."""
    for other, default in _defaults.items():
        if other == name or not _meet(name, other):
            continue
        both = set(text.split(",")) & set(keys.get(other, default).split(","))
        if both and not _share(name, other):
            line = _("[keys] {name}: {key} is the key of {other} already")
            raise UsageProblem(line.format(name=name, key=min(both), other=other))


def _meet(one: str, other: str) -> bool:
    """Whether there is a place in which both actions may be offered."""
    owners = {one.partition(".")[0], other.partition(".")[0]}
    if LEAD in (one, other):
        return True
    if GOING in owners:  # a letter of these counts after the leading key only
        return owners == {GOING}
    if len(owners) == 1 or "list" in owners:
        return True
    is_dialog = {owner[0].isupper() for owner in owners}  # these are classes, pages are modes
    if is_dialog == {True}:
        return "Dialog" in owners
    return is_dialog == {False} and "app" in owners


def _share(one: str, other: str) -> bool:
    """Whether two actions share a key from the start, since only one is offered at a time."""
    return bool(set(_defaults[one].split(",")) & set(_defaults[other].split(",")))


def _with_twin(name: str, text: str, keyboard: str) -> str:
    digit = re.fullmatch(r".*_(\d)", name)
    more = twin(keyboard, int(digit[1])) if digit else ""
    return f"{text},{more}" if more else text


def conditions(bindings: Iterable[BindingType]) -> dict[tuple[str, tuple[Any, ...]], Condition]:
    """Return by action and parameters when each is offered."""
    found = {}
    for binding in bindings:
        if isinstance(binding, ConditionalBinding) and binding.when is not None:
            _namespace, action, parameters = actions.parse(binding.action)
            found[action, parameters] = binding.when
    return found


def key_of(name: str) -> str:
    """Return the key of a binding as the user sees it: ``key_of("links.undo")`` is ``u``.

    Args:
        name: the page's mode, or the dialog's class, and the action or the id; ``go.links`` are
            the keys that lead to a page.
    """
    letter = shown(keys_of(name)[0])
    return f"{key_of(LEAD)} {letter}" if name.startswith(f"{GOING}.") else letter


def shown(key: str) -> str:
    """Return a key as the user sees it."""
    return _("space") if key == "space" else format_key(key)


def keys_of(name: str) -> list[str]:
    """Return all keys of a binding, as Textual names them."""
    return _given.get(name, _defaults[name]).split(",")


def going_letter(mode: str) -> str:
    """Return what leads to a page after the key for going somewhere, as the user sees it."""
    name = f"{GOING}.{mode}"
    return shown(keys_of(name)[0]) if name in _defaults else ""


def styled_key(name: str) -> tuple[str, str]:
    """Return the key of a binding in the style in which texts show keys."""
    return key_of(name), "bold $text-accent"


def hint(name: str, does: str) -> Content:
    """Return the key of a binding and what it does."""
    return Content.assemble(styled_key(name), " ", does)


class _KeysOf(dict[str, str]):
    """By an action of one page, its key."""

    def __init__(self, owner: str) -> None:
        super().__init__()
        self._owner = owner

    def __missing__(self, action: str) -> str:
        return key_of(f"{self._owner}.{action}")


def with_keys(text: str, owner: str) -> str:
    """Return a sentence in which an action in braces stands for its key on a page."""
    return text.format_map(_KeysOf(owner))


def translated(bindings: dict[str, ActiveBinding]) -> dict[str, ActiveBinding]:
    """Return bindings with their texts in the language in force."""

    def say(text: str) -> str:
        return _(text) if text else ""  # gettext answers "" with the catalogue's header

    return {
        name: active._replace(
            binding=dataclasses.replace(
                active.binding,
                description=say(active.binding.description),
                tooltip=say(active.binding.tooltip),
            ),
            tooltip=say(active.tooltip),
        )
        for name, active in bindings.items()
    }
