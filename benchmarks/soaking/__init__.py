"""Runs, viewers and a link to which everything happens at random: what `benchmarks.soak` lets loose."""
