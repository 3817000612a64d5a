"""What a person chose for their desk, kept in their profile; quick to import, for start-up."""

import json
import os
from dataclasses import asdict, fields, replace
from datetime import time
from pathlib import Path
from typing import Any, Literal, get_args

from workbench.domain.frozen import dataclass

Theme = Literal["system", "light", "dark"]

TEXT_PERCENT = range(50, 301)


def profile_directory(profile: str = "default") -> Path:
    """Return the folder of `profile`, made if need be and closed to other users.

    It lies in the folder that WORKBENCH_HOME names, else where the system keeps a user's data.
    """
    directory = _base() / "profiles" / profile
    directory.mkdir(parents=True, exist_ok=True)
    directory.chmod(0o700)
    return directory


def _base() -> Path:
    home = os.environ.get("WORKBENCH_HOME")
    if home:
        return Path(home)
    import platformdirs

    return platformdirs.user_data_path("workbench", appauthor=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """To add a setting, add its field here and its row in the settings screen.

    Raises ValueError for a value that makes no sense.
    """

    server: str = ""  # the team API's address; empty until the first start is done
    language: str = ""  # such as "de" or "pt_BR"; empty is the system's
    theme: Theme = "system"
    text_percent: int = 100
    single_keys: bool = True
    proxy: str = ""  # empty is none, whatever the environment says
    quiet_from: str = ""  # "18:00" on the desk's own wall clock; empty is never
    quiet_until: str = ""
    sound: bool = True  # with a notice
    away_after_min: int = 15  # of nobody at the desk; 0 is never

    def __post_init__(self) -> None:
        for field in fields(self):
            if type(getattr(self, field.name)) is not type(field.default):
                raise ValueError(f"{field.name} has to be like {field.default!r}.")
        if self.language and not self.language.replace("_", "").isalnum():
            raise ValueError("A language is written like de or pt_BR.")
        if self.theme not in get_args(Theme):
            raise ValueError(f"A theme is one of {', '.join(get_args(Theme))}.")
        if self.text_percent not in TEXT_PERCENT:
            raise ValueError("Text can be half to three times its size.")
        if self.away_after_min < 0:
            raise ValueError("Minutes until you are away cannot be negative.")
        for moment in filter(None, (self.quiet_from, self.quiet_until)):
            time.fromisoformat(moment)

    def is_quiet(self, wall_clock: time) -> bool:
        if not (self.quiet_from and self.quiet_until):
            return False
        start, end = time.fromisoformat(self.quiet_from), time.fromisoformat(self.quiet_until)
        if start <= end:
            return start <= wall_clock < end
        return wall_clock >= start or wall_clock < end  # over midnight


def load_settings(directory: Path) -> Settings:
    """Read a profile's settings; what is missing, unknown or makes no sense has its default."""
    try:
        stored = json.loads((directory / "settings.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        stored = {}
    settings = Settings()
    for field in fields(Settings):
        if isinstance(stored, dict) and field.name in stored:
            settings = _with(settings, field.name, stored[field.name])
    return settings


def save_settings(settings: Settings, directory: Path) -> None:
    """Replace the file as a whole, so that a crash leaves the old settings or the new ones."""
    import tempfile

    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=directory, prefix="settings.", delete=False
    ) as draft:
        json.dump(asdict(settings), draft, indent=1)
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).replace(directory / "settings.json")


def _with(settings: Settings, name: str, value: Any) -> Settings:
    try:
        return replace(settings, **{name: value})
    except ValueError:
        return settings
