"""MNIST in groups, from images to the last assignment: codegrid's jobs beside N2D and UMAP with HDBSCAN."""

import csv
import pathlib
import tempfile

import numpy as np

import labels
import measure
from peers import mnist

EPOCHS = 50
QUICK_COUNT = 2_000
COLUMNS = ["accuracy", "majority_accuracy", "nmi", "clusters", "unassigned", "peak_memory_mb"]

NOTE = f"""All 70,000 images, whole programs, one seed. codegrid: configs/mnist-contrastive.json with every image, one
encoder and `spectral`; configs/mnist-best.json, two encoders and the refinement; each codegrid-train and then
codegrid-cluster with its pictures, memory that of the larger. N2D (McConville et al. 2019): an autoencoder
784-500-500-2000-10 ({EPOCHS} epochs instead of their 1,000), UMAP to 10 values with 20 neighbors, a Gaussian mixture. UMAP +
HDBSCAN: pixels to 2 values with 30 neighbors, groups of 500 at least. UMAP repeats itself with a seed only on one thread,
as its layout runs here. What is in no group counts as wrong."""

# Job: what makes it the same images, then what makes it short.
BOTH_QUICK = ("encoders[0].training.epochs=1", "encoders[1].training.epochs=1", "encoders[0].model.channels=[4,4,4]",
              "encoders[1].model.hidden=[16]", "refinement.rounds=1")
JOBS = {
    measure.CODEGRID: ("mnist-contrastive", ("data.use=all",),
                       ("training.epochs=1", "training.batch_size=2000", "model.channels=[4,4,4]")),
    "codegrid, mnist-best": ("mnist-best", (), BOTH_QUICK),
}


def run_codegrid(setting, name, assignments, quick):
    with tempfile.TemporaryDirectory() as runs:
        trained = setting.train(runs, "seed=1", *assignments, *setting.choose((), quick),
                                job=measure.REPOSITORY / f"configs/{name}.json")
        latest = pathlib.Path(runs) / name / "latest"
        clustered = setting.cluster(latest)
        with open(latest / "clusters/assignments.csv", newline="", encoding="utf-8") as file:
            rows = [(int(row["cluster"]), int(row["label"])) for row in csv.DictReader(file)]
    found, truth = np.array(rows).T
    return {"seconds": trained.seconds + clustered.seconds, **labels.figures(found, truth),
            "peak_memory_mb": max(trained.peak_memory_mb, clustered.peak_memory_mb)}


def run_peer(setting, tool, out):
    short = ["--images", QUICK_COUNT, "--epochs", 2]
    run = setting.run_peer("manifold.py", tool, "--out", out, *setting.choose(["--epochs", EPOCHS], short))
    truth = np.concatenate([mnist.read_labels(path) for path in (mnist.TRAIN_LABELS, mnist.TEST_LABELS)])
    found = np.load(out)
    return {"seconds": run.seconds, **labels.figures(found, truth[: len(found)]), "peak_memory_mb": run.peak_memory_mb}


def sections(setting):
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "assignments.npy"
        tools = {name: lambda job=job: run_codegrid(setting, *job) for name, job in JOBS.items()}
        tools["N2D"] = lambda: run_peer(setting, "n2d", out)
        tools["UMAP + HDBSCAN"] = lambda: run_peer(setting, "umap_hdbscan", out)
        measurements = measure.turn_about("MNIST, all images", tools, setting.repeats_or(1))
    return [measure.section("manifold", "MNIST in groups, from images to assignments", NOTE, "seconds", measurements,
                            COLUMNS)]


if __name__ == "__main__":
    measure.measure_part("manifold", measure.start("manifold"), sections)
