"""Five teams, one shop each, the same people and the same luck: a game in rounds."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from zlib import crc32

import pandas as pd

from cjsim.errors import UserError
from cjsim.journey.luck import check_seed, replicate_seed
from cjsim.language import money, text
from cjsim.results.markets import as_scenario, load_scenario
from cjsim.results.run import Run, run
from cjsim.scenarios.errors import did_you_mean
from cjsim.scenarios.paths import draw_unknowns
from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.scenarios.sizing import resized
from cjsim.scenarios.type_names import named
from cjsim.scenarios.writing import to_toml
from cjsim.studies.competing.cards import (
    DECIDED,
    Days,
    dated,
    days_taken,
    decision_table,
    held_by,
    price,
)
from cjsim.studies.competing.checking import check_setting, checked_cards, checked_teams
from cjsim.studies.competing.forecast import forecast
from cjsim.studies.competing.news import news_of
from cjsim.studies.competing.notes import Note, read, write
from cjsim.studies.competing.standing import (
    Asked,
    figures,
    futures_of,
    luck_table,
    spent_beyond,
    with_places,
)


class Competition:
    """Teams that run the same shop in the same market, each in a world of its own.

    All teams meet the same people and the same luck: whatever differs between them, their
    decisions made. The market that is played is one draw of what nobody knows, so the numbers
    of the file are its middle and not its truth. Luck is a pure function of seed, customer,
    day and purpose: living all days again with all decisions so far *is* the history of the
    rounds before, continued. So a competition is nothing but its setting and its decisions.

    Attributes:
        scenario: The market as the file knows it, as long as all rounds.
        round: The round being decided, from 1; `rounds` + 1 when all are played.

    `teams`, `rounds`, `days_each`, `budget`, `research_price`, `satisfaction` and `seed` are
    those it was opened with.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path,
        teams: Sequence[str],
        *,
        rounds: int = 4,
        days_each: int = 45,
        budget: float = 1_000_000_000,
        research_price: float = 20_000_000,
        satisfaction: str = "satisfaction",
        cards: Sequence[str] | None = None,
        seed: int | None = None,
        customers: int | None = None,
    ) -> None:
        """Open a competition; nothing is decided yet.

        Args:
            scenario: A market, its name or path; its interventions are the cards.
            teams: Names of the teams, two or more.
            rounds: Rounds to play.
            days_each: Days of a round.
            budget: Money of each team.
            research_price: Money for a forecast.
            satisfaction: A KPI of which more is better.
            cards: Interventions that may be taken; all of the market when None.
            seed: Seed of all luck; the file's when None.
            customers: Simulated customers instead of the file's.

        Raises:
            MarketFileError: The file has mistakes; all are listed with their lines.
            UserError: Any other mistake in the arguments.
        """
        market = as_scenario(scenario)
        self.teams = checked_teams(teams)
        check_setting(rounds, days_each, budget, research_price, satisfaction)
        self._file = resized(market, customers, None)
        self.scenario = resized(self._file, None, rounds * days_each)
        self.rounds, self.days_each, self.budget = rounds, days_each, float(budget)
        self.research_price, self.satisfaction = float(research_price), satisfaction
        self.seed = check_seed(int(market.scenario.seed) if seed is None else seed)
        self.round = 1
        self._cards = checked_cards(market, cards)
        self._notes: list[Note] = []
        self._runs: dict[tuple[str, int], Run] = {}
        self._played = draw_unknowns(self.scenario, self.seed, 0)

    def __repr__(self) -> str:
        """Say who plays, and where it stands."""
        teams = ", ".join(self.teams)
        if self.round > self.rounds:
            return f"<Competition of {teams}: all {self.rounds} rounds are played>"
        return f"<Competition of {teams}: round {self.round} of {self.rounds} is being decided>"

    # --- deciding --------------------------------------------------------------------

    def cards(self) -> pd.DataFrame:
        """Return what may be taken: card, what, days it works and price if taken in this round.

        The price is what the file's lines say until its last day (below 0: it saves). What
        depends on customers, such as messages, is billed when it is booked.
        """
        rows = []
        for card in self._cards:
            days = days_taken(self.scenario, card, self._today)
            rows.append({
                "card": card, "what": named(self.scenario.interventions[card].type),
                "days": days.since(self._today), "price": price(self.scenario, card, days),
            })  # fmt: skip
        return pd.DataFrame(rows)

    def decide(self, team: str, take: Sequence[str] = (), stop: Sequence[str] = ()) -> float:
        """Decide for a team in this round, instead of what it decided in it before.

        Args:
            team: A team.
            take: Cards that work from the first day of the round on. A card is taken once.
            stop: Cards taken in an earlier round that end before this one.

        Returns:
            The money the team has left.

        Raises:
            UserError: For an unknown name, a card taken before, or more than the money.
        """
        self._check_open()
        self._checked_team(team)
        kept = [note for note in self._notes if not self._is_now(note, team)]
        taken = [Note(self.round, team, "take", self._known(card)) for card in take]
        stopped = [Note(self.round, team, "stop", self._known(card)) for card in stop]
        notes, held = [*kept, *taken, *stopped], self._held(team, kept)
        for card in take:
            if card in held or list(take).count(card) > 1:
                raise UserError("take", card, text("a card is taken once; {team} has it.",
                                                   {"team": team}))  # fmt: skip
        for card in stop:
            if card not in held or held[card].last < self._today:
                raise UserError("stop", card, text("{team} has no such card at work.",
                                                   {"team": team}))  # fmt: skip
        left, asked = self._left(team, notes), self._left(team, kept)
        if left < 0.0 and left < asked:
            remedy = text(
                "{team} has {left}: take less, or stop something (`stop=`).",
                {"team": team, "left": self._money(asked)},
            )
            raise UserError("budget", self._money(asked - left), remedy)
        self._notes = notes
        return left

    def left(self, team: str) -> float:
        """Return the money a team has left: the budget less what it is booked and has promised."""
        return self._left(self._checked_team(team), self._notes)

    def research(self, team: str, card: str) -> pd.DataFrame:
        """Buy a forecast of what a card would bring until the end, and pay for it.

        It is honest and imperfect: a few small futures, drawn from what is known; the market that
        is played is another draw. Columns: kpi, estimate, low and high (the 95 % interval of
        the estimate) and futures.
        """
        self._check_open()
        note = Note(self.round, self._checked_team(team), "research", self._known(card))
        held = self._held(team, self._notes)
        if card in held:
            raise UserError("research", card, text("a card is taken once; {team} has it.",
                                                   {"team": team}))  # fmt: skip
        if note not in self._notes:
            if self._left(team, self._notes) < self.research_price:
                remedy = text("a forecast costs {price}.",
                              {"price": self._money(self.research_price)})  # fmt: skip
                raise UserError("budget", self._money(self._left(team, self._notes)), remedy)
            self._notes.append(note)
        days = days_taken(self.scenario, card, self._today)
        seed = replicate_seed(self.seed, crc32(f"{note.round} {team} {card}".encode()))
        return forecast(self.scenario, held, card, days, seed, self.satisfaction)

    # --- playing ---------------------------------------------------------------------

    def play(self) -> pd.DataFrame:
        """Play the round as it is decided, and return the board."""
        self._check_open()
        self.round += 1
        return self.board()

    def board(self, after: int | None = None) -> pd.DataFrame:
        """Return how the teams stand after a round; the last one played when None.

        Columns: place, team, profit (contribution beyond that of the shop that changes nothing,
        less what research cost), satisfaction (the KPI chosen, at the end of the round), their
        places (profit_place, satisfaction_place), orders, and spent (beyond the shop that changes
        nothing, research too). The place is by the sum of the two places; of equal sums the
        better is the one whose worse place is better. The last row, without a place, is that shop.
        """
        played = self._checked_round(after)
        notes = [note for note in self._notes if note.round <= played]
        still = self._run(BASELINE, played, notes)
        others = still.kpi_values()
        rows = []
        for team in self.teams:
            mine, fees = self._run(team, played, notes), self._fees(team, notes)
            values = figures(mine.kpi_values(), others, self.satisfaction, fees)
            rows.append({"team": team, **values,
                         "spent": spent_beyond(mine, still) + fees})  # fmt: skip
        table = with_places(pd.DataFrame(rows)).sort_values("place", ignore_index=True)
        nobody = {"team": BASELINE, **figures(others, others, self.satisfaction, 0.0), "spent": 0.0}
        return pd.concat([table, pd.DataFrame([nobody])], ignore_index=True).astype(
            {"place": "Int64", "profit_place": "Int64", "satisfaction_place": "Int64"}
        )

    def run(self, team: str, after: int | None = None) -> Run:
        """Return the run of a team up to the end of a round, for pictures and stories.

        `BASELINE` ("keep") is the shop that changes nothing. All days are lived again from the
        first: the days of earlier rounds come out as they were.
        """
        played = self._checked_round(after)
        who = team if team == BASELINE else self._checked_team(team)
        notes = [note for note in self._notes if note.round <= played]
        return self._run(who, played, notes)

    def news(self, after: int | None = None) -> list[str]:
        """Return what the papers say of a round: what came, who did what, what followed."""
        played = self._checked_round(after)
        runs = {team: self.run(team, played) for team in (BASELINE, *self.teams)}
        done = [note for note in self._notes if note.round == played]
        return news_of(self._played, runs, done, self.board(played), self.days_each, played)

    @property
    def decisions(self) -> pd.DataFrame:
        """Return all decisions so far: round, team, does (take, stop, research), card, price."""
        return decision_table(self.scenario, self._notes, self.days_each, self.research_price)

    # --- luck ------------------------------------------------------------------------

    def luck(
        self, futures: int = 20, *, unknown: bool = True, workers: int | None = None
    ) -> pd.DataFrame:
        """Return how much of the ranking is luck: the same decisions in other futures.

        Args:
            futures: How many.
            unknown: Whether what nobody knows is drawn anew too; else only luck is.
            workers: Processes; 1 when None, all cores when 0. Results do not depend on it.

        Columns: team; place, profit and satisfaction as played; profit_low..profit_high and
        satisfaction_low.._high hold 9 of 10 futures; mean_place; first_share, the share of the
        futures in which the team is first (shared by those who tie); futures.
        """
        return luck_table(self.board(), self.futures(futures, unknown=unknown, workers=workers))

    def futures(
        self, futures: int = 20, *, unknown: bool = True, workers: int | None = None
    ) -> pd.DataFrame:
        """Return each team in each other future: future, team, profit, satisfaction, places."""
        if futures < 1:
            raise UserError("futures", futures, text("at least one future is needed."))
        played = self._checked_round(None)
        notes = [note for note in self._notes if note.round <= played]
        held = {team: self._held(team, notes) for team in self.teams}
        fees = {team: self._fees(team, notes) for team in self.teams}
        days = played * self.days_each
        tasks = [
            Asked(self.scenario, held, fees, self.satisfaction, self.seed, future, unknown, days)
            for future in range(1, futures + 1)
        ]
        return futures_of(tasks, workers)

    # --- keeping ---------------------------------------------------------------------

    def save(self, file: str | Path) -> Path:
        """Write the competition to a plain file (JSON), and return its path."""
        setting = {
            "version": version("cjsim"), "teams": list(self.teams), "rounds": self.rounds,
            "days_each": self.days_each, "budget": self.budget,
            "research_price": self.research_price, "satisfaction": self.satisfaction,
            "cards": list(self._cards), "seed": self.seed, "round": self.round,
            "market": to_toml(self._file),
        }  # fmt: skip
        write(Path(file), setting, self._notes)
        return Path(file)

    @classmethod
    def load(cls, file: str | Path) -> Competition:
        """Return the competition of a file: the class goes on where it was.

        Raises `UserError` for a file that is none, or of another version of cjsim: it might
        tell another history.
        """
        from tomllib import loads

        told, notes = read(Path(file))
        if told["version"] != version("cjsim"):
            remedy = text(
                "the competition was played with {theirs}: install that version, or write this "
                "one's into the file to play all rounds again with it.",
                {"theirs": told["version"]},
            )
            raise UserError("version", version("cjsim"), remedy)
        game = cls(
            load_scenario(loads(told["market"])), told["teams"], rounds=told["rounds"],
            days_each=told["days_each"], budget=told["budget"],
            research_price=told["research_price"], satisfaction=told["satisfaction"],
            cards=told["cards"], seed=told["seed"],
        )  # fmt: skip
        for note in notes:
            game._known(note.card)
            game._checked_team(note.team)
        game._notes, game.round = notes, told["round"]
        return game

    # --- inside ----------------------------------------------------------------------

    @property
    def _today(self) -> int:
        """The first day of the round being decided."""
        return (self.round - 1) * self.days_each

    def _held(self, team: str, notes: Sequence[Note]) -> dict[str, Days]:
        """Return the cards a team has taken, and the days on which they work."""
        return held_by(self.scenario, notes, team, self.days_each)

    def _fees(self, team: str, notes: Sequence[Note]) -> float:
        """Return what a team has paid for research."""
        n_asked = sum(note.team == team and note.does == "research" for note in notes)
        return n_asked * self.research_price

    def _run(self, team: str, played: int, notes: Sequence[Note]) -> Run:
        """Return a team's run up to the end of a round, made once."""
        if (team, played) not in self._runs:
            self._runs[team, played] = run(
                dated(self._played, self._held(team, notes)), plan=DECIDED,
                seed=replicate_seed(self.seed, 0), days=played * self.days_each,
            )  # fmt: skip
        return self._runs[team, played]

    def _left(self, team: str, notes: Sequence[Note]) -> float:
        """Return the money left: less what is booked, asked for, and promised from today on."""
        past = [note for note in notes if note.round < self.round]
        booked = 0.0
        if self.round > 1:
            runs = (self._run(each, self.round - 1, past) for each in (team, BASELINE))
            booked = spent_beyond(*runs)
        held = self._held(team, notes)
        promised = sum(price(self.scenario, card, days, self._today) for card, days in held.items())
        return self.budget - booked - promised - self._fees(team, notes)

    def _is_now(self, note: Note, team: str) -> bool:
        """Return whether a note is what a team decided in this round; what is bought stays."""
        return note.round == self.round and note.team == team and note.does != "research"

    def _money(self, amount: float) -> str:
        return money(amount, self.scenario.scenario.currency)

    def _check_open(self) -> None:
        if self.round > self.rounds:
            raise UserError("round", self.round, text("all rounds are played."))

    def _checked_round(self, after: int | None) -> int:
        """Return the last round played, or an earlier one that is asked for."""
        last = self.round - 1
        if after is not None and not 1 <= after <= last:
            raise UserError("after", after, text("played are rounds 1 to {last}.", {"last": last}))
        if last == 0:
            raise UserError("round", 0, text("no round is played yet: competition.play()."))
        return last if after is None else after

    def _checked_team(self, team: str) -> str:
        if team not in self.teams:
            raise UserError("team", team, text("the teams are: {teams}.",
                                               {"teams": ", ".join(self.teams)}))  # fmt: skip
        return team

    def _known(self, card: str) -> str:
        if card not in self._cards:
            guess = did_you_mean(card, self._cards)
            remedy = text("there is no such card.{guess} competition.cards() has them all.",
                          {"guess": guess})  # fmt: skip
            raise UserError("card", card, remedy)
        return card
