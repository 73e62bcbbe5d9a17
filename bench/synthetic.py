"""Image files of any size: MNIST's training images, shifted so that no image comes twice."""

import struct

import numpy as np

from peers import mnist

SIDE = 28
IMAGES_MAGIC = 0x803


REACH = 6
SHIFTS = [(down, right) for down in range(-REACH, REACH + 1) for right in range(-REACH, REACH + 1)]


def shift_round(images, number):
    """All images, each by another shift than in every other round; a round has each shift as often as any other."""
    shifted = np.empty_like(images)
    for place, shift in enumerate(SHIFTS):
        some = slice((place - number) % len(SHIFTS), None, len(SHIFTS))
        shifted[some] = np.roll(images[some], shift, axis=(1, 2))
    return shifted


def write_images(path, count):
    """An IDX file of `count` images, so that any part of it is like any other.

    What a shift pushes out on one side comes in on the other.
    """
    images = mnist.read_images(mnist.TRAIN_IMAGES).reshape(-1, SIDE, SIDE)
    rounds = -(-count // len(images))
    if rounds > len(SHIFTS):
        raise ValueError(f"{count:,} images: expected at most {len(SHIFTS) * len(images):,}")
    with open(path, "wb") as file:
        file.write(struct.pack(">4I", IMAGES_MAGIC, count, SIDE, SIDE))
        for number in range(rounds):
            file.write(shift_round(images[: count - number * len(images)], number).tobytes())
