"""Whether the README's function brings pictures into an encoder's shape as the program does.

usage: pictures_into_shape.py FIRST_SNIPPET SECOND_SNIPPET FOLDER_OF_THE_PROGRAMS

The pictures are of several formats, sizes and shapes. A training and a clustering of them leave an encoder and the codes
that the program gives; the README's two snippets, run on the same encoder, must give codes that differ from those by no
more than the README says.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import numpy
from PIL import Image

LARGEST_DIFFERENCE = 0.01  # of a code, as a share of the largest, where pixels differ by 1 of 255 at most

SHAPES = [
    {"height": 16, "width": 20, "channels": 3, "fit": "pad", "background": [250, 10, 60]},
    {"height": 20, "width": 12, "channels": 1, "fit": "pad", "background": [30, 200, 90], "invert": True},
    {"height": 16, "width": 20, "channels": 3, "fit": "crop"},
    {"height": 16, "width": 20, "channels": 1, "fit": "stretch"},
]


def write_pictures(folder):
    """Smooth pictures with noise, as photographs are, and flat ones, as drawings are."""
    random = numpy.random.default_rng(1)

    def photo(height, width, channels):
        y, x = numpy.mgrid[0:height, 0:width]
        waves = [numpy.sin(x / (3 + c) + y / (7 - c)) for c in range(channels)]
        values = 127 + 100 * numpy.stack(waves, 2) + random.normal(0, 8, (height, width, channels))
        return Image.fromarray(values.clip(0, 255).astype(numpy.uint8).squeeze())

    photo(48, 60, 3).save(folder / "a.png")
    photo(37, 91, 3).save(folder / "b.jpg", quality=95)
    photo(31, 30, 1).save(folder / "c.png")
    photo(9, 7, 3).save(folder / "d.bmp")  # smaller than the shape
    photo(50, 16, 3).save(folder / "e.png")  # smaller one way, larger the other
    photo(40, 50, 4).save(folder / "f.png")  # partly transparent
    photo(33, 44, 3).quantize(16).save(folder / "g.png")
    upright = photo(30, 52, 3)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    upright.save(folder / "h.jpg", quality=95, exif=exif)
    photo(200, 300, 3).save(folder / "i.png")
    photo(50, 50, 3).convert("L").save(folder / "j.jpg", quality=95)
    Image.fromarray(numpy.linspace(0, 65535, 40 * 30).reshape(40, 30).astype(numpy.uint16)).save(folder / "k.png")


def codes_of_the_program(place, pictures, shape, programs):
    job = {
        "device": "cpu", "threads": 1,
        "data": {"dataset": "folder", "root": str(pictures), "image": shape, "cache": str(place / "cache")},
        "model": {"code": 8, "activation": "linear"},
        "training": {"epochs": 3, "batch_size": 4},
        "clustering": {"k": 2, "n_init": 1},
        "pictures": {"rows": 1, "page": [1, 1]},
    }
    (place / "job.json").write_text(json.dumps(job))
    for command in (["codegrid-train", "job.json"], ["codegrid-cluster", "runs/job/latest"]):
        subprocess.run([programs / command[0], *command[1:]], cwd=place, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.PIPE)
    return numpy.load(place / "runs/job/latest/clusters/codes.npy")


def codes_of_the_readme(snippets, encoder, pictures):
    first, second = (pathlib.Path(snippet).read_text() for snippet in snippets)
    shipped = "models/mnist-dense-36/encoder.pt"
    if shipped not in first:
        sys.exit(f"{snippets[0]}: expected it to load {shipped}")
    names = {}
    # Its example of pixels that are random goes by the encoder's own shape.
    exec(first.replace(shipped, str(encoder)), names)
    exec(second, names)
    torch = names["torch"]
    lowest, highest = names["metadata"]["scale"]
    with torch.no_grad():
        return numpy.concatenate([
            names["encoder"]((torch.from_numpy(names["pixels_of"](path)) - lowest).float() / (highest - lowest)).numpy()
            for path in pictures])


def main(first, second, programs):
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        pictures = pathlib.Path(folder) / "pictures"
        pictures.mkdir()
        write_pictures(pictures)
        for i, shape in enumerate(SHAPES):
            place = pathlib.Path(folder) / str(i)
            place.mkdir()
            expected = codes_of_the_program(place, pictures, shape, pathlib.Path(programs))
            found = codes_of_the_readme((first, second), place / "runs/job/latest/encoder.pt", sorted(pictures.iterdir()))
            difference = abs(found - expected).max() / abs(expected).max()
            print(f"{shape}: codes differ by {difference:.5f} of the largest at most")
            worst = max(worst, difference)
    if not worst <= LARGEST_DIFFERENCE:
        sys.exit(f"codes differ by {worst:.5f} of the largest, expected {LARGEST_DIFFERENCE} at most")


if __name__ == "__main__":
    main(*sys.argv[1:])
