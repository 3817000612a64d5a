"""Breaking what must hold, to see that it is noticed; see `workbench.invariants`."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from workbench import invariants


@contextmanager
def breaks(which: str) -> Iterator[None]:
    with pytest.raises(invariants.Broken, match=f"^{which}: "):
        yield
    invariants.broken.clear()
