"""The terminal: what is written to it, and how it is kept safe."""
