"""How soon the programs answer, and how soon they train; beside the imports of the peers."""

import pathlib
import tempfile

import measure

TRAIN, CLUSTER = "codegrid-train", "codegrid-cluster"
NOTE = """Whole programs; `codegrid` is codegrid-train. `import` is Python with this one line. To the first batch:
from the start of the program, which reads MNIST, to the start of its first epoch."""


def timed(run):
    return {"seconds": run.seconds, "peak_memory_mb": run.peak_memory_mb}


def first_batch_of_codegrid(setting):
    """One epoch's line is written when it ends; its own seconds before that, it began."""
    with tempfile.TemporaryDirectory() as runs:
        run = setting.train(runs, "training.epochs=1")
        folder = pathlib.Path(runs) / "mnist/latest"
        ended = (folder / "metrics.jsonl").stat().st_mtime
        epoch = measure.read_epochs(folder)[0]["seconds"]
    return {"seconds": ended - epoch - run.started, "peak_memory_mb": run.peak_memory_mb}


def first_batch_of_peer(setting, script, *arguments):
    run = setting.run_peer(script, "--epochs", 1, *arguments)
    return {"seconds": run.json()["training_began"] - run.started, "peak_memory_mb": run.peak_memory_mb}


def measure_answers(setting, folder, repeats):
    tools = {
        "--help": {measure.CODEGRID: [TRAIN, "--help"], CLUSTER: [CLUSTER, "--help"]},
        "--version": {measure.CODEGRID: [TRAIN, "--version"], CLUSTER: [CLUSTER, "--version"]},
        "--validate": {
            measure.CODEGRID: [TRAIN, measure.ARTICLE_JOB, "--validate"],
            CLUSTER: [CLUSTER, folder, "--validate"],
        },
    }
    measurements = []
    for case, commands in tools.items():
        runs = {tool: lambda command=command: timed(setting.run_codegrid(*command))
                for tool, command in commands.items()}
        if case == "--help":
            for module in ("torch", "keras"):
                runs[f"import {module}"] = lambda module=module: timed(setting.run_python("-c", f"import {module}"))
        measurements += measure.turn_about(case, runs, repeats)
    return measurements


def sections(setting):
    repeats = setting.repeats_or(5)
    with tempfile.TemporaryDirectory() as runs:
        setting.train(runs, "training.epochs=1")
        measurements = measure_answers(setting, pathlib.Path(runs) / "mnist/latest", repeats)
    tools = {
        measure.CODEGRID: lambda: first_batch_of_codegrid(setting),
        "Keras": lambda: first_batch_of_peer(setting, "article.py"),
        "PyTorch": lambda: first_batch_of_peer(setting, "pytorch_training.py", "--way", "tuned"),
    }
    measurements += measure.turn_about("to the first batch", tools, repeats)
    return [measure.section("startup", "Start-up", NOTE, "seconds", measurements, ["peak_memory_mb"])]


if __name__ == "__main__":
    measure.measure_part("startup", measure.start("startup"), sections)
