"""Accounts: the companies that the team has its own word on, and who owns each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.desk.asking import Answer
from workbench.domain.tongue import mark, tr, tr_n
from workbench.ui.line_list import Column, LineRow
from workbench.ui.line_view import KeptLines
from workbench.ui.question import Choice, Group, Question, numbered
from workbench.ui.runs import Run
from workbench.ui.team_view import Place

Account = Mapping[str, Any]
KINDS = {
    "customer": mark("Customer"), "named": mark("Named account"), "target": mark("Target account"),
    "competitor": mark("Competitor"),
}  # fmt: skip
OWNS = ("rep", "ae", "lead")


class AccountView(KeptLines[Account]):
    verbs = ("team_add", "team_change", "team_narrow")
    none_chosen = mark("No account is chosen.")

    def __init__(self, place: Place) -> None:
        columns = (
            Column(tr("Domain"), 0.3), Column(tr("Name"), 0.3), Column(tr("What it is"), 0.2),
            Column(tr("Owner"), 0.2),
        )  # fmt: skip
        super().__init__(place, tr("Accounts"), columns)
        self.sought = ""

    def refresh(self) -> None:
        self.told.emit(self._waiting_words)
        self._asker.get("/v1/accounts", self._accounts_told, q=self.sought)

    def rest(self) -> None:
        account = self.chosen
        if account is None:
            said = tr("An account is a company that the team has its own word on: a customer, one "
                      "that somebody owns, a target, a competitor.")  # fmt: skip
            self._rest_with(tr("Accounts"), said)
        else:
            self._rest_with(account["name"], *self._described(account))

    def act(self, name: str) -> None:
        if name == "team_narrow":
            field = tr("A part of name or domain; empty: all")
            part = Group(name="q", label=tr("Which"), field=field, text=self.sought, optional=True)
            question = Question(title=tr("Find accounts"), groups=(part,), submit=tr("Show"))
            self._panel.ask(question, self._narrow)
        else:
            super().act(name)

    def show_accounts(self, accounts: list[Account], *, more: bool) -> None:
        none = (tr("No account here"), self.sought or tr("Add one, or import a list of them."))
        self._show({account["id"]: account for account in accounts}, none)
        said = tr_n("{n} account.", "{n} accounts.", len(accounts))
        self.told.emit(tr("{said} There are more: narrow them.", said=said) if more else said)

    def _accounts_told(self, answer: Answer) -> None:
        if answer.problem is not None:
            self._say_problem(answer, tr("The accounts are not here."))
        else:
            self.show_accounts(answer.told["accounts"], more=bool(answer.told["cursor"]))

    def _narrow(self, answers: dict[str, Any]) -> None:
        self.sought = (answers["q"] or "").strip()
        self.rest()
        self.take_focus()
        self.refresh()

    def _row(self, account: Account) -> LineRow:
        kind, owner = tr(KINDS[account["kind"]]), self._owner(account)
        first = (Run(account["domain"], "ink", weight=500, gives=1),)
        told = (account["name"], kind, owner or "–")
        cells = (first, *((Run(text, "ink2", gives=1),) for text in told))
        spoken = tr("{domain}, {name}, {kind}, owner {owner}", domain=account["domain"],
                    name=account["name"], kind=kind, owner=owner or tr("nobody"))  # fmt: skip
        return LineRow(account["id"], cells, spoken)

    def _owner(self, account: Mapping[str, Any]) -> str:
        names = {person.id: person.name for person in self._desk.people()}
        owner = account.get("owner")
        return names.get(owner, tr("somebody who left")) if owner else ""

    def _described(self, account: Account) -> tuple[str, ...]:
        owner = self._owner(account)
        who = (tr("New leads of this company go to {name}.", name=owner) if owner else
               tr("Nobody owns it: its leads are shared like others."))  # fmt: skip
        facts = ", ".join(f"{name}: {value}" for name, value in account["facts"].items())
        return tuple(filter(None, (f"{tr(KINDS[account['kind']])}.", who, facts)))

    # ---- what is asked and sent

    def _find(self, text: str) -> Sequence[Choice]:
        wanted = text.casefold()
        return [Choice(person.id, person.name) for person in self._desk.people()
                if person.role in OWNS and wanted in person.name.casefold()]  # fmt: skip

    def _question(self, title: str, submit: str, typed: Mapping[str, Any]) -> Question:
        now = list(KINDS).index(typed.get("kind") or "named")
        groups = [
            Group(name="name", label=tr("Name"), field=tr("Empty: its domain"), optional=True,
                  text=typed.get("name") or ""),
            Group(name="owner", label=tr("Owner"), field=tr("A name of the team; empty: nobody"),
                  find=self._find, optional=True, text=_typed_owner(typed, self._owner(typed))),
            Group(name="kind", label=tr("What it is"), chosen=now,
                  choices=numbered((tr(words), kind) for kind, words in KINDS.items())),
        ]  # fmt: skip
        if "id" not in typed:
            domain = Group(name="domain", label=tr("Domain"), field=tr("halden.example"),
                           text=typed.get("domain") or "")  # fmt: skip
            groups.insert(0, domain)
        return Question(title=title, submit=submit, at_once=False, groups=tuple(groups))

    def _ask_new(self, typed: dict[str, Any], wrong: str = "") -> None:
        self._ask_form(
            lambda kept: self._question(tr("Add an account"), tr("Add"), kept), self._add,
            wrong, self._follows, typed=typed,
        )  # fmt: skip

    @property
    def _follows(self) -> str:
        return tr("No lead moves by this. Open leads of the company are scored anew; new ones go "
                  "to its owner.")  # fmt: skip

    def _add(self, answers: dict[str, Any]) -> None:
        body, wrong = self._body(answers, None)
        if wrong:
            self._ask_new(answers, wrong)
            return
        said = tr("{name} is added.", name=body["domain"])
        self._post("/v1/accounts", body, said, answers)

    def _ask_change(self, account: Account, typed: dict[str, Any], wrong: str = "") -> None:
        title = tr("Change {name}", name=account["name"])
        self._ask_form(
            lambda kept: self._question(title, tr("Change"), kept),
            lambda answers: self._change(account, answers),
            wrong, self._follows, typed={**account, **typed},
        )  # fmt: skip

    def _change(self, account: Account, answers: dict[str, Any]) -> None:
        body, wrong = self._body(answers, account)
        if wrong:
            self._ask_change(account, answers, wrong)
            return
        self._patch(
            f"/v1/accounts/{account['id']}", body, tr("{name} is changed.", name=account["name"]),
            lambda why: self._ask_change(account, answers, why),
        )  # fmt: skip

    def _body(
        self, answers: Mapping[str, Any], account: Account | None
    ) -> tuple[dict[str, Any], str]:
        """What is sent, and why nothing is, where a name is nobody's."""
        text, owner = answers["owner_text"].strip(), answers["owner"]
        if account is not None and text == self._owner(account):
            owner = owner or account["owner"]
        known = {"domain": answers["domain"]} if account is None else {}
        name = answers["name"] or (account["domain"] if account else "")
        body = {**known, "name": name, "kind": answers["kind"], "owner": owner or None}
        if text and not owner:
            return body, tr("“{text}” is nobody who can be given leads.", text=text)
        return body, ""


def _typed_owner(typed: Mapping[str, Any], known: str) -> str:
    return str(typed.get("owner_text", known))
