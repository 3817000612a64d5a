"""`python -m workbench`; run as a directory (`python3 workbench …`) it first sets itself up."""

import os
import sys

if not __package__:
    # Python put this folder on the path, where our modules would pose as top-level ones.
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    from workbench import bootstrap

    bootstrap.enter("workbench", sys.argv[1:])

from workbench.cli import main

if __name__ == "__main__":
    sys.exit(main())
