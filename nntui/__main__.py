"""`python -m nntui`."""

from __future__ import annotations

import sys

from nntui.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
