"""Which figure without labels finds the number of groups: sweeps of k over sets of images that hold 4, 7 and 10 digits.

    bench/.venv/bin/python bench/sweep.py --out bench/results/sweep.json

Two encoders of each set, the article's and a contrastive one, are clustered by several methods for each k from 2 to 20.
Of every figure, the k that it would choose is held against the number of digits, and NMI and accuracy of that k against
the best of the sweep. Labels choose nothing in the sweep itself. The table goes to standard output, each sweep to standard
error as it ends; sweeps that --out has already are not made again.
"""

import json
import pathlib
import statistics
import sys
import tempfile

import measure
import numpy as np
from small_sets import ARTICLE, CONTRASTIVE, IMAGES, read_training, write_idx

SETS = {"4 digits": (0, 1, 4, 6), "7 digits": (0, 1, 2, 3, 5, 6, 7), "10 digits": tuple(range(10))}
ENCODERS = {"article": ARTICLE, "contrastive": CONTRASTIVE}
EPOCHS = 3
METHODS = ("kmeans", "spherical_kmeans", "gaussian_mixture", "spectral", "graph")
RESOLUTIONS = (0.1, 0.2, 0.3, 0.5, 1)
FIGURES = {  # of a row: the greater, the better
    **{f"neighbor modularity at {resolution}": lambda row, resolution=resolution: row["neighbors_agree"] - resolution * row["agree_by_chance"]
       for resolution in RESOLUTIONS},
    "above_chance": lambda row: (row["neighbors_agree"] - row["agree_by_chance"]) / (1 - row["agree_by_chance"]),
    "groups_agree": lambda row: row["groups_agree"],
    "silhouette": lambda row: row["silhouette"],
    "modularity of the method's graph": lambda row: row.get("modularity"),
    "BIC": lambda row: -row["bic"] if "bic" in row else None,
}


def write_set(folder, mnist, digits):
    images, labels = read_training(mnist)
    chosen = np.flatnonzero(np.isin(labels, digits))[:IMAGES]
    write_idx(folder / "images", images[chosen])
    write_idx(folder / "labels", labels[chosen])
    (folder / "job.json").write_text(
        '{"data": {"dataset": "idx", "root": ".", "train_images": "images", "train_labels": "labels"}}')


def train(setting, folder, encoder):
    runs = pathlib.Path(tempfile.mkdtemp(dir=folder))
    setting.train(runs, *ENCODERS[encoder], f"training.epochs={EPOCHS}", "training.early_stopping.monitor=none",
                  "pictures.rows=1", job=folder / "job.json")
    return next(runs.glob("*/latest"))


def sweep(setting, run, folder, method, seed):
    """The rows of a sweep."""
    out = pathlib.Path(tempfile.mkdtemp(dir=folder)) / "clusters"
    setting.cluster(run, "--out", out, *measure.sets(f"clustering.method={method}", "clustering.k=2-20", f"seed={seed}",
                                                     "pictures.rows=1", "pictures.page=[1,1]"))
    return json.loads((out / "metrics.json").read_text())["sweep"]["rows"]


def choice(rows, figure):
    """The row that the figure chooses; none where it is not there."""
    values = [FIGURES[figure](row) for row in rows]
    if None in values:
        return None
    return rows[values.index(max(values))]


def judged(one, figure):
    """What a figure's choice is worth: k, its distance from the number of digits, NMI and accuracy lost."""
    chosen = choice(one["rows"], figure)
    if chosen is None:
        return None
    lost = {key: max(row[key] for row in one["rows"]) - chosen[key] for key in ("nmi", "accuracy")}
    return {"k": chosen["k"], "off": abs(chosen["k"] - one["digits"]), **lost}


def line_of(one):
    """What each figure chooses in a sweep, and how much NMI that loses."""
    best = max(one["rows"], key=lambda row: row["nmi"])
    cells = [judged(one, figure) for figure in FIGURES]
    shown = [f"{cell['k']} (-{cell['nmi']:.3f})" if cell else "" for cell in cells]
    return f"| {one['set']}, {one['encoder']}, {one['method']} | {best['k']} ({best['nmi']:.3f}) | {' | '.join(shown)} |"


def text(sweeps):
    lines = ["| set, encoder, method | best NMI at | " + " | ".join(FIGURES) + " |", "|---" * (2 + len(FIGURES)) + "|"]
    lines += [line_of(one) for one in sweeps]
    lines += ["", "| figure | sweeps | exact k | within 1 | mean distance | mean NMI lost | mean accuracy lost |", "|---" * 7 + "|"]
    for figure in FIGURES:
        found = [cell for cell in (judged(one, figure) for one in sweeps) if cell]
        means = [statistics.mean(cell[key] for cell in found) for key in ("off", "nmi", "accuracy")]
        exact, near = (sum(cell["off"] <= off for cell in found) for off in (0, 1))
        lines.append(f"| {figure} | {len(found)} | {exact} | {near} | {means[0]:.1f} | {means[1]:.3f} | {means[2]:.3f} |")
    return "\n".join(lines)


def add_options(parser):
    parser.add_argument("--mnist", type=pathlib.Path, default=measure.MNIST, help="folder of MNIST's files")
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=METHODS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="the JSON file to write")


def main():
    setting = measure.start_study(__doc__, add_options)
    arguments = setting.arguments
    sweeps = json.loads(arguments.out.read_text())["sweeps"] if arguments.out.exists() else []
    done = {(one["set"], one["encoder"], one["method"]) for one in sweeps}
    with tempfile.TemporaryDirectory() as place:
        for name, digits in SETS.items():
            folder = pathlib.Path(place) / name.replace(" ", "-")
            folder.mkdir()
            write_set(folder, arguments.mnist, digits)
            for encoder in ENCODERS:
                wanted = [method for method in arguments.methods if (name, encoder, method) not in done]
                run = train(setting, folder, encoder) if wanted else None
                for method in wanted:
                    rows = sweep(setting, run, folder, method, arguments.seed)
                    sweeps.append({"set": name, "digits": len(digits), "encoder": encoder, "method": method, "rows": rows})
                    print(line_of(sweeps[-1]), file=sys.stderr, flush=True)
                    arguments.out.write_text(json.dumps({"sweeps": sweeps}, indent=1) + "\n")
    print(text(sweeps))


if __name__ == "__main__":
    main()
