"""How time and memory grow: with the images, 10,000 to 10,000,000, and with the widths of code and hidden layers."""

import json
import pathlib
import shutil
import statistics
import sys
import tempfile

import measure
import synthetic

COUNTS = (10_000, 100_000, 1_000_000, 10_000_000)
ENCODER = measure.REPOSITORY / "models/mnist-dense-36/encoder.pt"
MANY = 10_000_000  # from here on a run takes minutes, and is as steady
KMEANS_ITERATIONS = 10
CLUSTERING = measure.sets("clustering.n_init=1", f"clustering.max_iter={KMEANS_ITERATIONS}", "clustering.tol=0")
LIMIT = 2**30  # bytes of memory where images are to be larger than it
WIDTHS_EPOCHS = 3
CODES = (8, 36, 128, 512)
HIDDEN = ([], [256], [1024, 256])
PIXELS = 28 * 28
TRAINING_IMAGES, VALIDATION_IMAGES = 60_000, 10_000

IMAGES_NOTE = f"""Shifted MNIST images in one IDX file, all shifts as often at any count. Training: 784-36-784, batch
2024, the median of all epochs but the first, a tenth held out. Clustering: the whole codegrid-cluster, with the encoder
of `models/` at any count, k = 10, one start, {KMEANS_ITERATIONS} iterations; k-means in it, by its own clock; and
k-means on the same codes in a program that has run it before on 10,000 of them, as the other parts are warm when their
time is taken. Anonymous memory is what the program holds itself, without pages of files that it has mapped."""
PAST_MEMORY_NOTE = """The same at the largest count, in a control group that allows 1 GiB of memory, pages of files
included: images, and codes in clustering, are read again and again. Time an image: training's second epoch; the whole
clustering. Each once."""
KMEANS, KMEANS_COLD = "k-means", "k-means, its first call"
WIDTHS_NOTE = """60,000 images. GFLOP: of the matrix products, five a layer in training (four in the first), two in
validation."""


def rows_of_training(run, folder, images):
    epoch = statistics.median(row["seconds"] for row in measure.read_epochs(folder)[1:])
    return {
        "microseconds_per_image": 1e6 * epoch / images,
        "epoch_seconds": epoch,
        "images_per_second": images / epoch,
        "program_seconds": run.seconds,
        "peak_memory_mb": run.peak_memory_mb,
        "anonymous_memory_mb": run.anonymous_memory_mb,
    }


def rows_of_clustering(run, seconds, images):
    return {
        "microseconds_per_image": 1e6 * seconds / images,
        "program_seconds": run.seconds,
        "peak_memory_mb": run.peak_memory_mb,
        "anonymous_memory_mb": run.anonymous_memory_mb,
    }


def write_job(folder, images):
    """(the file of images, the job on it)"""
    path = folder / "images-idx3-ubyte"
    synthetic.write_images(path, images)
    job = folder / "growth.json"
    job.write_text(json.dumps({"data": {"dataset": "idx", "root": str(folder), "train_images": path.name}}))
    return path, job


def measure_count(setting, folder, images):
    """Training, clustering, k-means and embedding on one file."""
    path, job = write_job(folder, images)
    results = {"training": [], "clustering": [], KMEANS: [], KMEANS_COLD: [], "embedding": []}
    clusters = folder / "clusters"
    small = images < 1_000_000
    # The shortest counts: a few milliseconds may wait for a core as long again.
    passes = 25 if small else 5
    for _ in range(setting.repeats_or(3 if images < MANY else 1)):
        training = setting.train(folder, f"training.epochs={20 if small else 3}", job=job, watch_memory=True)
        latest = folder / "growth/latest"
        results["training"].append(rows_of_training(training, latest, images))
        clustering = setting.cluster("--encoder", ENCODER, "--config", job, "--out", clusters, *CLUSTERING,
                                     watch_memory=True)
        cold = json.loads((clusters / "metrics.json").read_text())["seconds"]
        warm = setting.run_codegrid("bench-kmeans", "fit", "--codes", clusters / "codes.npy", "--out",
                                    folder / "centroids.npy", "--k", 10, "--n-init", 1, "--max-iter",
                                    KMEANS_ITERATIONS, "--tol", 0, "--passes", passes, "--threads",
                                    setting.threads).json()["seconds"]
        results["clustering"].append(rows_of_clustering(clustering, clustering.seconds, images))
        results[KMEANS].append({"microseconds_per_image": 1e6 * warm / images})
        results[KMEANS_COLD].append({"microseconds_per_image": 1e6 * cold / images})
        embedding = setting.run_codegrid("bench-embedding", "--encoder", ENCODER, "--images", path,
                                         "--passes", passes, "--threads", setting.threads).json()["seconds"]
        results["embedding"].append({"microseconds_per_image": 1e6 * min(embedding) / images})
        shutil.rmtree(folder / "growth")
        shutil.rmtree(clusters)
    path.unlink()
    rows = [{"case": f"{images:,} images", "tool": tool, "repeats": repeats} for tool, repeats in results.items()]
    for row in rows:
        measure.show(row)
    return rows


def measure_images(setting):
    measurements = []
    for images in setting.choose(COUNTS, COUNTS[:2]):
        with tempfile.TemporaryDirectory() as folder:
            measurements += measure_count(setting, pathlib.Path(folder), images)
    return measure.section("images", "Growth with the images", IMAGES_NOTE, "microseconds_per_image", measurements,
                           ["program_seconds", "peak_memory_mb", "anonymous_memory_mb"])


def measure_past_memory(setting, limit):
    """Training and clustering on a file that is larger than the memory they are given."""
    images = setting.choose(COUNTS[-1], COUNTS[0])
    with tempfile.TemporaryDirectory() as name, limit as within:
        folder = pathlib.Path(name)
        path, job = write_job(folder, images)
        measure.forget(path)
        training = setting.train(folder, "training.epochs=2", job=job, watch_memory=True, within=within)
        trained = rows_of_training(training, folder / "growth/latest", images)
        measure.forget(path)
        clustering = setting.cluster("--encoder", ENCODER, "--config", job, "--out", folder / "clusters",
                                     *CLUSTERING, watch_memory=True, within=within)
        clustered = rows_of_clustering(clustering, clustering.seconds, images)
    case = f"{images:,} images, {images * PIXELS / 2**30:.1f} GiB, in {LIMIT / 2**30:g} GiB"
    rows = [{"case": case, "tool": "training", "repeats": [trained]},
            {"case": case, "tool": "clustering", "repeats": [clustered]}]
    for row in rows:
        measure.show(row)
    return measure.section("past_memory", "Images larger than memory", PAST_MEMORY_NOTE, "microseconds_per_image", rows,
                           ["program_seconds", "peak_memory_mb", "anonymous_memory_mb"])


def gflop_of_epoch(hidden, code):
    widths = [PIXELS, *hidden, code]
    weights = 2 * sum(a * b for a, b in zip(widths, widths[1:]))  # the decoder mirrors the encoder
    training = (3 * weights - widths[0] * widths[1]) * TRAINING_IMAGES  # no gradient by the pixels
    return 2 * (training + weights * VALIDATION_IMAGES) / 1e9


def run_width(setting, hidden, code):
    with tempfile.TemporaryDirectory() as runs:
        run = setting.train(runs, f"training.epochs={WIDTHS_EPOCHS}", f"model.hidden={hidden}", f"model.code={code}")
        epoch = statistics.median(row["seconds"] for row in measure.read_epochs(f"{runs}/mnist/latest")[1:])
    gflop = gflop_of_epoch(hidden, code)
    return {
        "epoch_seconds": epoch,
        "gflop": gflop,
        "gflop_per_second": gflop / epoch,
        "peak_memory_mb": run.peak_memory_mb,
    }


def measure_widths(setting):
    measurements = []
    for hidden in setting.choose(HIDDEN, HIDDEN[:2]):
        for code in setting.choose(CODES, CODES[1:2]):
            shape = "-".join(map(str, [PIXELS, *hidden, code]))
            tools = {measure.CODEGRID: lambda: run_width(setting, hidden, code)}
            measurements += measure.turn_about(shape, tools, setting.repeats_or(1))
    return measure.section("widths", "Growth with the widths", WIDTHS_NOTE, "epoch_seconds", measurements,
                           ["gflop", "gflop_per_second", "peak_memory_mb"])


def sections(setting):
    try:
        limit = measure.MemoryLimit(LIMIT)
    except OSError as error:
        print(f"images larger than memory: not measured, no control group can be made ({error})", file=sys.stderr)
        return [measure_images(setting), measure_widths(setting)]
    return [measure_images(setting), measure_widths(setting), measure_past_memory(setting, limit)]


if __name__ == "__main__":
    measure.measure_part("growth", measure.start("growth"), sections)
