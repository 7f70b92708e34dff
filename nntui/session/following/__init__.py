"""What a viewer makes of its connection: tries, silence, commands without an answer.

Without sockets and without a screen.
"""
