"""What a file can be, in the words the catalogue stores."""

from __future__ import annotations

from typing import Literal

Kind = Literal["film", "series", "unknown"]
"""What the folders say; ``unknown`` is a state of its own, which a person is asked about."""

FileKind = Literal["film", "series", "unknown", "extra"]
"""A file's kind; an ``extra`` (trailer, sample, featurette) is known but never looked up."""
