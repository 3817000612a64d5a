"""A CSV as people have it: whatever its encoding and delimiter, record by record as text."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

DELIMITERS = ",;\t|"
DANGEROUS = tuple("=+-@\t\r＝＋－＠")
"""What a spreadsheet takes for the start of a formula."""
HEAD = "# "
"""How a line of a head begins, that says what is in the file."""
MOST_CELL = 1 << 20


class Unreadable(Exception):
    """A file that cannot be imported as it is, with a sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its cells, and the line of the file on which it ends."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Records:
    columns: tuple[str, ...]
    rows: tuple[Record, ...]

    def named(self, record: Record) -> dict[str, str]:
        """Cells by column. Of columns with one name the first that is filled has it."""
        named: dict[str, str] = {}
        for column, cell in zip(self.columns, record.cells, strict=False):
            name, count = column, 1
            while cell.strip() and named.get(name):
                name, count = f"{column} ({count + 1})", count + 1
            named[name] = cell if cell.strip() else named.get(name, cell)
        return named


def read_records(path: Path) -> Records:
    """The records without blank lines and the footer. Raises Unreadable.

    A report's footer is what stands last after a blank line, a single cell in each line.
    """
    try:
        text = _decoded(path.read_bytes(), path.name)
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from None
    csv.field_size_limit(MOST_CELL)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    columns: tuple[str, ...] = ()
    rows: list[Record] = []
    footer: list[Record] = []
    after_blank = False
    try:
        for cells in reader:
            filled = sum(1 for cell in cells if cell.strip())
            cells = [as_it_was(cell) for cell in cells]
            if not filled:
                after_blank = True
            elif not columns and cells[0].startswith(HEAD):
                continue
            elif not columns:
                columns = tuple(cell.strip() for cell in cells)
            elif after_blank and filled == 1 and cells[0].strip() and len(columns) > 1:
                footer.append(Record(reader.line_num, tuple(cells)))
            else:
                rows += [*footer, Record(reader.line_num, tuple(cells))]
                footer, after_blank = [], False
    except csv.Error as error:
        raise Unreadable(f"{path.name}, line {reader.line_num}: {error}.") from None
    if not columns:
        raise Unreadable(f"{path.name} is empty.")
    return Records(columns, tuple(rows))


def write_refused(path: Path, columns: Sequence[str], rows: Iterable[tuple[Record, str]]) -> Path:
    """Write refused records with their reasons beside `path`, or where one may write."""
    for folder in (path.parent, Path.cwd()):
        target = folder / f"{path.name}.refused.csv"
        try:
            with target.open("w", encoding="utf-8-sig", newline="") as out:
                writer = csv.writer(out, quoting=csv.QUOTE_ALL)
                writer.writerow([*map(harmless, columns), "reason"])
                for record, reason in rows:
                    short = len(columns) - len(record.cells)
                    writer.writerow([*map(harmless, record.cells), *[""] * short, reason])
            return target
        except OSError:
            continue
    raise Unreadable(f"The refused rows of {path.name} could not be written anywhere.")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs, and that `as_it_was` reads."""
    return f"'{cell}" if cell.lstrip("'").startswith(DANGEROUS) else cell


def as_it_was(cell: str) -> str:
    """Without the apostrophe that made it harmless, here or in another program."""
    is_marked = cell.startswith("'") and cell.lstrip("'").startswith(DANGEROUS)
    return cell[1:] if is_marked else cell


def _decoded(raw: bytes, name: str) -> str:
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable(f"{name} is a workbook; save it as CSV and import that.")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\0" in raw:
        # UTF-16 without a mark: the zeros of plain letters stand on one side.
        encodings = ["utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(f"{name} is no text; a CSV in UTF-8, UTF-16 or Windows-1252 is needed.")


def _delimiter(text: str) -> str:
    """The one that splits the header into most columns."""
    filled = (line for line in text.splitlines() if line.strip())
    header = next((line for line in filled if not line.lstrip('"').startswith(HEAD)), "")
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([header], delimiter=mark), [])))
