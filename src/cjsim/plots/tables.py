"""What pictures are asked to draw: whether it is there."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.results.comparison import Comparison


def checked_table(table: pd.DataFrame, columns: Sequence[str], picture: str) -> pd.DataFrame:
    """Return a copy of a table; raise `UserError` when a column is missing or it is empty."""
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise UserError(
            "table",
            list(map(str, table.columns)),
            text(
                "a {picture} needs: {missing}.", {"picture": picture, "missing": ", ".join(missing)}
            ),
        )
    if table.empty:
        raise UserError(
            "table", "no rows", text("a {picture} needs at least one row.", {"picture": picture})
        )
    return table.reset_index(drop=True).copy()


def checked_plan(comparison: Comparison, plan: str | None) -> str:
    """Return a plan that is compared with the baseline, the last one when None.

    Raises `UserError` when nothing was compared, or not this plan.
    """
    if len(comparison.plans) < 2:
        raise UserError(
            "comparison", comparison.plans, text("compare a plan with the baseline first.")
        )
    name = comparison.plans[-1] if plan is None else plan
    if name not in comparison.plans[1:]:
        raise UserError(
            "plan",
            name,
            text("compared were: {plans}.", {"plans": ", ".join(comparison.plans[1:])}),
        )
    return name
