"""Our assortment in words."""

from __future__ import annotations

from collections.abc import Iterator

from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_products import OwnProduct
from cjsim.scenarios.wording import figure, percent


def products_in_words(scenario: Scenario) -> Iterator[str]:
    """Say what is sold under our brand; nothing where a market has no assortment."""
    if scenario.products:
        yield "What we sell under our brand; each customer takes what suits it best"
    for name, product in scenario.products.items():
        yield f"  {name}: {'; '.join(_product(scenario, name, product))}"


def _product(scenario: Scenario, name: str, product: OwnProduct) -> Iterator[str]:
    if product.label:
        yield product.words(name)
    price = scenario.brands[scenario.our_brand].price * product.price_times
    yield f"{figure(round(price, 0 if price >= 100.0 else 2))} {scenario.scenario.currency}"
    if product.discount_share > 0.0:
        yield f"{percent(product.discount_share)} off"
    if product.unit_cost_share is not None:
        yield f"goods cost {percent(product.unit_cost_share)} of it"
    if product.add_quality != 0.0:
        better = "better" if product.add_quality > 0.0 else "worse"
        yield f"{better} by {figure(abs(product.add_quality))}"
    for words, table in (("wanted by", product.wanted), ("extra utility for", product.add_utility)):
        if table:
            each = [f"{segment} {figure(number)}" for segment, number in table.items()]
            yield f"{words} {', '.join(each)}"
