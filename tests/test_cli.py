"""The commands on a store that nobody serves; what they print is a contract."""

import io
from pathlib import Path

import pytest

from workbench.cli import main
from workbench.resources import resource_path

PASSWORD = "correct horse battery"


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    """A store with one rep, made by the first command that named it."""
    folder = tmp_path / "store"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    code, said, _ = run(
        capsys, "user", "add", "robin@x.example", "--name", "Robin Hale", "--role", "rep",
        "--data", folder, "--password-stdin", "--tz", "Europe/Berlin",
    )  # fmt: skip
    assert (code, said) == (0, "Robin Hale (robin@x.example) can sign in as rep of Team.\n")
    return folder


def test_a_source_is_told_its_key_as_the_last_word(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said, _ = run(capsys, "source", "add", "website", "--data", data)
    assert code == 0
    assert len(said.split()[-1]) > 30


def test_what_cannot_be_is_one_sentence_and_no_traceback(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said, wrong = run(capsys, "user", "disable", "nobody@x.example", "--data", data)
    assert (code, said) == (2, "")
    assert wrong == "workbench: Nobody here has the address nobody@x.example.\n"


def test_a_command_without_a_store_says_how_to_name_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, _, wrong = run(capsys, "source", "add", "website")
    assert code == 2
    assert "--data DIR" in wrong


def test_a_policy_with_an_error_is_refused_with_its_line_and_the_old_one_stays(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sample = resource_path("policy.toml").read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(sample.replace("chance = 0.08", "chance = 8"), encoding="utf-8")
    code, _, said = run(capsys, "policy", "set", wrong, "--reason", "a slip", "--data", data)
    line = sample[: sample.index("chance = 0.08")].count("\n") + 1
    assert code == 2
    assert f"line {line}, types.webinar.chance: needs a share from 0 to 1" in said
    assert "chance = 0.08" in run(capsys, "policy", "show", "--data", data)[1]


def test_a_policy_that_stands_gets_a_version_and_shows_its_difference(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, text, _ = run(capsys, "policy", "show", "--data", data)
    new = tmp_path / "new.toml"
    new.write_text(text.replace("boost = 5 ", "boost = 6 "), encoding="utf-8")
    assert "+boost = 6" in run(capsys, "policy", "diff", new, "--data", data)[1]
    code, said, _ = run(capsys, "policy", "set", new, "--reason", "trying", "--data", data)
    assert (code, said.splitlines()[-1]) == (0, "Version 2 holds from now on.")


def test_the_history_says_who_agreed_and_what_each_version_is(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, text, _ = run(capsys, "policy", "show", "--data", data)
    new = tmp_path / "new.toml"
    new.write_text(text.replace("attempts = 8", "attempts = 7", 1), encoding="utf-8")
    agreed = ("--agreed", "marketing=Mia", "--agreed", "sales=Sam Kaya")
    change = ("policy", "set", new, "--reason", "seven are enough", "--data", data)
    _, said, _ = run(capsys, *change, *agreed, "--on-half")
    assert said == "Version 2 is tried on half of the new leads from now on.\n"
    code, _, wrong = run(capsys, *change, "--agreed", "Mia")
    assert code == 2
    assert "marketing=NAME or sales=NAME" in wrong
    _, told, _ = run(capsys, "policy", "history", "--data", data)
    tried, first = told.splitlines()
    assert "on trial" in tried
    assert "marketing: Mia · sales: Sam Kaya" in tried
    assert "in force" in first
    for versions in ((), ("--from", "1", "--to", "2")):
        assert "+attempts = 7" in run(capsys, "policy", "diff", *versions, "--data", data)[1]
    assert run(capsys, "policy", "show", "--data", data)[1] == text


def test_a_policy_whose_review_is_overdue_says_so_beside_its_text(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, text, _ = run(capsys, "policy", "show", "--data", data)
    same = tmp_path / "same.toml"
    same.write_text(text, encoding="utf-8")
    began = ("--valid-from", "2025-11-03T09:00+01:00", "--review-by", "2026-02-03")
    change = ("policy", "set", same, "--reason", "a quarter", "--data", data)
    run(capsys, *change, *began)
    _, shown, said = run(capsys, "policy", "show", "--data", data)
    assert shown == text
    assert "The policy was due for review on 3 Feb 2026." in said
    assert "overdue" in run(capsys, "policy", "history", "--data", data)[1].splitlines()[0]


def test_an_import_ends_with_its_three_counts_and_twice_adds_nothing(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text(
        "type,name,email,owner\n"
        "demo,Ann Lee,ann@halden.example,robin@x.example\n"
        "demo,Ann Lee,ANN@halden.example,\n"
        "gift,Bo Chen,bo@orbital.example,\n",
        encoding="utf-8",
    )
    code, said, shown = run(capsys, "import", rows, "--data", data)
    assert (code, said.splitlines()[-1]) == (0, "imported 1, merged 1, refused 1")
    assert "3 of 3" in shown
    assert "gift" in (tmp_path / "rows.csv.refused.csv").read_text(encoding="utf-8")
    again = run(capsys, "import", rows, "--data", data)[1]
    assert again.splitlines()[-1] == "imported 0, merged 2, refused 1"


def test_a_file_of_unknown_shape_is_told_what_it_needs(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("a;b\n1;2\n", encoding="utf-8")
    code, _, wrong = run(capsys, "import", rows, "--data", data)
    assert code == 2
    assert "columns found are: a, b" in wrong


def test_a_profile_that_nobody_may_write_to_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "profiles").touch()  # no folder can be made in it
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    code, _, said = run(capsys)
    assert code == 1
    assert "cannot be opened (Not a directory)" in said
