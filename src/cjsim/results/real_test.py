"""A test in the real market: how large, how long, what it should find, and how right that was."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from scipy import special

from cjsim.errors import UserError
from cjsim.language import number, text
from cjsim.results.cards import card_of, spoken_effect

TestKind = Literal["customers", "areas"]
FORECAST_SHARE = 0.9
"""Share of results a forecast range is meant to hold."""
_MANY = 2000.0
"""Degrees of freedom from which Student's t is normal for all that matters here."""


@dataclass(frozen=True, slots=True)
class Score:
    """How a forecast did against a real result.

    `z` is how many standard deviations of the forecast the result is off. `log_score` is the
    logarithm of the forecast density at the result (more is better); `interval_score` the width
    of the 90 % range, and 20 times what the result misses it by (less is better).

    Source: Gneiting and Raftery 2007, Strictly Proper Scoring Rules, Prediction, and
    Estimation, JASA 102 (the interval score is their equation 43, here with alpha 0.1).
    """

    real: float
    forecast: float
    low: float
    high: float
    is_inside: bool
    z: float
    log_score: float
    interval_score: float
    sentence: str

    def __str__(self) -> str:
        """Return the sentence."""
        return self.sentence


@dataclass(frozen=True, slots=True)
class RealTest:
    """A randomised test of a plan, planned from a simulation; `card()` is what to write down first.

    Units are people or areas; the metric is a mean per person (what is counted, money) or the
    KPI itself (shares, scores), `effect` always treated minus control. `power` is the chance to
    see `smallest_effect`, `power_at_forecast` that to see what is forecast. Where more units
    are needed than there are, `is_possible` is False and `smallest_detectable` says what a test
    of all of them would see with the power asked for.
    """

    kind: TestKind
    plan: str
    baseline: str
    metric: str
    definition: str
    unit: str
    is_higher_better: bool | None
    people: float
    smallest_effect: float
    level: float
    wanted_power: float
    n_control: int
    n_treated: int
    n_available: int
    area_people: float
    power: float
    power_at_forecast: float
    smallest_detectable: float
    enrol_days: int
    watch_days: int
    control_mean: float
    sd_control: float
    sd_treated: float
    forecast: float
    effect_sd: float
    notes: tuple[str, ...]
    made_with: str

    @property
    def is_possible(self) -> bool:
        """Whether there are as many units as are needed."""
        return self.n_control + self.n_treated <= self.n_available

    @property
    def duration_days(self) -> int:
        """Days from the first unit that enters to the last day watched."""
        return self.enrol_days + self.watch_days

    @property
    def standard_error(self) -> float:
        """The error that chance between units gives the effect measured."""
        control = self.sd_control**2 / self.n_control
        return math.sqrt(control + self.sd_treated**2 / self.n_treated)

    @property
    def forecast_sd(self) -> float:
        """Standard deviation of the result: chance of the test, and what is not known."""
        return math.hypot(self.standard_error, self.effect_sd)

    @property
    def forecast_range(self) -> tuple[float, float]:
        """The effect the test should measure, nine times of ten."""
        return _range(self.forecast, self.forecast_sd)

    def score(self, real_result: float, *, standard_error: float | None = None) -> Score:
        """Return how the forecast did.

        Args:
            real_result: The effect measured, treated minus control, in the unit of the metric.
            standard_error: Its standard error as measured; that of the plan when None.
        """
        if not math.isfinite(real_result):
            raise UserError(
                "real_result", real_result, text("expected the effect that was measured.")
            )
        error = self.standard_error if standard_error is None else standard_error
        if not 0.0 <= error < math.inf:
            raise UserError("standard_error", standard_error, text("expected a number from 0 up."))
        sd = math.hypot(error, self.effect_sd)
        if sd == 0.0:
            raise UserError(
                "standard_error", error, text("nothing varies: give the error measured.")
            )
        low, high = _range(self.forecast, sd)
        z = (real_result - self.forecast) / sd
        missed = max(low - real_result, 0.0, real_result - high)
        is_inside = low <= real_result <= high
        word = text("inside") if is_inside else text("outside")
        said = text(
            "The test found {real_result}; the forecast was {forecast} (9 of 10 "
            "between {low} and {high}): {word}, {z} standard deviations {words}.",
            {
                "real_result": self._change(real_result),
                "forecast": self._change(self.forecast),
                "low": self._change(low),
                "high": self._change(high),
                "word": word,
                "z": number(abs(z), 1, is_grouped=False),
                "words": text("above") if z >= 0.0 else text("below"),
            },
        )
        return Score(
            real_result, self.forecast, low, high, is_inside, z,
            -0.5 * (z**2 + math.log(2.0 * math.pi * sd**2)),
            high - low + 2.0 / (1.0 - FORECAST_SHARE) * missed, said,
        )  # fmt: skip

    def __str__(self) -> str:
        """Return the card."""
        return self.card()

    def card(self) -> str:
        """Return the text to write down, date and sign before the test begins (Markdown)."""
        return card_of(self)

    def _change(self, value: float) -> str:
        """Return an effect in words."""
        return spoken_effect(value, self.unit)


def power_of_test(
    n_control: float, n_treated: float, sd_control: float, sd_treated: float,
    effect: float, level: float,
) -> float:  # fmt: skip
    """Return the chance that Welch's two-sided t test sees an effect.

    Args:
        n_control: Units as they are, at least 2.
        n_treated: Units with the plan, at least 2.
        sd_control: Standard deviation between them, from 0 up.
        sd_treated: The same with the plan.
        effect: True difference of the means.
        level: Chance of seeing one where there is none, between 0 and 1.

    The t statistic is noncentral with the degrees of freedom of Welch and Satterthwaite.
    """
    control, treated = sd_control**2 / n_control, sd_treated**2 / n_treated
    variance = control + treated
    if variance == 0.0:
        return 1.0 if effect != 0.0 else level
    shift = abs(effect) / math.sqrt(variance)
    freedom = variance**2 / (control**2 / (n_control - 1) + treated**2 / (n_treated - 1))
    if freedom > _MANY:
        bound = -float(special.ndtri(level / 2.0))
        return float(special.ndtr(shift - bound) + special.ndtr(-bound - shift))
    from scipy import stats  # half a second to load, so only when wanted

    bound = float(stats.t.isf(level / 2.0, freedom))
    if shift > 3.0 * bound + 20.0:
        return 1.0  # nct loses its digits far out
    return float(stats.nct.sf(bound, freedom, shift) + stats.nct.cdf(-bound, freedom, shift))


def units_needed(
    treated_share: float, sd_control: float, sd_treated: float, effect: float, level: float,
    power: float,
) -> tuple[int, int]:  # fmt: skip
    """Return the fewest units, without and with the plan, that see an effect with this power."""

    def arms(n: int) -> tuple[int, int]:
        treated = max(2, round(treated_share * n))
        return max(2, n - treated), treated

    def is_enough(n: int) -> bool:
        return power_of_test(*arms(n), sd_control, sd_treated, effect, level) >= power

    too_few, enough = 3, 4
    while not is_enough(enough):
        too_few, enough = enough, 2 * enough
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        too_few, enough = (too_few, middle) if is_enough(middle) else (middle, enough)
    return arms(enough)


def detectable(
    n_control: int, n_treated: int, sd_control: float, sd_treated: float, level: float,
    power: float,
) -> float:  # fmt: skip
    """Return the smallest effect that so many units see with this power."""
    from scipy import optimize

    error = math.sqrt(sd_control**2 / n_control + sd_treated**2 / n_treated)
    if error == 0.0:
        return 0.0

    def lacks(effect: float) -> float:
        return power_of_test(n_control, n_treated, sd_control, sd_treated, effect, level) - power

    most = error
    while lacks(most) < 0.0:
        most *= 2.0
    return float(optimize.brentq(lacks, 0.0, most))


def _range(mean: float, sd: float) -> tuple[float, float]:
    half = float(special.ndtri((1.0 + FORECAST_SHARE) / 2.0)) * sd
    return mean - half, mean + half
