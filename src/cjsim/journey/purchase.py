"""Purchase: from the intention to the product in hand, with two hooks on the way.

The intention is explicit. Hook 1, the attitude of others: who asks before buying and hears a
negative answer goes back to evaluation. Hook 2, unexpected situations of money, mind or time
pause or cancel it. Then comes the order: sales channel, checkout, payment, delivery.
"""

from __future__ import annotations

import math

import numpy as np

from cjsim.journey.answers import attitude_of_others
from cjsim.journey.assortment import asked_times, list_price
from cjsim.journey.deciding import hesitates, is_trusted, pays_by_instalments
from cjsim.journey.evaluation import believed_score, best_choice, price_to_me, wanted_product
from cjsim.journey.feeling import BEST_EMOTION, feel, home, mark, waiting_days
from cjsim.journey.kernel import inner, rule
from cjsim.journey.luck import Purpose, normal_of_day, uniform, uniform_of_day
from cjsim.journey.market import MAX_WORRIES, WORRIES
from cjsim.journey.outlets import (
    ANOTHER_BRAND,
    TRY_TOMORROW,
    choose_sales_channel,
    effort_minutes,
    is_down,
    switches_channel,
)
from cjsim.journey.requesting import NO_ANSWER, WENT_COLD, asks_for_trial, hear_about_trial
from cjsim.journey.stages import NOBODY, Intention, Mark, Reason, Stage
from cjsim.journey.switching import take_up
from cjsim.journey.touching import Aspect, Point, against, of_share, touch
from cjsim.journey.worries import FINANCE, own_worry_chance, strikes_household


@rule
def go_through_with_it(me, segment, market, heard, luck, day):
    """Decide what becomes of the intention today; one step of the purchase a call."""
    intention = int(me.intention)
    if intention == Intention.FORMING:
        if _asks_first(me, segment, market, luck):
            return Stage.PURCHASE
        return _meet_the_unexpected(me, segment, market, heard, luck, day, True)
    if intention == Intention.ASKING:
        if _is_put_off(me, market, heard, luck):
            return _reconsider(me, market)
        return _meet_the_unexpected(me, segment, market, heard, luck, day, True)
    if intention == Intention.PAUSED:
        return _wait_and_see(me, segment, market, heard, luck, day)
    if intention == Intention.FIRM:
        return _meet_the_unexpected(me, segment, market, heard, luck, day, False)
    if intention == Intention.REQUESTED:
        return _wait_for_trial(me, segment, market, heard, luck, day)
    return _receive(me, market, heard, luck, day)


@inner
def _asks_first(me, segment, market, luck):
    """Hook 1: consult the people around before buying; the answer comes tomorrow."""
    if not market.is_attitude_of_others or market.purchase_asked_peers < 1.0:
        return False
    if uniform_of_day(luck, int(me.need_day), Purpose.ASK_WHOM) >= segment.ask_share:
        return False
    me.intention = Intention.ASKING
    mark(me, Mark.ASKED_BEFORE_BUYING)
    return True


@inner
def _is_put_off(me, market, heard, luck):
    """Return whether those asked were negative enough to make the buyer reconsider."""
    attitude = attitude_of_others(market, heard, int(me.candidate))
    if attitude >= market.purchase_reconsider_threshold or heard.n_answers == 0:
        return False
    mark(me, Mark.PEERS_WERE_NEGATIVE)
    return uniform(luck, Purpose.RECONSIDER) < market.purchase_reconsider_share


@inner
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


@inner
def _relief(me, market, luck, worry):
    """Return how often a worry strikes this person relative to others: instalments relieve."""
    if worry == FINANCE and pays_by_instalments(me, market, luck):
        return 1.0 - market.purchase_instalment_relief_share
    return 1.0


@inner
def _meet_the_unexpected(me, segment, market, heard, luck, day, is_first_day):
    """Hook 2: a worry of money, mind or time pauses or cancels; else the order is placed."""
    me.intention = Intention.FIRM
    if market.is_unexpected_situations:
        for worry in range(MAX_WORRIES):
            if market.worry_per_year[worry] <= 0.0:
                continue
            u = uniform(luck, Purpose.SHOCK_FINANCE + worry)
            if is_first_day:
                u = uniform_of_day(luck, int(me.need_day), Purpose.SHOCK_FINANCE + worry)
            times = _relief(me, market, luck, worry)
            if u < own_worry_chance(market, worry, times, is_first_day) or strikes_household(
                market, luck, day, worry, times, is_first_day
            ):
                mark(me, Mark.WORRIED)
                me.worry = worry + 1
                return _pause_or_cancel(me, market, luck, day, worry)
    return _order(me, segment, market, heard, luck, day)


@inner
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


@inner
def _cancel(me, market, worry):
    """Give the intention up because of a worry."""
    me.intention = Intention.NONE
    me.candidate = NOBODY
    mark(me, Mark.CANCELLED)
    is_known = worry < len(WORRIES)
    me.reason = Reason.CANCELLED_FINANCE + worry if is_known else Reason.CANCELLED_OTHER + 0
    return home(me, market)


@inner
def _wait_and_see(me, segment, market, heard, luck, day):
    """When the pause is over, take the purchase up again or let it go."""
    if day < int(me.next_day):
        return Stage.PURCHASE
    worry = int(me.worry) - 1
    if uniform_of_day(luck, int(me.need_day), Purpose.RESUME) >= market.worry_resume_share[worry]:
        return _cancel(me, market, worry)
    mark(me, Mark.RESUMED)
    me.worry = 0
    return _order(me, segment, market, heard, luck, day)


@inner
def _order(me, segment, market, heard, luck, day):
    """Place the order: with a rival at once, with us through a sales channel's checkout."""
    me.intention = Intention.FIRM
    if not is_trusted(me, market):
        return _shy_away(me, market)
    if int(me.candidate) != market.ours:
        mark(me, Mark.ORDERED_RIVAL)
        me.sales = NOBODY
        me.intention = Intention.ORDERED
        me.next_day = day + int(market.purchase_rival_delivery_days)
        return _receive(me, market, heard, luck, day)
    if hesitates(market, luck):
        if uniform(luck, Purpose.COOL_OFF) < market.purchase_cool_off_share:
            return _give_up_order(me, market, Reason.COOLED_OFF)
        return Stage.PURCHASE
    if asks_for_trial(me, market, day):
        return Stage.PURCHASE
    return _go_to_order(me, segment, market, heard, luck, day)


@inner
def _wait_for_trial(me, segment, market, heard, luck, day):
    """Begin the trial once the request is answered, or let it be when interest is gone."""
    answer = hear_about_trial(me, market, heard, luck, day)
    if answer == NO_ANSWER:
        return Stage.PURCHASE
    if answer == WENT_COLD:
        return _give_up_order(me, market, Reason.TRIAL_NOT_ANSWERED)
    return _go_to_order(me, segment, market, heard, luck, day)


@inner
def _go_to_order(me, segment, market, heard, luck, day):
    """Choose a sales channel and order there; where that cannot be today, come again."""
    sales = choose_sales_channel(me, segment, market, heard, luck)
    if sales == NOBODY:
        return _give_up_order(me, market, Reason.NOT_AVAILABLE)
    if sales == TRY_TOMORROW:
        return Stage.PURCHASE
    if sales == ANOTHER_BRAND:
        return _turn_to_another(me, segment, market, luck, day)
    if is_down(market, luck, sales):
        mark(me, Mark.SYSTEM_FAILED)
        touch(heard, Point.ORDER + sales, Aspect.EASE, -2.0, 24.0, 0.0)
        return Stage.PURCHASE
    return _check_out(me, segment, market, heard, luck, day, sales)


@inner
def _turn_to_another(me, segment, market, luck, day):
    """Find no room with us: tomorrow order the next best brand, or buy nothing."""
    choice = best_choice(me, segment, market, luck, day, market.ours)
    if choice == NOBODY:
        return _give_up_order(me, market, Reason.NOT_AVAILABLE)
    me.candidate = choice
    me.expectation = believed_score(me, segment, market, choice)
    return Stage.PURCHASE


@inner
def _shy_away(me, market):
    """Want a brand and not trust it: look again, and after some rounds let it be."""
    me.intention = Intention.NONE
    me.candidate = NOBODY
    me.rounds = int(me.rounds) + 1
    me.reason = Reason.NOT_TRUSTED
    if int(me.rounds) >= market.purchase_max_rounds:
        return home(me, market)
    return Stage.EVALUATION


@inner
def _check_out(me, segment, market, heard, luck, day, sales):
    """Order and pay through a sales channel of ours; each step can fail."""
    need_day = int(me.need_day)
    me.sales = sales
    mark(me, Mark.CHECKOUT_STARTED)
    minutes = effort_minutes(segment, market, luck, sales) - market.sales_payment_minutes[sales]
    ease = of_share(market.sales_convenience[sales])
    touch(heard, Point.ORDER + sales, Aspect.EASE, ease, 0.0, 0.0)
    effort = against(minutes, market.purchase_usual_order_minutes)
    touch(heard, Point.ORDER + sales, Aspect.BUYING_EFFORT, effort, 0.0, minutes)
    stay = (1.0 - market.sales_abandon_per_step_share[sales]) ** market.sales_checkout_steps[sales]
    if uniform_of_day(luck, need_day, Purpose.CHECKOUT) >= stay:
        mark(me, Mark.ABANDONED)
        return _give_up_order(me, market, Reason.ABANDONED_CHECKOUT)
    minutes = market.sales_payment_minutes[sales]
    u = uniform_of_day(luck, need_day, Purpose.PAYMENT)
    if u < market.sales_payment_failure_share[sales]:
        touch(heard, Point.PAYMENT + sales, Aspect.BUYING_EFFORT, -2.0, 0.0, minutes)
        return _give_up_order(me, market, Reason.PAYMENT_FAILED)
    effort = against(minutes, market.purchase_usual_payment_minutes)
    touch(heard, Point.PAYMENT + sales, Aspect.BUYING_EFFORT, effort, 0.0, minutes)
    if switches_channel(me, market, sales):
        mark(me, Mark.SWITCHED_CHANNEL)
    me.product = wanted_product(me, segment, market, luck, day)
    _write_bill(me, market, luck, day)
    _count_order(me, market, day)
    me.intention = Intention.ORDERED
    u = uniform_of_day(luck, need_day, Purpose.DELIVERY_DAYS)
    me.next_day = day
    if market.sales_delivery_days[sales] > 0.0:
        me.next_day = day + waiting_days(u, market.sales_delivery_days[sales])
    return _receive(me, market, heard, luck, day)


@inner
def _give_up_order(me, market, reason):
    """Leave without buying."""
    me.intention = Intention.NONE
    me.candidate = NOBODY
    me.reason = reason
    return home(me, market)


@inner
def _write_bill(me, market, luck, day):
    """Set what is paid and what is saved by discounts, for a basket drawn by luck."""
    basket = 1.0
    if market.basket_cv > 0.0:
        variance = math.log(1.0 + market.basket_cv * market.basket_cv)
        z = normal_of_day(luck, int(me.need_day), Purpose.BASKET)
        basket = math.exp(math.sqrt(variance) * z - variance / 2.0)
    product = int(me.product)
    full = list_price(market, product) * basket
    if market.is_subscription and market.trial_days > 0.0 and int(me.n_orders) == 0:
        full = 0.0  # a trial costs nothing
        basket = 0.0
    paid = price_to_me(me, market, market.ours, day) * asked_times(market, product) * basket
    me.paid = paid
    me.saved = full - paid


@inner
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
    if int(me.n_orders) < 65535:
        me.n_orders = int(me.n_orders) + 1
    me.order_day = day


@inner
def _is_late(me, market, luck, day):
    """Return whether what was promised for today does not come; it takes some days more."""
    sales = int(me.sales)
    if not market.is_late_delivery or int(me.intention) == Intention.LATE:
        return False
    need_day = int(me.need_day)
    if uniform_of_day(luck, need_day, Purpose.LATE) < market.sales_on_time_share[sales]:
        return False
    me.intention = Intention.LATE
    u = uniform_of_day(luck, need_day, Purpose.LATE_DAYS)
    me.next_day = day + waiting_days(u, market.sales_late_days[sales])
    feel(me, market, day, BEST_EMOTION * market.purchase_late_emotion)
    return True


@inner
def _refuses(me, market, heard, luck, day):
    """Open the door to what is delivered; return whether it is refused."""
    sales = int(me.sales)
    if int(me.intention) == Intention.LATE:
        mark(me, Mark.DELIVERED_LATE)
    days = float(day - int(me.order_day))
    haste = against(days, max(market.sales_delivery_days[sales], 1.0))
    touch(heard, Point.DELIVERY + sales, Aspect.BUYING_EFFORT, haste, 24.0 * days, 0.0)
    u = uniform_of_day(luck, int(me.need_day), Purpose.REFUSE)
    if u >= market.sales_cod_share[sales] * market.sales_refused_share[sales]:
        return False
    mark(me, Mark.REFUSED)
    return True


@inner
def _receive(me, market, heard, luck, day):
    """Take the delivery, or refuse it at the door; what is had at once is not delivered."""
    if day < int(me.next_day):
        return Stage.PURCHASE
    is_ours = int(me.candidate) == market.ours
    if is_ours:
        if day > int(me.order_day):
            if _is_late(me, market, luck, day):
                return Stage.PURCHASE
            if _refuses(me, market, heard, luck, day):
                return _give_up_order(me, market, Reason.REFUSED_AT_DOOR)
        mark(me, Mark.RECEIVED)
        if pays_by_instalments(me, market, luck):
            heard.fees += market.purchase_instalment_fee_share * np.float64(me.paid)
    me.intention = Intention.ORDERED
    take_up(me, market, int(me.candidate))
    me.candidate = NOBODY
    me.bought_day = day
    me.reason = Reason.RECEIVED if is_ours else Reason.RECEIVED_RIVAL
    return Stage.USE
