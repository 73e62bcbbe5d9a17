"""MNIST's image files for the peers."""

import gzip
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent.parent.parent / "data/mnist"
TRAIN_IMAGES = FOLDER / "train-images-idx3-ubyte.gz"
TEST_IMAGES = FOLDER / "t10k-images-idx3-ubyte.gz"
TRAIN_LABELS = FOLDER / "train-labels-idx1-ubyte.gz"
TEST_LABELS = FOLDER / "t10k-labels-idx1-ubyte.gz"
IMAGES_HEADER = 16  # bytes: magic, count, rows, columns
LABELS_HEADER = 8  # bytes: magic, count


def read_images(path):
    """[N, 784] uint8"""
    with gzip.open(path, "rb") as file:
        return np.frombuffer(file.read(), dtype=np.uint8, offset=IMAGES_HEADER).reshape(-1, 28 * 28)


def read_labels(path):
    """[N] uint8"""
    with gzip.open(path, "rb") as file:
        return np.frombuffer(file.read(), dtype=np.uint8, offset=LABELS_HEADER)
