"""The words of result tables as people say them; the tables themselves keep one language."""

from __future__ import annotations

from cjsim.language import message
from cjsim.scenarios.type_names import named

NAMES = (
    # factors of experience
    message("product and service"), message("channels"), message("staff"),
    message("convenience"), message("all"),
    # aspects of a contact
    message("quality"), message("utility"), message("value"), message("ease"),
    message("information"), message("interaction"), message("attitude"), message("skill"),
    message("buying effort"), message("use effort"), message("reply time"), message("advice"),
    message("treatment"),
    # touchpoints
    message("own content"), message("people"), message("experienced user"), message("product"),
    message("setup"), message("system"), message("order"), message("payment"),
    message("programme"),
    # what a plan changed
    message("because of the plan"), message("would have anyway"), message("put off"),
    message("never"), message("accelerated"), message("taken from competitors"),
    message("expansion"), message("not received"), message("direct"), message("through others"),
    # rungs of loyalty
    message("buyer"), message("repeat buyer"), message("loyal"), message("advocate"),
    message("completely loyal"),
    # judgements
    message("strength"), message("weakness"), message("as expected"), message("yes"),
    message("no"), message("not sure"), message("fix the weakest"),
    message("strengthen the strongest"), message("fitted"), message("still assumed"),
    # where awareness comes from
    message("family"), message("friend"), message("colleague"), message("own search"),
    message("our contact"), message("known at start"), message("viral message"),
    message("need"), message("own need"), message("under way"),
)  # fmt: skip
"""Words that stand in tables, with spaces for underlines."""

REASON_NAMES = (
    message("none"), message("heard media"), message("heard talk"), message("heard firm"),
    message("forgot"), message("need arose"), message("aroused by media"),
    message("aroused by talk"), message("answered contact"), message("informed"),
    message("gave up"), message("found nothing"), message("chose us"), message("chose rival"),
    message("chose nothing"), message("reconsidered"), message("put off by others"),
    message("cancelled finance"), message("cancelled psychology"), message("cancelled time"),
    message("cancelled other"), message("not available"), message("abandoned checkout"),
    message("payment failed"), message("refused at door"), message("received"),
    message("received rival"), message("buys again"), message("has question"),
    message("product failed"), message("cannot set up"), message("solved"),
    message("still unsolved"), message("left too hard"), message("left price"),
    message("left competitor"), message("left bad support"), message("left closed down"),
    message("left payment failed"), message("left dissatisfied"), message("left inactive"),
    message("left trial"), message("own rule"), message("not trusted"), message("cooled off"),
    message("trial not answered"),
)  # fmt: skip
"""Reasons of moves, with spaces for underlines."""


def touchpoint_words(name: str) -> str:
    """Return a touchpoint's name as people say it; an entry of the file keeps its own name."""
    kind, colon, entry = name.partition(": ")
    return f"{named(kind)}{colon}{entry}"
