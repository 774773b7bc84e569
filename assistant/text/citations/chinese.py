"""The form of Chinese historians, as the journal 《历史研究》 asks for it."""

from __future__ import annotations

from assistant.text.citations.style import CitationStyle
from corpus.model import AlignedPassage, Article, Kind

_INNER = str.maketrans("《》", "〈〉")
"""Marks of a title inside a title."""
_KINDS = {
    Kind.TITLE: "标题",
    Kind.SUBHEAD: "小标题",
    Kind.BYLINE: "署名",
    Kind.DATELINE: "电头",
    Kind.CREDIT: "来源或落款",
    Kind.COLUMN: "专栏名",
    Kind.SEPARATOR: "分隔符",
    Kind.GLOSSARY: "译者注",
    Kind.STRAY: "英文部分中的中文",
}


def cite(article: Article, passage: AlignedPassage) -> str:
    """李峰：《大办“小洋群”》，《人民日报》1960年4月25日，第3版。"""
    names = article.author_zh or article.author_en
    author = f"{names}：" if names else ""
    title = _title(article.title_zh or article.title_en)
    newspaper = _title(article.newspaper.chinese or article.newspaper.english)
    date = f"{article.date.year}年{article.date.month}月{article.date.day}日" if article.date else "日期不详"
    page = f"第{article.page}版" if article.page is not None else ""
    kind = "" if passage.kind is Kind.BODY else _KINDS[passage.kind]
    text = author + "，".join(part for part in (title, newspaper + date, page, kind) if part) + "。"
    return f"{text}英文为机器翻译。" if article.machine_translated and passage.english else text


def _title(text: str) -> str:
    return f"《{text.translate(_INNER)}》" if text else ""


CHINESE = CitationStyle("chinese", "《人民日报》1960年4月25日，第3版: the form of Chinese historians", cite)
