"""From the wrap-up to any outcome that needs no fact: two keys at most, its reason included."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import POLICY, a_lead
from tests.ui.windows import a_window, press
from workbench.domain.disposition import Disposition
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")
MOST_KEYS = 2
QUICK = [
    code
    for code in POLICY.dispositions
    if set(code.needs) <= {"reason"} and not (code.confirm or code.guarded or code.retired)
]
"""Do not contact asks back, Unable to reach does before enough was tried."""


def filed(window: Window) -> list[object]:
    """The codes that are on their way to the server."""
    sent = [entry.corrected(None) for entry in window.desk._outbox.pending(50)]
    return [mutation.args["code"] for mutation in sent if mutation.type == "disposed"]


@pytest.mark.parametrize("code", QUICK, ids=lambda code: code.code)
def test_an_outcome_is_at_most_two_keys_from_the_wrap_up(tmp_path: Path, code: Disposition) -> None:
    window = a_window(tmp_path, a_lead())
    press(window, "C", "C")  # begun and ended
    keys = [code.key]
    press(window, code.key)
    if code.needs:
        question = window.triage.dock.form.question
        assert question is not None
        keys.append(question.groups[0].choices[0].key)
        press(window, keys[-1])
    assert filed(window) == [code.code]
    assert len(keys) <= MOST_KEYS
    window.close()
