"""The keys of pages and dialogs: when each is offered, and how sentences name it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from textual import actions
from textual.binding import ActiveBinding, Binding, BindingType
from textual.content import Content
from textual.keys import format_key

from vidtui.i18n import _

Condition = Callable[[Any], bool]
"""Says of a page or dialog whether an action makes sense now."""

_keys: dict[str, str] = {}
"""By the name of a binding, such as ``links.undo``, its first key as Textual names it."""


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
        id: what ``key_of`` finds it by after the page's name; the action where it is not given.
        when: whether the action makes sense now, for the page or dialog.
    """
    return ConditionalBinding(keys, action, label, tooltip=explanation, show=show, id=id, when=when)


# The digit row of an AZERTY keyboard without shift, and shifted as the kitty protocol tells it.
_TWINS = (
    "ampersand",
    "é",
    "quotation_mark",
    "apostrophe",
    "left_parenthesis",
    "minus",
    "è",
    "underscore",
    "ç",
)


def digit_keys(action: str, when: Condition | None = None) -> list[ConditionalBinding]:
    """Return what calls ``action`` with a digit from 1 to 9, on every keyboard."""
    return [
        key(f"{digit},shift+{digit},{twin}", f"{action}({digit})", when=when)
        for digit, twin in enumerate(_TWINS, 1)
    ]


def register(name: str, keys: str) -> None:
    """Note the first of ``keys`` as that of ``name``, unless the name is known."""
    _keys.setdefault(name, keys.partition(",")[0])


def registered(owner: str, bindings: Iterable[BindingType]) -> list[BindingType]:
    """Return the bindings of a page or dialog with their ids, and let ``key_of`` find them."""
    found: list[BindingType] = []
    for binding in bindings:
        if isinstance(binding, Binding):
            name = binding.id or re.sub(r"\W+", "_", binding.action).strip("_")
            binding = dataclasses.replace(binding, id=f"{owner}.{name}")
            register(f"{owner}.{name}", binding.key)
        found.append(binding)
    return found


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
        name: the page's mode, or the dialog's class, and the action or the id; ``go.links`` is
            the key that leads to a page.
    """
    return format_key(_keys[name])


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
