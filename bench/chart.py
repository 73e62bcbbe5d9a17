"""The chart: time relative to codegrid, one panel for each section that has peers, on a logarithmic axis."""

import matplotlib
import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from measure import CODEGRID

PANELS = (("epoch", "epoch"), ("epoch", "batches"), ("color", "color"), ("job", "job"), ("embedding", "embedding"),
          ("decode", "decode"), ("assign", "assign"), ("startup", "startup"), ("kmeans", "iterations"), ("kmeans", "call"),
          ("kmeans", "many"), ("kmeans", "seeding"), ("neighbors", "exact"), ("neighbors", "hnsw"))
# By the beginning of a tool's name.
COLOURS = {
    "codegrid": "#20639b",
    "matrix products": "#888888",
    "Keras": "#d1495b",
    "article": "#d1495b",
    "import keras": "#d1495b",
    "PyTorch": "#ee964b",
    "import torch": "#ee964b",
    "torchvision": "#ee964b",
    "scikit-learn": "#5b8c5a",
    "FAISS": "#7768ae",
    "OpenCV": "#3caea3",
}
CASE_GAP = 0.7  # rows
ROW_INCHES, PANEL_INCHES, WIDTH_INCHES = 0.2, 0.7, 11


def colour(tool):
    return next(value for name, value in COLOURS.items() if tool.startswith(name))


def bars(results, part, name):
    """[(place, label, tool, time relative to codegrid)], cases in their order, a gap between them."""
    cases = results.medians(part, name, results.section(part, name)["metric"])
    rows, place = [], 0.0
    for case, tools in cases.items():
        for tool, value in tools.items():
            label = f"{case}:  {tool}" if tool == CODEGRID else tool
            rows.append((place, label, tool, value / tools[CODEGRID]))
            place += 1
        place += CASE_GAP
    return rows


def draw_panel(axes, title, rows):
    places, labels, tools, values = zip(*rows)
    axes.barh(places, values, color=[colour(tool) for tool in tools], height=0.8)
    axes.set_yticks(places, labels, fontsize=8)
    axes.set_ylim(max(places) + 0.6, -0.6)
    axes.axvline(1, color="black", linewidth=0.8)
    for place, value in zip(places, values):
        axes.text(value, place, f" {value:.2f}", va="center", fontsize=7)
    axes.set_title(title, loc="left", fontsize=10, fontweight="bold")
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def set_scale(axes, values):
    """The same for all panels, so that bars compare across them."""
    axes.set_xscale("log")
    axes.set_xlim(min(0.5, min(values) / 1.3), max(4, max(values) * 1.4))
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())


def draw(results, path):
    """A PNG; none where no part with peers has been measured."""
    matplotlib.use("Agg")
    panels = [(results.section(*panel)["title"], bars(results, *panel)) for panel in PANELS if results.section(*panel)]
    if not panels:
        return
    heights = [ROW_INCHES * (rows[-1][0] + 1) + PANEL_INCHES for _, rows in panels]
    figure, every = plt.subplots(len(panels), 1, figsize=(WIDTH_INCHES, sum(heights) + 0.6), height_ratios=heights,
                                 layout="constrained", squeeze=False)
    values = [row[-1] for _, rows in panels for row in rows]
    for axes, (title, rows) in zip(every[:, 0], panels):
        draw_panel(axes, title, rows)
        set_scale(axes, values)
    figure.suptitle("Time relative to codegrid = 1 (longer bars: slower)", x=0.01, ha="left")
    figure.savefig(path, dpi=110)
