"""The model: one day after another. Open this first."""

from __future__ import annotations

from collections.abc import Mapping

import mesa
import numpy as np
from numpy.typing import NDArray

from cjsim.agents.brand import Brand
from cjsim.agents.firm import Firm
from cjsim.agents.help_desk import HelpDesk
from cjsim.agents.house import House, live_in_house
from cjsim.agents.media_channel import MediaChannel
from cjsim.agents.panel import CustomerAgent, Diary, check_panel_class, ids_of_panel
from cjsim.agents.people import People
from cjsim.agents.population import make_population
from cjsim.agents.presale import PresaleTeam
from cjsim.agents.sales_channel import SalesOutlet
from cjsim.agents.trial_team import TrialTeams
from cjsim.agents.voice import voice_times
from cjsim.bookkeeping import book_day
from cjsim.errors import UserError
from cjsim.events.calendar import event_moves, voices
from cjsim.events.paydays import write_paydays
from cjsim.events.viral import show_voice, speak
from cjsim.founding import first_picture, lay_ties
from cjsim.history import History
from cjsim.interventions.contacts import ContactProgramme, fill_contacts
from cjsim.interventions.levers import Levers
from cjsim.interventions.plan import make_plan
from cjsim.journey.assortment import fill_products
from cjsim.journey.listening import make_sieve, marked, tell_neighbours
from cjsim.journey.luck import Purpose, check_seed, make_key, pair_key
from cjsim.journey.market import MAX_MEDIA, fill_explore, fill_market, fill_segment, new_market
from cjsim.journey.plain import Rule
from cjsim.journey.records import joined
from cjsim.journey.stages import Mark, Stage
from cjsim.journey.sweep import Sweep
from cjsim.journey.tally import MARKS, STAGES, reviews_by_brand
from cjsim.language import text
from cjsim.peers.implicit import AnyNetwork
from cjsim.peers.reviews import ReviewPool
from cjsim.reviewing import Reviewer
from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.scenarios.sizing import resized
from cjsim.scenarios.slots import advertisers


class JourneyModel(mesa.Model):
    """A market, simulated one day a step.

    Whoever writes into `model.records` by hand, between two steps or before the first, then
    calls `model.sweep.wake(ids)`, or `model.sweep.wake()` for all: who is at rest is left alone
    by what was known of it when it lay down, and `stage`, `segment` and `channels` are looked at
    in a copy that only waking renews. Agents of the panel do so by themselves. What others see
    of someone (`known`, `opinion`, `brand`, `relation`) is shown on the evening of a day on
    which a rule has changed an opinion or the stage; written by hand, it is not seen before.

    Args:
        scenario: The market (see `load_scenario`).
        plan: Name of one of its plans; "keep" changes nothing.
        seed: Seed of all luck, 0 to 2**63 - 1; the scenario's own when None.
        customers: Simulated customers instead of the file's (resolution, not market size).
        days: Days instead of the file's.
        threads: Threads of the sweep; results do not depend on it.
        engine: "compiled", or "python" for the same text uncompiled.
        rules: A user's own rule for a stage, e.g. {"purchase": my_rule}.
        panel: Size of the panel, or the ids to watch.
        keep_moves: Whether to keep the logs of moves and of contacts.
        keep_receipts: Whether to keep who received a product when.
        network: Who knows whom, instead of the one the file describes.
        people: Records to begin with (copied) instead of drawing the people the file describes.
        hears: Another model of the same people who are heard instead of one's own: their
            talk, opinions and reviews. Each day, step this model before that one. What
            remains of a plan's effect when others are heard as in the baseline is direct.
        decided_by: Another model of the same plan whose policies decide for this one too.
        customer_class: Class of the panel's customers.

    Raises:
        UserError: For an unknown plan, engine or stage.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        plan: str = BASELINE,
        seed: int | None = None,
        customers: int | None = None,
        days: int | None = None,
        threads: int = 1,
        engine: str = "compiled",
        rules: Mapping[str, Rule] | None = None,
        panel: int | list[int] = 100,
        keep_moves: bool = True,
        keep_receipts: bool = False,
        network: AnyNetwork | None = None,
        people: NDArray[np.void] | None = None,
        hears: JourneyModel | None = None,
        decided_by: JourneyModel | None = None,
        customer_class: type[CustomerAgent] = CustomerAgent,
    ) -> None:
        """Make the people, the parties and the plan; nothing has happened yet."""
        scenario = resized(scenario, customers, days)
        self.luck_seed = check_seed(int(scenario.scenario.seed) if seed is None else int(seed))
        super().__init__(rng=self.luck_seed % 2**32)
        self.day = 0
        self.market_file = scenario
        self.plan = make_plan(scenario, plan)
        self.key = make_key(self.luck_seed)
        self.records = (
            make_population(scenario, self.luck_seed) if people is None else people.copy()
        )
        self.customers = People(self.records)
        self.network = network or lay_ties(scenario, self.records["segment"], self.luck_seed)
        self.start_orders = self.records["n_orders"].copy()
        self.history = History(scenario.n_days(), len(scenario.segments), scenario.kpis.pain_score)
        self.keep_moves = keep_moves
        self.keep_receipts = keep_receipts
        self.searching_share = float(np.mean(self.records["stage"] == Stage.SEARCH))
        self._good_words = 0.0
        self._hears = hears
        self.decided_by = decided_by
        self.reviewer = Reviewer(scenario, plan)
        self.sweep = Sweep(engine, rules or {}, threads, self.records)
        self._make_market(scenario)
        self._make_parties(scenario)
        self.picture = first_picture(self.records, self.network, len(scenario.brands))
        self._make_panel(panel, customer_class)

    # --- the day ---------------------------------------------------------------------

    def step(self) -> None:
        """Simulate one day: the phases, in their order.

        Raises:
            UserError: When the last day of the run is over.
        """
        if self.day >= self.market_file.n_days():
            raise UserError("days", self.day, text("the run is over; set a longer scenario.days."))
        for phase in PHASES:
            phase(self)
        self.day += 1

    def calendar(self) -> None:
        """Seasons, events and plans change the market of the day."""
        if self.reviewer.take_up((self.decided_by or self).history.decisions):
            self._follow_decisions()
        if self.levers.turn_to(self.day):
            self._write_market()
        write_paydays(self.market_file, self.day, self.markets)

    def parties_act(self) -> None:
        """Media money becomes exposures, competitors react, contacts go out."""
        today = self.levers.today
        for channel in self.media:
            channel.act(today, self.markets)
        for brand in self.brands:
            brand.act(today, self._list_price, self.markets)
        for team in self.presale:
            team.act(today, self.markets)
        for outlet in self.outlets:
            outlet.act(today, self.markets)
        for slot, voice in self._voices:
            speak(voice, slot, self.day, today, self.markets)
        self._raise_voice(today)
        self._sieve = make_sieve(self.markets)
        if self.programmes:  # else nobody has written into it
            self.sweep.programmes[:] = 0
        self.n_addressed: dict[str, int] = {}
        self.firm.look(self)
        for programme in self.programmes:
            ids = programme.address(self.records, self.day, self.firm.register, self.firm.crm)
            self.sweep.programmes[ids] |= np.uint16(1 << programme.programme.slot)
            self.n_addressed[programme.programme.name] = ids.size

    def talk(self) -> None:
        """What was said yesterday reaches those tied; the review pool can be read."""
        source = self._hears or self
        source.picture.hears.fill(0)
        tell_neighbours(marked(source.picture.said), source.picture)
        for record in self.markets:
            source.reviews.show(record)

    def customers_live(self) -> None:
        """One rule per stage, for each customer, from yesterday's picture of the others."""
        keys = (
            self.key,
            pair_key(self.luck_seed, self.day, Purpose.HEAR),
            pair_key(self.luck_seed, self.day, Purpose.ASK_PEER),
        )
        market = (self.segments, self.markets, self._sieve)
        picture = (self._hears or self).picture
        needs_moves = self.keep_moves or self.keep_receipts
        parts = live_in_house(self, keys, market, picture, needs_moves)
        self.touched = joined(*(lived.touches for lived in parts))
        self.history.touch(self.touched, self.keep_moves)
        for lived in parts:
            self.history.tallies[self.day] += lived.tally
            if self.keep_moves:
                self.history.log(self.day, lived.moves)
            if self.keep_receipts:
                self.history.receive(self.day, lived.moves)

    def support_desk(self) -> None:
        """Desk and trial teams work through their lines; outcomes reach customers tomorrow."""
        self.trials.work(self)
        support = self.levers.today.support
        if self.desk is None or support is None:
            return
        history, day = self.history, self.day
        history.tickets_opened[day] = self.desk.take_tickets(
            self.sweep.opening, self.sweep.others, self.records, day, support
        )
        done = self.desk.work_day(day, self.levers.today, self.records)
        history.waits.append(done.waits)
        history.resolutions.append(done.resolutions)
        history.first_answers[day] = done.n_first_answers
        history.first_solved[day] = done.n_first_solved
        history.tickets_answered[day] = done.waits.size
        history.tickets_abandoned[day] = done.n_abandoned
        history.backlog[day] = self.desk.n_waiting
        history.staffed_hours[day] = self.desk.staffed_hours
        history.busy_hours[day] = self.desk.busy_hours

    def record(self) -> None:
        """Note what the firm saw, book money, publish what others can see tomorrow."""
        self.firm.take_note(self)
        counts = self.history.tallies[self.day].sum(axis=0)
        for team in self.presale:
            team.note(counts, self.market_file.weight)
        for outlet in self.outlets:
            outlet.note(counts, self.market_file.weight)
        book_day(self, counts)
        weight = self.market_file.weight
        self.reviews.add(weight * reviews_by_brand(counts, self._ours), self.levers.today)
        self.searching_share = float(counts[STAGES + Stage.SEARCH]) / self.records.size
        self._good_words = weight * counts[MARKS + Mark.SAID_POSITIVE]
        n_brands = len(self.market_file.brands)
        self.sweep.publish(self._ours, n_brands, self.picture)
        self.picture.said[:] = self.sweep.saying
        if self.diary.ids.size:
            self.diary.write(self.day, self.records)

    def _write_market(self) -> None:
        """Write the numbers of the day into the records that rules read, segment by segment."""
        for place, name in enumerate(self.market_file.segments):
            today = self.levers.of(name)
            fill_market(self.markets[place], today, self.market_file)
            self._keep_unit_cost(self.markets[place])
            fill_products(self.markets[place], self.market_file, today, name)
            fill_explore(self.markets[place], today, name)
            self.markets[place]["n_media"] = self._n_media
            fill_contacts(self.markets[place], self.plan.programmes, self.firm.codes)
            fill_segment(self.segments[place], today.segments[name], today.product.attributes)
        parties: list[MediaChannel | Brand] = [*self.media, *self.brands]
        for party in parties:
            party.show(self.levers.today, self.markets)
        for slot, voice in self._voices:
            show_voice(voice, slot, self.market_file, self.markets)

    def _raise_voice(self, today: Scenario) -> None:
        """Show customers how loud we are today against our rivals."""
        ours = sum(channel.exposures(today) for channel in self.media)
        rivals = [brand for brand in today.brands.values() if not brand.is_ours]
        theirs = sum(float(brand.exposures_per_week) for brand in rivals) / 7.0
        self.markets["voice_times"] = voice_times(ours, theirs, len(today.brands))

    def _keep_unit_cost(self, record: np.void) -> None:
        """Let goods cost what they did when our price moves; the file's share is of its price."""
        price = float(record["brand_price"][record["ours"]])
        if price not in (0.0, self._list_price):
            record["unit_cost_share"] *= self._list_price / price

    def review(self) -> None:
        """Monitors and policies look at the days so far; what is decided starts tomorrow."""
        self.reviewer.review(self)

    def _follow_decisions(self) -> None:
        """Let start or end what policies have decided."""
        scenario = self.market_file
        self.plan = make_plan(scenario, self.plan.name, self.reviewer.started)
        self.levers.take(self._event_moves + self.plan.moves)
        at_work = {each.programme.name: each for each in self.programmes}
        for programme in self.plan.programmes:
            if programme.name in at_work:
                at_work[programme.name].programme = programme
            else:
                self.programmes.append(ContactProgramme(programme, scenario, self.luck_seed))
        self.firm.take_on(self)

    # --- making ----------------------------------------------------------------------

    def _make_market(self, scenario: Scenario) -> None:
        """Prepare the records rules read, and the levers that move their numbers."""
        self._event_moves = event_moves(scenario, self.luck_seed)
        self.levers = Levers(scenario, self._event_moves + self.plan.moves)
        self.markets, self.segments = new_market(len(scenario.segments))
        self._ours = list(scenario.brands).index(scenario.our_brand)
        self._list_price = float(scenario.brands[scenario.our_brand].price)

    def _make_parties(self, scenario: Scenario) -> None:
        """Register brands, channels, sales outlets and the desk, and give media their slots."""
        # a channel's slot in the market record is its number in the file
        self.media = [
            MediaChannel(self, name, number) for number, name in enumerate(scenario.channels)
        ]
        slot = len(scenario.channels)
        self.brands: list[Brand] = []
        advertising = advertisers(scenario)
        for number, name in enumerate(scenario.brands):
            advertises = name in advertising
            self.brands.append(Brand(self, name, number, slot if advertises else None))
            slot += advertises
        self._voices = list(enumerate(voices(scenario, self.luck_seed), start=slot))
        self._n_media = slot + len(self._voices)
        if self._n_media > MAX_MEDIA:
            raise UserError(
                "channels",
                self._n_media,
                text(
                    "at most {max_media} media, rivals and viral voices.", {"max_media": MAX_MEDIA}
                ),
            )
        self.presale = [PresaleTeam(self, name, i) for i, name in enumerate(scenario.explore)]
        self.outlets = [
            SalesOutlet(self, name, i, sales.stock_units)
            for i, (name, sales) in enumerate(scenario.sales.items())
        ]
        is_limited = scenario.product.capacity_per_day is not None
        self.house = House(self) if is_limited and scenario.scenario.switches.stock else None
        self.trials = TrialTeams(self)
        self.desk: HelpDesk | None = None
        if scenario.support is not None:
            n_classes = len(scenario.support.priorities)
            self.desk = HelpDesk(self, self.luck_seed, n_classes, self.records.size)
        self.programmes = [
            ContactProgramme(programme, scenario, self.luck_seed)
            for programme in self.plan.programmes
        ]
        self.reviews = ReviewPool(scenario)
        self.firm = Firm(self)

    def _make_panel(self, panel: int | list[int], customer_class: type[CustomerAgent]) -> None:
        """Register the panel's customers as Mesa agents and open their diary."""
        ids = ids_of_panel(panel, self.records.size, self.luck_seed)
        check_panel_class(customer_class, ids.size == self.records.size)
        self.panel = [customer_class(self, self.records, int(i)) for i in ids]
        self.diary = Diary(ids)

    # --- reading and closing ---------------------------------------------------------

    @property
    def good_words(self) -> float:
        """Good things people said of us yesterday (those who are heard), for all the people."""
        return (self._hears or self)._good_words

    @property
    def orders(self) -> NDArray[np.int64]:
        """Orders of our brand by each customer since the start, shape (customers,)."""
        orders: NDArray[np.int64] = self.records["n_orders"].astype(np.int64) - self.start_orders
        return orders

    def close(self) -> None:
        """Stop the threads, and let Mesa 3.3 forget the model (it never frees one by itself)."""
        self.sweep.close()
        getattr(mesa.Agent, "_ids", {}).pop(self, None)

    def dissolve(self) -> None:
        """Close the model and let go of all it holds; it cannot be used any more.

        A model and its parties refer to each other. Python frees such circles only now and
        then, and in a study of many runs the people of dozens would wait for it.
        """
        self.close()
        self.__dict__.clear()


PHASES = (
    JourneyModel.calendar,
    JourneyModel.parties_act,
    JourneyModel.talk,
    JourneyModel.customers_live,
    JourneyModel.support_desk,
    JourneyModel.record,
    JourneyModel.review,
)
"""The day. The order is the model: parties act on today's market, customers hear what was
said yesterday, the desk's outcomes reach them tomorrow."""


def finish(model: JourneyModel) -> None:
    """Step a model to the end of its run and release its threads."""
    try:
        while model.day < model.market_file.n_days():
            model.step()
    finally:
        model.close()
