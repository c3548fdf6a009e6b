"""The stages of the journey, the moves allowed between them, and why one moves."""

from __future__ import annotations

from enum import IntEnum

NOBODY = 255
"""Stands for no brand, no sales channel, no channel."""
UNKNOWN = -128
"""In what others see of an opinion: the brand is not known."""


class Stage(IntEnum):
    """Where a customer is. Six stages, what comes before them and what comes after."""

    UNAWARE = 0
    AWARENESS = 1
    SEARCH = 2
    EVALUATION = 3
    PURCHASE = 4
    USE = 5
    SUPPORT = 6
    LAPSED = 7


STAGE_NAMES = tuple(stage.name.lower() for stage in Stage)
N_STAGES = len(Stage)

MOVES: dict[Stage, tuple[Stage, ...]] = {
    Stage.UNAWARE: (Stage.AWARENESS, Stage.SEARCH),
    Stage.AWARENESS: (Stage.UNAWARE, Stage.SEARCH),
    Stage.SEARCH: (Stage.EVALUATION, Stage.UNAWARE, Stage.AWARENESS, Stage.USE, Stage.LAPSED),
    Stage.EVALUATION: (Stage.PURCHASE, Stage.UNAWARE, Stage.AWARENESS, Stage.USE, Stage.LAPSED),
    Stage.PURCHASE: (
        Stage.USE,
        Stage.EVALUATION,
        Stage.UNAWARE,
        Stage.AWARENESS,
        Stage.LAPSED,
    ),
    Stage.USE: (Stage.SEARCH, Stage.EVALUATION, Stage.SUPPORT, Stage.LAPSED),
    Stage.SUPPORT: (Stage.USE, Stage.LAPSED),
    Stage.LAPSED: (Stage.SEARCH,),
}
"""From each stage, where a rule may lead. No stage is an end."""


class Intention(IntEnum):
    """The explicit purchase intention, between evaluation and the product in hand."""

    NONE = 0
    FORMING = 1
    ASKING = 2
    FIRM = 3
    PAUSED = 4
    ORDERED = 5


class Relation(IntEnum):
    """What a person is to our brand."""

    STRANGER = 0
    TRIAL = 1
    CUSTOMER = 2
    FORMER = 3


class Onboarding(IntEnum):
    """How setting the product up went."""

    NONE = 0
    WENT_WELL = 1
    TROUBLE = 2
    HELPED_OUT = 3


class Reason(IntEnum):
    """Why a customer moved. Every move has one."""

    NONE = 0
    HEARD_MEDIA = 1
    HEARD_TALK = 2
    HEARD_FIRM = 3
    FORGOT = 4
    NEED_AROSE = 5
    AROUSED_BY_MEDIA = 6
    AROUSED_BY_TALK = 7
    ANSWERED_CONTACT = 8
    INFORMED = 9
    GAVE_UP = 10
    FOUND_NOTHING = 11
    CHOSE_US = 12
    CHOSE_RIVAL = 13
    CHOSE_NOTHING = 14
    RECONSIDERED = 15
    PUT_OFF_BY_OTHERS = 16
    CANCELLED_FINANCE = 17
    CANCELLED_PSYCHOLOGY = 18
    CANCELLED_TIME = 19
    NOT_AVAILABLE = 20
    ABANDONED_CHECKOUT = 21
    PAYMENT_FAILED = 22
    REFUSED_AT_DOOR = 23
    RECEIVED = 24
    RECEIVED_RIVAL = 25
    BUYS_AGAIN = 26
    HAS_QUESTION = 27
    PRODUCT_FAILED = 28
    CANNOT_SET_UP = 29
    SOLVED = 30
    STILL_UNSOLVED = 31
    LEFT_TOO_HARD = 32
    LEFT_PRICE = 33
    LEFT_COMPETITOR = 34
    LEFT_BAD_SUPPORT = 35
    LEFT_CLOSED_DOWN = 36
    LEFT_PAYMENT_FAILED = 37
    LEFT_DISSATISFIED = 38
    LEFT_INACTIVE = 39
    LEFT_TRIAL = 40
    OWN_RULE = 41


N_REASONS = len(Reason)
LEAVING = {
    Reason.LEFT_TOO_HARD: "too_hard",
    Reason.LEFT_PRICE: "price",
    Reason.LEFT_COMPETITOR: "competitor",
    Reason.LEFT_BAD_SUPPORT: "bad_support",
    Reason.LEFT_CLOSED_DOWN: "closed_down",
    Reason.LEFT_PAYMENT_FAILED: "payment_failed",
    Reason.LEFT_DISSATISFIED: "dissatisfied",
    Reason.LEFT_INACTIVE: "inactive",
    Reason.LEFT_TRIAL: "trial_ended",
}
"""The reasons for leaving us, by the names market files and tables use."""


class Mark(IntEnum):
    """What happened to a customer on a day: bit numbers of the record's `marks`."""

    EXPOSED = 0
    HEARD_POSITIVE = 1
    HEARD_NEGATIVE = 2
    CONTACTED = 3
    RESPONDED = 4
    VISITED = 5
    FIRST_VISIT = 6
    READ_REVIEWS = 7
    ASKED_IN_SEARCH = 8
    TALKED_IN_EVALUATION = 9
    EXPLORED = 10
    ASKED_BEFORE_BUYING = 11
    PEERS_WERE_NEGATIVE = 12
    INTENDED = 13
    WORRIED = 14
    PAUSED = 15
    RESUMED = 16
    CANCELLED = 17
    CHECKOUT_STARTED = 18
    ABANDONED = 19
    ORDERED = 20
    FIRST_ORDER = 21
    REPEAT_ORDER = 22
    REPEATED_IN_WINDOW = 23
    ORDERED_RIVAL = 24
    RECEIVED = 25
    REFUSED = 26
    RETURNED = 27
    SETUP_TROUBLE = 28
    SETUP_HELPED = 29
    FAILED = 30
    DELIGHTED = 31
    DISAPPOINTED = 32
    TICKET_OPENED = 33
    REPLIED = 34
    GAVE_UP_WAITING = 35
    SOLVED = 36
    LEFT_ALONE = 37
    REVIEWED_WELL = 38
    REVIEWED_BADLY = 39
    SAID_POSITIVE = 40
    SAID_NEGATIVE = 41
    INVITED = 42
    REFERRAL_SUCCEEDED = 43
    RENEWED = 44
    TRIAL_STARTED = 45
    TRIAL_PAID = 46
    LEFT = 47
    CAME_BACK = 48
    LEARNED_COMMERCIAL = 49
    LEARNED_PERSONAL = 50
    LEARNED_REVIEWS = 51
    OPINION_CHANGED = 52


N_MARKS = len(Mark)


class Source(IntEnum):
    """What made our brand known: a media channel's number (0 to 31), or one of these."""

    FAMILY = 32
    FRIEND = 33
    COLLEAGUE = 34
    SEARCH = 35
    FIRM = 36
    START = 37
    NONE = 38


N_SOURCES = len(Source) + 32
