"""What became of a day's tickets: who was helped, and what each customer hears of it."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cjsim.agents.support_desk import Result
from cjsim.agents.tickets import DeskNumbers
from cjsim.journey.luck import Purpose, luck_of, make_key, pair_key, uniform, uniform_pair
from cjsim.journey.plain import Entry
from cjsim.journey.support import reply_code


@njit(cache=True, nogil=True)
def _judge(outcomes, n_by_staff, keys, day, skill, times, is_solved):
    """Write which outcomes solved the problem; those after the first `n_by_staff` are bots'."""
    pair, own = keys
    for i in range(outcomes.size):
        one = outcomes[i]
        if i >= n_by_staff:
            is_solved[i] = True
        elif one.result == Result.ANSWERED:
            if one.is_own == 1:
                u = uniform(luck_of(own, one.customer, day + 1), Purpose.ANSWER)
            else:
                u = uniform_pair(pair, one.customer, one.copy)
            is_solved[i] = u < skill[one.channel] * times[one.kind]


_JUDGE = Entry(_judge)


def are_solved(
    outcomes: NDArray[np.void], n_by_staff: int, seed: int, day: int, numbers: DeskNumbers
) -> NDArray[np.bool_]:
    """Return which OUTCOMEs solved the problem, by who gave them and how hard it is.

    Those after the first `n_by_staff` were given by bots, which answer what they solve. The
    customers themselves hear it tomorrow, by their own luck of that day.
    """
    is_solved = np.zeros(outcomes.size, np.bool_)
    keys = (pair_key(seed, day, Purpose.TICKET_SKILL), make_key(seed))
    _JUDGE(outcomes, n_by_staff, keys, day, numbers.skill, numbers.solved_times, is_solved)
    return is_solved


def tell_customers(
    outcomes: NDArray[np.void],
    is_solved: NDArray[np.bool_],
    n_by_staff: int,
    day: int,
    customers: NDArray[np.void],
) -> None:
    """Write what became of their own tickets where customers find it tomorrow."""
    own = np.flatnonzero(outcomes["is_own"] == 1)
    mine = outcomes[own]
    ids = mine["customer"]
    customers["reply"][ids] = reply_code(
        mine["result"], is_solved[own], own >= n_by_staff, mine["channel"]
    )
    customers["wait_hours"][ids] = mine["wait_hours"]
    customers["reply_day"][ids] = day + 1
