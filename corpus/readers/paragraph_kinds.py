"""Classifies body lines: title, byline, dateline, column, credit, subheading, separator, glossary, stray or body.

The rules use a line's form and position, and the header's title and author. They keep bylines from answering questions, and
extra or missing headlines from shifting the alignment.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence

from corpus.model import Kind, Paragraph
from corpus.readers.glossary import HEADING as GLOSSARY_HEADING
from corpus.text.folding import letters_only
from corpus.text.lines import Line

_CJK = re.compile(r"[㐀-鿿]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_SEPARATOR = re.compile(r"[×xX✕*＊※·・—\-_=○●◇◆△▲☆★\s]{1,40}")
_COMMA = re.compile(r"[，,、；;][”’」』》〉）)\"'\]】]*$")
_ENDS_SENTENCE = re.compile(r"[。！？!?；;：:…，,.][”’」』》〉）)\"'\]】]*$")

_ZH_BYLINE = re.compile(r"(?:(?:本报|新华社|本刊)?(?:特约|驻\S{1,8})?(?:记者|通讯员|评论员|特派员)|作者[:：])")
_ZH_CREDIT = re.compile(
    r"[（(【]?(?:原|据)?(?:新华社|塔斯社|本报)[^。]{0,12}[）)】]?"
    r"|[（(](?:附图片|附表|续完|未完|完|据\S{2,10}|\S{1,12}[摄供])[^。]{0,14}[）)]"
    r"|[（(〔［\[【](?:原[载載]|[转轉摘][载載]?自|[载載]).{2,30}[）)〕］\]】]|[〔［\[]据.{2,20}[〕］\]]"
    r"|[·•．]\S{1,8}[·•．]"
    r"|.{0,30}(?:摄影?|摄（[^）]{1,8}）|供稿|绘|译|（图片）)[）)]?"
)
_ZH_DATELINE = re.compile(r"[（(【]?(?:据?新华社|本报|塔斯社|\S{2,6}社)\S{0,14}[讯电][】）)]?")
_EN_BYLINE = re.compile(r"(?:By|by|BY)\s+.{2,60}|(?:Our|Staff|Special)\s+(?:[Cc]orrespondents?|[Rr]eporters?).{0,60}")
_EN_CREDIT = re.compile(
    r"[(\[]?(?:According to )?(?:Xinhua|New China|TASS)(?: News Agency)?[^.]{0,12}[)\]]?"
    r"|.{0,70}\b(?:[Pp]hoto(?:graph(?:ed)?)?(?: by .{1,40})?|[Dd]rawing by .{1,40}|[Pp]icture by .{1,40})(?:\s*\([^)]*\))?[)\]]?"
    r"|(?:Photo|Photograph|Drawing|Picture)(?:s|ed)? by .{1,60}"
    r"|[(\[〔](?:[Oo]riginally (?:published|printed|carried)|[Rr]eprinted|[Ff]irst published)\b.{3,80}[)\]〕]"
    r"|[(\[].{0,60}(?:[Pp]hoto|[Pp]icture attached|reporter)[^.]{0,40}[)\]]"
)
_EN_DATELINE = re.compile(
    r"[(\[]?(?:According to )?(?:Xinhua|Our)[^.]{0,60}(?:dispatch|\d(?:st|nd|rd|th)?|telegram|report)[)\]]?[.:]?"
)
_COLUMN = re.compile(
    r"[\[【(（*_\s]*(?:Column|专栏|專欄|栏目|欄目)[*_\s]*[:：][*_\s]*(?P<name>.+?)[\]】)）*_\s]*", re.IGNORECASE
)
"""`Column: Market Tour`, `(Column: Market Tour)`, `专栏：Market Tour`: the label may be Chinese even in the English half."""
_SET_OFF = re.compile(r"[\[【](?P<name>[^\[\]【】]+)[\]】]|\*{1,2}(?P<bold>[^*]+)\*{1,2}|(?P<colon>[^:：]+)[:：]")
"""`[Party Life]`, `**Party Life**`, `Short Commentary:`: marks that distinguish a column's name from text."""
_WIDE_GAP = re.compile(r"\u3000|\t| {2,}")
_SALUTATION = re.compile(r"\b(?:Dear|Comrades?|Editors?|Sirs?)\b.*[:：]")
_SIGNATURE_INDENT = 8
"""A short line indented by at least this many cells is a signature or credit; body lines are indented by 2 to 4."""
_HEADING_INDENT = 16
"""A short line indented by at most this many cells, above a longer line, is a subheading."""


def chinese_kinds(body: Sequence[Line], title: str, author: str) -> list[Paragraph]:
    """One paragraph for each non-blank line of a Chinese half, in order."""
    kinds = [Kind.BODY] * len(body)
    start = _mark_title(kinds, body, title, _same_chinese_title)
    if start < len(body) and _is_chinese_byline(body[start], author):
        kinds[start] = Kind.BYLINE
        start += 1
    for at in range(len(body)):
        if kinds[at] is Kind.BODY:
            kinds[at] = _chinese_kind(body, at, first=at == start)
    _mark_subheads(kinds, body, longest=40, first=start)
    return [Paragraph(line.span, kind) for line, kind in zip(body, kinds, strict=True)]


def english_kinds(body: Sequence[Line], title: str, author: str, column: str = "") -> list[Paragraph]:
    """One paragraph for each non-blank line of an English half, in order. `column` is the Chinese header's column, if any."""
    glossary = next((i for i, line in enumerate(body) if GLOSSARY_HEADING.fullmatch(line.text.strip())), len(body))
    kinds = [Kind.STRAY] * glossary + [Kind.GLOSSARY] * (len(body) - glossary)
    # Lines left in Chinese are taken out first: the rules see the other lines as if they were adjacent.
    chosen = [i for i in range(glossary) if not _is_stray(body[i].text) or (i == 0 and _COLUMN.fullmatch(body[i].text.strip()))]
    for i, kind in zip(chosen, _translated_kinds([body[i] for i in chosen], title, author, column), strict=True):
        kinds[i] = kind
    return [Paragraph(line.span, kind) for line, kind in zip(body, kinds, strict=True)]


def _translated_kinds(body: Sequence[Line], title: str, author: str, column: str) -> list[Kind]:
    kinds = [Kind.BODY] * len(body)
    start = 0
    if body and _is_column(body, title, author, column):
        kinds[0] = Kind.COLUMN
        start = 1
    start = _mark_title(kinds, body, title, _same_english_title, start)
    if start < len(body) and _is_english_byline(body[start], author):
        kinds[start] = Kind.BYLINE
        start += 1
    for at in range(len(body)):
        if kinds[at] is Kind.BODY:
            kinds[at] = _english_kind(body, at, first=at == start)
    _mark_subheads(kinds, body, longest=140, first=start)
    return kinds


def _mark_title(kinds: list[Kind], body: Sequence[Line], title: str, same: Callable[[str, str], bool], start: int = 0) -> int:
    """Mark the line or lines that repeat the header's title. Returns the index of the first line after them."""
    at = start
    joined = ""
    longest = 4 * len(title) + 200  # a longer line is no title, and folding it is slow
    while at < min(len(body), start + 4) and kinds[at] is Kind.BODY and len(body[at].text) <= longest:
        if _runs_on(body[at].text, title):
            break
        joined += body[at].text
        if same(joined, title):
            while at + 1 < len(body) and kinds[at + 1] is Kind.BODY and _is_title_again(body, at + 1, title):
                at += 1
            kinds[start : at + 1] = [Kind.TITLE] * (at + 1 - start)
            return at + 1
        # A headline over several lines, each a part of the header's title.
        if not (at - start < 3 and len(letters_only(body[at].text)) > 1 and letters_only(joined) in letters_only(title)):
            break
        at += 1
    if at > start and len(letters_only("".join(line.text for line in body[start:at]))) >= 0.5 * len(letters_only(title)):
        kinds[start:at] = [Kind.TITLE] * (at - start)
        return at
    return start


def _runs_on(line: str, title: str) -> bool:
    """Whether a line stops at a comma that the title does not have there: the first line of a poem may repeat its title."""
    text = line.strip()
    return bool(_COMMA.search(text)) and text not in title


def _is_title_again(body: Sequence[Line], at: int, title: str) -> bool:
    """Whether a line below the title repeats it as a headline. With a mark of its own at the end, or above other lines of about
    its length, it is the first verse of a poem with that title."""
    text = body[at].text.strip()
    if letters_only(text) != letters_only(title) or (_ENDS_SENTENCE.search(text) and text != title.strip()):
        return False
    following = [line.text.strip() for line in body[at + 1 : at + 3]]
    if not following or _ZH_BYLINE.match(following[0]) or _EN_BYLINE.fullmatch(following[0]):
        return True
    is_verse = len(following) == 2 or bool(_ENDS_SENTENCE.search(following[0]))  # one short line may be a byline
    return not (is_verse and all(len(text) / 2 < len(line) < 2 * len(text) for line in following))


def _same_chinese_title(line: str, title: str) -> bool:
    """Whether the line is the title, possibly followed by a salutation. A sentence that begins like a short title is not."""
    if len(line) > 2 * len(title) + 50:
        return False
    folded, folded_title = letters_only(line), letters_only(title)
    if folded != folded_title and line.rstrip().endswith("。"):
        return False
    return bool(folded_title) and folded.startswith(folded_title) and len(folded) - len(folded_title) <= 10


def _same_english_title(line: str, title: str) -> bool:
    """Whether the line is the title, possibly reworded slightly or followed by a salutation."""
    if len(line) > 2 * len(title) + 100:
        return False  # folding it is slow
    folded, folded_title = letters_only(line), letters_only(title)
    if not folded or not folded_title:
        return False
    if folded == folded_title:
        return True
    if line.rstrip().endswith(".") and not title.rstrip().endswith("."):
        return False
    if folded.startswith(folded_title):
        return len(folded) - len(folded_title) <= 30
    return difflib.SequenceMatcher(None, folded, folded_title, autojunk=False).ratio() >= 0.8


def _is_chinese_byline(line: Line, author: str) -> bool:
    text = line.text.strip()
    if _ENDS_SENTENCE.search(text) or len(text) > 40:
        return False
    return bool(_ZH_BYLINE.match(text)) or _names_author(text, author)


def _is_english_byline(line: Line, author: str) -> bool:
    text = line.text.strip()
    if len(text) > 100 or _ENDS_SENTENCE.search(text):
        return False
    return bool(_EN_BYLINE.fullmatch(text)) or _names_author(text, author)


def _names_author(text: str, author: str) -> bool:
    """Whether a line is the header's author, alone or, after a wide gap, with the place of work in front: `上海制皂厂　晏克和`."""
    return bool(author) and letters_only(author) in (letters_only(text), letters_only(_WIDE_GAP.split(text)[-1]))


def _is_column(body: Sequence[Line], title: str, author: str, column: str) -> bool:
    """Whether the first line names the column: `Column: X`, `Editorial:`, `[Party Life]`, or a short line above the title; any
    short line above a longer one if the Chinese half has a column."""
    text = body[0].text.strip()
    if _COLUMN.fullmatch(text):
        return True
    if len(column_name(text)) > 40 or len(text.split()) > 5:
        return False
    is_other = _SALUTATION.search(text) or _EN_DATELINE.fullmatch(text) or _EN_CREDIT.fullmatch(text)
    if is_other or _is_english_byline(body[0], author) or _same_english_title(text, title):
        return False
    if _SET_OFF.fullmatch(text) or (len(body) > 1 and _same_english_title(body[1].text, title)):
        return True
    if not column or len(body) < 2 or _ENDS_SENTENCE.search(text):
        return False
    following = body[1].text.strip()
    return _is_much_longer(body[1], body[0]) or bool(_is_english_byline(body[1], author) or _EN_DATELINE.fullmatch(following))


def column_name(line: str) -> str:
    """The column's name without `Column:`, brackets, asterisks or colon."""
    match = _COLUMN.fullmatch(line.strip()) or _SET_OFF.fullmatch(line.strip())
    return next((value.strip() for value in match.groups() if value), "") if match else line.strip()


def _is_stray(text: str) -> bool:
    """Whether the line was left in Chinese: it has more Chinese than Latin letters."""
    return len(_CJK.findall(text)) > len(_LATIN.findall(text)) and bool(_CJK.search(text))


def _chinese_kind(body: Sequence[Line], at: int, first: bool) -> Kind:
    text = body[at].text.strip()
    if _SEPARATOR.fullmatch(text):
        return Kind.SEPARATOR
    if len(text) <= 40 and _ZH_DATELINE.fullmatch(text):
        return Kind.DATELINE if first else Kind.CREDIT
    if len(text) <= 40 and _ZH_CREDIT.fullmatch(text):
        return Kind.CREDIT
    if not first and _is_signature(body, at, longest=40):
        return Kind.CREDIT
    return Kind.BODY


def _english_kind(body: Sequence[Line], at: int, first: bool) -> Kind:
    text = body[at].text.strip()
    if _SEPARATOR.fullmatch(text):
        return Kind.SEPARATOR
    if len(text) <= 80 and first and _EN_DATELINE.fullmatch(text):
        return Kind.DATELINE
    if len(text) <= 110 and _EN_CREDIT.fullmatch(text):
        return Kind.CREDIT
    if not first and _is_signature(body, at, longest=110):
        return Kind.CREDIT
    return Kind.BODY


def _is_signature(body: Sequence[Line], at: int, longest: int) -> bool:
    line, text = body[at], body[at].text.strip()
    if line.indent < _SIGNATURE_INDENT or len(text) > longest or _ENDS_SENTENCE.search(text):
        return False
    heads = at + 1 < len(body) and line.indent <= _HEADING_INDENT and body[at + 1].indent < line.indent
    return not (heads and _is_much_longer(body[at + 1], line))


def _is_much_longer(line: Line, than: Line) -> bool:
    return len(line.text.strip()) >= 1.5 * len(than.text.strip())


def _mark_subheads(kinds: list[Kind], body: Sequence[Line], longest: int, first: int) -> None:
    """Mark subheadings: short lines without a sentence's end, above a much longer line of text.

    Several short lines in a row are verse, captions or a list; a short line above a credit is a caption.
    """

    def short(at: int) -> bool:
        text = body[at].text.strip()
        return kinds[at] is Kind.BODY and len(text) <= longest and not _ENDS_SENTENCE.search(text) and "。" not in text

    for at in range(first, len(body) - 1):
        if not short(at) or short(at + 1) or (at > first and short(at - 1)):
            continue
        if kinds[at + 1] is Kind.BODY and _is_much_longer(body[at + 1], body[at]):
            kinds[at] = Kind.SUBHEAD
