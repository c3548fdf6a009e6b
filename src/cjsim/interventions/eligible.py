"""Whom a programme of contacts may address: the compiled look over all customers."""

from __future__ import annotations

from numba import njit

from cjsim.journey.standing import stage_with_us

NEVER = -32768
"""Stands for the day of a contact that has not been made."""


@njit(cache=True, nogil=True)
def write_eligible(customers, stages, segments, reasons, channel, ours, known_only, buyers_only,
              min_days, max_days, last_contact, every_days, day, out):  # fmt: skip
    """Write the ids of those a programme may address; return how many."""
    n_found = 0
    for i in range(customers.size):
        me = customers[i]
        if (stages >> stage_with_us(me, ours)) & 1 == 0 or (segments >> int(me.segment)) & 1 == 0:
            continue
        if (int(me.channels) >> channel) & 1 == 0:
            continue
        if known_only and (int(me.known) >> ours) & 1 == 0:
            continue
        if buyers_only and int(me.n_orders) == 0:
            continue
        if reasons != 0 and (reasons >> int(me.left_for)) & 1 == 0:
            continue
        days_there = day - int(me.entered_day)
        if days_there < min_days or days_there > max_days:
            continue
        last = int(last_contact[i])
        if last != NEVER and (every_days <= 0 or day - last < every_days):
            continue
        out[n_found] = i
        n_found += 1
    return n_found
