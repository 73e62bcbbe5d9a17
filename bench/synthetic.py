"""Image files of any size: MNIST's training images, each shifted so that no image comes twice."""

import struct

import numpy as np

from peers import mnist

SIDE = 28
IMAGES_MAGIC = 0x803


def shifts(count):
    """`count` pairs (down, right), the least first: (0, 0), then those by one pixel, by two, and so on."""
    reach = 0
    while (2 * reach + 1) ** 2 < count:
        reach += 1
    pairs = [(down, right) for down in range(-reach, reach + 1) for right in range(-reach, reach + 1)]
    return sorted(pairs, key=lambda pair: max(map(abs, pair)))[:count]


def write_images(path, count):
    """An IDX file of `count` images. What a shift pushes out on one side comes in on the other."""
    images = mnist.read_images(mnist.TRAIN_IMAGES).reshape(-1, SIDE, SIDE)
    rounds = -(-count // len(images))
    with open(path, "wb") as file:
        file.write(struct.pack(">4I", IMAGES_MAGIC, count, SIDE, SIDE))
        for done, shift in enumerate(shifts(rounds)):
            part = images[: count - done * len(images)]
            file.write(np.roll(part, shift, axis=(1, 2)).tobytes())
