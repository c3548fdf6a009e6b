"""The firm's eyes: what it can see of customers, day by day, and what it makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cjsim.agents.crm import Crm
from cjsim.agents.pains import Pains
from cjsim.agents.research import Research
from cjsim.interventions.register import Register
from cjsim.journey.happened import RARE, write_having
from cjsim.journey.listening import marked
from cjsim.journey.market import DAYS_PER_MONTH
from cjsim.journey.plain import Entry
from cjsim.journey.stages import Mark
from cjsim.journey.tally import MARKS
from cjsim.journey.trouble import OTHERS_TOO
from cjsim.scenarios.actions import ContactAction, SaveOffer
from cjsim.scenarios.reach import started_by_policies
from cjsim.scenarios.schema_firm import Crm as CrmNumbers
from cjsim.scenarios.schema_firm import Research as ResearchNumbers

if TYPE_CHECKING:
    from cjsim.model import JourneyModel


_WRITE_HAVING = Entry(write_having)


class Firm:
    """Holds what the firm knows: the CRM, research, what programmes have brought.

    Attributes:
        crm: The CRM, None without one.
        research: Surveys and listening, None without them.
        register: What all programmes of contacts remember together.
        pains: What customers suffer, and whether they tell.
        codes: What a customer's `campaign` says of each programme, from 1 on: counted by first
            day and name, so that nothing else in the file changes them.
    """

    def __init__(self, model: JourneyModel) -> None:
        """Open the firm's eyes on a market."""
        scenario, records = model.market_file, model.records
        switches = scenario.scenario.switches
        self.crm = None
        if scenario.crm is not None and switches.crm:
            self.crm = Crm(model, scenario, scenario.crm, records)
        self.research = None
        if scenario.research is not None and switches.research:
            self.research = Research(model, model.luck_seed, records.size, scenario)
        names = scenario.plans.get(model.plan.name, [])
        names = [*names, *started_by_policies(scenario, names)]
        actions = [scenario.interventions[name] for name in names]
        contacts = any(isinstance(action, ContactAction) for action in actions)
        watches = any(isinstance(action, SaveOffer) for action in actions)
        self.register = Register(scenario, records, contacts, watches)
        self.pains = Pains(records.size, float(scenario.kpis.pain_score))
        self.codes: dict[str, int] = {}
        self._low_scores: list[tuple[int, NDArray[np.int64]]] = []
        self._out = np.empty(records.size, np.int64)
        model.history.pains = self.pains
        model.history.campaign_codes = self.codes
        if self.crm is not None:
            model.history.book, model.history.pipeline = self.crm.book, self.crm.pipeline
            orders = scenario.crm is not None and scenario.crm.orders_support
            if model.desk is not None and orders:
                model.desk.priority_of = self.crm.ticket_priority
        self.take_on(model)

    def take_on(self, model: JourneyModel) -> None:
        """Keep count of programmes that are new, those that a policy has started too."""
        fresh = [each for each in model.programmes if each.programme.name not in self.codes]
        for each in sorted(fresh, key=lambda one: (one.programme.first_day, one.programme.name)):
            name = each.programme.name
            self.codes[name] = len(self.codes) + 1
            model.history.campaigns[name] = each.counts

    def look(self, model: JourneyModel) -> None:
        """See this morning what has reached the records, and the surveys that are in."""
        numbers = self._crm_numbers(model)
        if self.crm is not None and numbers is not None:
            self.crm.look(model.day, numbers)
        while self._low_scores and self._low_scores[0][0] <= model.day:
            _day, ids = self._low_scores.pop(0)
            self.register.note_sign("low_score", ids, model.day)
            self.pains.tell("survey", ids)

    def take_note(self, model: JourneyModel) -> None:
        """Note tonight what customers have shown, and book what knowing it costs."""
        day = model.day
        tallies = model.history.tallies[day]
        self._hear_complaints(model)
        numbers = self._crm_numbers(model)
        for programme in model.programmes:
            followed = programme.note_answers(model.sweep.answers, day, self.register)
            if self.crm is not None:
                self.crm.book.campaign[followed] = self.codes[programme.programme.name]
        if self.crm is not None and numbers is not None:
            self.crm.learn(day, numbers, tallies)
            cost = float(numbers.cost_per_month) / DAYS_PER_MONTH
            model.history.ledger.book(day, "crm", "system", -cost)
        if model.programmes:
            n_days = int((CrmNumbers() if numbers is None else numbers).attribution_days)
            self._credit(model, n_days)
        research = model.levers.today.research
        if self.research is not None and research is not None:
            self._research(model, self.research, research)

    def _crm_numbers(self, model: JourneyModel) -> CrmNumbers | None:
        return model.levers.today.crm

    def _having(self, model: JourneyModel, *marks: Mark) -> NDArray[np.int64]:
        """Return to whom any of the marks, all rare ones, happened today."""
        tallies = model.history.tallies[model.day]
        if not any(tallies[:, MARKS + mark].any() for mark in marks):
            return np.empty(0, np.int64)
        mask = np.uint64(sum(1 << mark for mark in marks))
        ids = np.flatnonzero(model.sweep.happened == RARE)
        n_found = _WRITE_HAVING(ids, model.records, mask, self._out)
        return self._out[:n_found].copy()

    def _hear_complaints(self, model: JourneyModel) -> None:
        """Note who suffered today, and who told us by a ticket or a bad review."""
        self.pains.suffer(model.touched)
        opening = model.sweep.opening
        busy = marked(opening)
        self.pains.tell("ticket", busy[opening[busy] & (OTHERS_TOO - 1) != 0])
        reviewed = self._having(model, Mark.REVIEWED_BADLY)
        self.pains.tell("review", reviewed)
        self.register.note_sign("bad_review", reviewed, model.day)
        if self.register.watches:
            alone = self._having(model, Mark.LEFT_ALONE)
            self.register.note_sign("left_alone", alone, model.day)
            gave_up = self._having(model, Mark.GAVE_UP_WAITING)
            self.register.note_sign("gave_up_waiting", gave_up, model.day)

    def _credit(self, model: JourneyModel, n_days: int) -> None:
        """Put visits and orders down to the programme their person followed last."""
        day, register = model.day, self.register
        leads = register.note_leads(self._having(model, Mark.VISITED), day)
        buyers = self._having(model, Mark.ORDERED)
        led_by, bought_by = (register.credited(ids, day, n_days) for ids in (leads, buyers))
        paid = model.records["paid"][buyers].astype(np.float64)
        for programme in model.programmes:
            code = self.codes[programme.programme.name]
            is_its = bought_by == code
            n_leads, n_orders = int((led_by == code).sum()), int(is_its.sum())
            programme.credit(day, n_leads, n_orders, float(paid[is_its].sum()))

    def _research(self, model: JourneyModel, party: Research, research: ResearchNumbers) -> None:
        """Ask and listen, as far as the market's research goes."""
        history, day, weight = model.history, model.day, model.market_file.weight
        if research.survey is not None:
            party.feel_effort(model.touched, research.survey)
            if party.is_due(day, research.survey):
                ours = list(model.market_file.brands).index(model.market_file.our_brand)
                owners = np.flatnonzero(model.records["brand"] == ours)
                rows, low = party.ask(day, research.survey, owners, model.records, model.markets)
                history.surveys += rows
                self._low_scores.append((rows[0].known_day, low))
                cost = float(research.survey.cost_per_answer) * rows[0].n_answers
                history.ledger.book(day, "research", "surveys", -cost)
        if research.listening is not None:
            said = weight * history.tallies[day].sum(axis=0)
            positive, negative = (
                float(said[MARKS + mark]) for mark in (Mark.SAID_POSITIVE, Mark.SAID_NEGATIVE)
            )
            history.listened += party.listen(day, research.listening, positive, negative)
            cost = float(research.listening.cost_per_month) / DAYS_PER_MONTH
            history.ledger.book(day, "research", "listening", -cost)
