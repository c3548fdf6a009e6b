"""Trouble with the product: of the customer, and of the people it stands for.

A simulated customer stands for several people, each with luck of its own. When something may
go wrong with a chance, the customer's own luck says whether it does to the customer, and one
more number says to how many of the others; the desk sees the tickets of them all. So the desk
of a market has the same work at any resolution.
"""

from __future__ import annotations

import math

from cjsim.journey.kernel import inner, rule
from cjsim.journey.luck import Purpose, uniform

QUESTION = 1
TECHNICAL = 2
USAGE = 3
N_KINDS = 3
OTHERS_TOO = 128
"""Added to the kind of problem a customer brings when others it stands for have some too."""
_MANY = 500.0
"""Mean from which the Poisson number is taken for its mean: exp(-mean) would come to nothing."""


@inner
def poisson(u, mean):
    """Return the Poisson number of mean `mean` at the quantile `u`, by inversion."""
    if u < 1.0 - mean:  # below exp(-mean): most have none, without working it out
        return 0
    if mean > _MANY:
        return math.floor(mean + 0.5)
    count = 0
    share = math.exp(-mean)
    below = share
    while u >= below and count < 10.0 * _MANY:
        count += 1
        share *= mean / count
        below += share
    return count


@inner
def note_others(heard, market, luck, kind, chance):
    """Note how many of the other people the customer stands for have such trouble today."""
    others = market.weight - 1.0
    if others <= 0.0 or chance <= 0.0 or not market.is_support:
        return
    u = uniform(luck, Purpose.OTHERS_IN_TROUBLE + kind)
    count = poisson(u, others * chance)
    if count > 0:
        heard.others_in_trouble[kind - 1] += count
        heard.n_others_in_trouble += count


@inner
def strikes(heard, market, luck, kind, chance, u):
    """Return whether trouble of a kind strikes the customer (`u` is its luck) with a chance."""
    note_others(heard, market, luck, kind, chance)
    return u < chance


@rule
def hand_over_troubles(heard, row):
    """Move what was noted of the others into `row` (kinds,), and note nothing any more."""
    for kind in range(N_KINDS):
        row[kind] = heard.others_in_trouble[kind]
        heard.others_in_trouble[kind] = 0
    heard.n_others_in_trouble = 0
