"""The desktop of the folder named, as `workbench` opens it; prints when its queue was painted."""

from __future__ import annotations

import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.app import run_desk

if TYPE_CHECKING:
    from workbench.desk.desk import Desk


def say(desk: Desk) -> None:
    painted_at = time.monotonic()
    from PySide6.QtWidgets import QApplication

    from workbench.desk.queue import Queue
    from workbench.ui.window import Window

    (window,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, Window))
    assert window.isVisible()
    assert window.windowHandle().isExposed()
    panel = window.triage.queue
    assert panel.model.loaded_rows()
    # At the moment when it was ranked: since then another may have become due.
    ranked_at = desk.now() - timedelta(seconds=desk.monotonic() - panel._looked_s)
    ranked = Queue(desk._caches.shown, desk._overlay, me=desk.me, now=ranked_at).ids("now")
    assert panel._order == ranked
    assert window.triage.work.lead == ranked[0]
    print(painted_at, flush=True)
    # Leaving without a farewell: what is measured is over.
    os._exit(0)


sys.exit(run_desk(Path(sys.argv[1]), begin=say))
