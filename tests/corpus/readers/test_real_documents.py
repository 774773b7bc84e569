"""The sample and, if present beside the checkout, 14 real documents: headers, texts, beads."""

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from corpus_helpers import (
    FakeVectors,
    assert_covers,
    assert_laws_hold,
    assert_no_body_lost,
    evaluation,
    kinds_of,
    paragraphs_of,
    read_all,
    run_ingest,
    scores,
    vectors_for_beads,
)
from shared_data import shared_folder
from store_passages import every_passage

from corpus.alignment.passages import align_article
from corpus.alignment.units import SentenceVectors
from corpus.model import SIDES, Article, Newspaper
from corpus.proof.verify import State, verify
from corpus.storage.store import Store

# date, page, column, English title, Chinese title, English author, Chinese author: read from the files by hand.
EXPECTED = {
    "1946.05/1946-05-15_南捷签订友谊互助条约.md": (
        "1946-05-15", 3, "", "Yugoslavia and Czechoslovakia Sign Treaty of Friendship and Mutual Assistance", "南捷签订友谊互助条约", "", "",
    ),
    "1946.05/1946-05-16_致本报贺电一束.md": (
        "1946-05-16", 2, "", "A Collection of Congratulatory Telegrams to This Newspaper", "致本报贺电一束", "", "",
    ),
    "1957.06/1957-06-01_为孩子们制造新玩具（图片）.md": (
        "1957-06-01", 4, "", "Manufacturing New Toys for Children (Pictures)", "为孩子们制造新玩具（图片）",
        "Wang Shaoqing, Liang Yiding", "王少清  梁一丁",
    ),
    "1957.06/1957-06-01_糖精一批进口.md": (
        "1957-06-01", 4, "市场巡礼", "Import of a Batch of Saccharin", "糖精一批进口", "Zhu Youren", "朱有仁",
    ),
    "1957.06/1957-06-02_来函声明.md": ("1957-06-02", 2, "", "Letter of Clarification", "来函声明", "Zhang Yunchuan", "张云川"),
    "1960.04/1960-04-01_中匈友协设宴欢迎匈中友协代表团.md": (
        "1960-04-01", 3, "", "Sino-Hungarian Friendship Association Hosts Banquet for Delegation of Hungarian-Chinese Friendship Association",
        "中匈友协设宴欢迎匈中友协代表团", "", "",
    ),
    "1960.04/1960-04-02_图片.md": ("1960-04-02", 3, "", "Zheng Zude", "图片", "Zheng Zude", "郑祖德"),
    "1960.04/1960-04-02_小洋群和高速度.md": (
        "1960-04-02", 1, "社论", 'Small "Foreign Groups" and High Speed', "小洋群和高速度", "", "",
    ),
    "1960.04/1960-04-02_河北小洋群水泥工业大步向前_一年多来生产水泥三十多万吨.md": (
        "1960-04-02", 1, "",
        "Hebei's Small Local Cement Industry Strides Forward: More Than 300,000 Tons of Cement Produced in Just Over a Year",
        "河北小洋群水泥工业大步向前  一年多来生产水泥三十多万吨", "", "",
    ),
    "1960.04/1960-04-02_美国加紧备战活动.md": (
        "1960-04-02", 6, "", "U.S. Intensifies War Preparations", "美国加紧备战活动", "", "",
    ),
    "1960.04/1960-04-25_大办_小洋群.md": (
        "1960-04-25", 3, "短评", 'Vigorously Develop "Small Foreign Groups"', "大办“小洋群”", "", "",
    ),
    "1966.09/1966-09-03_西宁制成绞盘式推土机.md": (
        "1966-09-03", 2, "新建设  新产品", "Xining Develops a Winch-Type Bulldozer", "西宁制成绞盘式推土机", "", "",
    ),
    "1966.09/1966-09-04_福建夏种面积扩大质量提高.md": (
        "1966-09-04", 2, "", "Fujian Expands Summer Planting Area and Improves Quality", "福建夏种面积扩大质量提高", "", "",
    ),
    "1966.09/1966-09-04_红卫兵歌.md": ("1966-09-04", 2, "", "Song of the Red Guards", "红卫兵歌", "Zhao Jinfu", "赵金福"),
}  # fmt: skip


@pytest.fixture(scope="module")
def real() -> Path:
    return shared_folder("archive")


@pytest.fixture(scope="module")
def gold() -> Mapping[str, dict]:
    return evaluation(shared_folder("real/alignment.json"))


@pytest.fixture(scope="module")
def documents(real: Path) -> dict[str, Article]:
    return read_all(real, EXPECTED)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SentenceVectors]:
    """Sentence vectors of the default model, as `archive index` makes them."""
    from embeddings.index.embedding_cache import VectorCache
    from embeddings.model.encoder import load_encoder

    with VectorCache(tmp_path_factory.mktemp("vectors"), load_encoder()) as cache:
        yield cache


def test_the_table_names_every_document(real: Path, gold: Mapping[str, dict]) -> None:
    assert sorted(str(p.relative_to(real)) for p in real.rglob("*.md")) == sorted(EXPECTED) == sorted(gold)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_header_of_a_document(documents: dict[str, Article], name: str) -> None:
    article = documents[name]
    date, page, column, *texts = EXPECTED[name]
    assert article.date == datetime.date.fromisoformat(str(date))
    assert (article.page, article.column) == (page, column)
    assert [article.title_en, article.title_zh, article.author_en, article.author_zh] == texts


def test_every_stored_text_is_a_slice_of_its_file(documents: dict[str, Article], real: Path, gold: Mapping[str, dict]) -> None:
    for name, article in documents.items():
        text = (real / name).read_bytes().decode("utf-8")
        for side, key in (("en", "en_lines"), ("zh", "zh_lines")):
            body = article.text(side)
            assert text[body.offset : body.offset + len(body.content)] == body.content
            assert_covers([p.span for p in body.paragraphs], body.content, 0, len(body.content))
            assert len(body.paragraphs) == gold[name][key], name
            assert all(p in text for p in paragraphs_of(body))


def test_the_halves_are_separated(documents: dict[str, Article]) -> None:
    for name, article in documents.items():
        assert "<hr" not in article.english.content, name
        assert "Original:" not in article.english.content
        assert "###" not in article.chinese.content
        assert "专栏：" not in article.chinese.content
        assert article.machine_translated


def test_the_glossary_is_kept(documents: dict[str, Article]) -> None:
    entries = {e.name: (e.pinyin, e.gloss) for e in documents["1946.05/1946-05-15_南捷签订友谊互助条约.md"].glossary}
    assert entries["铁托"] == ("", "Tito")
    assert entries["南捷"] == ("Nanjie", "short for Yugoslavia and Czechoslovakia")
    assert entries["费林格"] == ("Feilinge", "Fierlinger")


def test_a_chinese_body_in_the_english_half_is_stray(documents: dict[str, Article], gold: Mapping[str, dict]) -> None:
    name = "1946.05/1946-05-16_致本报贺电一束.md"
    stray = [i for i, kind in enumerate(kinds_of(documents[name].english)) if kind == "stray"]
    assert stray == [int(i) for i, role in gold[name]["roles_en"].items() if role == "stray"]


def test_no_passage_is_cut_inside_a_sentence_and_none_is_lost(documents: dict[str, Article], gold: Mapping[str, dict]) -> None:
    for name, article in documents.items():
        for model in (vectors_for_beads(article, gold[name]["beads"]), FakeVectors()):
            aligned = align_article(article, model)
            assert_laws_hold(aligned)
        assert_no_body_lost(align_article(article, vectors_for_beads(article, gold[name]["beads"])))


def test_beads_and_roles_are_right_where_the_vectors_are(documents: dict[str, Article], gold: Mapping[str, dict]) -> None:
    aligned = {
        name: align_article(article, vectors_for_beads(article, gold[name]["beads"])) for name, article in documents.items()
    }
    f1, roles = scores(gold, aligned)
    assert f1 >= 0.97
    assert roles >= 0.95


def test_the_record_of_the_documents_is_exact(real: Path, store: Store) -> None:
    report = run_ingest(store, real, newspaper=Newspaper("People's Daily", "人民日报"))
    assert (report.added, report.articles) == (14, 14)
    # 致本报贺电一束: the English half contains the whole Chinese text before its translation.
    assert [(r.kind, Path(r.path).name[:10]) for r in report.remarks] == [("stray", "1946-05-16")]
    findings = list(verify(store))
    assert len(findings) == 14
    assert {f.state for f in findings} == {State.EXACT}
    for _, article, passage in every_passage(store):
        data = Path(article.source.path).read_bytes()
        for side in SIDES:
            excerpt = passage.excerpt(side)
            if excerpt:
                before = len(article.text(side).content[: excerpt.span.start].encode())
                start = len(data.decode()[: article.text(side).offset].encode()) + before
                quoted = excerpt.text.encode()
                assert data[start : start + len(quoted)] == quoted, passage.id


@pytest.mark.slow
def test_the_default_model_aligns_the_documents(
    documents: dict[str, Article], gold: Mapping[str, dict], encoder: SentenceVectors
) -> None:
    aligned = {name: align_article(article, encoder) for name, article in documents.items()}
    for found in aligned.values():
        assert_laws_hold(found)
        assert_no_body_lost(found)
    f1, roles = scores(gold, aligned)
    assert f1 >= 0.97, f1
    assert roles >= 0.95, roles


@pytest.mark.slow
def test_the_default_model_aligns_the_sample(
    sample_articles: dict[str, Article], sample_gold: dict[str, dict], encoder: SentenceVectors
) -> None:
    aligned = {name: align_article(article, encoder) for name, article in sample_articles.items()}
    for found in aligned.values():
        assert_laws_hold(found)
        assert_no_body_lost(found)
    f1, roles = scores(sample_gold, aligned)
    assert f1 >= 0.97, f1
    assert roles >= 0.95, roles
