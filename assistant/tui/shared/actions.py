"""The table of actions: the key bindings, the command palette and the help page are all made of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding

from assistant.text.i18n import translate


class Scope(StrEnum):
    """Where an action applies. The value is its heading on the help page; a screen of another package brings its own."""

    ANYWHERE = "Anywhere"
    PROMPT = "Writing a question"
    CHAT = "Before the first question"
    ANSWERED = "After an answer"
    CARD = "On a quotation"
    TURN = "On a question that was folded, withdrawn or failed"
    READER = "Reading an article"
    BROWSE = "Browsing the archive"
    TIMELINE = "Looking at a timeline"
    SESSIONS = "Among the sessions"
    INDEX = "Adding files"
    SETTINGS = "Among the settings"
    SETTING = "On a setting"
    LINE = "In an input line"
    MANUAL = "Reading the manual"
    HELP = "On this page"


@dataclass(frozen=True, slots=True)
class Action:
    """Something the reader can do. The widget or screen of the scope has a method `action_<name>`."""

    name: str
    scope: str
    """A `Scope`, or the `SCOPE` of a screen of another package."""
    keys: str
    """As Textual writes them, separated by commas."""
    label: str
    """For the line of keys at the bottom: a word or two."""
    help: str
    """For the help page and the palette: what it does."""
    shown: str = ""
    """The keys as people write them, such as `Ctrl+P or F1`; the bottom line shows the first."""
    footer: bool = True
    """Whether the bottom line shows it."""
    palette: bool = True
    """Whether the palette offers it; moving about needs no entry there."""
    priority: bool = False
    """Whether it goes before the focused widget's own use of the key."""


def _prompt(name: str, keys: str, label: str, help: str, shown: str, *, footer: bool = False) -> Action:
    return Action(name, Scope.PROMPT, keys, label, help, shown, footer, palette=False)


def _move(name: str, scope: Scope, keys: str, help: str, shown: str) -> Action:
    return Action(name, scope, keys, help, help, shown, footer=False, palette=False)


def _session(name: str, keys: str, label: str, help: str, shown: str, *, footer: bool = True) -> Action:
    # Before the search line, which has the focus and its own use for some of these keys.
    return Action(name, Scope.SESSIONS, keys, label, help, shown, footer, palette=footer, priority=True)


def opening(screen: str, keys: str, label: str, help: str, shown: str, *, footer: bool = False) -> Action:
    """The action that opens a screen, by its name, from anywhere."""
    return Action(f"show_screen('{screen}')", Scope.ANYWHERE, keys, label, help, shown, footer)


ACTIONS: tuple[Action, ...] = (
    opening("help", "f1,question_mark", "help", "This page: every key and what it does", "F1 or ?", footer=True),
    Action(
        "command_palette",
        Scope.ANYWHERE,
        "ctrl+p",
        "commands",
        "Search all commands",
        "Ctrl+P",
        footer=False,
        palette=False,
    ),
    opening("settings", "f8", "settings", "Settings: colours, language, quotations, files", "F8"),
    opening("browse", "f5", "browse", "Browse the archive by year, month, day and page", "F5"),
    opening("index", "f9", "add files", "Add files to the archive, or bring it up to date", "F9"),
    Action("switch_theme", Scope.ANYWHERE, "ctrl+t", "theme", "Switch between light and dark", "Ctrl+T", footer=False),
    opening("sessions", "ctrl+o", "sessions", "Earlier sessions: search, open again, export", "Ctrl+O"),
    Action("new_session", Scope.ANYWHERE, "ctrl+n", "new session", "Begin a new session", "Ctrl+N", footer=False),
    Action("quit", Scope.ANYWHERE, "ctrl+q", "quit", "Leave the chat", "Ctrl+Q", footer=False),
    _prompt("ask", "enter", "ask", "Ask the question", "Enter", footer=True),
    _prompt("newline", "ctrl+j,alt+enter,shift+enter", "new line", "Begin a new line", "Ctrl+J or Alt+Enter"),
    _prompt("earlier", "up", "earlier", "An earlier question (from the first line)", "↑"),
    _prompt("later", "down", "later", "A later question (from the last line)", "↓"),
    _prompt("search_history", "ctrl+r", "search", "Search earlier questions for what is typed", "Ctrl+R"),
    _prompt("complete", "tab", "complete, answers", "Complete a filter; else go to the newest answer", "Tab", footer=True),
    _prompt("drop_filter", "ctrl+l", "filter off", "Remove the last filter", "Ctrl+L"),
    _prompt("page_up", "pageup", "page up", "Scroll up through the answers", "Page Up"),
    _prompt("page_down", "pagedown", "page down", "Scroll down through the answers", "Page Down"),
    Action("example(1)", Scope.CHAT, "f2", "example", "Ask the first example question", "F2", footer=False),
    Action("example(2)", Scope.CHAT, "f3", "example", "Ask the second example question", "F3", footer=False),
    Action("example(3)", Scope.CHAT, "f4", "example", "Ask the third example question", "F4", footer=False),
    # Before the question line, which selects text by it.
    Action(
        "timeline",
        Scope.ANSWERED,
        "f7",
        "timeline",
        "When the archive writes about the last question, by year or month",
        "F7",
        priority=True,
    ),
    Action("open", Scope.CARD, "enter,o", "whole article", "Open the whole article at this passage", "Enter"),
    Action(
        "unfold", Scope.CARD, "space", "whole passage", "Show all of a long passage, or fold it again", "Space", footer=False
    ),
    Action("copy", Scope.CARD, "c", "copy", "Copy the quotation, both languages, with its citation", "c"),
    Action("copy_citation", Scope.CARD, "t", "copy citation", "Copy the citation alone", "t", footer=False),
    Action("copy_english", Scope.CARD, "e", "copy English", "Copy the English alone", "e", footer=False),
    Action("copy_chinese", Scope.CARD, "z", "copy Chinese", "Copy the Chinese alone", "z", footer=False),
    Action("more_like", Scope.CARD, "m", "more like", "More passages like this one (also: more like 3)", "m"),
    Action(
        "not_like",
        Scope.CARD,
        "n",
        "not like",
        "No passages like this one (also: not like 3; undo takes it back)",
        "n",
        footer=False,
    ),
    _move("next", Scope.CARD, "down,j", "The next quotation", "↓ or j"),
    _move("previous", Scope.CARD, "up,k", "The previous quotation", "↑ or k"),
    Action("to_prompt", Scope.CARD, "escape", "ask", "Back to the question line", "Esc", palette=False),
    Action("again", Scope.TURN, "enter", "ask again", "Ask this question again, or unfold its answer", "Enter"),
    Action("to_prompt", Scope.TURN, "escape", "ask", "Back to the question line", "Esc", palette=False),
    Action("next", Scope.READER, "n,right", "next passage", "The next passage of the answer", "n or →"),
    Action("previous", Scope.READER, "p,left", "previous", "The previous passage", "p or ←"),
    Action(
        "neighbour(1)", Scope.READER, "right_square_bracket", "next article", "The next article of the day", "]", footer=False
    ),
    Action(
        "neighbour(-1)",
        Scope.READER,
        "left_square_bracket",
        "previous article",
        "The previous article of the day",
        "[",
        footer=False,
    ),
    Action("day", Scope.READER, "d", "the day", "Everything from that day: its pages, columns and articles", "d", footer=False),
    Action("copy", Scope.READER, "c", "copy", "Copy the marked passage, both languages, with its citation", "c"),
    Action("copy_citation", Scope.READER, "t", "copy citation", "Copy the citation alone", "t", footer=False),
    Action("copy_english", Scope.READER, "e", "copy English", "Copy the marked English alone", "e", footer=False),
    Action("copy_chinese", Scope.READER, "z", "copy Chinese", "Copy the marked Chinese alone", "z", footer=False),
    _move("scroll('up')", Scope.READER, "up,k", "A line up", "↑ or k"),
    _move("scroll('down')", Scope.READER, "down,j", "A line down", "↓ or j"),
    _move("scroll('page_up')", Scope.READER, "pageup", "A page up", "Page Up"),
    _move("scroll('page_down')", Scope.READER, "pagedown,space", "A page down", "Page Down or Space"),
    _move("scroll('home')", Scope.READER, "home", "The beginning of the article", "Home"),
    _move("scroll('end')", Scope.READER, "end", "Its end, with the citation", "End"),
    Action("close", Scope.READER, "escape,q", "back", "Back to the answers", "Esc", palette=False),
    _move("choose", Scope.BROWSE, "enter", "Open it, or read the article", "Enter"),
    Action("step(-1)", Scope.BROWSE, "left,p", "before", "The previous day, month or year that has something", "← or p"),
    Action("step(1)", Scope.BROWSE, "right,n", "after", "The next day, month or year that has something", "→ or n"),
    Action(
        "up",
        Scope.BROWSE,
        "backspace,u",
        "up",
        "Up from a day to its month, its year, all years; removes filters",
        "Backspace or u",
    ),
    Action("section", Scope.BROWSE, "tab", "columns", "To the pages and columns below, and back", "Tab", palette=False),
    Action("close", Scope.BROWSE, "escape,q", "back", "Back to where you were", "Esc", palette=False),
    # Before the list, whose own Enter the bottom line would not show.
    Action(
        "choose",
        Scope.TIMELINE,
        "enter",
        "ask of it",
        "Ask the question again, for this year or month only",
        "Enter",
        palette=False,
        priority=True,
    ),
    Action("unit", Scope.TIMELINE, "tab", "years, months", "Months instead of years, and back", "Tab"),
    Action("close", Scope.TIMELINE, "escape,q,f7", "back", "Back to the answers", "Esc", palette=False),
    _session("choose(-1)", "up", "before", "The previous session", "↑", footer=False),
    _session("choose(1)", "down", "next", "The next session", "↓", footer=False),
    _session("reopen", "enter", "open", "Open this session again", "Enter"),
    _session("rename", "ctrl+r", "name", "Name this session", "Ctrl+R"),
    _session("export", "ctrl+e", "export", "Write it to this folder, as Markdown and JSON Lines", "Ctrl+E"),
    _session("delete", "ctrl+x", "delete", "Delete it, after asking once more", "Ctrl+X"),
    _session("close", "escape", "back", "Back to the answers", "Esc"),
    # Before the lines that are typed in, which have uses of their own for these keys.
    Action("stop", Scope.INDEX, "ctrl+x", "stop", "Stop indexing; finished work is kept", "Ctrl+X", priority=True),
    Action(
        "close", Scope.INDEX, "escape", "back", "Back to where you were; indexing goes on", "Esc", palette=False, priority=True
    ),
    Action("close", Scope.LINE, "escape", "back", "Leave it as it is", "Esc", palette=False),
    Action("close", Scope.SETTINGS, "escape,q", "back", "Back to where you were", "Esc", palette=False),
    Action("change(1)", Scope.SETTING, "right,l", "change", "The next value", "→ or l", palette=False),
    Action("change(-1)", Scope.SETTING, "left,h", "change", "The previous value", "← or h", footer=False, palette=False),
    Action(
        "again", Scope.SETTING, "enter", "change", "Change the value, or type it if it is free text", "Enter", palette=False
    ),
    _move("next", Scope.SETTING, "down,j", "The next setting", "↓ or j"),
    _move("previous", Scope.SETTING, "up,k", "The previous setting", "↑ or k"),
    Action("next", Scope.MANUAL, "n,right", "next page", "The next page of the manual", "n or →", palette=False),
    Action("previous", Scope.MANUAL, "p,left", "previous page", "The previous page", "p or ←", palette=False),
    Action("back", Scope.MANUAL, "backspace,u", "go back", "Back to the page with the link", "Backspace or u"),
    _move("scroll('page_up')", Scope.MANUAL, "pageup,b", "A page up", "Page Up or b"),
    _move("scroll('page_down')", Scope.MANUAL, "pagedown,space", "A page down", "Page Down or Space"),
    Action("close", Scope.MANUAL, "escape,q", "back", "Back to where you were", "Esc", palette=False),
    Action("manual", Scope.HELP, "enter,m", "manual", "Read the manual", "Enter or m"),
    Action("close", Scope.HELP, "escape,q,f1,question_mark", "back", "Back to where you were", "Esc", palette=False),
)


class ActionTable:
    """The actions above, and those of screens from other packages."""

    def __init__(self) -> None:
        self._actions = ACTIONS

    def add(self, actions: Iterable[Action]) -> None:
        self._actions = (*self._actions, *actions)

    def of(self, scope: str) -> tuple[Action, ...]:
        return tuple(action for action in self._actions if action.scope == scope)

    @property
    def scopes(self) -> tuple[str, ...]:
        """In the order of the help page."""
        return tuple(dict.fromkeys((*Scope, *(action.scope for action in self._actions))))


def actions_of(scope: Scope) -> tuple[Action, ...]:
    """The built-in actions of a scope."""
    return tuple(action for action in ACTIONS if action.scope == scope)


def localized_keys(action: Action) -> str:
    """The action's keys as people of the reader's language write them."""
    return translate(" or ").join(translate(key) for key in action.shown.split(" or "))


def first_key(action: Action) -> str | None:
    """The key that the bottom line shows."""
    return action.shown.split(" or ")[0].split(",")[0] or None


def bindings(actions: Iterable[Action]) -> list[Binding]:
    """Key bindings for a widget's or a screen's BINDINGS."""
    return [
        Binding(
            action.keys,
            action.name,
            action.label,
            show=action.footer,
            key_display=first_key(action),
            priority=action.priority,
            tooltip=action.help,
        )
        for action in actions
    ]
