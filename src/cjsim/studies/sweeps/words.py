"""What the command line prints of a study."""

from __future__ import annotations

import math
from collections.abc import Sequence

from cjsim.language import number, text
from cjsim.results.money import spoken
from cjsim.studies.sweeps.study import Study

_MAX_FAILURES = 5
_MAX_SCENARIOS = 40
_MAX_KPIS = 4


def study_lines(study: Study, kpis: Sequence[str] | None) -> list[str]:
    """Return how a study went, and mean and range of a few KPIs at each scenario.

    Args:
        study: The study.
        kpis: KPIs to say; those the market puts first, as far as they were kept, when None.
    """
    went = study.runs["status"].value_counts()
    lines = [
        text(
            "{name}: study {study_id}",
            {"name": study.about["name"], "study_id": study.about["study_id"]},
        ),
        text(
            "{n_points} scenarios x {n_replicates} replicates, {scenario} "
            "customers, {scenario_2} days, seed {seed}: ",
            {
                "n_points": number(len(study.points)),
                "n_replicates": study.n_replicates,
                "scenario": number(study.scenario.n_customers()),
                "scenario_2": study.scenario.n_days(),
                "seed": study.about["seed"],
            },
        )
        + ", ".join(f"{count:,} {str(status).lower()}" for status, count in went.items()),
    ]
    if study.is_finished:
        lines.append(text("digest {digest}", {"digest": study.digest}))
    for _, row in study.failures.head(_MAX_FAILURES).iterrows():
        if row["error_message"]:
            lines.append(
                text(
                    "  run {run_id} ({scenario}): {error_message}",
                    {
                        "run_id": row["run_id"],
                        "scenario": row["scenario"],
                        "error_message": row["error_message"],
                    },
                )
            )
    n_more = len(study.failures) - _MAX_FAILURES
    if n_more > 0:
        lines.append(
            text(
                "  ... and {n_more} more that did not succeed; see study.failures",
                {"n_more": number(n_more)},
            )
        )
    return [*lines, *_kpi_lines(study, list(kpis) if kpis is not None else _headline(study))]


def _headline(study: Study) -> list[str]:
    first = [kpi for kpi in study.scenario.kpis.headline if kpi in study.outcomes]
    return (first or study.outcomes)[:_MAX_KPIS]


def _kpi_lines(study: Study, kpis: list[str]) -> list[str]:
    table = study.table_of(kpis)
    words = study.points.set_index("scenario_id")["scenario"]
    width = max((len(kpi) for kpi in kpis), default=0)
    lines = []
    for scenario_id, rows in list(table.groupby("scenario_id", sort=False))[:_MAX_SCENARIOS]:
        lines += ["", str(words[scenario_id])]
        for row in rows.to_dict("records"):
            kpi = str(row["kpi"])
            if math.isnan(row["mean"]):
                lines.append(
                    text("  {kpi}  undefined in all runs so far", {"kpi": f"{kpi:{width}}"})
                )
                continue
            unit = str(row["unit"])
            shown = [spoken(float(row[name]), unit) for name in ("mean", "low", "high")]
            lines.append(
                text(
                    "  {kpi}  {shown}  [{shown_2} .. {shown_3}]  in {n_runs} runs",
                    {
                        "kpi": f"{kpi:{width}}",
                        "shown": shown[0],
                        "shown_2": shown[1],
                        "shown_3": shown[2],
                        "n_runs": row["n_runs"],
                    },
                )
            )
    n_more = len(words) - _MAX_SCENARIOS
    if n_more > 0:
        lines.append(
            text(
                "... and {n_more} more scenarios; see study.table or runs.parquet",
                {"n_more": number(n_more)},
            )
        )
    return lines
