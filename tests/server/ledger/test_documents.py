import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MONDAY
from workbench.domain.activity import Activity
from workbench.domain.plain import Plain
from workbench.server.ledger.documents import activity_doc
from workbench.wire import compact

words = st.text(st.characters(codec="utf-8"))


def documents(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[Plain]:
    leaves = st.none() | st.booleans() | st.integers() | numbers | words
    return st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(words, inner))


def written(data: Plain) -> str:
    """As part of a document in which nothing else is empty."""
    entry = Activity(
        id="a", kind="note", at=MONDAY, user="u", received_at=MONDAY, args={"said": data}
    )
    head, _, rest = activity_doc(entry).partition('"said":')
    assert head == "{"
    return rest.partition(',"id":"a","kind":"note"')[0]


@given(documents(st.floats(0.0001, 1e15) | st.floats(-1e15, -0.0001) | st.just(0.0)))
def test_a_document_is_written_as_everything_else_is(data: Plain) -> None:
    assert written(data) == compact(data)


@given(documents(st.floats(allow_nan=False, allow_infinity=False)))
def test_a_document_is_read_as_everything_else_is(data: Plain) -> None:
    assert repr(json.loads(written(data))) == repr(json.loads(compact(data)))


@pytest.mark.parametrize("data", [float("nan"), float("inf"), [1, -float("inf")], "\ud800"])
def test_what_json_cannot_hold_is_no_document(data: Plain) -> None:
    with pytest.raises(ValueError, match=r"Out of range|surrogates"):
        written(data)
