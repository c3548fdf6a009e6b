"""One run of one plan, and what it says: daily counts, KPIs, moves, money, stories."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import pandas as pd

from cjsim.errors import UserError
from cjsim.history import History
from cjsim.journey.plain import Rule
from cjsim.language import text
from cjsim.model import JourneyModel, finish
from cjsim.results import firm
from cjsim.results.buying import channel_switches, explorations, purchase_steps
from cjsim.results.days import daily_table, desk_table, ledger_table, move_table
from cjsim.results.definitions import KPIS
from cjsim.results.diagnosis import Diagnosis, diagnose
from cjsim.results.entries import entry_table
from cjsim.results.feedback import feedback_table, review_table
from cjsim.results.journey_map import journey_map, map_to_save
from cjsim.results.kpi_table import KpiTable
from cjsim.results.kpis import kpi_values
from cjsim.results.last_touch import last_touch_table
from cjsim.results.loyalty import loyalty_table
from cjsim.results.markets import as_scenario
from cjsim.results.products import product_table
from cjsim.results.raising import raise_effects
from cjsim.results.story import Story, tell
from cjsim.results.touchpoints import touch_table
from cjsim.results.trials import trial_table
from cjsim.results.views import Scheme, view_table
from cjsim.results.watching import alarm_table, policy_table
from cjsim.results.why import (
    Conversion,
    conversion,
    group_table,
    reason_table,
    revenue_table,
    source_table,
)
from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.scenarios.sizing import resized


class Run:
    """The result of one run of one plan of a market.

    Attributes:
        scenario: The market that was run.
        plan: The plan's name.
        seed: The seed of its luck.
        history: Everything counted and booked, day by day.
    """

    def __init__(
        self,
        model: JourneyModel,
        scenario: Scenario,
        plan: str,
        rules: Mapping[str, Rule],
        engine: str = "compiled",
    ) -> None:
        """Keep what a finished model has recorded."""
        self.scenario = scenario
        self.plan = plan
        self.seed = model.luck_seed
        self.history: History = model.history
        self.reviews_mean = model.reviews.mean_of_ours
        self._rules = rules
        self._engine = engine

    def __repr__(self) -> str:
        """Say what was run, and where to look."""
        setting = self.scenario.scenario
        return (
            f"<Run of {setting.name!r}: plan {self.plan}, seed {self.seed}, "
            f"{self.scenario.n_days()} days, {int(setting.people):,} people by "
            f"{int(setting.customers):,} simulated customers; print() says its KPIs>"
        )

    def __str__(self) -> str:
        """Return the KPIs in words, one a line with its definition."""
        from cjsim.results.report import kpi_lines

        return "\n".join(kpi_lines(self))

    @cached_property
    def daily(self) -> pd.DataFrame:
        """One row per day and segment: people in each stage, flows, money, how customers feel.

        Counts are of people (simulated customers times the people each stands for), money in
        the scenario's currency. Desk figures are in `support`.
        """
        return daily_table(self.scenario, self.history)

    @cached_property
    def loyalty(self) -> pd.DataFrame:
        """One row per day and segment: customers on each rung of loyalty, trust, climbs."""
        return loyalty_table(self.scenario, self.history)

    @cached_property
    def support(self) -> pd.DataFrame:
        """One row per day: the desk's tickets (real ones, of all people), waits and hours."""
        return desk_table(self.scenario, self.history)

    @cached_property
    def trials(self) -> pd.DataFrame:
        """One row per day: requests for a trial (of all people), answered, gone cold, waits."""
        return trial_table(self.scenario, self.history)

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Every cost and every sale: day, date, account, item, amount (costs are negative)."""
        return ledger_table(self.scenario, self.history)

    @cached_property
    def moves(self) -> pd.DataFrame:
        """Every move: day, customer, from_stage, to_stage, brand, channel, reason, emotion.

        `brand` is the brand in use, or intended while buying; `channel` is what made us
        known, `sales` the sales channel of an order, `product` the one of ours in use.
        """
        return move_table(self.scenario, self.history)

    @cached_property
    def entries(self) -> pd.DataFrame:
        """Where journeys entered: segment, entry, kind, journeys, share, orders (people)."""
        return entry_table(self.scenario, self.history)

    @cached_property
    def feedback(self) -> pd.DataFrame:
        """What customers rated: segment, factor of experience, rating (1 to 5), people."""
        return feedback_table(self.scenario, self.history)

    @cached_property
    def reviews(self) -> pd.DataFrame:
        """The reviews customers published in the run: segment, rating (1 to 5), people."""
        return review_table(self.scenario, self.history)

    def explorations(self) -> pd.DataFrame:
        """Return each way to explore: explore, kind, asked, served, served_share, cost."""
        return explorations(self.scenario, self.history)

    def channel_switches(self) -> pd.DataFrame:
        """Return how many people ordered where, by where they had looked: from, to, people."""
        return channel_switches(self.scenario, self.history)

    def purchase_steps(self) -> pd.DataFrame:
        """Return order, pay and receive by sales channel: started, completed, failed_share, time.

        `minutes` are of the customer's own time, `days` from the order to the door.
        """
        return purchase_steps(self.scenario, self.history)

    @cached_property
    def leads(self) -> pd.DataFrame:
        """The leads of the CRM at the end, as the firm sees them; no real personal data.

        Columns: code, name, phone, email (placeholders), source, status, campaign,
        person_in_charge, label, label_is_right, priority, and days. Empty without a [crm].
        """
        return firm.lead_table(self.scenario, self.history)

    @cached_property
    def pipeline(self) -> pd.DataFrame:
        """People in each status (new, contacted, opportunity, contract, lost) by day."""
        return firm.pipeline_table(self.scenario, self.history)

    def campaigns(self) -> pd.DataFrame:
        """Return what became of each programme of contacts of the plan.

        People sent to, opened, clicked (followed), unsubscribed; leads (of those who followed,
        who then found our content), orders and revenue within the days of attribution after
        the contact followed last, which is not causal: `compare` says what it caused.
        """
        return firm.campaign_table(self.scenario, self.history)

    @cached_property
    def surveys(self) -> pd.DataFrame:
        """Surveys: estimate and standard error of csat, nps and ces, beside the truth."""
        return firm.survey_table(self.scenario, self.history)

    @cached_property
    def listening(self) -> pd.DataFrame:
        """What was heard of public talk about us: estimate and error, beside the truth."""
        return firm.listening_table(self.scenario, self.history)

    def leave_reasons(self) -> pd.DataFrame:
        """Return why people left: in truth, and as they told the firm."""
        return firm.leave_reason_table(self.scenario, self.history)

    def unseen(self) -> pd.DataFrame:
        """Return by touchpoint how many suffered, and how many of them never told the firm."""
        return firm.unseen_table(self.scenario, self.history)

    @cached_property
    def alarms(self) -> pd.DataFrame:
        """Every look of a monitor that found its KPI out of bounds."""
        return alarm_table(self.scenario, self.history.alarms)

    @cached_property
    def policy_log(self) -> pd.DataFrame:
        """What the plan's policies started and ended, when, and the KPI that made them."""
        return policy_table(self.scenario, self.history.decisions)

    def view(self, name: Scheme = "six_stages") -> pd.DataFrame:
        """Return the journey in the stages of a scheme: a row per day, segment and stage.

        `name` is "six_stages", "five_stages", "experience_management", "four_phases",
        "crm_chain" or "lifecycle"; or a scheme of your own, such as {"before": ["unaware", ...],
        ...}, with each name of `cjsim.journey.place.Place` in one stage. Columns:
        day, date, segment, stage, english, vietnamese, people (at the end of the day), entered
        and left (during it); everyone is in one stage.
        """
        return view_table(name, self.scenario, self.history)

    def journey_map(self) -> pd.DataFrame:
        """Return one row per stage and touchpoint: what customers do, want, feel and give up.

        Columns are those of `cjsim.results.journey_map.journey_map`.
        """
        return journey_map(self.scenario, self.history)

    @cached_property
    def touches(self) -> pd.DataFrame:
        """Every contact at a touchpoint, a row for each aspect that was felt there.

        Columns: day, date, customer, segment, stage (in the morning), touchpoint, action,
        aspect, factor, score (-2 to 2), emotion (at the day's end), worry, wait_hours,
        minutes, dropped (the journey or the relation ended with it), voiced (the firm heard
        of the day by a ticket or a bad review).
        """
        return touch_table(self.scenario, self.history)

    def diagnose(self, futures: int = 3) -> Diagnosis:
        """Return what hurts, what it costs, what is not seen, and which factor matters most.

        Args:
            futures: Paired futures in which each factor of experience is raised by a quarter
                of the way to its best, to see what it moves (six runs each); 0 tries none.
        """
        effects = raise_effects(
            self.scenario,
            plan=self.plan,
            seed=self.seed,
            futures=futures,
            engine=self._engine,
            rules=self._rules,
        )
        return diagnose(self.scenario, self.history, effects)

    def reasons(self) -> pd.DataFrame:
        """Return why customers moved: from_stage, to_stage, reason, people, share."""
        return reason_table(self.scenario, self.history)

    def conversion(self, before: str, after: str, within_days: int) -> Conversion:
        """Return how many who reached stage `before` reached `after` within so many days."""
        return conversion(self.scenario, self.history, before, after, within_days)

    def revenue(self) -> pd.DataFrame:
        """Return orders and revenue by segment and sales channel.

        `before_the_start` stands for the channel of those who were subscribers already then.
        """
        return revenue_table(self.scenario, self.history)

    def products(self, by_month: bool = False) -> pd.DataFrame:
        """Return what each product of ours brings in by segment, and by month if wanted.

        Customers, orders, revenue, discounts, refunds, costs and gross profit: what a promotion
        is planned with. Empty in a market without `[products]`.
        """
        return product_table(self.scenario, self.history, by_month)

    def sources(self) -> pd.DataFrame:
        """Return revenue by what made us known, with spend and its return (not causal)."""
        return source_table(self.scenario, self.history)

    def last_touch(self) -> pd.DataFrame:
        """Return the orders each channel is credited with as the one met last: channel, orders.

        Not causal. The market is run again, watching who meets what, so recording costs
        nothing by default.
        """
        model = JourneyModel(
            self.scenario, plan=self.plan, seed=self.seed, rules=self._rules, panel=0,
            engine=self._engine, keep_moves=False,
        )  # fmt: skip
        return last_touch_table(model)

    def groups(self) -> pd.DataFrame:
        """Return each segment month by month: customers, who came and left, what they bring."""
        return group_table(self.scenario, self.history)

    def kpis(self) -> pd.DataFrame:
        """Return every KPI: kpi, unit, value, definition. Shares are 0 to 1, NaN is undefined."""
        values = self.kpi_values()
        currency = self.scenario.scenario.currency
        return KpiTable(
            {
                "kpi": [kpi.name for kpi in KPIS],
                "unit": [currency if kpi.unit == "money" else kpi.unit for kpi in KPIS],
                "value": [values[kpi.name] for kpi in KPIS],
                "definition": [kpi.definition for kpi in KPIS],
            }
        )

    def kpi_values(self) -> dict[str, float]:
        """Return the value of every KPI by name."""
        return kpi_values(self.scenario, self.history, self.reviews_mean)

    def story(self, customer: int) -> Story:
        """Tell the journey of one customer, day by day, with the cause of each move.

        The market is run again watching this one customer, so recording costs nothing by
        default. Raises `UserError` when there is no such customer.
        """
        n_customers = self.scenario.n_customers()
        if not 0 <= customer < n_customers:
            remedy = text("customers are numbered 0 to {last}.", {"last": n_customers - 1})
            raise UserError("customer", customer, remedy)
        model = JourneyModel(
            self.scenario, plan=self.plan, seed=self.seed, rules=self._rules, panel=[customer]
        )
        finish(model)
        return tell(model, customer)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the numbers of the run: equal digests mean equal results."""
        return self.history.digest()

    def save(self, folder: str | Path) -> Path:
        """Write the result folder: Parquet tables and `manifest.json`; return its path.

        The folder appears whole or not at all. Raises `UserError` when it exists already or
        cannot be written.
        """
        from cjsim.results.folder import save_tables

        tables = {
            "daily": self.daily,
            "kpis": self.kpis(),
            "moves": self.moves,
            "touches": self.touches,
            "journey_map": map_to_save(self.scenario, self.history),
            "entries": self.entries,
            "feedback": self.feedback,
            "loyalty": self.loyalty,
            "support": self.support,
            "ledger": self.ledger,
            "alarms": self.alarms,
            "policy_log": self.policy_log,
        }
        if self.scenario.products:
            tables["products"] = self.products(by_month=True)
        if self.history.book is not None:
            tables |= {"leads": self.leads, "pipeline": self.pipeline}
        about = {"kind": "run", "plan": self.plan, "seed": self.seed, "digest": self.digest}
        return save_tables(Path(folder), tables, self.scenario, about)


def run(
    scenario: Scenario | str | Path,
    *,
    plan: str = BASELINE,
    seed: int | None = None,
    customers: int | None = None,
    days: int | None = None,
    threads: int = 1,
    engine: str = "compiled",
    rules: Mapping[str, Rule] | None = None,
) -> Run:
    """Simulate one plan of a market once.

    Args:
        scenario: A market, the name of a ready-made one, or a path.
        plan: One of its plans; "keep" changes nothing.
        seed: Seed of all luck; the file's when None.
        customers: Simulated customers instead of the file's (resolution, not market size).
        days: Days instead of the file's.
        threads: Threads; results do not depend on it.
        engine: "compiled", or "python" for the same text uncompiled (slow).
        rules: Own rules by stage, e.g. {"purchase": my_rule}.

    Raises:
        MarketFileError: The file has mistakes; all are listed with their lines.
        UserError: Any other mistake in the arguments.
    """
    market = resized(as_scenario(scenario), customers, days)
    model = JourneyModel(
        market, plan=plan, seed=seed, threads=threads, engine=engine, rules=rules, panel=0
    )
    finish(model)
    return Run(model, market, plan, rules or {}, engine)
