"""Tables that are drawn as they come: whether the columns needed are there."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cjsim.errors import UserError


def checked_table(table: pd.DataFrame, columns: Sequence[str], picture: str) -> pd.DataFrame:
    """Return a copy of a table; raise `UserError` when a column is missing or it is empty."""
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise UserError(
            "table", list(map(str, table.columns)), f"a {picture} needs: {', '.join(missing)}."
        )
    if table.empty:
        raise UserError("table", "no rows", f"a {picture} needs at least one row.")
    return table.reset_index(drop=True).copy()
