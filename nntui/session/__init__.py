"""A run in a process of its own, and how others watch and steer it. Textual is never imported here."""
