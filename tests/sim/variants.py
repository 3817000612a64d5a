"""The real code, broken on purpose: each of these has to be caught, or the checks are wrong."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeAlias
from unittest.mock import patch

from tests.sim import broken_desk, broken_server
from tests.sim.first_file import first_file
from tests.sim.simulation import Simulation
from workbench import invariants

Broken: TypeAlias = Callable[[], AbstractContextManager[Any]]


def caught(variant: Broken, most: int) -> str:
    """By which seed, and how; empty where none of the first `most` did.

    The code's own assertions are off: it is the checks from outside that are tried.
    """
    first_file()  # by code that is whole
    for seed in range(most):
        simulation = Simulation(seed)
        try:
            with patch.object(invariants, "ON", False), variant():
                simulation.run()
        except Exception as error:  # noqa: BLE001 - whatever shows that it is broken
            return f"seed {seed}: {type(error).__name__}: {error}"
    return ""


CAUGHT_AT_ONCE: tuple[Broken, ...] = (
    broken_server.sequence_taken_early,
    broken_server.told_apart_in_another_transaction,
    broken_server.never_told_apart,
    broken_desk.new_id_on_a_retry,
    broken_desk.no_generation,
    broken_desk.activities_by_the_cursor,
    broken_desk.base_before_the_backfill_ends,
    broken_desk.overlay_by_sequence,
    broken_server.everybody_sees_all,
    broken_server.a_page_splits_a_seq,
    broken_desk.ticked_before_the_commit,
)
VARIANTS: tuple[Broken, ...] = (
    *CAUGHT_AT_ONCE,
    broken_server.nobody_is_evicted,
    broken_desk.claim_overwritten,
    broken_desk.claim_of_the_cursor_alone,
    broken_server.no_tag,
    broken_desk.nothing_is_sent_again,
    broken_desk.deleted_once_acknowledged,
    broken_desk.refused_and_forgotten,
    broken_desk.covers_what_came_meanwhile,
    broken_server.a_scope_that_changes_unseen,
    broken_desk.history_kept_of_what_left,
    broken_desk.left_on_the_disk,
    broken_desk.time_told_by_what_slept,
    broken_desk.erased_and_kept,
    broken_desk.erased_and_still_overlaid,
    broken_desk.old_rows_kept_after_a_promotion,
    broken_desk.upgraded_and_emptied,
    broken_desk.old_columns_believed,
    broken_server.erasure_that_tells_nobody,
    broken_server.erased_only_where_it_is_seen,
    broken_server.rules_that_reach_only_newcomers,
)
