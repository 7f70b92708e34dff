"""`python -m nntui.session.host RUN-FOLDER REPORT-DESCRIPTOR`: how a host is started."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from nntui.session.host.process import serve_run

if __name__ == "__main__":
    sys.exit(serve_run(Path(sys.argv[1]), os.fdopen(int(sys.argv[2]), "wb")))
