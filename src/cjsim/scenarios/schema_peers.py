"""Whom customers hear: who knows whom, what is said, what reviews are written."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cjsim.scenarios.quantity import Between, Positive, Quantity, Section, Share, assumed

Pleasant = Annotated[Quantity, Between(0.0, 2.0)]
Unpleasant = Annotated[Quantity, Between(-2.0, 0.0)]


class TieType(Section):
    """One kind of tie between people."""

    share: Share
    """Share of all ties; the shares make 1."""
    hear_share: Share
    """Chance that something said reaches a person so tied on that day."""
    inform_share: Share
    """Chance that a message heard makes an unaware person aware (Goldenberg et al. 2001)."""
    weight: Positive
    """How much the word of such a person counts."""


class Ties(Section):
    """The three kinds of tie."""

    family: TieType = TieType(
        share=assumed(0.3), hear_share=assumed(0.6), inform_share=assumed(0.6), weight=assumed(1.0)
    )
    friend: TieType = TieType(
        share=assumed(0.5), hear_share=assumed(0.4), inform_share=assumed(0.5), weight=assumed(0.8)
    )
    colleague: TieType = TieType(
        share=assumed(0.2), hear_share=assumed(0.3), inform_share=assumed(0.3), weight=assumed(0.5)
    )


class Reviews(Section):
    """The public review pool."""

    write_share: Share = assumed(0.03)
    """Share of buyers who write a review of a middling experience."""
    extreme_write_share: Share = assumed(0.15)
    """Share who write one of the best or the worst there can be; the chance grows with the square
    of the distance from the middling."""
    negative_weight: Positive = assumed(1.3, 1.0, 2.0)
    """Weight of a bad review (3 stars or fewer) against a good one, for readers: one star moves
    sales more than five (Chevalier and Mayzlin 2006); by how much is an assumption."""
    write_per_year: Positive = assumed(0.0)
    """Reviews a year of a customer who goes on using the product."""
    read_share: Share = assumed(0.8)
    """Share of searchers who read reviews on a day of search."""
    start_reviews_per_brand: Positive = assumed(200.0)
    """Reviews each brand has at the start, at its opinion."""
    answered_share: Share = assumed(0.0)
    """Share of negative reviews the firm answers; interventions move it."""
    answer_hours: Positive = assumed(48.0)
    """Hours until it answers."""
    answer_relief_share: Share = assumed(0.4)
    """Share of a negative review's weight that an immediate answer takes away."""
    answer_half_life_hours: Positive = assumed(24.0)
    """Delay that halves the relief of an answer."""
    five_star_emotion: Pleasant = assumed(0.5)
    """Emotion, -2 to 2, from which a rating has five stars; from 0, where good begins, four."""
    three_star_emotion: Unpleasant = assumed(-0.5)
    """Emotion from which a rating that is not good has three stars."""
    two_star_emotion: Unpleasant = assumed(-1.25)
    """Emotion from which it has two; below it, one."""


class Moments(Section):
    """How strongly others move an opinion at the four moments they speak (1: as usual)."""

    search: Positive = assumed(1.0)
    """Those asked while searching."""
    evaluation: Positive = assumed(1.0)
    """Relatives and friends with whom the comparison is talked over."""
    decision: Positive = assumed(1.0)
    """Those consulted before buying; it also scales what they say against it."""
    use: Positive = assumed(1.0)
    """Owners who talk of what they have."""


class Peers(Section):
    """Who knows whom, and what is said."""

    network: Literal[
        "everyone",
        "none",
        "pairs",
        "cliques",
        "ring",
        "torus",
        "small_world",
        "random",
        "regular",
        "scale_free",
        "clustered",
        "households",
        "implicit",
    ] = "small_world"
    """How ties are laid; `everyone` mixes all people and stores no tie. The ties of `implicit`,
    neighbours on a ring and partners by chance, are computed whenever they are needed and take
    no memory: for markets too large to store who knows whom (see `cjsim.journey.ties`)."""
    ties_per_customer: Positive = assumed(8.0)
    """Mean number of ties."""
    rewired_share: Share = assumed(0.1)
    """Share of ties rewired at random (small_world; Watts and Strogatz 1998). In `implicit`, at
    least this share of the ties are with partners by chance, the others with neighbours."""
    same_segment_share: Share = assumed(0.6)
    """Share of ties within one's own segment (clustered)."""
    household_size: Positive = assumed(4.0)
    """People in a household (households)."""
    meetings_per_day: Annotated[Quantity, Between(0.0, 16.0, is_whole=True)] = assumed(1.0)
    """People met a day when everyone mixes."""
    strangers_per_day: Annotated[Quantity, Between(0.0, 100.0, is_whole=True)] = assumed(0.0)
    """People met a day beside those one is tied to, others every day; they count as colleagues."""
    divided_attention: Share = assumed(0.0)
    """How far attention is divided: 0, each tie is heard as often; 1, who has twice the mean
    number of ties hears each half as often."""
    ties: Ties = Field(default_factory=Ties)
    reviews: Reviews = Field(default_factory=Reviews)
    moments: Moments = Field(default_factory=Moments)
    owner_talk_per_day_share: Share = assumed(0.005)
    """Chance a day that an owner in no special mood talks about the brand."""
    emotion_talk_per_day_share: Share = assumed(0.10)
    """Chance added at the strongest emotion."""
    aware_talk_per_day_share: Share = assumed(0.0)
    """Chance a day that someone who merely knows us talks about us."""
    aware_talk_days: Positive = assumed(36_500.0)
    """Days for which it does so, while the news is new to it; 1: on the first day alone."""
    opinion_shift: Share = assumed(0.15)
    """How far a message heard moves the opinion."""
    information: Share = assumed(0.10)
    """Share of what is still unknown that a message tells."""
    experienced_information: Share = assumed(0.3)
    """Share of what is still unknown that someone who has the product tells a searcher."""
    experienced_weight: Positive = assumed(1.5)
    """How much the judgement of such a person counts against that of others."""
    negative_weight: Positive = assumed(1.3, 1.0, 2.0)
    """Weight of a negative message against a positive one."""
    arouse_chance: Share = assumed(0.01)
    """Chance that a positive message awakens a need in someone who knows us."""
    invite_share: Share = assumed(0.0)
    """Share of positive messages of owners that carry an invitation; interventions move it."""
    referral_reward: Positive = assumed(0.0)
    """Money to each side when an invited person buys; interventions move it."""
