"""Pools: who answers for each, by whose hours it is open, and who gets what it cannot take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.desk.asking import Answer
from workbench.domain.tongue import mark, tr, tr_n
from workbench.ui.line_list import Column, LineRow
from workbench.ui.line_view import KeptLines
from workbench.ui.question import Choice, Group, Question
from workbench.ui.runs import Run
from workbench.ui.team_view import Place

Pool = Mapping[str, Any]


class PoolView(KeptLines[Pool]):
    verbs = ("team_add", "team_change")
    none_chosen = mark("No pool is chosen.")

    def __init__(self, place: Place) -> None:
        columns = (
            Column(tr("Name"), 0.24), Column(tr("Answers for it"), 0.2), Column(tr("Hours"), 0.12),
            Column(tr("Members, weight"), 0.28), Column(tr("Passes on to"), 0.16),
        )  # fmt: skip
        super().__init__(place, tr("Pools"), columns)

    def refresh(self) -> None:
        self.told.emit(self._waiting_words)
        self._asker.get("/v1/pools", self._pools_told)

    def rest(self) -> None:
        pool = self.chosen
        if pool is None:
            said = tr("A pool is a group of reps who share leads, with hours of its own.")
            self._rest_with(tr("Pools"), said)
        else:
            self._rest_with(pool["name"], *self._described(pool))

    def show_pools(self, pools: list[Pool]) -> None:
        self._show({pool["id"]: pool for pool in pools})
        self.told.emit(tr_n("{n} pool.", "{n} pools.", len(pools)))

    def _pools_told(self, answer: Answer) -> None:
        if answer.problem is not None:
            self._say_problem(answer, tr("The pools are not here."))
        else:
            self.show_pools(answer.told["pools"])

    def _row(self, pool: Pool) -> LineRow:
        told = (
            self._name(pool["lead"]), pool["calendar"] or tr("the team’s"),
            self._members(pool) or "–", self._pool_name(pool["passes_to"]) or "–",
        )  # fmt: skip
        first = (Run(pool["name"], "ink", weight=500, gives=1),)
        cells = (first, *((Run(text, "ink2", gives=1),) for text in told))
        spoken = tr("{name}, {lead} answers for it, hours {hours}, members {members}, passes on to "
                    "{other}", name=pool["name"], lead=told[0], hours=told[1],
                    members=self._members(pool) or tr("nobody"),
                    other=self._pool_name(pool["passes_to"]) or tr("nobody"))  # fmt: skip
        return LineRow(pool["id"], cells, spoken)

    def _name(self, user: str | None) -> str:
        names = {person.id: person.name for person in self._desk.people()}
        return names.get(user or "", tr("nobody"))

    def _pool_name(self, id: str | None) -> str:
        return str(self.lines[id]["name"]) if id in self.lines else ""

    def _members(self, pool: Pool) -> str:
        names = {person.id: person.name for person in self._desk.people()}
        shares = [(names[m["user"]], m["weight"]) for m in pool["members"] if m["user"] in names]
        return ", ".join(
            name if weight == 1 else tr("{name} (weight {weight})", name=name, weight=weight)
            for name, weight in sorted(shares)
        )

    def _described(self, pool: Pool) -> tuple[str, ...]:
        first = tr("New leads that nothing else claims come here.") if pool["default"] else ""
        other = self._pool_name(pool["passes_to"])
        passes = (tr("While nobody here can take them, its hand-raisers go to {pool}.", pool=other)
                  if other else tr("While nobody here can take them, its leads wait."))  # fmt: skip
        members = tr("Who is in it, and with what weight, is changed with each person.")
        return tuple(filter(None, (first, passes, members)))

    # ---- what is asked and sent

    def _question(self, title: str, submit: str, typed: Mapping[str, Any], me: str) -> Question:
        hours = [("", tr("the team’s")), *((name, name) for name in self._calendars)]
        leads = [(person.id, person.name) for person in self._desk.people()
                 if person.role == "lead"]  # fmt: skip
        others = [(id, pool["name"]) for id, pool in self.lines.items() if id != me]
        return Question(
            title=title, submit=submit, at_once=False,
            groups=(
                Group(name="name", label=tr("Name"), field=tr("How the team calls it"),
                      text=typed.get("name") or ""),
                _among("calendar", tr("Hours"), hours, typed),
                _among("lead", tr("Answers for it"), [("", tr("the first team lead")), *leads],
                       typed),
                _among("passes_to", tr("Passes on to"), [("", tr("nobody")), *others], typed),
            ),
        )  # fmt: skip

    @property
    def _calendars(self) -> list[str]:
        return sorted(self._desk.policy.calendars)

    def _ask_new(self, typed: dict[str, Any], wrong: str = "") -> None:
        said = tr("It begins empty: give people a weight in it, and rules of the policy leads.")
        self._ask_form(
            lambda kept: self._question(tr("Add a pool"), tr("Add"), kept, ""), self._add,
            wrong, said, typed=typed,
        )  # fmt: skip

    def _add(self, answers: dict[str, Any]) -> None:
        said = tr("{name} is added.", name=answers["name"])
        self._post("/v1/pools", _body(answers), said, answers)

    def _ask_change(self, pool: Pool, typed: dict[str, Any], wrong: str = "") -> None:
        said = tr("No lead moves by this: it holds for those that come from now on.")
        title = tr("Change {name}", name=pool["name"])
        self._ask_form(
            lambda kept: self._question(title, tr("Change"), kept, pool["id"]),
            lambda answers: self._patch(
                f"/v1/pools/{pool['id']}", _body(answers, pool),
                tr("{name} is changed.", name=answers["name"]),
                lambda why: self._ask_change(pool, answers, why),
            ),
            wrong, said, typed=typed or dict(pool),
        )  # fmt: skip


def _body(answers: Mapping[str, Any], was: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What is another thing than it was; nobody is null."""
    wanted = {**answers, "lead": answers["lead"] or None, "passes_to": answers["passes_to"] or None}
    return {name: value for name, value in wanted.items() if was is None or value != was[name]}


def _among(name: str, label: str, values: list[tuple[str, str]], typed: Mapping[str, Any]) -> Group:
    known = [value for value, _ in values]
    now = typed.get(name) or ""
    chosen = known.index(now) if now in known else 0
    choices = tuple(Choice(value, words) for value, words in values)
    return Group(name=name, label=label, choices=choices, chosen=chosen)
