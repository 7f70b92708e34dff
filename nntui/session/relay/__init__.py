"""The far end of a link over ssh: finds a run's host there, and copies bytes between it and the viewer.

Needs the standard library alone: a relay is there as soon as Python is, and opens nothing but the socket.
"""
