"""GB/T 7714-2015, the Chinese standard for references, for articles in newspapers."""

from __future__ import annotations

from assistant.text.citations.author_names import authors_of
from assistant.text.citations.style import MACHINE, CitationStyle
from corpus.model import AlignedPassage, Article

_AT_MOST = 3
"""Authors that are named; with more, three and 等."""


def cite(article: Article, passage: AlignedPassage) -> str:
    """李峰, 欧阳树人. 大办“小洋群”[N]. 人民日报, 1960-04-25(3)."""
    authors = authors_of(article.author_zh, article.author_en)
    chinese = bool(article.title_zh or article.newspaper.chinese)
    names = [name.family + name.given for name in authors.names[:_AT_MOST]]
    if authors.others or len(authors.names) > _AT_MOST:
        names.append("等" if chinese else "et al")
    title = article.title_zh or article.title_en
    newspaper = article.newspaper.chinese or article.newspaper.english
    date = article.date.isoformat() if article.date else "日期不详" if chinese else "n.d."
    page = f"({article.page})" if article.page is not None else ""
    parts = (", ".join(names), f"{title}[N]" if title else "[N]", f"{newspaper}, {date}{page}")
    text = ". ".join(part for part in parts if part) + "."
    if not (article.machine_translated and passage.english):
        return text
    return f"{text} {'英文为机器翻译.' if chinese else MACHINE}"


GB_T_7714 = CitationStyle("gb-t-7714-2015", "李峰. 大办“小洋群”[N]. 人民日报, 1960-04-25(3): GB/T 7714-2015", cite)
