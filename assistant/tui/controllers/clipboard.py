"""Copying: in a thread, because a clipboard program may hang, with a notice that says which way the text went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from textual.app import App

from assistant.facts import PassageWarning
from assistant.system.clipboard import Copied, CopyMethod, copy
from assistant.text.i18n import translate
from assistant.wording.messages import warning_text


class ClipboardController:
    """Copies to the clipboard, and to a file beside it."""

    def __init__(self, app: App[None], copies: Callable[[], Path]) -> None:
        """`copies` is the file that every copy is also written to."""
        self._app = app
        self._copies = copies

    def copy(self, text: str, what: str, warnings: Sequence[PassageWarning] = ()) -> None:
        """Copy a text. The notice calls it `what` ("the citation") and lists the warnings, which are not in the text."""
        self._app.run_worker(partial(self._copy, text, what, warnings), thread=True, group="clipboard")

    def _copy(self, text: str, what: str, warnings: Sequence[PassageWarning]) -> None:
        send = partial(self._app.call_from_thread, self._app.copy_to_clipboard)
        lines = [_outcome(copy(text, self._copies(), send=send), what), *(f"! {warning_text(one)}" for one in warnings)]
        self._app.notify("\n".join(lines), severity="warning" if warnings else "information", markup=False)


def _outcome(copied: Copied, what: str) -> str:
    """Which way a copy went, in a sentence."""
    also = " " + translate("Also in {file}.", file=copied.file) if copied.file else ""
    match copied.way:
        case CopyMethod.NATIVE:
            return translate("Copied {what} with {program}.", what=what, program=copied.program) + also
        case CopyMethod.TERMINAL:
            return translate("Sent {what} to the terminal’s clipboard, which may or may not accept it.", what=what) + also
        case CopyMethod.FILE if copied.file:
            return translate("No clipboard is available. Copied to {file}: {what}.", file=copied.file, what=what)
        case _:
            return translate("Could not copy {what}: no clipboard is available, and no file could be written.", what=what)
