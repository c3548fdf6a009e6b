"""What the firm knew: leads, pipeline, programmes, research, and what it never saw."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from cjsim.agents.pains import COLUMNS, WAYS
from cjsim.agents.research import ListeningRow, SurveyRow
from cjsim.history import History
from cjsim.interventions.contacts import COUNTS
from cjsim.journey.stages import LEAVING, Reason
from cjsim.journey.tally import LEFT_FOR
from cjsim.results.names import Names
from cjsim.results.touchpoints import point_names
from cjsim.scenarios.actions import ContactAction
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_firm import STATUSES

LEAD_COLUMNS = (
    "code", "name", "phone", "email", "source", "status", "status_day", "campaign",
    "person_in_charge", "label", "label_is_right", "priority", "stage_seen", "created_day",
    "created", "contacted_day", "customer",
)  # fmt: skip

_CAMPAIGN_COLUMNS = (
    "programme", "type", "split", *COUNTS, "cost", "open_share", "click_share",
    "click_share_error",
)  # fmt: skip


def lead_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return one row for each person the CRM can name; empty without a [crm]."""
    book, numbers = history.book, scenario.crm
    if book is None or numbers is None:
        return pd.DataFrame(columns=list(LEAD_COLUMNS))
    ids, names = book.ids, Names(scenario)
    segments = list(scenario.segments.values())
    labels = np.array([segment.label for segment in segments], dtype=object)
    label = labels[book.segment[ids]]
    created = book.created_day[ids].astype(np.int64)
    start = pd.Timestamp(scenario.scenario.start)
    contacted = book.contacted_day[ids].astype(np.float64)
    return pd.DataFrame(
        {
            "code": [f"L{i:08d}" for i in ids],
            "name": [f"Person {i}" for i in ids],
            "phone": [f"+000 {i:08d}" for i in ids],
            "email": [f"person{i}@example.invalid" for i in ids],
            "source": names.sources[book.source[ids]],
            "status": np.array(STATUSES, dtype=object)[book.status[ids]],
            "status_day": book.status_day[ids].astype(np.int64),
            "campaign": _programmes(history)[book.campaign[ids]],
            "person_in_charge": np.array(numbers.owners, dtype=object)[book.owner[ids]],
            "label": label,
            "label_is_right": label == labels[book.truth[ids]],
            "priority": np.array(numbers.priorities, dtype=object)[book.priority(ids)],
            "stage_seen": names.stages[book.stage[ids]],
            "created_day": created,
            "created": start + pd.to_timedelta(created, unit="D"),
            "contacted_day": np.where(contacted >= 0.0, contacted, np.nan),
            "customer": ids,
        }
    )[list(LEAD_COLUMNS)]


def _programmes(history: History) -> np.ndarray:
    """Return the names of programmes of contacts by the code of records, "" for none."""
    codes = history.campaign_codes
    return np.array(["", *sorted(codes, key=codes.__getitem__)], dtype=object)


def pipeline_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return people by day and status of the pipeline, as the firm saw them."""
    counts = np.zeros((0, len(STATUSES)), np.int64)
    if history.pipeline is not None:
        counts = history.pipeline
    n_days = len(counts)
    dates = pd.date_range(scenario.scenario.start, periods=n_days)
    frame = pd.DataFrame({"day": np.arange(n_days), "date": dates})
    for place, status in enumerate(STATUSES):
        frame[status] = scenario.weight * counts[:, place]
    return frame


def campaign_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return a row for each programme of contacts of the plan (see `Run.campaigns`)."""
    rows: list[dict[str, object]] = []
    for name, counts in history.campaigns.items():
        action = scenario.interventions[name]
        sums: list[float] = (scenario.weight * counts.sum(axis=0)).tolist()
        total = dict(zip(COUNTS, sums, strict=True))
        cost = -sum(
            float(amounts.sum())
            for (account, item), amounts in history.ledger.rows.items()
            if item == name and account in ("contacts", "programmes")
        )
        sent = total["sent"]
        clicked = total["clicked"] / sent if sent else math.nan
        n_sent = sent / scenario.weight
        row: dict[str, object] = {"programme": name, "type": action.type}
        row["split"] = (action.split or "") if isinstance(action, ContactAction) else ""
        row |= total
        row["cost"] = cost
        row["open_share"] = total["opened"] / sent if sent else math.nan
        row["click_share"] = clicked
        error = math.sqrt(clicked * (1.0 - clicked) / n_sent) if sent else math.nan
        row["click_share_error"] = error
        rows.append(row)
    frame = pd.DataFrame(rows, columns=list(_CAMPAIGN_COLUMNS))
    frame.attrs["note"] = "orders and revenue follow the last contact; they are not causal"
    return frame


def survey_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return a row for each survey and question, the truth of that day beside it."""
    return _dated(pd.DataFrame(history.surveys, columns=list(SurveyRow._fields)), scenario)


def listening_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return a row for each day and tone of messages heard, the truth beside it."""
    return _dated(pd.DataFrame(history.listened, columns=list(ListeningRow._fields)), scenario)


def _dated(frame: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    start = pd.Timestamp(scenario.scenario.start)
    dates = start + pd.to_timedelta(frame["day"].astype(np.int64), unit="D")
    frame.insert(1, "date", dates)
    return frame


def leave_reason_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return why customers left, in truth and as told to the firm (the last time of each)."""
    left = history.tallies.sum(axis=(0, 1))[LEFT_FOR : LEFT_FOR + len(LEAVING)]
    told = np.zeros(len(Reason), np.int64)
    if history.book is not None:
        told = np.bincount(history.book.told_reason, minlength=len(Reason))
    weight = scenario.weight
    return pd.DataFrame(
        {
            "reason": list(LEAVING.values()),
            "left": [weight * float(left[reason - Reason.LEFT_TOO_HARD]) for reason in LEAVING],
            "told": [weight * float(told[reason]) for reason in LEAVING],
        }
    )


def unseen_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return, by touchpoint, how many suffered there and how many of them ever said so."""
    counts = history.pains.by_point()
    names = point_names(scenario)
    rows = []
    for code, row in enumerate(counts.tolist()):
        if row[0] == 0:
            continue
        told = dict(zip(COLUMNS, row, strict=True))
        rows.append(
            {
                "touchpoint": names[code],
                "suffered": scenario.weight * told["felt"],
                **{f"told_by_{way}": scenario.weight * told[way] for way in WAYS},
                "told": scenario.weight * told["told"],
                "unseen_share": 1.0 - told["told"] / told["felt"],
            }
        )
    columns = [
        "touchpoint",
        "suffered",
        *(f"told_by_{way}" for way in WAYS),
        "told",
        "unseen_share",
    ]
    return pd.DataFrame(rows, columns=columns)
