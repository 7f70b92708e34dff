"""The layers, one file a family, and the table of them."""

from __future__ import annotations

from nntui_engine.layers.activations import GELU, LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from nntui_engine.layers.attention import SelfAttention
from nntui_engine.layers.conv2d import Conv2D
from nntui_engine.layers.dense import Dense
from nntui_engine.layers.dropout import Dropout
from nntui_engine.layers.embedding import Embedding, PositionalEmbedding
from nntui_engine.layers.flatten import Flatten
from nntui_engine.layers.gru import GRU
from nntui_engine.layers.last_step import LastStep
from nntui_engine.layers.layer import Layer, Place
from nntui_engine.layers.lstm import LSTM
from nntui_engine.layers.normalization import BatchNorm, LayerNorm
from nntui_engine.layers.pooling import GlobalMeanPool, MaxPool2D, MeanPool2D
from nntui_engine.layers.recurrent import RNN
from nntui_engine.layers.residual import Residual

LAYERS: dict[str, type[Layer]] = {
    layer.kind: layer
    for layer in (
        Dense,
        Flatten,
        ReLU,
        LeakyReLU,
        Sigmoid,
        Tanh,
        GELU,
        Softmax,
        Dropout,
        LayerNorm,
        BatchNorm,
        Residual,
        MeanPool2D,
        MaxPool2D,
        GlobalMeanPool,
        Conv2D,
        LastStep,
        RNN,
        GRU,
        LSTM,
        Embedding,
        PositionalEmbedding,
        SelfAttention,
    )
}
"""By the name in `run.toml`, from simple to rich."""

ACTIVATIONS: tuple[str, ...] = ("relu", "leaky_relu", "sigmoid", "tanh", "gelu")
"""The layers that may stand behind a hidden layer as its activation."""

__all__ = ["ACTIVATIONS", "LAYERS", "Layer", "Place"]
