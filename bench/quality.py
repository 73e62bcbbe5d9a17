"""How well a config groups: trained and grouped anew for each of several seeds, then mean, deviation and worst.

    bench/.venv/bin/python bench/quality.py configs/mnist-best.json --seeds 1-10 --out bench/results/quality-mnist.json

Labels are what the groups are compared with, and read by nothing else. The table goes to standard output, each seed to
standard error as it ends. Where --out has seeds of the same job already, made by the same programs, those are not run
again: a long measurement may be broken off.
"""

import dataclasses
import json
import pathlib
import statistics
import sys
import tempfile

import measure

FIGURES = ("accuracy", "majority_accuracy", "nmi", "ari")
MORE = ("clusters", "unassigned", "silhouette", "train_seconds", "cluster_seconds", "train_memory_mb", "cluster_memory_mb")


@dataclasses.dataclass
class Job:
    """What each seed does."""

    config: pathlib.Path
    train: list
    cluster: list

    def json(self):
        return {"config": self.config.name, "text": self.config.read_text(), "set": self.train, "cluster_set": self.cluster}


def seeds_of(text):
    """ "1-3,7" -> [1, 2, 3, 7]"""
    seeds = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        seeds += range(int(first), int(last or first) + 1)
    return seeds


def run_seed(setting, job, seed):
    """{figure: value} of one seed."""
    with tempfile.TemporaryDirectory() as runs:
        trained = setting.train(runs, f"seed={seed}", *job.train, job=job.config)
        latest = next(pathlib.Path(runs).glob("*/latest"))
        clusters = pathlib.Path(runs) / "clusters"
        grouped = setting.cluster(latest, "--out", clusters, *measure.sets(*job.cluster))
        metrics = json.loads((clusters / "metrics.json").read_text())
    missing = [name for name in FIGURES if name not in metrics]
    if missing:
        sys.exit(f"{job.config}: its metrics.json has no {', '.join(missing)}: name labels in its data, to compare with")
    return {
        "seed": seed,
        **{name: metrics[name] for name in FIGURES},
        "clusters": metrics["k"],
        "unassigned": metrics.get("unassigned", 0),
        "silhouette": metrics["silhouette"],
        "train_seconds": trained.seconds,
        "cluster_seconds": grouped.seconds,
        "train_memory_mb": trained.peak_memory_mb,
        "cluster_memory_mb": grouped.peak_memory_mb,
    }


def read_before(out, job, versions):
    """The seeds that are measured already, of the same job by the same programs."""
    if out is None or not out.exists():
        return []
    before = json.loads(out.read_text())
    same = before["job"] == job.json() and before["provenance"]["versions"] == versions
    return before["seeds"] if same else []


def table(rows):
    """Markdown: mean, standard deviation and worst of each figure, then the seeds."""
    lines = ["| | mean | standard deviation | worst | best |", "|---|---|---|---|---|"]
    for name in FIGURES:
        values = [row[name] for row in rows]
        deviation = statistics.stdev(values) if len(values) > 1 else 0
        lines.append(f"| {name} | {statistics.mean(values):.4f} | {deviation:.4f} | {min(values):.4f} | {max(values):.4f} |")
    seconds = [row["train_seconds"] + row["cluster_seconds"] for row in rows]
    memory = [max(row["train_memory_mb"], row["cluster_memory_mb"]) for row in rows]
    lines.append(f"| seconds | {statistics.mean(seconds):.0f} | | {max(seconds):.0f} | {min(seconds):.0f} |")
    lines.append(f"| peak memory, MiB | {statistics.mean(memory):.0f} | | {max(memory):.0f} | {min(memory):.0f} |")
    lines += ["", "| seed | " + " | ".join(FIGURES + MORE) + " |", "|---" * (1 + len(FIGURES + MORE)) + "|"]
    for row in rows:
        figures = [f"{row[name]:.4f}" for name in FIGURES]
        more = [f"{row[name]:.4g}" for name in MORE]
        lines.append(f"| {row['seed']} | " + " | ".join(figures + more) + " |")
    return "\n".join(lines)


def write(out, result):
    out.parent.mkdir(parents=True, exist_ok=True)
    new = out.with_suffix(".json.new")
    new.write_text(json.dumps(result, indent=1) + "\n")
    new.rename(out)


def add_options(parser):
    parser.add_argument("config", type=pathlib.Path)
    parser.add_argument("--seeds", type=seeds_of, default=[1], help="such as 1-10 or 1,4")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="of the training")
    parser.add_argument("--cluster-set", action="append", default=[], metavar="KEY=VALUE", help="of the grouping")
    parser.add_argument("--out", type=pathlib.Path, help="a JSON file to write, after each seed")


def main():
    setting = measure.start_study(__doc__, add_options)
    arguments = setting.arguments
    job = Job(arguments.config, arguments.set, arguments.cluster_set)
    facts = measure.provenance(setting)
    rows = read_before(arguments.out, job, facts["versions"])
    for seed in arguments.seeds:
        if any(row["seed"] == seed for row in rows):
            continue
        rows.append(run_seed(setting, job, seed))
        measure.show({"case": arguments.config.name, "tool": f"seed {seed}",
                      "repeats": [{name: rows[-1][name] for name in FIGURES + MORE}]})
        if arguments.out:
            write(arguments.out, {"job": job.json(), "provenance": facts, "seeds": rows})
    print(table(sorted((row for row in rows if row["seed"] in arguments.seeds), key=lambda row: row["seed"])))


if __name__ == "__main__":
    main()
