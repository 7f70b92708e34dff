"""One training step as each library takes it: a module each, with the same function `stepper`.

It makes a function that takes one or more steps and returns how many they were.
"""
