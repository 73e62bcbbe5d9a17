"""Which figure without labels tells how good groups are: good and bad clusterings of three sets of images, and the rank
correlation of each figure with accuracy.

    bench/.venv/bin/python bench/trust.py --fashion /usr/share/datasets/fashion-mnist --out bench/results/trust.json

A few encoders of each set, trained a little or not at all, are clustered by many methods. Every other run chooses the
figure (the greatest mean of its correlations within the sets); its correlations over the others are what is reported.
Labels are what the groups are compared with, and read by nothing else. The table goes to standard output, each run to
standard error as it ends; runs that --out has already are not made again.
"""

import json
import pathlib
import statistics
import sys
import tempfile
import time

import measure
import numpy as np
from scipy.stats import spearmanr
from sklearn.datasets import load_digits
from small_sets import ARTICLE, CONTRASTIVE, IMAGES, read_training, write_idx

ENCODERS = {  # name: (settings, epochs on 10,000 images, epochs on the digits)
    "untrained": ([*ARTICLE, "training.optimizer.learning_rate=1e-9"], 1, 1),
    "article": (ARTICLE, 3, 20),
    "contrastive": (CONTRASTIVE, 3, 20),
}
CLUSTERINGS = {
    "kmeans": ["method=kmeans"],
    "kmeans, one start": ["method=kmeans", "n_init=1", "max_iter=2"],
    "spherical": ["method=spherical_kmeans"],
    "mixture": ["method=gaussian_mixture"],
    "mixture, diagonal": ["method=gaussian_mixture", "covariance=diagonal", "n_init=1"],
    "graph": ["method=graph"],
    "graph, 4 neighbors": ["method=graph", "neighbors=4"],
    "spectral": ["method=spectral"],
    "spectral, 5 neighbors": ["method=spectral", "neighbors=5"],
}
GROUPS = 10  # of every set


def digits():
    """1,797 images of 8 x 8, in the middle of 12 x 12 so that two poolings fit."""
    found = load_digits()
    images = np.pad((found.images * 255 / 16).round().astype(np.uint8), ((0, 0), (2, 2), (2, 2)))
    return images, found.target.astype(np.uint8)


def write_sets(folder, mnist, fashion):
    """{name of the set: settings of its data}"""
    sets = {"mnist": None, "fashion": None, "digits": digits()}
    for name, root in (("mnist", mnist), ("fashion", fashion)):
        sets[name] = [array[:IMAGES] for array in read_training(root)]
    for name, (images, labels) in sets.items():
        write_idx(folder / f"{name}-images", images)
        write_idx(folder / f"{name}-labels", labels)
    return {
        name: [f"data.root={folder}", f"data.train_images={name}-images", f"data.train_labels={name}-labels"] for name in sets
    }


def train(setting, folder, data, encoder, digits_set):
    """The run folder of one encoder."""
    assignments, epochs, epochs_of_digits = ENCODERS[encoder]
    job = folder / "job.json"
    job.write_text('{"data": {"dataset": "idx", "root": ".", "train_images": "images"}}')
    runs = pathlib.Path(tempfile.mkdtemp(dir=folder))
    setting.train(
        runs, *data, *assignments, f"training.epochs={epochs_of_digits if digits_set else epochs}",
        "training.early_stopping.monitor=none", "pictures.rows=1", job=job,
    )
    return next(runs.glob("*/latest"))


def figures_of(metrics):
    """{figure: value} without labels; what is not defined is 0."""
    trust = metrics["trust"]
    agree = [group["neighbors_agree"] or 0 for group in trust["clusters"]]
    halves = [group["edges_between_halves"] for group in trust["clusters"] if group["edges_between_halves"] is not None]
    figures = {
        "neighbors_agree": trust["neighbors_agree"],
        "all_agree": trust["all_agree"],
        "above_chance": trust["above_chance"],
        "worst cluster's neighbors_agree": min(agree),
        "groups_agree": statistics.mean(agree),
        "silhouette": metrics["silhouette"],
        "least edges_between_halves": min(halves, default=0),
        "mean edges_between_halves": statistics.mean(halves or [0]),
    }
    figures["above_chance x mean edges_between_halves"] = figures["above_chance"] * figures["mean edges_between_halves"]
    return {name: value or 0 for name, value in figures.items()}


def cluster(setting, run, folder, clustering, seed):
    out = pathlib.Path(tempfile.mkdtemp(dir=folder)) / "clusters"
    settings = [f"clustering.{key}" for key in [*CLUSTERINGS[clustering], f"k={GROUPS}"]]
    ran = setting.cluster(run, "--out", out, *measure.sets(*settings, f"seed={seed}", "pictures.rows=1", "pictures.page=[1,1]"))
    metrics = json.loads((out / "metrics.json").read_text())
    return {"accuracy": metrics["accuracy"], "nmi": metrics["nmi"],
            "seconds": ran.seconds, "figures": figures_of(metrics)}


def correlations(rows, figure):
    """{set: Spearman's rank correlation with accuracy}, and over all rows as "pooled"."""
    groups = {name: [row for row in rows if row["set"] == name] for name in sorted({row["set"] for row in rows})}
    groups["pooled"] = rows
    return {name: float(spearmanr([row["figures"][figure] for row in some], [row["accuracy"] for row in some]).statistic)
            for name, some in groups.items()}


def study(rows):
    """Each figure's correlations on the runs that choose and on the others, and which was chosen."""
    choosing, testing = rows[0::2], rows[1::2]
    table = {figure: {"choosing": correlations(choosing, figure), "testing": correlations(testing, figure)}
             for figure in rows[0]["figures"]}

    def merit(figure):
        return statistics.mean(value for name, value in table[figure]["choosing"].items() if name != "pooled")

    return {"chosen": max(table, key=merit), "runs": [len(choosing), len(testing)], "correlations": table, "beliefs": beliefs(rows)}


def text(rows, result):
    names = list(next(iter(result["correlations"].values()))["testing"])
    lines = ["| figure | chosen on: " + " | ".join(names) + " | reported on: " + " | ".join(names) + " |",
             "|---" * (1 + 2 * len(names)) + "|"]
    for figure, both in result["correlations"].items():
        cells = [f"{both[half][name]:.2f}" for half in ("choosing", "testing") for name in names]
        shown = f"**{figure}**" if figure == result["chosen"] else figure
        lines.append(f"| {shown} | " + " | ".join(cells) + " |")
    lines += ["", "| belief | set | runs | least accuracy | mean | greatest |", "|---|---|---|---|---|---|"]
    for name, sets in result["beliefs"].items():
        lines += [f"| {name} | {where} | {some[0]} | {some[1]:.3f} | {some[2]:.3f} | {some[3]:.3f} |" for where, some in sets.items()]
    lines += ["", "| set | encoder | clustering | accuracy | " + " | ".join(rows[0]["figures"]) + " |",
              "|---" * (4 + len(rows[0]["figures"])) + "|"]
    for row in rows:
        cells = [f"{value:.3f}" for value in (row["accuracy"], *row["figures"].values())]
        lines.append(f"| {row['set']} | {row['encoder']} | {row['clustering']} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def beliefs(rows):
    """{belief: {set: [runs, least, mean, greatest accuracy]}} by what the programs print."""
    table = {}
    for row in rows:
        table.setdefault(belief(row["figures"]["groups_agree"]), {}).setdefault(row["set"], []).append(row["accuracy"])
    return {name: {where: [len(some), min(some), statistics.mean(some), max(some)] for where, some in sets.items()}
            for name, sets in table.items()}


def belief(groups_agree):
    """As src/job/trust_words.hpp has it, also for runs made before a threshold was moved."""
    return "believed" if groups_agree >= 0.96 else "doubted" if groups_agree >= 0.85 else "not_believed"


def provenance(setting):
    version = setting.run_codegrid("codegrid-train", "--version").output.strip().removeprefix("codegrid ")
    return {"date": time.strftime("%Y-%m-%d"), "codegrid": version, "processor": measure.processor(), "images": IMAGES}


def add_options(parser):
    parser.add_argument("--mnist", type=pathlib.Path, default=measure.MNIST, help="folder of MNIST's files")
    parser.add_argument("--fashion", type=pathlib.Path, required=True, help="folder of Fashion-MNIST's files, named as MNIST's")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="the JSON file to write")


def main():
    setting = measure.start_study(__doc__, add_options)
    arguments = setting.arguments
    rows = json.loads(arguments.out.read_text())["runs"] if arguments.out.exists() else []
    done = {(row["set"], row["encoder"], row["clustering"]) for row in rows}
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        for name, data in write_sets(folder, arguments.mnist, arguments.fashion).items():
            for encoder in ENCODERS:
                wanted = [clustering for clustering in CLUSTERINGS if (name, encoder, clustering) not in done]
                if not wanted:
                    continue
                run = train(setting, folder, data, encoder, name == "digits")
                for clustering in wanted:
                    rows.append({"set": name, "encoder": encoder, "clustering": clustering,
                                 **cluster(setting, run, folder, clustering, arguments.seed)})
                    print(name, encoder, clustering, f"{rows[-1]['accuracy']:.3f}", rows[-1]["figures"], file=sys.stderr, flush=True)
                    arguments.out.write_text(json.dumps({"runs": rows}, indent=1) + "\n")
    result = study(rows)
    arguments.out.write_text(json.dumps({"study": result, "provenance": provenance(setting), "runs": rows}, indent=1) + "\n")
    print(text(rows, result))


if __name__ == "__main__":
    main()
