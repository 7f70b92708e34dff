"""Pure drawing: arrays and plain values in, rows of styled text out."""
