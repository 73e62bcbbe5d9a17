"""Makes README.md, chart.png and step.png out of the part files in a folder: medians, spreads, ratios, verdicts.

usage: bench/report.py FOLDER
"""

import json
import pathlib
import statistics
import sys

import chart
import criteria
import quality
import step_chart
from measure import CODEGRID

# In the page's order.
PARTS = ("epoch", "convolution", "color", "job", "kmeans", "graph", "mixture", "neighbors", "methods", "manifold",
         "embedding", "decode", "assign", "startup", "growth", "inner", "checkpoints")

# What a metric is called, and how it is written.
METRICS = {
    "seconds": ("seconds", "{:.4g}"),
    "epoch_seconds": ("seconds an epoch", "{:.4g}"),
    "program_seconds": ("seconds of the program", "{:.4g}"),
    "milliseconds": ("milliseconds", "{:.3g}"),
    "microseconds": ("microseconds", "{:,.0f}"),
    "microseconds_per_image": ("microseconds an image", "{:.4g}"),
    "images_per_second": ("images per second", "{:,.0f}"),
    "peak_memory_mb": ("peak memory, MiB", "{:,.0f}"),
    "anonymous_memory_mb": ("anonymous memory, MiB", "{:,.0f}"),
    "loss": ("validation loss", "{:.5f}"),
    "inertia": ("inertia", "{:.8g}"),
    "neighbor_seconds": ("seconds to find neighbors", "{:.4g}"),
    "clusters": ("clusters", "{:.0f}"),
    "unassigned": ("in no group", "{:,.0f}"),
    "recall": ("recall", "{:.4f}"),
    "candidates": ("candidates", "{:.0f}"),
    "accuracy": ("accuracy", "{:.4f}"),
    "majority_accuracy": ("majority accuracy", "{:.4f}"),
    "nmi": ("NMI", "{:.4f}"),
    "modularity": ("modularity", "{:.4f}"),
    "mean_log_likelihood": ("mean log likelihood", "{:.4f}"),
    "iterations": ("iterations", "{:.0f}"),
    "epochs": ("epochs", "{:.0f}"),
    "gflop": ("GFLOP an epoch", "{:,.0f}"),
    "gflop_per_second": ("GFLOP per second", "{:,.0f}"),
    "share_percent": ("share of the time, %", "{:.2f}"),
}


class Results:
    """The part files of a folder."""

    def __init__(self, folder):
        self.parts = {}
        for part in PARTS:
            file = folder / f"{part}.json"
            if file.exists():
                self.parts[part] = json.loads(file.read_text())
        # {config: what bench/quality.py found}
        files = sorted(folder.glob("quality-*.json"))
        self.quality = {found["job"]["config"]: found for found in (json.loads(file.read_text()) for file in files)}

    def section(self, part, name):
        """None where it has not been measured."""
        sections = self.parts.get(part, {"sections": []})["sections"]
        return next((section for section in sections if section["name"] == name), None)

    def medians(self, part, name, metric):
        """{case: {tool: median}}, empty where it has not been measured."""
        found = {}
        for row in (self.section(part, name) or {"measurements": []})["measurements"]:
            if metric in row["repeats"][0]:
                found.setdefault(row["case"], {})[row["tool"]] = median(row, metric)
        return found


def median(row, metric):
    return statistics.median(repeat[metric] for repeat in row["repeats"])


def written(metric, value):
    return METRICS[metric][1].format(value)


def cell(row, metric):
    return written(metric, median(row, metric)) if metric in row["repeats"][0] else ""


def spread(row, metric):
    values = [repeat[metric] for repeat in row["repeats"]]
    return f"{written(metric, min(values))} - {written(metric, max(values))}"


def table(section):
    metric, columns = section["metric"], section["columns"]
    ours = {row["case"]: median(row, metric) for row in section["measurements"] if row["tool"] == CODEGRID}
    heads = ["", "tool", METRICS[metric][0], "least - most", "repeats", *(["ratio to codegrid"] if ours else [])]
    heads += [METRICS[column][0] for column in columns]
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for row in section["measurements"]:
        cells = [row["case"], row["tool"], cell(row, metric), spread(row, metric), str(len(row["repeats"]))]
        cells += [f"{median(row, metric) / ours[row['case']]:.2f}"] if ours else []
        cells += [cell(row, column) for column in columns]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def section_lines(section):
    note = [" ".join(section["note"].split()), ""] if section["note"] else []
    return [f"## {section['title']}", "", *note, *table(section), ""]


QUALITY_NOTE = """Trained and grouped anew for each seed, by `bench/quality.py`; labels are what the groups are
compared with. Whole programs."""


def quality_lines(found):
    return [f"## How well `{found['job']['config']}` groups", "", " ".join(QUALITY_NOTE.split()), "",
            *quality.table(found["seeds"]).splitlines(), ""]


def provenance_lines(parts):
    heads = ("part", "date", "revision", "processor", "cores", "threads", "memory, GiB", "load at the start")
    keys = ("date", "revision", "processor", "cores", "threads", "memory_gb", "load_average")
    lines = ["## What measured it", "", "| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for name, part in parts.items():
        lines.append("| " + " | ".join([name, *(str(part["provenance"][key]) for key in keys)]) + " |")
    measured_by = {(part["provenance"]["revision"], part["provenance"]["processor"]) for part in parts.values()}
    if len(measured_by) > 1:
        lines += ["", "**Not one run**: the parts differ in revision or processor. Compare within a part only."]
    versions = {json.dumps(part["provenance"]["versions"]): part["provenance"]["versions"] for part in parts.values()}
    for each in versions.values():
        lines += ["", "Versions: " + ", ".join(f"{tool} {version}" for tool, version in each.items()) + "."]
    return lines


def criteria_lines(results):
    lines = ["## What was wanted", "", "| | wanted | measured | |", "|---|---|---|---|"]
    for criterion in criteria.judge(results):
        lines.append(f"| {criterion.what} | {criterion.wanted} | {criterion.measured} | {criterion.verdict} |")
    return [*lines, ""]


def page(results):
    lines = ["# codegrid beside its peers", ""]
    if any(part["quick"] for part in results.parts.values()):
        lines += ["**Short form: it shows that the measurement works, and measures nothing well.**", ""]
    lines += [
        "Made by `bench/run.sh`. All ran turn about with the same data, threads, epochs and stopping rule; each figure"
        " is the median over the repeats, beside the least and the most. A ratio above 1: the tool takes longer than"
        " codegrid.",
        "",
        "![Time relative to codegrid](chart.png)",
        "",
        *criteria_lines(results),
    ]
    for part in results.parts.values():
        for section in part["sections"]:
            lines += section_lines(section)
    for found in results.quality.values():
        lines += quality_lines(found)
    return "\n".join([*lines, *provenance_lines({**results.parts, **results.quality})]) + "\n"


def main():
    folder = pathlib.Path(sys.argv[1])
    results = Results(folder)
    chart.draw(results, folder / "chart.png")
    step_chart.draw(results, folder / "step.png")
    (folder / "README.md").write_text(page(results))
    print(folder / "README.md")


if __name__ == "__main__":
    main()
