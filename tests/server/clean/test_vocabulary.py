"""Titles, companies, industries and names in the words of several languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.server.clean.company_name import company_key, industry, size_band
from workbench.server.clean.person_name import plain_name
from workbench.server.clean.person_role import role
from workbench.server.clean.vocabulary import folded


@pytest.mark.parametrize(
    ("title", "department", "seniority"),
    [("Chief Financial Officer", "finance", "c-level"), ("C.F.O.", "finance", "c-level"),
     ("VP, Operations", "operations", "vp"), ("Leiterin Einkauf", "procurement", "head"),
     ("Vertriebsleiter", "sales", "head"), ("Geschäftsführerin", None, "c-level"),
     ("Assistentin der Geschäftsführung", None, "individual"),
     ("Directrice des opérations", "operations", "director"),
     ("responsable du recrutement", "hr", "manager"), ("Jefe de compras", "procurement", "head"),
     ("Gerente de logística", "logistics", "manager"),
     ("Diretor Financeiro", "finance", "director"), ("Product Owner", "product", "individual"),
     ("Dentist", None, "individual"), ("", None, None)],
)  # fmt: skip
def test_a_title_says_department_and_seniority(
    title: str, department: str | None, seniority: str | None
) -> None:
    found = role(title)
    assert (found.get("department"), found.get("seniority")) == (department, seniority)


def test_a_stated_seniority_fills_in_where_the_title_names_none() -> None:
    assert role("Dentist", "CXO")["seniority"] == "c-level"
    assert role("Head of Sales", "CXO")["seniority"] == "head"


@pytest.mark.parametrize(
    ("name", "same"),
    [("NEUREUTHER KG", "Neureuther"), ("Wagen & Co. KG", "wagen gmbh"), ("Hervé S.A.", "Herve sas"),
     ("Jones and Sons", "Jones & Sons, Inc."), ("Oliveira Ltda.", "Oliveira - ME"),
     ("Foo Sp. z o.o.", "FOO"), ("Søren A/S", "Soren")],
)  # fmt: skip
def test_a_company_is_one_by_its_cleaned_name(name: str, same: str) -> None:
    assert company_key(name) == company_key(same)


def test_a_name_that_is_a_legal_form_alone_stays_a_name() -> None:
    assert company_key("GmbH") == "gmbh"
    assert company_key("…") is None


@given(st.text())
def test_a_cleaned_name_is_clean_and_folding_again_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)
    key = company_key(name)
    assert key is None or company_key(key) == key


@pytest.mark.parametrize(
    ("said", "word"),
    [("COMPUTER_SOFTWARE", "software"), ("Hospital & Health Care", "healthcare"),
     ("Transportation/Trucking/Railroad", "freight"), ("Logística", "logistics"),
     ("Einzelhandel", "retail"), ("Beekeeping", "Beekeeping")],
)  # fmt: skip
def test_an_industry_is_said_in_the_policys_words(said: str, word: str) -> None:
    assert industry(said) == word


@pytest.mark.parametrize(
    ("people", "band"), [(0, None), (1, "1-10"), (10, "1-10"), (11, "11-50"), (20_000, "10001+")]
)
def test_a_headcount_has_its_band(people: int, band: str | None) -> None:
    assert size_band(people) == band


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Frau Ehrentraud Conradi", "Ehrentraud Conradi"), ("Srta. Ana Liz Pinto", "Ana Liz Pinto"),
     ("Ing. Monika Meister B.Eng.", "Monika Meister"), ("Dr. med. Ada Lange, MBA", "Ada Lange"),
     ("Ing Lee Wong", "Ing Lee Wong"), ("Mrs Green", "Mrs Green"),
     ("Hassan Reinhardt-Koch II", "Hassan Reinhardt-Koch II")],
)  # fmt: skip
def test_a_name_is_plain_without_what_stands_around_it(typed: str, name: str) -> None:
    assert plain_name(typed) == name
