"""Pictures of a folder, decoded and scaled by OpenCV or torchvision. Prints one JSON object."""

import argparse
import json
import pathlib
import time


def opencv(arguments):
    """One picture after the other, on one thread."""
    import cv2
    import numpy as np

    cv2.setNumThreads(1)
    begin = time.perf_counter()
    files = sorted(file for file in pathlib.Path(arguments.folder).rglob("*") if file.is_file())
    images = np.empty((len(files), arguments.side, arguments.side, 3), np.uint8)
    for place, file in enumerate(files):
        picture = cv2.imread(str(file), cv2.IMREAD_COLOR)
        images[place] = cv2.resize(picture, (arguments.side, arguments.side), interpolation=cv2.INTER_AREA)
    return len(files), time.perf_counter() - begin


def torchvision(arguments):
    """ImageFolder and a DataLoader with as many workers as there are threads."""
    import torch
    from torchvision import datasets, transforms

    torch.set_num_threads(1)
    begin = time.perf_counter()
    side = (arguments.side, arguments.side)
    shape = transforms.Compose([transforms.Resize(side), transforms.PILToTensor()])
    pictures = datasets.ImageFolder(arguments.folder, transform=shape)
    loader = torch.utils.data.DataLoader(pictures, batch_size=256, num_workers=arguments.threads)
    images = sum(len(batch) for batch, _ in loader)
    return images, time.perf_counter() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("library", choices=("opencv", "torchvision"))
    parser.add_argument("--folder", required=True)
    parser.add_argument("--side", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    arguments = parser.parse_args()
    images, seconds = {"opencv": opencv, "torchvision": torchvision}[arguments.library](arguments)
    print(json.dumps({"images": images, "seconds": seconds}))


if __name__ == "__main__":
    main()
