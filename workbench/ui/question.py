"""What a verb asks before it can be done: choices with keys and fields, answered in one place."""

from collections.abc import Callable, Iterable, Sequence
from string import ascii_lowercase
from typing import Any, NamedTuple


class Choice(NamedTuple):
    value: Any
    words: str
    key: str = ""
    hint: str = ""


class Group(NamedTuple):
    """One answer: chosen, or typed into `field` and read by `read` (None: not understood, `how`
    says what is). `find` makes choices of what is typed. `again` is what the code's own key takes.
    """

    name: str
    label: str
    choices: tuple[Choice, ...] = ()
    chosen: int | None = None
    field: str = ""
    text: str = ""
    read: Callable[[str], Any] = str
    how: str = ""
    find: Callable[[str], Sequence[Choice]] | None = None
    optional: bool = False
    again: Choice | None = None
    several_lines: bool = False
    beside: Callable[[Any], Sequence[str]] | None = None
    """What stands beneath a value while it is chosen, in sentences."""


class Question(NamedTuple):
    """`key` is the key that asked it. Choosing in the last group that has choices answers all.

    `submit` is the word on the button, “File” where it is empty.
    """

    title: str
    groups: tuple[Group, ...] = ()
    submit: str = ""
    key: str = ""
    note: str = ""
    at_once: bool = True
    """Whether a choice in the last group is enough, or Enter is needed."""


def numbered(options: Iterable[tuple[str, Any]]) -> tuple[Choice, ...]:
    return tuple(
        Choice(value, words, str(number)) for number, (words, value) in enumerate(options, 1)
    )


def lettered(words: Iterable[str], *, without: str = "") -> tuple[Choice, ...]:
    """Each with a letter of its own: of its last word first, as people remember them."""
    taken = set(without.upper())
    choices = []
    for text in words:
        initials = [word[0] for word in reversed(text.split()) if word[0].isalpha()]
        letters = [*initials, *filter(str.isalpha, text), *ascii_lowercase]
        key = next((char.upper() for char in letters if char.upper() not in taken), "")
        taken.add(key)
        choices.append(Choice(text, text[:1].upper() + text[1:], key))
    return tuple(choices)
