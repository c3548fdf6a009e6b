"""Where a customer stands with us, in one number: what a firm's records can tell of a journey."""

from __future__ import annotations

from cjsim.journey.kernel import kernel
from cjsim.journey.stages import Relation, Stage

STAGE_BITS = 3
RELATION_BITS = 2
OURS = 1 << (STAGE_BITS + RELATION_BITS)


@kernel
def stage_with_us(me, ours):
    """Return the stage of a customer as a relation sees it: who left us for a rival has lapsed."""
    stage = int(me.stage)
    is_elsewhere = int(me.relation) == Relation.FORMER and int(me.brand) != ours
    if stage == Stage.USE and is_elsewhere:
        return Stage.LAPSED + 0
    return stage


@kernel
def write_standing(customers, ours, standing, out):
    """Bring the codes in `standing` up to date; write whose have changed, return how many.

    A code is the stage with us, plus 8 times the relation, plus `OURS` for a user of our brand.
    """
    n_found = 0
    for i in range(customers.size):
        me = customers[i]
        code = stage_with_us(me, ours) | int(me.relation) << STAGE_BITS
        if int(me.brand) == ours:
            code |= OURS
        if int(standing[i]) != code:
            standing[i] = code
            out[n_found] = i
            n_found += 1
    return n_found
