"""All errors that users can meet, in one tree.

    ArchiveError                   a message, and a hint: what to run or change
    ├── CorpusError                the archive's files or its record
    │   ├── UnreadableSource       a file that cannot be decoded or has no article
    │   ├── RecordMissing          the folder has no archive
    │   ├── RecordBroken           the record cannot be opened, or another version wrote it
    │   ├── ArchiveBusy            another process is indexing into this archive
    │   └── UnknownId              no such article or passage
    ├── SearchIndexError           the search indexes
    │   ├── IndexMissing           the record was never indexed
    │   └── IndexStale             indexes and record, or indexes and model, disagree
    ├── ModelError                 the embedding model
    │   ├── ModelMissing           not on this machine
    │   └── ModelBroken            on this machine, but damaged
    ├── Unwritable                 no space, or no permission, for what is to be written
    ├── SessionError               the saved sessions
    │   └── UnknownSession         no session has that number
    └── UsageError                 a command, question or setting
        ├── BadQuestion            a question that cannot be searched for
        └── BadConfig              a setting that cannot be used

`assistant.system.exit_codes` maps the branches to exit codes. Programming errors stay ValueError and the like, and are
reported as bugs.
"""

from __future__ import annotations


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
    """A file cannot be decoded, or has no article."""


class RecordMissing(CorpusError):
    """The folder has no archive."""


class RecordBroken(CorpusError):
    """The record cannot be opened, or another version wrote it."""


class ArchiveBusy(CorpusError):
    """Another process is indexing into this archive."""


class UnknownId(CorpusError):
    """No article or passage has that id."""


class SearchIndexError(ArchiveError):
    """The search indexes cannot be used."""


class IndexMissing(SearchIndexError):
    """The record has no index yet."""


class IndexStale(SearchIndexError):
    """Indexes and record, or indexes and model, disagree."""


class ModelError(ArchiveError):
    """The embedding model cannot be used."""


class ModelMissing(ModelError):
    """The model is not on this machine."""


class ModelBroken(ModelError):
    """The model is on this machine, but damaged."""


class Unwritable(ArchiveError):
    """Something cannot be written: the disk is full, or the place is read-only."""


UNWRITABLE_HINT = "Check the space on its disk and its permissions, then run the same command again; what was done is kept."
"""The hint of `Unwritable`."""


class SessionError(ArchiveError):
    """The sessions cannot be read or saved."""


class UnknownSession(SessionError):
    """No session has that number."""


class UsageError(ArchiveError):
    """A command, question or setting cannot be used."""


class BadQuestion(UsageError):
    """The question cannot be searched for."""


class BadConfig(UsageError):
    """A setting cannot be used."""
