"""The table of KPIs: numbers to reckon with, printed in the form people say them."""

from __future__ import annotations

import pandas as pd

from cjsim.language import text
from cjsim.results.money import spoken


class KpiTable(pd.DataFrame):
    """One row for each KPI: kpi, unit, value, definition.

    `value` holds plain numbers; one column for money, shares and hours prints badly, so each
    is printed with its own unit. A part or copy of the table is an ordinary `DataFrame`.
    """

    def in_words(self) -> pd.DataFrame:
        """Return kpi, value (as text, with its unit) and definition."""
        pairs = zip(self["value"], self["unit"], strict=True)
        shown = [spoken(float(value), str(unit)) for value, unit in pairs]
        names = [text(name) for name in self["kpi"]]
        definitions = [text(words) for words in self["definition"]]
        return pd.DataFrame({"kpi": names, "value": shown, "definition": definitions})

    def __repr__(self) -> str:
        """Return all rows as text, one a line."""
        table = self.in_words()
        width = max([24, *map(len, table["kpi"])])
        rows = table.itertuples(index=False)
        return "\n".join(
            f"{kpi:{width}} {value:>22}   {definition}" for kpi, value, definition in rows
        )

    def _repr_html_(self) -> str:
        """Return all rows as a notebook shows them."""
        return self.in_words().to_html(index=False, justify="left")
