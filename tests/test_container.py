"""In a container: what goes with it is no place for a trash, and its default lies on the volume."""

from __future__ import annotations

import os

import pytest

from tests.conftest import Mount
from tests.support.library import Library
from tests.support.repairs import Sitting, break_links
from vidtui import container
from vidtui.disk.symlinks import trash


@pytest.fixture(autouse=True)
def in_a_container(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "is_container", lambda: True)


def volume(library: Library, mount: Mount) -> None:
    """Let the link root be a volume of its own, in a folder of the container."""
    assert library.links is not None
    if os.stat(library.base).st_dev != os.stat("/").st_dev:
        pytest.skip("the tests do not lie on the system's own filesystem")
    mount(library.links)


def test_the_default_trash_lies_on_the_volume(library: Library, mount: Mount) -> None:
    volume(library, mount)
    folder = os.fsencode(f"{library.links}/.vidtui-trash")
    settings = library.settings()
    assert settings.trashes == (folder,)
    assert trash.unfit(folder, settings) is None
    break_links(library, (), ("Heat",))
    outcome = Sitting(library).done("Heat", "orphan")
    assert outcome.trashed is not None
    assert outcome.trashed.startswith(folder)
    assert os.path.lexists(os.path.join(folder, b".plexignore"))


def test_a_trash_of_the_container_itself_is_refused(library: Library, mount: Mount) -> None:
    volume(library, mount)
    library.write_settings(extra=f'trash = "{library.base}/elsewhere/trash"')
    settings = library.settings()
    (folder,) = settings.trashes
    assert "goes with it" in (trash.unfit(folder, settings) or "")
    break_links(library, (), ("Heat",))
    refused = Sitting(library).apply("Heat", "orphan")
    assert refused.state == "refused"
    assert not os.path.lexists(library.base / "elsewhere")


def test_what_lies_on_a_volume_is_not_the_containers(library: Library, mount: Mount) -> None:
    volume(library, mount)
    assert not container.is_own_layer(os.fsencode(f"{library.links}/not/there/yet"))
    assert container.is_own_layer(os.fsencode(f"{library.base}/not/there/yet"))
    assert container.is_own_layer(b"/")


def test_outside_of_one_nothing_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "is_container", lambda: False)
    assert not container.is_own_layer(b"/")
