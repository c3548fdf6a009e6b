"""What we sell under our brand: which product suits whom, its price and its worth.

Our brand and its products are a nested choice (nested multinomial logit, McFadden 1978, with
dissimilarity 1, at which it is a logit over all products). Relative to the brand at its own
price, product p is worth to a customer

    g_p = a_p + T k q_p - B (P_p - P) / P_ref,

with a_p its extra utility for the segment, q_p its extra quality, k what is known of us (0 to
1), T the strength of taste, B the customer's price sensitivity, P_p and P what the product and
the brand cost it today. The brand meets its rivals with its own utility plus the inclusive value
I = ln(sum of w_p exp(g_p)), where w_p is the share of the segment that wants p, worth and price
apart; the shares make 1, so two products alike are worth no more than one (assumption). Who
buys from us takes the product with the highest ln w_p + g_p + e_p, where e_p is standard Gumbel
luck of the need: product p with probability w_p exp(g_p) / exp(I).

So a better offer on one product draws customers to our brand, and within it to that product
alone. A subscriber holds against rivals what our whole assortment is worth to it. The product
is settled when the order is written, at that day's prices; its luck is the need's, so nothing
but prices, knowledge or what is wanted can change it. A customer's code of its product
is the product's number from 1; 0 is the brand itself, where there is no assortment.
"""

from __future__ import annotations

import math

import numpy as np

from cjsim.journey.feeling import has_mark, knowledge_of
from cjsim.journey.kernel import inner
from cjsim.journey.stages import Mark
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_products import MAX_PRODUCTS

PLAIN_FIELDS = ("price_times", "discount_share", "add_quality")
FIELDS = (*PLAIN_FIELDS, "unit_cost_share", "add_utility", "log_wanted")
"""Numbers of a product in the market's record: `product_<name>`, one place a product."""

COLUMNS = ("customers", "orders", "revenue", "discounts", "refunds", "gross_profit")
OWNERS, ORDERS, REVENUE, DISCOUNTS, REFUNDS, GROSS_PROFIT = range(len(COLUMNS))
N_COUNTED = 2
"""Of these columns the first ones count, the others are sums of money."""
N_PRODUCTS = len(COLUMNS) * MAX_PRODUCTS


@inner
def list_times(market, product):
    """Return the price of a product without discount, relative to our brand's."""
    return market.product_price_times[product - 1] if product > 0 else 1.0


@inner
def asked_times(market, product):
    """Return what is asked for a product today, relative to what is asked for our brand."""
    if product == 0:
        return 1.0
    return market.product_price_times[product - 1] * (
        1.0 - market.product_discount_share[product - 1]
    )


@inner
def list_price(market, product):
    """Return the price of a product of ours, discounts apart."""
    return market.brand_price[market.ours] * list_times(market, product)


@inner
def cost_share(market, product):
    """Return the cost of goods of a product as a share of its price without discount."""
    return market.product_unit_cost_share[product - 1] if product > 0 else market.unit_cost_share


@inner
def better_by(market, product):
    """Return how much better a product truly is than our brand's attributes make it."""
    return market.product_add_quality[product - 1] if product > 0 else 0.0


@inner
def believed_better_by(me, market, product):
    """Return how much better a product is believed to be, as far as we are known."""
    return knowledge_of(me, market.ours) * better_by(market, product)


@inner
def gain_of(me, segment, market, product, brand_price):
    """Return what a product adds to our brand's utility: g_p.

    `brand_price` is what our brand costs this customer today, offers included.
    """
    gain = market.product_add_utility[product - 1]
    gain += segment.taste_strength * believed_better_by(me, market, product)
    dearer = brand_price * (asked_times(market, product) - 1.0) / market.reference_price
    return gain - segment.price_sensitivity * float(me.price_times) * dearer


@inner
def assortment_worth(me, segment, market, brand_price):
    """Return what our assortment adds to our brand's utility for this customer: I.

    0 where there is no assortment.
    """
    top = -math.inf
    for product in range(1, market.n_products + 1):
        gain = gain_of(me, segment, market, product, brand_price)
        top = max(top, market.product_log_wanted[product - 1] + gain)
    if top == -math.inf:
        return 0.0
    total = 0.0
    for product in range(1, market.n_products + 1):
        gain = gain_of(me, segment, market, product, brand_price)
        total += math.exp(market.product_log_wanted[product - 1] + gain - top)
    return top + math.log(total)


@inner
def count_product_owner(me, tally, segment, block):
    """Count a customer of ours under its product; columns are counted from `block`."""
    if int(me.product) > 0:
        tally[segment, block + OWNERS * MAX_PRODUCTS + int(me.product) - 1] += 1.0


@inner
def count_product(me, tally, segment, block, gross_profit):
    """Count today's order, money and `gross_profit` under the product they are of."""
    if int(me.product) == 0:
        return
    place = block + int(me.product) - 1
    paid = np.float64(me.paid)  # float() of single precision stays single when compiled
    if has_mark(me, Mark.ORDERED):
        tally[segment, place + ORDERS * MAX_PRODUCTS] += 1.0
    if has_mark(me, Mark.RECEIVED) or has_mark(me, Mark.RENEWED) or has_mark(me, Mark.TRIAL_PAID):
        tally[segment, place + REVENUE * MAX_PRODUCTS] += paid
        tally[segment, place + DISCOUNTS * MAX_PRODUCTS] += np.float64(me.saved)
    if has_mark(me, Mark.RETURNED):
        tally[segment, place + REFUNDS * MAX_PRODUCTS] += paid
    tally[segment, place + GROSS_PROFIT * MAX_PRODUCTS] += gross_profit


def fill_products(record: np.void, usual: Scenario, today: Scenario, segment: str) -> None:
    """Write our products as one segment meets them today, after the market's other numbers.

    `usual` is the market as its file has it: when a price moves, goods cost what they did.
    """
    record["n_products"] = len(today.products)
    all_wanted = sum(float(each.wanted.get(segment, 1.0)) for each in today.products.values())
    price = float(record["brand_price"][record["ours"]])
    price_in_file = float(usual.brands[usual.our_brand].price)
    for place, (name, product) in enumerate(today.products.items()):
        for key in PLAIN_FIELDS:
            record[f"product_{key}"][place] = float(getattr(product, key))
        record["product_add_utility"][place] = float(product.add_utility.get(segment, 0.0))
        wanted = float(product.wanted.get(segment, 1.0)) / all_wanted if all_wanted > 0.0 else 0.0
        record["product_log_wanted"][place] = math.log(wanted) if wanted > 0.0 else -math.inf
        times, times_in_file = float(product.price_times), float(usual.products[name].price_times)
        moved = times / times_in_file if times > 0.0 else 1.0
        if product.unit_cost_share is None:
            share = float(record["unit_cost_share"])
        else:
            share = float(product.unit_cost_share)
            moved *= price / price_in_file if price > 0.0 and price_in_file > 0.0 else 1.0
        record["product_unit_cost_share"][place] = share / moved
