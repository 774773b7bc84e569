"""Facts as sentences in the reader's language. Each function covers one union of facts, and mypy checks that none is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from assistant.answer import Exactness, Outcome, Quote, QuoteMatch, Reprint
from assistant.facts import (
    AlignmentUncertain,
    AmountMissing,
    AnswerKind,
    AnswerMissing,
    ArchiveCovers,
    ArchiveEmpty,
    ArticleGone,
    ArticlesOfPeriod,
    AskedTogether,
    ContextNote,
    CoverageTooLow,
    DateApplied,
    DateIgnored,
    DatesDiffer,
    DetailDiffers,
    EmptyTimelineReason,
    FileChanged,
    FiltersKept,
    Interpretation,
    KeywordPreview,
    MatchesFilteredOut,
    MatchesOutsideFilters,
    NameRead,
    NearestFollows,
    NoOriginal,
    NothingFits,
    NoTranslation,
    NoWordFound,
    NumbersDiffer,
    OnlyCommonWords,
    OnlyDistantMatches,
    OnlyLinesFit,
    PassageChanged,
    PassagesSkipped,
    PassageWarning,
    QuotationNotFound,
    Reason,
    RecordedText,
    RelevanceFeedbackApplied,
    SentencesUntranslated,
    UnknownWords,
    WeakMatch,
    WithinArticles,
)
from assistant.text.citation import citation
from assistant.text.i18n import N_, current_language, listed, localized_day, translate, translate_plural
from corpus.text.date_period import Period

_ANSWER_KINDS = {
    AnswerKind.MONEY: N_("an amount of money"),
    AnswerKind.SHARE: N_("a share or a percentage"),
    AnswerKind.AREA: N_("an area"),
    AnswerKind.LENGTH: N_("a length"),
    AnswerKind.WEIGHT: N_("a weight"),
    AnswerKind.DURATION: N_("a length of time"),
    AnswerKind.PEOPLE: N_("a number of people"),
    AnswerKind.NUMBER: N_("a number"),
    AnswerKind.PERSON: N_("a person"),
    AnswerKind.WINNER: N_("a winner"),
    AnswerKind.PLACE: N_("a place"),
    AnswerKind.DATE: N_("a date"),
    AnswerKind.REASON: N_("a reason"),
}


def warning_text(warning: PassageWarning) -> str:
    match warning:
        case NoTranslation():
            return translate("The English half of the file has no translation of this passage.")
        case NoOriginal():
            return translate("The Chinese half of the file has nothing that corresponds to this passage.")
        case NumbersDiffer(chinese, english):
            return translate(
                "The numbers differ: {zh} in the Chinese, {en} in the English.", zh=listed(chinese), en=listed(english)
            )
        case DatesDiffer(chinese, day, english):
            return translate(
                "The dates differ: {zh} in the Chinese ({day}, going by the date of print), {en} in the English.",
                zh=chinese,
                day=localized_day(day),
                en=english,
            )
        case AlignmentUncertain():
            return translate("The alignment of the two sides is uncertain here; compare them in the whole article.")
        case SentencesUntranslated(count):
            return translate_plural(
                count,
                "{count} sentence of the Chinese has no counterpart in the English.",
                "{count} sentences of the Chinese have no counterpart in the English.",
            )
        case FileChanged():
            return translate("The source file no longer contains this text. Run archive verify for details.")
        case ArticleGone():
            return translate("The archive has changed since: it no longer contains this article. This is what was quoted then.")
        case PassageChanged():
            return translate(
                "The archive has changed since: the article no longer contains this passage as quoted. This is what was "
                "quoted then."
            )
        case RecordedText(sentence):
            return sentence
        case _:
            assert_never(warning)


def _words_in(coverage: float) -> str:
    """How much of the question a passage contains."""
    if round(coverage, 2) <= 0:
        return translate("none of the question's words")
    if round(coverage, 2) >= 1:
        return translate("all of the question's words")
    return translate("{share} of the question's words, weighted by rarity", share=f"{coverage:.0%}")


def reason_text(reason: Reason) -> str:
    match reason:
        case KeywordPreview():
            return translate("Found by words alone while the model is loading. The answer will appear here.")
        case WeakMatch(coverage):
            return translate(
                "The match is weak: the closest passage contains {words}. Read it before you rely on it.",
                words=_words_in(coverage),
            )
        case OnlyDistantMatches(coverage):
            return translate("Only distant matches: the closest passage contains {words}.", words=_words_in(coverage))
        case UnknownWords(words):
            return translate("No passage contains {words} in either language.", words=listed(f"“{word}”" for word in words))
        case AmountMissing(kind) | AnswerMissing(kind):
            return translate(
                "The question asks for {missing}, but the first passage gives none.", missing=translate(_ANSWER_KINDS[kind])
            )
        case DetailDiffers(_, asked, given):
            return translate(
                "The question names {asked}; the first passage has {given} instead.",
                asked=f"“{asked}”",
                given=listed(f"“{text}”" for text in given),
            )
        case NothingFits():
            return translate("No passage matches the filters.")
        case OnlyLinesFit():
            return translate("No passage of running text matches the filters, but lines of other kinds do, such as headlines.")
        case ArchiveEmpty():
            return translate("The archive has no passages.")
        case MatchesOutsideFilters():
            return _outside_filters(reason)
        case ArchiveCovers():
            return _covers(reason)
        case ArticlesOfPeriod(period, articles):
            return _articles_of_period(Period.parse(period), articles)
        case NearestFollows():
            return translate("What follows is the closest match, not an answer.")
        case RecordedText(sentence):
            return sentence
        case _:
            assert_never(reason)


def _covers(reason: ArchiveCovers) -> str:
    first, last = localized_day(reason.first), localized_day(reason.last)
    if reason.days and reason.dates_outside:
        return translate_plural(
            reason.days,
            "The archive has {count} day between {first} and {last}, and none that you asked about.",
            "The archive has {count} days between {first} and {last}, and none that you asked about.",
            first=first,
            last=last,
        )
    if reason.days:
        return translate_plural(
            reason.days,
            "The archive has {count} day between {first} and {last}.",
            "The archive has {count} days between {first} and {last}.",
            first=first,
            last=last,
        )
    template = N_("The archive covers {first} to {last}.")
    if reason.dates_outside:
        template = N_("The archive covers {first} to {last}, which does not include the dates you asked about.")
    return translate(template, first=first, last=last)


def _outside_filters(reason: MatchesOutsideFilters) -> str:
    filters = " ".join(reason.filters)
    if reason.within_articles:
        filters = (
            translate("{filters} and the articles searched", filters=filters) if filters else translate("the articles searched")
        )
    return translate_plural(
        reason.passages,
        "Outside {filters} there is {count} passage that may answer.",
        "Outside {filters} there are {count} passages that may answer.",
        count=f"{reason.passages:,}",
        filters=filters,
    )


def _articles_of_period(period: Period, articles: int) -> str:
    day = localized_day(period.first) if period.day else str(period)
    if not articles:
        return translate("The archive has no article from {day}.", day=day)
    return translate_plural(
        articles,
        "The archive has {count} article from {day}. To see it: archive browse {period}, or F5 in the chat.",
        "The archive has {count} articles from {day}. To see them: archive browse {period}, or F5 in the chat.",
        count=f"{articles:,}",
        day=day,
        period=period,
    )


def empty_timeline_text(reason: EmptyTimelineReason) -> str:
    match reason:
        case MatchesFilteredOut(passages):
            return translate_plural(
                passages,
                "The filters exclude everything that would be counted: {count} passage.",
                "The filters exclude everything that would be counted: {count} passages.",
            )
        case OnlyCommonWords():
            return translate(
                "The question has only question words and very common words, so there is nothing to count over time."
            )
        case NoWordFound():
            return translate("No passage contains any of the question's words.")
        case CoverageTooLow(coverage):
            return translate(
                "Even the best passage contains only {share} of the question's words, weighted by rarity: too few to count by.",
                share=f"{coverage:.0%}",
            )
        case _:
            assert_never(reason)


def count_text(coverage: float) -> str:
    """What a timeline counts; `coverage` is that of the best passage."""
    return translate(
        "Counted by words, not by meaning: the passages with at least half as many of the question's words as the best one, "
        "which has {share} of them. Rare words count for more.",
        share=f"{coverage:.0%}",
    )


def interpretation_text(one: Interpretation) -> str:
    match one:
        case DateApplied(phrase, filters, 0):
            return translate("“{text}” was read as {filters}; on:any removes it.", text=phrase, filters=" ".join(filters))
        case DateApplied(phrase, filters, lag):
            return translate(
                "“{text}” was read as {filters} plus the {days} days after it; on:any removes it.",
                text=phrase,
                filters=" ".join(filters),
                days=lag,
            )
        case DateIgnored():
            return translate(
                "“{text}” ({filters}) was ignored: {why}.",
                text=one.phrase,
                filters=" ".join(one.filters),
                why=_why_set_aside(one),
            )
        case NameRead(phrase, forms):
            return translate("Name: {forms}.", forms=" = ".join((phrase, *forms)))
        case QuotationNotFound(phrase):
            return translate("“{text}” was not found in print in these words.", text=phrase)
        case _:
            assert_never(one)


def _why_set_aside(date: DateIgnored) -> str:
    match date.why:
        case "better-match-elsewhere":
            return translate("the best match was printed at another time")
        case "archive-undated":
            return translate("no article of the archive has a date")
        case "nothing-counted":
            return translate("no passage from that time would be counted")
        case "nothing-printed" if date.coverage:
            first, last = map(localized_day, date.coverage)
            if date.days:
                return translate_plural(
                    date.days,
                    "the archive has nothing of that time, but {count} day between {first} and {last}",
                    "the archive has nothing of that time, but {count} days between {first} and {last}",
                    first=first,
                    last=last,
                )
            return translate("nothing was printed then (the archive has {first} to {last})", first=first, last=last)
        case "nothing-printed":
            return translate("nothing was printed then")
        case _:
            assert_never(date.why)


def context_text(note: ContextNote) -> str:
    """What was added, and how to take it back."""
    match note:
        case AskedTogether(questions):
            earlier = translate(" and ").join(f"“{question}”" for question in questions)
            return translate("Asked together with {earlier}. To ask it by itself: alone", earlier=earlier)
        case FiltersKept(filters):
            off = f"-{filters[0].lstrip('-').partition(':')[0]}:" if len(filters) == 1 else translate("filters off")
            return translate("Filters still on: {filters}. To remove: {off}", filters=" ".join(filters), off=off)
        case WithinArticles(articles):
            return translate_plural(
                articles,
                "Only in {count} article of an earlier answer. To search everywhere: -within:",
                "Only in {count} articles of an earlier answer. To search everywhere: -within:",
            )
        case RelevanceFeedbackApplied(like, unlike, words):
            parts = [translate("towards {passages}", passages=listed(like))] if like else []
            parts += [translate("away from {passages}", passages=listed(unlike))] if unlike else []
            parts += [translate("with the words {words}", words=listed(words))] if words else []
            return translate("Searched {parts}; these passages are not shown again. To go back: undo", parts=listed(parts))
        case PassagesSkipped(count):
            return translate("After the {skipped} already shown.", skipped=count)
        case _:
            assert_never(note)


def match_text(match: QuoteMatch) -> str:
    """How exactly a quote contains a pasted text."""
    if round(match.part, 2) < 1:
        return _part_text(match, f"{match.part:.0%}")
    match match.exactness:
        case Exactness.EXACT:
            return translate("Printed here, character for character.")
        case Exactness.LETTERS:
            return translate("Printed here, apart from punctuation, spaces or character forms.")
        case Exactness.NEAR:
            return translate("Printed here with changes: {share} of the characters are the same.", share=f"{match.share:.0%}")
        case _:
            assert_never(match.exactness)


def _part_text(match: QuoteMatch, part: str) -> str:
    match match.exactness:
        case Exactness.EXACT:
            return translate("Of the pasted text {part} is printed here, character for character.", part=part)
        case Exactness.LETTERS:
            return translate(
                "Of the pasted text {part} is printed here, but for punctuation, blanks or the form of letters.", part=part
            )
        case Exactness.NEAR:
            return translate(
                "Of the pasted text {part} is printed here nearly so: {share} of the letters are the same.",
                part=part,
                share=f"{match.share:.0%}",
            )
        case _:
            assert_never(match.exactness)


def reprint_text(reprint: Reprint) -> str:
    passage, cited = reprint.passage.id, citation(reprint.article, reprint.passage)
    if not reprint.differing:
        return translate("Also printed: [{passage}] {citation}", passage=passage, citation=cited)
    return translate_plural(
        reprint.differing,
        "Also printed, with {count} character changed: [{passage}] {citation}",
        "Also printed, with {count} characters changed: [{passage}] {citation}",
        passage=passage,
        citation=cited,
    )


def outcome_label(outcome: Outcome) -> str:
    """The label of a quote; empty where it answers."""
    match outcome:
        case Outcome.FOUND:
            return ""
        case Outcome.WEAK:
            return translate("weak match")
        case Outcome.NOTHING:
            return translate("distant match")
        case _:
            assert_never(outcome)


def reasons_text(reasons: Sequence[Reason]) -> str:
    """All reasons as one paragraph."""
    return (" " if current_language() == "en" else "").join(map(reason_text, reasons))


def quote_notes(quote: Quote) -> list[str]:
    """What is shown under the citation: the match of a pasted text, and reprints."""
    matched = [match_text(quote.quote_match)] if quote.quote_match else []
    return [*matched, *map(reprint_text, quote.reprints)]
