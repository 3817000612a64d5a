"""The layout as sentences that fail; which way imports point, import-linter keeps."""

import ast
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGE = CHECKOUT / "workbench"

SAYS_NOTHING = {
    *("base", "common", "controller", "controllers", "handler", "handlers", "helper", "helpers"),
    *("manager", "managers", "misc", "service", "services", "util", "utils"),
}


def imported_by(path: Path) -> set[str]:
    """Return the full names of all that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_the_top_level_holds_what_it_should_and_nothing_else() -> None:
    known = {"README.md", "pyproject.toml", "resources", "tests", "workbench"}
    assert {path.name for path in CHECKOUT.glob("[!.]*")} <= known


def test_every_file_is_named_after_a_thing_of_the_desk() -> None:
    words = {path: set(path.stem.split("_")) for path in PACKAGE.rglob("*")}
    assert [path for path in words if words[path] & SAYS_NOTHING] == []


def test_no_module_at_the_top_is_named_like_one_of_the_standard_library() -> None:
    ours = {path.stem for path in PACKAGE.iterdir()}
    assert ours & set(sys.stdlib_module_names) == set()


def test_every_folder_of_code_is_a_package() -> None:
    folders = {
        path.parent for top in ("workbench", "tests") for path in (CHECKOUT / top).rglob("*.py")
    }
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_the_language_of_the_field_needs_only_the_standard_library() -> None:
    strangers = {
        f"{path.name} imports {name}"
        for path in (PACKAGE / "domain").rglob("*.py")
        for name in imported_by(path)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not name.startswith("workbench.domain")
    }
    assert strangers == set()


def test_bootstrap_needs_only_the_standard_library() -> None:
    roots = {name.split(".")[0] for name in imported_by(PACKAGE / "bootstrap.py")}
    assert roots <= sys.stdlib_module_names


@pytest.mark.parametrize("name", ["workbench/__main__.py", "workbench/bootstrap.py"])
def test_a_python_that_is_too_old_can_read_why(name: str) -> None:
    ast.parse((CHECKOUT / name).read_text(encoding="utf-8"), feature_version=(3, 7))
