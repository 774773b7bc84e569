"""The default style: newspaper, day, page, title and paragraph, in both languages where the record has both."""

from __future__ import annotations

from assistant.text.citations.style import MACHINE, CitationStyle, paragraphs, titles
from corpus.model import AlignedPassage, Article
from corpus.text.date_format import format_day


def cite(article: Article, passage: AlignedPassage) -> str:
    """People's Daily (人民日报), 25 April 1960, p. 3, “Vigorously Develop ‘Small Foreign Groups’” (大办“小洋群”), ¶4."""
    parts = [
        str(article.newspaper),
        format_day(article.date) if article.date else "n.d.",
        f"p. {article.page}" if article.page is not None else "",
        titles(article),
        paragraphs(passage),
    ]
    text = ", ".join(part for part in parts if part) + "."
    return f"{text} {MACHINE}" if article.machine_translated and passage.english else text


BILINGUAL = CitationStyle("bilingual", "Newspaper, day, page, title and paragraph, in both languages", cite)
