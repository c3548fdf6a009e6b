"""The customer: one fixed-size record, each field declared once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cjsim.scenarios.schema_market import MAX_BRANDS


class Field(NamedTuple):
    """One field of the record: its name, dtype, unit, meaning and the phase that writes it."""

    name: str
    dtype: object
    unit: str
    meaning: str
    written_by: str


_B = MAX_BRANDS
FIELDS = (
    Field("marks", "u8", "bits", "what happened today (`Mark`)", "customers_live"),
    Field("need_times", "f4", "ratio", "needs relative to the segment's", "set-up"),
    Field("price_times", "f4", "ratio", "price sensitivity relative to it", "set-up"),
    Field("satisfaction", "f4", "0..1", "with the brand in use", "customers_live"),
    Field("expectation", "f4", "0..1", "of the brand chosen", "customers_live"),
    Field("trust", "f4", "0..1", "in the brand in use", "customers_live"),
    Field("emotion", "f4", "-2..2", "as felt on `emotion_day`", "customers_live"),
    Field("paid", "f4", "money", "price of the order under way", "customers_live"),
    Field("saved", "f4", "money", "discount of the order under way", "customers_live"),
    Field("wait_hours", "f4", "hours", "wait for the last reply", "support_desk"),
    Field("voice", "i4", "id", "the last person listened to, -1 nobody", "customers_live"),
    Field("leave_bp", "u2", "1/10,000", "own chance to leave at a renewal", "set-up"),
    Field("fatigue_bp", "u2", "1/10,000", "from contacts of the firm", "customers_live"),
    Field("offer_bp", "u2", "1/10,000", "discount offered to this person", "customers_live"),
    Field("known", "u2", "bits", "brands known", "customers_live"),
    Field("channels", "u2", "bits", "media channels used at all", "set-up"),
    Field("entered_day", "i2", "day", "day the stage was entered", "customers_live"),
    Field("next_day", "i2", "day", "day something scheduled happens", "customers_live"),
    Field("need_day", "i2", "day", "day the present need arose", "customers_live"),
    Field("bought_day", "i2", "day", "last day any brand was received", "customers_live"),
    Field("first_day", "i2", "day", "day of the first order with us", "customers_live"),
    Field("order_day", "i2", "day", "last day our brand was ordered", "customers_live"),
    Field("offer_day", "i2", "day", "last day the offer holds", "customers_live"),
    Field("emotion_day", "i2", "day", "day of the last feeling", "customers_live"),
    Field("reply_day", "i2", "day", "day the desk or trial team is heard", "support_desk"),
    Field("n_orders", "u2", "count", "orders of our brand, ever", "customers_live"),
    Field("due_day", "i2", "day", "day a trial or a paid period ends", "customers_live"),
    Field("n_visits", "u1", "count", "visits to our own content", "customers_live"),
    Field("segment", "u1", "code", "segment", "set-up"),
    Field("sales_open", "u1", "bits", "sales channels within reach", "set-up"),
    Field("stage", "u1", "code", "`Stage`", "customers_live"),
    Field("reason", "u1", "code", "`Reason` of the last move", "customers_live"),
    Field("brand", "u1", "code", "brand in use", "customers_live"),
    Field("candidate", "u1", "code", "brand intended", "customers_live"),
    Field("source", "u1", "code", "what made us known (`Source`)", "customers_live"),
    Field("entry", "u1", "code", "where this journey entered (`Source`)", "customers_live"),
    Field("explored", "u1", "code", "exploration last made + 1", "customers_live"),
    Field("campaign", "u1", "code", "programme followed last, 0 none", "customers_live"),
    Field("rung", "u1", "code", "`Rung` of loyalty stood on", "customers_live"),
    Field("sales", "u1", "code", "sales channel of the order", "customers_live"),
    Field("intention", "u1", "code", "`Intention`", "customers_live"),
    Field("relation", "u1", "code", "`Relation` to our brand", "customers_live"),
    Field("onboarding", "u1", "code", "`Onboarding` of the product in use", "customers_live"),
    Field("ticket", "u1", "code", "kind of open problem + 1", "customers_live"),
    Field("n_contacts", "u1", "count", "contacts about this problem", "customers_live"),
    Field("reply", "u1", "code", "how the contact went (`reply_code`)", "support_desk"),
    Field("worry", "u1", "code", "kind of worry + 1 of a pause", "customers_live"),
    Field("invited", "u1", "0 or 1", "carries an invitation not used yet", "customers_live"),
    Field("left_for", "u1", "code", "`Reason` of leaving us last", "customers_live"),
    Field("rounds", "u1", "count", "evaluations of this need", "customers_live"),
    Field("product", "u1", "code", "product of ours ordered last, 0 none", "customers_live"),
    Field("opinion", ("i1", (_B,)), "-127..127", "affection for each brand", "customers_live"),
    Field("knowledge", ("u1", (_B,)), "0..255", "of each brand", "customers_live"),
)


def _described(field: Field) -> tuple[object, ...]:
    """Return a field as numpy declares it."""
    return (field.name, *field.dtype) if isinstance(field.dtype, tuple) else field[:2]


CUSTOMER = np.dtype([_described(field) for field in FIELDS], align=True)
if CUSTOMER.itemsize > 128:
    raise AssertionError(f"a customer takes {CUSTOMER.itemsize} bytes; at most 128 are allowed")
