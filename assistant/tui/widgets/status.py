"""The bottom line: the state of the archive, and the keys that apply where the reader is."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Footer, Static
from textual.widgets._footer import FooterKey

from assistant.text.i18n import translate
from assistant.text.sanitize import sanitize


class KeyFooter(Footer):
    """The keys that apply, in the reader's language, which is not known yet when the bindings are declared."""

    def compose(self) -> ComposeResult:
        for widget in super().compose():
            if isinstance(widget, FooterKey):
                widget.description = translate(widget.description)
                widget.key_display = translate(widget.key_display)
            yield widget


class StatusLine(Horizontal):
    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = Static(text, markup=False, classes="status")

    def compose(self) -> ComposeResult:
        yield self._text
        yield KeyFooter(compact=True, show_command_palette=False)

    def say(self, text: str) -> None:
        self._text.update(sanitize(text))
        self._text.display = bool(text)
