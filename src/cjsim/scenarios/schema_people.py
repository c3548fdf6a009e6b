"""How customers behave: the numbers of the rules, stage by stage."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cjsim.scenarios.quantity import (
    Between,
    Count,
    Emotion,
    Number,
    Positive,
    Quantity,
    Score,
    Section,
    Share,
    assumed,
)

_CLICKS = "Sistrix, 80 million keywords, 2020: 28.5 % click the first result, 2.5 % the tenth"
AtLeastOne = Annotated[Quantity, Between(1.0, is_whole=True)]


class Awareness(Section):
    """Becoming aware and forgetting."""

    forget_per_year_share: Share = assumed(0.15)
    """Share of those who know us and hear nothing who forget us within a year."""
    lost_knowledge_share: Share = assumed(0.5)
    """Share of what it knew of us that is lost to who forgets us."""


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
    not_found_score: Emotion = assumed(-1.0)
    """How looking for our content in vain is felt, -2 to 2."""
    top_click_share: Share = Quantity(0.285, source=_CLICKS)
    """Share of a search's users who click the first result."""
    click_decay: Positive = Quantity(1.05, source=_CLICKS)
    """Power of the rank by which clicks fall; it gives 14 % for the second (measured 15.7 %)."""


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
    neutral_belief: Share = assumed(0.5)
    """What is believed of an attribute of which nothing is known, 0 to 1."""
    treatment_emotion: Share = assumed(0.25)
    """Emotion, as a share of the strongest, of being treated as well as can be on a visit."""
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
    rival_delivery_days: Count = assumed(2.0)
    """Days until a rival delivers; 0: at once."""
    usual_answer_hours: Positive = assumed(24.0)
    """Answer to a request for a trial that people take as normal."""
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
    setup_trouble_times: Positive = assumed(3.0)
    """Minutes of a set-up that fails, relative to one that works."""
    setup_help_score: Emotion = assumed(1.0)
    """How being helped to set up is felt, -2 to 2."""
    usual_first_value_hours: Positive = assumed(48.0)
    """From delivery to first use that customers take as normal."""
    settling_days: AtLeastOne = assumed(14.0)
    """Days after a delivery over which the questions about an order are spread."""
    usual_usability: Annotated[Quantity, Between(0.0, 0.99)] = assumed(0.7)
    """Usability (`product.usability`) at which use is as easy as usual."""
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
    system_failure_minutes: Positive = assumed(15.0)
    """Time an owner loses when our app or system fails."""
    system_failure_score: Emotion = assumed(-1.0)
    """How the trouble of such a failure is felt, -2 to 2."""
    aftercare_share: Share = assumed(0.0)
    """Share of failures met by after-purchase rights: loan unit, visit, free check."""
    aftercare_relief_share: Share = assumed(0.6)
    """Share of the blow of such a failure that they take away."""
    aftercare_trust: Share = assumed(0.1)
    """How far being so looked after moves trust to full."""
    experience_sd: Positive = assumed(0.15)
    """How much experiences of one product differ, on the 0 to 1 scale."""
    liking_share: Share = assumed(0.6)
    """How far the private liking by which a brand was chosen shows in its use (correlation): why
    buyers are kinder judges than others would be (purchasing bias: Hu, Pavlou and Zhang)."""
    negative_weight: Positive = assumed(2.0, 1.0, 3.0)
    """Weight of falling short against exceeding by as much."""
    delight_threshold: Share = assumed(0.15)
    """How far experience must exceed expectation to delight."""
    satisfaction_update: Share = assumed(0.5)
    """How far one experience moves satisfaction."""
    trust_update: Share = assumed(0.3)
    """How far one experience moves trust."""
    emotion_per_gap: Positive = assumed(5.0)
    """Emotion of an experience one whole scale (0 to 1) off the expectation."""
    emotion_half_life_days: Positive = assumed(10.0)
    """Days in which an emotion fades to half."""
    disappointment_threshold: Share = assumed(0.15)
    """How far experience must fall short of expectation to disappoint clearly."""
    failure_emotion: Score = assumed(-0.5)
    """Emotion, as a share of the strongest, when the product fails or cannot be set up."""
    dissatisfied_leave_share: Share = assumed(0.25)
    """Share who turn away after an experience clearly below expectation."""
    content_satisfaction: Annotated[Quantity, Between(0.01, 1.0)] = assumed(0.6)
    """Satisfaction that speaks neither for nor against the brand in use."""
    satisfied_threshold: Share = assumed(0.6)
    """Satisfaction from which a customer says it is satisfied: 4 of 5."""
    recommend_satisfaction_weight: Share = assumed(0.7)
    """Weight of satisfaction in the willingness to recommend, 0 to 1."""
    recommend_trust_weight: Share = assumed(0.3)
    """Weight of trust in it."""
    promoter_threshold: Share = assumed(0.75)
    """Willingness to recommend that answers 9 or 10 of 10."""
    detractor_threshold: Share = assumed(0.5)
    """Willingness to recommend below which the answer is 6 or less."""
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


class Leaving(Section):
    """How often subscribers leave, and which reason weighs most for those who do."""

    worst_times: Annotated[Quantity, Between(1.0)] = assumed(4.0)
    """How many times more often the wholly dissatisfied leave than the content."""
    rival_pull_times: Positive = assumed(0.5)
    """Growth of leaving for each unit of utility by which a known rival is better."""
    trouble_weight: Positive = assumed(2.0)
    """Weight of hardship for who never set the product up; a better rival weighs its utility."""
    no_trouble_weight: Positive = assumed(0.3)
    """Weight of hardship for everyone else."""
    price_weight: Positive = assumed(0.25)
    """Weight of the price for each unit of utility that it costs."""
    discontent_weight: Positive = assumed(2.0)
    """Weight of dissatisfaction for the wholly dissatisfied; the content have none."""


class Start(Section):
    """Where people stand on the first day, what segments and brands say apart."""

    satisfaction: Share = assumed(0.65)
    """Satisfaction with the brand in use."""
    trust: Share = assumed(0.5)
    """Trust in the brand in use."""
    knowledge: Share = assumed(0.4)
    """Share of what there is to know of a brand that is known to who knows it."""
    owner_knowledge: Share = assumed(0.7)
    """The same of the brand in use."""
    opinion_spread: Share = assumed(0.3)
    """How far opinions of a brand reach to both sides of their mean, on the -1 to 1 scale."""
    days_back: AtLeastOne = assumed(365.0)
    """Days before the start over which past purchases are spread; no more than a buyer's lapse."""
    effort: Share = assumed(0.5)
    """Effort, 0 to 1, that who has had no contact yet remembers when a survey asks."""


class Journey(Section):
    """The numbers of the rules, one table a stage."""

    awareness: Awareness = Field(default_factory=Awareness)
    search: Search = Field(default_factory=Search)
    evaluation: Evaluation = Field(default_factory=Evaluation)
    purchase: Purchase = Field(default_factory=Purchase)
    use: Use = Field(default_factory=Use)
    lapsed: Lapsed = Field(default_factory=Lapsed)
    leaving: Leaving = Field(default_factory=Leaving)
    start: Start = Field(default_factory=Start)
