"""Where inquiries come from: each source with the key that it sends, shown once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workbench.desk.asking import Answer
from workbench.desk.words import moment
from workbench.domain.plain import from_ms
from workbench.domain.tongue import mark, tr, tr_n
from workbench.ui.line_list import Column, LineRow
from workbench.ui.line_view import KeptLines
from workbench.ui.people_asked import only_confirmed
from workbench.ui.question import Choice, Group, Question
from workbench.ui.runs import Run
from workbench.ui.team_view import Place
from workbench.ui.typeface import Text

Source = Mapping[str, Any]


class SourceView(KeptLines[Source]):
    none_chosen = mark("No source is chosen.")

    def __init__(self, place: Place) -> None:
        columns = (
            Column(tr("Name"), 0.26), Column(tr("Stands for"), 0.2),
            Column(tr("May return to"), 0.34), Column(tr("Now"), 0.2),
        )  # fmt: skip
        super().__init__(place, tr("Sources"), columns)

    def refresh(self) -> None:
        self.told.emit(self._waiting_words)
        self._asker.get("/v1/sources", self._sources_told)

    def rest(self) -> None:
        source = self.chosen
        if source is None:
            said = tr("A source is a form, a chat or a program that sends inquiries with its key.")
            self._rest_with(tr("Sources"), said)
        else:
            self._rest_with(source["name"], *self._described(source))

    def show_sources(self, sources: list[Source]) -> None:
        none = (tr("No source yet"), tr("Add one, and give its key to whoever sends inquiries."))
        self._show({source["id"]: source for source in sources}, none)
        self.told.emit(tr_n("{n} source.", "{n} sources.", len(sources)))

    def _sources_told(self, answer: Answer) -> None:
        if answer.problem is not None:
            self._say_problem(answer, tr("The sources are not here."))
        else:
            self.show_sources(answer.told["sources"])

    def _row(self, source: Source) -> LineRow:
        stands, back = self._stands(source), ", ".join(source["redirects"])
        gone = source["disabled_at"] is not None
        cells = (
            (Run(source["name"], "ink3" if gone else "ink", weight=500, gives=1),),
            (Run(self._type(source), "ink2", gives=1),),
            (Run(back or "–", "ink2", gives=1),),
            (Run(stands, "ink" if gone else "ink2", Text.SMALL, gives=1),),
        )
        spoken = tr("{name}, stands for {type}, may return to {back}, {stands}",
                    name=source["name"], type=self._type(source), back=back or tr("nowhere"),
                    stands=stands)  # fmt: skip
        return LineRow(source["id"], cells, spoken)

    def _type(self, source: Source) -> str:
        types = self._desk.policy.types
        kind = source["type"]
        return types[kind].label if kind in types else tr("what each inquiry says")

    def _stands(self, source: Source) -> str:
        at = source["disabled_at"]
        if at is None:
            return tr("takes inquiries")
        return tr("disabled {time}", time=moment(from_ms(at), self._desk.now()))

    def _described(self, source: Source) -> tuple[str, ...]:
        stands = tr("Its forms that name no type count as: {type}.", type=self._type(source))
        back = ", ".join(source["redirects"])
        returns = (tr("A form may return to {addresses}.", addresses=back) if back else
                   tr("A form returns nowhere else."))  # fmt: skip
        return stands, returns, tr("Its key is kept nowhere in clear; a new one can be made.")

    # ---- what is asked and sent

    def _question(self, title: str, submit: str, typed: Mapping[str, Any]) -> Question:
        types = self._desk.policy.types.items()
        labels = (Choice(name, type.label) for name, type in types)
        choices = (Choice("", tr("what each inquiry says")), *labels)
        now = [choice.value for choice in choices].index(typed.get("type") or "")
        return Question(
            title=title, submit=submit, at_once=False,
            groups=(
                Group(name="name", label=tr("Name"), field=tr("Website, chat, marketplace"),
                      text=typed.get("name") or ""),
                Group(name="redirects", label=tr("A form may return to"), optional=True,
                      field=tr("Addresses with commas; empty: nowhere"),
                      text=typed.get("redirects") or ""),
                Group(name="type", label=tr("Stands for"), choices=choices, chosen=now),
            ),
        )  # fmt: skip

    def _ask_new(self, typed: dict[str, Any], wrong: str = "") -> None:
        said = tr("Its key is made now and shown once; whoever sends it can add leads, and read "
                  "nothing.")  # fmt: skip
        self._ask_form(lambda kept: self._question(tr("Add a source"), tr("Add"), kept), self._add,
                       wrong, said, typed=typed)  # fmt: skip

    def _add(self, answers: dict[str, Any]) -> None:
        self._post(
            "/v1/sources", _body(answers), "", answers,
            lambda answer: self._tell_key(answers["name"], answer.told["key"]),
        )  # fmt: skip

    def _ask_change(self, source: Source, typed: dict[str, Any], wrong: str = "") -> None:
        now = {**source, "redirects": ", ".join(source["redirects"])}
        title = tr("Change {name}", name=source["name"])
        self._ask_form(
            lambda kept: self._question(title, tr("Change"), kept),
            lambda answers: self._change(
                source, _body(answers), lambda why: self._ask_change(source, answers, why)
            ),
            wrong, typed=typed or now,
        )  # fmt: skip

    def _ask_secret(self, source: Source) -> None:
        said = tr("A new key is made and shown once. The old one is refused from two seconds on, "
                  "so put the new one in first thing.")  # fmt: skip
        title = tr("New key for {name}", name=source["name"])
        self._panel.ask(only_confirmed(title, tr("Make one")), lambda _: self._key(source), (said,))

    def _key(self, source: Source) -> None:
        def done(answer: Answer) -> None:
            if answer.problem is not None:
                self._tell_refused(answer.problem.message)
            else:
                self._tell_key(source["name"], answer.told["key"])

        self._panel.wait(tr("Making a key …"))
        self._asker.post(f"/v1/sources/{source['id']}/key", {}, done)

    def _ask_disable(self, source: Source) -> None:
        gone = source["disabled_at"] is not None
        if gone:
            title = tr("Take inquiries of {name} again", name=source["name"])
            submit, said = tr("Take them again"), tr("Its last key is good again.")
        else:
            title, submit = tr("Disable {name}", name=source["name"]), tr("Disable")
            said = tr("Inquiries with its key are refused from now on; its leads stay as they are.")
        self._panel.ask(
            only_confirmed(title, submit),
            lambda _: self._change(source, {"disabled": not gone}, self._tell_refused), (said,),
        )  # fmt: skip

    def _change(
        self, source: Source, body: dict[str, Any], refused: Callable[[str], object]
    ) -> None:
        said = tr("{name} is changed.", name=source["name"])
        self._patch(f"/v1/sources/{source['id']}", body, said, refused)

    def _tell_key(self, name: str, key: str) -> None:
        once = tr("Shown this once: put it where {name} sends from.", name=name)
        copied = tr("The key is in the clipboard.")
        self._tell_secret(tr("Key of {name}", name=name), key, once, copied)


def _body(answers: Mapping[str, Any]) -> dict[str, Any]:
    redirects = (answers["redirects"] or "").split(",")
    return {
        "name": answers["name"], "type": answers["type"] or None,
        "redirects": [address.strip() for address in redirects if address.strip()],
    }  # fmt: skip
