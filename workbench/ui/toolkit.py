"""PySide, imported without what it does anew at each start.

It carries a dozen files of Python inside a library and compiles them whenever it is imported, one
that writes stubs for type checks among them; and from then on it reads the source of each module
that is imported, in case that it asks for the features of `__feature__`. Nobody here does. Its
enumerations are made fast. Without all that a start takes a quarter less.
"""

from __future__ import annotations

import builtins
import marshal
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash
from pathlib import Path
from types import CodeType
from typing import Any, TypeAlias

from workbench.ui.enums import make_enums_fast

Compiled: TypeAlias = dict[tuple[str, bytes], CodeType]
"""By the name of the file and the hash of what it holds."""
WRITES_STUBS = "shibokensupport/signature/lib/pyi_generator.py"
"""Is imported and not used: it would compile long patterns and import `argparse`."""
AT_ONCE = b"""rec = re.compile(regex, flags=re.VERBOSE)
        self._finditer = rec.finditer
"""
WHEN_ASKED = b"""self._finditer = lambda text: re.finditer(regex, text, flags=re.VERBOSE)
"""
"""A pattern of 3 ms that only a call with the wrong arguments asks for."""


def load_toolkit() -> None:
    make_enums_fast()
    with compiled_once(Path(cache_from_source(__file__)).with_suffix(".pyside")):
        import PySide6.QtWidgets  # noqa: F401  it is there from now on, which is all that is wanted
    names = vars(builtins)
    names["__import__"] = names.get("__orig_import__", names["__import__"])


@contextmanager
def compiled_once(file: Path) -> Iterator[None]:
    """What was compiled before comes from a file beside our own byte code, checked as that is."""
    really = compile
    known = _read(file)
    used: Compiled = {}

    def compile_once(source: Any, name: Any, *args: Any, **options: Any) -> Any:
        if not isinstance(source, bytes) or args != ("exec",):
            return really(source, name, *args, **options)
        source = b"" if name == WRITES_STUBS else source.replace(AT_ONCE, WHEN_ASKED)
        key = name, source_hash(source)
        used[key] = known.get(key) or really(source, name, *args, **options)
        return used[key]

    vars(builtins)["compile"] = compile_once
    try:
        yield
    finally:
        vars(builtins)["compile"] = really
    if used.keys() - known.keys() and not sys.dont_write_bytecode:
        _write(file, used)


def _read(file: Path) -> Compiled:
    try:
        kept = file.read_bytes()
        known: Compiled = marshal.loads(memoryview(kept)[len(MAGIC_NUMBER) :])
    except (OSError, EOFError, ValueError, TypeError):
        return {}
    return known if kept.startswith(MAGIC_NUMBER) else {}


def _write(file: Path, compiled: Compiled) -> None:
    """Whole or not at all; where nothing may be written, the next start compiles again."""
    draft = file.with_suffix(f".{os.getpid()}")
    try:
        draft.write_bytes(MAGIC_NUMBER + marshal.dumps(compiled))
        draft.replace(file)
    except OSError:
        draft.unlink(missing_ok=True)
