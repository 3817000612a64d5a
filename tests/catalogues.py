"""Catalogues of texts in another language, as `msgfmt` compiles them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

_MAGIC, _HEADER_BYTES = 0x950412DE, 28
POLISH = "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"


def compiled(
    path: Path,
    texts: Mapping[str, str],
    forms: Mapping[tuple[str, str], Sequence[str]] | None = None,
    *,
    plural: str = POLISH,
) -> Path:
    """`texts`: English → the other; `forms`: one and many → as many as the language has."""
    head = f"Content-Type: text/plain; charset=UTF-8\nPlural-Forms: {plural}\n"
    said = {"": head, **texts, **{"\0".join(key): "\0".join(f) for key, f in (forms or {}).items()}}
    pairs = sorted((key.encode(), other.encode()) for key, other in said.items())
    columns = [[key for key, _ in pairs], [other for _, other in pairs]]
    tables, strings = b"", b""
    begin = _HEADER_BYTES + 16 * len(pairs)
    for column in columns:
        for text in column:
            tables += struct.pack("<II", len(text), begin + len(strings))
            strings += text + b"\0"
    starts = _HEADER_BYTES, _HEADER_BYTES + 8 * len(pairs)
    header = struct.pack("<7I", _MAGIC, 0, len(pairs), *starts, 0, 0)
    path.write_bytes(header + tables + strings)
    return path
