"""Languages as TMDB treats them: one country each unless said, and no falling back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vidtui.demo.model import Texts

DEFAULT: Final = "en-US"

NAMES: Final = {
    "de": ("Deutsch", "German", "DE"),
    "en": ("English", "English", "US"),
    "es": ("Español", "Spanish", "ES"),
    "fr": ("Français", "French", "FR"),
    "it": ("Italiano", "Italian", "IT"),
    "ja": ("日本語", "Japanese", "JP"),
    "ko": ("한국어/조선말", "Korean", "KR"),
    "pt": ("Português", "Portuguese", "PT"),
    "zh": ("普通话", "Mandarin", "CN"),
}
"""By ISO 639-1 code: the language's own name, its English name, the country it stands for."""

_WORDS: Final = {
    "fr": {"Season": "Saison", "Episode": "Épisode", "Specials": "Épisodes spéciaux"},
}


def full(language: str) -> str:
    """Return ``language`` with its country: ``fr`` is ``fr-FR``."""
    code, _, country = language.partition("-")
    return f"{code}-{country or NAMES.get(code, ('', '', code.upper()))[2]}"


def pick(texts: Texts, language: str) -> str:
    """Return the text in exactly this language, ``""`` where it is not translated."""
    wanted = full(language)
    return next((text for key, text in texts.items() if full(key) == wanted), "")


def word(english: str, language: str) -> str:
    """Return one of TMDB's own words, such as "Season", in a language."""
    return _WORDS.get(language.partition("-")[0], {}).get(english, english)


def translations(*texts: Texts, original: str) -> list[tuple[str, dict[str, str]]]:
    """Return each language something is written in, with the head of its translation entry."""
    tags = sorted({full(key) for mapping in texts for key in mapping} | {full(original)})
    return [(tag, _head(tag)) for tag in tags]


def spoken(code: str) -> Mapping[str, str]:
    """Return a language as ``spoken_languages`` shows it."""
    name, english, _ = NAMES.get(code, (code, code, ""))
    return {"english_name": english, "iso_639_1": code, "name": name}


def _head(tag: str) -> dict[str, str]:
    code, _, country = tag.partition("-")
    name, english, _ = NAMES.get(code, (code, code, ""))
    return {"iso_3166_1": country, "iso_639_1": code, "name": name, "english_name": english}
