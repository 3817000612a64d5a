"""Catalogues of texts in another language, as `msgfmt` compiles them."""

from __future__ import annotations

import re
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


class Pseudo:
    """English that nobody mistakes for English: its letters wear accents, it is 30 % longer, it
    stands in brackets, and what is told of one thing and of several ends differently.
    """

    def gettext(self, message: str, /) -> str:
        return self._said(message, "")

    def ngettext(self, msgid1: str, msgid2: str, n: int, /) -> str:
        return self._said(msgid1, "¹") if n == 1 else self._said(msgid2, "ⁿ")

    def _said(self, message: str, form: str) -> str:
        parts = _VALUE.split(message)
        said = "".join(part if part[:1] == "{" else part.translate(_ACCENTED) for part in parts)
        return f"⟦{said}{form} {'ö' * (len(message) * 3 // 10)}⟧"


_VALUE = re.compile(r"(\{[^}]*\})")
_ACCENTED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "áƀçðéƒĝĥíĵķļɱñöþǫŕšţüṽŵẋýžÁɃÇÐÉƑĜĤÍĴĶĻṀÑÖÞǪŔŠŢÜṼŴẊÝŽ",
)
