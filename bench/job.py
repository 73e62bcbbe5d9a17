"""The whole job, from start to last picture: train, cluster, draw; beside the article's script."""

import json
import pathlib
import tempfile

import measure

NOTE = """MNIST, 784-36-784, batch 2024, at most 200 epochs, ended by early stopping with patience 5; then the codes
of 60,000 images, k-means with k = 10 from ten starts (scikit-learn's default in the article's time, and ours), the
confusion matrix and the article's pictures. codegrid is codegrid-train and codegrid-cluster, one after the other,
memory that of the larger."""


def run_codegrid(setting, epochs):
    with tempfile.TemporaryDirectory() as runs:
        training = setting.train(runs, f"training.epochs={epochs}")
        folder = pathlib.Path(runs) / "mnist/latest"
        clustering = setting.cluster(folder)
        rows = measure.read_epochs(folder)
        clusters = json.loads((folder / "clusters/metrics.json").read_text())
    return {
        "seconds": training.seconds + clustering.seconds,
        "peak_memory_mb": max(training.peak_memory_mb, clustering.peak_memory_mb),
        "epochs": len(rows),
        "loss": rows[-1]["val_loss"],
        "inertia": clusters["inertia"],
    }


def run_article(setting, epochs):
    with tempfile.TemporaryDirectory() as folder:
        run = setting.run_peer("article.py", "--epochs", epochs, "--whole", folder)
    result = run.json()
    return {
        "seconds": run.seconds,
        "peak_memory_mb": run.peak_memory_mb,
        "epochs": len(result["epoch_seconds"]),
        "loss": result["loss"],
        "inertia": result["inertia"],
    }


def sections(setting):
    epochs = setting.choose(200, 5)
    tools = {
        measure.CODEGRID: lambda: run_codegrid(setting, epochs),
        "article's script": lambda: run_article(setting, epochs),
    }
    measurements = measure.turn_about("train, cluster, draw", tools, setting.repeats_or(3))
    return [measure.section("job", "The whole job", NOTE, "seconds", measurements,
                            ["peak_memory_mb", "epochs", "loss", "inertia"])]


if __name__ == "__main__":
    measure.measure_part("job", measure.start("job"), sections)
