"""`python -m nntui.session.host RUN-FOLDER REPORT-DESCRIPTOR [--go-on]`: how a host is started."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from nntui.session.host.process import serve_run

if __name__ == "__main__":
    folder, report, *flags = sys.argv[1:]
    sys.exit(serve_run(Path(folder), os.fdopen(int(report), "wb"), go_on="--go-on" in flags))
