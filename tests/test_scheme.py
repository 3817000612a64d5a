"""`workbench links on`: what a Linux desktop reads, and that nothing of it stays after `off`."""

from __future__ import annotations

import configparser
import sys
from pathlib import Path

import pytest

from workbench.cli import main

KIND = "x-scheme-handler/workbench"
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux desktops only")


@pytest.fixture(autouse=True)
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_a_desktop_is_told_what_opens_a_link_and_how_to_take_it_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--profile", 'Robin "R" 100%', "links", "on"]) == 0
    path = tmp_path / "data" / "applications" / "workbench-links.desktop"
    assert capsys.readouterr().out == (
        f"Links to workbench:// open the desk now; {path} says so, `links off` takes it back.\n"
    )
    entry = configparser.RawConfigParser(strict=True)
    entry.read(path)
    said = entry["Desktop Entry"]
    assert said["MimeType"] == f"{KIND};"
    assert said["Exec"] == (
        f'"{sys.executable}" "-m" "workbench" "--profile" "Robin \\\\"R\\\\" 100%%" %u'
    )
    assert (Path(said["Path"]) / "workbench" / "__main__.py").is_file()


def test_off_leaves_everything_of_others_as_it_was(tmp_path: Path) -> None:
    main(["links", "on"])
    chosen = tmp_path / "config" / "mimeapps.list"
    chosen.parent.mkdir(exist_ok=True)
    others = "[Default Applications]\ntext/html=firefox.desktop\n"
    chosen.write_text(f"{others}{KIND}=workbench-links.desktop\n")
    assert main(["links", "off"]) == 0
    assert not (tmp_path / "data" / "applications" / "workbench-links.desktop").exists()
    assert chosen.read_text() == others
    assert main(["links", "off"]) == 0
