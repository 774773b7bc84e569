"""How Chinese names are read: characters to pinyin, from pypinyin when the indexes are built, from a file of theirs afterwards.

pypinyin takes 0.3 s to import, mostly for its phrases, which tell 重庆 from 重要; a question gets by on single characters.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

from corpus.errors import IndexStale
from corpus.text.han_variants import fold_variants
from embeddings.text.romanization import SYLLABLES, letters, printed

FILE = "readings.txt"
LONGEST = 4
"""Characters of a name."""

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉"
    "岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵"
    "席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣"
    "翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀"
    "蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向"
    "古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯"
    "盖益桓公肖付闫涂尧覃区朴佟丘冼谌粟"
)
"""Of one character: those of the Hundred Family Surnames, and some that are common now."""
DOUBLE = frozenset(
    "欧阳 司马 诸葛 上官 司徒 东方 夏侯 皇甫 尉迟 公孙 慕容 长孙 宇文 令狐 端木 钟离 澹台 淳于 鲜于 闻人".split()
)
_AS_SURNAME = {
    "单": "shan", "曾": "zeng", "解": "xie", "查": "zha", "仇": "qiu", "区": "ou", "朴": "piao", "翟": "zhai", "盖": "ge",
    "覃": "qin", "任": "ren", "乐": "yue", "缪": "miao", "尉": "yu", "宓": "mi", "种": "chong",
}  # fmt: skip
"""Where a surname is not read as the character mostly is."""
_CHARACTERS = {"陕": ("shaan",)}
"""陕西 is spelled Shaanxi, to tell it from 山西."""

_BODIES = frozenset("党省市县州社")
"""What ends the names of parties, places and companies, and hardly a person's: 国民党 is no Mr Guo."""


def is_person(word: str) -> bool:
    """Whether a Chinese word begins with a surname and is as long as a person's name."""
    return (word[:2] in DOUBLE and 3 <= len(word) <= 4) or (word[:1] in SURNAMES and 2 <= len(word) <= 3)


class Readings:
    """The readings of single characters."""

    def __init__(self, characters: Mapping[str, tuple[str, ...]]) -> None:
        self._of = characters

    def of(self, character: str) -> tuple[str, ...]:
        """All readings of a simplified character; none where it is not known."""
        return self._of.get(character, ())

    def keys(self, word: str) -> frozenset[str]:
        """Every way to read a word, as keys of names."""
        found = [""]
        for character in word:
            found = [key + reading for key in found for reading in self.of(character)]
        return frozenset(found)

    def spelled(self, word: str, key: str, *, joined: bool = False) -> str:
        """A word in pinyin as names are printed, by the syllables that make its key: `Chen Boda`, `Beijing`. `joined`: it is
        known to be no person's."""
        cut = next((some for some in itertools.product(*map(self.of, word)) if "".join(some) == key), (key,))
        person = not joined and is_person(word) and word[-1] not in _BODIES
        surname = (2 if word[:2] in DOUBLE else 1) if person else len(cut)
        return printed([cut[:surname], cut[surname:]])

    def forms(self, text: str, key: str, starts: Iterable[int] | None = None) -> Iterator[str]:
        """Each stretch of two to four characters of a simplified text that may be read so; of those that begin at `starts`."""
        for start in range(len(text) - 1) if starts is None else starts:
            yield from (text[start:end] for end in self._ends(text, start, key) if end - start > 1)

    def _ends(self, text: str, at: int, rest: str, size: int = 0) -> Iterator[int]:
        if not rest:
            yield at
        elif at < len(text) and size < LONGEST:
            for reading in self.of(text[at]):
                if rest.startswith(reading):
                    yield from self._ends(text, at + 1, rest[len(reading) :], size + 1)

    def save(self, folder: Path) -> None:
        """A line a reading: `bo 伯博波...`."""
        by_reading: dict[str, str] = {}
        for character, some in self._of.items():
            for reading in some:
                by_reading[reading] = by_reading.get(reading, "") + character
        lines = (f"{reading} {characters}\n" for reading, characters in sorted(by_reading.items()))
        (folder / FILE).write_text("".join(lines), encoding="utf-8", newline="\n")

    @classmethod
    def load(cls, folder: Path) -> Readings:
        """Raises IndexStale where the file is missing or damaged."""
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
    def of_pypinyin(cls) -> Readings:
        """Those of the simplified characters that GBK has, 18,000: names are hardly written with others."""
        from pypinyin import Style, pinyin

        found: dict[str, tuple[str, ...]] = {}
        for code in range(0x4E00, 0xA000):
            character = chr(code)
            if fold_variants(character) == character and character.encode("gbk", "ignore"):
                some = {letters(r) for r in pinyin(character, style=Style.NORMAL, heteronym=True)[0]}
                found[character] = tuple(sorted(some & SYLLABLES))
        return cls({c: some for c, some in (found | _CHARACTERS).items() if some})


class WordReadings:
    """How whole words are read. For building indexes: it imports pypinyin."""

    @cached_property
    def characters(self) -> Readings:
        return Readings.of_pypinyin()

    @lru_cache(maxsize=200_000)  # noqa: B019 - one lives as long as a build
    def keys(self, word: str) -> tuple[str, ...]:
        """The keys of a simplified word: its reading as a word, and as a name where the surname is read otherwise."""
        from pypinyin import lazy_pinyin

        sounds = lazy_pinyin(word)
        if len(sounds) != len(word):  # a character that it does not know
            return ()
        read = [_CHARACTERS.get(c, (letters(sound),))[0] for c, sound in zip(word, sounds, strict=True)]
        surname = _AS_SURNAME.get(word[0], read[0])
        return tuple(dict.fromkeys(("".join(read), "".join((surname, *read[1:]))))) if all(read) else ()
