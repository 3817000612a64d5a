"""People and rights: who is in the team, and what can be changed of each."""

from __future__ import annotations

from typing import Any

from workbench.desk.asking import Answer
from workbench.desk.people import (
    ROLES,
    Member,
    Pool,
    described,
    first_password,
    hours,
    may_give,
    members,
    pools,
    sentence,
    shares,
    why_not,
)
from workbench.domain.tongue import mark, tr, tr_n
from workbench.ui.line_list import Column, LineRow
from workbench.ui.line_view import KeptLines
from workbench.ui.people_asked import change_body, change_of, only_confirmed, somebody_new
from workbench.ui.runs import Run
from workbench.ui.team_view import Place
from workbench.ui.typeface import Text


class PeopleView(KeptLines[Member]):
    none_chosen = mark("Nobody is chosen.")

    def __init__(self, place: Place) -> None:
        columns = (
            Column(tr("Name"), 0.22), Column(tr("Role"), 0.15), Column(tr("Pools, weight"), 0.22),
            Column(tr("Hours"), 0.11), Column(tr("Now"), 0.17), Column(tr("Last seen"), 0.13),
        )  # fmt: skip
        super().__init__(place, tr("People"), columns)
        self._pools: list[Pool] = []

    def refresh(self) -> None:
        self.told.emit(self._waiting_words)
        self._asker.get("/v1/pools", self._pools_told)

    def rest(self) -> None:
        member = self.chosen
        if member is None:
            self._rest_with(tr("People"))
        else:
            self._rest_with(member.name, *described(member, self._pools, self._desk.policy))

    def bar(self, name: str) -> str:
        why, member = super().bar(name), self.chosen
        if why or member is None or name == "team_add":
            return why
        if name == "team_disable" and self._is_me(member):
            return tr("Nobody disables themselves.")
        return why_not(self._role, member)

    def show_people(self, people: list[Member], known: list[Pool]) -> None:
        self._pools = known
        self._show({member.id: member for member in people})
        here = [member for member in people if member.disabled_at is None]
        self.told.emit(tr_n("{n} person, {disabled} disabled.", "{n} people, {disabled} disabled.",
                            len(here), disabled=len(people) - len(here)))  # fmt: skip

    # ---- what the server tells

    def _pools_told(self, answer: Answer) -> None:
        if answer.problem is not None:
            self._say_problem(answer, tr("The people are not here."))
            return
        self._pools = pools(answer.told)
        self._asker.get("/v1/users", self._people_told)

    def _people_told(self, answer: Answer) -> None:
        if answer.problem is not None:
            self._say_problem(answer, tr("The people are not here."))
        else:
            self.show_people(members(answer.told), self._pools)

    def _row(self, member: Member) -> LineRow:
        gone = member.disabled_at is not None
        ink = "ink3" if gone else "ink"
        cells = (
            Run(member.name, ink, weight=500, gives=1),
            Run(tr(ROLES[member.role]), "ink2", gives=1),
            Run(shares(member, self._pools) or "–", "ink2", gives=1),
            Run(hours(member), "ink2", gives=1),
            Run(member.stands, "ink" if gone else "ink2", Text.SMALL, gives=1),
            Run(member.seen, "ink2", Text.SMALL, tabular=True, gives=1),
        )
        return LineRow(member.id, tuple((run,) for run in cells), sentence(member, self._pools))

    @property
    def _role(self) -> str:
        return self._desk.user.role if self._desk.user is not None else ""

    def _is_me(self, member: Member) -> bool:
        return self._desk.user is not None and self._desk.user.id == member.id

    # ---- what is asked and sent

    def _ask_new(self, typed: dict[str, Any], wrong: str = "") -> None:
        said = tr("They can sign in at once, with a password that is made here and shown once. A "
                  "rep joins the default pool and is given leads.")  # fmt: skip
        roles = may_give(self._role)
        self._ask_form(lambda kept: somebody_new(roles, kept), self._add,
                       wrong, said, typed=typed)  # fmt: skip

    def _add(self, answers: dict[str, Any]) -> None:
        password = first_password()
        body = {name: answers[name] for name in ("name", "email", "role")}
        title = tr("{name} is added", name=answers["name"])
        self._post("/v1/users", {**body, "password": password}, "", answers,
                   lambda _: self._tell_made(title, password))  # fmt: skip

    def _ask_change(self, member: Member, typed: dict[str, Any], wrong: str = "") -> None:
        said = tr("Another role takes effect at their desk’s next contact. Weight is how many "
                  "turns they take in a pool; 0 keeps them in it and gives them none.")  # fmt: skip
        calendars = sorted(self._desk.policy.calendars)
        mine = self._is_me(member)
        roles = (member.role,) if mine else may_give(self._role)
        self._ask_form(
            lambda kept: change_of(member, self._pools, calendars, roles, kept),
            lambda answers: self._change(member, answers),
            wrong, said, typed=typed,
        )  # fmt: skip

    def _change(self, member: Member, answers: dict[str, Any]) -> None:
        body = change_body(member, answers)
        if not body:
            self._panel.tell(tr("Nothing to change"), ())
            return
        self._patch(_path(member), body, tr("{name} is changed.", name=member.name),
                    lambda wrong: self._ask_change(member, answers, wrong))  # fmt: skip

    def _ask_secret(self, member: Member) -> None:
        said = tr("A new password is made and shown once; the old one is no good any more and "
                  "their desks are signed out. Nothing of theirs is lost.")  # fmt: skip
        question = only_confirmed(tr("New password for {name}", name=member.name), tr("Make one"))
        self._panel.ask(question, lambda _: self._set_password(member), (said,))

    def _set_password(self, member: Member) -> None:
        password = first_password()
        self._patch(
            _path(member), {"password": password}, "", self._tell_refused,
            lambda _: self._tell_made(tr("New password for {name}", name=member.name), password),
        )  # fmt: skip

    def _ask_disable(self, member: Member) -> None:
        back = member.disabled_at is not None
        if back:
            title, submit = tr("Let {name} in again", name=member.name), tr("Let in again")
            said = tr("They can sign in again with their password, and leads are routed to them.")
        else:
            title, submit = tr("Disable {name}", name=member.name), tr("Disable")
            said = tr("Their desk locks at its next contact; what they did before is still sent, "
                      "as theirs. Nothing more is routed to them. Their open leads stay theirs: "
                      "move them on the board.")  # fmt: skip
        done = (tr("{name} is let in again.", name=member.name) if back else
                tr("{name} is disabled.", name=member.name))  # fmt: skip
        self._panel.ask(
            only_confirmed(title, submit),
            lambda _: self._patch(_path(member), {"disabled": not back}, done, self._tell_refused),
            (said,),
        )

    def _tell_made(self, title: str, password: str) -> None:
        once = tr("Give it to them now: it is shown this once and kept nowhere in clear. They can "
                  "change it after they have signed in.")  # fmt: skip
        self._tell_secret(title, password, once, tr("The password is in the clipboard."))


def _path(member: Member) -> str:
    return f"/v1/users/{member.id}"
