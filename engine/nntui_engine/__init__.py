"""nntui_engine: neural networks trained with NumPy, every gradient written by hand and checked.

Read it in this order: `layers/dense.py`, `losses/`, `optimizers.py`, `network.py`, `trainer.py`.
"""
