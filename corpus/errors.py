"""Every error that a reader of the archive can meet, in one tree.

    ArchiveError                   a message for the reader, and a hint: what to run
    ├── CorpusError                the archive's files or its record
    │   ├── UnreadableSource       a file that cannot be decoded, or is not an article
    │   ├── RecordMissing          no archive there
    │   ├── RecordBroken           a record that cannot be opened, or is of another version
    │   └── UnknownId              no such article or passage
    ├── SearchIndexError           the search indexes
    │   ├── IndexMissing           the record was never indexed
    │   └── IndexStale             indexes and record do not agree
    ├── ModelError                 the embedding model
    │   ├── ModelMissing           not on this machine
    │   └── ModelBroken            on this machine, but damaged
    ├── SessionError               the sessions that are kept
    │   └── UnknownSession         no session has that number
    └── UsageError                 what was typed or configured
        ├── BadQuestion            a question that cannot be searched for
        │   └── NoQuestion         only filters: a place to look at, and nothing to look for
        └── BadConfig              a setting that cannot be used

`assistant.system.exit_codes` maps the branches to exit codes. Errors of programming stay ValueError and the like: they are ours to
mend, and the reader is told so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.selection import Selection


class ArchiveError(Exception):
    """An error that the reader can understand: what went wrong, in which file, and what to do.

    `message` and `hint` may have `{fields}`, which `values` fill; translations are looked up by the text with its fields.
    Without values both are taken as they are, so braces need no escaping.
    """

    def __init__(self, message: str, hint: str = "", **values: object) -> None:
        self.template = message
        self.hint_template = hint
        self.values = values
        self.message = message.format(**values) if values else message
        self.hint = hint.format(**values) if values else hint
        """What to run or change; empty when the message says it all."""
        super().__init__(self.message)

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class CorpusError(ArchiveError):
    """The archive's files or its record."""


class UnreadableSource(CorpusError):
    """A file that cannot be decoded, or that holds no article."""


class RecordMissing(CorpusError):
    """There is no archive in that folder."""


class RecordBroken(CorpusError):
    """The record cannot be opened, or another version wrote it."""


class UnknownId(CorpusError):
    """No article or passage has that id."""


class SearchIndexError(ArchiveError):
    """The search indexes cannot be used."""


class IndexMissing(SearchIndexError):
    """The record has no index yet."""


class IndexStale(SearchIndexError):
    """Indexes and record, or indexes and model, do not agree."""


class ModelError(ArchiveError):
    """The embedding model cannot be used."""


class ModelMissing(ModelError):
    """The model is not on this machine."""


class ModelBroken(ModelError):
    """The model is on this machine, but damaged."""


class SessionError(ArchiveError):
    """The sessions cannot be read or kept."""


class UnknownSession(SessionError):
    """No session has that number."""


class UsageError(ArchiveError):
    """What was typed or configured cannot be used."""


class BadQuestion(UsageError):
    """A question that cannot be searched for."""


class NoQuestion(BadQuestion):
    """Only filters: a place to look at, and nothing to look for. It can be browsed."""

    def __init__(self, selection: Selection, filters: tuple[str, ...]) -> None:
        super().__init__(
            "there are only filters, and no question: {filters}",
            'Add what you look for, e.g. on:1960-04 "steel"; or see what is there: archive browse 1960-04',
            filters=" ".join(filters),
        )
        self.selection = selection
        self.filters = filters
        """As typed."""


class BadConfig(UsageError):
    """A setting that cannot be used."""
