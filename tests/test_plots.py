"""Pictures: what they show is what the tables say, and people can read it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

import cjsim
from cjsim import UserError, plots
from cjsim.language import speaking
from cjsim.plots import colours, numbers
from cjsim.plots.fans import twenty
from cjsim.plots.journeys import DROPS, STEPS, WENT_ON, journeys
from cjsim.plots.picture import apart, text_width, wrap
from cjsim.plots.standings import STANDINGS, counts_by_day, standings_at
from cjsim.plots.stories import forked_customer
from cjsim.results.cohorts import cohort_table
from cjsim.results.neighbourhood import neighbourhood
from cjsim.results.series import SERIES
from cjsim.results.watched import watched
from tests.drawn import DAYS, DPI, FOLDER, PICTURES, SEED, comparison, run_of, scenario, someone

BLOCK = 8
TOLERANCE = {"story": 6.0, "fork": 6.0}
USUAL_TOLERANCE = 3.5
"""Of `distance_of`. Drawn by matplotlib 3.8, 3.10 and 3.11 pictures are at most 2 apart, and those
with numbers in circles 4; a bar that is not there makes 5, another plan 25."""
each_picture = pytest.mark.parametrize("name", PICTURES)
FUNCTIONS = [name for name in plots.__all__ if name != "Picture"]


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


_drawn: dict[str, plots.Picture] = {}


def drawn(name):
    """A picture in English, drawn once for all tests; its figure outlives `plt.close`."""
    if name not in _drawn:
        _drawn[name] = PICTURES[name](None, "en")
    return _drawn[name]


def words_of(figure):
    """The texts that are seen, with their boxes."""
    canvas = FigureCanvasAgg(figure)  # closing a figure takes its canvas away
    canvas.draw()
    hidden = set()
    for ax in figure.findobj(mpl.axes.Axes):
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            room = 1e-9 * max(abs(low), abs(high), 1.0)
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not low - room <= tick.get_loc() <= high + room:
                    hidden |= {tick.label1, tick.label2}
    renderer = canvas.get_renderer()
    return [
        (text.get_text(), text.get_window_extent(renderer))
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text().strip() and text not in hidden
    ]


# --- readable --------------------------------------------------------------------------------


def distance_of(one, other, boxes):
    """Root mean square of the distances of colours averaged over squares, of 255.

    Words (`boxes` in pixels from below) are left out: versions of matplotlib set letters each in
    its way, and what words say is tested elsewhere. Sizes are rounded up or down.
    """
    assert np.abs(np.subtract(one.size, other.size)).max() <= 1
    wide, high = (min(sides) // BLOCK for sides in zip(one.size, other.size, strict=True))
    squares = []
    for image in (one, other):
        pixels = np.array(image.convert("RGB"), dtype=float)
        for x0, y0, x1, y1 in boxes:
            top, bottom = (round(image.size[1] - y) for y in (y1, y0))
            pixels[max(top - 2, 0) : bottom + 2, max(round(x0) - 2, 0) : round(x1) + 2] = 255.0
        pixels = pixels[: high * BLOCK, : wide * BLOCK]
        squares.append(pixels.reshape(high, BLOCK, wide, BLOCK, 3).mean(axis=(1, 3)))
    return float(np.sqrt(((squares[0] - squares[1]) ** 2).mean()))


def boxes_of(figure):
    """Where the words are, in pixels of the small picture."""
    return [np.array(box.extents) * DPI / figure.dpi for _text, box in words_of(figure)]


@each_picture
def test_it_looks_as_it_did_when_somebody_looked_at_it(name, tmp_path):
    figure = drawn(name).ax.figure
    boxes = boxes_of(figure)
    figure.savefig(tmp_path / "now.png", dpi=DPI)
    with Image.open(tmp_path / "now.png") as now, Image.open(FOLDER / f"{name}.png") as then:
        assert distance_of(now, then, boxes) < TOLERANCE.get(name, USUAL_TOLERANCE)


@each_picture
def test_no_words_are_cut_and_none_lie_on_others(name):
    figure = drawn(name).ax.figure
    seen = words_of(figure)
    paper = figure.bbox
    cut = [text for text, box in seen if box.x0 < -0.5 or box.y0 < -0.5
           or box.x1 > paper.x1 + 0.5 or box.y1 > paper.y1 + 0.5]  # fmt: skip
    assert cut == []
    # boxes hold the room of letters that hang down, so they may touch by a pixel or two
    over = [(a, b) for (a, one), (b, two) in combinations(seen, 2)
            if min(one.x1, two.x1) - max(one.x0, two.x0) > 1.0
            and min(one.y1, two.y1) - max(one.y0, two.y0) > 2.0]  # fmt: skip
    assert over == []


@each_picture
def test_the_title_is_the_finding_and_the_words_for_those_who_cannot_see_hold_it(name):
    picture = drawn(name)
    title, subtitle = (text.get_text().replace("\n", " ") for text in picture.ax.figure.texts[:2])
    assert any(letter.isdigit() for letter in title)
    assert title in picture.alt
    assert len(picture.alt) > len(title) + 10
    for said in ("seed", scenario().scenario.name):
        assert said in subtitle
    assert ("4 Jan to 3 Apr 2027" in subtitle) or "study" in subtitle


@each_picture
def test_it_keeps_to_the_axes_it_is_given(name):
    figure = Figure(figsize=(12.0, 9.6))
    other, ax = figure.add_axes((0.02, 0.5, 0.1, 0.45)), figure.add_axes((0.15, 0.05, 0.8, 0.9))
    place = ax.get_position()
    picture = PICTURES[name](ax, None)
    assert picture.ax is ax
    assert not other.texts
    assert not other.lines
    for each in figure.axes[1:]:
        inside = each.get_position()
        assert inside.x0 >= place.x0 - 1e-9
        assert inside.x1 <= place.x1 + 1e-9
        assert inside.y0 >= place.y0 - 1e-9
        assert inside.y1 <= place.y1 + 1e-9
    assert plt.get_fignums() == []  # nothing is opened beside it


@each_picture
def test_its_data_are_tidy_and_its_numbers_finite_where_they_are_drawn(name):
    data = drawn(name).data
    assert isinstance(data, pd.DataFrame)
    assert len(data) > 0
    assert data.columns.is_unique
    assert not np.isinf(data.select_dtypes("number").to_numpy(dtype=float)).any()


def test_drawing_changes_no_settings_of_others():
    before = dict(mpl.rcParams)
    PICTURES["tornado"](None, "vi")
    assert dict(mpl.rcParams) == before


def test_each_picture_takes_axes_and_a_language_and_no_module_hides_one():
    modules = {module.name for module in pkgutil.iter_modules(plots.__path__)}
    for name in FUNCTIONS:
        parameters = inspect.signature(getattr(plots, name)).parameters
        assert parameters["ax"].default is None
        assert parameters["lang"].default is None
        assert name not in modules
        importlib.import_module(getattr(plots, name).__module__)
        assert callable(getattr(plots, name))
    assert dir(plots) == plots.__all__
    assert {name.removesuffix("_run").removesuffix("_difference") for name in PICTURES} == {
        *FUNCTIONS
    }
    with pytest.raises(AttributeError, match=r"it has: .*waterfall"):
        plots.pie  # noqa: B018  # the look-up is what is tried


# --- true ------------------------------------------------------------------------------------


def test_series_of_futures_end_where_the_kpis_say():
    found = comparison()
    for series in SERIES:
        for plan in ("keep", "act"):
            days = found.by_day(plan, series.kpi)
            assert days.shape == (len(found.futures), DAYS)
            end = days.mean(axis=1) if series.kpi == "backlog" else days[:, -1]
            assert end == pytest.approx(found.values(plan, series.kpi), rel=1e-5)
    with pytest.raises(UserError, match="kept by day are: orders"):
        found.by_day("act", "nps")


def test_areas_are_the_people_of_the_view():
    picture = drawn("stage_occupancy_run")
    view = run_of("act").view("six_stages").groupby(["day", "stage"])["people"].sum()
    shown = picture.data.set_index(["day", "stage"])
    assert shown["people"].to_numpy() == pytest.approx(view.loc[shown.index].to_numpy())
    assert shown["share"].groupby("day").sum().to_numpy() == pytest.approx(1.0)


def test_seven_stages_leave_room_for_those_who_do_not_know_us_yet():
    picture = plots.stage_occupancy(run_of("act"), scheme="experience_management")
    assert picture.data["stage"].nunique() == 10


def test_areas_of_a_comparison_are_means_within_their_range():
    data = drawn("stage_occupancy").data
    assert (data["low"] <= data["people"] + 1e-9).mean() > 0.95
    assert data.groupby("day")["people"].sum().to_numpy() == pytest.approx(2_100.0)


def test_every_journey_of_the_funnel_is_somewhere_and_ours_are_the_products_received():
    run, data = run_of("act"), drawn("funnel").data
    moves = run.moves
    ours = moves["reason"].eq("received").sum() * run.scenario.weight
    steps = data.drop_duplicates("step").set_index("step")
    assert steps.loc["received", "reached"] == pytest.approx(ours)
    by_step = data.groupby("step")["journeys"].sum()
    assert by_step.loc[list(STEPS)].to_numpy() == pytest.approx(steps["reached"].to_numpy())
    lost = data[data["part"].isin(DROPS)]["journeys"].sum()
    assert lost + ours == pytest.approx(steps.loc["looked", "reached"])
    into_purchase = moves[moves["to_stage"].eq("purchase") & moves["brand"].eq("club")]
    assert steps.loc["chose us", "reached"] <= len(into_purchase) * run.scenario.weight + 1e-9
    assert set(journeys(run)["why"]) <= {*DROPS, ""}
    assert set(data["part"]) == {WENT_ON, *DROPS}


def test_streams_add_up_to_who_stands_where():
    run = run_of("act")
    data = plots.alluvial(run, days=[10, 40, 80], all_people=True).data
    counts = run.scenario.weight * counts_by_day(run)
    for column, day in (("from", 10), ("to", 40), ("from", 40), ("to", 80)):
        part = data[data[f"{column}_day"] == day].groupby(f"{column}_standing")["people"].sum()
        shown = part.reindex(STANDINGS, fill_value=0.0).to_numpy()
        assert shown == pytest.approx(counts[day])
    assert standings_at(run, [0, 5])["people"].sum() == pytest.approx(2_100.0)


def test_columns_of_the_step_matrix_add_up_and_differences_to_nothing():
    shares = drawn("step_matrix").data.groupby("move")["share"].sum()
    assert shares.to_numpy() == pytest.approx(1.0)
    data = drawn("step_matrix_difference").data
    assert data.groupby("move")["difference"].sum().to_numpy() == pytest.approx(0.0, abs=1e-12)
    start = data[(data["move"] == 0) & (data["standing"] == "search")]
    assert start["share"].iloc[0] == 1.0


def test_cohorts_hold_the_new_customers_and_begin_with_all_of_them():
    run = run_of("act")
    table = cohort_table(run, 1)  # each day a cohort: nobody is left out
    people = table.drop_duplicates("cohort")["people"].sum()
    assert people == pytest.approx(run.kpi_values()["new_customers"])
    shown = drawn("cohort_retention").data
    assert shown[shown["age"] == 0]["kept"].dropna().eq(1.0).all()
    assert shown["kept"].dropna().between(0.0, 1.0).all()
    with pytest.raises(UserError, match="no cohort gets older"):
        plots.cohort_retention(run, days_each=60)
    with pytest.raises(UserError, match="nobody first received"):
        plots.cohort_retention(cjsim.run(scenario(), seed=SEED, days=1))


def test_the_fan_ends_with_the_difference_of_the_table():
    picture, found = drawn("difference_fan"), comparison()
    kpi = str(found.scenario.kpis.verdict or found.scenario.kpis.headline[0])
    row = found.row("act", kpi)
    last = picture.data.iloc[-1]
    differences = found.values("act", kpi) - found.values("keep", kpi)
    assert last["median"] == pytest.approx(np.median(differences), rel=1e-5)
    assert last["low"] <= last["low_50"] <= last["median"] <= last["high_50"] <= last["high"]
    assert f"in {int(row['n_better'])} of 6 futures" in picture.alt or "worse in" in picture.alt


def test_twenty_futures_stand_for_many():
    many = np.arange(1000.0)
    assert twenty(many).size == 20
    assert np.median(twenty(many)) == pytest.approx(np.median(many), abs=50.0)
    assert list(twenty(np.array([3.0, 1.0]))) == [1.0, 3.0]


def test_parts_and_interaction_add_up_to_the_plan():
    data = drawn("waterfall").data.set_index("part")
    found = comparison()
    total = data.loc["(plan)", "difference"]
    assert data.drop("(plan)")["difference"].sum() == pytest.approx(total)
    assert total == pytest.approx(found.row("act", _goal())["difference"])
    assert data.loc["cheaper", "difference"] == pytest.approx(
        found.row("cheaper", _goal())["difference"]
    )
    assert data.loc["(interaction)", "end"] == pytest.approx(total)


def _goal():
    return str(scenario().kpis.verdict or scenario().kpis.headline[0])


def test_who_changed_is_the_table_and_all_are_its_sum():
    data = drawn("who_changed").data
    table = comparison().who_changed.query("plan == 'act'")
    shown = data[data["segment"] != "(all)"]
    assert shown["people"].to_numpy() == pytest.approx(table["people"].to_numpy())
    everyone = data[data["segment"] == "(all)"].set_index("change")["people"]
    sums = shown.groupby("change")["people"].sum()
    assert everyone.to_numpy() == pytest.approx(sums.loc[everyone.index].to_numpy())
    assert everyone.sum() == pytest.approx(2_100.0)


def test_the_journey_map_shows_what_the_map_of_the_run_says():
    data = drawn("journey_map").data.set_index("stage")
    journey = run_of("act").journey_map()
    by_stage = journey.groupby("stage")
    for name in ("contacts", "n", "opportunity"):
        sums = by_stage[name].sum().loc[data.index]
        assert data[name].to_numpy() == pytest.approx(sums.to_numpy())
    felt = data.dropna(subset=["emotion_median"])
    assert (felt["emotion_low"] <= felt["emotion_median"]).all()
    assert felt[["emotion_low", "emotion_high"]].abs().to_numpy().max() <= 2.0
    assert data["baseline_emotion_median"].notna().any()


def test_the_story_shows_where_the_moves_lead():
    run, customer = run_of("act"), someone()
    data = drawn("story").data
    moves = run.moves[run.moves["customer"] == customer]
    assert list(data["first_day"]) == [0, *moves["day"]]
    assert list(data["reason"]) == ["", *moves["reason"]]
    assert watched(run, customer).story.lines == run.story(customer).lines
    still = sorted(set(range(700)) - set(run.moves["customer"]))[0]
    assert len(plots.story(run, still).data) == 1
    with pytest.raises(UserError, match="customers are numbered 0 to 699"):
        plots.story(run, 700)


def test_a_fork_begins_where_the_two_lives_part():
    run, baseline = run_of("act"), run_of("keep")
    customer = forked_customer(run, baseline)
    both = [watched(each, customer).diary for each in (run, baseline)]
    rows = [each[["day", "stage", "marks", "emotion"]].to_records(index=False) for each in both]
    parting = min(a["day"] for a, b in zip(*rows, strict=False) if a != b)
    line = [line.get_xdata() for line in drawn("fork").ax.lines if len(set(line.get_xdata())) == 1
            and line.get_linestyle() != "-"]  # fmt: skip
    assert line[-1][0] == parting
    data = drawn("fork").data
    assert set(data["plan"]) == {"act", "keep"}
    with pytest.raises(UserError, match="same luck"):
        plots.fork(run, cjsim.run(scenario(), seed=SEED + 1, days=2))
    with pytest.raises(UserError, match="nobody's journey differs"):
        plots.fork(run, run)


def test_the_network_shows_the_nearest_people_where_they_stand():
    run = run_of("act")
    people, ties = neighbourhood(run, someone(), [0, DAYS - 1], 40)
    assert len(people) == 80
    last = people[people["day"] == DAYS - 1]
    ends = run.moves.groupby("customer")["to_stage"].last()
    known = last[last["customer"].isin(ends.index)]
    assert list(known["stage"]) == list(ends.loc[known["customer"]])
    distance = dict(zip(last["customer"], last["distance"], strict=True))
    gaps = [abs(distance[a] - distance[b]) for a, b in zip(ties["one"], ties["other"], strict=True)]
    assert max(gaps) <= 1
    assert people["attitude"].dropna().between(-1.0, 1.0).all()
    with pytest.raises(UserError, match="2 to 300"):
        plots.network_snapshots(run, 0, n_people=301)
    with pytest.raises(UserError, match="days from 0 to 89"):
        plots.network_snapshots(run, 0, days=[0, 90])


def test_the_load_of_the_desk_is_the_table_of_the_run():
    data = drawn("support_load").data
    mine = data[data["plan"] == "act"].drop(columns="plan").reset_index(drop=True)
    pd.testing.assert_frame_equal(mine, run_of("act").support)


def test_cells_whose_range_holds_the_threshold_are_open():
    data = drawn("heat_map").data
    assert list(data["is_open"]) == list((data["low"] <= 0) & (data["high"] >= 0))
    assert 0 < data["is_open"].sum() < len(data)


def test_the_tornado_puts_the_longest_first_and_luck_last():
    data = drawn("tornado").data
    assert data["path"].iloc[-1] == "(luck)"
    assert data["swing"].iloc[:-1].is_monotonic_decreasing
    assert len(plots.tornado(data, "orders", top=2).data) == 3


def test_beyond_what_was_tried_out_the_line_is_dashed():
    data = drawn("response_curve").data
    assert list(data.loc[~data["is_tested"], "value"]) == [0.0, 500e3]


def test_points_outside_are_counted_in_the_title():
    assert drawn("validation_view").alt.count("2 of 3 figures of the data") == 1


# --- refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: plots.stage_occupancy(comparison(), plan="no"), "compared were"),
        (lambda: plots.stage_occupancy(run_of("act"), scheme="seven"), "there are"),
        (lambda: plots.funnel([]), "give a run"),
        (lambda: plots.alluvial(run_of("act"), days=[5]), "two to six days"),
        (lambda: plots.step_matrix(run_of("act"), start="nowhere"), "there are: unaware"),
        (lambda: plots.step_matrix(run_of("act"), moves=0), "1 to 12"),
        (lambda: plots.difference_fan(comparison(), plan="keep"), "compared were"),
        (lambda: plots.difference_fan(comparison(), "nps"), "kept by day are"),
        (lambda: plots.waterfall(comparison(), "act", ["nothing"]), "compared were"),
        (lambda: plots.waterfall(comparison(), "act", []), "name the plans"),
        (lambda: plots.who_changed(comparison(), "nobody"), "compared were"),
        (lambda: plots.tornado(pd.DataFrame({"path": []}), "orders"), "needs: unit, low_input"),
        (lambda: plots.response_curve(pd.DataFrame(), "a", "b"), "needs: value, goal"),
        (lambda: plots.heat_map(pd.DataFrame({"a": [1]})), "needs: b, difference"),
        (lambda: plots.network_snapshots(run_of("act"), -1), "customers are numbered"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(call, says):
    with pytest.raises(UserError, match=says):
        call()


# --- its parts -------------------------------------------------------------------------------


def test_money_and_numbers_are_in_the_form_of_the_reader():
    assert numbers.money(1.234e9, "VND") == "1.23 billion VND"
    assert numbers.money(-120e6, "VND") == "−120 million VND"
    assert numbers.money(12_345.0, "USD") == "USD 12.3k"
    assert numbers.change(0.0123, "share") == "+1.2 points"
    assert numbers.value(1_234.0, "orders") == "1,234 orders"
    assert numbers.percent(0.125, 1) == "12.5%"
    assert numbers.number(float("nan")) == "undefined"
    assert numbers.fixed(-0.04, 1) == "0.0"
    with speaking("vi"):
        assert numbers.money(1.2e9, "VND") == "1,2 tỷ đồng"
        assert numbers.money(120e6, "VND") == "120 triệu đồng"
        assert numbers.money(12_345.0, "USD") == "12,3 nghìn USD"
        assert numbers.number(1_234_567.0) == "1.234.567"
        assert numbers.month(pd.Timestamp("2027-02-01"), True) == "Th2 2027"


@pytest.mark.parametrize("name", ["difference_fan", "support_load", "heat_map"])
def test_numbers_of_axes_are_in_the_language_too(name):
    picture = PICTURES[name](None, "vi")
    shown = [text for text, _box in words_of(picture.ax.figure)]
    english = PICTURES[name](None, "en")
    assert shown != [text for text, _box in words_of(english.ax.figure)]
    fractions = [text for text in shown if text.replace("−", "").replace(".", "", 1).isdigit()]
    assert not [text for text in fractions if "." in text and len(text.split(".")[1]) != 3]


def test_touchpoints_are_said_in_the_language_too():
    shown = [text for text, _box in words_of(PICTURES["journey_map"](None, "vi").ax.figure)]
    assert any(text.startswith("truyền thông: ") for text in shown)
    assert not any(text.startswith(("media: ", "support: ", "order: ")) for text in shown)


def test_labels_stand_apart_and_near_what_they_name():
    wanted = [0.5, 0.52, 0.1, 0.5]
    found = apart(wanted, 0.1, 0.0, 1.0)
    assert np.diff(sorted(found)).min() >= 0.1 - 1e-12
    assert found[2] == 0.1
    assert np.mean([found[0], found[1], found[3]]) == pytest.approx(np.mean([0.5, 0.52, 0.5]))
    assert apart([0.0, 1.0], 0.1, 0.0, 1.0) == [0.0, 1.0]
    crowded = apart([0.9] * 5, 0.5, 0.0, 1.0)
    assert (min(crowded), max(crowded)) == (0.0, 1.0)


def test_lines_are_no_wider_than_their_room():
    words = "người mua trả góp được giảm giá trong tháng Tết " * 4
    lines = wrap(words, 2.0)
    assert max(map(text_width, lines)) <= 2.0
    assert " ".join(lines) == words


def test_colours_are_those_measured_and_no_more_than_can_be_told_apart():
    assert len(set(colours.stage_colours(7))) == 7
    with pytest.raises(UserError, match="at most 7"):
        colours.stage_colours(8)
    assert set(colours.categories(list("abcdefghi")).values()) == {
        *colours.CATEGORIES, colours.SOFT
    }  # fmt: skip
    middle = colours.difference_map()(0.5)[:3]
    assert min(middle) > 0.9
    for colour in (*colours.CATEGORIES, *colours.stage_colours(7)):
        ink, ground = (np.dot(to_rgb(each), (0.2126, 0.7152, 0.0722)) for each in (
            colours.ink_on(colour), colour))  # fmt: skip
        assert abs(ink - ground) > 0.25
