"""A conversation with an archive: filters stay on, and a line can refer to the answer before it.

    after:1957 ...            a filter applies to the following lines too; `-after:` removes it, `filters off` removes all
    within:answer ...         ask only the articles of the last answer; within:2,3 those of two quotations; `-within:` ends it
    more                      the next quotations for the same question
    more like 3, not like 2   move the question towards a quotation, or away from it
    and in Anhui?             a follow-up is asked together with the question before it; `alone` asks it by itself
    undo                      undo the last of these

The same in Chinese: 更多, 更像 3, 不像 2, 限于:上文, 取消筛选, 单独, 撤销. The `context` of an answer records what was done.
No text is invented: a question is combined only with the reader's earlier questions and with passages of the archive.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.answer import Answer, Context, Quote
from assistant.dialogue.followups import Command, Line, Verb, command, interpret_line, is_follow_up
from assistant.facts import DateApplied, DateIgnored
from assistant.text.i18n import N_
from corpus.errors import BadQuestion
from corpus.model import SIDES
from corpus.text.date_period import Period
from embeddings.query.filter_table import ANY_DATE, FILTERS, is_date_filter
from embeddings.query.filters import TypedFilter
from embeddings.query.question import Question, parse

CHAIN = 2
"""Earlier questions that a follow-up is combined with: the last independent one, and the last follow-up to it."""


class QuestionAnswerer(Protocol):
    """The part of `assistant.ask.Assistant` that a conversation uses."""

    def ask(self, question: Question, k: int = 5, context: Context = Context()) -> Answer: ...


@dataclass(frozen=True, slots=True)
class _Request:
    """A question and its context."""

    question: Question
    """With its own filters only."""
    context: Context = Context()


class Conversation:
    """The state of one conversation."""

    def __init__(self, assistant: QuestionAnswerer) -> None:
        self._assistant = assistant
        self._requests: list[_Request] = []
        """The current one last; before it, those that `undo` returns to."""
        self._shown: list[Quote] = []
        """All quotations of the current request, by rank."""

    @property
    def filters(self) -> tuple[str, ...]:
        """The filters that apply to the next line, as typed."""
        return tuple(one.text for one in self._active)

    @property
    def _active(self) -> tuple[TypedFilter, ...]:
        return _active_after(self._requests[-1].question, self._requests[-1].context) if self._requests else ()

    def ask(self, line: str, k: int = 5) -> Answer:
        """Answer a question, or carry out a command on the last one.

        Raises BadQuestion, also for a command that cannot be carried out; else as `Assistant.ask`.
        """
        if order := command(line):
            return self._carry_out(order, k)
        read = interpret_line(line)
        if read.unclear:
            raise BadQuestion(
                "within:{value} names no quotation", "Write within:answer, within:2 or within:2,3.", value=read.unclear
            )
        self._check_off(read.off)
        if not read.text:
            return self._give(self._adjusted(read), k)
        return self._give(self._new(read), k)

    def reconnect(self, assistant: QuestionAnswerer) -> None:
        """Continue with the same archive after it was opened again."""
        self._assistant = assistant

    def resume(self, answer: Answer) -> None:
        """Continue after an answer of an earlier session."""
        self._requests = [_Request(parse(answer.question.typed), replace(answer.context, skipped=0, words=()))]
        self._shown = list(answer.quotes)

    # -- commands -----------------------------------------------------------------------------------------------------

    def _carry_out(self, order: Command, k: int) -> Answer:
        last = self._last(order)
        context = last.context
        if order.verb is Verb.MORE:
            return self._more(last, k)
        if order.verb is Verb.UNDO:
            if len(self._requests) < 2:
                raise BadQuestion("there is nothing to undo", "The question is as it was first asked.")
            self._requests.pop()
            return self._give(self._requests.pop(), k)
        if order.verb is Verb.ALONE:
            if not context.together_with:
                raise BadQuestion("the last question was already asked alone", "It did not depend on an earlier question.")
            return self._give(replace(last, context=replace(context, together_with=())), k)
        if order.verb is Verb.FILTERS_OFF:
            if not self.filters and not context.within:
                raise BadQuestion("no filter is on", "A filter is e.g. after:1957; archive ask --help lists them.")
            names = {TypedFilter.parse(one).name for one in last.question.filters}
            return self._give(_replaced(last, names, (), ()), k)
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
                raise BadQuestion(message, "Use the number in front of a quotation.", rank=rank, last=len(by_rank))
        return [by_rank[rank] for rank in ranks]

    def _more(self, last: _Request, k: int) -> Answer:
        answer = self._assistant.ask(last.question, k, replace(last.context, skipped=len(self._shown)))
        self._shown += answer.quotes
        return answer

    # -- questions ----------------------------------------------------------------------------------------------------

    def _new(self, read: Line) -> _Request:
        """A new question with the filters that are on, and the questions that it follows up."""
        question = parse(read.text)
        last = self._requests[-1] if self._requests else None
        kept = self._kept(question, read.off)
        within = self._within(read, last.context.within if last else ())
        earlier: tuple[str, ...] = ()
        if last and is_follow_up(question.text):
            before = last.question.text
            earlier = last.context.together_with
            if question.text != before:  # a question that is repeated with other filters is not combined with itself
                earlier = (*earlier, before)
            earlier = (earlier[0], earlier[-1])[:CHAIN] if len(earlier) > 1 else earlier
        return _Request(question, Context(filters=kept, within=within, together_with=earlier))

    def _adjusted(self, read: Line) -> _Request:
        """The last question again, without some filters or for other articles."""
        if not self._requests:
            raise BadQuestion("nothing was asked yet", "Ask a question first.")
        last = self._requests[-1]
        kept = tuple(one for one in last.context.filters if TypedFilter.parse(one).name not in read.off)
        return _replaced(last, read.off, kept, self._within(read, last.context.within))

    def _within(self, read: Line, before: tuple[str, ...]) -> tuple[str, ...]:
        """The articles that a line is limited to."""
        if read.within is not None:
            return self._articles(read.within)
        return () if "within" in read.off else before

    def _kept(self, question: Question, off: Sequence[str]) -> tuple[str, ...]:
        """The filters that stay on. A filter that is typed again replaces the earlier one; a date, also one in the question's
        words, replaces any date."""
        keys = {TypedFilter.parse(one).key for one in question.filters}
        has_date = question.date_mention is not None or any(map(is_date_filter, keys))
        return tuple(
            one.text
            for one in self._active
            if one.key not in keys and one.name not in off and not (has_date and is_date_filter(one.name))
        )

    def _check_off(self, off: Sequence[str]) -> None:
        on = {one.name for one in self._active}
        if self._requests and self._requests[-1].context.within:
            on.add("within")
        for name in off:
            if name not in (*FILTERS, "within"):
                raise BadQuestion(
                    "there is no filter {name}:", "There are {names} and within.", name=name, names=", ".join(FILTERS)
                )
            if name not in on:
                raise BadQuestion(
                    "-{name}: there is no such filter to remove",
                    "Filters that are on: {filters}." if self.filters else "No filter is on.",
                    name=name,
                    filters=" ".join(self.filters),
                )

    def _articles(self, ranks: Sequence[int]) -> tuple[str, ...]:
        if not self._shown:
            raise BadQuestion("within: there is no answer yet", "Ask a question first.")
        quotes = self._quotes(ranks) if ranks else self._shown
        return tuple(dict.fromkeys(quote.article.id for quote in quotes))

    def _give(self, request: _Request, k: int) -> Answer:
        answer = self._assistant.ask(request.question, k, request.context)
        if self._requests and self._requests[-1].question != request.question:
            self._requests.clear()  # another question: there is nothing of it to undo
        self._requests.append(request)
        self._shown = list(answer.quotes)
        return answer


def _active_after(question: Question, context: Context) -> tuple[TypedFilter, ...]:
    """The filters that apply to the line after a question: those of its context, and its own."""
    own = (TypedFilter.parse(text) for text in question.filters)
    # Phrases that are all of a question are what it looks for, not a condition on the next question.
    kept = (one for one in own if one.name and not (question.phrases_only and one.name in SIDES))
    return (*(TypedFilter.parse(text) for text in context.filters), *kept)


def filters_after(answer: Answer) -> tuple[str, ...]:
    """The filters that apply to the line after an answer, each with the name that removes it."""
    active = _active_after(parse(answer.question.typed), answer.context)
    return *(one.text for one in active), *(("within:answer",) if answer.context.within else ())


def for_timeline(answer: Answer) -> tuple[Question, Context]:
    """The question of an answer with the date that was found in its words as a filter, so that a timeline counts the same days."""
    question, context = parse(answer.question.typed), answer.context
    dates = [one for one in answer.understood if isinstance(one, DateApplied | DateIgnored)]
    if not dates:
        return question, context
    # The dates in the question's words, and so the filters for them, override the dates of earlier lines.
    kept = tuple(one for one in context.filters if not is_date_filter(TypedFilter.parse(one).name))
    applied = [text for one in dates for text in (one.filters if isinstance(one, DateApplied) else (ANY_DATE,))]
    with_dates = question.with_filters(TypedFilter.parse(text) for text in applied)
    return replace(with_dates, typed=with_dates.line()), replace(context, filters=kept)


def narrow_to(question: Question, context: Context, period: Period) -> str:
    """The line that asks the same question about one year or month only. Filters of the context stay on anyway."""
    own = replace(question, filters=tuple(one for one in question.filters if one not in context.filters))
    names = [name for name in FILTERS if is_date_filter(name)]
    return own.without_filters(names).with_filters([TypedFilter.parse(f"on:{period}")]).line()


def _replaced(request: _Request, removed: Iterable[str], filters: tuple[str, ...], within: tuple[str, ...]) -> _Request:
    """The request without some of its own filters, and with another context."""
    question = request.question.without_filters(removed)
    if question.filters == request.question.filters:
        return _Request(request.question, replace(request.context, filters=filters, within=within))
    question = replace(question, typed=question.line())
    return _Request(question, replace(request.context, filters=filters, within=within))
