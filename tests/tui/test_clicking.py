"""What click itself says of a wrong command line, in French, on one line."""

from __future__ import annotations

import pytest

from vidtui.cli import program as cli


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["add"], "Argument manquant\u00a0: 'PATH'."),
        (["add", "--kind", "x", "/a"], "n’est pas parmi\u00a0: 'film', 'series'."),
        (["add", "--knd", "/a"], "Vouliez-vous dire '--kind'\u00a0?"),
        (["add", "/a", "b", "c"], "Arguments en trop (b c)"),
        (["add", "--kind"], "L’option '--kind' exige une valeur."),
        (["add", "--marker=1", "/a"], "L’option '--marker' n’admet pas de valeur."),
    ],
)
def test_refusals_are_french(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["--language", "fr", "roots", *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    # Some versions of click quote what they name, others do not.
    assert told.replace("'", "") in line.replace("'", "")
