"""An epoch of configs/mnist-conv.json: codegrid, PyTorch as usual and compiled, and Keras, in float32 and bfloat16."""

import statistics
import tempfile

import measure

PRECISIONS = ["float32"] + (["bfloat16"] if measure.has_bfloat16() else [])
BATCH_SIZE = 256
JOB = measure.REPOSITORY / "configs/mnist-conv.json"

NOTE = """MNIST, configs/mnist-conv.json: levels of 16 and 32 channels with batch norm, a dense code of 36, mirrored;
batch 256, Adam; 60,000 training and 10,000 validation images. In each run an epoch is the median of all but the first,
which warms up and compiles. Each peer has the same precision as the codegrid beside it."""


def row(run, seconds, loss):
    return {"epoch_seconds": statistics.median(seconds[1:]), "loss": loss, "program_seconds": run.seconds,
            "peak_memory_mb": run.peak_memory_mb}


def run_codegrid(setting, count, precision):
    with tempfile.TemporaryDirectory() as runs:
        run = setting.train(runs, f"training.epochs={count}", "training.early_stopping.monitor=none",
                            f"training.precision={precision}", f"threads={setting.threads}",
                            f"training.batch_size={BATCH_SIZE}", "data.validation=test", job=JOB)
        rows = measure.read_epochs(f"{runs}/mnist-conv/latest")
    return row(run, [r["seconds"] for r in rows], rows[-1]["val_loss"])


def run_peer(setting, script, count, precision, *arguments):
    run = setting.run_peer(script, "--epochs", count, "--batch-size", BATCH_SIZE, "--precision", precision, *arguments)
    result = run.json()
    return row(run, result["epoch_seconds"], result["loss"])


def measure_precision(setting, precision):
    count = setting.choose(4, 2)
    tools = {
        measure.CODEGRID: lambda: run_codegrid(setting, count, precision),
        "PyTorch, as usual": lambda: run_peer(setting, "pytorch_convolution.py", count, precision, "--way", "usual"),
        "PyTorch, compiled": lambda: run_peer(setting, "pytorch_convolution.py", count, precision, "--way", "compiled"),
        "Keras": lambda: run_peer(setting, "keras_convolution.py", count, precision),
    }
    return measure.turn_about(precision, tools, setting.repeats_or(3))


def sections(setting):
    measurements = [found for precision in PRECISIONS for found in measure_precision(setting, precision)]
    return [measure.section("convolution", "An epoch of the convolutional job, with validation", NOTE, "epoch_seconds",
                            measurements, ["loss", "program_seconds", "peak_memory_mb"])]


if __name__ == "__main__":
    measure.measure_part("convolution", measure.start("convolution"), sections)
