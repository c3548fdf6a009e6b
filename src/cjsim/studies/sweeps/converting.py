"""A study as what other tools work with: xarray, Mesa, SALib, the EMA workbench."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.studies.sweeps.jobs import SUCCEEDED

if TYPE_CHECKING:
    import xarray as xr

    from cjsim.studies.sweeps.study import Study


def to_xarray(study: Study) -> xr.Dataset:
    """Return the runs on a grid of scenario x replication x time; what failed is NaN."""
    try:
        import xarray as xr
    except ImportError as error:
        how = text('xarray is not installed: pip install "cjsim[studies]".')
        raise UserError("to_xarray", "xarray", how) from error

    points, runs = study.points, study.runs
    shape = (len(points), study.n_replicates)
    at = (runs["scenario_id"].to_numpy(), runs["replication_id"].to_numpy())
    data: dict[str, Any] = {}
    for name in study.outcomes:
        values = np.full(shape, np.nan)
        values[at] = runs[name].to_numpy(float)
        data[name] = (("scenario", "replication"), values)
    coords: dict[str, Any] = {
        "scenario": points["scenario_id"].to_numpy(),
        "replication": np.arange(study.n_replicates),
        "plan": ("scenario", points["plan"].to_numpy(str)),
        **{path: ("scenario", points[path].to_numpy(float)) for path in study.paths},
    }
    if study.about["metrics"]:
        arrays, n_days = _daily(study)
        coords["time"] = np.arange(n_days)
        for name, rows in arrays.items():
            values = np.full((*shape, n_days), np.nan)
            values[at] = rows
            data[name] = (("scenario", "replication", "time"), values)
    attributes = {"study_id": study.about["study_id"], "digest": study.digest}
    return xr.Dataset(data, coords, attributes)


def to_mesa(study: Study) -> pd.DataFrame:
    """Return a row per run, or per run and day, with the columns of Mesa's `batch_run`."""
    runs = study.runs[study.runs["status"] == SUCCEEDED]
    rows = runs.rename(columns={"run_id": "RunId", "replication_id": "iteration"})
    rows = rows[["RunId", "iteration", "plan", *study.paths, *study.outcomes]].reset_index(
        drop=True
    )
    if "scenario.days" in study.paths:
        last = rows["scenario.days"].astype(int)
    else:
        last = pd.Series(study.scenario.n_days(), index=rows.index)
    if not study.about["metrics"]:
        rows.insert(2, "Step", last)
        return rows
    daily = study.traces().rename(columns={"run_id": "RunId"})
    daily["Step"] = daily["day"] + 1
    daily = daily[["RunId", "Step", *study.about["metrics"]]]
    daily.columns = pd.Index(
        ["RunId", "Step", *(f"daily_{name}" for name in study.about["metrics"])]
    )
    ends = rows.assign(Step=last)
    keys = ["RunId", "iteration", "plan", *study.paths]
    steps = rows[keys].merge(daily, on="RunId")
    steps = steps.merge(ends[["RunId", "Step", *study.outcomes]], on=["RunId", "Step"], how="left")
    steps.insert(2, "Step", steps.pop("Step"))
    return steps


def salib(study: Study, kpi: str, plan: str | None) -> tuple[dict[str, Any], NDArray[np.float64]]:
    """Return SALib's problem, and the mean of a KPI at each point in sample order."""
    study.check_outcome(kpi)
    plans = study.about["plans"]
    if plan is not None and plan not in plans:
        raise UserError("plan", plan, text("this study has: {plans}.", {"plans": ", ".join(plans)}))
    bounds = [list(study.about["bounds"][path]) for path in study.paths]
    problem = {
        "num_vars": len(study.paths),
        "names": study.paths,
        "bounds": bounds,
        "dists": ["unif"] * len(study.paths),
    }
    points = study.points[study.points["plan"] == (plan or plans[0])]
    means = study.runs.groupby("scenario_id")[kpi].mean()
    return problem, means.reindex(points["scenario_id"]).to_numpy(float)


def to_ema(study: Study) -> tuple[pd.DataFrame, dict[str, NDArray[np.float64]]]:
    """Return the experiments and outcomes of the runs that succeeded."""
    is_good = (study.runs["status"] == SUCCEEDED).to_numpy()
    runs = study.runs[is_good]
    experiments = runs[study.paths].reset_index(drop=True)
    for name, column in (("scenario", "point_id"), ("policy", "plan")):
        by_id = study.points.set_index("scenario_id")[column]
        experiments[name] = pd.Categorical(runs["scenario_id"].map(by_id))
    experiments["model"] = pd.Categorical(["cjsim"] * len(runs))
    outcomes = {name: runs[name].to_numpy(float) for name in study.outcomes}
    if study.about["metrics"]:
        outcomes |= {name: rows[is_good] for name, rows in _daily(study)[0].items()}
    return experiments, outcomes


def _daily(study: Study) -> tuple[dict[str, NDArray[np.float64]], int]:
    """Return an array (runs, days) of each daily figure, NaN where there is none."""
    rows = study.traces()
    n_days = int(rows["day"].max()) + 1 if len(rows) else 0
    places = pd.Series(np.arange(len(study.runs)), index=study.runs["run_id"])
    at = (places.loc[rows["run_id"]].to_numpy(), rows["day"].to_numpy())
    found = {}
    for name in study.about["metrics"]:
        values = np.full((len(study.runs), n_days), np.nan)
        values[at] = rows[name].to_numpy(float)
        found[f"daily_{name}"] = values
    return found, n_days
