"""What a mail says, as plain text: no markup, no history of quotes, no end without end."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import nh3

if TYPE_CHECKING:
    from imap_tools.message import MailMessage

MOST = 4000
"""Characters of a mail that the timeline keeps."""
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4",
     "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul"}
)  # fmt: skip
_HIDDEN = frozenset({"script", "style", "title", "head", "template", "noscript"})
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Control characters, and those that turn the order of what is read."""
_HISTORY = re.compile(
    r"^(-{2,} ?(Original Message|Ursprüngliche Nachricht|Message d.origine|Forwarded message)"
    r"|_{20,}$|(From|Von|De): .+\n(Sent|Date|Gesendet|Datum|Envoyé|Enviado)( le)?: )",
    re.MULTILINE | re.IGNORECASE,
)
_SAID_BY = re.compile(
    r"^(On|Am|Le|El|Il|Op|Den)\b[^\n]*(\n[^\n>]*)?"
    r"(wrote|schrieb|a écrit|escribió|ha scritto|schreef|skrev)[^\n]*:(?=\s*(>|\Z))",
    re.MULTILINE,
)


def words_of(message: MailMessage) -> str:
    """Empty where it has no words."""
    text = message.text
    return _bounded(_own_words(_seen(text if text.strip() else plain(message.html))))


def one_line(text: str) -> str:
    return " ".join(_seen(text).split())


def plain(html: str) -> str:
    """`html` as it would be read aloud: nothing of it can act, and quotes are marked as such."""
    reading = _Reading()
    reading.feed(nh3.clean(html, tags=set(_BLOCKS), attributes={}, clean_content_tags=set(_HIDDEN)))
    reading.close()
    return reading.text


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines = [""]
        self._quoted = 0

    @property
    def text(self) -> str:
        lines = (" ".join(line.split()) for line in self._lines)
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self._quoted += tag == "blockquote"
        self._begin_line()

    def handle_endtag(self, tag: str) -> None:
        self._quoted -= tag == "blockquote"
        self._begin_line(empty=tag == "p")

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._lines[-1]:
            self._lines[-1] = "> " * self._quoted
        self._lines[-1] += " ".join(data.split("\n"))

    def _begin_line(self, *, empty: bool = False) -> None:
        if self._lines[-1].strip():
            self._lines.append("")
        if empty:
            self._lines += [""]


def _seen(text: str) -> str:
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _own_words(text: str) -> str:
    """Without what it quotes, unless that is all there is; words between quotes stay."""
    told = _HISTORY.split(text, maxsplit=1)[0] if _HISTORY.search(text) else text
    told = _SAID_BY.sub("", told)
    kept = "\n".join(line.rstrip() for line in told.split("\n") if not line.startswith(">"))
    kept = re.sub(r"\n{3,}", "\n\n", kept).strip()
    return kept or text.strip()


def _bounded(text: str) -> str:
    return text if len(text) <= MOST else f"{text[:MOST].rstrip()} …"
