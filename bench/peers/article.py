"""The article's program on today's Keras: a 784-36-784 autoencoder on MNIST; with --whole also what follows.

What the article imports and does not need here (seaborn, pandas, plotly) is left out: the peer is spared their start.
Prints one JSON object.
"""

import argparse
import json
import os
import pathlib
import random
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import mnist
import numpy as np
import tensorflow as tf


def scaled(pixels):
    """float64 in [0, 1]: the article's min-max scaling leaves NumPy's double precision, and Keras casts it."""
    return (pixels - pixels.min()) / (pixels.max() - pixels.min())


class EpochClock(keras.callbacks.Callback):
    """Seconds of each epoch, its validation included, and when the first began."""

    def __init__(self):
        super().__init__()
        self.seconds = []
        self.began = None

    def on_epoch_begin(self, epoch, logs=None):
        self.began = self.began or time.time()
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
    history = model.fit(
        train_images,
        train_images,
        epochs=epochs,
        batch_size=2024,
        shuffle=True,
        validation_data=(test_images, test_images),
        callbacks=[clock, stop],
        verbose=0,
    )
    return clock, history.history


def encoder_of(model):
    encoder = keras.models.clone_model(model)
    encoder.set_weights(model.get_weights())
    encoder.pop()
    return encoder


def draw_losses(plt, history, folder):
    figure, axes = plt.subplots()
    axes.plot(history["loss"], label="loss")
    axes.plot(history["val_loss"], label="val_loss")
    axes.legend()
    figure.savefig(folder / "loss.png")


def draw_reconstructions(plt, model, encoder, images, folder):
    chosen = images[np.random.randint(0, len(images), 10)]
    rows = (chosen, encoder.predict(chosen, verbose=0), model.predict(chosen, verbose=0))
    figure, axes = plt.subplots(3, 10, figsize=[20, 10])
    for row, (pictures, side) in enumerate(zip(rows, (28, 6, 28))):
        for column, picture in enumerate(pictures):
            axes[row][column].imshow(picture.reshape(side, side), cmap="gray_r")
            axes[row][column].axis("off")
    figure.savefig(folder / "reconstructions.png")


def draw_clusters(plt, images, clusters, folder):
    figure, axes = plt.subplots(5, 10, figsize=[15, 8])
    for column in range(10):
        axes[0][column].set_title(f"cluster:{column}", fontsize=12)
        for row, index in enumerate(random.sample(list(np.where(clusters == column)[0]), 5)):
            axes[row][column].imshow(images[index].reshape(28, 28), cmap="gray_r")
            axes[row][column].axis("off")
    figure.savefig(folder / "clusters.png")


def write_confusion(labels, clusters, folder):
    """Columns sorted by their majority label, as the article's table is."""
    from sklearn.metrics import confusion_matrix

    table = confusion_matrix(labels, clusters)
    np.savetxt(folder / "confusion.csv", table[:, np.argsort(table.argmax(axis=0))], fmt="%d", delimiter=",")


def finish(model, history, train_images, test_images, seed, folder):
    """The article after its training: pictures, k-means on the codes, confusion matrix. Returns the inertia."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from sklearn.cluster import KMeans

    random.seed(seed)
    draw_losses(plt, history, folder)
    encoder = encoder_of(model)
    draw_reconstructions(plt, model, encoder, test_images, folder)
    codes = encoder.predict(train_images, verbose=0)
    found = KMeans(n_clusters=10, n_init=10, random_state=seed).fit(codes)  # n_init: the default of the article's time
    write_confusion(mnist.read_labels(mnist.TRAIN_LABELS), found.labels_, folder)
    draw_clusters(plt, train_images, found.labels_, folder)
    return float(found.inertia_)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=200, help="at most this many")
    parser.add_argument("--threads", type=int, required=True, help="for one operation and for operations side by side")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--whole", type=pathlib.Path, metavar="FOLDER", help="also cluster and draw, into this folder")
    arguments = parser.parse_args()

    tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
    tf.config.threading.set_inter_op_parallelism_threads(arguments.threads)
    keras.utils.set_random_seed(arguments.seed)
    train_images = scaled(mnist.read_images(mnist.TRAIN_IMAGES))
    test_images = scaled(mnist.read_images(mnist.TEST_IMAGES))
    model = autoencoder()
    clock, history = train(model, train_images, test_images, arguments.epochs)
    result = {"epoch_seconds": clock.seconds, "training_began": clock.began}
    result["loss"] = float(model.evaluate(test_images, test_images, verbose=0))
    if arguments.whole:
        result["inertia"] = finish(model, history, train_images, test_images, arguments.seed, arguments.whole)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
