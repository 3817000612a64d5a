"""What lies on a disk after a power cut, from a trace of what a process asked of its system.

What was synced before the cut is there. Of everything else each write may be there, may not, or in
part, sector by sector; names that were made, moved or removed are there up to any of them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

CALLS = (
    "openat", "creat", "write", "pwrite64", "pwritev", "fsync", "fdatasync", "ftruncate",
    "fallocate", "unlink", "unlinkat", "rename", "renameat", "renameat2", "link",
)  # fmt: skip
STRACE = (
    "strace", "-f", "--seccomp-bpf", "-y", "-xx", "-s", "1000000", "-e", "signal=none",
    "-e", f"trace={','.join(CALLS)}",
)  # fmt: skip
SECTOR = 512
Kind: TypeAlias = Literal["make", "write", "cut", "sync", "move", "remove", "say"]
_LINE = re.compile(r"(\d+) +(?:<\.\.\. )?(\w+)(.*)", re.DOTALL)
_RETURNED = re.compile(r"\) += (-?\d+)(?:<(.*)>)?")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_FILE = re.compile(r"^\(?(\d+)<(.*?)>")


@dataclass(frozen=True, slots=True)
class Event:
    """`began`: how many events had ended when it began, as a sync covers those alone."""

    kind: Kind
    path: str
    at: int = 0
    data: bytes = b""
    began: int = 0


@dataclass(slots=True)
class _File:
    sure: bytearray = field(default_factory=bytearray)
    unsure: list[tuple[int, Event]] = field(default_factory=list)


def read_trace(text: str, folder: Path) -> list[Event]:
    """What was done in a folder, and what was said on stdout, in the order in which it ended."""
    events: list[Event] = []
    begun: dict[str, tuple[str, int]] = {}
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        thread, call, rest = match.groups()
        if "<unfinished ...>" in rest:
            begun[thread] = rest.partition("<unfinished ...>")[0], len(events)
            continue
        began = len(events)
        if "resumed>" in rest:
            first, began = begun.pop(thread)
            rest = first + rest.partition("resumed>")[2]
        events += _events(call, rest, str(folder), began)
    return events


def _events(call: str, rest: str, folder: str, began: int) -> Iterator[Event]:
    returned = _RETURNED.search(rest)
    if returned is None or returned[1].startswith("-"):
        return
    texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(rest)]
    opened = _FILE.match(rest)
    path = _decoded(opened[2]) if opened else ""
    if call == "write" and opened and opened[1] == "1":
        yield Event("say", "", data=texts[0])
        return
    if call in ("openat", "creat", "rename", "renameat", "renameat2", "unlink", "unlinkat"):
        paths = [text.decode() for text in texts]
        if call == "openat" and "O_CREAT" not in rest:
            return
        if not paths or not paths[0].startswith(folder) or _is_shared(paths[0]):
            return
        if call.startswith("rename"):
            yield Event("move", paths[0], data=paths[1].encode())
        else:
            yield Event("remove" if call.startswith("unlink") else "make", paths[0])
        return
    if not path.startswith(folder) or _is_shared(path):
        return
    if call in ("fsync", "fdatasync"):
        yield Event("sync", path, began=began)
    elif call == "ftruncate":
        yield Event("cut", path, at=int(rest.rpartition(")")[0].rpartition(", ")[2]))
    elif call == "pwrite64":
        yield Event(
            "write", path, at=int(rest.rpartition(")")[0].rpartition(", ")[2]), data=texts[0]
        )
    elif call == "write":  # opened for this one write
        yield Event("write", path, data=texts[0])
    else:
        raise ValueError(f"{call} is not replayed")


def _decoded(path: str) -> str:
    if path.startswith("\\x"):
        return bytes.fromhex(path.replace("\\x", "")).decode()
    return path


def _is_shared(path: str) -> bool:
    """Memory that two processes share, which no disk keeps."""
    return path.endswith("-shm")


class Platter:
    """`cut_at`: so many events had ended."""

    def __init__(self, events: list[Event], cut_at: int) -> None:
        self._sure_names: dict[str, _File] = {}
        self._names: dict[str, _File] = {}
        self._unsure_names: list[Event] = []
        for number, event in enumerate(events[:cut_at]):
            self._take(number, event)

    def _take(self, number: int, event: Event) -> None:
        match event.kind:
            case "make" if event.path not in self._names:
                self._names[event.path] = _File()
                self._unsure_names.append(event)
            case "move" | "remove":
                _rename(self._names, event)
                self._unsure_names.append(event)
            case "write" | "cut" if event.path in self._names:
                self._names[event.path].unsure.append((number, event))
            case "sync" if event.path in self._names:
                file = self._names[event.path]
                for written, what in file.unsure:
                    if written < event.began:
                        _apply(file.sure, what)
                file.unsure = [one for one in file.unsure if one[0] >= event.began]
            case "sync":  # of the folder
                self._sure_names = dict(self._names)
                self._unsure_names.clear()

    def left(self, rng: random.Random) -> dict[str, bytes]:
        """The files as the next start finds them, by path."""
        names = dict(self._sure_names)
        for event in self._unsure_names[: rng.randint(0, len(self._unsure_names))]:
            if event.kind == "make":
                names[event.path] = self._made(event.path)
            else:
                _rename(names, event)
        kept = rng.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        return {path: _what_is_left(file, kept, rng) for path, file in names.items()}

    def _made(self, path: str) -> _File:
        """By the name it has now, or was moved to."""
        for event in self._unsure_names:
            if event.kind == "move" and event.path == path:
                path = event.data.decode()
        return self._names.get(path, _File())


def _rename(names: dict[str, _File], event: Event) -> None:
    file = names.pop(event.path, None)
    if event.kind == "move" and file is not None:
        names[event.data.decode()] = file


def _what_is_left(file: _File, kept: float, rng: random.Random) -> bytes:
    content = bytearray(file.sure)
    for _, event in file.unsure:
        if rng.random() >= kept:
            continue
        if event.kind == "cut" or rng.random() < 0.7:
            _apply(content, event)
            continue
        for begin in range(0, len(event.data), SECTOR):
            if rng.random() < 0.5:
                part = event.data[begin : begin + SECTOR]
                _apply(content, Event("write", event.path, at=event.at + begin, data=part))
    return bytes(content)


def _apply(content: bytearray, event: Event) -> None:
    end = event.at + len(event.data)
    if event.kind == "cut":
        del content[event.at :]
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[event.at : end] = event.data
