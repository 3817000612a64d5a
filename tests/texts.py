"""Finds the texts in a source file that a person would read and that no `tr` is asked about."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

ASKED = {"tr", "tr_n", "mark"}
MAKERS = {"_action", "_board", "_dashboard", "_handoff", "_team"}
"""Of `ui.action_table`: their names are collected by place, and so nothing by keyword."""
NOT_READ = {
    "getLogger", "debug", "info", "warning", "error", "exception", "critical", "log",
    "Thread", "compile",
}  # fmt: skip
"""Calls whose texts go to the log or are for a machine."""
NOT_SHOWN = {
    "AssertionError", "AttributeError", "KeyError", "Misfit", "NotImplementedError", "RuntimeError",
}  # fmt: skip
"""Errors of the code, or of a policy's author, not of the person."""
SPOKEN = re.compile(r"[A-Za-z]{2,}[’'a-z]*[,:;.…]? +[A-Za-z(“]|^[A-Z][a-z’]+( …)?[.:]?$")
"""Two words in a row, or one word that begins as a label does."""
SQL = re.compile(
    r"[\s(]*(\w+ = [':]|json_\w+\(|(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|PRAGMA|WITH|BEGIN|"
    r"WHERE|AND|ORDER|FROM|ON|COMMIT|ROLLBACK|ATTACH|VACUUM|JOIN|LEFT|NOT|CASE|VALUES|SET|LIMIT)\b)"
)
NOTE = "# not a text"
"""At the end of a line whose words nobody reads, or of a statement's first one."""


def unasked(path: Path) -> list[str]:
    """“12: No answer” for each text that nobody could translate."""
    tree = _read(path)
    noted = set().union(*_noted(path, tree).values())
    return [f"{line}: {text}" for line, text in _texts(tree) if line not in noted]


def needless(path: Path) -> list[int]:
    """Lines that are noted as not being what nobody would take them for."""
    tree = _read(path)
    taken = {line for line, _ in _texts(tree)}
    return [line for line, covered in _noted(path, tree).items() if not covered & taken]


def misfilled(path: Path) -> list[str]:
    """“12: {ago}” for each text that names a value which it is not given, or is given another."""
    return [
        f"{call.lineno}: {text.value}"
        for call in ast.walk(_read(path))
        if isinstance(call, ast.Call) and _called(call) in ("tr", "tr_n")
        for text in call.args
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
        if call.keywords and all(value.arg for value in call.keywords)
        if _named(text.value) - {"n"} != {value.arg for value in call.keywords} - {"n"}
    ]


def typewritten(path: Path) -> list[str]:
    """“12: the team's leads” for each text that is asked for with an apostrophe of a typewriter."""
    return [
        f"{text.lineno}: {text.value}"
        for call in ast.walk(_read(path))
        if isinstance(call, ast.Call) and _called(call) in ASKED
        for text in call.args
        if isinstance(text, ast.Constant) and isinstance(text.value, str) and "'" in text.value
    ]


def too_early(path: Path) -> list[int]:
    """Lines that ask for a text while the module loads: its language is chosen only then."""
    return list(_asked(_read(path)))


def hidden(path: Path) -> list[int]:
    """Lines that ask for a text inside another one, where `xgettext` does not look."""
    return [
        call.lineno
        for text in ast.walk(_read(path))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and _called(call) in ("tr", "tr_n", "mark")
        if isinstance(call.args[0], ast.Constant)
    ]


def _asked(node: ast.AST) -> Iterator[int]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        node = node.args  # the defaults
    if isinstance(node, ast.Call) and _called(node) in ("tr", "tr_n"):
        yield node.lineno
    for child in _children(node):
        yield from _asked(child)


def _named(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _read(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _noted(path: Path, tree: ast.AST) -> dict[int, set[int]]:
    """By the line of a note, the lines that it is about."""
    with path.open("rb") as file:
        tokens = tokenize.tokenize(file.readline)
        lines = {t.start[0] for t in tokens if t.type == tokenize.COMMENT and NOTE in t.string}
    whole = {
        node.lineno: set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign)
    }
    return {line: whole.get(line, {line}) for line in lines}


def _texts(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Call) and _called(node) in ASKED | NOT_READ | NOT_SHOWN:
        return
    if isinstance(node, ast.Call) and _called(node) in MAKERS:
        for keyword in node.keywords:
            yield from _texts(keyword.value)
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring, of a module, a class, a function or a value
    if isinstance(node, ast.Subscript):
        yield from _texts(node.value)
        return  # Literal["Lead"], values["Lead"]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if SPOKEN.search(node.value) and not SQL.match(node.value):
            yield node.lineno, node.value
        return
    if isinstance(node, ast.JoinedStr):
        said = "".join(_part(value) for value in node.values)
        if SPOKEN.search(said) and not SQL.match(said):
            yield node.lineno, said
        return
    for child in _children(node):
        yield from _texts(child)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Without annotations, which are no texts."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _part(value: ast.expr) -> str:
    return str(value.value) if isinstance(value, ast.Constant) else "x"
