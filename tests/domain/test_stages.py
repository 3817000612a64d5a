"""Thirty leads and where each stands: what two people who look at the same one agree on.

The inquiry is read, made comparable, scored and judged as the server does it, by the sample policy.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import MONDAY, POLICY, an_id
from workbench.domain.inquiry import opened_lead
from workbench.domain.lead import Account, Lead, Verdict
from workbench.domain.score import is_in_icp, is_mql, is_outside_icp, score
from workbench.server.intake.arrivals import arrival
from workbench.server.intake.worth import judge

# type        | what is known of them                | in the ICP | stage | verdict
TABLE = """
demo          | COO of logistics, 200 people, DE      | in      | mql | work
demo          | somebody                              | unknown | mql | work
demo          | somebody, KP                          | outside | mql | work
demo          | a student, DE                         | outside | -   | disqualify
demo          | COO of a competitor, 200 people, DE   | outside | -   | disqualify
demo          | somebody at gmail                     | outside | mql | work
contact_sales | CFO of software, 60 people, US        | in      | mql | work
contact_sales | manager of retail, 4000 people, FR    | in      | mql | work
pricing       | somebody, DE                          | unknown | mql | work
pricing       | job seeker, DE                        | outside | -   | disqualify
call          | somebody                              | unknown | mql | work
chat          | somebody, KP                          | outside | mql | work
marketplace   | head of freight, 90 people, NL        | in      | mql | work
trial         | VP of logistics, 200 people, DE       | in      | mql | work
trial         | manager of logistics, 200 people, DE  | in      | mql | work
trial         | accountant, 30 people, DE             | unknown | -   | work
trial         | accountant, KP                        | outside | -   | nurture
trial         | somebody at gmail                     | outside | -   | nurture
partner       | director of finance, 500 people, GB   | in      | mql | work
referral      | somebody, DE                          | unknown | -   | work
referral      | CEO, KP                               | outside | -   | nurture
webinar       | manager of logistics, 200 people, DE  | in      | mql | work
webinar       | somebody, DE                          | unknown | -   | work
webinar       | a student, DE                         | outside | -   | disqualify
content       | head of manufacturing, 300 people, PL | in      | mql | work
content       | somebody                              | unknown | -   | work
content       | somebody at gmail                     | outside | -   | nurture
event         | CEO of retail, 700 people, IT         | in      | -   | work
list          | somebody, KP                          | outside | -   | nurture
newsletter    | COO of logistics, 200 people, DE      | in      | -   | nurture
"""
TITLES = {
    "COO": "COO", "CFO": "CFO", "CEO": "CEO", "VP": "VP Operations", "head": "Head of Supply",
    "director": "Sales Director", "manager": "Office Manager", "accountant": "Accountant",
    "a student": "Student", "job seeker": "Job seeker",
}  # fmt: skip
COMPETITOR = Account(name="Rivalry", kind="competitor")


def facts_of(who: str) -> dict[str, Any]:
    """“COO of logistics, 200 people, DE” as the fields of an inquiry."""
    person, *rest = who.split(", ")
    title, _, field = person.partition(" of ")
    facts: dict[str, Any] = {"title": TITLES.get(title), "name": "Ann Lee"}
    facts["email"] = "ann@gmail.com" if "gmail" in person else "ann@halden.example"
    if field and "competitor" not in field:
        facts["industry"] = field
    for said in rest:
        people = said.removesuffix(" people")
        facts["country" if people == said else "employees"] = people
    return {name: value for name, value in facts.items() if value is not None}


def judged(kind: str, who: str) -> tuple[Lead, Verdict]:
    came = arrival({"type": kind, **facts_of(who)}, POLICY, source="web", now=MONDAY)
    lead = opened_lead(came.reading, id=an_id(), clock=None)
    lead = replace(lead, account=COMPETITOR if "competitor" in who else None)
    lead = replace(lead, score=score(lead, POLICY, MONDAY))
    return lead, judge(lead, came, POLICY)[0]


ROWS = [tuple(cell.strip() for cell in row.split("|")) for row in TABLE.strip().splitlines()]


def test_the_table_has_thirty_leads_of_every_type_but_that_of_the_server() -> None:
    assert len(ROWS) == len(set(ROWS)) == 30
    assert {row[0] for row in ROWS} == POLICY.types.keys() - {"recycled"}


@pytest.mark.parametrize(("kind", "who", "icp", "stage", "verdict"), ROWS)
def test_each_example_stands_where_the_table_says(
    kind: str, who: str, icp: str, stage: str, verdict: str
) -> None:
    lead, found = judged(kind, who)
    is_in, is_out = is_in_icp(lead, POLICY), is_outside_icp(lead.score)
    assert ("in" if is_in else "outside" if is_out else "unknown") == icp
    assert ("mql" if is_mql(lead, POLICY) else "-") == stage
    assert found == verdict
