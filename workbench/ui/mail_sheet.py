"""The rep's own mail account, as a layer: kept by Enter, tried at once, answered in words."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from workbench.cache.outbox import NotSaved
from workbench.desk.desk import Desk
from workbench.domain.record import Refusal
from workbench.sync.mail_account import PORTS, MailAccount
from workbench.ui.bridge import Bridge
from workbench.ui.button import Button
from workbench.ui.entry import Entry
from workbench.ui.overlay import Overlay
from workbench.ui.queue_foot import Line
from workbench.ui.runs import Run
from workbench.ui.settings_sheet import Options
from workbench.ui.shape import Hairline
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text

_LABEL = 132
_SECURITY = (("starttls", "STARTTLS"), ("tls", "TLS"), ("none", "None, on this computer"))
_NONE_YET = "Without an account, mail is opened in your mail program."


class MailSheet(Overlay):
    def __init__(self, theme: Theme, desk: Desk, bridge: Bridge, window: QWidget) -> None:
        super().__init__(theme, window, width=640, top=96)
        self._desk = desk
        self._security = "starttls"
        self.host, self.port = Entry(theme, "smtp.firm.example"), Entry(theme, "Port")
        self.user, self.password = Entry(theme, "User"), Entry(theme, "Password")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.sender_field = Entry(theme, "Robin Berg <robin@firm.example>")
        self.security = Options(theme, _SECURITY, self._choose)
        self.keep = Button(theme, "Keep and try", key="Enter")
        self.drop = Button(theme, "Use my mail program instead")
        self.said = Line(theme, 22)
        for field, name in ((self.host, "Mail server"), (self.sender_field, "Sender")):
            field.setAccessibleName(name)
        self._lay_out()
        for field in self._fields():
            field.entered.connect(self.take)
        self.keep.clicked.connect(self.take)
        self.drop.clicked.connect(self._drop)
        bridge.mail_told.connect(self._say)

    def open(self) -> None:
        account = self._desk.mail_account()
        self.password.clear()
        if account is not None:
            self.host.setText(account.host)
            self.port.setText(str(account.port))
            self.user.setText(account.user)
            self.sender_field.setText(account.sender)
        elif self._desk.user is not None and not self.sender_field.text():
            user = self._desk.user
            self.sender_field.setText(f"{user.name} <{user.email}>")
            self.user.setText(user.email)
        self._choose(account.security if account else self._security)
        self._say(f"Mail goes out through {account.host}." if account else _NONE_YET)
        super().open()
        self.host.setFocus()

    def take(self) -> None:
        port = self.port.text().strip()
        try:
            account = MailAccount(
                host=self.host.text().strip(),
                port=int(port) if port.isdecimal() else 0,
                security=self._security,  # type: ignore[arg-type]  # one of those offered
                user=self.user.text().strip(),
                sender=self.sender_field.text().strip(),
            )
            self._say(f"Trying {account.host} …")
            self._desk.use_mail_account(account, self.password.text())
        except Refusal as refusal:
            self._say(refusal.message)
        except NotSaved as failure:
            self._say(f"NOT SAVED: {failure}")
        else:
            self.password.clear()

    def focusNextPrevChild(self, onward: bool) -> bool:
        """Round and round within the sheet."""
        host, *others = self._fields()
        places = [host, *self.security.buttons, *others, self.keep, self.drop]
        here = self.window().focusWidget()
        at = places.index(here) if here in places else -1
        places[(at + (1 if onward else -1)) % len(places)].setFocus()
        return True

    def _fields(self) -> tuple[Entry, ...]:
        return self.host, self.port, self.user, self.password, self.sender_field

    def _choose(self, security: object) -> None:
        """With its usual port, unless somebody wrote one of their own."""
        usual = {str(port) for port in PORTS.values()}
        self._security = str(security)
        self.security.show_chosen(security)
        if self.port.text().strip() in {"", *usual}:
            self.port.setText(str(PORTS[self._security]))  # type: ignore[index]  # as above

    def _drop(self) -> None:
        self._desk.use_mail_account(None)

    def _say(self, sentence: str) -> None:
        self.said.say((Run(sentence, weight=500, gives=1),))

    def _lay_out(self) -> None:
        theme = self._theme
        title = Line(theme, 48)
        title.say((Run("Mail account", style=Text.TITLE, weight=600),
                   Run("For what you send from here.", "ink2", gap=16, gives=1)))  # fmt: skip
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(24), theme.px(4), theme.px(24), 0)
        head.addWidget(title)
        self.rows.addLayout(head)
        self.rows.addWidget(Hairline(theme))
        rows = QVBoxLayout()
        rows.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(20))
        rows.setSpacing(theme.px(12))
        self.rows.addLayout(rows)
        hint = "Kept in the system’s keyring; where there is none, for this session only."
        for words, part, below in (
            ("Mail server", self.host, ""), ("Security", self.security, ""),
            ("Port", self.port, ""), ("User", self.user, ""),
            ("Password", self.password, hint), ("Sender", self.sender_field, ""),
        ):  # fmt: skip
            rows.addLayout(self._row(words, part, below))
        rows.addWidget(self.said)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        buttons.addWidget(self.keep)
        buttons.addWidget(self.drop)
        buttons.addStretch()
        rows.addLayout(buttons)

    def _row(self, words: str, part: QWidget, hint: str) -> QHBoxLayout:
        theme = self._theme
        label = Line(theme, 30)
        label.setFixedWidth(theme.px(_LABEL))
        label.say((Run(words, weight=500),))
        beside = QVBoxLayout()
        beside.setSpacing(theme.px(2))
        beside.addWidget(part)
        if hint:
            below = Line(theme, 18)
            below.say((Run(hint, "ink3", Text.SMALL, gives=1),))
            beside.addWidget(below)
        above = QVBoxLayout()
        above.addWidget(label)
        above.addStretch()
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addLayout(above)
        row.addLayout(beside, 1)
        return row
