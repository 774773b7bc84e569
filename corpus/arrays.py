"""Array types shared by alignment and search."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
"""Single precision, of any shape; each use states its shape."""
