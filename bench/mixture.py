"""Gaussian mixtures and spherical k-means: what they make of the article's codes, beside scikit-learn's mixture, and
what 70,000 codes of 128 values take."""

import pathlib
import tempfile

import numpy as np

import measure
from graph import agreement, article_codes, save
from peers import mnist

GROUPS = 10
WIDTH = 128
COVARIANCES = {"full": "full", "diagonal": "diag"}  # as each tool calls them

QUALITY_NOTE = f"""The codes of configs/mnist.json trained with each seed, {GROUPS} groups, one seed a repeat. Each tool
starts from its own k-means, of ten starts (scikit-learn: of one, its default); tolerance 1e-3, at most 100 iterations;
codegrid adds 1e-6 of a value's variance, scikit-learn 1e-6. The mean log likelihood is each tool's own."""
SIZE_NOTE = f"""Normal numbers around {GROUPS} places, mixed by a matrix for each place: groups that overlap. Full
covariances."""


class Case:
    """Codes in a file, and their labels."""

    def __init__(self, setting, folder, codes, labels):
        self.setting, self.folder, self.codes, self.labels = setting, folder, codes, labels

    def run_codegrid(self, seed, *arguments):
        return self.finish(self.setting.run_codegrid("bench-methods", "--codes", self.codes, "--out", self.out(),
                                                     "--threads", self.setting.threads, "--seed", seed, "--k", GROUPS,
                                                     *arguments))

    def run_peer(self, seed, covariance):
        return self.finish(self.setting.run_peer("mixture.py", "--codes", self.codes, "--out", self.out(), "--seed",
                                                 seed, "--k", GROUPS, "--covariance", covariance))

    def out(self):
        return self.folder / "assignments.npy"

    def finish(self, run):
        return {**run.json(), "peak_memory_mb": run.peak_memory_mb, **agreement(np.load(self.out()), self.labels)}


def mixed_codes(count):
    """[count, WIDTH] float32 and the place of each."""
    random = np.random.default_rng(1)
    places = random.normal(size=(GROUPS, WIDTH))
    matrices = random.normal(size=(GROUPS, WIDTH, WIDTH)) / np.sqrt(WIDTH)
    which = random.integers(GROUPS, size=count)
    codes = np.empty((count, WIDTH), dtype=np.float32)
    for group in range(GROUPS):
        members = which == group
        codes[members] = places[group] + random.normal(size=(members.sum(), WIDTH)) @ matrices[group]
    return codes, which


def measure_quality(setting, folder):
    labels = mnist.read_labels(mnist.TRAIN_LABELS)
    seeds = range(1, setting.choose(5, 1) + 1)
    cases = {seed: Case(setting, folder, article_codes(setting, folder, seed), labels) for seed in seeds}
    tools = {"spherical k-means": {measure.CODEGRID: lambda seed: cases[seed].run_codegrid(
        seed, "--method", "spherical_kmeans")}}
    for ours, theirs in COVARIANCES.items():
        tools[f"mixture, {ours}"] = {
            measure.CODEGRID: lambda seed, ours=ours: cases[seed].run_codegrid(
                seed, "--method", "gaussian_mixture", "--covariance", ours),
            "scikit-learn": lambda seed, theirs=theirs: cases[seed].run_peer(seed, theirs),
        }
    measurements = []
    for title, runs in tools.items():
        numbers = {name: iter(seeds) for name in runs}
        once = {name: lambda name=name, run=run: run(next(numbers[name])) for name, run in runs.items()}
        measurements += measure.turn_about(f"the article's codes, {title}", once, len(seeds))
    return measure.section("quality", "Gaussian mixtures and spherical k-means of MNIST", QUALITY_NOTE, "seconds",
                           measurements, ["majority_accuracy", "nmi", "mean_log_likelihood", "iterations",
                                          "peak_memory_mb"])


def measure_size(setting, folder):
    count = setting.choose(70_000, 5_000)
    codes, labels = mixed_codes(count)
    case = Case(setting, folder, save(folder / "mixed.npy", codes), labels)
    tools = {measure.CODEGRID: lambda: case.run_codegrid(1, "--method", "gaussian_mixture"),
             "scikit-learn": lambda: case.run_peer(1, "full")}
    measurements = measure.turn_about(f"{count:,} x {WIDTH}, k = {GROUPS}", tools, setting.repeats_or(3))
    return measure.section("size", "A Gaussian mixture of wide codes", SIZE_NOTE, "seconds", measurements,
                           ["nmi", "mean_log_likelihood", "iterations", "peak_memory_mb"])


def sections(setting):
    with tempfile.TemporaryDirectory() as folder:
        return [measure_quality(setting, pathlib.Path(folder)), measure_size(setting, pathlib.Path(folder))]


if __name__ == "__main__":
    measure.measure_part("mixture", measure.start("mixture"), sections)
