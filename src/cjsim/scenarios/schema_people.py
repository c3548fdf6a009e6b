"""How customers behave and whom they hear: journey, peers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cjsim.scenarios.quantity import (
    Between,
    Count,
    Number,
    Positive,
    Quantity,
    Score,
    Section,
    Share,
    assumed,
)


class Awareness(Section):
    """Becoming aware and forgetting."""

    forget_per_year_share: Share = assumed(0.15)
    """Share of those who know us and hear nothing who forget us within a year."""


class Search(Section):
    """Looking for information."""

    days: Positive = assumed(3.0)
    """Mean length of a search."""
    findability: Share = assumed(0.7)
    """Chance a day that a searcher finds what it looks for in our own content."""
    look_share: Share = assumed(1.0)
    """Part of the searchers who look for a firm's own content at all: for milk, few do."""
    review_information: Share = assumed(0.15)
    """Share of what is still unknown that the review pool tells a day."""
    review_judgement: Share = assumed(0.20)
    """How far a day with reviews moves the opinion towards them."""
    ask_per_day_share: Share = assumed(0.3)
    """Chance a day that a searcher asks someone it knows."""
    discover_share: Share = assumed(0.10)
    """Chance a day that a searcher who does not know a brand comes upon it."""
    salience_weight: Share = assumed(0.0)
    """How far our share of voice decides whether searchers come upon us: 0 not at all, 1 in
    proportion to it."""
    give_up_per_day_share: Share = assumed(0.02)
    """Chance a day of giving up when nothing useful was found."""


class Evaluation(Section):
    """Comparing the brands known, and buying nothing."""

    days: Positive = assumed(3.0)
    """Mean length of the comparison."""
    buy_nothing_utility: Number = assumed(0.5)
    """Utility of buying nothing; a brand of middling belief at the usual price is near 1.5."""
    opinion_weight: Positive = assumed(1.5)
    """Utility between no opinion (0) and the best opinion (1)."""
    trust_weight: Positive = assumed(1.0)
    """Utility of full trust in the brand one already uses."""
    satisfaction_weight: Positive = assumed(1.0)
    """Utility between no and full satisfaction with the brand one already uses."""
    trust_gate: Share = assumed(0.0)
    """Trust in the brand one uses below which one does not choose it again."""
    uncertainty_cost: Positive = assumed(1.0)
    """Utility lost when nothing is known about a brand (perceived risk)."""
    talk_per_day_share: Share = assumed(0.25)
    """Chance a day of talking it over with relatives and friends."""


class Purchase(Section):
    """From the intention to the product in hand."""

    asked_peers: Count = assumed(3.0)
    """How many people are consulted before buying."""
    reconsider_threshold: Score = assumed(-0.10)
    """Mean attitude of those asked below which the buyer reconsiders."""
    reconsider_share: Share = assumed(0.7)
    """Share who go back to evaluation after such an answer."""
    max_rounds: Count = assumed(3.0)
    """Evaluations after which someone still put off gives up."""
    convenience_weight: Positive = assumed(4.0)
    """Utility between the least (0) and the most (1) convenient sales channel."""
    finance_risk_times: Positive = assumed(1.0)
    """Chance of a money worry relative to the event's rate; economic events move it."""
    effort_per_hour: Positive = assumed(0.0)
    """Utility of a sales channel lost by an hour of getting there, ordering and paying."""
    usual_order_minutes: Positive = assumed(5.0)
    """Time people are used to spend on such an order, the way there too; more is felt as toil."""
    usual_payment_minutes: Positive = assumed(2.0)
    """Time people are used to spend on such a payment."""
    trust_threshold: Score = assumed(-1.0)
    """Opinion of a brand below which nobody orders, however much it is wanted; -1: no gate."""
    persuasion: Number = assumed(0.0)
    """Utility our sales content and skill add at the decision; it is gone in use."""
    hesitate_per_day_share: Share = assumed(0.0)
    """Chance a day that someone decided for us puts the order off until tomorrow."""
    cool_off_share: Share = assumed(0.1)
    """Share of those who put it off who let it be."""
    cta_strength: Share = assumed(0.0)
    """Share of hesitation that the call to action takes away."""
    cta_regret: Positive = assumed(0.5)
    """Utility in use lost by who was hurried: ordered for the call to action alone."""
    instalment_share: Share = assumed(0.0)
    """Share of buyers who pay us by instalments."""
    instalment_relief_share: Share = assumed(0.5)
    """Share of their money worries this takes away."""
    instalment_fee_share: Share = assumed(0.0)
    """What their instalments cost us, as a share of the price paid."""
    warranty_relief_share: Share = assumed(0.0)
    """Share of the perceived risk of buying from us that our warranty takes away."""
    returns_relief_share: Share = assumed(0.0)
    """Share of what is left of it that free returns take away."""
    late_emotion: Score = assumed(-0.3)
    """Emotion, as a share of the strongest, when an order does not come as promised."""
    discount_share: Share = assumed(0.0)
    """Discount on our price; interventions move it."""
    return_share: Share = assumed(0.15)
    """Share of orders returned when the experience fell clearly short."""
    regret_turn_away_share: Share = assumed(0.05)
    """Share of buyers who regret the choice who return the product, or leave a subscription."""


class Use(Section):
    """Living with the product."""

    setup_difficulty_share: Share = assumed(0.18)
    """Share of new owners who have trouble setting the product up."""
    setup_help_share: Share = assumed(0.0)
    """Share of new owners helped by an onboarding programme; interventions move it."""
    setup_help_relief_share: Share = assumed(0.6)
    """Share of that trouble the help takes away."""
    setup_help_trust: Share = assumed(0.1)
    """Attachment to who helped: how far being helped moves trust to full."""
    setup_minutes: Positive = assumed(20.0)
    """Minutes a set-up takes when it works."""
    value_weight: Positive = assumed(0.1)
    """Experience lost, on the 0 to 1 scale, when a price paid is 100 % above the usual one."""
    effort_weight: Positive = assumed(0.3)
    """Experience between the hardest (0) and the easiest (1) use."""
    period_update: Share = assumed(0.0)
    """How far each period of a subscription moves satisfaction; 0: the first days decide."""
    system_ticket_share: Share = assumed(0.3)
    """Share of failures of our app or system that send the owner to the desk."""
    system_failure_emotion: Score = assumed(-0.2)
    """Emotion, as a share of the strongest, when our app or system fails the owner."""
    aftercare_share: Share = assumed(0.0)
    """Share of failures met by after-purchase rights: loan unit, visit, free check."""
    aftercare_relief_share: Share = assumed(0.6)
    """Share of the blow of such a failure that they take away."""
    aftercare_trust: Share = assumed(0.1)
    """How far being so looked after moves trust to full."""
    experience_sd: Positive = assumed(0.15)
    """How much experiences of one product differ, on the 0 to 1 scale."""
    liking_share: Share = assumed(0.5)
    """How far the private liking by which a brand was chosen shows in its use (correlation)."""
    negative_weight: Positive = assumed(2.0, 1.0, 3.0)
    """Weight of falling short against exceeding by as much."""
    delight_threshold: Share = assumed(0.15)
    """How far experience must exceed expectation to delight."""
    satisfaction_update: Share = assumed(0.5)
    """How far one experience moves satisfaction."""
    trust_update: Share = assumed(0.3)
    """How far one experience moves trust."""
    emotion_half_life_days: Positive = assumed(10.0)
    """Days in which an emotion fades to half."""
    disappointment_threshold: Share = assumed(0.15)
    """How far experience must fall short of expectation to disappoint clearly."""
    failure_emotion: Score = assumed(-0.5)
    """Emotion, as a share of the strongest, when the product fails or cannot be set up."""
    dissatisfied_leave_share: Share = assumed(0.25)
    """Share who turn away after an experience clearly below expectation."""
    loyal_trust: Share = assumed(0.6)
    """Trust from which a satisfied repeat buyer counts as loyal."""
    loyal_skip_share: Share = assumed(0.5)
    """Share of loyal customers who buy again without searching."""
    expectation_drift_per_year: Number = assumed(0.02)
    """How much expectations rise in a year, on the 0 to 1 scale."""


class Lapsed(Section):
    """After the relation ended; never for good."""

    return_times: Positive = assumed(0.5)
    """Needs brought back to us relative to those of other people."""
    winback_response_times: Positive = assumed(1.0)
    """Response to win-back contacts relative to the contact's own."""


class Journey(Section):
    """The numbers of the rules, one table a stage."""

    awareness: Awareness = Field(default_factory=Awareness)
    search: Search = Field(default_factory=Search)
    evaluation: Evaluation = Field(default_factory=Evaluation)
    purchase: Purchase = Field(default_factory=Purchase)
    use: Use = Field(default_factory=Use)
    lapsed: Lapsed = Field(default_factory=Lapsed)


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
    """Share of buyers who write a review of an ordinary experience."""
    extreme_write_share: Share = assumed(0.15)
    """Share who write one of an experience that stirred them fully."""
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
        "ring",
        "torus",
        "small_world",
        "random",
        "regular",
        "scale_free",
        "clustered",
        "households",
    ] = "small_world"
    """How ties are laid; `everyone` mixes all people and stores no tie."""
    ties_per_customer: Positive = assumed(8.0)
    """Mean number of ties."""
    rewired_share: Share = assumed(0.1)
    """Share of ties rewired at random (small_world; Watts and Strogatz 1998)."""
    same_segment_share: Share = assumed(0.6)
    """Share of ties within one's own segment (clustered)."""
    household_size: Positive = assumed(4.0)
    """People in a household (households)."""
    meetings_per_day: Annotated[Quantity, Between(0.0, 16.0, is_whole=True)] = assumed(1.0)
    """People met a day when everyone mixes."""
    ties: Ties = Field(default_factory=Ties)
    reviews: Reviews = Field(default_factory=Reviews)
    moments: Moments = Field(default_factory=Moments)
    owner_talk_per_day_share: Share = assumed(0.005)
    """Chance a day that an owner in no special mood talks about the brand."""
    emotion_talk_per_day_share: Share = assumed(0.10)
    """Chance added at the strongest emotion."""
    aware_talk_per_day_share: Share = assumed(0.0)
    """Chance a day that someone who merely knows us talks about us."""
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
