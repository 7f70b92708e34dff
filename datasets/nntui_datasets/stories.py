"""A line about every dataset, from simple to rich: the order in which a learner meets them."""

from __future__ import annotations

STORIES = {
    "line": "Points around a straight line: one weight and one bias are enough.",
    "plane": "A number that rises with one input and falls with the other.",
    "sine": "Two waves: the first curve that needs a hidden layer.",
    "blobs": "Three round clouds of points that straight lines can part.",
    "moons": "Two half moons that reach into each other.",
    "circles": "A ring around a disc: no straight line can part them.",
    "xor": "Four quadrants, opposite ones alike: the problem that a perceptron cannot solve.",
    "checkerboard": "Sixteen fields in two colours: many small regions to tell apart.",
    "spiral": "Two arms wound around each other: the classic test of a deeper network.",
    "iris": "Three species of iris, told apart by the lengths and widths of petals and sepals.",
    "wine": "Three cultivars of one region, told apart by a chemical analysis of their wines.",
    "breast-cancer": "Benign or malignant, from measurements of cell nuclei under a microscope.",
    "digits": "Handwritten digits in 8×8 pixels, read by a network in seconds.",
    "sine-wave": "Waves of any length, read step by step: the next value is to be told.",
    "parity": "Bits, one by one: whether the ones among them are odd. Easy for who counts along.",
    "copy": "Eight symbols to keep in mind, and to say again after a sign.",
    "mnist": "70,000 handwritten digits in 28×28 pixels: what networks have been measured by since 1998.",
    "fashion-mnist": "70,000 pieces of clothing in 28×28 pixels: as large as mnist, and harder.",
}
