"""The benchmarks are programs in a folder of their own, which import each other from there."""

from __future__ import annotations

import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"

sys.path.append(str(BENCHMARKS))
