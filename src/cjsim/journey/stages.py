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
    LATE = 6
    REQUESTED = 7


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


class Rung(IntEnum):
    """The ladder of loyalty: where a customer stands now (see `cjsim.journey.ladder`)."""

    NONE = 0
    BUYER = 1
    REPEAT_BUYER = 2
    LOYAL = 3
    ADVOCATE = 4
    COMPLETELY_LOYAL = 5


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
    NOT_TRUSTED = 42
    COOLED_OFF = 43
    CANCELLED_OTHER = 44
    TRIAL_NOT_ANSWERED = 45


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
    """What happened to a customer on a day: bit numbers of the record's `marks`.

    The common ones come first, so that counting stops early.
    """

    EXPOSED = 0
    LEARNED_COMMERCIAL = 1
    HEARD_POSITIVE = 2
    HEARD_NEGATIVE = 3
    LEARNED_PERSONAL = 4
    OPINION_CHANGED = 5
    SAID_POSITIVE = 6
    SAID_NEGATIVE = 7
    CONTACTED = 8
    RESPONDED = 9
    VISITED = 10
    FIRST_VISIT = 11
    READ_REVIEWS = 12
    ASKED_IN_SEARCH = 13
    TALKED_IN_EVALUATION = 14
    EXPLORED = 15
    ASKED_BEFORE_BUYING = 16
    PEERS_WERE_NEGATIVE = 17
    INTENDED = 18
    WORRIED = 19
    PAUSED = 20
    RESUMED = 21
    CANCELLED = 22
    CHECKOUT_STARTED = 23
    ABANDONED = 24
    ORDERED = 25
    FIRST_ORDER = 26
    REPEAT_ORDER = 27
    REPEATED_IN_WINDOW = 28
    ORDERED_RIVAL = 29
    RECEIVED = 30
    REFUSED = 31
    RETURNED = 32
    SETUP_TROUBLE = 33
    SETUP_HELPED = 34
    FAILED = 35
    DELIGHTED = 36
    DISAPPOINTED = 37
    TICKET_OPENED = 38
    REPLIED = 39
    GAVE_UP_WAITING = 40
    SOLVED = 41
    LEFT_ALONE = 42
    REVIEWED_WELL = 43
    REVIEWED_BADLY = 44
    INVITED = 45
    REFERRAL_SUCCEEDED = 46
    RENEWED = 47
    TRIAL_STARTED = 48
    TRIAL_PAID = 49
    LEFT = 50
    CAME_BACK = 51
    LEARNED_REVIEWS = 52
    ASKED_EXPERIENCED = 53
    DECIDED_WELL = 54
    REGRETTED = 55
    SWITCHED_CHANNEL = 56
    DELIVERED_LATE = 57
    FOUND_EMPTY = 58
    SYSTEM_FAILED = 59
    IDENTIFIED = 60
    UNSUBSCRIBED = 61
    CLIMBED = 62


N_MARKS = len(Mark)
FIRST_RARE_MARK = Mark.SAID_NEGATIVE + 1
"""Marks below this one happen to many every day, and never mean money or an order."""


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
