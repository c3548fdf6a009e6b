"""Whether anything happened to a customer today, told without a look at its record."""

from __future__ import annotations

import numpy as np

from cjsim.journey.kernel import kernel, rule
from cjsim.journey.stages import FIRST_RARE_MARK

NOTHING = 0
COMMON = 1
RARE = 2
"""What the marks of a customer's day are: none, common ones alone, or rare ones too."""


@rule
def what_happened(me):
    """Return `NOTHING`, `COMMON` or `RARE`, by the marks of the customer's day."""
    marks = np.uint64(me.marks)
    if marks == np.uint64(0):
        return NOTHING
    return COMMON if marks >> np.uint64(FIRST_RARE_MARK) == np.uint64(0) else RARE


@kernel
def write_having(ids, customers, marks, out):
    """Write which of the customers `ids` any of `marks`, bits of `Mark`, happened to.

    Returns how many these are.
    """
    n_found = 0
    for i in ids:
        if np.uint64(customers[i].marks) & np.uint64(marks) != np.uint64(0):
            out[n_found] = i
            n_found += 1
    return n_found
