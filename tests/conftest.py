"""What all tests share: pictures without a window, and examples that do not change."""

import os

from hypothesis import settings

# Set before anything imports matplotlib, which reads it then; nothing is imported for it here.
os.environ["MPLBACKEND"] = "Agg"

# Derandomised, so that a test passes or fails for everybody alike. The first example may wait
# for a compilation, so none has a deadline.
settings.register_profile("cjsim", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("cjsim")
