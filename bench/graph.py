"""Clusters from the graph of nearest neighbors: what they make of the article's codes, of pixels and of principal
components, and what a million codes take."""

import pathlib
import tempfile

import numpy as np
from sklearn.decomposition import PCA
from sklearn.metrics import normalized_mutual_info_score

import measure
from peers import mnist

COMPONENTS = 36  # as many numbers as the article's codes have
GROUPS = 10
LARGE = 1_000_000
CENTERS = 200

QUALITY_NOTE = f"""MNIST's 60,000 training images: the codes of configs/mnist.json trained with each seed; their pixels;
their first {COMPONENTS} principal components. All at unit length, 15 exact neighbors, Jaccard weights, resolution 1. One
seed a repeat. Majority accuracy names each cluster by its most frequent label, and rises with the number of clusters."""
LARGE_NOTE = f"""{LARGE:,} codes of 36 values around {CENTERS} places, a tenth of the codes between two of them;
neighbors by hnswlib."""


def agreement(assignments, labels):
    """How clusters agree with labels, which no cluster depends on."""
    counts = np.zeros((assignments.max() + 1, labels.max() + 1), dtype=np.int64)
    np.add.at(counts, (assignments, labels), 1)
    return {"majority_accuracy": float(counts.max(axis=1).sum() / len(labels)),
            "nmi": float(normalized_mutual_info_score(labels, assignments))}


def run(setting, folder, codes, seed, *arguments):
    """One clustering: what the program says of itself, its memory, and the assignments."""
    out = folder / "assignments.npy"
    done = setting.run_codegrid("bench-graph", "--codes", codes, "--out", out, "--threads", setting.threads,
                                "--seed", seed, *arguments)
    figures = {**done.json(), "peak_memory_mb": done.peak_memory_mb}
    return figures, np.load(out)


def article_codes(setting, folder, seed, *assignments):
    """The codes of the article's job with this seed and these KEY=VALUE, in a file."""
    runs = folder / f"runs-{seed}"
    setting.train(runs, f"seed={seed}", f"training.epochs={setting.choose(200, 2)}", *assignments)
    out = folder / f"codes-{seed}"
    setting.cluster(runs / "mnist/latest", "--out", out,
                    *measure.sets("device=cpu", "clustering.n_init=1", "clustering.max_iter=1"))
    return out / "codes.npy"


def save(path, codes):
    np.save(path, np.ascontiguousarray(codes, dtype=np.float32))
    return path


def measure_quality(setting, folder):
    seeds = range(1, setting.choose(5, 1) + 1)
    pixels = mnist.read_images(mnist.TRAIN_IMAGES) / np.float32(255)
    labels = mnist.read_labels(mnist.TRAIN_LABELS)
    components = save(folder / "components.npy", PCA(COMPONENTS, random_state=1).fit_transform(pixels))
    pixels = save(folder / "pixels.npy", pixels)
    codes = {seed: article_codes(setting, folder, seed) for seed in seeds}
    kinds = {"the article's codes": codes.get, "pixels": lambda _: pixels,
             f"{COMPONENTS} principal components": lambda _: components}
    measurements = []
    for title, arguments in (("clusters as found", ()), (f"{GROUPS} clusters", ("--k", GROUPS))):
        for kind, codes_of in kinds.items():
            repeats = []
            for seed in seeds:
                figures, assignments = run(setting, folder, codes_of(seed), seed, *arguments)
                repeats.append({**figures, **agreement(assignments, labels)})
                measurement = {"case": f"{kind}, {title}", "tool": measure.CODEGRID, "repeats": repeats}
                measure.show(measurement)
            measurements.append(measurement)
    return measure.section("quality", "Graph clustering of MNIST", QUALITY_NOTE, "seconds", measurements,
                           ["clusters", "majority_accuracy", "nmi", "modularity", "peak_memory_mb"])


def many_codes(count):
    """[count, 36] float32 around places of unequal weight."""
    random = np.random.default_rng(1)
    places = random.normal(size=(CENTERS, COMPONENTS))
    which = random.choice(CENTERS, size=(2, count), p=random.dirichlet(np.full(CENTERS, 4.0)))
    between = np.where(random.random(count) < 0.1, random.random(count), 0.0)[:, None]
    codes = places[which[0]] * (1 - between) + places[which[1]] * between
    return codes + 0.25 * random.normal(size=codes.shape)


def measure_large(setting, folder):
    count = setting.choose(LARGE, 120_000)
    codes = save(folder / "many.npy", many_codes(count))
    tools = {measure.CODEGRID: lambda: run(setting, folder, codes, 1)[0]}
    measurements = measure.turn_about(f"{count:,} x {COMPONENTS}", tools, setting.repeats_or(1))
    return measure.section("large", "Graph clustering of a million codes", LARGE_NOTE, "seconds", measurements,
                           ["neighbor_seconds", "clusters", "modularity", "peak_memory_mb"])


def sections(setting):
    with tempfile.TemporaryDirectory() as folder:
        return [measure_quality(setting, pathlib.Path(folder)), measure_large(setting, pathlib.Path(folder))]


if __name__ == "__main__":
    measure.measure_part("graph", measure.start("graph"), sections)
