"""What a plan may come to do: its own interventions, and those its policies may start."""

from __future__ import annotations

from collections.abc import Iterable

from cjsim.scenarios.actions import Policy
from cjsim.scenarios.schema import Scenario


def started_by_policies(scenario: Scenario, names: Iterable[str]) -> dict[str, str]:
    """Return what policies among `names` may start, at any remove, with the policy that does."""
    found: dict[str, str] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        action = scenario.interventions.get(name)
        if isinstance(action, Policy):
            for each in action.then:
                if each not in found:
                    found[each] = name
                    waiting.append(each)
    return found


def all_planned(scenario: Scenario) -> set[str]:
    """Return every intervention some plan does or may come to do."""
    listed = {name for names in scenario.plans.values() for name in names}
    return listed | set(started_by_policies(scenario, sorted(listed)))
