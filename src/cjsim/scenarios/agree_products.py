"""What must agree about our assortment: the segments it names, and something for everyone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cjsim.language import text
from cjsim.scenarios.checked import Checked
from cjsim.scenarios.wording import Finding


def products(market: Checked) -> Iterator[Finding]:
    """Products name segments there are, and each segment wants one of them at least."""
    for name, product in market.scenario.products.items():
        for key, table in (("wanted", product.wanted), ("add_utility", product.add_utility)):
            for segment in table:
                path = ("products", name, key, segment)
                yield from market.refers(path, segment, "segments")
    if not market.scenario.products or not market.is_whole("products", "segments"):
        return
    for segment in market.scenario.segments:
        if all(each.wanted.get(segment) == 0.0 for each in market.scenario.products.values()):
            last = list(market.scenario.products)[-1]
            yield Finding(
                ("products", last, "wanted", segment),
                text(
                    'nobody of "{segment}" wants any of our products. Write a number '
                    "above 0 for one.",
                    {"segment": segment},
                ),
            )


PRODUCT_CHECKS: tuple[Callable[[Checked], Iterator[Finding]], ...] = (products,)
