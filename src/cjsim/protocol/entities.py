"""Who acts and what they carry: the second element of the protocol."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from cjsim.agents.brand import Brand
from cjsim.agents.crm import Crm
from cjsim.agents.customer import CUSTOMER, FIELDS
from cjsim.agents.help_desk import HelpDesk
from cjsim.agents.house import House
from cjsim.agents.media_channel import MediaChannel
from cjsim.agents.presale import PresaleTeam
from cjsim.agents.research import Research
from cjsim.agents.sales_channel import SalesOutlet
from cjsim.agents.trial_team import TrialTeam
from cjsim.journey.stages import MOVES, Intention, Onboarding, Relation, Rung, Stage
from cjsim.protocol.text import first_line, table
from cjsim.scenarios.schema import Scenario

PARTIES = (
    Brand, MediaChannel, SalesOutlet, House, PresaleTeam, TrialTeam, HelpDesk, Crm, Research,
)  # fmt: skip
"""The kinds of party a market may have."""
_CODES: tuple[type[IntEnum], ...] = (Stage, Intention, Relation, Onboarding, Rung)


def entities(scenario: Scenario) -> Iterator[str]:
    """Yield the paragraphs on entities, state variables and scales."""
    setting = scenario.scenario
    yield (
        f"**Customers.** {int(setting.customers):,} records, each standing for "
        f"{scenario.weight:,.6g} of {int(setting.people):,} people. Changing their number changes "
        "the resolution and not the market; what has a capacity (desk, stock, contacts, budgets) "
        f"is that of all the people. A record has {CUSTOMER.itemsize} bytes:"
    )
    rows = [(f.name, _dtype(f.dtype), f.unit, f.meaning, f.written_by) for f in FIELDS]
    yield table(("state variable", "type", "unit or range", "meaning", "written by"), rows)
    yield "Codes used in it:"
    yield table(("code", "values"), [(each.__name__, _values(each)) for each in _CODES])
    yield "Moves between stages that are allowed (no stage is an end):"
    moves = [(s.name.lower(), ", ".join(t.name.lower() for t in ts)) for s, ts in MOVES.items()]
    yield table(("from", "to"), moves)
    yield "**Parties.** A handful of agents, each with the numbers of its table in the market file:"
    yield table(("party", "what it does"), [(p.__name__, first_line(p)) for p in PARTIES])
    yield (
        f"**Ties.** Network `{scenario.peers.network}` with "
        f"{float(scenario.peers.ties_per_customer):g} ties a customer on average; each tie is of "
        "family, friends or colleagues, with its own strength."
    )
    yield (
        f"**Scales.** One step is a day; the run begins on {setting.start} and lasts "
        f"{scenario.n_days()} days. The desk works in continuous time within the day. There is no "
        "space but distance to stores. Money is in "
        f"{setting.currency}; every other number names its unit."
    )


def _dtype(kind: object) -> str:
    if isinstance(kind, tuple):
        base, shape = kind
        return f"{base} x {shape[0]}"
    return str(kind)


def _values(codes: type[IntEnum]) -> str:
    return ", ".join(f"{each.value} {each.name.lower()}" for each in codes)
