"""The market file: where keys stand, what numbers mean, what is said of a market."""

from __future__ import annotations

import datetime as dt
import json
import math
import tomllib
import zlib
from pathlib import Path

import numpy as np
import pytest

from cjsim.errors import UserError
from cjsim.scenarios import (
    BASELINE,
    MarketFileError,
    Scenario,
    all_numbers,
    bounds_of,
    cautions,
    describe,
    draw_unknowns,
    get_number,
    json_schema,
    list_scenarios,
    load_scenario,
    nearest_path,
    parse,
    set_number,
    source_of,
)
from cjsim.scenarios.actions import Lever
from cjsim.scenarios.agree_market import MAX_MEDIA
from cjsim.scenarios.agree_plans import LEAVE_REASONS
from cjsim.scenarios.estimate import (
    DAYS_PER_MONTH,
    desk_load,
    full_days,
    intervention_money,
    plan_money,
)
from cjsim.scenarios.events import Timed
from cjsim.scenarios.levers import FIXED_PATHS, furthest, is_fixed, takes_audience
from cjsim.scenarios.locate import key_lines
from cjsim.scenarios.paths import share_groups, triangular, written_numbers
from cjsim.scenarios.quantity import Quantity
from tests.broken_markets import SMALL, SMALL_FILE, change, event, intervention, keys


@pytest.fixture
def small() -> Scenario:
    return load_scenario(SMALL_FILE)


# --- where keys stand ---------------------------------------------------------------------

TEXT = r'''a = 1 # [no] = "no"
b.c = "x # ] \" = y"
"d.e".'f' = [ # a comment, with ]
  1, "]", [2,
   3], { g = 4, h.i = """
several " "" \""" lines"""" },

]
[t . u]
v = '''
TEXT += """'''
[not] = a table
'''
w = { x = 1, y = [1, 2,
   "z"] }
[[list]]
q = 1
[[list]]
q = 2
[list.sub]
r = 2027-01-04T00:00:00Z
[t]
s = -inf
"caf\\u00e9" = 5
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a",), 1),
        (("b",), 2),
        (("b", "c"), 2),
        (("d.e", "f"), 3),
        (("d.e", "f", 0), 4),
        (("d.e", "f", 2), 4),
        (("d.e", "f", 2, 1), 5),
        (("d.e", "f", 3), 5),
        (("d.e", "f", 3, "h", "i"), 5),
        (("t", "u"), 9),
        (("t", "u", "v"), 10),
        (("t", "u", "w"), 13),
        (("t", "u", "w", "y", 2), 14),
        (("list", 0, "q"), 16),
        (("list", 1, "q"), 18),
        (("list", 1, "sub", "r"), 20),
        (("t",), 21),
        (("t", "s"), 22),
        (("t", "café"), 23),
        (("t", "missing"), 21),
        (("t", "u", "w", "missing"), 13),
        (("nothing", "at", "all"), 1),
    ],
)
def test_a_key_is_found_on_its_line_and_a_missing_one_at_its_parent(
    path: tuple[str | int, ...], line: int
) -> None:
    tomllib.loads(TEXT)  # the text is TOML
    assert key_lines(TEXT).line_of(path) == line
    assert key_lines(TEXT.replace("\n", "\r\n")).line_of(path) == line


def test_every_key_of_every_market_stands_where_it_is_written() -> None:
    for text in (SMALL, *ready_made_texts()):
        lines = text.split("\n")
        found = key_lines(text)
        assert not found.twice
        n_keys = 0
        stack: list[tuple[tuple[str | int, ...], object]] = [((), tomllib.loads(text))]
        while stack:
            path, value = stack.pop()
            for key, each in value.items() if isinstance(value, dict) else ():
                assert key in lines[found.line_of((*path, key)) - 1]
                stack.append(((*path, key), each))
                n_keys += 1
        assert n_keys > 50


def ready_made_texts() -> list[str]:
    folder = Path(__import__("cjsim.scenarios", fromlist=["x"]).__file__).parent
    return [path.read_text("utf-8") for path in sorted(folder.glob("*.toml"))]


def test_text_that_is_not_toml_does_no_harm() -> None:
    for text in ("", "=", "[", "[[", "a", "a.", 'a = "', "a = [", "a = {b", "a = {b = ]", '"""'):
        assert key_lines(text).line_of(("x",)) == 1
    assert key_lines("x = 1\n" + "a = " + "[" * 100_000).line_of(("x",)) == 1
    assert key_lines("x = 1\n[a]\n" + ".".join("b" * 40) + " = 1").too_deep == 3
    assert key_lines("x = 1 # " + ".".join("b" * 40)).too_deep == 0
    assert key_lines("a.b = 1\na.b = 2\n[a]\n[a]").twice == [(("a", "b"), 1, 2), (("a",), 3, 4)]


# --- reading -------------------------------------------------------------------------------


def test_the_small_market_is_read(small: Scenario) -> None:
    assert small.our_brand == "club"
    assert small.weight == 2.0
    assert small.scenario.start == dt.date(2027, 1, 4)
    assert small.product.need_per_year.low == 3.5
    assert small.segments["guests"].tastes["ease"] == 0.4
    assert cautions(small) == []


def test_the_small_market_uses_every_type_of_event_and_intervention(small: Scenario) -> None:
    schema = json_schema()["$defs"]
    types = {name: each["properties"].get("type", {}) for name, each in schema.items()}
    known = {kind.get("const") or tuple(kind.get("enum", ())) for kind in types.values() if kind}
    flat = {name for kind in known for name in ([kind] if isinstance(kind, str) else kind)}
    used = {each.type for each in (*small.events.values(), *small.interventions.values())}
    assert used == flat
    assert len(flat) > 20


def test_the_ready_made_markets_are_read_and_described() -> None:
    names = [name for name, _ in list_scenarios()]
    assert {"crm", "electronics", "mail_shop"} <= set(names)
    for name, description in list_scenarios():
        scenario = load_scenario(name)
        assert description
        assert scenario.scenario.name in describe(scenario)
        cautions(scenario)


def test_a_market_survives_being_written_and_read_again(small: Scenario) -> None:
    for dumped in (small.model_dump(), json.loads(json.dumps(small.model_dump(mode="json")))):
        again = load_scenario(dumped)
        assert all_numbers(again) == all_numbers(small)
        assert again.scenario.start == small.scenario.start
        assert again.plans == small.plans
        assert get_number(again, "product.need_per_year").source == "order book"


def test_a_mark_at_the_beginning_of_the_file_is_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "market.toml"
    path.write_text(SMALL, "utf-8-sig")
    assert load_scenario(str(path)).our_brand == "club"
    path.write_bytes(SMALL.replace("\n", "\r\n").encode())
    assert load_scenario(path).our_brand == "club"


def test_the_baseline_is_always_there() -> None:
    scenario = parse(change(("keep = []\n", "")))
    assert next(iter(scenario.plans)) == BASELINE
    assert scenario.plans[BASELINE] == []


def test_kpis_are_checked_where_their_names_are_known() -> None:
    text = change(('verdict = "contribution"', 'verdict = "contributions"'))
    parse(text)
    with pytest.raises(MarketFileError, match='Did you mean "contribution"') as caught:
        parse(text, kpi_names=["orders", "contribution", "repeat_rate"])
    assert caught.value.problems[0].key == "kpis.verdict"
    parse(SMALL, kpi_names=["orders", "contribution", "repeat_rate"])


def test_the_schema_for_editors_names_all_sections_and_their_bounds() -> None:
    schema = json_schema()
    json.dumps(schema, allow_nan=False)
    assert set(schema["properties"]) == set(Scenario.model_fields)
    assert schema["additionalProperties"] is False
    share = schema["$defs"]["Segment"]["properties"]["share"]
    assert share["anyOf"][0] == {"type": "number", "minimum": 0.0, "maximum": 1.0}
    assert "Share of all people" in share["description"]
    assert schema["$defs"]["Support"]["properties"]["attitude"]["default"] == 0.7


def test_the_names_shared_with_the_engine_are_the_same() -> None:
    from cjsim.journey import market, stages

    assert set(LEAVE_REASONS) == set(stages.LEAVING.values())
    assert market.MAX_MEDIA == MAX_MEDIA
    assert market.DAYS_PER_MONTH == DAYS_PER_MONTH


# --- paths ---------------------------------------------------------------------------------


def test_every_number_can_be_got_and_set_by_its_path(small: Scenario) -> None:
    numbers = all_numbers(small)
    assert len(numbers) > 300
    assert list(numbers)[:2] == ["scenario.people", "scenario.customers"]
    for path, number in numbers.items():
        assert get_number(small, path) is number
        bounds = bounds_of(small, path)
        assert bounds.at_least <= number <= bounds.at_most
        set_number(small, path, 0.25)
        assert get_number(small, path) == 0.25
        assert get_number(small, path).source == number.source
    assert all(number == 0.25 for number in all_numbers(small).values())


def test_setting_a_default_leaves_other_scenarios_alone() -> None:
    one, other = parse(SMALL), parse(SMALL)
    before = dict(all_numbers(other))
    for path in all_numbers(one):
        set_number(one, path, 0.25)
    assert all_numbers(other) == before
    assert all_numbers(parse(SMALL)) == before


def test_a_number_that_is_not_written_can_be_set(small: Scenario) -> None:
    path = "interventions.sale.one_off_cost"
    assert path not in all_numbers(small)
    set_number(small, path, 300.0)
    assert all_numbers(small)[path] == 300.0
    assert bounds_of(small, path).at_least == 0.0


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("support.staf", 'Did you mean "support.staff"'),
        ("staff", 'Did you mean "support.staff"'),
        ("segments.guest.share", 'Did you mean "segments.guests.share"'),
        ("segments.guests", "this is a table"),
        ("segments", "this is a table"),
        ("peers.network", "this is not a number"),
        ("segments.guests.tastes.smell", "no number has this path"),
        ("interventions.sale.colour", "no number has this path"),
        ("", "no number has this path"),
        ("..", "no number has this path"),
        ("support.staff.low", "no number has this path"),
    ],
)
def test_a_path_of_no_number_is_refused_with_the_nearest(
    small: Scenario, path: str, says: str
) -> None:
    with pytest.raises(UserError, match=says):
        get_number(small, path)
    with pytest.raises(UserError, match=says):
        set_number(small, path, 1.0)
    with pytest.raises(UserError, match=says):
        bounds_of(small, path)


def test_the_nearest_path_looks_at_the_whole_and_at_the_last_part(small: Scenario) -> None:
    assert nearest_path(small, "suport.staff") == "support.staff"
    assert nearest_path(small, "findability") == "journey.search.findability"
    assert nearest_path(small, "qqqqqqqq") is None


def test_a_number_takes_its_source_from_the_nearest_table_that_has_one() -> None:
    text = keys('source = "store survey"', "[sales.store]")
    scenario = parse(text)
    assert source_of(scenario, "product.need_per_year") == "order book"
    assert source_of(scenario, "product.need_cv") == "survey of 2026 # fictional"
    assert source_of(scenario, "sales.store.convenience") == "store survey"
    assert source_of(scenario, "sales.store.payment_failure_share") == "assumption"  # a default
    assert source_of(scenario, "sales.website.convenience") == "assumption"  # the file's
    assert source_of(scenario, "brands.club.attributes.taste") == "assumption"
    bare = parse(change(('source = "assumption"\n\n[scenario]', "[scenario]")))
    assert source_of(bare, "sales.website.convenience") is None
    assert source_of(bare, "brands.club.attributes.taste") is None


def test_what_is_written_is_told_from_defaults(small: Scenario) -> None:
    written = written_numbers(small)
    assert {
        "journey.search.days",
        "brands.club.attributes.ease",
        "kpis.repeat_within_days",
    } <= written
    assert not {"journey.lapsed.return_times", "content.accuracy"} & written
    assert written < set(all_numbers(small))


# --- drawing what is not known ---------------------------------------------------------------


def test_a_world_depends_on_seed_and_number_alone(small: Scenario) -> None:
    before = dict(all_numbers(small))
    one, again = draw_unknowns(small, 1, 0), draw_unknowns(small, 1, 0)
    assert all_numbers(one) == all_numbers(again)
    assert all_numbers(small) == before
    path = "product.need_per_year"
    others = [draw_unknowns(small, seed, world) for seed, world in ((1, 1), (2, 0))]
    assert len({float(get_number(each, path)) for each in (one, *others)}) == 3
    assert not any(number.is_uncertain for number in all_numbers(one).values())
    assert get_number(one, path).source == "order book"


def test_a_new_range_leaves_the_other_draws_as_they_were(small: Scenario) -> None:
    more = parse(change(("need_cv = 0.4", "need_cv = { value = 0.4, low = 0.3, high = 0.5 }")))
    drawn, with_more = (all_numbers(draw_unknowns(each, 5, 3)) for each in (small, more))
    assert {path for path in drawn if drawn[path] != with_more[path]} == {"product.need_cv"}


def test_draws_follow_the_triangular_distribution() -> None:
    from cjsim.journey.luck import Purpose, replicate_seed, uniforms

    number = Quantity(2.0, 1.0, 5.0)
    low, mode, high = 1.0, 2.0, 5.0
    u = (np.arange(20_000) + 0.5) / 20_000
    values = np.array([triangular(number, each) for each in u])
    assert np.all(np.diff(values) > 0)
    assert values.mean() == pytest.approx((low + mode + high) / 3, abs=1e-3)
    variance = (low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18
    assert values.var() == pytest.approx(variance, abs=1e-3)
    assert np.mean(values <= mode) == pytest.approx((mode - low) / (high - low), abs=1e-3)
    assert triangular(number, 0.0) == low
    assert triangular(number, 1.0) == high
    assert triangular(Quantity(2.0), 0.7) == 2.0
    assert triangular(Quantity(1.0, 1.0, 3.0), 0.0) == 1.0
    assert triangular(Quantity(3.0, 1.0, 3.0), 1.0) == 3.0
    # a world's number is this function of its luck, and worlds are many independent lucks
    path = "product.need_per_year"
    small = parse(SMALL)
    need = get_number(small, path)
    drawn = np.array([float(get_number(draw_unknowns(small, 9, w), path)) for w in range(400)])
    luck = uniforms(replicate_seed(9, 7), [zlib.crc32(path.encode())], 0, Purpose.PARAMETER)
    assert drawn[7] == triangular(need, float(luck[0]))
    error = math.sqrt((3.5**2 + 4**2 + 4.5**2 - 3.5 * 4 - 3.5 * 4.5 - 4 * 4.5) / 18 / 400)
    assert drawn.mean() == pytest.approx(4.0, abs=4 * error)
    assert drawn.min() >= 3.5
    assert drawn.max() <= 4.5


def test_drawn_shares_still_make_one_and_whole_numbers_stay_whole() -> None:
    scenario = parse(
        change(
            ("\nshare = 0.4\n", "\nshare = { value = 0.4, low = 0.1, high = 0.7 }\n"),
            ("customer_share = 0.4", "customer_share = { value = 0.4, low = 0.1, high = 1.0 }"),
            ("staff = 2\n", "staff = { value = 20, low = 10, high = 30 }\n"),
            ("phone = { share = 0.5,", "phone = { share = { value = 0.5, low = 0.2, high = 0.9 },"),
        )
    )
    staff = set()
    for world in range(40):
        drawn = draw_unknowns(scenario, 3, world)
        for group in share_groups(drawn):
            assert math.fsum(get_number(drawn, path) for path in group) == pytest.approx(1.0)
        assert sum(brand.customer_share for brand in drawn.brands.values()) <= 1.0 + 1e-12
        assert drawn.support is not None
        staff.add(float(drawn.support.staff))
    assert all(number == round(number) for number in staff)
    assert len(staff) > 5


# --- levers ----------------------------------------------------------------------------------


def test_what_is_fixed_covers_whole_tables_and_any_name(small: Scenario) -> None:
    assert is_fixed("scenario.days")
    assert is_fixed("segments.guests.share")
    assert is_fixed("brands.roaster.opinion")
    assert is_fixed("peers.ties.friend.share")
    assert not is_fixed("peers.ties.friend.weight")
    assert not is_fixed("segments.guests.talk_times")
    assert not is_fixed("product.need_per_year")
    for fixed in FIXED_PATHS:
        assert any(is_fixed(path) for path in all_numbers(small)), fixed
    patterns = [fixed.replace("*", "") for fixed in FIXED_PATHS]
    assert len(set(patterns)) == len(patterns)


def test_only_some_numbers_can_move_for_some_segments(small: Scenario) -> None:
    for path in ("journey.search.days", "peers.ties.family.weight", "sales.store.fee_share"):
        assert takes_audience(small, path)
    assert takes_audience(small, "brands.club.price")
    for path in ("brands.roaster.price", "support.staff", "peers.reviews.answer_hours"):
        assert not takes_audience(small, path)


def test_a_lever_on_a_worry_may_move_and_is_read_to_its_ends() -> None:
    path = "events.money_worry.per_year"
    body = f'type = "lever", path = "{path}", times = 0.5, cost = "free"'
    scenario = parse(intervention(body))
    lever = scenario.interventions["odd"]
    assert isinstance(lever, Lever)
    assert furthest(lever, get_number(scenario, path)) == (0.25, 0.75)


# --- estimates -------------------------------------------------------------------------------


@pytest.mark.parametrize(("n_days", "ramp"), [(46, 7.0), (5, 20.0), (30, 0.0), (30, 1.0), (9, 2.5)])
def test_days_at_full_strength_add_up_the_ramp(n_days: int, ramp: float) -> None:
    by_day = sum(1.0 if ramp <= 0 else min(1.0, (day + 1) / ramp) for day in range(n_days))
    assert full_days(n_days, ramp) == pytest.approx(by_day)


def test_the_money_of_a_plan_is_pay_media_and_programmes(small: Scenario) -> None:
    swap = plan_money(small, "swap")
    months = full_days(46, 7.0) / DAYS_PER_MONTH
    assert swap.per_month == 0.0
    assert swap.once == 40.0
    assert swap.spent == pytest.approx(1_000 * months + 40)
    assert swap.freed == pytest.approx(1_000 * months)
    greetings = intervention_money(small, small.interventions["greetings"])
    assert greetings.spent == pytest.approx(50 * 46 / DAYS_PER_MONTH)
    body = 'type = "lever", path = "channels.social.spend_per_month", times = 0.5'
    lever = parse(intervention(body))
    assert intervention_money(lever, lever.interventions["odd"]).per_month == -2_500.0
    body = 'type = "lever", path = "support.staff", to = 5'
    lever = parse(intervention(body))
    assert intervention_money(lever, lever.interventions["odd"]).per_month == 3_000.0


def test_the_load_of_the_desk_is_reckoned_by_hand(small: Scenario) -> None:
    desk = desk_load(small)
    assert desk is not None
    orders = 2_000 * (0.6 * 1.2 + 0.4 * 0.7) * 4.0 * 0.3 / 365
    owners = 2_000 * 0.3
    questions = orders * 0.5 + owners * 2.0 / 365
    failures, setup = owners * 0.1 / 365, orders * 0.2
    each = 1 + 0.32 + 0.32**2
    assert desk.contacts_per_day == pytest.approx((questions + failures + setup) * each)
    hours = (questions * 60 + failures * 90 + setup * 60) * each / 60
    assert desk.work_hours_per_day == pytest.approx(hours)
    assert desk.staffed_hours_per_day == 16.0
    assert desk.load == pytest.approx(hours / 16)


# --- words -----------------------------------------------------------------------------------


def test_a_market_is_described_in_words(small: Scenario) -> None:
    text = describe(small)
    for words in (
        "2,000 people, shown by 1,000 simulated customers: each stands for 2.",
        "60 days, 2027-01-04 to 2027-03-04; 30 futures",
        "regulars: 60 %, 1,200 people (600 simulated): people who drink it every day",
        "club (ours): 118 USD; known to 60 %, 30 % are its customers",
        "Channels of ours: 5,000 USD a month",
        "website: open to 100 %, 5 steps, delivery in 2 days, commission 2 %",
        "Support: 2 staff, 9 to 17 h, 2,000 USD a month",
        "a load of 72.3 %",
        "small world network, 6 ties each",
        "fair: season; 2027-02-01, for 10 days; need times 1.5",
        "page_down: outage; 2 times a year at random, for 1 days",
        "keep: nothing changes.",
        "swap: costs 40 USD once",
        "one_more: support capacity, from 2027-01-18, growing over 7 days; add staff 1",
        "costs 40 once and 1,000 a month of pay",
        "shop_nearer: lever, from 2027-01-04; segments guests",
        "; free",
    ):
        assert words in text
    numbers = [
        path
        for path in all_numbers(small)
        if not path.startswith(("kpis.", "scenario.")) or path == "scenario.people"
    ]
    sources = [source_of(small, path) for path in numbers]
    n_assumed = sources.count("assumption")
    n_ranges = sum(get_number(small, path).is_uncertain for path in numbers)
    assert f"{len(numbers)} numbers: {len(numbers) - n_assumed} with a source, {n_assumed}" in text
    assert f"{n_ranges} have a range" in text
    n_defaults = len(set(numbers) - written_numbers(small))
    assert f"{n_defaults} are defaults" in text


def test_a_market_without_this_or_that_says_so() -> None:
    text = SMALL[: SMALL.index("[journey]")] + SMALL[SMALL.index("[plans]") :]
    text = text.replace('swap = ["one_more", "less_social"]\n', "")
    plans = text[text.index("[plans]") : text.index("[kpis]")]
    text = text.replace(plans, "").replace('budget_neutral = ["swap"]\n', "")
    text = text.replace('compare = ["keep", "swap", "easier"]\n', "")
    text = text.replace(text[text.index("[channels]") : text.index("[sales.website]")], "")
    for network, words in (
        ("none", "nobody knows anybody"),
        ("everyone", "everyone mixes, 1 meetings a day"),
        ("pairs", "pairs."),
        ("households", "households of 4"),
    ):
        bare = parse(text + f'[peers]\nnetwork = "{network}"\n')
        for said in (words, "Events: none.", "Channels: none of ours.", "Support: none;"):
            assert said in describe(bare)
        assert bare.plans == {BASELINE: []}
    off = parse(change(("{ media = true,", "{ media = false, support = false,")))
    assert "Turned off: media, support." in describe(off)
    assert "Support: turned off" in describe(off)


CAUTIONS = [
    ("scenario.replicates", change(("replicates = 30", "replicates = 10")), "10 futures"),
    ("segments.guests", change(("customers = 1_000", "customers = 400")), "160 simulated"),
    ("support.staff", change(("staff = 2\n", "staff = 1\n")), "give up"),
    ("support.staff", change(("staff = 2\n", "staff = 9\n")), "idle"),
    ("support.staff", change(("staff = 2\n", "staff = 0\n")), "give up"),
    ("brands.club.price", change(("price = 118", "price = 1.18")), "mistyped"),
    ("product.need_per_year", change(("value = 4.0, low = 3.5, high = 4.5", "value = 400")), "400"),
    ("brands.roaster.known_share", change(("known_share = 0.8", "known_share = 0.2")), "20 %"),
    ("channels.social", change((" cost_per_thousand = 200,", "")), "buy no exposures"),
    ("channels.cards", keys('cards = { moment = "contact" }', "[channels]"), "no intervention"),
    ("events.fair.per_year", change(("lasts_days = 10\nneed", "per_year = 2\nneed")), "2027-02-01"),
    ("interventions.sale", change(('    "sale",\n', "")), "in no plan"),
    ("interventions.better_pages.ramp_days", change(("ramp_days = 10,", "ramp_days = 99,")), "99"),
    (
        "interventions.better_pages",
        change(
            (
                "search.findability = 0.7",
                "search.findability = { value = 0.7, low = 0.5, high = 1 }",
            )
        ),
        "held at 1",
    ),
    (
        "events.slow_post",
        change(
            ('delivery_days", by = 2.0', 'delivery_days", by = { value = 0, low = -3, high = 3 }')
        ),
        "held at 0",
    ),
    ("interventions.less_social", change(("spend_per_month = 5_000,", "")), "nothing to change"),
    (
        "kpis.repeat_within_days",
        change(("repeat_within_days = 30", "repeat_within_days = 50")),
        "46",
    ),
    (
        "kpis.repeat_within_days",
        change(("repeat_within_days = 30", "repeat_within_days = 70")),
        "60",
    ),
    (
        "plans.swap",
        change(("keep = []", 'keep = []\nagain = ["less_social", "one_more"]')),
        "same",
    ),
    (
        "plans.swap",
        change(("one_off_cost = 40", "one_off_cost = 400")),
        "over, tolerance 5 %",
    ),
    (
        "product.attributes",
        SMALL.replace("service =", "price =").replace('"service"', '"price"'),
        "counts twice",
    ),
    (
        "interventions.odd",
        keys('odd = { type = "contact", channel = "letters" }', "[interventions]"),
        "carry nothing",
    ),
]


@pytest.mark.parametrize(("key", "text", "says"), CAUTIONS)
def test_what_is_legal_but_surely_wrong_is_warned_of(key: str, text: str, says: str) -> None:
    found = cautions(parse(text))
    assert [each for each in found if each.startswith(f"{key}: ") and says in each], found


def test_a_market_without_a_desk_is_warned_of() -> None:
    text = SMALL.replace(SMALL[SMALL.index("[support]") : SMALL.index("[events.fair]")], "")
    begin = text.index("[interventions.one_more]")
    text = text.replace(text[begin : text.index("[interventions.less_social]")], "")
    text = text.replace('"one_more", ', "")
    text = text.replace(text[text.index("always_open = ") : text.index("new_beans = ")], "")
    at_the_desk = ("always_open", "call_centre", "mills_first", "courses", "fewer_forms")
    text = text.replace("".join(f'"{name}", ' for name in at_the_desk), "")
    assert any(each.startswith("support: ") for each in cautions(parse(text)))


def test_a_market_that_rests_on_assumptions_alone_is_warned_of() -> None:
    begin, end = SMALL.index("[journey]"), SMALL.index("[peers]")
    text = SMALL[:begin] + SMALL[end:]
    for source in ('"survey of 2026 # fictional"', '"order book"', '"price list of the post"'):
        text = text.replace(source, '"assumption"')
    found = cautions(parse(text))
    assert any("every number rests on assumption" in each for each in found)
    assert not any("no number has a range" in each for each in found)


def test_events_have_dates_or_chances(small: Scenario) -> None:
    timed = [each for each in small.events.values() if isinstance(each, Timed)]
    assert all(each.start is not None or each.per_year > 0 or each.calendar for each in timed)
    shift = event('type = "season", start = 2027-03-04')
    assert "odd" in parse(shift).events  # the last day is inside the run
