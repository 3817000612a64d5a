"""What ships beside the code is found, and a language is the first one wanted that is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.catalogues import compiled
from workbench.resources import catalogue, languages, resource_path

SYSTEM = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """German and Portuguese, and a system that says nothing."""
    for name in SYSTEM:
        monkeypatch.delenv(name, raising=False)
    compiled(tmp_path / "de.mo", {"late": "zu spät"})
    compiled(tmp_path / "pt.mo", {"late": "tarde"})
    return tmp_path


def late(language: str, folder: Path) -> str:
    found = catalogue(language, folder)
    return found.gettext("late") if found is not None else "late"


def test_a_resource_is_found_and_a_missing_one_is_named() -> None:
    assert resource_path("policy.toml").is_file()
    with pytest.raises(FileNotFoundError, match=r"nothing\.toml is missing"):
        resource_path("nothing.toml")


def test_the_languages_are_those_with_a_catalogue(folder: Path) -> None:
    assert languages(folder) == ("de", "pt")


@pytest.mark.parametrize(
    ("language", "said"), [("de", "zu spät"), ("pt_BR", "tarde"), ("pl", "late"), ("en", "late")]
)
def test_a_chosen_language_is_spoken_where_it_is_there(
    language: str, said: str, folder: Path
) -> None:
    assert late(language, folder) == said


@pytest.mark.parametrize(
    ("system", "said"),
    [
        ({"LANG": "de_AT.UTF-8"}, "zu spät"),
        ({"LANG": "de_AT.UTF-8", "LC_MESSAGES": "pt_BR.UTF-8"}, "tarde"),
        ({"LANG": "de_AT.UTF-8", "LC_MESSAGES": "pt_BR.UTF-8", "LC_ALL": "C.UTF-8"}, "late"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "pl:pt:de"}, "tarde"),
        ({"LANG": "de_AT.UTF-8", "LANGUAGE": "pl:en_GB:de"}, "late"),
        ({"LANG": "sr_RS@latin"}, "late"),
        ({}, "late"),
    ],
)
def test_without_a_choice_the_systems_is_spoken(
    system: dict[str, str], said: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in system.items():
        monkeypatch.setenv(name, value)
    assert late("", folder) == said


def test_a_choice_goes_before_the_system(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert late("pt", folder) == "tarde"
    assert late("en", folder) == "late"


def test_english_loads_nothing(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from workbench.resources import catalogue\n"
        f"assert catalogue('', Path({str(folder)!r})) is None\n"
        "sys.exit('gettext' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
