"""Where the real data are, which are not part of the project."""

import os
from pathlib import Path

DATA = Path(os.environ.get("TRIBUS_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
