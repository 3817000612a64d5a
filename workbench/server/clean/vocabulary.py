"""Many words for one thing, as data in `resources/normal`: how a text is folded and looked up."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from workbench.resources import resource_path

_UNMARKED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
_INITIALS = re.compile(r"(?<!\w)(?:\w[./])+\w?(?!\w)")
_OTHERS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Lower case, no accents, “S.A.R.L.” in one word, and a space for all that is no letter."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c)).translate(_UNMARKED)
    joined = _INITIALS.sub(lambda found: re.sub("[./]", "", found[0]), letters)
    return _OTHERS.sub(" ", joined.replace("&", " and ")).strip()


@cache
def table(name: str) -> Mapping[str, Any]:
    """One file of `resources/normal`."""
    text = resource_path(f"normal/{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


class Vocabulary:
    """Names with the words for them, asked in order. A star stands for the rest of a word."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        self._names = [(name, _any_of(each)) for name, each in words.items()]

    def mentioned(self, text: str) -> str | None:
        """The first name that `text` has a word for."""
        plain = folded(text)
        return next((name for name, words in self._names if words.search(plain)), None)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    patterns = (" ".join(map(_starred, phrase.split())) for phrase in words)
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


def _starred(word: str) -> str:
    return r"\w*".join(map(folded, word.split("*")))
