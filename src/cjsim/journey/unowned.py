"""Arrays without an owner, for the inside of the sweep.

Numba counts references to every array it hands to a function, with an atomic addition each
way; for the arrays all customers share that was a third of the sweep's time. Whoever calls
the sweep holds the arrays, so inside it nothing need be counted.
"""

from __future__ import annotations

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from cjsim.journey.kernel import inner


@intrinsic
def _without_owner(typing_context, array):
    """Return the same array with no memory to keep alive."""
    if not isinstance(array, types.Array):
        return None

    def build(context, builder, signature, arguments):
        view = cgutils.create_struct_proxy(array)(context, builder, value=arguments[0])
        view.meminfo = ir.Constant(view.meminfo.type, None)
        view.parent = ir.Constant(view.parent.type, None)
        return view._getvalue()

    return array(array), build


@inner
def unowned(array):
    """Return a view of `array` that Numba does not count; the caller must hold the array."""
    return _without_owner(array)  # type: ignore[call-arg]  # an intrinsic hides its first argument


def unowned_plain(array):
    """Return `array`: plain Python counts references at no extra cost."""
    return array
