"""Every encoding is decoded exactly, and a damaged byte is reported with its position."""

import codecs

import pytest
from corpus_helpers import characters, document, law
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableSource
from corpus.files.decoding import decode

SIMPLIFIED = "新渡船昨天下水，两岸的往来方便多了。镇上的人都到码头去看，老人说：“六十年来没有见过这样的船！”"
TRADITIONAL = "新渡船昨天下水，兩岸的往來方便多了。鎮上的人都到碼頭去看，老人說：「六十年來沒有見過這樣的船！」"
BILINGUAL = document(["The new ferry was launched yesterday."] * 3, [SIMPLIFIED] * 3)


@law
@given(st.text(characters))
def test_utf8_is_decoded_exactly(text: str) -> None:
    data = text.encode("utf-8")
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or data.count(0) > len(data) // 10:
        return  # a byte order mark, or bytes that can only be UTF-16
    assert decode(data, "f") == (text, "utf-8")


@law
@given(st.text(characters))
def test_utf8_and_utf16_with_a_mark_are_decoded_exactly(text: str) -> None:
    assert decode(codecs.BOM_UTF8 + text.encode("utf-8"), "f") == (text, "utf-8-sig")
    assert decode(codecs.BOM_UTF16_LE + text.encode("utf-16-le"), "f") == (text, "utf-16")
    assert decode(codecs.BOM_UTF16_BE + text.encode("utf-16-be"), "f") == (text, "utf-16")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_recognized(encoding: str) -> None:
    assert decode(BILINGUAL.encode(encoding), "f") == (BILINGUAL, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, document([], [SIMPLIFIED] * 9), "镇上的船"])
def test_chinese_utf16_without_a_mark_is_recognized(encoding: str, text: str) -> None:
    """Hardly any of its bytes is zero."""
    assert decode(text.encode(encoding), "f") == (text, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_an_incomplete_character_at_the_end_of_utf16_is_reported(encoding: str) -> None:
    data = SIMPLIFIED.encode(encoding) + b"\x4e"
    with pytest.raises(UnreadableSource, match=rf"byte {len(data) - 1} \(0x4e\) is not valid {encoding}"):
        decode(data, "f")


@pytest.mark.parametrize("text", [SIMPLIFIED, BILINGUAL, BILINGUAL.replace("\n", "\r\n"), "镇上的船"])
def test_gb18030_is_recognized(text: str) -> None:
    assert decode(text.encode("gb18030"), "f") == (text, "gb18030")


@pytest.mark.parametrize("text", [TRADITIONAL, document(["The new ferry."], [TRADITIONAL]).replace("专栏", "專欄")])
def test_big5_is_recognized(text: str) -> None:
    assert decode(text.encode("big5"), "f") == (text, "big5")


def test_the_sample_is_recognized_in_every_encoding_without_a_mark(sample_articles: dict) -> None:
    for name, article in sample_articles.items():
        chinese = article.chinese.content
        for encoding in ("gb18030", "utf-16-le", "utf-16-be"):
            assert decode(chinese.encode(encoding), name) == (chinese, encoding), name


@pytest.mark.parametrize(
    ("mark", "encoding", "name"),
    [(b"", "utf-8", "utf-8"), (codecs.BOM_UTF8, "utf-8", "utf-8"), (b"", "gb18030", "gb18030")],
)
def test_a_single_damaged_byte_is_reported_with_its_offset(mark: bytes, encoding: str, name: str) -> None:
    before, after = "新渡船昨天下水，两岸的往来", "方便多了。" * 20
    data = mark + before.encode(encoding) + b"\xff" + after.encode(encoding)
    place = len(mark) + len(before.encode(encoding))
    with pytest.raises(UnreadableSource) as caught:
        decode(data, "1960.04/a.md")
    assert f"1960.04/a.md: byte {place} (0xff) is not valid {name}" in caught.value.message


def test_a_damaged_byte_of_big5_is_reported_with_its_offset() -> None:
    data = TRADITIONAL.encode("big5")
    data = data[:20] + b"\xff" + data[20:]
    with pytest.raises(UnreadableSource, match=r"byte 20 \(0xff\) is not valid big5"):
        decode(data, "f")


@pytest.mark.parametrize(("mark", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")])
def test_an_incomplete_utf16_character_is_reported_with_its_offset(mark: bytes, encoding: str) -> None:
    lone = "\ud800".encode(encoding, "surrogatepass")
    with pytest.raises(UnreadableSource, match="byte 10 "):
        decode(mark + "abcd".encode(encoding) + lone + "efgh".encode(encoding), "f")
    with pytest.raises(UnreadableSource, match="byte 10 "):
        decode(mark + "abcd".encode(encoding) + b"\x00", "f")


@law
@given(st.data())
def test_an_inserted_byte_is_never_dropped_or_replaced(data: st.DataObject) -> None:
    whole = BILINGUAL.encode("utf-8")
    at = data.draw(st.integers(0, len(whole)))
    bad = data.draw(st.sampled_from([0x80, 0xBF, 0xC0, 0xE4, 0xF5, 0xFE, 0xFF]))
    damaged = whole[:at] + bytes([bad]) + whole[at:]
    with pytest.raises(UnreadableSource) as caught:
        decode(damaged, "f")
    place = int(caught.value.message.split("byte ")[1].split(" ")[0])
    assert abs(place - at) <= 3, "reported at the damaged character"


@pytest.mark.parametrize("bad", [b"\xb7", b"\xc4", b"\xe9", b"\x93"])
def test_a_damaged_byte_in_english_text_does_not_make_it_chinese(bad: bytes) -> None:
    """GB18030 and Big5 read such a byte and the next letter as one character."""
    with pytest.raises(UnreadableSource, match="byte 15 "):
        decode(b"The ferry of M." + bad + b"ei Creek was launched yesterday.", "f")


@law
@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_without_loss_or_rejected(data: bytes) -> None:
    try:
        text, encoding = decode(data, "f")
    except UnreadableSource:
        return
    mark = codecs.BOM_UTF16_BE if data.startswith(codecs.BOM_UTF16_BE) else codecs.BOM_UTF16_LE
    again = (
        mark + text.encode("utf-16-be" if mark == codecs.BOM_UTF16_BE else "utf-16-le")
        if encoding == "utf-16"
        else text.encode(encoding)
    )
    assert again == data


def test_nothing_is_an_empty_text() -> None:
    assert decode(b"", "f") == ("", "utf-8")
