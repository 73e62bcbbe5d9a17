"""Every clusterer on the same codes: of the article's encoder, of a contrastive one and, with --run, of a refined one;
beside scikit-learn, FAISS, hdbscan, igraph and leidenalg. bench/methods_table.py makes one table of it."""

import csv
import itertools
import json
import pathlib
import sys
import tempfile

import numpy as np
from sklearn.decomposition import PCA

import labels
import measure
from graph import COMPONENTS, article_codes, save
from neighbors import WIDE
from peers import mnist

GROUPS = 10
CONTRASTIVE_JOB = measure.REPOSITORY / "configs/mnist-contrastive.json"
# Method: its options here, then each peer and what peers/methods.py calls it.
METHODS = {
    "kmeans": ("kmeans", GROUPS, {"scikit-learn": "kmeans"}),
    "spherical_kmeans": ("spherical_kmeans", GROUPS, {"FAISS, spherical": "spherical_kmeans"}),
    "gaussian_mixture": ("gaussian_mixture", GROUPS, {"scikit-learn": "gaussian_mixture"}),
    "graph": ("graph", 0, {"igraph": "igraph", "leidenalg": "leidenalg"}),
    f"graph, k = {GROUPS}": ("graph", GROUPS, {}),
    "spectral": ("spectral", GROUPS, {"scikit-learn": "spectral"}),
    "hdbscan": ("hdbscan", 0, {"scikit-learn": "hdbscan_sklearn", "hdbscan": "hdbscan"}),
}
NOTHING_FOUND = "found no clusters"  # what hdbscan says of codes without any, as a short training leaves them
GRAPHS = ("graph", f"graph, k = {GROUPS}")
COLUMNS = ["accuracy", "majority_accuracy", "nmi", "clusters", "unassigned", "peak_memory_mb"]
QUICK_COUNT = 2_000

QUALITY_NOTE = f"""MNIST: the codes of configs/mnist.json and configs/mnist-contrastive.json, seed 1, as the encoder gave
them; every tool has the same file. {GROUPS} groups, where a method does not find their number. k-means: ten starts;
mixture: full covariances, from k-means; graph: 15 exact neighbors at unit length, Jaccard weights, Leiden until nothing
changes, resolution 1; spectral: 15 neighbors at unit length, scikit-learn on their plain graph by LOBPCG; hdbscan: at
unit length, at least one in 500 a group, 10 samples. Peers find the graph's neighbors by FAISS. Seeds 1 to 3 of the
method for codegrid, seed 1 for the others. Labels are compared with alone: accuracy by the best one-to-one match, what is
in no group being wrong."""
PICTURES_NOTE = f"""The graph alone, without an encoder: the 60,000 training images and their first {COMPONENTS} principal
components."""
SIZE_NOTE = f"""The codes of configs/mnist.json with {WIDE} values and all 70,000 images. Whole process: the memory holds
LibTorch, and the file twice while it is read."""


class Codes:
    """Codes in a file, and the label of each."""

    def __init__(self, setting, folder, title, codes, truth):
        count = setting.choose(None, QUICK_COUNT)
        codes = codes[:count]
        self.setting, self.truth, self.out = setting, truth[:count], folder / "assignments.npy"
        self.name = f"{title}, {codes.shape[0]:,} x {codes.shape[1]}"
        self.path = save(folder / f"{title}.npy", codes)

    def run_codegrid(self, method, k, seed):
        return self.finish(self.setting.run_codegrid(
            "bench-methods", "--codes", self.path, "--out", self.out, "--method", method, "--k", k, "--seed", seed,
            "--threads", self.setting.threads))

    def run_peer(self, tool):
        return self.finish(self.setting.run_peer("methods.py", tool, "--codes", self.path, "--out", self.out,
                                                 "--k", GROUPS))

    def finish(self, run):
        return {**labels.figures(np.load(self.out), self.truth), "seconds": run.json()["seconds"],
                "peak_memory_mb": run.peak_memory_mb}


def clustered(setting, folder, title, clusters):
    """The Codes of a folder that codegrid-cluster made."""
    with open(clusters / "assignments.csv", newline="", encoding="utf-8") as file:
        truth = np.array([int(row["label"]) for row in csv.DictReader(file)])
    return Codes(setting, folder, title, np.load(clusters / "codes.npy"), truth)


def contrastive_clusters(setting, folder):
    quick = ("training.epochs=1", "training.batch_size=2000", "model.channels=[4,4,4]")
    setting.train(folder / "runs", "seed=1", *setting.choose((), quick), job=CONTRASTIVE_JOB)
    out = folder / "contrastive"
    setting.cluster(folder / "runs/mnist-contrastive/latest", "--out", out,
                    *measure.sets("device=cpu", "clustering.method=kmeans", "clustering.n_init=1"))
    return out


def refined(setting, folder):
    """The Codes of --run, and the measurement of the groups that its encoder names itself."""
    out = folder / "refined"
    run = setting.cluster(setting.arguments.run, "--out", out, *measure.sets("device=cpu", "clustering.method=refined"))
    codes = clustered(setting, folder, "refined", out)
    with open(out / "assignments.csv", newline="", encoding="utf-8") as file:
        found = np.array([int(row["cluster"]) for row in csv.DictReader(file)])[: len(codes.truth)]
    seconds = json.loads((out / "metrics.json").read_text())["seconds"]
    figures = {**labels.figures(found, codes.truth), "seconds": seconds, "peak_memory_mb": run.peak_memory_mb}
    measurement = {"case": f"{codes.name}: refined", "tool": measure.CODEGRID, "repeats": [figures]}
    measure.show(measurement)
    return codes, measurement


def measure_methods(setting, codes, methods, repeats, with_peers):
    measurements = []
    for name in methods:
        method, k, peers = METHODS[name]
        seeds = itertools.count(1)
        tools = {measure.CODEGRID: lambda: codes.run_codegrid(method, k, next(seeds))}
        for peer, tool in (peers if with_peers else {}).items():
            tools[peer] = lambda tool=tool: codes.run_peer(tool)
        case = f"{codes.name}: {name}"
        try:
            measurements += measure.turn_about(case, tools, setting.repeats_or(repeats), dict.fromkeys(peers, 1))
        except measure.ProgramFailed as error:
            if NOTHING_FOUND not in str(error):
                raise
            print(f"{case}: left out, as it {NOTHING_FOUND}", file=sys.stderr)
    return measurements


def measure_quality(setting, folder):
    kinds = [clustered(setting, folder, "article", article_codes(setting, folder, 1).parent),
             clustered(setting, folder, "contrastive", contrastive_clusters(setting, folder))]
    measurements = []
    if setting.arguments.run:
        codes, measurement = refined(setting, folder)
        kinds.append(codes)
        measurements.append(measurement)
    for codes in kinds:
        measurements += measure_methods(setting, codes, METHODS, 3, with_peers=True)
    return measure.section("quality", "Every method on the same codes", QUALITY_NOTE, "seconds", measurements, COLUMNS)


def measure_pictures(setting, folder):
    pixels = mnist.read_images(mnist.TRAIN_IMAGES) / np.float32(255)
    truth = mnist.read_labels(mnist.TRAIN_LABELS)
    components = PCA(COMPONENTS, random_state=1).fit_transform(pixels)
    measurements = []
    for title, values in (("pixels", pixels), ("principal components", components)):
        measurements += measure_methods(setting, Codes(setting, folder, title, values, truth), GRAPHS, 3, with_peers=False)
    return measure.section("pictures", "The graph without an encoder", PICTURES_NOTE, "seconds", measurements, COLUMNS)


def measure_size(setting, folder):
    wide = ("data.use=all", "data.validation=holdout", f"model.code={WIDE}")
    codes = clustered(setting, folder, "wide", article_codes(setting, folder / "wide", 1, *wide).parent)
    measurements = measure_methods(setting, codes, METHODS, 1, with_peers=False)
    return measure.section("size", f"What {WIDE} values take", SIZE_NOTE, "seconds", measurements, COLUMNS)


def sections(setting):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "wide").mkdir()
        return [part(setting, folder) for part in (measure_quality, measure_pictures, measure_size)]


def add_run(parser):
    parser.add_argument("--run", type=pathlib.Path, help="a run of configs/mnist-best.json: its encoder's features, too")


if __name__ == "__main__":
    measure.measure_part("methods", measure.start("methods", add_options=add_run), sections)
