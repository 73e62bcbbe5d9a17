"""What the studies of figures without labels share: small sets of images, and encoders that are trained on them."""

import gzip
import struct

import numpy as np

IMAGES = 10_000  # of each set, the first
ARTICLE = ["training.batch_size=256"]
CONTRASTIVE = [
    "model.kind=convolutional", "model.channels=[16,32]", "model.hidden=[64]", "model.batch_norm=true",
    "model.downsampling=pool_early", "model.code=32", "model.code_activation=linear",
    "training.objective.kind=contrastive", "training.objective.temperature=0.2", "training.batch_size=256",
    "training.optimizer.learning_rate=0.003", "augmentation.preset=handwriting",
]


def write_idx(path, array):
    """array: of uint8."""
    path.write_bytes(struct.pack(">BBBB", 0, 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes())


def read_idx(path):
    """Of uint8, compressed by gzip."""
    data = gzip.decompress(path.read_bytes())
    sizes = struct.unpack(f">{data[3]}I", data[4 : 4 + 4 * data[3]])
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(sizes)


def read_training(root):
    """The training images, [N, H, W], and labels, [N], of a folder whose files are named as MNIST's."""
    return [read_idx(root / f"train-{part}-ubyte.gz") for part in ("images-idx3", "labels-idx1")]
