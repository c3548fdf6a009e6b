"""Our assortment in words."""

from __future__ import annotations

from collections.abc import Iterator

from cjsim.language import text
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_products import OwnProduct
from cjsim.scenarios.wording import figure, percent


def products_in_words(scenario: Scenario) -> Iterator[str]:
    """Say what is sold under our brand; nothing where a market has no assortment."""
    if scenario.products:
        yield text("What we sell under our brand; each customer takes what suits it best")
    for name, product in scenario.products.items():
        yield f"  {name}: {'; '.join(_product(scenario, name, product))}"


def _product(scenario: Scenario, name: str, product: OwnProduct) -> Iterator[str]:
    if product.label:
        yield product.words(name)
    price = scenario.brands[scenario.our_brand].price * product.price_times
    yield f"{figure(round(price, 0 if price >= 100.0 else 2))} {scenario.scenario.currency}"
    if product.discount_share > 0.0:
        yield text("{discount_share} off", {"discount_share": percent(product.discount_share)})
    if product.unit_cost_share is not None:
        yield text(
            "goods cost {unit_cost_share} of it",
            {"unit_cost_share": percent(product.unit_cost_share)},
        )
    if product.add_quality != 0.0:
        by = {"n": figure(abs(product.add_quality))}
        yield text("better by {n}", by) if product.add_quality > 0.0 else text("worse by {n}", by)
    for words, table in (
        (text("wanted by"), product.wanted),
        (text("extra utility for"), product.add_utility),
    ):
        if table:
            each = [f"{segment} {figure(number)}" for segment, number in table.items()]
            yield f"{words} {', '.join(each)}"
