"""MNIST's 70,000 images in groups, by the manifold of an autoencoder's codes (N2D; McConville et al. 2019: autoencoder,
UMAP, Gaussian mixture) or of the pixels (UMAP and HDBSCAN, as UMAP's documentation has it).

Writes the assignments, -1 where an image is in no group, and prints one JSON object. Labels are not read.
"""

import argparse
import os

import groups
import mnist
import numpy as np

GROUPS = 10
HIDDEN, CODE, BATCH = (500, 500, 2000), 10, 256
N2D_UMAP = {"n_neighbors": 20, "min_dist": 0.0, "n_components": GROUPS}
UMAP = {"n_neighbors": 30, "min_dist": 0.0, "n_components": 2}
HDBSCAN = {"min_samples": 10, "min_cluster_size": 500}


def images(count):
    """[N, 784] float32 in [0, 1]: the training images, then the test images, or the first `count`."""
    pixels = np.concatenate([mnist.read_images(path) for path in (mnist.TRAIN_IMAGES, mnist.TEST_IMAGES)])
    return pixels[:count].astype(np.float32) / 255


def dense(torch, widths):
    """Linear layers with ReLU between them, none behind the last."""
    layers = []
    for wide, next_wide in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(wide, next_wide), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def autoencoder_codes(pixels, arguments):
    """[N, CODE] of an autoencoder trained on squared errors by Adam."""
    import torch

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    data = torch.from_numpy(pixels)
    widths = (data.shape[1], *HIDDEN, CODE)
    encoder, decoder = dense(torch, widths), dense(torch, widths[::-1])
    optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()])
    for _ in range(arguments.epochs):
        for batch in torch.randperm(len(data)).split(BATCH):
            some = data[batch]
            loss = torch.nn.functional.mse_loss(decoder(encoder(some)), some)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        return torch.cat([encoder(some) for some in data.split(8192)]).numpy()


def embed(codes, options, arguments):
    import umap

    return umap.UMAP(random_state=arguments.seed, **options).fit_transform(codes)


def n2d(pixels, arguments):
    from sklearn.mixture import GaussianMixture

    places = embed(autoencoder_codes(pixels, arguments), N2D_UMAP, arguments)
    return GaussianMixture(GROUPS, random_state=arguments.seed).fit_predict(places)


def umap_hdbscan(pixels, arguments):
    import hdbscan

    smaller = {name: min(value, len(pixels) // 20) for name, value in HDBSCAN.items()}  # for a short form
    return hdbscan.HDBSCAN(core_dist_n_jobs=arguments.threads, **smaller).fit_predict(embed(pixels, UMAP, arguments))


TOOLS = {"n2d": n2d, "umap_hdbscan": umap_hdbscan}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tool", choices=TOOLS)
    parser.add_argument("--images", type=int, help="the first so many, instead of all")
    parser.add_argument("--epochs", type=int, default=50, help="of N2D's autoencoder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--out", required=True, help="the .npy of assignments to write")
    arguments = parser.parse_args()
    os.environ["NUMBA_NUM_THREADS"] = str(arguments.threads)
    groups.group_and_save(lambda: TOOLS[arguments.tool](images(arguments.images), arguments), arguments.out)


if __name__ == "__main__":
    main()
