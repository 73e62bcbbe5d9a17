"""Images to codes: LoadedEncoder beside Keras's predict and PyTorch with the same encoder.pt."""

import pathlib
import statistics
import tempfile

import measure

ALL = 60_000
KERAS_BATCHES = (32, 2048)  # the first is predict's default
PYTORCH_BATCHES = (2048, 8192, ALL)
NOTE = """60,000 images of 28 x 28 bytes in memory to 60,000 codes of 36 float32, scaling included; in each run the
median of several passes after one that warms up. PyTorch runs our encoder.pt in inference mode."""


def speed(run):
    result = run.json()
    seconds = statistics.median(result["seconds"])
    return {"seconds": seconds, "images_per_second": result["images"] / seconds, "peak_memory_mb": run.peak_memory_mb}


def sections(setting):
    passes = setting.choose(9, 3)
    with tempfile.TemporaryDirectory() as runs:
        setting.train(runs, "training.epochs=2")
        encoder = pathlib.Path(runs) / "mnist/latest/encoder.pt"
        tools = {
            measure.CODEGRID: lambda: speed(
                setting.run_codegrid("bench-embedding", "--encoder", encoder, "--images", measure.TRAIN_IMAGES,
                                     "--passes", passes, "--threads", setting.threads))
        }
        for size in KERAS_BATCHES:
            tools[f"Keras predict, batch {size}"] = lambda size=size: speed(
                setting.run_peer("embedding.py", "keras", "--batch-size", size, "--passes", passes))
        for size in PYTORCH_BATCHES:
            tools[f"PyTorch, batch {size}"] = lambda size=size: speed(
                setting.run_peer("embedding.py", "pytorch", "--encoder", encoder, "--batch-size", size,
                                 "--passes", passes))
        measurements = measure.turn_about("60,000 images", tools, setting.repeats_or(5))
    return [measure.section("embedding", "Images to codes", NOTE, "seconds", measurements,
                            ["images_per_second", "peak_memory_mb"])]


if __name__ == "__main__":
    measure.measure_part("embedding", measure.start("embedding"), sections)
