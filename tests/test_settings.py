from datetime import time
from pathlib import Path

import pytest

from workbench.resources import resource_path
from workbench.settings import Settings, load_settings, save_settings


def test_settings_come_back_as_they_were_saved(tmp_path: Path) -> None:
    chosen = Settings(server="https://team.example", theme="dark", text_percent=150)
    save_settings(chosen, tmp_path)
    assert load_settings(tmp_path) == chosen


@pytest.mark.parametrize("text", ["", "{", "[]", '{"theme": "pink", "text_percent": true}'])
def test_a_damaged_file_leaves_the_defaults(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.json").write_text(text)
    assert load_settings(tmp_path) == Settings()


def test_quiet_hours_may_run_over_midnight() -> None:
    night = Settings(quiet_from="18:00", quiet_until="8:00".zfill(5))
    assert night.is_quiet(time(23))
    assert night.is_quiet(time(7, 59))
    assert not night.is_quiet(time(12))


def test_a_resource_is_found_and_a_missing_one_is_named() -> None:
    assert resource_path("policy.toml").is_file()
    with pytest.raises(FileNotFoundError, match=r"nothing\.toml is missing"):
        resource_path("nothing.toml")
