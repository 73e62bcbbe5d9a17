"""The network of configs/mnist-conv.json in Keras, with the layers that the article imports. Prints one JSON object."""

import argparse
import json
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import mnist
import tensorflow as tf


def level(channels):
    return (
        keras.layers.Conv2D(channels, 3, padding="same"),
        keras.layers.BatchNormalization(momentum=0.9, epsilon=1e-5),
        keras.layers.Activation("relu"),
    )


def autoencoder():
    """28 x 28 x 1 through 16 and 32 channels to a code of 36 and back."""
    model = keras.Sequential(
        [
            keras.Input(shape=(28, 28, 1)),
            *level(16), keras.layers.MaxPooling2D(), *level(32), keras.layers.MaxPooling2D(), keras.layers.Flatten(),
            keras.layers.Dense(36, activation="relu"),
            keras.layers.Dense(7 * 7 * 32, activation="relu"), keras.layers.Reshape((7, 7, 32)),
            keras.layers.UpSampling2D(), *level(16), keras.layers.UpSampling2D(),
            keras.layers.Conv2D(1, 3, padding="same", activation="sigmoid", dtype="float32"),
        ]
    )
    model.compile(optimizer="adam", loss="binary_crossentropy")
    return model


class EpochClock(keras.callbacks.Callback):
    """Seconds of each epoch, its validation included."""

    def __init__(self):
        super().__init__()
        self.seconds = []

    def on_epoch_begin(self, epoch, logs=None):
        self.begin = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(time.perf_counter() - self.begin)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--precision", choices=("float32", "bfloat16"), default="float32")
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--batch-size", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
    tf.config.threading.set_inter_op_parallelism_threads(arguments.threads)
    keras.utils.set_random_seed(arguments.seed)
    if arguments.precision == "bfloat16":
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
    train_images, test_images = (
        (mnist.read_images(path).reshape(-1, 28, 28, 1) / 255).astype("float32")
        for path in (mnist.TRAIN_IMAGES, mnist.TEST_IMAGES)
    )
    clock = EpochClock()
    history = autoencoder().fit(
        train_images, train_images, epochs=arguments.epochs, batch_size=arguments.batch_size, shuffle=True,
        validation_data=(test_images, test_images), callbacks=[clock], verbose=0,
    )
    print(json.dumps({"epoch_seconds": clock.seconds, "loss": history.history["val_loss"][-1]}))


if __name__ == "__main__":
    main()
