"""Many runs: comparing plans, and later sweeps, sensitivity and decisions."""
