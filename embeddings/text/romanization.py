"""Chinese names in Latin letters: the pinyin that a spelling may stand for.

Pinyin occurs with or without tones, hyphens and apostrophes, Wade-Giles with or without its diacritics, and some places and
people have a conventional English name. All of them map to a key: the letters of the toneless pinyin, `chenboda`. No library
with a permissive licence supports Wade-Giles; it is derived from pinyin here by the rules of the Library of Congress
conversion table (New Chinese Romanization Guidelines, 1998). The syllables are those of Xinhua Zidian without interjections.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

_FINALS = {
    "a": "- b p m f d t n l g k h zh ch sh z c s",
    "o": "- b p m f",
    "e": "- m d t n l g k h zh ch sh r z c s",
    "ai": "- b p m d t n l g k h zh ch sh z c s",
    "ei": "b p m f d n l g h zh sh z",
    "ao": "- b p m d t n l g k h zh ch sh r z c s",
    "ou": "- p m f d t n l g k h zh ch sh r z c s",
    "an": "- b p m f d t n l g k h zh ch sh r z c s",
    "en": "- b p m f n g k h zh ch sh r z c s",
    "ang": "- b p m f d t n l g k h zh ch sh r z c s",
    "eng": "b p m f d t n l g k h zh ch sh r z c s",
    "ong": "d t n l g k h zh ch r z c s",
    "i": "b p m d t n l j q x zh ch sh r z c s",
    "ia": "d l j q x",
    "ie": "b p m d t n l j q x",
    "iao": "b p m d t n l j q x",
    "iu": "m d n l j q x",
    "ian": "b p m d t n l j q x",
    "in": "b p m n l j q x",
    "iang": "n l j q x",
    "ing": "b p m d t n l j q x",
    "iong": "j q x",
    "u": "b p m f d t n l g k h j q x zh ch sh r z c s",
    "ua": "g k h zh sh",
    "uo": "d t n l g k h zh ch sh r z c s",
    "uai": "g k h zh ch sh",
    "ui": "d t g k h zh ch sh r z c s",
    "uan": "d t n l g k h j q x zh ch sh r z c s",
    "un": "d t l g k h j q x zh ch sh r z c s",
    "uang": "g k h zh ch sh",
    "ue": "n l j q x",
}
_ALONE = "er yi ya ye yao you yan yin yang ying yo yong yu yue yuan yun wu wa wo wai wei wan wen wang weng"
SYLLABLES = frozenset(
    [initial.strip("-") + final for final, some in _FINALS.items() for initial in some.split()] + _ALONE.split()
)
"""Toneless pinyin syllables; ü is written u, so 吕 and 陆 are the same."""

_CONVENTIONAL = """
Peking=Beijing, Pekin=Beijing, Peiping=Beiping, Canton=Guangzhou, Nanking=Nanjing, Chungking=Chongqing, Tientsin=Tianjin,
Sian=Xi'an, Amoy=Xiamen, Tsingtao=Qingdao, Hankow=Hankou, Foochow=Fuzhou, Soochow=Suzhou, Hangchow=Hangzhou, Kweilin=Guilin,
Chengchow=Zhengzhou, Yenan=Yan'an, Mukden=Shenyang, Dairen=Dalian, Swatow=Shantou, Chefoo=Yantai, Ningpo=Ningbo, Tsinan=Jinan,
Kiangsi=Jiangxi, Kiangsu=Jiangsu, Szechwan=Sichuan, Szechuan=Sichuan, Kwangtung=Guangdong, Kwangsi=Guangxi, Fukien=Fujian,
Chekiang=Zhejiang, Shensi=Shaanxi, Shaanxi=Shaanxi, Shansi=Shanxi, Honan=Henan, Hopei=Hebei, Hopeh=Hebei, Hupeh=Hubei,
Anhwei=Anhui, Kansu=Gansu, Chinghai=Qinghai, Tsinghai=Qinghai, Kweichow=Guizhou, Sinkiang=Xinjiang, Kirin=Jilin,
Heilungkiang=Heilongjiang, Kuomintang=Guomindang, Chiang Kai-shek=Jiang Jieshi, Sun Yat-sen=Sun Zhongshan,
Soong Ching-ling=Song Qingling, Soong Mei-ling=Song Meiling, T. V. Soong=Song Ziwen, H. H. Kung=Kong Xiangxi
"""
"""Postal romanizations (Postal Atlas of China, 1933) and conventional names of people, with their pinyin. 陕西 is spelled Shaanxi
to distinguish it from 山西."""

COMMON_WORDS = frozenset(
    "abide abuse acute advance advantage advice advise age agenda alike along alongside animate anti anyone apache "
    "arise aside aware balance bare base came can canada candidate care career case chance change china cite citizen "
    "cover cuba damage dance danger dare data date decide defense delegate delete deliver demo dike dime do ending "
    "enhance ensure entire eye face fame fate fuse future game gate guidance guide hare hate he hence here hesitate "
    "house hover huge human i june kenya lane language late latitude lean license like lime limiting line linger lune "
    "machine made make male manage manila marine mate me mean meantime media medicine memo menu mere mice mile mime "
    "mine mini minimize minute misuse mobile mode more mouse mutate name nature negate nice nine nineteen one open "
    "orange over override page panama patience pending piece pike pine pole police polite populate pure quantize "
    "range reduce refuse relate remaining remote rename reside resize resume rice ride route routine rule running "
    "same sane saying secure sending sense sequence service shade shake shame share she shine side simulate sine site "
    "size so suite sure take tale tile time tire to tune tuning wage waiting wake wane woman women you".split()
)
"""English words and foreign places that are also valid pinyin. A name of such words only is not taken for a Chinese name."""

_SINGLE_VOWELS = (("a",), ("e",), ("o",))
_MARK = r"['’‘ʻʼ`\-‐‑]"
_TOKEN = re.compile(rf"\b[A-Z]\.|[^\W\d_㐀-鿿]+(?:{_MARK}[^\W\d_㐀-鿿]+)*")
_MARKS = re.compile(_MARK)
_HYPHENS = re.compile(r"[\-‐‑]")
_APOSTROPHES = re.compile(r"[’‘ʻʼ`]")
_POSSESSIVE = re.compile(r"['’]s$")
_MAX_SYLLABLES, _MAX_WORDS = 4, 3
"""Of a name."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One interpretation of a spelling."""

    key: str
    """The letters of its pinyin."""
    pinyin: str
    """For display, `Chen Boda`."""
    is_conventional: bool = False
    """Whether the spelling is a conventional name, such as Peking, rather than a romanization."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A part of a text that may be a name."""

    start: int
    end: int
    readings: tuple[Reading, ...]
    """The most likely first."""


def latin_key(text: str) -> str:
    """The letters of a spelling in lower case, without tones and punctuation; ü, and v in its place, become u."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if "a" <= c <= "z").replace("v", "u")


@lru_cache(maxsize=50_000)
def segmentations(word: str) -> tuple[tuple[str, ...], ...]:
    """Every way to divide letters into pinyin syllables; empty where they are not pinyin. A syllable a, o or e is only allowed
    at the beginning (or after an apostrophe, as in Chang'e): otherwise half of all English words would be pinyin.

    >>> segmentations("xian"), segmentations("change")
    ((('xi', 'an'), ('xian',)), ())
    """
    if not word:
        return ((),)
    heads = (word[:size] for size in range(1, min(6, len(word)) + 1) if word[:size] in SYLLABLES)
    return tuple((head, *rest) for head in heads for rest in segmentations(word[len(head) :]) if rest[:1] not in _SINGLE_VOWELS)


def find_spellings(text: str) -> Iterator[Spelling]:
    """Every run of capitalised words that may be a Chinese name, the longest at each place first. They may overlap."""
    tokens = [(m.start(), _POSSESSIVE.sub("", m[0])) for m in _TOKEN.finditer(text)]
    for first, (start, word) in enumerate(tokens):
        if not word[0].isupper():
            continue
        run = [word]
        for (before, left), (after, right) in itertools.pairwise(tokens[first : first + _MAX_WORDS]):
            if text[before + len(left) : after] != " " or not right[0].isupper():
                break
            run.append(right)
        for size in range(len(run), 0, -1):
            end = tokens[first + size - 1][0] + len(run[size - 1])
            if found := readings(tuple(run[:size])):
                yield Spelling(start, end, found)


def name_keys(text: str) -> frozenset[str]:
    """The keys of all names that a text may contain."""
    return frozenset(reading.key for spelling in find_spellings(text) for reading in spelling.readings)


@lru_cache(maxsize=50_000)
def readings(words: tuple[str, ...]) -> tuple[Reading, ...]:
    """What a name of these words may stand for. A conventional name has only that reading, unless an apostrophe shows that it is
    Wade-Giles (Ho-pei, but Ho-p'ei). Otherwise pinyin, Wade-Giles, and Wade-Giles without diacritics, in this order. Empty
    where it is none of them."""
    known = _conventional().get(latin_key("".join(words)))
    if known and "'" not in _APOSTROPHES.sub("'", "".join(words)):
        return (known,)
    if all(latin_key(word) in COMMON_WORDS for word in words):
        return (known,) if known else ()
    found = {known.key: known} if known else {}
    if (pinyin := _pinyin(words)) is not None:
        found[pinyin.key] = pinyin
    if len(words) > 1 or _HYPHENS.search(words[0]):  # Wade-Giles separates syllables
        for bare in (False, True):
            for name in _wade_giles(words, bare):
                found.setdefault(name.key, name)
    return tuple(found.values())


def _pinyin(words: Sequence[str]) -> Reading | None:
    parts = [latin_key(part) for word in words for part in _MARKS.split(word)]
    if sum(map(len, parts)) > _MAX_SYLLABLES * 6:
        return None
    counts = [[len(cut) for cut in segmentations(part)] for part in parts]
    if not all(parts) or not all(counts) or sum(map(max, counts)) < 2 or sum(map(min, counts)) > _MAX_SYLLABLES:
        return None
    return Reading("".join(parts), words[0] if len(words) == 1 else format_pinyin([[latin_key(word)] for word in words]))


def _wade_giles(words: Sequence[str], bare: bool) -> Iterator[Reading]:
    table = _table(bare)
    syllables = [[_normalize_spelling(part, bare) for part in _HYPHENS.split(word)] for word in words]
    flat = [part for word in syllables for part in word]
    if not 2 <= len(flat) <= _MAX_SYLLABLES or not all(part in table for part in flat):
        return
    surname = len(syllables[0])
    for name in itertools.product(*(table[part] for part in flat)):
        yield Reading("".join(name), format_pinyin([name[:surname], name[surname:]]))


def format_pinyin(words: Sequence[Sequence[str]]) -> str:
    """Syllables as a name for display: the first word, then all others joined, with an apostrophe before a vowel."""
    given = [syllable for word in words[1:] for syllable in word]
    return " ".join(_joined(word).capitalize() for word in (words[0], given) if word)


def _joined(syllables: Sequence[str]) -> str:
    return "".join(f"'{one}" if k and one[0] in "aoe" else one for k, one in enumerate(syllables))


def conventional_pinyin(key: str) -> str | None:
    """The pinyin for display of what has a conventional name; None for other names."""
    return next((one.pinyin for one in _conventional().values() if one.key == key), None)


@cache
def _conventional() -> dict[str, Reading]:
    found: dict[str, Reading] = {}
    for entry in " ".join(_CONVENTIONAL.split()).split(", "):
        name, pinyin = entry.split("=")
        found[latin_key(name)] = Reading(latin_key(pinyin), pinyin, is_conventional=True)
    return found


@cache
def _table(bare: bool) -> dict[str, tuple[str, ...]]:
    """Pinyin syllables by Wade-Giles syllable. `bare`: without apostrophes, and with u for ü."""
    found: dict[str, list[str]] = {}
    for syllable in sorted(SYLLABLES):
        for spelling in wade_giles(syllable):
            found.setdefault(_normalize_spelling(spelling, bare), []).append(syllable)
    return {spelling: tuple(dict.fromkeys(some)) for spelling, some in found.items()}


def _normalize_spelling(spelling: str, bare: bool) -> str:
    """A spelling reduced to letters, apostrophes and ü. `bare`: to letters only."""
    composed = unicodedata.normalize("NFC", _APOSTROPHES.sub("'", spelling)).casefold()
    kept = (c if c in "'ü" else unicodedata.normalize("NFKD", c)[0] for c in composed)
    return "".join(kept).replace("ü", "u").replace("'", "") if bare else "".join(kept)


_INITIALS = {
    "b": "p", "p": "p'", "d": "t", "t": "t'", "g": "k", "k": "k'", "zh": "ch", "ch": "ch'", "j": "ch", "q": "ch'",
    "x": "hs", "z": "ts", "c": "ts'", "r": "j",
}  # fmt: skip
_WHOLE_SYLLABLES = {
    "zhi": "chih", "chi": "ch'ih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tz'u", "si": "ssu szu", "e": "o e",
    "ge": "ko", "ke": "k'o", "he": "ho", "er": "erh", "yi": "i yi", "you": "yu", "yan": "yen", "ye": "yeh", "yong": "yung",
    "yu": "yü", "yue": "yüeh", "yuan": "yüan", "yun": "yün", "gui": "kuei", "kui": "k'uei", "guo": "kuo", "kuo": "k'uo",
    "huo": "huo", "shuo": "shuo", "de": "te teh", "nu": "nu nü", "lu": "lu lü", "nue": "nüeh", "lue": "lüeh",
}  # fmt: skip
_FINAL_SPELLINGS = (("ian", "ien"), ("ie", "ieh"), ("ong", "ung"), ("uo", "o"))


def wade_giles(syllable: str) -> list[str]:
    """The Wade-Giles spellings of a pinyin syllable.

    >>> wade_giles("xiong"), wade_giles("qu"), wade_giles("cai"), wade_giles("bo")
    (['hsiung'], ["ch'ü"], ["ts'ai"], ['po'])
    """
    if whole := _WHOLE_SYLLABLES.get(syllable):
        return whole.split()
    match = re.fullmatch(r"([zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(.+)", syllable)
    initial, final = (match[1] or "", match[2]) if match else ("", syllable)
    for pinyin, other in _FINAL_SPELLINGS:
        if final.endswith(pinyin):
            final = final.removesuffix(pinyin) + other
            break
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "ü" + final[1:] + ("h" if final == "ue" else "")
    return [_INITIALS.get(initial, initial) + final]
