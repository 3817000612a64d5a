"""A desk of the folder named, as `workbench` opens it; prints when its queue was painted."""

import os
import sys
import time
from pathlib import Path

from workbench.desk.desk import open_desk
from workbench.settings import load_settings
from workbench.ui.application import OneWindow, has_display, show_window, the_application


def say() -> None:
    assert window.isVisible()
    assert window.windowHandle().isExposed()
    print(time.monotonic(), len(desk.queue("now")), flush=True)
    # Leaving without a farewell: what is measured is over.
    os._exit(0)


directory = Path(sys.argv[1])
assert has_display()
application = the_application()
OneWindow(directory).take()
desk = open_desk(directory)
window = show_window(desk, directory, load_settings(directory), painted=say)
sys.exit(application.exec())
