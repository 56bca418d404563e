"""Which providers there are: a folder and a line each."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.support.running import REPOSITORY
from vidtui import providers
from vidtui.providers.client import ProviderSpec
from vidtui.providers.registry import PROVIDERS


def test_every_folder_of_a_provider_has_its_line() -> None:
    folders = Path(str(providers.__file__)).parent.glob("*/__init__.py")
    assert sorted(spec.name for spec in PROVIDERS) == sorted(file.parent.name for file in folders)


@pytest.mark.parametrize("spec", PROVIDERS, ids=lambda spec: spec.name)
def test_a_source_bears_the_name_of_its_provider(spec: ProviderSpec) -> None:
    assert spec.source(lambda _path, _query: {}, "en").name == spec.name


def test_the_contracts_of_imports_name_every_provider() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = [one["layers"] for one in contracts if one.get("containers")]
    (guarded,) = [one["protected_modules"] for one in contracts if one["type"] == "protected"]
    names = {spec.name for spec in PROVIDERS}
    assert names <= {name for layer in layers for name in layer.split(" | ")}
    assert names == {name.removeprefix("vidtui.providers.") for name in guarded}
