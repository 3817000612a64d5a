from datetime import time
from pathlib import Path

import pytest

from workbench.settings import Settings, load_settings, save_settings


def test_settings_come_back_as_they_were_saved(tmp_path: Path) -> None:
    chosen = Settings(
        server="https://team.example", language="pt_BR", theme="dark", text_percent=150
    )
    save_settings(chosen, tmp_path)
    assert load_settings(tmp_path) == chosen


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"theme": "pink", "text_percent": true, "language": "../de"}']
)
def test_a_damaged_file_leaves_the_defaults(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.json").write_text(text)
    assert load_settings(tmp_path) == Settings()


def test_quiet_hours_may_run_over_midnight() -> None:
    night = Settings(quiet_from="18:00", quiet_until="8:00".zfill(5))
    assert night.is_quiet(time(23))
    assert night.is_quiet(time(7, 59))
    assert not night.is_quiet(time(12))
