"""Questions that ask about a day, a month or a year in general, such as `What happened on 3 September 1966?`. No passage answers
them; the list of what was printed then does."""

from __future__ import annotations

import re

from corpus.selection import Selection
from corpus.storage.catalog import Catalog
from corpus.text.date_format import format_day
from corpus.text.date_period import Period
from corpus.text.plurals import counted
from embeddings.query.question import Question, without_date
from embeddings.text.analyzer import Analyzer

_SAYS_NOTHING = re.compile(
    r"\b(?:happen(?:ed|s|ing)?|occur(?:red|s)?|took|take|place|events?|news|(?:news)?papers?|articles?|report(?:s|ed)?|"
    r"print(?:ed)?|publish(?:ed)?|written|wrote|archive|day|month|year|any|some|every)(?:thing)?\b|"
    r"发生|出现|有过|过|事情|大事|事件|事|新闻|消息|报纸|报道|刊登|登载|登|文章|当天|当日|[那这]一?[天日月年]|[天日]",
    re.IGNORECASE,
)
"""Words beside the date that ask for nothing in particular."""


def date_only_period(question: Question, tokenizer: Analyzer) -> Period | None:
    """The day, month or year that a question asks about in general; None where it asks for something in particular."""
    if question.dated is None:
        return None
    rest = _SAYS_NOTHING.sub(" ", without_date(question.text, question.dated))
    days = question.dated.days
    return Period.between(days.since, days.until) if tokenizer.only_asks(rest) else None


def describe_period(period: Period, contents: Catalog) -> str:
    """What the archive has of a day, a month or a year, and where to look at it."""
    named = format_day(period.first) if period.day else str(period)
    count = sum(month.articles for month in contents.months(Selection(since=period.first, until=period.behind)))
    if not count:
        return f"The archive has no article of {named}."
    return f"The archive has {counted(count, 'article')} of {named}: archive browse {period} shows what, F5 in the chat."
