"""nntui: see, pause, step and steer a neural network while it learns."""
