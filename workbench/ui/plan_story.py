"""A preview in sections: breaches avoided and made, who gets what; and what was done."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from workbench.desk.leading import Batch
from workbench.desk.moves import Cover, Moved, Preview, Share
from workbench.desk.words import moment
from workbench.domain.tongue import tr, tr_n
from workbench.ui.runs import Run
from workbench.ui.story import Bar, Line, Section, Words
from workbench.ui.typeface import Text

_MOST_NAMED = 8


def plan_title(preview: Preview, name_of: Callable[[str], str]) -> str:
    if isinstance(preview.wish, Cover):
        return tr("Cover {name}", name=name_of(preview.wish.user))
    if preview.kind == "balanced":
        return tr("Balance")
    return tr_n("{n} lead to move", "{n} leads to move", preview.moving)


def plan_button(preview: Preview) -> str:
    if isinstance(preview.wish, Cover):
        return tr_n("Cover, lend {n} lead", "Cover, lend {n} leads", preview.moving)
    return tr_n("Move {n} lead", "Move {n} leads", preview.moving)


def plan_sections(preview: Preview, now: datetime) -> list[Section]:
    return [
        *_until(preview, now),
        Section("", (_numbers(preview.avoided, preview.made),)),
        Section("", tuple(_shares(preview))),
        *_small([*preview.warnings, *_stays(preview)], ink="ink"),
        *_small(list(_travels(preview, now))),
    ]


def moving_sections(done: int, preview: Preview) -> list[Section]:
    """How far a move has come that the server makes in parts."""
    n = preview.moving
    said = tr_n("{done} of {n} lead moved", "{done} of {n} leads moved", n, done=done)
    return [Section("", (Bar(0, min(done / n, 1)), Words(said, "ink2", Text.SMALL)))]


def done_words(moved: Moved, preview: Preview | None, now: datetime) -> str:
    """“6 leads moved to Sam”, “… back where they were”."""
    n = moved.moved
    if moved.planned and preview is not None and isinstance(preview.wish, Cover):
        return tr("Cover planned from {time}", time=moment(preview.wish.since or now, now))
    if moved.undone:
        said = tr_n("{n} lead back where they were", "{n} leads back where they were", n)
    elif moved.kind == "given_back":
        said = tr_n("{n} lead given back", "{n} leads given back", n)
    elif preview is not None and len(preview.shares) == 1:
        name = preview.shares[0].name
        if moved.kind == "lent":
            said = tr_n("{n} lead lent to {name}", "{n} leads lent to {name}", n, name=name)
        else:
            said = tr_n("{n} lead moved to {name}", "{n} leads moved to {name}", n, name=name)
    else:
        said = tr_n("{n} lead moved", "{n} leads moved", n)
    stayed = sum(len(ids) for ids in moved.stayed.values())
    if stayed:
        said = tr_n("{moved}, {n} stayed", "{moved}, {n} stayed", stayed, moved=said)
    return said


def done_sections(
    moved: Moved | None, batches: Sequence[Batch], names: Callable[[Sequence[str]], Sequence[str]],
    now: datetime,
) -> list[Section]:  # fmt: skip
    """What was left alone and why, by name; what can be taken back, until when."""
    told: list[str] = []
    for why, ids in (moved.stayed if moved else {}).items():
        named = ", ".join(names(ids[:_MOST_NAMED]))
        more = len(ids) - _MOST_NAMED
        named += tr_n(" and {n} more", " and {n} more", more) if more > 0 else ""
        told.append(f"{why} {named}")
    if moved and moved.waiting:
        told.append(_waiting(moved.waiting))
    sections = _small(told, ink="ink")
    if batches:
        until = moment(batches[0].until, now)
        words = tr("It can be taken back until {time}; what was worked since stays.", time=until)
        sections += _small([words])
    return sections


def _until(preview: Preview, now: datetime) -> list[Section]:
    wish = preview.wish
    if not isinstance(wish, Cover):
        return []
    words = tr("Until {time}, then what is still open goes back", time=moment(wish.until, now))
    if wish.since is not None:
        since = moment(wish.since, now)
        words = tr("From {since} until {until}, then what is still open goes back", since=since,
                   until=moment(wish.until, now))  # fmt: skip
    return _small([words])


def _numbers(avoided: int, made: int) -> Line:
    """Beside each other, quiet where there is none."""
    return Line(
        (
            Run(str(avoided), "ink" if avoided else "ink3", Text.TITLE, 600, tabular=True),
            Run(tr_n("breach avoided", "breaches avoided", avoided), "ink2", Text.SMALL),
            Run(str(made), "ink" if made else "ink3", Text.TITLE, 600, tabular=True, gap=24),
            Run(tr_n("breach made", "breaches made", made), "ink2", Text.SMALL),
        )
    )


def _shares(preview: Preview) -> Iterator[Line | Words | Bar]:
    if not preview.shares:
        nothing = tr("Nobody: all of these stay where they are.")
        if preview.kind == "balanced":
            nothing = tr("No move would help.")
        yield Words(nothing)
    most = max((share.minutes_before + share.minutes for share in preview.shares), default=0)
    for share in preview.shares:
        yield from _share(share, most)


def _share(share: Share, most: int) -> Iterator[Line | Bar]:
    """`most`: the minutes that fill a bar, whoever's they are."""
    yield Line((Run(share.name, weight=500, gives=1),
                Run(f"+{share.leads}", "accent_text", weight=600, tabular=True)))  # fmt: skip
    if most:
        yield Bar(share.minutes_before / most, share.minutes / most)
    after = share.minutes + share.minutes_before
    said = [tr("{n} min of work, {all} min due by tonight", n=share.minutes, all=after)]
    if share.avoided:
        said.append(tr_n("{n} kept", "{n} kept", share.avoided))
    if share.made:
        said.append(tr_n("{n} broken", "{n} broken", share.made))
    yield Line((Run(", ".join(said), "ink2", Text.SMALL, tabular=True, gives=1),))


def _stays(preview: Preview) -> Iterator[str]:
    if preview.waiting:
        yield _waiting(preview.waiting)
    for why, count in preview.stays.items():
        yield tr_n("{n} stays: {why}", "{n} stay: {why}", count, why=why)


def _waiting(count: int) -> str:
    return tr_n("{n} is on a call and moves once that is wrapped up.",
                "{n} are on a call and move once that is wrapped up.", count)  # fmt: skip


def _travels(preview: Preview, now: datetime) -> Iterator[str]:
    yield tr("Lead clocks run on; owner clocks start anew. Callbacks and steps travel with their"
             " times.")  # fmt: skip
    if isinstance(preview.wish, Cover):
        until = moment(preview.wish.until, now)
        yield tr("Returns by itself {time}; whoever did something keeps the credit.", time=until)


def _small(texts: Sequence[str], *, ink: str = "ink2") -> list[Section]:
    if not texts:
        return []
    return [Section("", tuple(Words(text, ink=ink, style=Text.SMALL) for text in texts))]
