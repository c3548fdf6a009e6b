"""The emergent checks: nothing is fitted to the regularity; its sign, order or range is tested."""

from __future__ import annotations

from cjsim.validation.check import Check

EMERGENT: tuple[Check, ...] = ()
