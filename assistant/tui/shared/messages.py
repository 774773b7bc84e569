"""What widgets tell their screen, screens tell the app, and the worker tells the chat. A request with one
reply is no message but `await worker.call(...)`.
"""

from __future__ import annotations

from textual.message import Message

from assistant.answer import Quote
from assistant.facts import PassageWarning
from corpus.selection import Selection

# From the question line and what belongs to it


class QuestionAsked(Message):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class AnswerRequested(Message):
    """Go to the newest answer."""


class TranscriptScrolled(Message):
    """The reader scrolls the answers while writing."""

    def __init__(self, pages: int) -> None:
        super().__init__()
        self.pages = pages
        """Minus one is a page back."""


class SuggestionClicked(Message):
    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class FilterRemoved(Message):
    """Remove a filter."""

    def __init__(self, filter: str, *, kept: bool) -> None:
        super().__init__()
        self.filter = filter
        self.kept = kept
        """Whether it stays on from an earlier question, and is not in the line."""


class LastFilterRemoved(Message):
    """Remove the last filter."""


# From the transcript


class PromptRequested(Message):
    """Back to the question line."""


class FocusMoved(Message):
    """Go from an item to the next one (1) or the one before (-1)."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step


class EarlierTurnsRequested(Message):
    """Bring back turns that have left the screen."""


class TurnResized(Message):
    """A turn has a new height: only now can the transcript scroll to it."""

    def __init__(self, request: int) -> None:
        super().__init__()
        self.request = request


class QuotesShown(Message):
    """Quotations of an answer are on the screen, and can be compared with their files."""

    def __init__(self, request: int, quotes: tuple[Quote, ...]) -> None:
        super().__init__()
        self.request = request
        self.quotes = quotes


class QuoteOpened(Message):
    """Open the article of one of these quotes."""

    def __init__(self, quotes: tuple[Quote, ...], at: int) -> None:
        super().__init__()
        self.quotes = quotes
        self.at = at


class SimilarRequested(Message):
    """Search for more passages like a quotation, or for none like it."""

    def __init__(self, quote: Quote, *, like: bool) -> None:
        super().__init__()
        self.quote = quote
        self.like = like


class CopyRequested(Message):
    def __init__(self, text: str, what: str, warnings: tuple[PassageWarning, ...] = ()) -> None:
        super().__init__()
        self.text = text
        self.what = what
        """For the notice, such as `the citation`."""
        self.warnings = warnings
        """Warnings about the text that are not in it; the notice lists them."""


# From the rows of the settings


class SettingChanged(Message):
    def __init__(self, name: str, value: str | int) -> None:
        super().__init__()
        self.name = name
        self.value = value


# From several screens to the app


class PlaceOpened(Message):
    """Browse what the archive has at a place."""

    def __init__(self, selection: Selection) -> None:
        super().__init__()
        self.selection = selection


class SessionRequested(Message):
    """Open a session again."""

    def __init__(self, id: int) -> None:
        super().__init__()
        self.id = id


# From the worker to the chat


class ArchiveOpened(Message):
    """Articles can be read; the model and the indexes are loading."""


class ArchiveReady(Message):
    """Questions are answered at once from now on."""


class ArchiveFailed(Message):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error
