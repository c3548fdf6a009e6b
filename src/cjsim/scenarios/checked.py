"""A market while it is checked: the parts of it that could be read, and which could not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cjsim.language import text
from cjsim.scenarios.errors import did_you_mean, listed, shortened
from cjsim.scenarios.quantity import Section
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.wording import Finding


@dataclass(frozen=True)
class Checked:
    """A scenario, the parts of it that could not be read, and the KPIs there are."""

    scenario: Scenario
    broken: frozenset[tuple[str, ...]] = frozenset()
    kpi_names: Collection[str] | None = None

    def is_whole(self, *sections: str) -> bool:
        """Return whether all of these sections could be read in full."""
        return not any(path[0] in sections for path in self.broken)

    def entries(self, section: str) -> dict[str, Section]:
        """Return the entries of a section (`support.channels`) that could be read."""
        found: dict[str, Section] = self.scenario.__dict__
        for part in section.split("."):
            table = found.get(part)
            found = table.__dict__ if isinstance(table, Section) else table or {}
        return found

    def names(self, section: str) -> list[str] | None:
        """Return the names in a section, unreadable entries too; None when it is unreadable."""
        if (section,) in self.broken:
            return None
        if "." in section and not (
            self.is_whole(section.split(".", maxsplit=1)[0]) and self.entries(section)
        ):
            return None
        unreadable = [path[1] for path in self.broken if path[0] == section]
        return [*self.entries(section), *unreadable]

    def refers(self, path: tuple[str | int, ...], name: str, section: str) -> Iterator[Finding]:
        """Yield a finding when `name`, written at `path`, is not in the section."""
        if name in self.entries(section) or (section, name) in self.broken:
            return
        names = self.names(section)
        if names is None:
            return
        guess = did_you_mean(name, names) or text(" There are: {names}.", {"names": listed(names)})
        yield Finding(
            path,
            text(
                '"{name}" is not in [{section}].{guess}',
                {"name": shortened(name), "section": section, "guess": guess},
            ),
        )

    def last_day(self) -> dt.date | None:
        """Return the last day of the run, or None when it cannot be told."""
        if not self.is_whole("scenario"):
            return None
        setting = self.scenario.scenario
        try:
            return setting.start + dt.timedelta(days=int(setting.days) - 1)
        except OverflowError:
            return None

    def in_run(self, path: tuple[str | int, ...], day: dt.date) -> Iterator[Finding]:
        """Yield a finding when a day is outside the run."""
        last = self.last_day()
        if last is None:
            return
        first = self.scenario.scenario.start
        if day < first:
            yield Finding(
                path,
                text(
                    "{day} is before the run begins ({first}). Write {first} or later, "
                    "or let the run begin with scenario.start = {day}.",
                    {"day": day, "first": first},
                ),
            )
        if day > last:
            yield Finding(
                path,
                text(
                    "{day} is after the run ends ({last}): it would never happen. Move "
                    "it, or set scenario.days = {days} or more.",
                    {"day": day, "last": last, "days": (day - first).days + 1},
                ),
            )
