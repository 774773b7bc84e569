"""How the chat words outcomes, citations and errors, as plain strings. It says nothing about the content of the archive."""

from __future__ import annotations

import traceback
from pathlib import PurePath

from assistant.answer import Quote
from assistant.output.layout.answer import unbroken
from assistant.text.citation import citation
from assistant.text.i18n import N_, localized_day, translate, translate_error
from assistant.wording.messages import warning_text
from corpus.errors import ArchiveError
from corpus.model import Article

_OUR_FAULT = N_("This is a fault of the program, not of your question. The chat goes on; other questions may work.")


def citation_line(article: Article) -> str:
    """Newspaper, date, page and column in one line, for the head of an article."""
    parts = [str(article.newspaper)]
    if article.date:
        parts.append(unbroken(localized_day(article.date)))
    if article.page is not None:
        parts.append(unbroken(translate("p. {page}", page=article.page)))
    if article.column:
        parts.append(article.column)
    return " · ".join(part for part in parts if part)


def error_text(error: Exception) -> tuple[str, str]:
    """What happened and what the reader can do. Any unexpected error is reported as a bug."""
    if isinstance(error, ArchiveError):
        return translate_error(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({PurePath(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    detail = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return f"{detail}{place}", translate(_OUR_FAULT)


def quotation(quote: Quote) -> str:
    """Both languages and the citation, for copying; the texts are the source's, to the character. Warnings follow, marked as
    no part of the quotation."""
    sides = [excerpt.text for side in ("en", "zh") if (excerpt := quote.passage.excerpt(side))]
    notes = [translate("[Note, not part of the quotation: {warning}]", warning=warning_text(one)) for one in quote.warnings]
    return "\n\n".join([*sides, "\n".join([citation(quote.article, quote.passage), *notes])])
