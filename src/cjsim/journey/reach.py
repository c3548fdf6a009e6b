"""Who met which media on a day: the sweep counts them, this names them."""

from __future__ import annotations

from cjsim.journey.kernel import kernel
from cjsim.journey.listening import expose
from cjsim.journey.luck import luck_of


@kernel
def note_met(day, key, customers, markets, sieve, met):
    """Write the mask of media each customer meets today; call it before customers live the day.

    Args:
        day: The day of the run.
        key: The seed's key.
        customers: (n,) records of CUSTOMER, as the day finds them.
        markets: One record of MARKET a segment.
        sieve: What `make_sieve` returns.
        met: (n,) masks, written; bit k is the medium in slot k.
    """
    for i in range(customers.size):
        me = customers[i]
        met[i] = expose(me, markets[int(me.segment)], sieve, luck_of(key, i, day))
