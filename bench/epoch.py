"""An epoch of the article's job: codegrid, the bare matrix products, Keras and PyTorch."""

import statistics
import tempfile

import measure

# What codegrid is measured with, each by its own settings.
CODEGRID_WAYS = {measure.CODEGRID: []}
if measure.has_bfloat16():
    CODEGRID_WAYS["codegrid, bfloat16"] = ["training.precision=bfloat16"]
PYTORCH_WAYS = {
    "PyTorch, as usual": "usual",
    "PyTorch, tuned": "tuned",
    "PyTorch, tuned and compiled": "compiled",
}
SLOW = ("Keras", "PyTorch, as usual")  # three runs of them tell enough
BATCH_SIZES = (32, 256, 2024, 8192)

NOTE = """MNIST, 784-36-784, binary cross-entropy, Adam; 60,000 training and 10,000 validation images. In each run
an epoch is the median of all but the first, which warms up and compiles. The products alone are an epoch's matrix
products in LibTorch, into kept results: five for each training batch, two for each validation batch."""


def epochs(run, seconds, loss):
    return {
        "epoch_seconds": statistics.median(seconds[1:]),
        "loss": loss,
        "program_seconds": run.seconds,
        "peak_memory_mb": run.peak_memory_mb,
    }


def run_codegrid(setting, count, *assignments):
    with tempfile.TemporaryDirectory() as runs:
        run = setting.train(runs, f"training.epochs={count}", "training.early_stopping.monitor=none", *assignments)
        rows = measure.read_epochs(f"{runs}/mnist/latest")
    return epochs(run, [row["seconds"] for row in rows], rows[-1]["val_loss"])


def run_peer(setting, script, count, *arguments):
    run = setting.run_peer(script, "--epochs", count, *arguments)
    result = run.json()
    return epochs(run, result["epoch_seconds"], result["loss"])


def run_products(setting, count):
    run = setting.run_codegrid("bench-products", "--epochs", count, "--threads", setting.threads)
    return {"epoch_seconds": statistics.median(run.json()["epoch_seconds"][1:])}


def measure_epoch(setting):
    count = setting.choose(15, 4)
    tools = {way: lambda settings=settings: run_codegrid(setting, count, *settings)
             for way, settings in CODEGRID_WAYS.items()}
    tools["matrix products alone"] = lambda: run_products(setting, count)
    tools["Keras"] = lambda: run_peer(setting, "article.py", count)
    for name, way in PYTORCH_WAYS.items():
        tools[name] = lambda way=way: run_peer(setting, "pytorch_training.py", count, "--way", way)
    measurements = measure.turn_about("batch 2024", tools, setting.repeats_or(5), dict.fromkeys(SLOW, 3))
    return measure.section("epoch", f"An epoch with validation, {count} epochs a run", NOTE, "epoch_seconds",
                           measurements, ["loss", "program_seconds", "peak_memory_mb"])


def measure_batch_sizes(setting):
    count = setting.choose(4, 2)
    measurements = []
    for size in setting.choose(BATCH_SIZES, BATCH_SIZES[1:]):
        tools = {
            measure.CODEGRID: lambda: run_codegrid(setting, count, f"training.batch_size={size}"),
            "PyTorch, tuned": lambda: run_peer(setting, "pytorch_training.py", count, "--way", "tuned",
                                               "--batch-size", size),
        }
        measurements += measure.turn_about(f"batch {size}", tools, setting.repeats_or(3))
    return measure.section("batches", f"An epoch by size of batch, {count} epochs a run", "", "epoch_seconds",
                           measurements, ["loss"])


def sections(setting):
    return [measure_epoch(setting), measure_batch_sizes(setting)]


if __name__ == "__main__":
    measure.measure_part("epoch", measure.start("epoch"), sections)
