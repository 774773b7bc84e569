"""What is there is found, in whatever form it is printed and typed: words, phrases, filters, pasted text and the concordance."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from built_archive import Built
from fake_encoder import FakeEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import ask
from assistant.answer import Outcome
from assistant.ask import Assistant
from assistant.exploring.concordance import Pattern, concordance
from corpus.storage.store import Store
from corpus.text.folding import fold, letters_only
from embeddings.text.analyzer import Analyzer

CASES: dict[str, tuple[str, str, list[str]]] = {
    "no width in Latin words": ("The loco\u200bmotive and the em\u00adbank\u00adment.", "机车。", ["locomotive", "embankment"]),
    "no width in Chinese words": ("A train.", "火\u200b车过了石\u2060桥。", ["火车", "石桥", "火车过了石桥"]),
    "a byte order mark": ("The ferry\ufeffman came.", "摆\ufeff渡人来了。", ["ferryman", "摆渡人"]),
    "blanks between characters": ("The dike group mended the bridge.", "护 堤 小 组 修 桥 。", ["护堤小组", "修桥"]),
    "full-width blanks": ("A headline.", "水\u3000文\u3000站\u3000建\u3000成。", ["水文站", "建成"]),
    "no-break spaces": ("A mill.", "磨\u00a0坊\u00a0开工。", ["磨坊"]),
    "old print": ("The masses came to the clinic.", "羣眾到衞生所來，黙然而立。", ["卫生所", "衛生所", "默然", "群众", "羣众"]),
    "old print, more": ("A village school.", "鄕敎室旣靜，硏究眞理。", ["乡教室", "教室", "研究真理", "既静"]),
    "variants of 1955": ("A peak.", "山峯上的礮台。", ["山峰", "炮台"]),
    "Japanese forms": ("Railway stations.", "鉄道駅の歩道。", ["铁道", "步道"]),
    "simplified outside the basic plane": ("300 jin of monkfish.", "渔船捕得\U00029f7e\U00029f8c三百斤。", ["鮟鱇", "\U00029f7e\U00029f8c"]),
    "its traditional form": ("Monkfish was sold.", "鮟鱇在橋頭出售。", ["\U00029f7e\U00029f8c", "桥头"]),
    "compatibility ideographs": ("Profit.", "\uf9dd益分配。", ["利益"]),
    "full-width figures": ("Poles.", "木桩１８０００根。", ["18000", "１８０００"]),
    "ASCII figures": ("Stone columns.", "石柱18000根。", ["１８０００"]),
    "full-width letters": ("Grade Ａ steel, ＤＤＴ.", "ＤＤＴ药粉。", ["DDT", "ＤＤＴ"]),
    "ligatures": ("The ﬁrst ﬂood.", "头一次洪水。", ["first", "flood"]),
    "decomposed accents": ("Cafe\u0301 society.", "咖啡馆。", ["Café"]),
    "emphasis inside a word": ("Loco**mo**tives were sent north.", "车头开往北方。", ["Locomotives"]),
}  # fmt: skip


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Assistant]]:
    folder = tmp_path_factory.mktemp("forms")
    lines = [
        {
            "id": f"a{n}", "newspaper": "Mill Post|磨报", "date": "1956-03-24", "page": 1, "title_en": "T", "title_zh": "题",
            "english": english, "chinese": chinese,
        }
        for n, (english, chinese, _) in enumerate(CASES.values())
    ]  # fmt: skip
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    made = Built(folder / "archive", FakeEncoder(), Analyzer())
    made.bring_up_to_date([folder / "a.jsonl"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ask, "load_encoder", lambda _: FakeEncoder())
        with Store.open(made.folder) as store, Assistant(store) as assistant:
            assistant.warm()
            yield store, assistant


WANTED = [(f"a{n}", typed) for n, (_, _, words) in enumerate(CASES.values()) for typed in words]


@pytest.mark.parametrize(("article", "typed"), WANTED)
def test_it_is_found_however_it_is_typed(opened: tuple[Store, Assistant], article: str, typed: str) -> None:
    store, assistant = opened
    found = [one for one in concordance(store, Pattern(typed)) if one.article.id == article]
    assert found
    for one in found:
        assert fold(one.span.of(one.content)) == fold(typed)
    chinese = list(CASES.values())[int(article[1:])][1]
    side = "zh" if fold(typed) in fold(chinese) else "en"
    for line in (typed, f'"{typed}"', f"{side}:{typed} {typed}"):
        answer = assistant.ask(line, 60)
        assert article in {quote.article.id for quote in answer.quotes}, line
        assert answer.outcome is not Outcome.NOTHING, line
        assert not [reason for reason in answer.reasons if type(reason).__name__ == "UnknownWords"], line


@pytest.mark.parametrize("typed", ["护\u200b堤小组", "loco\u00admotive", "石\u2060桥"])
def test_what_is_typed_may_carry_characters_without_width(opened: tuple[Store, Assistant], typed: str) -> None:
    store, assistant = opened
    assert list(concordance(store, Pattern(typed)))
    assert assistant.ask(typed).outcome is not Outcome.NOTHING


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_pasting_finds_find_finds(opened: tuple[Store, Assistant], data: st.DataObject) -> None:
    """Any part of a stored line, in any of its forms."""
    store, _ = opened
    article = store.article(data.draw(st.sampled_from(sorted({id for id, _ in WANTED})))).article
    text = article.text(data.draw(st.sampled_from(["en", "zh"])))
    assert text
    paragraph = data.draw(st.sampled_from(text.paragraphs)).span.of(text.content)
    start = data.draw(st.integers(0, len(paragraph) - 1))
    part = paragraph[start : data.draw(st.integers(start + 1, len(paragraph)))].strip()
    if letters_only(part) and part == part.strip("-*\u0301"):
        typed = data.draw(st.sampled_from([part, fold(part)]))
        assert article.id in {one.article.id for one in concordance(store, Pattern(typed))}
