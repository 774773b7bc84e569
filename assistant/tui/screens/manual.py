"""The user's manual: its topics on the left, the page on the right. Links lead from page to page, a key leads back."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Protocol, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from assistant.output.layout.rows import StyledText
from assistant.text.i18n import current_language, translate
from assistant.tui.screens.archive_screen import ArchiveScreen
from assistant.tui.shared.actions import Scope, actions_of, bindings
from assistant.tui.widgets.row_widget import Paragraphs
from assistant.tui.widgets.status import StatusLine

if TYPE_CHECKING:
    from textual.widgets import Markdown


class Manual(Protocol):
    """What is needed of `assistant.manual`."""

    def topics(self, language: str) -> list[tuple[str, str]]:
        """Names and titles, in reading order."""

    def page(self, topic: str, language: str) -> str:
        """A page as Markdown."""


def installed_manual() -> Manual | None:
    """The manual, if this installation has it. Its files are read when it is opened, not before the first paint."""
    try:
        return cast(Manual, import_module("assistant.manual"))
    except ModuleNotFoundError:
        return None


class ManualScreen(ArchiveScreen):
    """One page at a time."""

    SCOPE = Scope.MANUAL
    AUTO_FOCUS = "#manual-topics"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(actions_of(Scope.MANUAL))]

    def __init__(self, manual: Manual) -> None:
        super().__init__()
        self._manual = manual
        self._language = "zh" if current_language() == "zh" else "en"
        self._titles = dict(manual.topics(self._language))
        self._topics = list(self._titles)
        self._topic = ""
        self._trail: list[str] = []
        """The pages from which links were followed."""
        self._list = OptionList(*(Option(title) for title in self._titles.values()), id="manual-topics", markup=False)
        self._status = StatusLine()

    def compose(self) -> ComposeResult:
        from textual.widgets import Markdown  # 20 ms: not before the first paint

        yield Paragraphs((StyledText(translate("Manual"), "strong"),), id="manual-head")
        with Horizontal(id="manual"):
            yield self._list
            with VerticalScroll(id="manual-page"):
                yield Markdown(open_links=False)
        yield self._status

    @on(OptionList.OptionHighlighted)
    async def _choose(self, event: OptionList.OptionHighlighted) -> None:
        await self._show(self._topics[event.option_index])

    async def _show(self, topic: str) -> None:
        if topic == self._topic:
            return
        self._topic = topic
        await self._markdown.update(self._manual.page(topic, self._language))
        self.query_one("#manual-page").scroll_home(animate=False)
        self.refresh_bindings()

    @property
    def _markdown(self) -> Markdown:
        from textual.widgets import Markdown

        return self.query_one(Markdown)

    async def on_markdown_link_clicked(self, event: Markdown.LinkClicked) -> None:
        """Follow a link to another page. An address outside is shown and not opened: nothing leaves the machine."""
        topic = event.href.partition("#")[0].removeprefix("./").removesuffix(".md")
        if topic in self._titles:
            self._trail.append(self._topic)
            self._highlight(topic)
        elif "://" in event.href:
            self._status.say(event.href)

    def _highlight(self, topic: str) -> None:
        self._list.highlighted = self._topics.index(topic)

    # What the reader does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self._trail) if action == "back" else True

    def action_next(self) -> None:
        self._list.action_cursor_down()

    def action_previous(self) -> None:
        self._list.action_cursor_up()

    def action_back(self) -> None:
        if self._trail:
            self._highlight(self._trail.pop())

    def action_scroll(self, where: str) -> None:
        page = self.query_one("#manual-page", VerticalScroll)
        if where == "page_up":
            page.scroll_page_up(animate=False)
        else:
            page.scroll_page_down(animate=False)
