"""Luck is even and untied, and the checks that say so catch a generator that is not."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numba import njit

from cjsim.journey.luck import Purpose, squares64
from cjsim.validation.check import Finding
from cjsim.validation.luck import BLOCKS, L1, findings_of, owned_numbers, streamed


def test_luck_passes() -> None:
    findings = L1.run(True)
    assert len(findings) == 15
    assert [each for each in findings if not each.passed] == []


@njit
def unmixed(key, customer, day, purpose):
    """A counter times its key, without a round of mixing."""
    counter = (np.uint64(customer) << np.uint64(32)) | (np.uint64(day) << np.uint64(16))
    counter |= np.uint64(purpose)
    return np.float64((counter * key) >> np.uint64(11)) / 9007199254740992.0


@njit
def same_for_pairs(key, customer, day, purpose):
    """Each even purpose has the number of the next: two purposes share a counter."""
    counter = (np.uint64(customer) << np.uint64(32)) | (np.uint64(day) << np.uint64(16))
    counter |= np.uint64(purpose | 1)
    return np.float64(squares64(counter, key) >> np.uint64(11)) / 9007199254740992.0


@njit
def blind_to_days(key, customer, day, purpose):
    """Two days in turn are one day."""
    counter = (np.uint64(customer) << np.uint64(32)) | (np.uint64(day // 2) << np.uint64(16))
    counter |= np.uint64(purpose)
    return np.float64(squares64(counter, key) >> np.uint64(11)) / 9007199254740992.0


@njit
def uneven(key, customer, day, purpose):
    """Numbers a little too low: their 1.05th power."""
    counter = (np.uint64(customer) << np.uint64(32)) | (np.uint64(day) << np.uint64(16))
    counter |= np.uint64(purpose)
    return (np.float64(squares64(counter, key) >> np.uint64(11)) / 9007199254740992.0) ** 1.05


@pytest.mark.parametrize(
    ("draw", "caught_by"),
    [
        (unmixed, "a number and the next day's"),
        (unmixed, "with the next purpose"),
        (same_for_pairs, "with the next purpose"),
        (blind_to_days, "with the day before"),
        (uneven, "one number"),
    ],
)
def test_a_bad_generator_is_caught(draw: Callable[..., Any], caught_by: str) -> None:
    failed = [each.what for each in failures(findings_of(streamed(draw, 40, 31)))]
    assert any(caught_by in what for what in failed), failed


def failures(findings: list[Finding]) -> list[Finding]:
    return [each for each in findings if not each.passed]


def test_a_purpose_put_into_a_block_is_seen() -> None:
    owners = dict(owned_numbers())
    assert len(owners) == len(owned_numbers())
    inside = Purpose.CHOICE + BLOCKS[Purpose.CHOICE] - 1
    assert owners[inside] == "CHOICE"
    assert inside not in set(Purpose)
