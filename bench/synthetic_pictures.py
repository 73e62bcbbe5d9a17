"""Folders of picture files, each of another picture: noise at every scale, as photographs have it."""

import cv2
import numpy as np


def scene(random, height, width):
    """[height, width, 3] uint8: noise of several sizes, the coarser the stronger."""
    picture = np.zeros((height, width, 3), np.float32)
    for level in range(1, 8):
        coarse = random.standard_normal((height >> level or 1, width >> level or 1, 3), np.float32)
        picture += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) * 2.0 ** (level / 2)
    return np.clip(128 + picture * 12, 0, 255).astype(np.uint8)


def write_photographs(folder, count, seed):
    """JPEG of 640 x 480 at quality 90."""
    folder.mkdir()
    random = np.random.default_rng(seed)
    for number in range(count):
        cv2.imwrite(str(folder / f"{number:05}.jpg"), scene(random, 480, 640), [cv2.IMWRITE_JPEG_QUALITY, 90])


def write_icons(folder, count, seed):
    """PNG of 128 x 128, a disk of colors on transparent ground."""
    folder.mkdir()
    random = np.random.default_rng(seed)
    for number in range(count):
        disk = np.zeros((128, 128), np.uint8)
        cv2.circle(disk, (64, 64), int(random.integers(20, 60)), 255, cv2.FILLED, cv2.LINE_AA)
        picture = scene(random, 128, 128) & 0xF0  # few colors, as icons have
        cv2.imwrite(str(folder / f"{number:05}.png"), np.dstack([np.where(disk[..., None] > 0, picture, 0), disk]))


def write_array(path, count, side, seed):
    """A .npy of [count, 3, side, side] uint8."""
    random = np.random.default_rng(seed)
    np.save(path, np.stack([scene(random, side, side).transpose(2, 0, 1) for _ in range(count)]))
