"""Very many draws, counted and multiplied with their neighbours as they go by."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from cjsim.journey.luck import luck_of, uniform, uniform_pair


@njit(cache=True, nogil=True)
def engine_draw(key, customer, day, purpose):
    """Return what a rule draws."""
    return uniform(luck_of(key, customer, day), purpose)


def streamer(draw: Any) -> Any:
    """Return the compiled loop over customers, days and purposes for a way of drawing.

    `draw(key, customer, day, purpose)` is compiled and returns a number in [0, 1).
    """

    @njit(nogil=True)
    def stream(key, n_customers, n_days, cells, pairs, purposes, distant, days, customer):
        n_purposes = purposes.size
        before = np.zeros((n_days, n_purposes))  # the customer before
        for person in range(n_customers):
            for day in range(n_days):
                for purpose in range(n_purposes):
                    u = draw(key, person, day, purpose)
                    x = u - 0.5
                    cells[int(u * 65536.0)] += 1
                    if person > 0:
                        customer[0] += x * before[day, purpose]
                    before[day, purpose] = x
                    if day > 0:
                        earlier = before[day - 1, purpose]
                        days[0] += x * earlier
                        pairs[(int((earlier + 0.5) * 256.0) << 8) | int(u * 256.0)] += 1
                    if day > 6:
                        days[1] += x * before[day - 7, purpose]
                    if purpose > 0:
                        purposes[purpose] += x * before[day, purpose - 1]
                    back = 2
                    for place in range(distant.size):
                        if purpose >= back:
                            distant[place] += x * before[day, purpose - back]
                        back *= 2

    return stream


@njit(cache=True, nogil=True)
def stream_pairs(keys, n_people, cells, sums):
    """Draw about all ordered pairs of people by each key; keys are of following days."""
    row = np.zeros((keys.size, n_people))
    for one in range(n_people):
        for other in range(n_people):
            before = 0.0
            for place in range(keys.size):
                u = uniform_pair(keys[place], one, other)
                x = u - 0.5
                cells[int(u * 65536.0)] += 1
                if place > 0:
                    sums[0] += x * before  # the same two the day before
                before = x
                if other > 0:
                    sums[1] += x * row[place, other - 1]  # the same one with the next
                if one > 0:
                    # the place still holds what the one before had with this other
                    sums[2] += x * row[place, other]
                row[place, other] = x
                sums[3] += x * (uniform_pair(keys[place], other, one) - 0.5) * (one < other)
