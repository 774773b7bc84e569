"""The article reader: the whole article, scrolled to the passage. The other passages of the answer are one key away."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from assistant.answer import Quote
from assistant.output.layout.rows import StyledText
from assistant.text.citation import citation
from assistant.text.i18n import translate, translate_plural
from assistant.tui.screens.archive_screen import ArchiveScreen
from assistant.tui.shared.actions import Scope, actions_of, bindings
from assistant.tui.shared.labels import citation_line, error_text, quotation
from assistant.tui.shared.messages import PlaceOpened
from assistant.tui.widgets.article_view import ArticleView
from assistant.tui.widgets.row_widget import Paragraphs
from assistant.tui.widgets.status import StatusLine
from corpus.model import AlignedArticle, Side
from corpus.selection import Selection


class ReaderScreen(ArchiveScreen):
    """Shows the passages of an answer in their articles, one at a time."""

    SCOPE = Scope.READER
    AUTO_FOCUS = "#article"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(actions_of(Scope.READER))]

    def __init__(self, quotes: tuple[Quote, ...], at: int) -> None:
        super().__init__()
        self._quotes = quotes
        self._at = at
        self._article: AlignedArticle | None = None
        self._head = Paragraphs((), id="reader-head")
        self._view = ArticleView()
        self._status = StatusLine()

    @property
    def quote(self) -> Quote:
        return self._quotes[self._at]

    def compose(self) -> ComposeResult:
        yield self._head
        yield self._view
        yield self._status

    def on_mount(self) -> None:
        self._turn_to(self._at)

    def _turn_to(self, at: int) -> None:
        self._at = at
        self._show_position()
        if self._article is not None and self._article.article.id == self.quote.article.id:
            self._view.show(self._article, self.quote)
        else:
            self.run_worker(self._fetch_article(self.quote.article.id), group="article", exclusive=True)

    def _show_position(self) -> None:
        self._head.say(*_head(self.quote))
        self._status.say(translate("Passage {at} of {count}", at=self._at + 1, count=len(self._quotes)))

    async def _fetch_article(self, id: str) -> None:
        """Show the passage in its article, unless the reader has turned to another article meanwhile."""
        try:
            article = await self.services.worker.call(lambda archive: archive.article(id))
        except Exception as error:  # any kind: it is shown as the answer
            if id == self.quote.article.id:
                self._show_failure(error)
            return
        if id == self.quote.article.id:
            self._article = article
            self._view.show(article, self.quote)

    async def _go_to_neighbour(self, id: str, step: int) -> None:
        """Go on with the article before or after this one on its day, unless the reader has left it meanwhile."""
        try:
            quotes = await self.services.worker.call(lambda archive: archive.adjacent_article(id, step))
        except Exception as error:  # any kind: it is shown as the answer
            if id == self.quote.article.id:
                self._show_failure(error)
            return
        if id != self.quote.article.id:
            return
        if quotes:
            self._quotes = quotes
            self._turn_to(0)
            self.refresh_bindings()
        elif step > 0:
            self._status.say(translate("This is the last article of its day."))
        else:
            self._status.say(translate("This is the first article of its day."))

    def _show_failure(self, error: Exception) -> None:
        message, hint = error_text(error)
        lines = [StyledText(message, "error"), *([StyledText(hint, "quiet")] if hint else [])]
        self._head.say(*_head(self.quote), *lines)

    # What the reader does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("next", "previous"):
            return len(self._quotes) > 1
        if action in ("neighbour", "day"):
            return self.quote.article.date is not None
        return True

    def action_neighbour(self, step: int) -> None:
        self.run_worker(self._go_to_neighbour(self.quote.article.id, step), group="neighbour", exclusive=True)

    def action_day(self) -> None:
        if self.quote.article.date is not None:
            day = self.quote.article.date
            self.post_message(PlaceOpened(Selection(since=day, until=day + timedelta(days=1))))

    def action_next(self) -> None:
        self._turn_to((self._at + 1) % len(self._quotes))

    def action_previous(self) -> None:
        self._turn_to((self._at - 1) % len(self._quotes))

    def action_scroll(self, where: str) -> None:
        match where:
            case "up":
                self._view.scroll_up(animate=False)
            case "down":
                self._view.scroll_down(animate=False)
            case "page_up":
                self._view.scroll_page_up(animate=False)
            case "page_down":
                self._view.scroll_page_down(animate=False)
            case "home":
                self._view.scroll_home(animate=False)
            case "end":
                self._view.scroll_end(animate=False)

    def action_copy(self) -> None:
        self.services.clipboard.copy(quotation(self.quote), translate("the passage and its citation"))

    def action_copy_citation(self) -> None:
        self.services.clipboard.copy(citation(self.quote.article, self.quote.passage), translate("the citation"))

    def action_copy_english(self) -> None:
        self._copy("en", translate("the English"))

    def action_copy_chinese(self) -> None:
        self._copy("zh", translate("the Chinese"))

    def _copy(self, side: Side, what: str) -> None:
        excerpt = self.quote.passage.excerpt(side)
        if excerpt is not None:
            self.services.clipboard.copy(excerpt.text, what, self.quote.warnings)


def _head(quote: Quote) -> tuple[StyledText, ...]:
    """Titles, citation and authors of the article; and that the passage has warnings, which may be below the screen."""
    article = quote.article
    authors = " · ".join(name for name in (article.author_zh, article.author_en) if name)
    titles = " · ".join(title for title in (article.title_zh, article.title_en) if title)
    count = len(quote.warnings)
    warning = (
        translate_plural(count, "! {count} warning under this passage", "! {count} warnings under this passage")
        if count
        else ""
    )
    lines = (
        StyledText(titles, "strong"),
        StyledText(citation_line(article), "quiet"),
        StyledText(authors, "quiet"),
        StyledText(warning, "warning"),
    )
    return tuple(line for line in lines if line.text)
