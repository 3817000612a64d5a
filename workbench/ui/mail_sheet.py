"""The rep's own mail account, as a layer: kept by Enter, tried at once, answered in words."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from workbench.cache.outbox import NotSaved
from workbench.desk.desk import Desk
from workbench.domain.record import Refusal
from workbench.domain.tongue import mark, tr
from workbench.sync.mail_account import PORTS, MailAccount, Security
from workbench.ui.bridge import Bridge
from workbench.ui.button import Button
from workbench.ui.entry import Entry
from workbench.ui.keyboard import ENTER
from workbench.ui.queue_foot import Line
from workbench.ui.runs import Run
from workbench.ui.sheet import Options, Sheet
from workbench.ui.theme import Theme

_SECURITY: tuple[tuple[Security, str], ...] = (
    ("starttls", "STARTTLS"),
    ("tls", "TLS"),
    ("none", mark("None, on this computer")),
)
_NONE_YET = mark("Without an account, mail is opened in your mail program.")


class MailSheet(Sheet):
    def __init__(self, theme: Theme, desk: Desk, bridge: Bridge, window: QWidget) -> None:
        said = tr("For what you send from here.")
        super().__init__(theme, window, tr("Mail account"), said)
        self._desk = desk
        self._security: Security = "starttls"
        self.host, self.port = Entry(theme, "smtp.firm.example"), Entry(theme, tr("Port"))
        self.user, self.password = Entry(theme, tr("User")), Entry(theme, tr("Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.sender_field = Entry(theme, tr("Robin Berg <robin@firm.example>"))
        securities = tuple((value, tr(words)) for value, words in _SECURITY)
        self.security = Options(theme, securities, self._choose)
        self.keep = Button(theme, tr("Keep and try"), key=ENTER)
        self.drop = Button(theme, tr("Use my mail program instead"))
        self.said = Line(theme, 22)
        for field, name in ((self.host, tr("Mail server")), (self.sender_field, tr("Sender"))):
            field.setAccessibleName(name)
        self._lay_out()
        host, *others = self._fields()
        self._round = (host, *self.security.buttons, *others, self.keep, self.drop)
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
        out = tr("Mail goes out through {server}.", server=account.host) if account else ""
        self._say(out or tr(_NONE_YET))
        super().open()
        self.host.setFocus()

    def take(self) -> None:
        port = self.port.text().strip()
        try:
            account = MailAccount(
                host=self.host.text().strip(),
                port=int(port) if port.isdecimal() else 0,
                security=self._security,
                user=self.user.text().strip(),
                sender=self.sender_field.text().strip(),
            )
            self._say(tr("Trying {server} …", server=account.host))
            self._desk.use_mail_account(account, self.password.text())
        except Refusal as refusal:
            self._say(refusal.message)
        except NotSaved as failure:
            self._say(tr("NOT SAVED: {why}", why=failure))
        else:
            self.password.clear()

    def _fields(self) -> tuple[Entry, ...]:
        return self.host, self.port, self.user, self.password, self.sender_field

    def _choose(self, security: Security) -> None:
        """With its usual port, unless somebody wrote one of their own."""
        usual = {str(port) for port in PORTS.values()}
        self._security = security
        self.security.show_chosen(security)
        if self.port.text().strip() in {"", *usual}:
            self.port.setText(str(PORTS[self._security]))

    def _drop(self) -> None:
        self._desk.use_mail_account(None)

    def _say(self, sentence: str) -> None:
        self.said.say((Run(sentence, weight=500, gives=1),))

    def _lay_out(self) -> None:
        hint = tr("Kept in the system’s keyring; where there is none, for this session only.")
        for words, part, below in (
            (tr("Mail server"), self.host, ""), (tr("Security"), self.security, ""),
            (tr("Port"), self.port, ""), (tr("User"), self.user, ""),
            (tr("Password"), self.password, hint), (tr("Sender"), self.sender_field, ""),
        ):  # fmt: skip
            self._add(words, part, below)
        self._form.addWidget(self.said)
        buttons = QHBoxLayout()
        buttons.setSpacing(self._theme.px(8))
        buttons.addWidget(self.keep)
        buttons.addWidget(self.drop)
        buttons.addStretch()
        self._form.addLayout(buttons)
