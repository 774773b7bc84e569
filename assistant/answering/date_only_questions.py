"""Questions that ask about a day, a month or a year in general, such as `What happened on 3 September 1966?`. No passage answers
them; a list of what was printed then does."""

from __future__ import annotations

import re

from assistant.facts import ArticlesOfPeriod
from corpus.selection import Selection
from corpus.storage.catalog import Catalog
from corpus.text.date_period import Period
from embeddings.query.question import Question, without_date
from embeddings.text.analyzer import Analyzer

_SAYS_NOTHING = re.compile(
    r"\b(?:happen(?:ed|s|ing)?|occur(?:red|s)?|took|take|place|events?|news|(?:news)?papers?|articles?|report(?:s|ed)?|"
    r"print(?:ed)?|publish(?:ed)?|written|wrote|archive|day|month|year|any|some|every)(?:thing)?\b|"
    r"发生|出现|有过|过|事情|大事|事件|事|新闻|消息|报纸|报道|刊登|登载|登|文章|当天|当日|[那这]一?[天日月年]|[天日]",
    re.IGNORECASE,
)
"""Words beside the date that ask for nothing in particular."""


def date_only_period(question: Question, analyzer: Analyzer) -> Period | None:
    """The day, month or year that a question asks about in general; None where it asks for something in particular."""
    if question.date_mention is None:
        return None
    rest = _SAYS_NOTHING.sub("\n", without_date(question.text, question.date_mention))
    days = question.date_mention.days
    return Period.between(days.since, days.until) if analyzer.only_stopwords(rest) else None


def count_articles(period: Period, contents: Catalog) -> ArticlesOfPeriod:
    """How many articles the archive has of a day, a month or a year."""
    months = contents.months(Selection(since=period.first, until=period.end))
    return ArticlesOfPeriod(str(period), sum(month.articles for month in months))
