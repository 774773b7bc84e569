"""Every message of the chat. Widgets post what the reader wants, the desk posts what came of it; the app changes things."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from assistant.answer import Answer, Quote
from assistant.exploring.browse import Browsed
from assistant.facts import PassageWarning
from assistant.system.clipboard import Copied
from corpus.ingesting.report import Report
from corpus.model import AlignedArticle, Newspaper
from corpus.selection import Selection
from embeddings.query.filters import FilterValues

if TYPE_CHECKING:
    from assistant.exploring.timeline import Timeline  # of the search, which is not imported before the first paint

# What the reader wants


class QuestionAsked(Message):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class AnswerWanted(Message):
    """Go to the newest answer."""


class PromptWanted(Message):
    """Back to the question line."""


class PlaceWanted(Message):
    """What stands at a place of the archive is wanted."""

    def __init__(self, selection: Selection, limit: int) -> None:
        super().__init__()
        self.selection = selection
        self.limit = limit
        """How many of its articles, at most."""


class HeadingOpened(Message):
    """An article that was come upon by browsing is wanted."""

    def __init__(self, id: str) -> None:
        super().__init__()
        self.id = id


class TimelineOpened(Message):
    """The timeline of an answer is to be shown."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class TimelineWanted(Message):
    """What was asked is to be counted by time."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class TranscriptScrolled(Message):
    """The reader scrolls the answers while writing."""

    def __init__(self, pages: int) -> None:
        super().__init__()
        self.pages = pages
        """Minus one is a page back."""


class EarlierWanted(Message):
    """Questions that were put away are wanted back."""


class TurnResized(Message):
    """A turn has a new height: only now can it be scrolled to."""

    def __init__(self, request: int) -> None:
        super().__init__()
        self.request = request


class CardLeft(Message):
    """Go from a card to the next one (1) or the one before (-1)."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step


class QuoteOpened(Message):
    """The whole article of one of these quotes is wanted."""

    def __init__(self, quotes: tuple[Quote, ...], at: int) -> None:
        super().__init__()
        self.quotes = quotes
        self.at = at


class QuotesShown(Message):
    """Quotations of an answer are on the screen now: are they what their files have?"""

    def __init__(self, request: int, quotes: tuple[Quote, ...]) -> None:
        super().__init__()
        self.request = request
        self.quotes = quotes


class ArticleWanted(Message):
    def __init__(self, id: str) -> None:
        super().__init__()
        self.id = id


class NeighbourWanted(Message):
    """The next article of the same day is wanted, or the one before."""

    def __init__(self, id: str, step: int) -> None:
        super().__init__()
        self.id = id
        self.step = step


class DayWanted(Message):
    """All articles of a day are wanted."""

    def __init__(self, day: datetime.date) -> None:
        super().__init__()
        self.day = day


class MarkWanted(Message):
    """More passages like a quotation are wanted, or none like it."""

    def __init__(self, quote: Quote, *, wanted: bool) -> None:
        super().__init__()
        self.quote = quote
        self.wanted = wanted


class CopyWanted(Message):
    def __init__(self, text: str, what: str, warnings: tuple[PassageWarning, ...] = ()) -> None:
        super().__init__()
        self.text = text
        self.what = what
        """For the notice, e.g. `the citation`."""
        self.warnings = warnings
        """What must be known of the text and does not stand in it: the notice says it."""


class SessionWanted(Message):
    """A session is to be opened again."""

    def __init__(self, id: int) -> None:
        super().__init__()
        self.id = id


class NewSessionWanted(Message):
    pass


class SessionDeleted(Message):
    def __init__(self, id: int) -> None:
        super().__init__()
        self.id = id


class ProposalTaken(Message):
    """A proposal over the question line was clicked on."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class FilterDropped(Message):
    """A filter under the question line is to be taken off."""

    def __init__(self, filter: str, *, kept: bool) -> None:
        super().__init__()
        self.filter = filter
        self.kept = kept
        """Whether it stays on from an earlier question, and is not in the line."""


class LastFilterDropped(Message):
    """The filter that came last is to be taken off."""


class IndexingWanted(Message):
    """Files are to be added to the archive; none: what was indexed before is to be brought up to date."""

    def __init__(self, paths: tuple[Path, ...], newspaper: Newspaper | None) -> None:
        super().__init__()
        self.paths = paths
        self.newspaper = newspaper


class IndexingStopWanted(Message):
    """Indexing is to stop where nothing is lost."""


class SettingChanged(Message):
    """A setting is to have this value from now on."""

    def __init__(self, name: str, value: str | int) -> None:
        super().__init__()
        self.name = name
        self.value = value


# What came of it


class ArchiveOpened(Message):
    """The record can be read; the model and the indexes are being loaded."""


class ArchiveReady(Message):
    """Questions are answered at once from now on."""


class ArchiveFailed(Message):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class AnswerReady(Message):
    def __init__(self, request: int, answer: Answer) -> None:
        super().__init__()
        self.request = request
        self.answer = answer


class GlanceReady(Message):
    """What the words of a question find by themselves; the answer follows."""

    def __init__(self, request: int, answer: Answer) -> None:
        super().__init__()
        self.request = request
        self.answer = answer


class NamesReady(Message):
    """What the archive knows, for completing filters."""

    def __init__(self, names: FilterValues) -> None:
        super().__init__()
        self.names = names


class AnswerCompared(Message):
    """An answer of an earlier session, with a warning wherever the archive has changed since."""

    def __init__(self, request: int, answer: Answer) -> None:
        super().__init__()
        self.request = request
        self.answer = answer


class QuoteProved(Message):
    """A quotation was compared with its file."""

    def __init__(self, request: int, passage: str, *, proved: bool) -> None:
        super().__init__()
        self.request = request
        self.passage = passage
        self.proved = proved


class AskFailed(Message):
    def __init__(self, request: int, error: Exception) -> None:
        super().__init__()
        self.request = request
        self.error = error


class ArticleReady(Message):
    def __init__(self, id: str, article: AlignedArticle) -> None:
        super().__init__()
        self.id = id
        """As it was asked for: the article's, or one of its passages'."""
        self.article = article


class PlaceReady(Message):
    def __init__(self, found: Browsed) -> None:
        super().__init__()
        self.found = found


class PlaceFailed(Message):
    def __init__(self, selection: Selection, error: Exception) -> None:
        super().__init__()
        self.selection = selection
        self.error = error


class TimelineReady(Message):
    def __init__(self, answer: Answer, found: Timeline) -> None:
        super().__init__()
        self.answer = answer
        self.found = found


class TimelineFailed(Message):
    def __init__(self, answer: Answer, error: Exception) -> None:
        super().__init__()
        self.answer = answer
        self.error = error


class PassagesReady(Message):
    """All passages of an article, for reading it from the first to the last."""

    def __init__(self, id: str, quotes: tuple[Quote, ...]) -> None:
        super().__init__()
        self.id = id
        self.quotes = quotes


class NeighbourReady(Message):
    """All passages of an article's neighbour; none where there is no neighbour."""

    def __init__(self, id: str, step: int, quotes: tuple[Quote, ...]) -> None:
        super().__init__()
        self.id = id
        """Whose neighbour it is."""
        self.step = step
        self.quotes = quotes


class ArticleFailed(Message):
    def __init__(self, id: str, error: Exception) -> None:
        super().__init__()
        self.id = id
        self.error = error


class IndexingTold(Message):
    """How far indexing is, in one line."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class IndexingDone(Message):
    def __init__(self, report: Report, seconds: float) -> None:
        super().__init__()
        self.report = report
        self.seconds = seconds


class IndexingStopped(Message):
    """The reader stopped it."""


class IndexingFailed(Message):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class CopyDone(Message):
    def __init__(self, copied: Copied, wanted: CopyWanted) -> None:
        super().__init__()
        self.copied = copied
        self.wanted = wanted
