"""What people call the parts of their data."""

from __future__ import annotations

TO_TRAIN_WITH = ("train", "training")
TO_VALIDATE_WITH = ("val", "valid", "validation", "test")
"""Parts that are held out, the first there is of them."""
