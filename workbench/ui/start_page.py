"""First start and signed out: the server's address, who signs in, or a sample team to try."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.desk.desk import Desk
from workbench.ui.bridge import Bridge
from workbench.ui.button import Button
from workbench.ui.card import Canvas
from workbench.ui.entry import Entry
from workbench.ui.queue_foot import Line
from workbench.ui.runs import Run
from workbench.ui.story import Section, Story, Words
from workbench.ui.theme import Theme
from workbench.ui.typeface import Text
from workbench.wire import Problem

_WIDTH = 420


class StartPage(Canvas):
    sample_wanted = Signal()

    def __init__(self, desk: Desk, bridge: Bridge, theme: Theme, server: str) -> None:
        super().__init__(theme)
        self._desk = desk
        self._asking = False
        self.server = Entry(theme, "Server, like https://team.example")
        self.email = Entry(theme, "Email")
        self.password = Entry(theme, "Password")
        self.password.setEchoMode(Entry.EchoMode.Password)
        self.server.setText(server)
        self.sign_in = Button(theme, "Sign in", primary=True, icon="login", key="Enter", tall=True)
        self.sample = Button(theme, "Try with a sample team", tall=True)
        self._said = Story(theme)
        self._said.gutter = 0
        self._lay_out()
        for field in (self.server, self.email, self.password):
            field.entered.connect(self._sign_in)
        self.sign_in.clicked.connect(self._sign_in)
        self.sample.clicked.connect(self.sample_wanted)
        bridge.signed_in.connect(self._let_in)
        bridge.failed.connect(self._failed)

    def begin(self) -> None:
        """Put the cursor where something is missing."""
        fields = (self.server, self.email, self.password)
        next((field for field in fields if not field.text()), self.password).setFocus()

    def say(self, sentence: str) -> None:
        words = (Words(sentence, ink="ink"),) if sentence else ()
        self._said.tell((Section("", words),))

    def _lay_out(self) -> None:
        theme = self._theme
        title = Line(theme, 36)
        title.say((Run("Workbench", style=Text.TITLE, weight=600),))
        about = Line(theme, 24)
        about.say((Run("Inbound leads, worked from this computer, offline too.", "ink2", gives=1),))
        inside = QWidget()
        inside.setFixedWidth(theme.px(_WIDTH))
        rows = QVBoxLayout(inside)
        rows.setSpacing(theme.px(8))
        rows.addWidget(title)
        rows.addWidget(about)
        rows.addSpacing(theme.px(12))
        for words, field in (("SERVER", self.server), ("EMAIL", self.email),
                             ("PASSWORD", self.password)):  # fmt: skip
            label = Line(theme, 20)
            label.say((Run(words, "ink3", Text.LABEL, 600),))
            rows.addWidget(label)
            rows.addWidget(field)
        rows.addSpacing(theme.px(4))
        rows.addWidget(self._said)
        buttons = QHBoxLayout()
        buttons.addWidget(self.sign_in)
        buttons.addWidget(self.sample)
        buttons.addStretch()
        rows.addLayout(buttons)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(inside, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    def _sign_in(self) -> None:
        empty = next((field for field in (self.server, self.email, self.password)
                      if not field.text().strip()), None)  # fmt: skip
        if empty is not None:
            empty.setFocus()
            return
        self._asking = True
        self.say("Asking the server …")
        server = self.server.text().strip().rstrip("/")
        self._desk.sign_in(server, self.email.text().strip(), self.password.text())

    def _let_in(self) -> None:
        self._asking = False
        self.password.clear()
        self.say("")

    def _failed(self, problem: Problem) -> None:
        if self._asking:
            self._asking = False
            self.say(problem.message)
            self.password.setFocus()
