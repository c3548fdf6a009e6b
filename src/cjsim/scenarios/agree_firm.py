"""What must agree about what the firm knows: labels, priorities, owners, splits, surveys."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cjsim.language import text
from cjsim.scenarios.actions import ContactAction, MoreResearch
from cjsim.scenarios.agree_market import TOLERANCE
from cjsim.scenarios.checked import Checked
from cjsim.scenarios.errors import did_you_mean, listed, shortened
from cjsim.scenarios.schema_firm import LABELS
from cjsim.scenarios.wording import Finding, figure


def crm(market: Checked) -> Iterator[Finding]:
    """Owners and classes of priority are named once, and only labels there are have a class."""
    numbers = market.scenario.crm if market.is_whole("crm") else None
    if numbers is None:
        return
    for key, names in (("owners", numbers.owners), ("priorities", numbers.priorities)):
        for i, name in enumerate(names):
            if name in names[:i]:
                yield Finding(
                    ("crm", key, i),
                    text('"{name}" is listed twice. Remove one.', {"name": shortened(name)}),
                )
    of_status = {str(status): name for status, name in numbers.status_priority.items()}
    for key, classes in (
        ("label_priority", numbers.label_priority), ("status_priority", of_status)
    ):  # fmt: skip
        if key not in numbers.model_fields_set:
            continue  # the usual classes need not be those of a market
        for what, name in classes.items():
            if name not in numbers.priorities:
                guess = did_you_mean(name, numbers.priorities)
                yield Finding(
                    ("crm", key, what),
                    text(
                        '"{name}" is no class of priority.{guess} There are: {priorities} '
                        "(crm.priorities).",
                        {
                            "name": shortened(name),
                            "guess": guess,
                            "priorities": listed(numbers.priorities),
                        },
                    ),
                )
            if key == "label_priority" and market.is_whole("segments"):
                yield from _label(market, ("crm", key, what), what, extra=LABELS)


def audiences(market: Checked) -> Iterator[Finding]:
    """Contacts are for labels there are, and for statuses only where a CRM has them."""
    for name, action in market.scenario.interventions.items():
        if not isinstance(action, ContactAction):
            continue
        place = ("interventions", name)
        if market.is_whole("segments"):
            for i, label in enumerate(action.labels):
                yield from _label(market, (*place, "labels", i), label)
        if action.statuses and market.scenario.crm is None and market.is_whole("crm"):
            yield Finding(
                (*place, "statuses"),
                text(
                    "this market has no [crm], so nobody has a status. Add one, or remove statuses."
                ),
            )


def _label(
    market: Checked, path: tuple[str | int, ...], label: str, extra: tuple[str, ...] = ()
) -> Iterator[Finding]:
    """Yield a finding when no segment has the label."""
    known = list(dict.fromkeys(each.label for each in market.scenario.segments.values()))
    if label not in (*known, *extra):
        guess = did_you_mean(label, known)
        yield Finding(
            path,
            text(
                'no segment has the label "{label}".{guess} There are: {known}.',
                {"label": shortened(label), "guess": guess, "known": listed(known)},
            ),
        )


def splits(market: Checked) -> Iterator[Finding]:
    """The programmes of one split share out its audience."""
    total: dict[str, float] = {}
    for name, action in market.scenario.interventions.items():
        if not isinstance(action, ContactAction) or action.split is None:
            continue
        total[action.split] = total.get(action.split, 0.0) + float(action.audience_share)
        if total[action.split] > 1.0 + TOLERANCE:
            made = figure(round(total[action.split], 9))
            yield Finding(
                ("interventions", name, "audience_share"),
                text(
                    'the programmes of split "{split}" make {made} up to here; they '
                    "share out one audience, so they make 1 at most. Write e.g. 0.5 for "
                    "each of two.",
                    {"split": action.split, "made": made},
                ),
            )


def surveys(market: Checked) -> Iterator[Finding]:
    """Only a survey there is can be made larger or more frequent."""
    research = market.scenario.research
    if research is None or research.survey is not None or not market.is_whole("research"):
        return
    for name, action in market.scenario.interventions.items():
        if isinstance(action, MoreResearch):
            yield Finding(
                ("interventions", name),
                text("this market has no [research.survey] section to change. Add one."),
            )


FIRM_CHECKS: tuple[Callable[[Checked], Iterator[Finding]], ...] = (
    crm,
    audiences,
    splits,
    surveys,
)
