"""Who answers those that ask for a trial: sales, care, each with a capacity and a skill."""

from __future__ import annotations

from cjsim.scenarios.quantity import Positive, Section, Share, assumed
from cjsim.scenarios.schema_explore import NO_LIMIT

MAX_TRIAL_TEAMS = 4


class TrialTeam(Section):
    """A team that is asked for trials, answers first come first served, and attends to them."""

    share: Share = assumed(1.0)
    """Share of requests that come to it; the shares of all teams make 1."""
    capacity_per_day: Positive = assumed(NO_LIMIT)
    """Requests it can answer on a day of work, for all the people."""
    works_weekends: bool = True
    """Whether Saturdays and Sundays are days of work."""
    skill: Share = assumed(0.5)
    """How much of what is asked it knows, 0 to 1; 0.5 is taken as normal."""
    attitude: Share = assumed(0.5)
    """How it treats people, 0 to 1; 0.5 leaves them as they were."""
    attitude_sd: Share = assumed(0.0)
    """How much that differs from person to person."""
    persuasion: Share = assumed(0.2)
    """Share of unpaid ends of trials that the best of teams would spare us, and the worst add."""
    usual_answer_hours: Positive = assumed(24.0)
    """Wait for an answer that people take as normal."""
    cost_per_trial: Positive = assumed(0.0)
    """Money for a request answered."""
    cost_per_month: Positive = assumed(0.0)
    """Money a month: pay, tools."""
