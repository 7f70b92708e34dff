"""A run at the far end of a slow link and its dashboard at the near one: what `benchmarks.link` measures."""
