"""Cuts a question into the model's tokens without loading a tokenizer.

The `tokenizers` library is right for bulk, but needs about a second to build its tree of 250,000 pieces, which is longer
than everything else that a question costs. Here the pieces lie sorted in a file that is mapped, not read; a question looks
up its few hundred substrings in it, and the Unigram model's best path is found over those. A test holds the two to the same
ids on any text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_DROPPED = [*range(1, 9), 0x0B, *range(0x0E, 0x20), 0x7F, 0x8F, 0x9F]
_BLANK = [9, 10, 12, 13, 0x1680, *range(0x200B, 0x2010), 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD]
_TILDE = "\uff5e"
"""The full-width tilde of Chinese text is a piece of its own; NFKC alone would make it an ASCII tilde."""
_KEPT = "\ue000"
_PREPARED = {**dict.fromkeys(_DROPPED, ""), **dict.fromkeys(_BLANK, " "), ord(_TILDE): _KEPT}
_SPACES = re.compile(" {2,}")
_META = "\u2581"

LONGEST = 16
"""Characters of the longest piece."""
_WIDTH = 48
"""Bytes of the longest piece."""


def normalise(text: str) -> str:
    """The model's own normalisation (SentencePiece's nmt_nfkc): NFKC, control characters gone, every blank one space."""
    text = text.encode("utf-8", "replace").decode()  # a lone surrogate is no text
    text = unicodedata.normalize("NFKC", text.translate(_PREPARED)).replace(_KEPT, _TILDE)
    return _SPACES.sub(" ", text)


def write(pieces: Sequence[bytes], scores: NDArray[np.float32], folder: Path) -> None:
    """Write the lookup tables into the folder: `pieces.npy`, `piece_ids.npy`, `piece_scores.npy`.

    Args:
        pieces: their UTF-8, in the order of the ids.
        scores: (n,) their log probabilities.
        folder: an existing one.
    """
    table = np.array(pieces, f"S{_WIDTH}")
    order = np.argsort(table, kind="stable")
    np.save(folder / "pieces.npy", table[order])
    np.save(folder / "piece_ids.npy", order.astype(np.int32))
    np.save(folder / "piece_scores.npy", scores[order].astype(np.float32))


class FastTokenizer:
    """The lookup tables of a folder, opened by mapping."""

    def __init__(self, folder: Path, unknown: int = 3) -> None:
        self._table = np.load(folder / "pieces.npy", mmap_mode="r")
        self._ids = np.load(folder / "piece_ids.npy", mmap_mode="r")
        self._scores = np.load(folder / "piece_scores.npy", mmap_mode="r")
        self.unknown = unknown
        """Id of the token for what no piece covers."""
        self._unknown_score = float(self._scores.min()) - 10.0

    def vocabulary(self) -> tuple[list[str], list[float]]:
        """Pieces and scores in the order of their ids."""
        order = np.argsort(self._ids)
        return [piece.decode() for piece in self._table[order].tolist()], self._scores[order].tolist()

    def ids(self, text: str) -> list[int]:
        """Token ids of a text, without the marks of beginning and end."""
        text = normalise(text).replace(" ", _META)
        if not text:
            return []
        if not text.startswith(_META):
            text = _META + text
        words = [word for word in re.split(f"(?={_META})", text) if word]
        known = self._look_up(words)
        return [id_ for word in words for id_ in self._best_path(word, known)]

    def _look_up(self, words: list[str]) -> dict[str, tuple[int, float]]:
        """Every substring of the words that is a piece -> its id and score."""
        found = {
            word[start:end]
            for word in set(words)
            for start in range(len(word))
            for end in range(start + 1, min(start + LONGEST, len(word)) + 1)
        }
        # The table's strings are padded with NUL, so a text that has one could match what it is not.
        candidates = [text for text in found if len(text.encode()) <= _WIDTH and "\0" not in text]
        if not candidates:
            return {}
        wanted = np.array([text.encode() for text in candidates], f"S{_WIDTH}")
        at = np.minimum(np.searchsorted(self._table, wanted), len(self._table) - 1)
        hits = np.flatnonzero(self._table[at] == wanted)
        ids, scores = self._ids[at[hits]].tolist(), self._scores[at[hits]].tolist()
        return {candidates[hit]: (id_, score) for hit, id_, score in zip(hits.tolist(), ids, scores, strict=True)}

    def _best_path(self, word: str, known: dict[str, tuple[int, float]]) -> list[int]:
        """Viterbi over the pieces; neighbouring unknown characters make one unknown token."""
        length = len(word)
        best = [0.0] + [-np.inf] * length
        back = [(0, self.unknown)] * (length + 1)
        for start in range(length):
            for end in range(start + 1, min(start + LONGEST, length) + 1):
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
