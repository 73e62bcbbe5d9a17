"""What checkpoints cost: the time of a long run's further epochs that is not the epochs' own.

An epoch's `seconds` hold no checkpoint, so the rest is checkpoints and the lines of the logs.
"""

import json
import tempfile

import measure

SHORT = 2  # epochs
NOTE = """In pairs of runs of the article's job, a short one and a long one: what the long one's further epochs took
in all, less their own seconds, is their checkpoints and log lines."""


def run(setting, epochs):
    """(seconds of the job, seconds of each epoch) of one training; what starting the program took is in neither."""
    with tempfile.TemporaryDirectory() as runs:
        setting.train(runs, f"training.epochs={epochs}")
        run_folder = f"{runs}/mnist/latest"
        with open(f"{run_folder}/summary.json") as summary:
            return json.load(summary)["seconds"], [row["seconds"] for row in measure.read_epochs(run_folder)]


def pair(setting, more):
    (short, short_epochs), (long, long_epochs) = run(setting, SHORT), run(setting, SHORT + more)
    own = sum(long_epochs) - sum(short_epochs)
    cost = long - short - own
    return {
        "milliseconds": 1000 * cost / more,
        "epoch_seconds": own / more,
        "share_percent": 100 * cost / (own + cost),
    }


def sections(setting):
    more = setting.choose(158, 8)
    measurements = measure.turn_about("a checkpoint", {measure.CODEGRID: lambda: pair(setting, more)},
                                      setting.repeats_or(5))
    return [measure.section("checkpoints", f"A checkpoint after each of {more} epochs", NOTE, "milliseconds",
                            measurements, ["epoch_seconds", "share_percent"])]


if __name__ == "__main__":
    measure.measure_part("checkpoints", measure.start("checkpoints", "pairs"), sections)
