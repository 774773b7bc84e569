"""The array types that alignment and search share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
"""Single precision, of any shape; each user says which."""
