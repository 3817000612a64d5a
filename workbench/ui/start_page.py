"""First start and signed out: the server's address, who signs in, or a sample team to try."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desk.desk import Desk
from workbench.domain.tongue import tr, tr_n
from workbench.settings import Settings
from workbench.ui.bridge import Bridge
from workbench.ui.button import Button
from workbench.ui.card import Canvas
from workbench.ui.entry import Entry
from workbench.ui.key_word import KeyWord
from workbench.ui.keyboard import ENTER, ESC, stroke
from workbench.ui.line import Line
from workbench.ui.preferences import Preferences
from workbench.ui.runs import Run
from workbench.ui.story import Section, Story, Words
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text
from workbench.wire import Problem

_WIDTH = 420
_ABOUT_PASSWORD = frozenset({"wrong_password", "password_needed"})


class StartPage(Canvas):
    """`left` when somebody who is signed in goes back without signing in again."""

    sample_wanted = Signal()
    settings_wanted = Signal()
    left = Signal()

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme, preferences: Preferences) -> None:
        super().__init__(theme)
        self._desk = desk
        self._preferences = preferences
        self._asking = False
        self.server = Entry(theme, tr("Server"))
        self.email = Entry(theme, tr("Email"))
        self.password = Entry(theme, tr("Password"))
        self.password.setEchoMode(Entry.EchoMode.Password)
        # The labels above say the rest.
        for field, example in ((self.server, "https://team.example"), (self.email, ""),
                               (self.password, "")):  # fmt: skip
            field.setPlaceholderText(example)
        self.sign_in = Button(
            theme, tr("Sign in"), primary=True, icon="login", key=ENTER, tall=True
        )
        self.sample = Button(theme, tr("Try with a sample team"), tall=True)
        self.back = Button(theme, tr("Back to the queue"), key=ESC, tall=True)
        self.settings = KeyWord(theme, tr("Proxy and other settings"), action="settings")
        self._title = Line(theme, 36)
        self._about = self._paragraph()
        self._said = self._paragraph()
        self._lay_out()
        for field in (self.server, self.email, self.password):
            field.entered.connect(self._sign_in)
        self.sign_in.clicked.connect(self._sign_in)
        self.sample.clicked.connect(self.sample_wanted)
        self.back.clicked.connect(self.left)
        self.settings.clicked.connect(self.settings_wanted)
        preferences.changed.connect(self._server_chosen)
        bridge.signed_in.connect(self._let_in)
        bridge.failed.connect(self._failed)

    def begin(self) -> None:
        """Say why somebody is asked, and put the cursor where something is missing."""
        user, state = self._desk.user, self._desk.sync_state()
        title = "Workbench"  # not a text
        about = tr("Inbound leads, worked from this computer, offline too.")
        if user is not None:
            title = tr("Sign in again")
            about = tr("The queue stays readable, and what you do waits here until you are back.")
        elif state.unsent:
            title = tr("Signed out")
            about = tr_n("{n} thing you did and had not sent waits here for you.",
                         "{n} things you did and had not sent wait here for you.",
                         state.unsent)  # fmt: skip
        elif self._desk.server:
            title = tr("Signed out")
        self._title.say((Run(title, style=Text.TITLE, weight=600),))
        _tell(self._about, about, ink="ink2")
        self.back.setVisible(user is not None)
        self.sample.setVisible(user is None)
        if not self.server.text():
            self.server.setText(self._preferences.settings.server or self._desk.server)
        if not self.email.text() and user is not None:
            self.email.setText(user.email)
        fields = (self.server, self.email, self.password)
        next((field for field in fields if not field.text()), self.password).setFocus()

    def say(self, sentence: str) -> None:
        _tell(self._said, sentence)
        self.setAccessibleDescription(sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if stroke(event) != ESC:
            event.ignore()
        elif self._desk.user is not None:
            self.left.emit()

    def _paragraph(self) -> Story:
        story = Story(self._theme)
        story.gutter = 0
        return story

    def _lay_out(self) -> None:
        theme = self._theme
        inside = QWidget()
        inside.setFixedWidth(theme.px(_WIDTH))
        rows = QVBoxLayout(inside)
        rows.setSpacing(theme.px(8))
        rows.addWidget(self._title)
        rows.addWidget(self._about)
        rows.addSpacing(theme.px(12))
        for words, field in ((tr("SERVER"), self.server), (tr("EMAIL"), self.email),
                             (tr("PASSWORD"), self.password)):  # fmt: skip
            rows.addSpacing(theme.px(8))
            label = Line(theme, 20)
            label.say((Run(words, "ink3", Text.LABEL, 600),))
            rows.addWidget(label)
            rows.addWidget(field)
        rows.addSpacing(theme.px(8))
        buttons = QHBoxLayout()
        for button in (self.sign_in, self.sample, self.back):
            buttons.addWidget(button)
        buttons.addStretch()
        rows.addLayout(buttons)
        rows.addSpacing(theme.px(4))
        rows.addWidget(self._said)
        rows.addSpacing(theme.px(12))
        rows.addWidget(self.settings, 0, Qt.AlignmentFlag.AlignLeft)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(inside, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    def _sign_in(self) -> None:
        empty = next((field for field in (self.server, self.email, self.password)
                      if not field.text().strip()), None)  # fmt: skip
        if empty is not None:
            self.say(tr("{field} is missing.", field=empty.accessibleName()))
            empty.setFocus()
            return
        if self._asking:
            return
        self._asking = True
        self.say(tr("Asking the server …"))
        server = self.server.text().strip()
        self._desk.sign_in(server, self.email.text().strip(), self.password.text())

    def _let_in(self) -> None:
        self._asking = False
        self.password.clear()
        self.say("")
        self._preferences.choose(server=self._desk.server)

    def _failed(self, problem: Problem) -> None:
        if self._asking or self._desk.user is None:
            self._asking = False
            self.say(problem.message)
            wrong = self.password if problem.code in _ABOUT_PASSWORD else self.server
            wrong.setFocus()
            wrong.selectAll()

    def _server_chosen(self, settings: Settings) -> None:
        if settings.server:
            self.server.setText(settings.server)


def _tell(story: Story, sentence: str, *, ink: str = "ink") -> None:
    story.tell((Section("", (Words(sentence, ink=ink),)),) if sentence else ())
