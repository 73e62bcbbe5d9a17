"""The chart: time relative to codegrid, one panel for each section that has peers, on a logarithmic axis."""

import matplotlib
import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from measure import CODEGRID

PANELS = (("epoch", "epoch"), ("epoch", "batches"), ("job", "job"), ("embedding", "embedding"), ("startup", "startup"),
          ("kmeans", "iterations"), ("kmeans", "call"), ("kmeans", "seeding"))
# By the beginning of a tool's name.
COLOURS = {
    "codegrid": "#20639b",
    "matrix products": "#888888",
    "Keras": "#d1495b",
    "article": "#d1495b",
    "import keras": "#d1495b",
    "PyTorch": "#ee964b",
    "import torch": "#ee964b",
    "scikit-learn": "#5b8c5a",
    "FAISS": "#7768ae",
    "OpenCV": "#3caea3",
}
ROW_INCHES, PANEL_INCHES, WIDTH_INCHES = 0.2, 0.75, 11


def colour(tool):
    return next(value for name, value in COLOURS.items() if tool.startswith(name))


def bars(results, part, name):
    """[(label, tool, time relative to codegrid)], cases in their order, codegrid's own bar for each."""
    cases = results.medians(part, name, results.section(part, name)["metric"])
    rows = []
    for case, tools in cases.items():
        label = case
        for tool, value in tools.items():
            rows.append((f"{label}  {tool}".strip(), tool, value / tools[CODEGRID]))
            label = ""
    return rows


def draw_panel(axes, title, rows):
    places = range(len(rows))
    axes.barh(places, [value for _, _, value in rows], color=[colour(tool) for _, tool, _ in rows], height=0.8)
    axes.set_yticks(places, [label for label, _, _ in rows], fontsize=8)
    axes.invert_yaxis()
    axes.margins(y=0.01)
    axes.set_xscale("log")
    least, most = min(value for _, _, value in rows), max(value for _, _, value in rows)
    axes.set_xlim(min(0.5, least / 1.3), max(4, most * 1.6))
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.axvline(1, color="black", linewidth=0.8)
    for place, (_, _, value) in enumerate(rows):
        axes.text(value, place, f" {value:.2f}", va="center", fontsize=7)
    axes.set_title(title, loc="left", fontsize=10, fontweight="bold")
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def draw(results, path):
    """A PNG; none where no part with peers has been measured."""
    matplotlib.use("Agg")
    panels = [(results.section(*panel)["title"], bars(results, *panel)) for panel in PANELS if results.section(*panel)]
    if not panels:
        return
    heights = [ROW_INCHES * len(rows) + PANEL_INCHES for _, rows in panels]
    figure, every = plt.subplots(len(panels), 1, figsize=(WIDTH_INCHES, sum(heights) + 0.6), height_ratios=heights,
                                 layout="constrained", squeeze=False)
    for axes, (title, rows) in zip(every[:, 0], panels):
        draw_panel(axes, title, rows)
    figure.suptitle("Time relative to codegrid = 1 (longer bars: slower)", x=0.01, ha="left")
    figure.savefig(path, dpi=110)
