"""What is counted of buying: visits to our ways to explore, steps of the purchase, channels.

Columns are counted from the beginning of the block that `tally` gives them.
"""

from __future__ import annotations

from cjsim.journey.feeling import has_mark
from cjsim.journey.kernel import inner
from cjsim.journey.stages import NOBODY, Mark
from cjsim.scenarios.schema_explore import MAX_EXPLORE
from cjsim.scenarios.schema_market import MAX_SALES

N_RESEARCH = MAX_EXPLORE + 2
"""Where a buyer came from: nowhere of ours, each way to explore, our own content."""
EXPLORE_ASKED = 0
EXPLORE_SERVED = EXPLORE_ASKED + MAX_EXPLORE
ORDER_BEGUN = EXPLORE_SERVED + MAX_EXPLORE
PAYMENT_BEGUN = ORDER_BEGUN + MAX_SALES
ORDERS = PAYMENT_BEGUN + MAX_SALES
ARRIVED = ORDERS + MAX_SALES
ACCEPTED = ARRIVED + MAX_SALES
WAITED_DAYS = ACCEPTED + MAX_SALES
SWITCHES = WAITED_DAYS + MAX_SALES
N_BUYING = SWITCHES + N_RESEARCH * MAX_SALES


@inner
def count_buying(me, heard, tally, segment, block):
    """Count what the customer did today on its way to our product."""
    if heard.explore_asked != 0:
        for way in range(MAX_EXPLORE):
            if (heard.explore_asked >> way) & 1:
                tally[segment, block + EXPLORE_ASKED + way] += 1.0
            if (heard.explore_served >> way) & 1:
                tally[segment, block + EXPLORE_SERVED + way] += 1.0
    sales = int(me.sales)
    if sales == NOBODY:
        return
    if has_mark(me, Mark.CHECKOUT_STARTED):
        tally[segment, block + ORDER_BEGUN + sales] += 1.0
        if not has_mark(me, Mark.ABANDONED):
            tally[segment, block + PAYMENT_BEGUN + sales] += 1.0
    if has_mark(me, Mark.ORDERED):
        tally[segment, block + ORDERS + sales] += 1.0
        research = int(me.explored)
        tally[segment, block + SWITCHES + research * MAX_SALES + sales] += 1.0
    if has_mark(me, Mark.RECEIVED) or has_mark(me, Mark.REFUSED):
        tally[segment, block + ARRIVED + sales] += 1.0
    if has_mark(me, Mark.RECEIVED):
        tally[segment, block + ACCEPTED + sales] += 1.0
        tally[segment, block + WAITED_DAYS + sales] += float(int(me.bought_day) - int(me.order_day))
