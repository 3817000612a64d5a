"""No test sees a real screen, a real profile or a proxy of this machine."""

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# Before anything reads them, and for the processes that tests start. A test of the real window
# runs where QT_QPA_PLATFORM already says xcb.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["WORKBENCH_CHECKED"] = "1"  # see workbench.invariants

# In memory, where there is room: no test is about the speed of this machine's disk.
_memory = Path("/dev/shm")
if _memory.is_dir() and shutil.disk_usage(_memory).free > 4 * 2**30:
    os.environ.setdefault("TMPDIR", str(_memory))
    tempfile.tempdir = None  # pytest has asked for it already

_home = Path(tempfile.mkdtemp(prefix="workbench-"))
atexit.register(shutil.rmtree, _home, ignore_errors=True)
for _name, _folder in {
    "HOME": "",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "run",
}.items():
    (_home / _folder).mkdir(mode=0o700, exist_ok=True)
    os.environ[_name] = str(_home / _folder)
for _name in ("WORKBENCH_HOME", "DBUS_SESSION_BUS_ADDRESS", "QT_SCALE_FACTOR", "QT_FONT_DPI"):
    os.environ.pop(_name, None)

settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests marked long, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in set(long)]


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()  # else the collector goes through all tests and imports again and again
    gc.set_threshold(10_000, 20, 20)  # nor through every window and lead that tests keep


def pytest_runtest_teardown() -> None:
    from workbench import invariants  # no earlier: it reads what is set above

    told, invariants.broken[:] = [*invariants.broken], []
    assert not told, told
