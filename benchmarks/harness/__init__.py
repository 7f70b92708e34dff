"""Runs a terminal program in a real pseudo-terminal, behind an imagined link, and measures it."""
