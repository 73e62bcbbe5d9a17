"""The nearest neighbors of all codes, exact and by hnswlib, beside FAISS and scikit-learn."""

import pathlib
import tempfile

import numpy as np

import measure
from graph import article_codes, many_codes, save
from peers.recall import recall

NEIGHBORS = 15
WIDE = 128
MANY = 1_000_000
EXACT_PEERS = {"FAISS flat, L2": "flat_l2", "FAISS flat, inner product": "flat_ip", "scikit-learn, brute": "brute"}

EXACT_NOTE = f"""The {NEIGHBORS} nearest of all codes to each, at unit length, float32: the codes of configs/mnist.json,
and those of the same job with {WIDE} values and all 70,000 images. Building an index is part of the time; reading the
codes, imports and the start of threads are not. Recall: the share of the neighbors found that are no farther than the
last true one, of 1,000 codes, in float64."""
HNSW_NOTE = f"""The same by a hierarchical navigable small world of 16 links, built with 200 candidates, building included.
codegrid (hnswlib) builds with one thread, so that the same codes give the same neighbors, FAISS with all. FAISS searches
with the fewest candidates of 16, 24, 32, 50, 64, 100, 150, 200 and 400 whose recall is at most 0.001 below codegrid's;
the searches with fewer are left out of its time. The {MANY:,} codes lie around 200 places, as in the graph's part."""


class Case:
    """Codes in a file, and where tools leave the neighbors."""

    def __init__(self, setting, folder, codes):
        self.setting, self.codes, self.out = setting, codes, folder / "neighbors.npy"
        self.shape = np.load(codes, mmap_mode="r").shape
        self.wanted = None  # codegrid's recall by hnswlib

    def title(self):
        return f"{self.shape[0]:,} x {self.shape[1]}"

    def files(self):
        return "--codes", self.codes, "--out", self.out, "--neighbors", NEIGHBORS

    def run_codegrid(self, search):
        figures = self.finish(self.setting.run_codegrid("bench-neighbors", *self.files(), "--search", search, "--threads",
                                                        self.setting.threads))
        if search == "hnsw":
            self.wanted = figures["recall"]
        return figures

    def run_peer(self, tool):
        wanted = ["--recall", self.wanted] if tool == "hnsw" else []
        return self.finish(self.setting.run_peer("neighbors.py", tool, *self.files(), *wanted))

    def finish(self, run):
        found = recall(np.load(self.codes, mmap_mode="r"), np.load(self.out, mmap_mode="r"))
        return {**run.json(), "recall": found, "peak_memory_mb": run.peak_memory_mb}


def at_unit_length(path, count=None):
    """The codes of a file, or the first of them, as every method that looks for neighbors takes them."""
    codes = np.load(path)[:count]
    length = np.linalg.norm(codes, axis=1, keepdims=True)
    return codes / np.where(length == 0, 1, length)


def make_cases(setting, folder):
    wide = ("data.use=all", "data.validation=holdout", f"model.code={WIDE}")
    sources = {"narrow": article_codes(setting, folder, 1), "wide": article_codes(setting, folder / "wide", 1, *wide)}
    count = setting.choose(None, 2_000)
    return [Case(setting, folder, save(folder / f"{name}.npy", at_unit_length(path, count)))
            for name, path in sources.items()]


def measure_exact(setting, cases):
    measurements = []
    for case in cases:
        tools = {measure.CODEGRID: lambda case=case: case.run_codegrid("exact")}
        for name, tool in EXACT_PEERS.items():
            tools[name] = lambda case=case, tool=tool: case.run_peer(tool)
        measurements += measure.turn_about(case.title(), tools, setting.repeats_or(3))
    return measure.section("exact", f"The {NEIGHBORS} nearest neighbors of all codes", EXACT_NOTE, "seconds", measurements,
                           ["recall", "peak_memory_mb"])


def measure_hnsw(setting, cases, folder):
    many = save(folder / "many.npy", many_codes(setting.choose(MANY, 5_000)))
    measurements = []
    for case in [*cases, Case(setting, folder, many)]:
        # codegrid comes first in the first round, and so the recall to reach is known.
        tools = {measure.CODEGRID: lambda case=case: case.run_codegrid("hnsw"),
                 "FAISS HNSW": lambda case=case: case.run_peer("hnsw")}
        repeats = 1 if case.shape[0] >= MANY else 3
        measurements += measure.turn_about(case.title(), tools, setting.repeats_or(repeats))
    return measure.section("hnsw", f"The {NEIGHBORS} nearest neighbors, approximately", HNSW_NOTE, "seconds", measurements,
                           ["recall", "candidates", "peak_memory_mb"])


def sections(setting):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        cases = make_cases(setting, folder)
        return [measure_exact(setting, cases), measure_hnsw(setting, cases, folder)]


if __name__ == "__main__":
    measure.measure_part("neighbors", measure.start("neighbors"), sections)
