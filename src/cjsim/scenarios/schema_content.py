"""What our own information is like: on the site, in posts, in whatever the firm says."""

from __future__ import annotations

from cjsim.scenarios.quantity import Section, Share, assumed

THIRD = 1.0 / 3.0


class Content(Section):
    """Our own information. How much is heard of it is the channels' (volume), not said here."""

    clarity: Share = assumed(0.7)
    """Share of what is read that is understood."""
    detail: Share = assumed(0.5)
    """Share of what a customer wants to know that is there to be read."""
    accuracy: Share = assumed(1.0)
    """How far it keeps to the claims of our brand; what is missing to 1 is promised on top."""
    attractiveness: Share = assumed(0.5)
    """How well it is made: 0.5 is ordinary, above it reading improves the opinion, below it
    worsens it."""
    credibility: Share = assumed(0.25)
    """Of what a commercial source tells, the share that also judges: it informs more."""
    promotion_share: Share = assumed(THIRD)
    """Share of messages about offers: they awaken needs. The three shares make 1."""
    service_share: Share = assumed(THIRD)
    """Share of messages about service: they build opinion and trust."""
    benefit_share: Share = assumed(THIRD)
    """Share of messages about benefits and uses: they inform."""
    any_topic_share: Share = assumed(0.5)
    """Share of what a message does that it does whatever it is about; the rest goes with the
    share of its topic."""
    consistency: Share = assumed(1.0)
    """How far our messages agree; the more one knows, the more a contradiction takes away."""
    guidance_share: Share = assumed(0.0)
    """Chance a day that someone comparing finds guidance in it: tables, instructions, answers."""
