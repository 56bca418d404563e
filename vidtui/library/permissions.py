"""What this process may read."""

from __future__ import annotations

import os

_READS_ALL = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH of linux/capability.h


def reads_everything() -> bool:
    """Say whether no permission keeps this process from a file: root, and not a bound one."""
    if os.geteuid() != 0:
        return False
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as opened:
            for line in opened:
                if line.startswith("CapEff:"):
                    return bool(int(line.split()[1], 16) & _READS_ALL)
    except OSError:
        pass
    return False
