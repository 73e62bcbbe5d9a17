"""Markdown of methods.json: a row for each method and tool, for each kind of codes accuracy, NMI, groups and seconds.

usage: bench/methods_table.py [methods.json]
"""

import json
import pathlib
import statistics
import sys

import measure

FILE = measure.BENCH / "results/methods.json"
SHOWN = {"accuracy": "{:.3f}", "majority_accuracy": "{:.3f}", "nmi": "{:.3f}", "clusters": "{:.0f}",
         "unassigned": "{:,.0f}", "seconds": "{:.3g}", "peak_memory_mb": "{:,.0f}"}
HEADS = ("accuracy", "by majority", "NMI", "groups", "unassigned", "seconds", "MiB")


def median(row, metric):
    return statistics.median(repeat[metric] for repeat in row["repeats"])


def by_codes(result):
    """{kind of codes: [(method, measurement)]}"""
    found = {}
    for section in result["sections"]:
        for row in section["measurements"]:
            codes, _, method = row["case"].partition(": ")
            found.setdefault(codes, []).append((method, row))
    return found


def table(rows):
    """One kind of codes; the most accurate first, by the median over the seeds."""
    lines = ["| method | tool | " + " | ".join(HEADS) + " |", "|---" * (2 + len(HEADS)) + "|"]
    for method, row in sorted(rows, key=lambda each: -median(each[1], "accuracy")):
        cells = [form.format(median(row, metric)) for metric, form in SHOWN.items()]
        lines.append("| " + " | ".join([f"`{method}`", row["tool"], *cells]) + " |")
    return lines


def main():
    result = json.loads(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else FILE).read_text())
    for codes, rows in by_codes(result).items():
        print("\n".join([f"**{codes}**", "", *table(rows), ""]))


if __name__ == "__main__":
    main()
