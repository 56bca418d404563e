"""The vocabulary of file names: technical words, editions, years, packs, neutral folders."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from vidtui.text import fold

FIRST_YEAR = 1888
"""The year of the oldest surviving film."""
LAST_YEAR = datetime.date.today().year + 2
"""Announced films stand in libraries; "Blade Runner 2049" is a title, not a date."""

_STRONG = """
480p 540p 576p 576i 720p 720i 1080p 1080i 1440p 2160p 4320p 4klight hdlight hd1080p uhdlight fullhd
bluray blu-ray bdrip brrip bdremux remux bdmv dvdrip dvd-rip dvd5 dvd9 dvdr dvdscr dvdremux webrip
web-rip web-dl webdl hdtv hdtvrip pdtv dsr satrip tvrip vhsrip hdrip hdcam telesync hdts hddvd
x264 x265 h264 h265 h.264 h.265 hevc avc av1 xvid divx mpeg2 mpeg-2 vc-1 vc1 10bit 8bit 10bits hi10p
hdr10 hdr10+ hdr10plus dolbyvision dovi
aac aac2.0 aac5.1 ac3 ac-3 eac3 e-ac3 e-ac-3 dd5.1 ddp ddp5.1 ddp2.0 dd+5.1 dts dts-hd dtshd
dts-hdma dts-x dts-es truehd atmos flac mp3 opus lpcm 2ch 6ch 8ch
truefrench vff vf2 vfq vfi vof vost vostfr vostf vosta vosten subfrench multi multilang
amzn dsnp hmax atvp bt2020 bt709 bt601 bt2100 rec709 rec2020 rec601 rec2100
"""
_WEAK = """
sd hd uhd 4k 8k 1080 720 2160 hdr dv sdr 3d hsbs web bd dvd ts cam r5 scr ma hra x dd dd+ pcm vorbis
5.1 7.1 2.0 1.0 6.1 5 1 2 7 0 mhd
french english german italian spanish japanese korean russian danish dutch swedish
fr fra fre en eng vf vo vost it ita ja jpn jap de ger es spa ko kor ru zh chi pt vfb vo-st
vff-vo vf-vo sub subs subbed dubbed dual dual-audio audio nf hulu max
proper repack rerip internal limited readnfo custom real light final fansub bonus
dl ml hindi telugu tamil portuguese polish turkish arabic chinese hebrew nordic
open matte openmatte imax criterion hybrid remastered restored complete
"""
_SPOKEN = "truefrench vff vf2 vfq vfi vof vost vostfr vostf vosta vosten subfrench multi multilang"
_LANGUAGES = """
french english german italian spanish japanese korean russian danish dutch swedish hindi telugu
tamil portuguese polish turkish arabic chinese hebrew nordic
"""
_AMBIGUOUS = """
it es de en ja ko ru da pt ma ts dd cam web max light real final dual audio sub internal limited
complete open matte bonus custom proper nordic hybrid criterion restored remastered
"""
LANGUAGES = frozenset(_LANGUAGES.split())
"""Languages by their names, which titles may end with: ``Johnny English``."""
SPOKEN = frozenset(_SPOKEN.split())
"""Words that say the languages of a copy, and nothing else."""
AMBIGUOUS = frozenset(_AMBIGUOUS.split())
"""Technical words that are words like any other unless written in capitals."""
STRONG = frozenset(_STRONG.split())
"""Words that never stand in a title: what follows them is technical."""
TECHNICAL = STRONG | frozenset(_WEAK.split())
"""Words known as technical once the title has ended."""

_BEFORE_GROUP = frozenset(
    ("hevc", "avc", "xvid", "divx", "webrip", "hdtv", "remux", "bluray", "dvdrip", "bdrip")
)

EDITION = re.compile(
    r"(?<!\w)(?:the )?(?P<edition>(?:ultimate |special |extended |final )?"
    r"(?:director[' ’]?s?|final|theatrical|extended|ultimate|unrated|producer[' ’]?s?|redux"
    r"|alternate|assembly|international|workprint)[ .](?:cut|edition|version|collection)"
    r"|(?:special|collector[' ’]?s|anniversary|limited|criterion|deluxe|imax|\d+th[ .]anniversary)"
    r"[ .](?:edition|collection|version)"
    r"|version[ .](?:longue|restaur[ée]e|int[ée]grale|cin[ée]ma|non[ .]censur[ée]e|in[ée]dite"
    r"|du[ .]r[ée]alisateur|courte|remasteris[ée]e|long|extended)|non[ .]censur[ée]e?"
    r"|version[ .](?:fran[cç]aise|originale|noir[ .]et[ .]blanc|n&b|coloris[ée]e|sous-titr[ée]e)"
    r"|noir[ .](?:et|&)[ .]blanc|black[ .](?:and|&)[ .]white|coloris[ée]e?|colorized"
    r"|imax(?:[ .]version)?|langfassung|kinofassung|ungeschnitten|ungek[üu]rzt"
    r"|[ée]dition[ .](?:longue|sp[ée]ciale|collector|int[ée]grale|ultime)"
    r"|montage[ .]du[ .]r[ée]alisateur"
    r"|extended|unrated|uncut|uncensored|remastered|remasteris[ée]e?|restored|redux"
    r"|director[' ’]?s[ .]cut|theatrical)(?!\w)",
    re.IGNORECASE,
)

PACK = re.compile(
    r"(?<!\w)(?:int[ée]grale?|trilog(?:ie|y)|quadrilog(?:ie|y)|t[ée]tralogie|tetralogy|pentalog(?:ie|y)"
    r"|hexalog(?:ie|y)|anthologie|anthology|duolog(?:ie|y)|dilogie|coffret|box[ .]?set"
    r"|complete[ .](?:series|season|collection|saga)|saison[ .]compl[èe]te|s[ée]rie[ .]compl[èe]te"
    r"|films?[ .]\d[ .]?(?:-|[àa]|to)[ .]?\d|s\d{1,2}[ .]?-[ .]?s\d{1,2})(?!\w)",
    re.IGNORECASE,
)
"""Words that a folder or a file of several works has in its name."""
_ALSO_TITLE = r"anthologie|anthology|collection|saga|filmographie"
_FILM_PACK = re.compile(
    rf"(?<!\w)(?P<word>(?:{_ALSO_TITLE})(?!\w))"
    r"|[\[(](?:19|20)\d\d ?(?:[-–à]|to|bis) ?(?:19|20)?\d\d[\])]"
    r"|(?<=[\w)])[ ._]+1 ?(?:(?:[-–à&+,]|et|to|and|und|bis) ?[2-9] ?)+"
    r"(?=$|[\[(._-]|(?<= )(?:(?:19|20)\d\d|\d{3,4}p|french|truefrench|vf|vostfr|multi|dvdrip|web))"
    r"|(?:parts?|parties?|vols?\.?|volumes?|teile?|chapitres?|films?|cd) ?(?:\d|i{1,3})"
    r" ?(?:[-–à&+]|et|to|and|und|bis) ?(?:\d|i{2,3}|iv|vi?)(?!\w)",
    re.IGNORECASE,
)
"""Several films in one file, as far as one word does not belong to a title."""
_SURE_PACK = re.compile(PACK.pattern.replace("anthologie|anthology|", ""), re.IGNORECASE)
_ONE_YEAR = re.compile(r"(?:[\[( ._])(?:19|20)\d\d(?:[\]) ._]|$)")


def is_film_pack(stem: str) -> bool:
    """Say whether a film's file holds several films: ``Alien Trilogie``, ``Rambo (1982-2019)``.

    ``Trilogy of Terror (1975)`` and ``Ghost Town Anthology (2019)`` are films.
    """
    text = stem.strip()
    for match in _SURE_PACK.finditer(text):
        if match.start() and match.group() != text:
            return True
    found = next((m for m in _FILM_PACK.finditer(text) if m.start()), None)
    if found is None:
        return False
    return found["word"] is None or not _ONE_YEAR.search(text)


GENERIC = re.compile(
    r"(?:movie|film|video|title|feature|main|disc|disk|dvd|cd|part|partie|volume|vol|bdmv|video_ts"
    r"|vts|title[ ._-]?t|untitled|index|stream|playlist|output|mkv|avi|vo|vf|vostfr)s?[ ._-]*\d*"
    r"(?:[ ._-]\d+)*"
    r"|[0-9a-f]{16,}|(?=[a-z]*\d)[0-9a-z]{8}(?:-(?=[a-z]*\d)[0-9a-z]{4,12}){2,}",
    re.IGNORECASE,
)
"""Whole file names that say nothing of the film: its folder does."""

SITE = re.compile(
    r"^\s*(?:\[\s*[^\[\]]*?(?:www\.|\.(?:com|org|net|ph|pe|ws|cc|tv|to|fr|me|io|info|biz|li|eu))"
    r"[^\[\]]*\]|(?:\[\s*)?www\.[\w-]+(?:\.[\w-]+)*?\.[a-z]{2,6}(?:\s*\])?)[\s._-]*(?=\S)",
    re.IGNORECASE,
)
"""``[ www.Torrent9.PH ] `` and ``www.Cpasbien.pe - `` in front of a name."""

_VIDEO = frozenset(
    """
    3gp asf avi divx f4v flv iso img m2ts m2v m4v mk3d mkv mov mp4 mpeg mpg mts ogm ogv qt rm rmvb
    strm ts vob webm wmv wtv
    """.split()  # noqa: SIM905 - a table of words reads better than a list of strings
)

_SORTING = """
action aventure action-aventure adventure animation animations anime animes manga mangas biopic
comedie comedies comedy comedie-dramatique comedie-musicale court-metrage courts-metrages crime
documentaire documentaires documentary docs doc drama drame drames enfants kids jeunesse family
famille fantastique fantasy films-pour-enfants guerre guerre-espionnage histoire historique history
horreur horror humour musical musique music mystere mystery policier policiers romance
science-fiction sf sci-fi spectacle spectacles sport sports thriller thrillers western westerns
films film movies movie series serie tv tv-shows shows series-tv series-animation dessins-animes
emissions telefilms a-trier a-voir vu nouveaux nouveautes divers autres others new unsorted sorted
collection collections sagas saga hd 4k uhd 1080p 720p vf vo vostfr multi dvd bluray downloads
telechargements torrents incoming temp complete video videos stockage storage media
vrac en-vrac
"""
_NEUTRAL = frozenset(_SORTING.split())
_SORTING_WORDS = frozenset(word for name in _NEUTRAL for word in name.split("-")) | frozenset(
    ("de", "d", "en", "et", "and", "pour", "les", "des", "mes", "nos")
)
_LETTER = re.compile(r"[^\W\d_]|0 ?9|\d|[^\W\d_] [^\W\d_]|0 9 [^\W\d_]")
"""A, #, 0-9, A-C, once folded."""

_SPLIT = re.compile(r"[\s\[\](){},_&]+")
_GROUP_END = re.compile(r"-[A-Za-z0-9@]+$")


def stem_of(name: str) -> str:
    """Return a file name without its extension, where that is one of a video."""
    head, dot, extension = name.rpartition(".")
    return head if dot and extension.lower() in _VIDEO else name


def plausible_year(text: str) -> bool:
    """Say whether four digits can be the year of a film or series."""
    return len(text) == 4 and text.isdecimal() and FIRST_YEAR <= int(text) <= LAST_YEAR


@lru_cache(maxsize=4096)
def neutral_folder(folded: str) -> bool:
    """Say whether a folded folder name only sorts: a letter, a genre, a kind."""
    if not folded or _LETTER.fullmatch(folded):
        return True
    return folded.replace(" ", "-") in _NEUTRAL


def only_sorts(folded: str) -> bool:
    """Say whether all words of a folded name sort: ``nouveaux films``, ``action``."""
    return neutral_folder(folded) or all(word in _SORTING_WORDS for word in folded.split())


def is_strong(word: str) -> bool:
    """Say whether one word is certainly technical, wherever it stands."""
    lower = word.lower()
    if lower in STRONG or ("." in lower and lower.split(".", 1)[0] in STRONG):
        return True
    parts = lower.split("-")
    if len(parts) == 1:
        return False
    head = parts[0]
    if head in STRONG and (head[-1].isdigit() or head in _BEFORE_GROUP):
        return True
    return not STRONG.isdisjoint(parts) and TECHNICAL.issuperset(parts)


def is_technical(word: str) -> bool:
    """Say whether one word may be technical after the title has ended."""
    return not word or word.lower() in TECHNICAL


_NO_LAST_WORD = (
    TECHNICAL - AMBIGUOUS - LANGUAGES - frozenset(("3d", "4k", "8k", "uhd", "hdr", "sdr"))
)


def ends_in_tail(word: str) -> bool:
    """Say whether a title's last word, in small letters, says how the copy is."""
    return len(word) > 1 and not word.isdecimal() and word in _NO_LAST_WORD


@lru_cache(maxsize=8192)
def known_tail(tail: str) -> bool:
    """Say whether all of ``tail``, what follows ``Title (Year)``, is technical vocabulary.

    The release group after the last hyphen is allowed where a technical word or a bracket ends
    just before it.
    """
    text = tail.strip(" -.")
    if not text:
        return True
    words = _SPLIT.split(text)
    if all(_known(word) for word in words):
        return True
    group = _GROUP_END.search(text)
    if group is None or group.start() == 0:
        return False
    return all(_known(word) for word in _SPLIT.split(text[: group.start()]))


def _known(word: str) -> bool:
    bare = word.strip("-.+").lower()
    if bare.isdecimal() and len(bare) < 3:
        return False  # the number of a part, as far as one can tell
    if not bare or bare in TECHNICAL:
        return True
    parts = re.split(r"[-.+]", bare)
    return len(parts) > 1 and all(part in TECHNICAL or not part for part in parts)


_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"
_WORDS = """
un une premier premiere 1er 1ere 1re one first 1st eins erste erster erstes erstens
deux deuxieme second seconde 2e 2eme 2nd 2nde two zwei zweite zweiter zweites
trois troisieme 3e 3eme 3rd three third drei dritte dritter drittes
quatre quatrieme 4e 4eme 4th four fourth vier vierte vierter viertes
cinq cinquieme 5e 5eme 5th five fifth funf funfte funfter funftes
six sixieme 6e 6eme 6th sixth sechs sechste sechster sechstes
sept septieme 7e 7eme 7th seven seventh sieben siebte siebter siebtes
huit huitieme 8e 8eme 8th eight eighth acht achte achter achtes
neuf neuvieme 9e 9eme 9th nine ninth neun neunte neunter neuntes
dix dixieme 10e 10eme 10th ten tenth zehn zehnte zehnter zehntes
onze onzieme 11e 11eme 11th eleven eleventh elf elfte elfter elftes
douze douzieme 12e 12eme 12th twelve twelfth zwolf zwolfte zwolfter zwolftes
"""
_VALUES = {text: number for number, text in enumerate(_ROMAN.split(), 1)} | {
    word: number
    for number, line in enumerate(_WORDS.strip().splitlines(), 1)
    for word in line.split()
}

ROMAN = r"(?:x{0,2}(?:ix|iv|v?i{1,3}|v)|x{1,2})"
"""Matches I to XXIX in small letters, not the empty text."""
CARDINAL = (
    r"(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|one|two|three|four|five|seven|eight"
    r"|nine|ten|eleven|twelve|eins|zwei|drei|vier|f[üu]nf|sechs|sieben|acht|neun|zehn)"
)
ORDINAL = (
    r"(?:\d{1,2} ?(?:[eè]me|[eè]re|ere|er|re|nde|nd|st|rd|th|e)|\d{1,2}\."
    r"|premi[eè]re?|deuxi[eè]me|seconde?|troisi[eè]me|quatri[eè]me|cinqui[eè]me|sixi[eè]me"
    r"|septi[eè]me|huiti[eè]me|neuvi[eè]me|dixi[eè]me|onzi[eè]me|douzi[eè]me"
    r"|first|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|erste[rs]?|zweite[rs]?|dritte[rs]?|vierte[rs]?|f[üu]nfte[rs]?|sechste[rs]?)"
)
NUMBER = rf"(?:\d{{1,4}}|{ROMAN}|{CARDINAL})"
"""All of these match with ``re.IGNORECASE``, and want a word's end after them."""


def number_of(text: str) -> int | None:
    """Return the number that a word or numeral says, None where it says none."""
    bare = text.strip().rstrip(".")
    if bare.isdecimal():
        return int(bare)
    return _VALUES.get(fold(bare).replace(" ", ""))
