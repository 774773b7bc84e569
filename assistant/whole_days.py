"""Questions that ask for a day, a month or a year and nothing of it, such as `What happened on 3 September 1966?`: no passage
answers them; what the archive has of that time does."""

from __future__ import annotations

import re

from assistant.cite import day
from corpus.contents import Contents
from corpus.counting import counted
from corpus.period import Period
from corpus.selection import Selection
from embeddings.question import Question, without_date
from embeddings.tokens import Tokenizer

_SAYS_NOTHING = re.compile(
    r"\b(?:happen(?:ed|s|ing)?|occur(?:red|s)?|took|take|place|events?|news|(?:news)?papers?|articles?|report(?:s|ed)?|"
    r"print(?:ed)?|publish(?:ed)?|written|wrote|archive|day|month|year|any|some|every)(?:thing)?\b|"
    r"发生|出现|有过|过|事情|大事|事件|事|新闻|消息|报纸|报道|刊登|登载|登|文章|当天|当日|[那这]一?[天日月年]|[天日]",
    re.IGNORECASE,
)
"""What may stand beside the date, and asks for nothing of it."""


def whole_days(question: Question, tokenizer: Tokenizer) -> Period | None:
    """The day, month or year that is all a question asks for; None where it asks for something."""
    if question.dated is None:
        return None
    rest = _SAYS_NOTHING.sub(" ", without_date(question.text, question.dated))
    days = question.dated.days
    return Period.between(days.since, days.until) if tokenizer.only_asks(rest) else None


def told_of(period: Period, contents: Contents) -> str:
    """What the archive has of a day, a month or a year, and where to look at it."""
    named = day(period.first) if period.day else str(period)
    count = sum(month.articles for month in contents.months(Selection(since=period.first, until=period.behind)))
    if not count:
        return f"The archive has no article of {named}."
    return f"The archive has {counted(count, 'article')} of {named}: archive browse {period} shows what, F5 in the chat."
