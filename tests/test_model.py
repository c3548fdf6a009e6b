"""The model as a Mesa model: parties, panel, population, phases."""

from __future__ import annotations

import gc
import weakref

import mesa
import numpy as np
import pytest

import cjsim
from cjsim.agents.brand import Brand
from cjsim.agents.customer import CUSTOMER, FIELDS
from cjsim.agents.media_channel import MediaChannel
from cjsim.agents.panel import CustomerAgent
from cjsim.agents.sales_channel import SalesOutlet
from cjsim.agents.support_desk import SupportDesk
from cjsim.scenarios.paths import copied_along, get_number, set_number

MARKET = cjsim.load_scenario("electronics")


def model_of(**options: object) -> cjsim.JourneyModel:
    return cjsim.JourneyModel(MARKET, customers=600, days=20, seed=3, **options)  # type: ignore[arg-type]


def test_parties_and_panel_are_registered_mesa_agents() -> None:
    model = model_of(panel=25)
    assert isinstance(model, mesa.Model)
    kinds = {kind: len(model.agents_by_type[kind]) for kind in model.agent_types}
    assert kinds[Brand] == len(MARKET.brands)
    assert kinds[MediaChannel] == len(MARKET.channels)
    assert kinds[SalesOutlet] == len(MARKET.sales)
    assert kinds[CustomerAgent] == 25
    assert sum(issubclass(kind, SupportDesk) for kind in kinds) == 1


def test_the_panel_is_everyone_when_the_market_is_small_and_the_same_for_all_plans() -> None:
    assert len(model_of(panel=10_000).panel) == 600
    keep, swap = model_of(panel=30, plan="keep"), model_of(panel=30, plan="swap")
    assert [agent.customer for agent in keep.panel] == [agent.customer for agent in swap.panel]


def test_a_panel_customer_reads_and_writes_its_record() -> None:
    model = model_of(panel=[7])
    (agent,) = model.panel
    for field in FIELDS:
        assert np.array_equal(getattr(agent, field.name), model.records[field.name][7])
    agent.trust = 0.25
    assert model.records["trust"][7] == np.float32(0.25)
    assert agent.stage_name in {stage.name.lower() for stage in cjsim.Stage}


def test_a_step_of_ones_own_is_refused_unless_the_panel_covers_everyone() -> None:
    class Restless(CustomerAgent):
        def step(self) -> None:
            self.trust = 1.0

    with pytest.raises(cjsim.UserError, match="Restless"):
        model_of(customer_class=Restless, panel=10)
    assert len(model_of(customer_class=Restless, panel=600).panel) == 600


def test_customers_have_the_verbs_of_an_agent_set_on_columns() -> None:
    customers = model_of().customers
    assert len(customers) == 600
    owners = customers.select(customers.get("brand") == 0)
    assert 0 < len(owners) < 600
    assert set(owners.get("brand")) == {0}
    assert customers.agg("trust", np.mean) == pytest.approx(0.5)
    groups = {value: len(group) for value, group in customers.groupby("segment")}
    assert sum(groups.values()) == 600
    assert list(groups) == sorted(groups)
    with pytest.raises(cjsim.UserError, match="shoe_size"):
        customers.get("shoe_size")
    with pytest.raises(cjsim.UserError, match="condition"):
        customers.select([True])


def test_a_step_is_a_day_and_the_run_ends() -> None:
    model = cjsim.JourneyModel(MARKET, customers=300, days=3, panel=0)
    for day in range(3):
        assert model.day == day
        model.step()
    with pytest.raises(cjsim.UserError, match="days"):
        model.step()


def test_phases_are_data_in_the_order_of_the_day() -> None:
    names = [phase.__name__ for phase in cjsim.PHASES]
    expected = [
        "calendar",
        "parties_act",
        "talk",
        "customers_live",
        "support_desk",
        "record",
        "review",
    ]
    assert names == expected


def test_a_record_is_at_most_128_bytes() -> None:
    assert CUSTOMER.itemsize <= 128
    assert [field.name for field in FIELDS] == list(CUSTOMER.names or ())


def test_sizes_out_of_range_are_refused() -> None:
    with pytest.raises(cjsim.UserError, match="customers"):
        cjsim.JourneyModel(MARKET, customers=600_001)
    with pytest.raises(cjsim.UserError, match="days"):
        cjsim.JourneyModel(MARKET, days=0)
    with pytest.raises(cjsim.UserError, match="load_scenario"):
        cjsim.JourneyModel("electronics")  # type: ignore[arg-type]


def test_a_dissolved_model_holds_no_people() -> None:
    """Memory stays flat over a study: nothing waits for Python to look for circles."""
    model = model_of(panel=0)
    model.step()
    people = weakref.ref(model.records)
    gc.disable()
    try:
        model.dissolve()
        assert people() is None
    finally:
        gc.enable()


def test_a_model_may_begin_with_people_drawn_before() -> None:
    first = model_of()
    second = model_of(people=first.records)
    assert not np.shares_memory(first.records, second.records)
    for model in (first, second):
        for _day in range(5):
            model.step()
    assert first.history.digest() == second.history.digest()
    assert first.records.tobytes() == second.records.tobytes()


def test_numbers_set_along_copied_paths_leave_the_file_alone() -> None:
    path = "support.staff"
    before = float(get_number(MARKET, path))
    copy = copied_along(MARKET, [path])
    set_number(copy, path, before + 1.0)
    assert float(get_number(copy, path)) == before + 1.0
    assert float(get_number(MARKET, path)) == before
    assert copy.segments is MARKET.segments
