"""Many customers: what is made beside their records is little, and making it in parts is exact."""

import runpy
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

import cjsim
from cjsim import JourneyModel
from cjsim.agents import panel, population
from cjsim.agents.pains import WAYS, Pains
from cjsim.journey.luck import Purpose, uniforms
from cjsim.journey.touching import TOUCH, Point
from cjsim.scenarios.sizing import resized

NATION = Path(__file__).parents[1] / "experiments" / "nation"


@pytest.mark.parametrize("name", ["electronics", "crm", "fmcg"])
def test_people_drawn_in_blocks_are_the_people_drawn_at_once(name, monkeypatch):
    market = resized(cjsim.load_scenario(name), 2_000, 1)
    whole = population.make_population(market, 7)
    monkeypatch.setattr(population, "BLOCK", 301)
    assert population.make_population(market, 7).tobytes() == whole.tobytes()


def test_a_panel_sought_in_blocks_is_the_panel_sought_at_once(monkeypatch):
    at_once = panel.choose_panel(5_000, 40, 3)
    monkeypatch.setattr(panel, "_LOOKED_AT_ONCE", 77)
    assert panel.choose_panel(5_000, 40, 3).tolist() == at_once.tolist()
    assert panel.choose_panel(9, 0, 3).tolist() == []
    of_large_share = panel.choose_panel(5_000, 4_990, 3)
    u = uniforms(3, np.arange(5_000), 0, Purpose.PANEL)
    assert of_large_share.tolist() == np.sort(np.argsort(u)[:4_990]).tolist()
    assert panel.choose_panel(30, 40, 3).tolist() == list(range(30))


def test_pains_are_those_of_a_mask_for_everyone():
    """Against plain columns as long as the population, over days of random contacts."""
    random = np.random.default_rng(8)
    n = 200
    pains = Pains(n, -0.5)
    felt = np.zeros(n, np.uint64)
    told = {way: np.zeros(n, np.uint64) for way in WAYS}
    for _day in range(12):
        touches = np.zeros(9, TOUCH)
        touches["customer"] = random.integers(0, n, touches.size)
        touches["point"] = random.integers(0, len(Point), touches.size)
        touches["score"] = random.uniform(-2.0, 2.0, touches.size)
        pains.suffer(touches)
        for touch in touches[touches["score"] <= -0.5]:
            felt[touch["customer"]] |= np.uint64(1) << np.uint64(touch["point"])
        for way in ("review", "survey"):
            ids = np.unique(random.integers(0, n, 30))
            pains.tell(way, ids)
            told[way][ids] |= felt[ids]
    assert np.count_nonzero(felt) > 30
    assert pains.felt.tolist() == felt.tolist()
    assert {way: mask.tolist() for way, mask in pains.told.items()} == {
        way: mask.tolist() for way, mask in told.items()
    }
    counts = pains.by_point()
    for point in range(len(counts)):
        bit = np.uint64(1) << np.uint64(point)
        assert counts[point, 0] == np.count_nonzero(felt & bit)
        assert counts[point, 4] == np.count_nonzero((told["review"] | told["survey"]) & bit)


def peaks_of(market):
    """The most memory traced after making a model and after its first day, in bytes."""
    tracemalloc.start()
    try:
        model = JourneyModel(market, panel=10, keep_moves=False)
        made = tracemalloc.get_traced_memory()[1]
        model.step()
        lived = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    model.close()
    assert market.weight == 1.0
    assert model.network.n_bytes < 200
    assert model.history.tallies[0].sum() > 0.0
    return np.array([made, lived], float)


def test_one_more_customer_takes_its_record_and_little_beside(monkeypatch):
    """Of the nation's market, where ties are computed; what is there but once does not count.

    Arrays nobody writes to count, though the system gives them no memory.
    """
    part_of_nation = runpy.run_path(str(NATION / "run.py"))["part_of_nation"]
    JourneyModel(part_of_nation(1_000, 2), panel=0, keep_moves=False).step()  # loads the code
    monkeypatch.setattr(population, "BLOCK", 5_000)
    monkeypatch.setattr(panel, "_LOOKED_AT_ONCE", 5_000)
    few, many = 30_000, 90_000
    grown = peaks_of(part_of_nation(many, 2)) - peaks_of(part_of_nation(few, 2))
    made, lived = grown / (many - few)
    assert 128 < made < 220
    assert 128 < lived < 220
