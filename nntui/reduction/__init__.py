"""Reductions of what a network holds to what fits a screen: plain arrays in, small arrays out."""
