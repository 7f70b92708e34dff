"""One training step as each library takes it: a module each, with the same function `stepper`."""
