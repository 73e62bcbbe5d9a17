"""Checks that a run folder of configs/mnist.json holds every file the README promises, each whole.

usage: check_run.py RUN_DIR
"""

import hashlib
import json
import pathlib
import sys

FILES = (
    "config.json environment.json metrics.jsonl metrics.csv loss.png reconstructions.png encoder.pt summary.json "
    "clusters/assignments.csv clusters/codes.npy clusters/centroids.npy clusters/metrics.json clusters/confusion.csv "
    "clusters/confusion.txt clusters/confusion.png clusters/clusters.csv clusters/iterations.csv clusters/config.json clusters/clusters.png clusters/codes.png"
).split() + [f"clusters/cluster_{cluster:02}.png" for cluster in range(10)]
SUMMARY_KEYS = (
    "epochs stopped_by train_loss val_loss best_val_loss best_epoch test_loss seconds images_per_second encoder_sha256"
).split()
METRICS_KEYS = "k sizes inertia silhouette accuracy majority_accuracy nmi ari purity".split()
TRAINING_IMAGES = 60_000
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_END = b"IEND\xaeB`\x82"
NPY_SIGNATURE = b"\x93NUMPY"


def problems_of_file(path):
    """What is wrong with one file, judged by its name's ending; empty when nothing is."""
    if not path.is_file():
        return ["is missing"]
    content = path.read_bytes()
    if not content:
        return ["is empty"]
    if path.suffix == ".png" and not (content.startswith(PNG_SIGNATURE) and content.endswith(PNG_END)):
        return ["is not a whole PNG"]
    if path.suffix == ".npy" and not content.startswith(NPY_SIGNATURE):
        return ["is not a .npy file"]
    if path.suffix == ".json":
        try:
            json.loads(content)
        except ValueError as error:
            return [f"is not JSON: {error}"]
    return []


def missing_keys(path, keys):
    return [f"lacks the key {key}" for key in keys if key not in json.loads(path.read_text())]


def problems_of_contents(run):
    """(path, problem) pairs; only for a run whose files are all whole."""
    summary, metrics = run / "summary.json", run / "clusters/metrics.json"
    found = [(summary, problem) for problem in missing_keys(summary, SUMMARY_KEYS)]
    found += [(metrics, problem) for problem in missing_keys(metrics, METRICS_KEYS)]
    if found:
        return found
    if hashlib.sha256((run / "encoder.pt").read_bytes()).hexdigest() != json.loads(summary.read_text())["encoder_sha256"]:
        found.append((run / "encoder.pt", "is not the file whose SHA-256 summary.json gives"))
    assignments = run / "clusters/assignments.csv"
    lines = assignments.read_bytes().count(b"\n")
    if lines != TRAINING_IMAGES + 1:
        found.append((assignments, f"has {lines} lines, expected {TRAINING_IMAGES + 1}"))
    sizes = json.loads(metrics.read_text())["sizes"]
    if sum(sizes) != TRAINING_IMAGES:
        found.append((metrics, f"sizes {sizes} sum to {sum(sizes)}, expected {TRAINING_IMAGES}"))
    epochs = json.loads(summary.read_text())["epochs"]
    rows = (run / "metrics.jsonl").read_text().splitlines()
    if len(rows) != epochs:
        found.append((run / "metrics.jsonl", f"has {len(rows)} rows, but summary.json says {epochs} epochs"))
    return found


def main():
    run = pathlib.Path(sys.argv[1])
    found = [(run / name, problem) for name in FILES for problem in problems_of_file(run / name)]
    checkpoints = run / "checkpoints"
    if not checkpoints.is_dir() or not any(checkpoints.iterdir()):
        found.append((checkpoints, "is missing or empty"))
    found = found or problems_of_contents(run)
    for path, problem in found:
        print(f"{path} {problem}")
    print(f"{len(FILES)} files and checkpoints/ checked, {len(found)} problems")
    return 1 if found else 0


sys.exit(main())
