"""A conversation with an archive: questions that keep the filters that are on, go on where the last one ended, or lean on it.

    after:1957 ...        a filter stays on for the lines that follow; `-after:` takes it off, `filters off` all of them
    within:answer ...     ask the articles of the last answer only; within:2,3 those of these quotations; `-within:` ends it
    more                  the next quotations of the same question
    more like 3, not like 2   move the question towards a quotation, or away from it
    and in Anhui?         a follow-up is asked together with the question before it; `alone` asks it by itself
    undo                  take the last of these back

The same in Chinese: 更多, 更像 3, 不像 2, 限于:上文, 取消筛选, 单独, 撤销. Each answer says in its `context` what was done.
No text is made up: what is mixed in are questions that the reader asked and passages that the archive holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.answer import Answer, Context, Quote
from assistant.dialogue.followups import Command, Line, Verb, command, is_follow_up, read_line
from assistant.facts import DateSetAside, DateTaken
from assistant.text.i18n import N_
from corpus.errors import BadQuestion
from corpus.text.date_period import Period
from embeddings.query.question import NAMES, NO_DATE, filters_of, parse

CHAIN = 2
"""Earlier questions that a follow-up leans on: the last that stood alone, and the last follow-up to it."""
_DATES = ("after", "before", "on")


class Asks(Protocol):
    """What a conversation needs of `assistant.ask.Assistant`."""

    def ask(self, line: str, k: int = 5, context: Context = Context()) -> Answer: ...


@dataclass(frozen=True, slots=True)
class _Request:
    """What was asked last: a line and what it was asked with."""

    line: str
    """The question with its own filters; as typed, but without what only a conversation understands."""
    context: Context = Context()


class Conversation:
    """The state of one conversation. Each line is answered as the lines before it left things."""

    def __init__(self, assistant: Asks) -> None:
        self._assistant = assistant
        self._requests: list[_Request] = []
        """The current one last; before it, what `undo` goes back to."""
        self._shown: list[Quote] = []
        """All quotations of the current request, by rank."""

    @property
    def filters(self) -> tuple[str, ...]:
        """The filters that are on for the next line."""
        return self._filters_after(self._requests[-1]) if self._requests else ()

    def ask(self, line: str, k: int = 5) -> Answer:
        """Answer a question, or carry out a command on the one before.

        Raises BadQuestion, also for a command that has nothing to work on; else as `Assistant.ask`.
        """
        if order := command(line):
            return self._carry_out(order, k)
        read = read_line(line)
        if read.unclear:
            raise BadQuestion(
                "within:{value} names no quotation", "Write within:answer, within:2 or within:2,3.", value=read.unclear
            )
        self._check_off(read.off)
        if not read.text:
            return self._give(self._adjusted(read), k)
        return self._give(self._new(read), k)

    def reopened(self, assistant: Asks) -> None:
        """Go on with the same archive, which was opened anew."""
        self._assistant = assistant

    def resume(self, answer: Answer) -> None:
        """Go on from an answer that was given before: the next line leans on it."""
        self._requests = [_Request(answer.question.typed, replace(answer.context, skipped=0, words=()))]
        self._shown = list(answer.quotes)

    # -- commands -----------------------------------------------------------------------------------------------------

    def _carry_out(self, order: Command, k: int) -> Answer:
        last = self._last(order)
        context = last.context
        if order.verb is Verb.MORE:
            return self._more(last, k)
        if order.verb is Verb.UNDO:
            if len(self._requests) < 2:
                raise BadQuestion("there is nothing to undo", "The question stands as it was first asked.")
            self._requests.pop()
            return self._give(self._requests.pop(), k)
        if order.verb is Verb.ALONE:
            if not context.together_with:
                raise BadQuestion("the last question was asked alone already", "It leaned on no other.")
            return self._give(replace(last, context=replace(context, together_with=())), k)
        if order.verb is Verb.FILTERS_OFF:
            if not self.filters and not context.within:
                raise BadQuestion("no filter is on", "A filter is e.g. after:1957; archive ask --help lists them.")
            return self._give(_without(last, parse(last.line).filters, (), ()), k)
        ids = tuple(quote.passage.id for quote in self._quotes(order.ranks))
        liked, not_liked = (tuple(id for id in known if id not in ids) for known in (context.like, context.unlike))
        if order.verb is Verb.LIKE:
            liked += ids
        else:
            not_liked += ids
        return self._give(replace(last, context=replace(context, like=liked, unlike=not_liked)), k)

    def _last(self, order: Command) -> _Request:
        if not self._requests:
            raise BadQuestion(
                "{command}: nothing was asked yet",
                'Ask a question first; for the words themselves: "{command}".',
                command=order.verb,
            )
        return self._requests[-1]

    def _quotes(self, ranks: Sequence[int]) -> list[Quote]:
        by_rank = {quote.rank: quote for quote in self._shown}
        for rank in ranks:
            if rank not in by_rank:
                message = N_("the last answer has no quotation {rank}: there are 1 to {last}")
                if not by_rank:
                    message = N_("the last answer has no quotation {rank}: there is none")
                raise BadQuestion(message, "Quotations go by the number before them.", rank=rank, last=len(by_rank))
        return [by_rank[rank] for rank in ranks]

    def _more(self, last: _Request, k: int) -> Answer:
        answer = self._assistant.ask(last.line, k, replace(last.context, skipped=len(self._shown)))
        self._shown += answer.quotes
        return answer

    # -- questions ----------------------------------------------------------------------------------------------------

    def _new(self, read: Line) -> _Request:
        """A new question, with the filters that are on, and what it leans on."""
        question = parse(read.text)
        last = self._requests[-1] if self._requests else None
        kept, within = self._kept(question.filters, read.off), last.context.within if last else ()
        if read.within is not None:
            within = self._articles(read.within)
        elif "within" in read.off:
            within = ()
        earlier: tuple[str, ...] = ()
        if last and is_follow_up(question.text):
            before = parse(last.line).text
            earlier = last.context.together_with
            if question.text != before:  # asked again with other filters, it leans on what it leaned on, and not on itself
                earlier = (*earlier, before)
            earlier = (earlier[0], earlier[-1])[:CHAIN] if len(earlier) > 1 else earlier
        return _Request(read.text, Context(filters=kept, within=within, together_with=earlier))

    def _adjusted(self, read: Line) -> _Request:
        """The last question again, with a filter less or other articles."""
        if not self._requests:
            raise BadQuestion("nothing was asked yet", "Ask a question first.")
        last = self._requests[-1]
        off = tuple(one for one in parse(last.line).filters if _name(one).lstrip("-") in read.off)
        kept = tuple(one for one in last.context.filters if _name(one).lstrip("-") not in read.off)
        gone = _without(last, off, kept, last.context.within)
        within = gone.context.within
        if read.within is not None:
            within = self._articles(read.within)
        elif "within" in read.off:
            within = ()
        return replace(gone, context=replace(gone.context, within=within))

    def _kept(self, typed: Sequence[str], off: Sequence[str]) -> tuple[str, ...]:
        """The filters that stay on beside newly typed ones: one that is typed again, and for a date any date, replaces."""
        names = {_name(one) for one in typed} | set(off)
        if names & set(_DATES) - set(off):
            names |= set(_DATES)
        return tuple(one for one in self.filters if _name(one) not in names and _name(one).lstrip("-") not in off)

    @staticmethod
    def _filters_after(request: _Request) -> tuple[str, ...]:
        return filters_after(request.line, request.context)

    def _check_off(self, off: Sequence[str]) -> None:
        on = {_name(one).lstrip("-") for one in self.filters} | (
            {"within"} if self._requests and self._requests[-1].context.within else set()
        )
        for name in off:
            if name not in (*NAMES, "within"):
                raise BadQuestion(
                    "there is no filter {name}:", "There are {names} and within.", name=name, names=", ".join(NAMES)
                )
            if name not in on:
                raise BadQuestion(
                    "-{name}: takes nothing off",
                    "On are {filters}." if self.filters else "No filter is on.",
                    name=name,
                    filters=" ".join(self.filters),
                )

    def _articles(self, ranks: Sequence[int]) -> tuple[str, ...]:
        if not self._shown:
            raise BadQuestion("within: there is no answer yet to ask within", "Ask a question first.")
        quotes = self._quotes(ranks) if ranks else self._shown
        return tuple(dict.fromkeys(quote.article.id for quote in quotes))

    def _give(self, request: _Request, k: int) -> Answer:
        answer = self._assistant.ask(request.line, k, request.context)
        if self._requests and self._requests[-1].line != request.line:
            self._requests.clear()  # another question: there is nothing of it to undo
        self._requests.append(request)
        self._shown = list(answer.quotes)
        return answer


def filters_after(line: str, context: Context) -> tuple[str, ...]:
    """The filters that are on once a line was asked in a context: those it was asked with, and its own."""
    question = parse(line)
    # Phrases are what is asked where there is nothing else, and no condition on what is asked next.
    asked = question.text == " ".join(one.phrase for one in question.selection.phrases if one.required)
    own = (one for one in question.filters if _name(one) and not (asked and _name(one) in ("en", "zh")))
    return (*context.filters, *own)


def in_force_after(line: str, context: Context) -> tuple[str, ...]:
    """All that the next line will be asked under, each as what takes it off names it."""
    return *filters_after(line, context), *(("within:answer",) if context.within else ())


def as_asked(answer: Answer) -> tuple[str, Context]:
    """The line and the context that put a question as an answer was put: with the date that it understood, or without."""
    line, context = answer.question.typed, answer.context
    dates = [one for one in answer.understood if isinstance(one, DateTaken | DateSetAside)]
    if not dates:
        return line, context
    # What the question's own words say of dates went before the filters that stayed on; so does what they came to.
    kept = tuple(one for one in context.filters if _name(one) not in _DATES)
    meant = [name for date in dates for name in (date.filters if isinstance(date, DateTaken) else (NO_DATE,))]
    return " ".join((line, *meant)), replace(context, filters=kept)


def narrow_to(line: str, period: Period) -> str:
    """The line that asks the same of one year or month only."""
    return f"{without_dates(line)} on:{period}"


def without_dates(line: str) -> str:
    """A line without its filters that name dates."""
    for one in filters_of(line):
        if _name(one) in _DATES:
            before, _, behind = line.partition(one)
            line = f"{before.rstrip(' ')} {behind.lstrip(' ')}".strip()
    return line


def _name(typed: str) -> str:
    """The name of a filter as typed; `-en:foreign` is another one than `en:`. Empty for a quoted phrase."""
    return "" if typed[0] in '"“' else typed.replace("：", ":").partition(":")[0].lower()


def _without(request: _Request, off: Sequence[str], kept: tuple[str, ...], within: tuple[str, ...]) -> _Request:
    """The request without some of its own filters, and with these others."""
    line = request.line
    for one in off:
        line = " ".join(line.replace(one, " ", 1).split())
    return _Request(line, replace(request.context, filters=kept, within=within))
