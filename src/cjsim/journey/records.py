"""Arrays of records: what NumPy does with them, without its detours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def joined(*batches: NDArray[np.void]) -> NDArray[np.void]:
    """Return records of one dtype, batch after batch; there is at least one batch.

    `np.concatenate` does the same, and each time looks first, field by field, for a dtype that
    holds them all.
    """
    whole = np.empty(sum(batch.size for batch in batches), batches[0].dtype)
    first = 0
    for batch in batches:
        whole[first : first + batch.size] = batch
        first += batch.size
    return whole
