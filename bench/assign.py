"""New images to clusters: the whole codegrid-assign beside Python with the same encoder and centroids."""

import json
import pathlib
import tempfile

import measure
import synthetic

ENCODER = measure.REPOSITORY / "models/mnist-dense-36/encoder.pt"
K = 10
NOTE = """Whole programs, from start to the last row of CSV: images of 28 x 28 in one IDX file, the encoder of `models/`,
k = 10. codegrid-assign also looks each image up among those of the clustering, unless it says that it does not. Python
is torch.jit.load and batches of 512, distances by cdist, rows by the csv module. Anonymous memory is what a program
holds itself, without pages of files that it has mapped. A known clustering: 1,000 images beside one of so many."""


def row(run, images):
    return {
        "seconds": run.seconds,
        "images_per_second": images / run.seconds,
        "peak_memory_mb": run.peak_memory_mb,
        "anonymous_memory_mb": run.anonymous_memory_mb,
    }


def write_idx(folder, images):
    """(the file, the job on it)"""
    path = folder / f"images-{images}"
    synthetic.write_images(path, images)
    job = folder / f"job-{images}.json"
    job.write_text(json.dumps({"device": "cpu",
                               "data": {"dataset": "idx", "root": str(folder), "train_images": path.name}}))
    return path, job


def cluster(setting, folder, job, method):
    """The folder of clusters."""
    clusters = folder / f"clusters-{job.stem}-{method}"
    setting.cluster("--encoder", ENCODER, "--config", job, "--out", clusters, *measure.sets(
        f"clustering.method={method}", f"clustering.k={K}"))
    return clusters


def assign(setting, clusters, images, count, *options):
    return row(setting.run_codegrid("codegrid-assign", "--encoder", ENCODER, "--clusters", clusters, "--threads",
                                    setting.threads, images, *options, watch_memory=True), count)


def by_python(setting, clusters, images, count):
    return row(setting.run_peer("assign.py", "--encoder", ENCODER, "--centroids", clusters / "centroids.npy",
                                "--images", images, watch_memory=True), count)


def measure_images(setting, folder, clusters, counts):
    """As many new images as `counts` say, against one clustering."""
    measurements = []
    for count in counts:
        images, _ = write_idx(folder, count)
        tools = {
            measure.CODEGRID: lambda images=images, count=count: assign(setting, clusters, images, count),
            "codegrid, --no-recognition": lambda images=images, count=count: assign(
                setting, clusters, images, count, "--no-recognition"),
            "PyTorch, batch 512": lambda images=images, count=count: by_python(setting, clusters, images, count),
        }
        measurements += measure.turn_about(f"{count:,} images", tools, setting.repeats_or(3))
    return measurements


def measure_clusterings(setting, folder, sizes):
    """1,000 images against clusterings of `sizes` images, by either method."""
    measurements = []
    few, _ = write_idx(folder, 1_000)
    for size in sizes:
        _, job = write_idx(folder, size)
        tools = {}
        for name, method in ((measure.CODEGRID, "kmeans"), ("codegrid, graph", "graph")):
            clusters = cluster(setting, folder, job, method)
            tools[name] = lambda clusters=clusters: assign(setting, clusters, few, 1_000)
        measurements += measure.turn_about(f"a clustering of {size:,}", tools, setting.repeats_or(5))
    return measurements


def sections(setting):
    columns = ["images_per_second", "peak_memory_mb", "anonymous_memory_mb"]
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        _, job = write_idx(folder, setting.choose(60_000, 5_000))
        clusters = cluster(setting, folder, job, "kmeans")
        images = measure_images(setting, folder, clusters,
                                setting.choose((10_000, 100_000, 1_000_000), (10_000,)))
        clusterings = measure_clusterings(setting, folder, setting.choose((10_000, 100_000, 1_000_000), (5_000,)))
    return [measure.section("assign", "New images to clusters", NOTE, "seconds", images, columns),
            measure.section("assign_known", "1,000 images, by the size of the clustering", NOTE, "seconds", clusterings,
                            columns)]


if __name__ == "__main__":
    measure.measure_part("assign", measure.start("assign"), sections)
