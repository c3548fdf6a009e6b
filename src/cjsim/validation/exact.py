"""The exact checks: parameters are given, theory fixes the answer, and a miss is a bug."""

from __future__ import annotations

from cjsim.validation.check import Check
from cjsim.validation.exact_accounts import E8
from cjsim.validation.exact_adoption import E1, E2
from cjsim.validation.exact_choice import E6, E7
from cjsim.validation.exact_desk import E5
from cjsim.validation.exact_luck import E9
from cjsim.validation.exact_talk import E3, E4

EXACT: tuple[Check, ...] = (E1, E2, E3, E4, E5, E6, E7, E8, E9)
