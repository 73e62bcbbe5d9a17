"""The article's training in PyTorch, in two ways: as it is usually written, and as one who knows PyTorch makes it fast.

Prints one JSON object.
"""

import argparse
import json
import time

import mnist
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

EPSILON = 1e-7  # of Adam, as Keras has it


def encoder_and_decoder():
    return nn.Linear(28 * 28, 36), nn.ReLU(), nn.Linear(36, 28 * 28)


class Usual:
    """DataLoader, a model that ends in its sigmoid, loss.item() after each batch."""

    def __init__(self, train_images, test_images, batch_size):
        self.train_loader = DataLoader(TensorDataset(train_images), batch_size=batch_size, shuffle=True)
        self.test_loader = DataLoader(TensorDataset(test_images), batch_size=batch_size)
        self.model = nn.Sequential(*encoder_and_decoder(), nn.Sigmoid())
        self.optimizer = torch.optim.Adam(self.model.parameters(), eps=EPSILON)

    def epoch(self):
        for (images,) in self.train_loader:
            self.optimizer.zero_grad()
            loss = F.binary_cross_entropy(self.model(images), images)
            loss.backward()
            self.optimizer.step()
            loss.item()
        total = 0.0
        with torch.no_grad():
            for (images,) in self.test_loader:
                total += F.binary_cross_entropy(self.model(images), images).item() * len(images)
        return total / len(self.test_loader.dataset)


class Tuned:
    """Tensors instead of a DataLoader, the loss on logits, fused Adam, nothing read back before the epoch's end."""

    def __init__(self, train_images, test_images, batch_size, compiled):
        self.train_images, self.test_images, self.batch_size = train_images, test_images, batch_size
        model = nn.Sequential(*encoder_and_decoder())
        self.optimizer = torch.optim.Adam(model.parameters(), eps=EPSILON, fused=True)

        def loss_of(images):
            return F.binary_cross_entropy_with_logits(model(images), images)

        self.loss_of = torch.compile(loss_of, dynamic=False) if compiled else loss_of

    def epoch(self):
        for indices in torch.randperm(len(self.train_images)).split(self.batch_size):
            self.optimizer.zero_grad(set_to_none=True)
            self.loss_of(self.train_images.index_select(0, indices)).backward()
            self.optimizer.step()
        with torch.no_grad():
            sums = [self.loss_of(images) * len(images) for images in self.test_images.split(self.batch_size)]
            return (sum(sums) / len(self.test_images)).item()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--way", choices=("usual", "tuned", "compiled"), required=True,
                        help="compiled: tuned, in torch.compile")
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--batch-size", type=int, default=2024)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    train_images, test_images = (
        torch.from_numpy(mnist.read_images(path).copy()).float() / 255
        for path in (mnist.TRAIN_IMAGES, mnist.TEST_IMAGES)
    )
    if arguments.way == "usual":
        training = Usual(train_images, test_images, arguments.batch_size)
    else:
        training = Tuned(train_images, test_images, arguments.batch_size, compiled=arguments.way == "compiled")
    seconds, began = [], time.time()
    for _ in range(arguments.epochs):
        begin = time.perf_counter()
        loss = training.epoch()
        seconds.append(time.perf_counter() - begin)
    print(json.dumps({"epoch_seconds": seconds, "training_began": began, "loss": loss}))


if __name__ == "__main__":
    main()
