"""Tokenizes a question without loading the `tokenizers` library.

That library is right for bulk, but needs about a second to build its trie of 250,000 pieces, longer than everything else that
a question needs. Here the pieces are in a sorted, memory-mapped file. The few hundred substrings of a question are looked up
in it, and the best path of the Unigram model is found over those (Viterbi). A test checks that both give the same ids.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_REMOVED = [*range(1, 9), 0x0B, *range(0x0E, 0x20), 0x7F, 0x8F, 0x9F]
_BLANK = [9, 10, 12, 13, 0x1680, *range(0x200B, 0x2010), 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD]
_TILDE = "\uff5e"
"""The full-width tilde of Chinese text is a piece of its own; NFKC alone would turn it into an ASCII tilde."""
_PLACEHOLDER = "\ue000"
_TRANSLATION = {**dict.fromkeys(_REMOVED, ""), **dict.fromkeys(_BLANK, " "), ord(_TILDE): _PLACEHOLDER}
_SPACES = re.compile(" {2,}")
_META = "\u2581"

MAX_PIECE_LENGTH = 16
"""Characters of the longest piece."""
_MAX_PIECE_BYTES = 48


def normalise(text: str) -> str:
    """The model's normalisation (SentencePiece's nmt_nfkc): NFKC, no control characters, one space for any white space."""
    text = text.encode("utf-8", "replace").decode()  # lone surrogates
    text = unicodedata.normalize("NFKC", text.translate(_TRANSLATION)).replace(_PLACEHOLDER, _TILDE)
    return _SPACES.sub(" ", text)


def write(pieces: Sequence[bytes], scores: NDArray[np.float32], folder: Path) -> None:
    """Write the lookup tables into the folder: `pieces.npy`, `piece_ids.npy`, `piece_scores.npy`.

    Args:
        pieces: in UTF-8, in the order of their ids.
        scores: (n,) log probabilities.
        folder: must exist.
    """
    table = np.array(pieces, f"S{_MAX_PIECE_BYTES}")
    order = np.argsort(table, kind="stable")
    np.save(folder / "pieces.npy", table[order])
    np.save(folder / "piece_ids.npy", order.astype(np.int32))
    np.save(folder / "piece_scores.npy", scores[order].astype(np.float32))


class FastTokenizer:
    """The lookup tables of a folder, memory-mapped."""

    def __init__(self, folder: Path, unknown: int = 3) -> None:
        self._table = np.load(folder / "pieces.npy", mmap_mode="r")
        self._ids = np.load(folder / "piece_ids.npy", mmap_mode="r")
        self._scores = np.load(folder / "piece_scores.npy", mmap_mode="r")
        self.unknown = unknown
        """Id of the unknown token."""
        self._unknown_score = float(self._scores.min()) - 10.0

    def vocabulary(self) -> tuple[list[str], list[float]]:
        """Pieces and their scores, in the order of the ids."""
        order = np.argsort(self._ids)
        return [piece.decode() for piece in self._table[order].tolist()], self._scores[order].tolist()

    def ids(self, text: str) -> list[int]:
        """Token ids of a text, without special tokens."""
        text = normalise(text).replace(" ", _META)
        if not text:
            return []
        if not text.startswith(_META):
            text = _META + text
        words = [word for word in re.split(f"(?={_META})", text) if word]
        known = self._look_up(words)
        return [id_ for word in words for id_ in self._best_path(word, known)]

    def _look_up(self, words: list[str]) -> dict[str, tuple[int, float]]:
        """Id and score of every substring of the words that is a piece."""
        found = {
            word[start:end]
            for word in set(words)
            for start in range(len(word))
            for end in range(start + 1, min(start + MAX_PIECE_LENGTH, len(word)) + 1)
        }
        # The strings of the table are padded with NUL, so a text that contains NUL could match a wrong one.
        candidates = [text for text in found if len(text.encode()) <= _MAX_PIECE_BYTES and "\0" not in text]
        if not candidates:
            return {}
        encoded = np.array([text.encode() for text in candidates], f"S{_MAX_PIECE_BYTES}")
        at = np.minimum(np.searchsorted(self._table, encoded), len(self._table) - 1)
        hits = np.flatnonzero(self._table[at] == encoded)
        ids, scores = self._ids[at[hits]].tolist(), self._scores[at[hits]].tolist()
        return {candidates[hit]: (id_, score) for hit, id_, score in zip(hits.tolist(), ids, scores, strict=True)}

    def _best_path(self, word: str, known: dict[str, tuple[int, float]]) -> list[int]:
        """The most probable ids (Viterbi); adjacent unknown characters become one unknown token."""
        length = len(word)
        best = [0.0] + [-np.inf] * length
        back = [(0, self.unknown)] * (length + 1)
        for start in range(length):
            for end in range(start + 1, min(start + MAX_PIECE_LENGTH, length) + 1):
                piece = known.get(word[start:end])
                if piece is not None and best[start] + piece[1] > best[end]:
                    best[end] = best[start] + piece[1]
                    back[end] = (start, piece[0])
            if word[start] not in known and best[start] + self._unknown_score > best[start + 1]:
                best[start + 1] = best[start] + self._unknown_score
                back[start + 1] = (start, self.unknown)
        ids: list[int] = []
        at = length
        while at > 0:
            at, id_ = back[at]
            if not (id_ == self.unknown and ids and ids[-1] == self.unknown):
                ids.append(id_)
        return ids[::-1]
