"""Purchase: from the intention to the product in hand, with two hooks on the way.

The intention is explicit. Hook 1, the attitude of others: who asks before buying and hears a
negative answer goes back to evaluation. Hook 2, unexpected situations of money, mind or time
pause or cancel it. Then comes the order: sales channel, checkout, payment, delivery.
"""

from __future__ import annotations

import math

from cjsim.journey.evaluation import gumbel, price_to_me
from cjsim.journey.feeling import home, mark, waiting_days
from cjsim.journey.hearing import attitude_of_others
from cjsim.journey.kernel import kernel
from cjsim.journey.luck import Purpose, normal_of_day, uniform, uniform_of_day
from cjsim.journey.market import DAYS_PER_YEAR, WORRIES
from cjsim.journey.stages import NOBODY, Intention, Mark, Reason, Relation, Stage

RIVAL_DELIVERY_DAYS = 2
"""Days until a rival delivers (assumption)."""


@kernel
def go_through_with_it(me, segment, market, heard, luck, day):
    """Decide what becomes of the intention today; one step of the purchase a call."""
    intention = int(me.intention)
    if intention == Intention.FORMING:
        if _asks_first(me, segment, market, luck):
            return Stage.PURCHASE
        return _meet_the_unexpected(me, market, luck, day, True)
    if intention == Intention.ASKING:
        if _is_put_off(me, market, heard, luck):
            return _reconsider(me, market)
        return _meet_the_unexpected(me, market, luck, day, True)
    if intention == Intention.PAUSED:
        return _wait_and_see(me, market, luck, day)
    if intention == Intention.FIRM:
        return _meet_the_unexpected(me, market, luck, day, False)
    return _receive(me, market, luck, day)


@kernel
def _asks_first(me, segment, market, luck):
    """Hook 1: consult the people around before buying; the answer comes tomorrow."""
    if not market.is_attitude_of_others or market.purchase_asked_peers < 1.0:
        return False
    if uniform_of_day(luck, int(me.need_day), Purpose.ASK_WHOM) >= segment.ask_share:
        return False
    me.asking = int(market.purchase_asked_peers)
    me.intention = Intention.ASKING
    mark(me, Mark.ASKED_BEFORE_BUYING)
    return True


@kernel
def _is_put_off(me, market, heard, luck):
    """Return whether those asked were negative enough to make the buyer reconsider."""
    attitude = attitude_of_others(market, heard, int(me.candidate))
    if attitude >= market.purchase_reconsider_threshold or heard.n_answers == 0:
        return False
    mark(me, Mark.PEERS_WERE_NEGATIVE)
    return uniform(luck, Purpose.RECONSIDER) < market.purchase_reconsider_share


@kernel
def _reconsider(me, market):
    """Go back to evaluation; who was put off too often gives up."""
    me.intention = Intention.NONE
    me.candidate = NOBODY
    me.rounds = int(me.rounds) + 1
    if int(me.rounds) >= market.purchase_max_rounds:
        me.reason = Reason.PUT_OFF_BY_OTHERS
        return home(me, market)
    me.reason = Reason.RECONSIDERED
    return Stage.EVALUATION


@kernel
def _worry_chance(market, worry, is_first_day):
    """Return the chance to be worried now: at the door from earlier days, later each day."""
    rate = market.worry_per_year[worry] / DAYS_PER_YEAR
    if worry == 0:
        rate *= market.purchase_finance_risk_times
    return 1.0 - math.exp(-rate * (market.worry_lasts_days[worry] if is_first_day else 1.0))


@kernel
def _meet_the_unexpected(me, market, luck, day, is_first_day):
    """Hook 2: a worry of money, mind or time pauses or cancels; else the order is placed."""
    me.intention = Intention.FIRM
    if market.is_unexpected_situations:
        for worry in range(len(WORRIES)):
            u = uniform(luck, Purpose.SHOCK_FINANCE + worry)
            if is_first_day:
                u = uniform_of_day(luck, int(me.need_day), Purpose.SHOCK_FINANCE + worry)
            if u < _worry_chance(market, worry, is_first_day):
                mark(me, Mark.WORRIED)
                me.worry = worry + 1
                return _pause_or_cancel(me, market, luck, day, worry)
    return _order(me, market, luck, day)


@kernel
def _pause_or_cancel(me, market, luck, day, worry):
    """Pause the intention for a while, or cancel it."""
    need_day = int(me.need_day)
    if uniform_of_day(luck, need_day, Purpose.SHOCK_OUTCOME) < market.worry_pause_share[worry]:
        u = uniform_of_day(luck, need_day, Purpose.SHOCK_LENGTH)
        me.next_day = day + waiting_days(u, market.worry_pause_days[worry])
        me.intention = Intention.PAUSED
        mark(me, Mark.PAUSED)
        return Stage.PURCHASE
    return _cancel(me, market, worry)


@kernel
def _cancel(me, market, worry):
    """Give the intention up because of a worry."""
    me.intention = Intention.NONE
    me.candidate = NOBODY
    mark(me, Mark.CANCELLED)
    me.reason = Reason.CANCELLED_FINANCE + worry
    return home(me, market)


@kernel
def _wait_and_see(me, market, luck, day):
    """When the pause is over, take the purchase up again or let it go."""
    if day < int(me.next_day):
        return Stage.PURCHASE
    worry = int(me.worry) - 1
    if uniform_of_day(luck, int(me.need_day), Purpose.RESUME) >= market.worry_resume_share[worry]:
        return _cancel(me, market, worry)
    mark(me, Mark.RESUMED)
    me.worry = 0
    return _order(me, market, luck, day)


@kernel
def _order(me, market, luck, day):
    """Place the order: with a rival at once, with us through a sales channel's checkout."""
    need_day = int(me.need_day)
    if int(me.candidate) != market.ours:
        mark(me, Mark.ORDERED_RIVAL)
        me.sales = NOBODY
        me.intention = Intention.ORDERED
        me.next_day = day + RIVAL_DELIVERY_DAYS
        return Stage.PURCHASE
    sales = _choose_sales_channel(me, market, luck)
    if sales == NOBODY:
        return _give_up_order(me, market, Reason.NOT_AVAILABLE)
    mark(me, Mark.CHECKOUT_STARTED)
    stay = (1.0 - market.sales_abandon_per_step_share[sales]) ** market.sales_checkout_steps[sales]
    if uniform_of_day(luck, need_day, Purpose.CHECKOUT) >= stay:
        mark(me, Mark.ABANDONED)
        return _give_up_order(me, market, Reason.ABANDONED_CHECKOUT)
    u = uniform_of_day(luck, need_day, Purpose.PAYMENT)
    if u < market.sales_payment_failure_share[sales]:
        return _give_up_order(me, market, Reason.PAYMENT_FAILED)
    me.sales = sales
    _write_bill(me, market, luck, day)
    _count_order(me, market, day)
    me.intention = Intention.ORDERED
    u = uniform_of_day(luck, need_day, Purpose.DELIVERY_DAYS)
    me.next_day = day + waiting_days(u, market.sales_delivery_days[sales])
    return Stage.PURCHASE


@kernel
def _choose_sales_channel(me, market, luck):
    """Return the sales channel taken: logit of convenience among those open and in reach."""
    best = NOBODY
    best_worth = 0.0
    for sales in range(market.n_sales):
        if (int(me.sales_open) >> sales) & 1 == 0 or market.sales_is_open[sales] < 0.5:
            continue
        worth = market.purchase_convenience_weight * market.sales_convenience[sales]
        worth += gumbel(uniform_of_day(luck, int(me.need_day), Purpose.SALES_CHOICE + sales))
        if best == NOBODY or worth > best_worth:
            best = sales
            best_worth = worth
    return best


@kernel
def _give_up_order(me, market, reason):
    """Leave without buying."""
    me.intention = Intention.NONE
    me.candidate = NOBODY
    me.reason = reason
    return home(me, market)


@kernel
def _write_bill(me, market, luck, day):
    """Set what is paid and what is saved by discounts, for a basket drawn by luck."""
    basket = 1.0
    if market.basket_cv > 0.0:
        variance = math.log(1.0 + market.basket_cv * market.basket_cv)
        z = normal_of_day(luck, int(me.need_day), Purpose.BASKET)
        basket = math.exp(math.sqrt(variance) * z - variance / 2.0)
    full = market.brand_price[market.ours] * basket
    if market.is_subscription and market.trial_days > 0.0 and int(me.n_orders) == 0:
        full = 0.0  # a trial costs nothing
        basket = 0.0
    paid = price_to_me(me, market, market.ours, day) * basket
    me.paid = paid
    me.saved = full - paid


@kernel
def _count_order(me, market, day):
    """Note whether the order is a first one, a repeat, and a repeat within the window."""
    mark(me, Mark.ORDERED)
    if int(me.n_orders) == 0:
        mark(me, Mark.FIRST_ORDER)
        me.first_day = day
    else:
        mark(me, Mark.REPEAT_ORDER)
        before = int(me.order_day)
        window = market.repeat_within_days
        if before >= 0 and day - before <= window and before + window < market.n_days:
            mark(me, Mark.REPEATED_IN_WINDOW)
    if int(me.relation) == Relation.FORMER:
        mark(me, Mark.CAME_BACK)
    if int(me.n_orders) < 65535:
        me.n_orders = int(me.n_orders) + 1
    me.order_day = day


@kernel
def _receive(me, market, luck, day):
    """Take the delivery, or refuse it at the door."""
    if day < int(me.next_day):
        return Stage.PURCHASE
    is_ours = int(me.candidate) == market.ours
    if is_ours:
        u = uniform_of_day(luck, int(me.need_day), Purpose.REFUSE)
        if u < market.sales_refused_share[int(me.sales)]:
            mark(me, Mark.REFUSED)
            return _give_up_order(me, market, Reason.REFUSED_AT_DOOR)
        mark(me, Mark.RECEIVED)
    me.brand = int(me.candidate)
    me.candidate = NOBODY
    me.bought_day = day
    me.reason = Reason.RECEIVED if is_ours else Reason.RECEIVED_RIVAL
    return Stage.USE
