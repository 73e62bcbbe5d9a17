"""Codes of MNIST's training images by Keras or PyTorch, from uint8 on, scaling included. Prints one JSON object."""

import argparse
import json
import os
import time

import mnist
import numpy as np


def keras_encoder(arguments):
    """The article's encoder; what its weights are does not matter to the time."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras
    import tensorflow

    tensorflow.config.threading.set_intra_op_parallelism_threads(arguments.threads)
    tensorflow.config.threading.set_inter_op_parallelism_threads(arguments.threads)
    encoder = keras.Sequential([keras.Input(shape=(28 * 28,)), keras.layers.Dense(36, activation="relu")])
    return lambda images: encoder.predict(images.astype(np.float32) / 255, batch_size=arguments.batch_size, verbose=0)


def pytorch_encoder(arguments):
    import torch

    torch.set_num_threads(arguments.threads)
    encoder = torch.jit.load(arguments.encoder)

    def encode(images):
        with torch.inference_mode():
            batches = torch.from_numpy(images).split(arguments.batch_size)
            return torch.cat([encoder(batch.float() / 255) for batch in batches]).numpy()

    return encode


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("library", choices=("keras", "pytorch"))
    parser.add_argument("--encoder", help="encoder.pt, for PyTorch")
    parser.add_argument("--batch-size", type=int, required=True)
    parser.add_argument("--passes", type=int, required=True, help="after one to warm up")
    parser.add_argument("--threads", type=int, required=True)
    arguments = parser.parse_args()
    images = mnist.read_images(mnist.TRAIN_IMAGES).copy()
    encode = {"keras": keras_encoder, "pytorch": pytorch_encoder}[arguments.library](arguments)
    seconds = []
    for _ in range(1 + arguments.passes):
        begin = time.perf_counter()
        encode(images)
        seconds.append(time.perf_counter() - begin)
    print(json.dumps({"images": len(images), "seconds": seconds[1:]}))


if __name__ == "__main__":
    main()
