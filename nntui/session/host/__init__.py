"""The process that owns a run and trains it."""
