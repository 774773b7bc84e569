"""What every screen can use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.tui.background.archive_worker import ArchiveWorker
from assistant.tui.controllers.archive import ArchiveController
from assistant.tui.controllers.clipboard import ClipboardController
from assistant.tui.controllers.conversation import ConversationController
from assistant.tui.controllers.indexing import IndexingController
from assistant.tui.controllers.session import SessionController
from assistant.tui.controllers.settings import SettingsController
from assistant.tui.shared.actions import ActionTable


@dataclass(frozen=True, slots=True)
class Services:
    """Made by the app, used by the screens as `self.services`."""

    worker: ArchiveWorker
    """`await worker.call(lambda archive: archive.article(id))` uses the archive."""
    archive: ArchiveController
    conversation: ConversationController
    session: SessionController
    settings: SettingsController
    clipboard: ClipboardController
    indexing: IndexingController
    actions: ActionTable


class HasServices(Protocol):
    """The app, as the screens see it."""

    @property
    def services(self) -> Services: ...
