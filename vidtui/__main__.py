"""``python -m vidtui``."""

from vidtui.cli import main

if __name__ == "__main__":
    main()
