"""An epoch on color images of 64 x 64 and 128 x 128: codegrid, and PyTorch as usual and compiled."""

import json
import pathlib
import statistics
import tempfile

import measure
import synthetic_pictures

CODE = 64
BATCH_SIZE = 128
MODELS = {
    "dense": {"kind": "dense", "hidden": [256], "code": CODE},
    "convolutional": {"kind": "convolutional", "channels": [16, 32], "batch_norm": True, "code": CODE},
}
NOTE = """Arrays of uint8 in files, [N, 3, side, side], pictures of noise at every scale; a tenth more to validate on.
dense: 256 values, then a code of 64, mirrored; convolutional: levels of 16 and 32 channels with batch norm, a dense
code of 64, mirrored. float32, batch 128, Adam, binary cross-entropy. In each run an epoch is the median of all but the
first. codegrid keeps the images as they are in the file; PyTorch holds them as float32, as is usual."""


def row(run, seconds, loss):
    return {"epoch_seconds": statistics.median(seconds[1:]), "loss": loss, "program_seconds": run.seconds,
            "peak_memory_mb": run.peak_memory_mb}


def write_job(folder, model):
    job = folder / f"{model}.json"
    job.write_text(json.dumps({
        "device": "cpu",
        "data": {"dataset": "npy", "root": str(folder), "train_images": "train.npy",
                 "validation_images": "validation.npy", "scale": "unit"},
        "model": MODELS[model],
        "training": {"batch_size": BATCH_SIZE, "early_stopping": {"monitor": "none"}},
    }))
    return job


def run_codegrid(setting, job, epochs):
    with tempfile.TemporaryDirectory() as runs:
        run = setting.train(runs, f"training.epochs={epochs}", f"threads={setting.threads}", job=job)
        rows = measure.read_epochs(f"{runs}/{job.stem}/latest")
    return row(run, [r["seconds"] for r in rows], rows[-1]["val_loss"])


def run_pytorch(setting, folder, model, way, epochs):
    run = setting.run_peer("pytorch_convolution.py", "--model", model, "--code", CODE, "--way", way, "--epochs", epochs,
                           "--batch-size", BATCH_SIZE, "--images", folder / "train.npy", folder / "validation.npy")
    result = run.json()
    return row(run, result["epoch_seconds"], result["loss"])


def measure_side(setting, side, count):
    measurements = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        synthetic_pictures.write_array(folder / "train.npy", count, side, seed=1)
        synthetic_pictures.write_array(folder / "validation.npy", count // 10, side, seed=2)
        for model in MODELS:
            job = write_job(folder, model)
            epochs = setting.choose(4, 2)
            tools = {
                measure.CODEGRID: lambda job=job: run_codegrid(setting, job, epochs),
                "PyTorch, as usual": lambda model=model: run_pytorch(setting, folder, model, "usual", epochs),
                "PyTorch, compiled": lambda model=model: run_pytorch(setting, folder, model, "compiled", epochs),
            }
            case = f"{model}, {count:,} of 3 x {side} x {side}"
            fewer = {name: 1 for name in tools if name != measure.CODEGRID} if model == "convolutional" else {}
            measurements += measure.turn_about(case, tools, setting.repeats_or(3), fewer)
    return measurements


def sections(setting):
    sizes = setting.choose({64: 4_000, 128: 1_500}, {64: 256, 128: 256})
    measurements = [found for side, count in sizes.items() for found in measure_side(setting, side, count)]
    return [measure.section("color", "An epoch on color images, with validation", NOTE, "epoch_seconds", measurements,
                            ["loss", "program_seconds", "peak_memory_mb"])]


if __name__ == "__main__":
    measure.measure_part("color", measure.start("color"), sections)
