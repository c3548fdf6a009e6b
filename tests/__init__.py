"""The tests, a package so that one test module may use the helpers of another."""
