"""Views: the one log of the journey, told in other people's stages.

A scheme puts the places where a customer can stand (`cjsim.journey.place.Place`: a stage
with the fields beside it) together under its own names. Everyone is in one stage of each
scheme on each day, so people add up in every view. Those who do not know us yet, who use a
competitor's product and who have left are outside most schemes and keep rows of their own.

No stage is called by the word conversion alone: one scheme means the purchase by it, another
the first difficulties with what was bought.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.history import History
from cjsim.journey.place import N_PLACES, Place
from cjsim.journey.tally import PLACE_MOVES, PLACES
from cjsim.language import current, text
from cjsim.scenarios.schema import Scenario


@dataclass(frozen=True, slots=True)
class ViewStage:
    """A stage of a scheme: its code, its names in English and Vietnamese, and who is in it."""

    code: str
    english: str
    vietnamese: str
    places: tuple[Place, ...]

    @property
    def words(self) -> str:
        """Its name in the language spoken."""
        return self.vietnamese if current() == "vi" else self.english


_S = Place
_V = ViewStage
_UNAWARE = _V("unaware", "Does not know us yet", "Chưa biết đến", (_S.UNAWARE,))
_WITH_ANOTHER = _V(
    "with_another",
    "With a competitor",
    "Đang dùng hàng của đối thủ",
    (_S.BUYING_ELSEWHERE, _S.USING_ANOTHER),
)
_LAPSED = _V("lapsed", "Has left", "Đã rời bỏ", (_S.LAPSED, _S.LAPSED_WITH_OFFER))
_SEARCH = (_S.SEARCHING, _S.READING)
_EVALUATION = (_S.COMPARING, _S.EXPLORING)
_INTENTION = (_S.INTENDING, _S.PAUSED)
_SETTING_UP = (_S.SETTING_UP, _S.HELPED_TO_SET_UP)
_OWNERS = (_S.USING, _S.LOYAL)
_ADVOCATES = (_S.ADVOCATE, _S.COMPLETELY_LOYAL)

VIEWS: dict[str, tuple[ViewStage, ...]] = {
    "six_stages": (
        _UNAWARE,
        _V("awareness", "Awareness", "Nhận thức", (_S.AWARE,)),
        _V("search", "Information search", "Tìm kiếm thông tin", _SEARCH),
        _V("evaluation", "Evaluation and comparison", "Đánh giá và so sánh", _EVALUATION),
        _V(
            "purchase",
            "Purchase",
            "Mua hàng",
            (*_INTENTION, _S.ORDERED, _S.BUYING_ELSEWHERE),
        ),
        _V(
            "use",
            "Product use",
            "Sử dụng sản phẩm",
            (_S.SETTING_UP, _S.ON_TRIAL, *_OWNERS, *_ADVOCATES, _S.USING_ANOTHER),
        ),
        _V(
            "support",
            "After-sale support",
            "Hỗ trợ sau bán hàng",
            (_S.HELPED_TO_SET_UP, _S.IN_SUPPORT),
        ),
        _LAPSED,
    ),
    "five_stages": (
        _UNAWARE,
        _V("awareness", "Awareness", "Nhận biết", (_S.AWARE, *_SEARCH)),
        _V(
            "consideration",
            "Consideration",
            "Cân nhắc",
            (*_EVALUATION, *_INTENTION, _S.ON_TRIAL),
        ),
        _V(
            "purchase_action",
            "Conversion (the purchase itself)",
            "Chuyển đổi (hành động mua)",
            (_S.ORDERED,),
        ),
        _V("retention", "Retention", "Duy trì", (*_SETTING_UP, *_OWNERS, _S.IN_SUPPORT)),
        _V("advocacy", "Advocacy", "Ủng hộ", _ADVOCATES),
        _WITH_ANOTHER,
        _LAPSED,
    ),
    "experience_management": (
        _UNAWARE,
        _V("learn", "Learns about the product", "Tìm hiểu về sản phẩm", (_S.AWARE, *_SEARCH)),
        _V("consider", "Evaluates and considers", "Đánh giá và xem xét", (_S.COMPARING,)),
        _V("explore", "Explores the product", "Khám phá sản phẩm", (_S.EXPLORING, _S.ON_TRIAL)),
        _V("purchase", "Purchase", "Mua hàng", (*_INTENTION, _S.ORDERED)),
        _V(
            "first_difficulties",
            "Conversion (first difficulties in use)",
            "Chuyển đổi (khó khăn ban đầu khi sử dụng)",
            _SETTING_UP,
        ),
        _V(
            "attached",
            "Attached to the brand",
            "Gắn bó với thương hiệu",
            (*_OWNERS, _S.ADVOCATE, _S.IN_SUPPORT),
        ),
        _V("completely_loyal", "Completely loyal", "Hoàn toàn trung thành", (_S.COMPLETELY_LOYAL,)),
        _WITH_ANOTHER,
        _LAPSED,
    ),
    "four_phases": (
        _UNAWARE,
        _V("reach", "Reach", "Tiếp cận", (_S.AWARE,)),
        _V(
            "interact",
            "Interact",
            "Tương tác",
            (*_SEARCH, *_EVALUATION, *_INTENTION, _S.ORDERED),
        ),
        _V("use", "Use", "Sử dụng", (_S.SETTING_UP, _S.ON_TRIAL, *_OWNERS)),
        _V(
            "after_sale",
            "After-sale",
            "Sau bán hàng",
            (_S.HELPED_TO_SET_UP, _S.IN_SUPPORT, *_ADVOCATES),
        ),
        _WITH_ANOTHER,
        _LAPSED,
    ),
    "crm_chain": (
        _UNAWARE,
        _V("marketing", "Marketing", "Tiếp thị", (_S.AWARE,)),
        _V("approach", "Approach", "Tiếp cận", _SEARCH),
        _V("consult", "Consult", "Tư vấn", _EVALUATION),
        _V("sell", "Sell", "Bán hàng", (*_INTENTION, _S.ON_TRIAL)),
        _V(
            "perform_contract",
            "Perform the contract",
            "Thực hiện hợp đồng",
            (_S.ORDERED, *_SETTING_UP),
        ),
        _V(
            "after_sale_care",
            "After-sale care",
            "Chăm sóc sau bán hàng",
            (*_OWNERS, *_ADVOCATES, _S.IN_SUPPORT),
        ),
        _WITH_ANOTHER,
        _LAPSED,
    ),
    "lifecycle": (
        _UNAWARE,
        _V("meets_us", "Meets us and learns we exist", "Biết đến chúng ta", (_S.AWARE,)),
        _V("searches", "Searches for information", "Tìm kiếm thông tin", (_S.SEARCHING,)),
        _V("reads", "Reads our own pages", "Đọc trang của chúng ta", (_S.READING,)),
        _V(
            "asks_for_trial",
            "Asks and tries",
            "Hỏi và dùng thử",
            (*_EVALUATION, *_INTENTION, _S.ON_TRIAL),
        ),
        _V(
            "paying_customer",
            "Paying customer",
            "Khách hàng trả phí",
            (_S.ORDERED, *_SETTING_UP, *_OWNERS, *_ADVOCATES, _S.IN_SUPPORT),
        ),
        _V("stops", "Has stopped using", "Ngừng sử dụng", (_S.LAPSED,)),
        _V(
            "better_offer",
            "Has a better offer to come back",
            "Được mời quay lại với ưu đãi tốt hơn",
            (_S.LAPSED_WITH_OFFER,),
        ),
        _WITH_ANOTHER,
    ),
}
"""Every scheme of stages. Each holds every `Place` exactly once."""


Scheme = str | Mapping[str, Sequence[str]]
"""The name of a scheme, or one of one's own: names of places by the name of their stage."""


def stages_of(scheme: Scheme) -> tuple[ViewStage, ...]:
    """Return the stages of a scheme; raise `UserError` when it is none."""
    if not isinstance(scheme, str):
        return _own_stages(scheme)
    if scheme not in VIEWS:
        raise UserError("view", scheme, text("there are: {views}.", {"views": ", ".join(VIEWS)}))
    return VIEWS[scheme]


def _own_stages(scheme: Mapping[str, Sequence[str]]) -> tuple[ViewStage, ...]:
    """Return the stages of a scheme of one's own, which has to hold each place once."""
    places = {place.name.lower(): place for place in Place}
    named = [name for names in scheme.values() for name in names]
    for name in named:
        if name not in places:
            raise UserError(
                "view", name, text("places are: {places}.", {"places": ", ".join(places)})
            )
        if named.count(name) > 1:
            raise UserError("view", name, text("a place belongs to one stage only."))
    missing = [name for name in places if name not in named]
    if missing:
        raise UserError(
            "view",
            list(scheme),
            text("in no stage are: {missing}.", {"missing": ", ".join(missing)}),
        )
    return tuple(
        ViewStage(code, code, code, tuple(places[name] for name in names))
        for code, names in scheme.items()
    )


def view_table(name: Scheme, scenario: Scenario, history: History) -> pd.DataFrame:
    """Return one row per day, segment and stage of a scheme.

    Columns: day, date, segment, stage, english, vietnamese; people in the stage at the end of
    the day, entered and left during it. People are those the simulated customers stand for.
    """
    stages = stages_of(name)
    people, entered, left = (scenario.weight * part for part in counts_of(stages, history.tallies))
    n_days, n_segments, n_stages = people.shape
    dates = pd.date_range(scenario.scenario.start, periods=n_days)
    per_day = n_segments * n_stages

    def each(words: Iterable[str]) -> NDArray[np.object_]:
        return np.tile(np.array(list(words), dtype=object), n_days * n_segments)

    return pd.DataFrame(
        {
            "day": np.repeat(np.arange(n_days), per_day),
            "date": np.repeat(dates, per_day),
            "segment": np.tile(np.repeat(list(scenario.segments), n_stages), n_days),
            "stage": each(stage.code for stage in stages),
            "english": each(stage.english for stage in stages),
            "vietnamese": each(stage.vietnamese for stage in stages),
            "people": people.ravel(),
            "entered": entered.ravel(),
            "left": left.ravel(),
        }
    )


def counts_of(
    stages: tuple[ViewStage, ...], tallies: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return customers in, entering and leaving each stage, (days, segments, stages) each.

    `tallies` (days, segments, N_TALLIES) are a history's.
    """
    members = np.zeros((N_PLACES, len(stages)))
    for place, stage in enumerate(stages):
        members[list(stage.places), place] = 1.0
    standing = tallies[..., PLACES : PLACES + N_PLACES]
    moves = tallies[..., PLACE_MOVES : PLACE_MOVES + N_PLACES**2]
    moves = moves.reshape(*tallies.shape[:2], N_PLACES, N_PLACES)
    between = np.einsum("dgij,ia,jb->dgab", moves, members, members, optimize=True)
    between[..., np.arange(len(stages)), np.arange(len(stages))] = 0.0  # still in the same stage
    return standing @ members, between.sum(axis=2), between.sum(axis=3)
