"""The conversation with the archive, which the worker's thread carries on."""

from __future__ import annotations

from collections.abc import Callable

from assistant.answer import Answer, Context
from assistant.dialogue.conversation import Conversation
from assistant.dialogue.followups import command
from assistant.tui.background.archive_worker import Archive, ArchiveWorker, Priority


class ConversationController:
    """Asks questions, each in the light of the ones before it."""

    def __init__(self, worker: ArchiveWorker, quotes: Callable[[], int]) -> None:
        """`quotes` is how many quotations an answer has at most."""
        self._worker = worker
        self._quotes = quotes
        self._current = _WorkerConversation()

    def begin(self, after: Answer | None = None) -> None:
        """Begin a new conversation, or go on from an answer of an earlier session. Questions already asked are not affected."""
        self._current = _WorkerConversation(after)

    async def ask(self, line: str) -> Answer:
        """Answer a question. Raises Withdrawn where another one was asked before its turn came, else as `Conversation.ask`."""
        return await self._worker.call(self._current.ask, line, self._quotes(), priority=Priority.QUESTION)

    async def preview(self, line: str) -> Answer | None:
        """What the keywords of a question find; None for a command. Raises Withdrawn unless the model is still loading."""
        if command(line) is not None:
            return None
        return await self._worker.call(self._current.preview, line, self._quotes(), priority=Priority.PREVIEW)


class _WorkerConversation:
    """A conversation that begins with its first question, since only then is there an archive. For the worker's thread."""

    def __init__(self, after: Answer | None = None) -> None:
        self._after = after
        self._conversation: Conversation | None = None

    def ask(self, archive: Archive, line: str, k: int) -> Answer:
        return self._with(archive).ask(line, k)

    def preview(self, archive: Archive, line: str, k: int) -> Answer:
        return archive.preview(line, k, Context(filters=self._with(archive).filters))

    def _with(self, archive: Archive) -> Conversation:
        if self._conversation is None:
            self._conversation = Conversation(archive)
            if self._after is not None:
                self._conversation.resume(self._after)
        self._conversation.reconnect(archive)  # it may have been reopened since the last question
        return self._conversation
