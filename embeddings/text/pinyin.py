"""Pinyin of Chinese names: from pypinyin when the indexes are built, from a file in the index when they are searched.

pypinyin takes 0.3 s to import, mostly for its phrases, which distinguish 重庆 from 重要. A question needs single characters only.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path

from corpus.errors import IndexStale
from corpus.text.folding import fold_characters
from embeddings.text.romanization import SYLLABLES, format_pinyin, latin_key

FILE = "readings.txt"
MAX_NAME_LENGTH = 4
"""Characters of the longest name."""

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉"
    "岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵"
    "席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣"
    "翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀"
    "蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向"
    "古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯"
    "盖益桓公肖付闫涂尧覃区朴佟丘冼谌粟"
)
"""Surnames of one character: those of the Hundred Family Surnames, and some that are common now."""
DOUBLE_SURNAMES = frozenset(
    "欧阳 司马 诸葛 上官 司徒 东方 夏侯 皇甫 尉迟 公孙 慕容 长孙 宇文 令狐 端木 钟离 澹台 淳于 鲜于 闻人".split()
)
_SURNAME_READINGS = {
    "单": "shan", "曾": "zeng", "解": "xie", "查": "zha", "仇": "qiu", "区": "ou", "朴": "piao", "翟": "zhai", "盖": "ge",
    "覃": "qin", "任": "ren", "乐": "yue", "缪": "miao", "尉": "yu", "宓": "mi", "种": "chong",
}  # fmt: skip
"""Surnames that are pronounced differently from the character's usual reading."""
_SPECIAL_READINGS = {"陕": ("shaan",)}
"""陕西 is spelled Shaanxi to distinguish it from 山西."""

_NOT_A_PERSON = frozenset("党省市县州社")
"""Last characters of the names of parties, places and companies, rarely of a person's: 国民党 is not Mr Guo."""


def is_person(word: str) -> bool:
    """Whether a Chinese word begins with a surname and has the length of a person's name."""
    return (word[:2] in DOUBLE_SURNAMES and 3 <= len(word) <= 4) or (word[:1] in SURNAMES and 2 <= len(word) <= 3)


class Readings:
    """The pinyin readings of single characters."""

    def __init__(self, characters: Mapping[str, tuple[str, ...]]) -> None:
        self._of = characters

    def of(self, character: str) -> tuple[str, ...]:
        """All readings of a simplified character; empty for an unknown one."""
        return self._of.get(character, ())

    def keys(self, word: str) -> frozenset[str]:
        """The name keys of a word, one for every combination of its characters' readings."""
        found = [""]
        for character in word:
            found = [key + reading for key in found for reading in self.of(character)]
        return frozenset(found)

    def to_pinyin(self, word: str, key: str, *, joined: bool = False) -> str:
        """A word's pinyin for display: `Chen Boda`, `Beijing`.

        Args:
            word: in simplified characters.
            key: its name key; it decides between several readings.
            joined: write it as one word, because it is known not to be a person's name.
        """
        syllables = next((some for some in itertools.product(*map(self.of, word)) if "".join(some) == key), (key,))
        is_persons = not joined and is_person(word) and word[-1] not in _NOT_A_PERSON
        surname = (2 if word[:2] in DOUBLE_SURNAMES else 1) if is_persons else len(syllables)
        return format_pinyin([syllables[:surname], syllables[surname:]])

    def find_forms(self, text: str, key: str, starts: Iterable[int] | None = None) -> Iterator[str]:
        """Every substring of two to four characters of a simplified text that may have this key. `starts`: where it may
        begin; None for anywhere."""
        for start in range(len(text) - 1) if starts is None else starts:
            yield from (text[start:end] for end in self._ends(text, start, key) if end - start > 1)

    def _ends(self, text: str, at: int, rest: str, size: int = 0) -> Iterator[int]:
        if not rest:
            yield at
        elif at < len(text) and size < MAX_NAME_LENGTH:
            for reading in self.of(text[at]):
                if rest.startswith(reading):
                    yield from self._ends(text, at + 1, rest[len(reading) :], size + 1)

    def save(self, folder: Path) -> None:
        """Write one line for each reading: `bo 伯博波...`."""
        by_reading: dict[str, str] = {}
        for character, some in self._of.items():
            for reading in some:
                by_reading[reading] = by_reading.get(reading, "") + character
        lines = (f"{reading} {characters}\n" for reading, characters in sorted(by_reading.items()))
        (folder / FILE).write_text("".join(lines), encoding="utf-8", newline="\n")

    @classmethod
    def load(cls, folder: Path) -> Readings:
        """Read what `save` wrote. Raises IndexStale where the file is missing or damaged."""
        found: dict[str, tuple[str, ...]] = {}
        try:
            for line in (folder / FILE).read_text(encoding="utf-8").splitlines():
                reading, characters = line.split(" ")
                for character in characters:
                    found[character] = (*found.get(character, ()), reading)
        except (OSError, ValueError) as error:
            raise IndexStale(
                f"{folder / FILE}: it cannot be read: {error}", "Run `archive index` to build it again."
            ) from error
        return cls(found)

    @classmethod
    @cache  # a second's work, the same for every build
    def from_pypinyin(cls) -> Readings:
        """Readings of the 18,000 simplified characters in GBK; others rarely occur in names."""
        from pypinyin import Style, pinyin

        found: dict[str, tuple[str, ...]] = {}
        for code in range(0x4E00, 0xA000):
            character = chr(code)
            if fold_characters(character) == character and character.encode("gbk", "ignore"):
                some = {latin_key(r) for r in pinyin(character, style=Style.NORMAL, heteronym=True)[0]}
                found[character] = tuple(sorted(some & SYLLABLES))
        return cls({c: some for c, some in (found | _SPECIAL_READINGS).items() if some})


class WordReadings:
    """The pinyin readings of whole words. For building indexes only: it imports pypinyin."""

    @cached_property
    def characters(self) -> Readings:
        return Readings.from_pypinyin()

    @lru_cache(maxsize=200_000)  # noqa: B019 - an instance lives as long as a build
    def keys(self, word: str) -> tuple[str, ...]:
        """The name keys of a simplified word: by its usual reading, and by that of its surname where it differs."""
        from pypinyin import lazy_pinyin

        sounds = lazy_pinyin(word)
        if len(sounds) != len(word):  # pypinyin does not know a character
            return ()
        read = [_SPECIAL_READINGS.get(c, (latin_key(sound),))[0] for c, sound in zip(word, sounds, strict=True)]
        surname = _SURNAME_READINGS.get(word[0], read[0])
        return tuple(dict.fromkeys(("".join(read), "".join((surname, *read[1:]))))) if all(read) else ()
