"""The first start, and every way in which signing in can fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.desk.seats import StoppedClock
from tests.ui.doors import a_certificate_of_its_own, a_door
from tests.ui.windows import at_desk, press, type_in
from workbench.desk.desk import open_desk
from workbench.ui.pill import ModePill
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")
Told = Callable[[Window, str], str]


def first_start(directory: Path) -> Window:
    return at_desk(open_desk(directory, clock=StoppedClock()), directory)


@pytest.fixture
def told(qtbot: QtBot) -> Told:
    def sign_in(window: Window, server: str) -> str:
        """What the page says after all three were typed and Enter was pressed."""
        page = window.pages.start
        for field, text in ((page.server, server), (page.email, "robin@sample.example"),
                            (page.password, "something wrong")):  # fmt: skip
            field.setText(text)
        page.password.setFocus()
        press(window, "Enter")
        qtbot.waitUntil(lambda: "Asking" not in page.accessibleDescription(), timeout=20_000)
        assert page.server.text() == server
        assert page.email.text() == "robin@sample.example"
        assert page.password.text() == "something wrong"
        window.close()
        window.desk.close()
        return page.accessibleDescription()

    return sign_in


def test_the_first_start_is_a_page_alone(tmp_path: Path) -> None:
    window = first_start(tmp_path)
    assert window.pages.currentWidget() is window.pages.start
    assert window.pages.start._title.accessibleName() == "Workbench"
    assert not window.banner.isVisible()
    assert not window.status.isVisible()
    assert not window.top.hint.isVisible()
    assert [pill for pill in window.findChildren(ModePill) if pill.isVisible()] == []
    assert window.focusWidget() is window.pages.start.server
    press(window, "Esc", "J", "Space")
    assert window.pages.currentWidget() is window.pages.start
    window.close()


def test_what_is_missing_is_named_and_nothing_is_asked(tmp_path: Path) -> None:
    window = first_start(tmp_path)
    type_in(window, "127.0.0.1:9")
    press(window, "Enter")
    assert window.pages.start.accessibleDescription() == "Email is missing."
    assert window.focusWidget() is window.pages.start.email
    window.close()


def test_nobody_at_the_address(tmp_path: Path, told: Told) -> None:
    said = told(first_start(tmp_path), "http://127.0.0.1:9")
    assert said == "127.0.0.1:9 cannot be reached."


def test_a_host_that_is_none(tmp_path: Path, told: Told) -> None:
    said = told(first_start(tmp_path), "https://no-such-host.invalid")
    assert said == "No server of the name no-such-host.invalid was found."


def test_an_address_that_is_none(tmp_path: Path, told: Told) -> None:
    assert "is no address of a server" in told(first_start(tmp_path), "http://")


def test_plain_http_to_another_computer(tmp_path: Path, told: Told) -> None:
    assert "has to be reached by https://" in told(first_start(tmp_path), "http://192.0.2.1")


def test_a_wrong_password(tmp_path: Path, told: Told) -> None:
    wrong = {"code": "wrong_password", "message": "They do not belong together."}
    window = first_start(tmp_path)
    with a_door(401, wrong) as address:
        assert told(window, address) == "They do not belong together."
    assert window.focusWidget() is window.pages.start.password


def test_a_server_that_is_no_workbench(tmp_path: Path, told: Told) -> None:
    with a_door(200, "<html>a shop</html>") as address:
        said = told(first_start(tmp_path), address)
    assert said == "What answers at this address is no workbench server."


def test_a_server_of_another_version(tmp_path: Path, told: Told) -> None:
    newer = {"code": "client_too_old", "message": "This desk is too old; update it."}
    with a_door(426, newer) as address:
        assert told(first_start(tmp_path), address) == newer["message"]


def test_a_server_that_cannot_prove_who_it_is(tmp_path: Path, told: Told) -> None:
    pytest.importorskip("cryptography", reason="comes with the keyring of Linux alone")
    with a_door(certificate=a_certificate_of_its_own(tmp_path)) as address:
        said = told(first_start(tmp_path), address)
    assert said.endswith("could not prove who it is, so nothing was sent to it.")
