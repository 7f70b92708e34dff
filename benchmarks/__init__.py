"""Measurements of the dashboard and the engine; each module runs as `python -m benchmarks.<name>`."""
