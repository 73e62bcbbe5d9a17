"""The picture of where the time of an epoch goes: the parts of a training step, from bench/inner.cpp, added up."""

import matplotlib
import matplotlib.pyplot as plt

from measure import CODEGRID

SLAB, TRAINING_IMAGES, VALIDATION_IMAGES, BATCH = 512, 60_000, 10_000, 2024
PRODUCT, OTHER, REST = "#20639b", "#ee964b", "#bbbbbb"
# Part of a slab: in training, in validation, its colour.
PARTS = {
    "gather and scale": (True, True, OTHER),
    "image to code": (True, True, PRODUCT),
    "code to logits": (True, True, PRODUCT),
    "loss and gradient": (True, False, OTHER),
    "gradient of the decoder": (True, False, PRODUCT),
    "error of the code": (True, False, PRODUCT),
    "gradient of the encoder": (True, False, PRODUCT),
    "loss": (False, True, OTHER),
}


def rows_of(results):
    """[(what, milliseconds of one thread in an epoch, colour)]; None where a part has not been measured."""
    times = {case: tools[CODEGRID] for case, tools in results.medians("inner", "inner", "microseconds").items()}
    epoch = results.medians("epoch", "epoch", "epoch_seconds").get("batch 2024", {}).get(CODEGRID)
    if epoch is None or any(f"slab: {part}" not in times for part in PARTS):
        return None
    threads = results.parts["inner"]["provenance"]["threads"]
    rows = []
    for part, (training, validation, colour) in PARTS.items():
        images = training * TRAINING_IMAGES + validation * VALIDATION_IMAGES
        rows.append((part, times[f"slab: {part}"] * images / SLAB / threads / 1000, colour))
    steps = -(-TRAINING_IMAGES // BATCH)
    rows.append(("Adam", times["adam step"] * steps / 1000, OTHER))
    rest = 1000 * epoch - sum(row[1] for row in rows)
    rows.append(("the rest of the epoch", max(0.0, rest), REST))
    return rows


def draw(results, path):
    """A PNG; none where a part has not been measured."""
    rows = rows_of(results)
    if rows is None:
        return
    matplotlib.use("Agg")
    figure, axes = plt.subplots(figsize=(9, 3.6), layout="constrained")
    names, times, colours = zip(*rows)
    axes.barh(names, times, color=colours, height=0.75)
    axes.invert_yaxis()
    for place, time in enumerate(times):
        axes.text(time, place, f" {time:.1f}", va="center", fontsize=8)
    axes.set_title("Milliseconds of one thread in an epoch (blue: matrix products)", loc="left", fontsize=10,
                   fontweight="bold")
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)
    figure.savefig(path, dpi=110)
