"""The nearest centroid of each image of an IDX file by PyTorch, as rows of CSV. Prints them."""

import argparse
import csv
import json
import sys

import numpy as np
import torch

BATCH = 512
HEADER = 16  # bytes of an IDX file of three dimensions


def read_images(path):
    """[N, H, W] uint8, mapped."""
    sizes = np.fromfile(path, dtype=">u4", count=3, offset=4)
    return np.memmap(path, dtype=np.uint8, mode="r", offset=HEADER, shape=tuple(int(size) for size in sizes))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--encoder", required=True)
    parser.add_argument("--centroids", required=True)
    parser.add_argument("--images", required=True)
    parser.add_argument("--threads", type=int, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    files = {"metadata.json": ""}
    encoder = torch.jit.load(arguments.encoder, _extra_files=files)
    lowest, highest = json.loads(files["metadata.json"])["scale"]
    centroids = torch.from_numpy(np.load(arguments.centroids))
    images = read_images(arguments.images)
    rows = csv.writer(sys.stdout)
    rows.writerow(["path", "index", "cluster", "distance", "next_cluster", "next_distance"])
    with torch.inference_mode():
        for begin in range(0, len(images), BATCH):
            batch = torch.from_numpy(images[begin : begin + BATCH].copy()).unsqueeze(1).float()
            codes = encoder((batch - lowest) / (highest - lowest))
            distances, clusters = torch.cdist(codes, centroids).topk(2, largest=False)
            for i, ((first, second), (near, next_near)) in enumerate(zip(clusters.tolist(), distances.tolist())):
                rows.writerow([arguments.images, begin + i, first, near, second, next_near])


if __name__ == "__main__":
    main()
