"""Copying, for the app: in a thread, because a clipboard program may hang, and with a notice of the way it went."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from textual import on, work
from textual.app import App

from assistant.output.messages import warning_text
from assistant.system.clipboard import Copied, Way, copy
from assistant.text.i18n import local
from assistant.tui import messages


class ClipboardController(App[None]):
    """The part of the app that copies."""

    copies: Path
    """The file that every copy is also written to."""

    @on(messages.CopyWanted)
    def start_copy(self, message: messages.CopyWanted) -> None:
        self._copy(message)

    @work(thread=True, group="copy")
    def _copy(self, wanted: messages.CopyWanted) -> None:
        copied = copy(wanted.text, self.copies, send=partial(self.call_from_thread, self.copy_to_clipboard))
        self.post_message(messages.CopyDone(copied, wanted))

    @on(messages.CopyDone)
    def tell_copy(self, message: messages.CopyDone) -> None:
        told = [_went(message.copied, message.wanted.what), *(f"! {warning_text(one)}" for one in message.wanted.warnings)]
        self.notify("\n".join(told), severity="warning" if message.wanted.warnings else "information", markup=False)


def _went(copied: Copied, what: str) -> str:
    """Which way a copy went, in a sentence."""
    also = " " + local("Also in {file}.", file=copied.file) if copied.file else ""
    match copied.way:
        case Way.NATIVE:
            return local("Copied {what} with {program}.", what=what, program=copied.program) + also
        case Way.TERMINAL:
            return local("Sent {what} to the terminal’s clipboard, which may or may not take it.", what=what) + also
        case Way.FILE if copied.file:
            return local(
                "This machine has no clipboard that can be reached. Copied into {file}: {what}.", file=copied.file, what=what
            )
        case _:
            return local("Could not copy {what}: no clipboard can be reached, and no file could be written.", what=what)
