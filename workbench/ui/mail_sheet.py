"""The rep's own mail account, as a layer: kept by Enter, tried at once, answered in words."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from workbench.cache.outbox import NotSaved
from workbench.desk.desk import Desk
from workbench.domain.record import Refusal
from workbench.domain.tongue import mark, tr
from workbench.sync.mail_account import INBOX_PORTS, PORTS, Inbox, MailAccount
from workbench.ui.bridge import Bridge
from workbench.ui.button import Button
from workbench.ui.entry import Entry
from workbench.ui.keyboard import ENTER
from workbench.ui.mail_place import MailPlace
from workbench.ui.shape import Hairline
from workbench.ui.sheet import Sheet
from workbench.ui.story import Section, Story, Words
from workbench.ui.theme import Theme

_NONE_YET = mark("Without an account, mail is opened in your mail program.")


class MailSheet(Sheet):
    def __init__(self, theme: Theme, desk: Desk, bridge: Bridge, window: QWidget) -> None:
        said = tr("For what you send from here, and for the replies.")
        super().__init__(theme, window, tr("Mail account"), said)
        self._desk = desk
        self.sending = MailPlace(
            theme, tr("Mail server"), like="smtp.firm.example", usual=PORTS, first="starttls"
        )
        self.reading = MailPlace(
            theme, tr("Mailbox"), like="imap.firm.example", usual=INBOX_PORTS, first="tls"
        )
        self.user, self.password = Entry(theme, tr("User")), _secret(theme, tr("Password"))
        self.sender_field = Entry(theme, tr("Robin Berg <robin@firm.example>"))
        self.sender_field.setAccessibleName(tr("Sender"))
        self.inbox_user = Entry(theme, tr("User, if another one"))
        self.inbox_password = _secret(theme, tr("Its password"))
        self.keep = Button(theme, tr("Keep and try"), key=ENTER)
        self.drop = Button(theme, tr("Use my mail program instead"))
        self.said = Story(theme, ground="raised")
        self.said.gutter = 0
        self._round = (
            *self.sending.parts, self.user, self.password, self.sender_field,
            *self.reading.parts, self.inbox_user, self.inbox_password, self.keep, self.drop,
        )  # fmt: skip
        self._lay_out()
        for part in self._round:
            if isinstance(part, Entry):
                part.entered.connect(self.take)
        self.keep.clicked.connect(self.take)
        self.drop.clicked.connect(self._drop)
        bridge.mail_told.connect(self._say)

    def open(self) -> None:
        account = self._desk.mail_account()
        self.password.clear()
        self.inbox_password.clear()
        if account is not None:
            self._show(account)
        else:
            self._suggest()
        out = tr("Mail goes out through {server}.", server=account.host) if account else ""
        self._say(out or tr(_NONE_YET))
        super().open()
        self.sending.host.setFocus()

    def take(self) -> None:
        try:
            account = MailAccount(
                host=self.sending.host.text().strip(),
                port=self.sending.port_number,
                security=self.sending.chosen,
                user=self.user.text().strip(),
                sender=self.sender_field.text().strip(),
                inbox=self._inbox(),
            )
            self._say(tr("Trying {server} …", server=account.host))
            passwords = self.password.text(), self.inbox_password.text()
            self._desk.use_mail_account(account, *passwords)
        except Refusal as refusal:
            self._say(refusal.message)
        except NotSaved as failure:
            self._say(tr("NOT SAVED: {why}", why=failure))
        else:
            self.password.clear()
            self.inbox_password.clear()

    def _inbox(self) -> Inbox | None:
        host = self.reading.host.text().strip()
        if not host:
            return None
        return Inbox(
            host=host,
            port=self.reading.port_number,
            security=self.reading.chosen,
            user=self.inbox_user.text().strip(),
        )

    def _show(self, account: MailAccount) -> None:
        self.sending.show(account.host, account.port, account.security)
        self.user.setText(account.user)
        self.sender_field.setText(account.sender)
        inbox = account.inbox
        if inbox is not None:
            self.reading.show(inbox.host, inbox.port, inbox.security)
            self.inbox_user.setText(inbox.user)
        else:
            self.reading.choose(self.reading.chosen)

    def _suggest(self) -> None:
        for place in (self.sending, self.reading):
            place.choose(place.chosen)
        user = self._desk.user
        if user is not None and not self.sender_field.text():
            self.sender_field.setText(f"{user.name} <{user.email}>")
            self.user.setText(user.email)

    def _drop(self) -> None:
        self._desk.use_mail_account(None)

    def _say(self, sentence: str) -> None:
        self.said.tell((Section("", (Words(sentence),)),))
        self.place()  # two sentences may take two lines

    def _lay_out(self) -> None:
        kept = tr("Kept in the system’s keyring; where there is none, for this session only.")
        read = tr("Replies, mails written elsewhere and what comes back. Empty: nothing is read.")
        self._add(tr("Server, port"), self.sending.address)
        self._add(tr("Security"), self.sending.security)
        self._add(tr("User, password"), self._beside(self.user, self.password), kept)
        self._add(tr("Sender"), self.sender_field)
        self._form.addWidget(Hairline(self._theme))
        self._add(tr("Mailbox, port"), self.reading.address, read)
        self._add(tr("Security"), self.reading.security)
        self._add(tr("User, password"), self._beside(self.inbox_user, self.inbox_password))
        self._form.addWidget(self.said)
        buttons = QHBoxLayout()
        buttons.setSpacing(self._theme.px(8))
        buttons.addWidget(self.keep)
        buttons.addWidget(self.drop)
        buttons.addStretch()
        self._form.addLayout(buttons)

    def _beside(self, *parts: QWidget) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.px(6))
        for part in parts:
            row.addWidget(part)
        return both


def _secret(theme: Theme, name: str) -> Entry:
    entry = Entry(theme, name)
    entry.setEchoMode(QLineEdit.EchoMode.Password)
    return entry
