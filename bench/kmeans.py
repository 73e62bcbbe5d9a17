"""k-means from the same centroids, the default call, and the seeding: beside scikit-learn, FAISS and OpenCV."""

import itertools
import json
import pathlib
import tempfile

import numpy as np
from sklearn.cluster import kmeans_plusplus

import measure
import synthetic
from peers import mnist

ITERATIONS = 20
PEERS = {"scikit-learn, lloyd": "lloyd", "scikit-learn, elkan": "elkan", "FAISS": "faiss", "OpenCV": "opencv"}
MANY_PEERS = {"FAISS": "faiss", "FAISS, SuperKMeans": "super"}
CLUSTERS = (10, 100, 1000)
LARGE = 4e10  # products of one iteration from where one run of these takes minutes: they run once
SMALL = 1e9  # products of one iteration below which a run takes some 20 ms, and a core's interruption as long
SLOW = ("scikit-learn, elkan", "FAISS", "OpenCV")
SAMPLE = 10_000  # codes that starting centroids are drawn from
CHUNK = 8192  # rows whose distances are held at once

ITERATIONS_NOTE = f"""float32, k-means++ centroids drawn once by scikit-learn for all, from a sample of
{SAMPLE:,}; {ITERATIONS} iterations, no tolerance. Reading the data and starting the threads are left out. Inertia is
that of the centroids that each tool returned, computed by one function in float64. Where one run takes a minute or
more, FAISS, OpenCV and Elkan's algorithm run once."""
CALL_NOTE = """The call as users make it: k = 10, the best of ten starts, at most 300 iterations, tolerance 1e-4;
one seed a repeat."""
MANY_NOTE = f"""{ITERATIONS} iterations from codes drawn at random, no tolerance, k about 4 sqrt(N), as indexes of codes
are made. FAISS's SuperKMeans takes no centroids, so each tool begins with codes that it, or for codegrid this script,
draws; one drawing a repeat."""
SEEDING_NOTE = """Greedy k-means++ with 2 + ln k candidates a centroid, as both have it; one seed a repeat. Inertia
is the seeding's own."""


def exact_inertia(codes, centroids):
    """Sum of squared distances to the nearest centroid, float64."""
    centroids = centroids.astype(np.float64)
    squares = (centroids**2).sum(axis=1)
    total = 0.0
    for begin in range(0, len(codes), CHUNK):
        rows = codes[begin : begin + CHUNK].astype(np.float64)
        total += ((rows**2).sum(axis=1) + (squares - 2 * rows @ centroids.T).min(axis=1)).sum()
    return float(total)


def starting_centroids(codes, k):
    """k-means++ on a sample: for 1,000 centroids of 1,000,000 codes scikit-learn takes more than eight minutes."""
    sample = np.random.default_rng(1).choice(len(codes), min(SAMPLE, len(codes)), replace=False)
    return kmeans_plusplus(codes[sample], k, random_state=1)[0]


class Case:
    """One set of codes in a file, and where tools leave their centroids."""

    def __init__(self, setting, folder, name, codes):
        self.setting, self.folder, self.name = setting, folder, name
        self.path, self.out = folder / f"{name}.npy", folder / "out.npy"
        self.shape = codes.shape
        np.save(self.path, codes)

    def title(self, k):
        return f"{self.shape[0]:,} x {self.shape[1]}, k = {k}"

    def products(self, k):
        return self.shape[0] * self.shape[1] * k

    def run_codegrid(self, way, *arguments):
        return self.finish(self.setting.run_codegrid("bench-kmeans", way, "--codes", self.path, "--out", self.out,
                                                     "--threads", self.setting.threads, *arguments))

    def run_peer(self, tool, *arguments):
        return self.finish(self.setting.run_peer("kmeans.py", tool, "--codes", self.path, "--out", self.out,
                                                 *arguments))

    def finish(self, run):
        inertia = exact_inertia(np.load(self.path, mmap_mode="r"), np.load(self.out))
        return {"seconds": run.json()["seconds"], "inertia": inertia, "peak_memory_mb": run.peak_memory_mb}


def make_codes(setting, folder, width, images=None):
    """[N, width] float32 from a short training on MNIST: codes of its images, or of those in an IDX file."""
    epochs = setting.choose(15, 2)
    setting.train(folder, f"training.epochs={epochs}", f"model.code={width}")
    encoder = (folder / "mnist/latest/encoder.pt").resolve()
    job = measure.ARTICLE_JOB
    if images:
        job = folder / "shifted.json"
        data = {"dataset": "idx", "root": str(folder), "train_images": images.name}
        job.write_text(json.dumps({"data": data, "model": {"code": width}}))
    out = folder / f"clusters-{width}"
    setting.run_codegrid("codegrid-cluster", "--encoder", encoder, "--config", job, "--out", out,
                         *measure.sets("device=cpu", "clustering.n_init=1", "clustering.max_iter=1"))
    return np.load(out / "codes.npy")


def make_cases(setting, folder):
    pixels = mnist.read_images(mnist.TRAIN_IMAGES)[: setting.choose(60_000, 10_000)] / np.float32(255)
    shifted = folder / "shifted-idx3-ubyte"
    synthetic.write_images(shifted, setting.choose(1_000_000, 100_000))
    cases = (
        Case(setting, folder, "codes", make_codes(setting, folder, 36)),
        Case(setting, folder, "pixels", pixels),
        Case(setting, folder, "shifted", make_codes(setting, folder, 64, shifted)),
    )
    shifted.unlink()
    return cases


def measure_iterations(setting, cases):
    measurements = []
    for case in cases:
        codes = np.load(case.path)
        for k in setting.choose(CLUSTERS, CLUSTERS[:2]):
            start = case.folder / "start.npy"
            np.save(start, starting_centroids(codes, k))
            tools = {
                measure.CODEGRID: lambda: case.run_codegrid("lloyd", "--centroids", start, "--max-iter", ITERATIONS)
            }
            for name, tool in PEERS.items():
                tools[name] = lambda tool=tool: case.run_peer(tool, "--centroids", start, "--iterations", ITERATIONS)
            fewer = dict.fromkeys(SLOW, 1) if case.products(k) > LARGE else {}
            repeats = 9 if case.products(k) < SMALL else 3
            measurements += measure.turn_about(case.title(k), tools, setting.repeats_or(repeats), fewer)
    return measure.section("iterations", f"k-means, {ITERATIONS} iterations from the same centroids", ITERATIONS_NOTE,
                           "seconds", measurements, ["inertia", "peak_memory_mb"])


def measure_many(setting, cases):
    """FAISS's SuperKMeans leaves out distances that cannot matter, which pays where there are many centroids."""
    measurements = []
    for case, k in cases:
        codes, start, seeds = np.load(case.path, mmap_mode="r"), case.folder / "start.npy", itertools.count(1)

        def run_codegrid(case=case, codes=codes, k=k, start=start, seeds=seeds):
            np.save(start, codes[np.random.default_rng(next(seeds)).choice(len(codes), k, replace=False)])
            return case.run_codegrid("lloyd", "--centroids", start, "--max-iter", ITERATIONS)

        tools = {measure.CODEGRID: run_codegrid}
        for name, tool in MANY_PEERS.items():
            numbers = itertools.count(1)
            tools[name] = lambda case=case, k=k, tool=tool, numbers=numbers: case.run_peer(
                tool, "--k", k, "--iterations", ITERATIONS, "--seed", next(numbers))
        fewer = {"FAISS": 1} if case.products(k) > LARGE else {}
        measurements += measure.turn_about(case.title(k), tools, setting.repeats_or(3), fewer)
    return measure.section("many", "k-means of many clusters", MANY_NOTE, "seconds", measurements,
                           ["inertia", "peak_memory_mb"])


def measure_seeds(case, k, way, seeds):
    """One seed a repeat, the same for both."""
    numbers = {measure.CODEGRID: iter(range(1, seeds + 1)), "scikit-learn": iter(range(1, seeds + 1))}
    starts = ["--n-init", 10] if way == "fit" else []
    tools = {
        measure.CODEGRID: lambda: case.run_codegrid(way, "--k", k, "--seed", next(numbers[measure.CODEGRID]), *starts),
        "scikit-learn": lambda: case.run_peer(way, "--k", k, "--seed", next(numbers["scikit-learn"])),
    }
    return measure.turn_about(case.title(k), tools, seeds)


def sections(setting):
    with tempfile.TemporaryDirectory() as folder:
        cases = make_cases(setting, pathlib.Path(folder))
        codes, pixels, shifted = cases
        seeds, seedings = setting.choose((10, 5), (2, 1))
        columns = ["inertia", "peak_memory_mb"]
        return [
            measure_iterations(setting, cases),
            measure_many(setting, [(codes, 979), (pixels, setting.choose(979, 400)),
                                   (shifted, setting.choose(4000, 1000))]),
            measure.section("call", "k-means, the default call", CALL_NOTE, "seconds",
                            measure_seeds(codes, 10, "fit", seeds), columns),
            measure.section("seeding", "k-means++ alone", SEEDING_NOTE, "seconds",
                            measure_seeds(codes, 100, "seed", seedings) + measure_seeds(shifted, 100, "seed", seedings),
                            columns),
        ]


if __name__ == "__main__":
    measure.measure_part("kmeans", measure.start("kmeans", "of each tool, for the iterations"), sections)
