"""What a copy is (resolution, source, codecs, languages), and the words that say so in names.

A probe knows better than a name, but the source and the release group stand in names only.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from vidtui.disk.media_facts import AudioTrack
from vidtui.disk.naming.lexicon import stem_of
from vidtui.layout.model import FileFacts
from vidtui.library.vocabulary import LANGUAGES
from vidtui.text import fold, readable

Fact = Literal[
    "resolution", "source", "video", "audio", "channels", "hdr", "depth", "languages", "group"
]
_WORDS: Final[dict[Fact, str]] = {
    "resolution": """
        2160p=2160p,2160i,4k,uhd,4klight 1440p=1440p 1080p=1080p,1080i,fullhd,full_hd,fhd,hdlight
        720p=720p,720i,hd 576p=576p,576i 480p=480p,480i,sd 4320p=4320p,8k 360p=360p
    """,
    "source": """
        Remux=remux,bdremux,bd_remux Bluray=bluray,blu_ray,bdrip,brrip,bd,bdmv
        WEBRip=webrip,web_rip WEBDL=webdl,web_dl,web HDTV=hdtv,hdtvrip,pdtv,tvrip,dsr
        DVD=dvd,dvdrip,dvd_rip,dvdr,dvd5,dvd9,ntsc VHS=vhsrip,vhs HDRip=hdrip
    """,
    "video": """
        HEVC=hevc,x265,h265,h_265 AVC=avc,x264,h264,h_264 AV1=av1 VP9=vp9 XviD=xvid,divx,mpeg_4
        MPEG2=mpeg2,mpeg_2 VC1=vc1,vc_1
    """,
    "audio": """
        TrueHD=truehd_atmos,truehd,atmos DTS-HD=dts_hd_ma,dts_hd,dtshd,dts_hdma,dts_ma DTS-X=dts_x
        DTS=dts,dts_es EAC3=eac3,e_ac3,e_ac_3,ddp,dd+ AC3=ac3,ac_3,dd AAC=aac,he_aac FLAC=flac
        MP3=mp3 Opus=opus PCM=lpcm,pcm Vorbis=vorbis
    """,
    "channels": "7.1=7.1 5.1=5.1,6ch 2.0=2.0,2ch 1.0=1.0 8ch=8ch",
    "hdr": """
        DV HDR10=dv_hdr10,dv_hdr DV=dv,dovi,dolby_vision HDR10Plus=hdr10+,hdr10plus
        HDR10=hdr10,hdr HLG=hlg
    """,
    "depth": "10bit=10bit,10bits,hi10p 8bit=8bit",
    "languages": """
        multi=multi,multilang,multi_vff,multi_vfq,multi_vf2,multi_vfi,multi_vf,dual,dual_audio
        multi=vf_vo
        fr=truefrench,french,vff,vfi,vfq,vof,vf2,vf,fr,fre,fra
        vostfr=vostfr,vost,vostf,subfrench,stfr
        en=english,eng,en,vo,vost_en,vosta it=italian,ita,it de=german,ger,deu,de es=spanish,spa,es
        ja=japanese,jpn,ja,jap ko=korean,kor,ko ru=russian,rus,ru zh=chinese,chi,zho,zh
    """,
}  # fmt: skip


def _spelled() -> dict[str, tuple[Fact, str]]:
    found: dict[str, tuple[Fact, str]] = {}
    for fact, lines in _WORDS.items():
        for entry in re.findall(r"[^\s=]+(?: [^\s=]+)?=\S+", lines):
            value, _equals, words = entry.partition("=")
            for word in words.split(","):
                found.setdefault(word, (fact, value.strip()))
    return found


_SPELLED: Final = _spelled()
_GAP = r"[ ._-]?"
_WORD = re.compile(
    r"(?<![^\W_])(?:"
    + "|".join(
        re.escape(word).replace("_", _GAP) for word in sorted(_SPELLED, key=len, reverse=True)
    )
    + r")(?![^\W_])(?!\+)",
    re.IGNORECASE,
)
_GROUP = re.compile(r"(?<=[^\W_])-(?P<group>[^\W_][\w@]{1,20})$")
_GROUP_FIRST = re.compile(r"\[(?P<group>[^\[\]]{2,30})\]")
_ORDINARY = frozenset("hd sd web dd dual it de es en fr ja ko ru zh bd dv dvd vo ntsc".split())  # noqa: SIM905
"""Words of other meanings as well: in a name they count only behind its year or its mark."""


class Word(NamedTuple):
    """A technical word of a name: where it stands, what it says and of what."""

    start: int
    end: int
    fact: Fact
    value: str
    text: str


def words_in(text: str) -> list[Word]:
    """Return the technical words of a text in their order."""
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        said = _said_by(word)
        if said is not None:
            found.append(Word(match.start(), match.end(), *said, word))
    return found


@lru_cache(maxsize=1024)
def _said_by(word: str) -> tuple[Fact, str] | None:
    spelled = re.sub(r"[ ._-]", "_", word.lower())
    for form in (spelled, word.lower(), spelled.replace("_", "")):
        if form in _SPELLED:
            return _SPELLED[form]
    return None


@lru_cache(maxsize=1024)
def _is_word(text: str) -> bool:
    return bool(words_in(text))


class Copy:
    """What a copy is, by its probe first, else by its name in storage; read when it is asked for.

    ``said`` holds the words of its name in storage, by what they say.
    """

    __slots__ = ("_facts", "_file", "_said")

    def __init__(self, file: FileFacts) -> None:
        self._file = file
        self._facts: dict[Fact, str] | None = None
        self._said: dict[Fact, str] = {}

    @property
    def facts(self) -> Mapping[Fact, str]:
        """All that is known."""
        if self._facts is None:
            facts, self._said = _of_name(self._file)
            probed = _probed(self._file)
            if facts.get("audio", "").startswith(f"{probed.get('audio')}-"):
                del probed["audio"]  # DTS, where the name says DTS-HD
            self._facts = facts | probed
        return self._facts

    @property
    def said(self) -> Mapping[Fact, str]:
        """The words of its name in storage."""
        return self._said if self.facts is not None else {}

    def get(self, fact: Fact) -> str:
        """Return a fact, empty where nobody knows it."""
        return self.facts.get(fact, "")


_MARK = re.compile(r"(?i)(?<!\d)(?:19|20)\d\d(?!\d)|s\d\d?[ ._]?e\d|(?<!\d)\d\d?x\d\d|\[|\(")


def _of_name(file: FileFacts) -> tuple[dict[Fact, str], dict[Fact, str]]:
    stem = stem_of(readable(os.path.basename(file.path)))
    facts: dict[Fact, str] = {}
    said: dict[Fact, str] = {}
    for word in _technical(stem, file):
        if facts.get(word.fact) != "multi":
            facts[word.fact], said[word.fact] = word.value, word.text
    group = _GROUP.search(stem) or _GROUP_FIRST.match(stem)
    if group is not None and not _is_word(group["group"]):
        facts["group"] = said["group"] = group["group"]
    return facts, said


def _technical(stem: str, file: FileFacts) -> Iterator[Word]:
    """Yield the technical words of a name; what may be a word of its title is none."""
    mark = _MARK.search(stem)
    begins = mark.start() if mark else len(stem)
    titles = {word for one in file.episodes for word in fold(one.title or "").split()}
    for word in words_in(stem):
        text = word.text.lower()
        if text not in _ORDINARY or (word.start >= begins and text not in titles):
            yield word


def _probed(file: FileFacts) -> dict[Fact, str]:
    media = file.media
    if media is None:
        return {}
    first = media.audio[0] if media.audio else AudioTrack()
    found: dict[Fact, str | None] = {
        "resolution": f"{media.lines}p" if media.lines else None,
        "video": _canonical("video", media.video_codec),
        "audio": _canonical("audio", first.codec),
        "channels": first.channels,
        "hdr": " ".join(_canonical("hdr", one) or "" for one in media.hdr),
        "depth": f"{media.bit_depth}bit" if media.bit_depth else None,
        "languages": _spoken(
            set(map(_base, media.audio_languages)), set(map(_base, media.subtitle_languages))
        ),
    }
    return {fact: text for fact, text in found.items() if text}


def _spoken(spoken: set[str], subtitles: set[str]) -> str:
    if not spoken:
        return ""
    if "fr" in spoken:
        return "multi" if len(spoken) > 1 else "fr"
    if "fr" in subtitles:
        return "vostfr"
    return next(iter(spoken)) if len(spoken) == 1 else "multi"


@lru_cache(maxsize=1024)
def _base(language: str) -> str:
    plain = language.partition("-")[0]
    return LANGUAGES.get(fold(plain), plain)


@lru_cache(maxsize=1024)
def _canonical(fact: Fact, text: str | None) -> str | None:
    for word in words_in(text or ""):
        if word.fact == fact:
            return word.value
    return text
