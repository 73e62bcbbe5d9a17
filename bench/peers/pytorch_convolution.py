"""An autoencoder of images in PyTorch, in two ways: as it is usually written, and as one who knows PyTorch makes it fast
and compiles it. By default the network of configs/mnist-conv.json on MNIST.

Prints one JSON object.
"""

import argparse
import json
import math
import time

import mnist
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

EPSILON = 1e-7  # of Adam, as Keras has it


def level(inputs, outputs):
    return nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU()


def convolutional(shape, code):
    """Through 16 and 32 channels to a dense code and back; ends in logits. Height and width are multiples of four."""
    channels, height, width = shape
    coarse = (32, height // 4, width // 4)
    values = math.prod(coarse)
    return (
        *level(channels, 16), nn.MaxPool2d(2), *level(16, 32), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(values, code), nn.ReLU(),
        nn.Linear(code, values), nn.ReLU(), nn.Unflatten(1, coarse),
        nn.Upsample(scale_factor=2), *level(32, 16), nn.Upsample(scale_factor=2), nn.Conv2d(16, channels, 3, padding=1),
    )


def dense(shape, code):
    """Through 256 values to a code and back; ends in logits."""
    values = math.prod(shape)
    return (
        nn.Flatten(), nn.Linear(values, 256), nn.ReLU(), nn.Linear(256, code), nn.ReLU(),
        nn.Linear(code, 256), nn.ReLU(), nn.Linear(256, values), nn.Unflatten(1, shape),
    )


def layers(images, arguments):
    return {"convolutional": convolutional, "dense": dense}[arguments.model](tuple(images.shape[1:]), arguments.code)


def read_images(arguments):
    """Training and validation images, [N, C, H, W] float32 in [0, 1]."""
    if arguments.images:
        sets = (np.load(file) for file in arguments.images)
    else:
        sets = (mnist.read_images(path).reshape(-1, 1, 28, 28).copy() for path in (mnist.TRAIN_IMAGES, mnist.TEST_IMAGES))
    return [torch.from_numpy(images).float() / 255 for images in sets]


def precision_of(arguments):
    return torch.autocast("cpu", torch.bfloat16, enabled=arguments.precision == "bfloat16")


class Usual:
    """DataLoader, a model that ends in its sigmoid, loss.item() after each batch."""

    def __init__(self, train_images, test_images, arguments):
        self.train_loader = DataLoader(TensorDataset(train_images), batch_size=arguments.batch_size, shuffle=True)
        self.test_loader = DataLoader(TensorDataset(test_images), batch_size=arguments.batch_size)
        self.model = nn.Sequential(*layers(train_images, arguments), nn.Sigmoid())
        self.optimizer = torch.optim.Adam(self.model.parameters(), eps=EPSILON)
        self.arguments = arguments

    def loss_of(self, images):
        with precision_of(self.arguments):
            outputs = self.model(images)
        return F.binary_cross_entropy(outputs.float(), images)

    def epoch(self):
        self.model.train()
        for (images,) in self.train_loader:
            self.optimizer.zero_grad()
            loss = self.loss_of(images)
            loss.backward()
            self.optimizer.step()
            loss.item()
        self.model.eval()
        total = 0.0
        with torch.no_grad():
            for (images,) in self.test_loader:
                total += self.loss_of(images).item() * len(images)
        return total / len(self.test_loader.dataset)


class Compiled:
    """Tensors instead of a DataLoader, channels_last, the loss on logits, fused Adam, all in torch.compile; nothing is
    read back before the epoch's end."""

    def __init__(self, train_images, test_images, arguments):
        self.train_images, self.test_images = train_images, test_images
        self.batch_size = arguments.batch_size
        self.model = nn.Sequential(*layers(train_images, arguments)).to(memory_format=torch.channels_last)
        self.optimizer = torch.optim.Adam(self.model.parameters(), eps=EPSILON, fused=True)

        def loss_of(images):
            with precision_of(arguments):
                logits = self.model(images)
            return F.binary_cross_entropy_with_logits(logits.float(), images)

        self.loss_of = torch.compile(loss_of, dynamic=False)

    def epoch(self):
        self.model.train()
        for indices in torch.randperm(len(self.train_images)).split(self.batch_size):
            self.optimizer.zero_grad(set_to_none=True)
            images = self.train_images.index_select(0, indices)
            self.loss_of(images).backward()
            self.optimizer.step()
        self.model.eval()
        with torch.no_grad():
            sums = [self.loss_of(images) * len(images) for images in self.test_images.split(self.batch_size)]
            return (sum(sums) / len(self.test_images)).item()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--way", choices=("usual", "compiled"), required=True)
    parser.add_argument("--precision", choices=("float32", "bfloat16"), default="float32")
    parser.add_argument("--model", choices=("convolutional", "dense"), default="convolutional")
    parser.add_argument("--code", type=int, default=36)
    parser.add_argument("--images", nargs=2, metavar="FILE.npy", help="[N, C, H, W] uint8, to train on and to validate on")
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--batch-size", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    train_images, test_images = read_images(arguments)
    training = (Usual if arguments.way == "usual" else Compiled)(train_images, test_images, arguments)
    seconds = []
    for _ in range(arguments.epochs):
        begin = time.perf_counter()
        loss = training.epoch()
        seconds.append(time.perf_counter() - begin)
    print(json.dumps({"epoch_seconds": seconds, "loss": loss}))


if __name__ == "__main__":
    main()
