"""Words that several pictures share: names of stages and reasons, and what a picture rests on."""

from __future__ import annotations

import datetime as dt

from cjsim.journey.stages import Stage
from cjsim.language import current, text
from cjsim.plots.numbers import change, date, fixed, unit_words
from cjsim.results.comparison import Comparison
from cjsim.results.run import Run
from cjsim.results.views import ViewStage
from cjsim.scenarios.schema import Scenario


def stage_words(stage: str) -> str:
    """Return the name of a stage of the journey in the language spoken."""
    named = {
        "unaware": text("Unaware"),
        "awareness": text("Awareness"),
        "search": text("Search"),
        "evaluation": text("Evaluation"),
        "purchase": text("Purchase"),
        "use": text("Use"),
        "support": text("Support"),
        "lapsed": text("Lapsed"),
    }
    return named.get(stage, plain(stage))


STAGE_ORDER = tuple(stage.name.lower() for stage in Stage)


def view_words(stage: ViewStage) -> str:
    """Return the name of a stage of a scheme in the language spoken."""
    return stage.vietnamese if current() == "vi" else stage.english


def plain(name: str) -> str:
    """Return a name of a market file as words; translated where its words are known."""
    return text(name.replace("_", " "))


def window(scenario: Scenario) -> str:
    """Return the days that are simulated."""
    first = scenario.scenario.start
    last = first + dt.timedelta(scenario.n_days() - 1)
    return text(
        "{first} to {last}",
        {"first": date(first, first.year != last.year), "last": date(last, True)},
    )


def about_run(run: Run, n_runs: int = 1) -> str:
    """Return the subtitle of a picture of a run: market, plan, people, seed, days."""
    words = {
        "market": run.scenario.scenario.name,
        "plan": plain(run.plan),
        "customers": fixed(run.scenario.n_customers(), 0),
        "people": fixed(float(run.scenario.scenario.people), 0),
        "n": n_runs,
        "seed": run.seed,
        "window": window(run.scenario),
    }
    if n_runs == 1:
        return text(
            "{market} · plan {plan} · one run of {customers} simulated customers for {people} "
            "people · seed {seed} · {window}",
            words,
        )
    return text(
        "{market} · plan {plan} · {n} runs of {customers} simulated customers for {people} "
        "people · first seed {seed} · {window}",
        words,
    )


def about_runs(run: Run, baseline: Run) -> str:
    """Return the subtitle of a picture of a plan beside another."""
    return text(
        "{market} · plan {plan} against {baseline} with the same luck · {customers} simulated "
        "customers for {people} people · seed {seed} · {window}",
        {
            "market": run.scenario.scenario.name,
            "plan": plain(run.plan),
            "baseline": plain(baseline.plan),
            "customers": fixed(run.scenario.n_customers(), 0),
            "people": fixed(float(run.scenario.scenario.people), 0),
            "seed": run.seed,
            "window": window(run.scenario),
        },
    )


def about_comparison(comparison: Comparison) -> str:
    """Return the subtitle of a picture of a comparison: market, futures, people, seed, days."""
    market = comparison.scenario
    return text(
        "{market} · {n} paired futures of {customers} simulated customers for {people} people · "
        "seed {seed} · {window}",
        {
            "market": market.scenario.name,
            "n": len(comparison.futures),
            "customers": fixed(market.n_customers(), 0),
            "people": fixed(float(market.scenario.people), 0),
            "seed": comparison.seed,
            "window": window(market),
        },
    )


def path_words(path: str) -> str:
    """Return a dotted path of a market file as words: the owner and the number."""
    *owners, name = path.split(".")
    return plain(": ".join([*owners[-1:], name]))


def kpi_words(kpi: str) -> str:
    """Return the name of a KPI in the language spoken."""
    return plain(kpi)


def sentence(words: str) -> str:
    """Return words with a capital letter first."""
    return words[:1].upper() + words[1:]


def change_of(kpi: str, amount: float, unit: str) -> str:
    """Return a change with what changed: +77 million VND contribution, +12 orders."""
    words, name = change(amount, unit), kpi_words(kpi)
    return words if name == unit_words(unit) else f"{words} {name}"
