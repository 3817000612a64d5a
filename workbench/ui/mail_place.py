"""Where a mail server is, to be filled in: its name and port, and how safe the line to it is."""

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.domain.tongue import mark, tr
from workbench.sync.mail_account import Security
from workbench.ui.entry import Entry
from workbench.ui.sheet import Options
from workbench.ui.theme import Theme

_SECURITY: tuple[tuple[Security, str], ...] = (
    ("starttls", "STARTTLS"),
    ("tls", "TLS"),
    ("none", mark("None, on this computer")),
)
_PORT = 96


class MailPlace:
    """`usual`: the port that goes with a security; `like`: what a name looks like."""

    def __init__(
        self, theme: Theme, name: str, *, like: str, usual: Mapping[Security, int], first: Security
    ) -> None:
        self._usual = usual
        self._chosen = first
        self.host, self.port = Entry(theme, like), Entry(theme, tr("Port"))
        self.host.setAccessibleName(name)
        self.port.setAccessibleName(", ".join((name, tr("Port"))))
        self.port.setFixedWidth(theme.px(_PORT))
        securities = tuple((value, tr(words)) for value, words in _SECURITY)
        self.security = Options(theme, securities, self.choose)
        self.security.setAccessibleName(", ".join((name, tr("Security"))))
        self.address = QWidget()
        row = QHBoxLayout(self.address)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        row.addWidget(self.host)
        row.addWidget(self.port)

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """In the order in which Tab goes through them."""
        return self.host, self.port, *self.security.buttons

    @property
    def chosen(self) -> Security:
        return self._chosen

    @property
    def port_number(self) -> int:
        """0 where none stands there."""
        port = self.port.text().strip()
        return int(port) if port.isdecimal() else 0

    def show(self, host: str, port: int, security: Security) -> None:
        self.host.setText(host)
        self.port.setText(str(port))
        self.choose(security)

    def choose(self, security: Security) -> None:
        """With its usual port, unless somebody wrote one of their own."""
        usual = {str(port) for port in self._usual.values()}
        self._chosen = security
        self.security.show_chosen(security)
        if self.port.text().strip() in {"", *usual}:
            self.port.setText(str(self._usual[security]))
