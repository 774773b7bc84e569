"""The article reader: the whole article at the passage, and the other passages of the answer one key away."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from assistant.answer import Quote
from assistant.output.layout.rows import StyledText
from assistant.text.citation import citation
from assistant.text.i18n import N_, counted, local
from assistant.tui.bindings import Scope, bindings
from assistant.tui.labels import citation_line, error_text, quotation
from assistant.tui.messages import ArticleWanted, CopyWanted, DayWanted, NeighbourWanted
from assistant.tui.widgets.article_view import ArticleView
from assistant.tui.widgets.row_widget import Words
from assistant.tui.widgets.status import StatusLine
from corpus.model import AlignedArticle, Side


class ReaderScreen(Screen[None]):
    """Shows one passage of an answer in its article at a time."""

    AUTO_FOCUS = "#article"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.READER)]

    def __init__(self, quotes: tuple[Quote, ...], at: int) -> None:
        super().__init__()
        self._quotes = quotes
        self._at = at
        self._article: AlignedArticle | None = None
        self._head = Words((), id="reader-head")
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
        self._say_where()
        if self._article is not None and self._article.article.id == self.quote.article.id:
            self._view.show(self._article, self.quote)
        else:
            self.post_message(ArticleWanted(self.quote.article.id))

    def _say_where(self) -> None:
        self._head.say(*_head(self.quote))
        self._status.say(local("Passage {at} of {count}", at=self._at + 1, count=len(self._quotes)))

    # What the desk reports, handed on by the app

    def opened(self, id: str, article: AlignedArticle) -> None:
        """An article that was asked for; one that the reader has left meanwhile is not shown."""
        if id == self.quote.article.id:
            self._article = article
            self._view.show(article, self.quote)

    def failed(self, id: str, error: Exception) -> None:
        if id == self.quote.article.id:
            message, hint = error_text(error)
            told = [StyledText(message, "error"), *([StyledText(hint, "quiet")] if hint else [])]
            self._head.say(*_head(self.quote), *told)

    def turn_over(self, id: str, step: int, quotes: tuple[Quote, ...]) -> None:
        """Go on with the neighbour that was asked for, unless the reader has left the article meanwhile."""
        if id != self.quote.article.id:
            return
        if quotes:
            self._quotes = quotes
            self._turn_to(0)
            self.refresh_bindings()
        else:
            told = (
                N_("The archive has nothing after this on its day.")
                if step > 0
                else N_("The archive has nothing before this on its day.")
            )
            self._status.say(local(told))

    # What the reader does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("next", "previous"):
            return len(self._quotes) > 1
        if action in ("neighbour", "day"):
            return self.quote.article.date is not None
        return True

    def action_neighbour(self, step: int) -> None:
        self.post_message(NeighbourWanted(self.quote.article.id, step))

    def action_day(self) -> None:
        if self.quote.article.date is not None:
            self.post_message(DayWanted(self.quote.article.date))

    def action_next(self) -> None:
        self._turn_to((self._at + 1) % len(self._quotes))

    def action_previous(self) -> None:
        self._turn_to((self._at - 1) % len(self._quotes))

    def action_close(self) -> None:
        self.dismiss()

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
        self.post_message(CopyWanted(quotation(self.quote), local("the passage and its citation")))

    def action_copy_citation(self) -> None:
        self.post_message(CopyWanted(citation(self.quote.article, self.quote.passage), local("the citation")))

    def action_copy_english(self) -> None:
        self._copy("en", local("the English"))

    def action_copy_chinese(self) -> None:
        self._copy("zh", local("the Chinese"))

    def _copy(self, side: Side, what: str) -> None:
        excerpt = self.quote.passage.excerpt(side)
        if excerpt is not None:
            self.post_message(CopyWanted(excerpt.text, what, self.quote.warnings))


def _head(quote: Quote) -> tuple[StyledText, ...]:
    """Titles, where it was printed, authors: what the record says about the article, apart from its text. And that the passage
    has warnings: they stand under it, and it may be longer than the screen."""
    article = quote.article
    authors = " · ".join(name for name in (article.author_zh, article.author_en) if name)
    titles = " · ".join(title for title in (article.title_zh, article.title_en) if title)
    count = len(quote.warnings)
    warned = counted(count, "! {count} warning under this passage", "! {count} warnings under this passage") if count else ""
    told = (
        StyledText(titles, "strong"),
        StyledText(citation_line(article), "quiet"),
        StyledText(authors, "quiet"),
        StyledText(warned, "warning"),
    )
    return tuple(line for line in told if line.text)
