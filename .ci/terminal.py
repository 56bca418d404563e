"""Runs a command on a terminal of its own, waits for a text, presses a key, waits for the end.

python3 terminal.py COMMAND TEXT KEY
"""

import os
import pty
import re
import select
import sys
import time

TIME_LIMIT_S = 300


def main(command: str, text: str, key: str) -> int:
    """Return 0 once the text was on the screen and the command ended well after the key."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ |= {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
        os.execvp("bash", ["bash", "-c", command])
    seen, pressed, deadline = "", False, time.monotonic() + TIME_LIMIT_S
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        seen += data.decode("utf-8", "replace")
        plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen)
        # The alternate screen tells the app from what installing prints.
        if not pressed and "\x1b[?1049h" in seen and text in plain.rpartition("?1049h")[2].lower():
            pressed = True
            os.write(terminal, key.encode())
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) if pressed else 1
    print("shown, and left with", code) if pressed else print(f"{text!r} never came:", seen[-2000:])
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
