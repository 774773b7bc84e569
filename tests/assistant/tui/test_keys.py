"""Reading, walking, copying, help: what the keys do once there is an answer."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from textual.events import Paste
from textual.widgets import Footer
from tui_driving import MakeChat, ask, screen_text, settle, turns, until
from tui_fakes import MILL, FakeArchive, answer, found, quote

from assistant.text.citation import citation
from assistant.tui.screens.browse import BrowseScreen
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.help import HelpScreen
from assistant.tui.screens.index import IndexScreen
from assistant.tui.screens.input_dialog import InputDialog
from assistant.tui.screens.manual import ManualScreen
from assistant.tui.screens.reader import ReaderScreen
from assistant.tui.screens.sessions import SessionsScreen
from assistant.tui.screens.settings import SettingRow, SettingsScreen
from assistant.tui.screens.timeline import TimelineScreen
from assistant.tui.shared.actions import ACTIONS, Scope
from assistant.tui.widgets.article_view import ArticleView
from assistant.tui.widgets.prompt import Prompt
from assistant.tui.widgets.quote_card import QuoteCard
from assistant.tui.widgets.row_widget import Paragraphs
from assistant.tui.widgets.transcript import EarlierTurns
from assistant.tui.widgets.turn import ErrorCard, FoldedAnswer
from assistant.wording.messages import warning_text

pytestmark = pytest.mark.asyncio
QUESTION = "纸为什么断了十七次？"


async def test_open_the_article_go_on_and_come_back(make: MakeChat) -> None:
    async with make().run_test(size=(120, 24)) as pilot:
        await ask(pilot, QUESTION)
        await settle(pilot)
        await pilot.press("tab")
        assert isinstance(pilot.app.focused, QuoteCard)
        assert pilot.app.focused.at == 0
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ReaderScreen)
        text = screen_text(pilot)
        assert "第一张白纸 · The First Sheet of White Paper" in text
        assert "方立夫 · Fang Lifu" in text
        assert "Passage 1 of 2" in text
        assert "On the afternoon of the trial" in text
        assert "The mill has forty-seven vats" in text
        await pilot.press("end")
        assert "master papermaker [born 1889]" in screen_text(pilot)
        assert "Reed Harbour News (《芦港新闻》), 24 April 1954, p. 2" in screen_text(pilot)
        await pilot.press("n")
        await settle(pilot)
        assert "新堤第一次迎大汛" in screen_text(pilot)
        assert "Passage 2 of 2" in screen_text(pilot)
        assert "防汛通讯" in screen_text(pilot)
        await pilot.press("left")
        await settle(pilot)
        assert "Passage 1 of 2" in screen_text(pilot)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, ChatScreen)
        assert isinstance(pilot.app.focused, QuoteCard)
        await pilot.press("escape")
        assert isinstance(pilot.app.focused, Prompt)


async def test_the_reader_opens_at_the_passage(make: MakeChat) -> None:
    async with make(lambda line: answer(line, (quote(MILL, 3),))).run_test(size=(60, 20)) as pilot:
        await ask(pilot, QUESTION)
        await settle(pilot)
        await pilot.press("tab", "enter")
        await settle(pilot)
        view = pilot.app.screen.query_one(ArticleView)
        assert view.scroll_offset.y > 0
        assert "The mill has" in screen_text(pilot)
        await pilot.resize_terminal(50, 22)
        await settle(pilot)
        assert "The mill has" in screen_text(pilot)


async def test_a_missing_article_is_an_error_in_the_reader(make: MakeChat) -> None:
    async with make(archive=FakeArchive(found, articles=())).run_test(size=(100, 30)) as pilot:
        await ask(pilot, QUESTION)
        await settle(pilot)
        await pilot.press("tab", "enter")
        await settle(pilot)
        assert "no article has the id" in screen_text(pilot)


async def test_cards_are_walked_through_and_left(make: MakeChat) -> None:
    async with make().run_test(size=(120, 40)) as pilot:
        await ask(pilot, QUESTION)
        await settle(pilot)
        await pilot.press("tab", "down")
        assert isinstance(pilot.app.focused, QuoteCard)
        assert pilot.app.focused.at == 1
        await pilot.press("k")
        assert isinstance(pilot.app.focused, QuoteCard)
        assert pilot.app.focused.at == 0
        await pilot.press("j", "j")
        assert isinstance(pilot.app.focused, Prompt)


async def test_a_card_longer_than_the_screen_is_read_to_its_end(make: MakeChat) -> None:
    async with make().run_test(size=(44, 16)) as pilot:
        await ask(pilot, QUESTION)
        await settle(pilot)
        await pilot.press("tab")
        first = pilot.app.focused
        assert first
        assert first.region.height > 12
        await pilot.press("down")
        assert pilot.app.focused is first


async def test_up_and_down_go_through_the_history(make: MakeChat) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        for question in ("一", "二", "二"):
            await ask(pilot, question)
            await settle(pilot)
        prompt = pilot.app.screen.query_one(Prompt)
        await pilot.press(*"三")
        seen = []
        for key in ("up", "up", "up", "down", "down", "down"):
            await pilot.press(key)
            seen.append(prompt.text)
        assert seen == ["二", "一", "一", "二", "三", "三"]


async def test_a_question_can_have_several_lines(make: MakeChat) -> None:
    archive = FakeArchive(found)
    async with make(archive=archive).run_test(size=(80, 24)) as pilot:
        prompt = pilot.app.screen.query_one(Prompt)
        await pilot.press(*"一", "ctrl+j", *"二", "shift+enter", *"三")
        assert prompt.text == "一\n二\n三"
        assert prompt.region.height == 3
        await pilot.press("up", "up", "enter")
        await settle(pilot)
        assert archive.questions == ["一\n二\n三"]
        assert prompt.region.height == 1


async def test_a_paste_of_several_lines_is_kept(make: MakeChat) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        prompt = pilot.app.screen.query_one(Prompt)
        pilot.app.post_message(Paste("第一行[b]\n第二行\n第三行"))
        await pilot.pause()
        assert prompt.text == "第一行[b]\n第二行\n第三行"


async def test_spaces_are_not_a_question(make: MakeChat) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "enter")
        await settle(pilot)
        assert not turns(pilot)


async def test_resize_while_writing(make: MakeChat) -> None:
    async with make().run_test(size=(120, 40)) as pilot:
        await ask(pilot, QUESTION)
        await settle(pilot)
        await pilot.press(*"半句")
        card = pilot.app.screen.query(QuoteCard).first()
        wide = card.region.height
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert card.region.height > wide, "stacked below 100 cells"
        assert card.region.right <= 80
        prompt = pilot.app.screen.query_one(Prompt)
        assert prompt.text == "半句"
        assert prompt.has_focus
        assert pilot.app.cursor_position == prompt.cursor_screen_offset
        assert prompt.region.contains_point(prompt.cursor_screen_offset)


async def test_copying_gives_the_source_and_says_where(make: MakeChat, tmp_path: Path) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await ask(pilot, QUESTION)
        await settle(pilot)
        await pilot.press("tab")
        card = pilot.app.focused
        assert isinstance(card, QuoteCard)
        english, chinese = card.quote.passage.english, card.quote.passage.chinese
        assert english
        assert chinese
        texts = {
            "c": f"{english.text}\n\n{chinese.text}\n\n{citation(card.quote.article, card.quote.passage)}",
            "t": citation(card.quote.article, card.quote.passage),
            "e": english.text,
            "z": chinese.text,
        }
        for key, text in texts.items():
            await pilot.press(key)
            await settle(pilot)
            assert (tmp_path / "copied.txt").read_text() == text
            assert pilot.app.clipboard == text
        notices = [notice.message for notice in pilot.app._notifications]
        assert all("terminal’s clipboard" in notice and str(tmp_path / "copied.txt") in notice for notice in notices)


async def test_a_copy_carries_the_warnings_of_its_passage(make: MakeChat, tmp_path: Path) -> None:
    """Under the citation, as no part of the quotation; and in the notice, where a side is copied to the character."""
    async with make().run_test(size=(80, 24)) as pilot:
        await ask(pilot, QUESTION)
        await settle(pilot)
        await pilot.press("tab", "down")
        card = pilot.app.focused
        assert isinstance(card, QuoteCard)
        warning, english = card.quote.warnings[0], card.quote.passage.english
        assert english
        noted = f"\n\n{citation(card.quote.article, card.quote.passage)}\n[Note, not part of the quotation: {warning_text(warning)}]"
        await pilot.press("c")
        await settle(pilot)
        assert (tmp_path / "copied.txt").read_text().endswith(noted)
        await pilot.press("e")
        await settle(pilot)
        assert (tmp_path / "copied.txt").read_text() == english.text
        await until(pilot, lambda: len(pilot.app._notifications) == 2)
        assert [f"! {warning_text(warning)}" in notice.message for notice in pilot.app._notifications] == [False, True]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReaderScreen))
        await pilot.press("c")
        await settle(pilot)
        assert (tmp_path / "copied.txt").read_text().endswith(noted)
        text = screen_text(pilot)
        assert "! 1 warning under this passage" in text
        assert "F1 help" in text, "the keys still have room"


async def test_old_answers_are_folded_and_can_be_unfolded(make: MakeChat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.tui.widgets.transcript.OPEN_TURNS", 1)
    async with make().run_test(size=(100, 30)) as pilot:
        for number in range(3):
            await ask(pilot, f"问题 {number}")
            await settle(pilot)
        assert [turn.folded for turn in turns(pilot)] == [True, True, False]
        turns(pilot)[0].query_one(FoldedAnswer).focus()
        await pilot.press("enter")
        await settle(pilot)
        assert not turns(pilot)[0].folded
        assert isinstance(pilot.app.focused, QuoteCard)


async def test_help_lists_every_action(make: MakeChat) -> None:
    async with make().run_test(size=(100, 60)) as pilot:
        await pilot.press("question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        text = "\n".join(line.text for words in pilot.app.screen.query(Paragraphs) for line in words.paragraphs)
        for action in ACTIONS:
            if action.scope not in (Scope.HELP, Scope.MANUAL):  # the manual may not be installed
                assert action.help in text
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, ChatScreen)
        await pilot.press(*"纸", "question_mark")
        assert pilot.app.screen.query_one(Prompt).text == "纸?", "a question mark ends a question"
        await pilot.press("f1")
        assert isinstance(pilot.app.screen, HelpScreen)


async def test_every_action_has_its_method(make: MakeChat) -> None:
    async with make().run_test(size=(120, 40)) as pilot:
        nodes = {
            Scope.ANYWHERE: type(pilot.app), Scope.PROMPT: Prompt, Scope.CHAT: ChatScreen, Scope.CARD: QuoteCard,
            Scope.TURN: ErrorCard, Scope.READER: ReaderScreen, Scope.HELP: HelpScreen, Scope.SESSIONS: SessionsScreen,
            Scope.SETTINGS: SettingsScreen, Scope.BROWSE: BrowseScreen, Scope.SETTING: SettingRow, Scope.LINE: InputDialog,
            Scope.INDEX: IndexScreen, Scope.ANSWERED: ChatScreen, Scope.TIMELINE: TimelineScreen,
            Scope.MANUAL: ManualScreen,
        }  # fmt: skip
        for action in ACTIONS:
            assert hasattr(nodes[action.scope], f"action_{action.name.split('(')[0]}"), action


async def test_the_palette_offers_what_applies_here(make: MakeChat) -> None:
    app = make()
    async with app.run_test(size=(120, 40)) as pilot:
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert "Ask the first example question" in titles
        assert "Copy the citation alone" not in titles
        await ask(pilot, QUESTION)
        await settle(pilot)
        await pilot.press("tab")
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert "Ask the first example question" not in titles
        assert "Copy the citation alone" in titles
        copy = next(c for c in app.get_system_commands(app.screen) if c.title == "Copy the Chinese alone")
        await copy.callback()
        await settle(pilot)
        assert app.clipboard.startswith("试车那天下午")


async def test_the_keys_that_apply_are_shown(make: MakeChat) -> None:
    async with make().run_test(size=(120, 40)) as pilot:
        assert pilot.app.screen.query_one(Footer)
        await ask(pilot, QUESTION)
        await settle(pilot)
        assert "Enter ask" in screen_text(pilot).splitlines()[-1]
        await pilot.press("tab")
        await pilot.pause()
        assert "Enter whole article  c copy  m more like  Esc ask" in screen_text(pilot).splitlines()[-1]


async def test_the_theme_switches_between_light_and_dark(make: MakeChat) -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+t")
        assert pilot.app.theme == "archive-light"
        await pilot.press("ctrl+t")
        assert pilot.app.theme == "archive-dark"


async def test_without_colours_the_answer_can_still_be_seen(make: MakeChat, monkeypatch: pytest.MonkeyPatch) -> None:
    app_maker = make
    monkeypatch.setenv("NO_COLOR", "1")
    async with app_maker().run_test(size=(120, 40)) as pilot:
        await ask(pilot, QUESTION)
        await settle(pilot)
        assert pilot.app.no_color
        assert "▎ On the afternoon" in screen_text(pilot)
        assert "  wetted, the paper" in screen_text(pilot)


async def test_leaving_does_not_wait_for_the_model(make: MakeChat) -> None:
    gate = threading.Event()
    archive = FakeArchive(found, warm=lambda: gate.wait(30))
    app = make(archive=archive)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
    assert not gate.is_set()
    gate.set()


@pytest.mark.parametrize("size", [(80, 24), (80, 12), (120, 24), (44, 16)])
async def test_the_reader_loses_no_character_at_the_edge(make: MakeChat, size: tuple[int, int]) -> None:
    """A scroll bar that appears after the text was laid out would cover its last cells."""
    async with make(lambda line: answer(line, (quote(MILL, 2),))).run_test(size=size) as pilot:
        await ask(pilot, QUESTION)
        await settle(pilot)
        await pilot.press("tab", "enter")
        await settle(pilot)
        view = pilot.app.screen.query_one(ArticleView)
        assert view.page.rows
        room = view.scrollable_content_region.width
        assert max(row.cells for row in view.page.rows) <= room
        for y in range(view.scrollable_content_region.height):
            drawn = view.render_line(y).text.rstrip()
            at = view.scroll_offset.y + y
            assert at >= len(view.page.rows) or drawn == view.page.rows[at].text.rstrip()


async def test_old_turns_of_a_long_conversation_can_be_brought_back(make: MakeChat, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("OPEN_TURNS", 1), ("KEPT_TURNS", 2), ("BROUGHT_BACK", 1)):
        monkeypatch.setattr(f"assistant.tui.widgets.transcript.{name}", value)
    async with make().run_test(size=(100, 30)) as pilot:
        for number in range(4):
            await ask(pilot, f"问题 {number}")
            await settle(pilot)
        assert [turn.question for turn in turns(pilot)] == ["问题 2", "问题 3"]
        earlier = pilot.app.screen.query_one(EarlierTurns)
        earlier.focus()
        await settle(pilot)
        assert "2 earlier questions" in screen_text(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert [turn.question for turn in turns(pilot)] == ["问题 1", "问题 2", "问题 3"]
        assert turns(pilot)[0].folded
        assert "1 earlier question ·" in screen_text(pilot)
