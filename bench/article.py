"""The article's program on today's Keras: a 784-36-784 autoencoder on MNIST, and how long it takes.

Prints one JSON object: seconds an epoch (training and validation; the median of all epochs but the first), seconds in
all, the test cross-entropy, the process's peak memory in MB and the versions.
"""

import argparse
import gzip
import json
import os
import pathlib
import resource
import statistics
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
import tensorflow as tf

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
IDX_IMAGES_HEADER = 16  # bytes: magic, count, rows, columns


def read_images(path):
    """[N, 784] float64 in [0, 1]: the article's min-max scaling leaves NumPy's double precision, and Keras casts it."""
    with gzip.open(path, "rb") as file:
        pixels = np.frombuffer(file.read(), dtype=np.uint8, offset=IDX_IMAGES_HEADER).reshape(-1, 28 * 28)
    return (pixels - pixels.min()) / (pixels.max() - pixels.min())


class EpochClock(keras.callbacks.Callback):
    """Seconds of each epoch, its validation included."""

    def __init__(self):
        super().__init__()
        self.seconds = []

    def on_epoch_begin(self, epoch, logs=None):
        self.begin = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(time.perf_counter() - self.begin)


def autoencoder():
    model = keras.Sequential(
        [
            keras.Input(shape=(28 * 28,)),
            keras.layers.Dense(36, activation="relu"),
            keras.layers.Dense(28 * 28, activation="sigmoid"),
        ]
    )
    model.compile(optimizer="adam", loss="binary_crossentropy")
    return model


def train(model, train_images, test_images, epochs):
    clock = EpochClock()
    stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience=5, mode="min")
    model.fit(
        train_images,
        train_images,
        epochs=epochs,
        batch_size=2024,
        shuffle=True,
        validation_data=(test_images, test_images),
        callbacks=[clock, stop],
        verbose=0,
    )
    return clock.seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=200, help="at most this many; two or more (default: the article's 200)")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="for one operation and for operations side by side")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=pathlib.Path, default=REPOSITORY / "data/mnist", help="folder of the four .gz files")
    arguments = parser.parse_args()
    if arguments.epochs < 2:
        parser.error(f"--epochs {arguments.epochs}: expected 2 or more, since the first epoch compiles and is not counted")

    tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
    tf.config.threading.set_inter_op_parallelism_threads(arguments.threads)
    keras.utils.set_random_seed(arguments.seed)
    train_images = read_images(arguments.data / "train-images-idx3-ubyte.gz")
    test_images = read_images(arguments.data / "t10k-images-idx3-ubyte.gz")
    model = autoencoder()
    begin = time.perf_counter()
    seconds = train(model, train_images, test_images, arguments.epochs)
    total = time.perf_counter() - begin
    test_loss = model.evaluate(test_images, test_images, verbose=0)
    print(
        json.dumps(
            {
                "seconds_per_epoch": statistics.median(seconds[1:]),
                "seconds": total,
                "epochs": len(seconds),
                "test_loss": float(test_loss),
                "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "threads": arguments.threads,
                "versions": {"tensorflow": tf.__version__, "keras": keras.__version__, "numpy": np.__version__},
            }
        )
    )


if __name__ == "__main__":
    main()
