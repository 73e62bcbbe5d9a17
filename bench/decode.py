"""Pictures in a folder to one array: codegrid's cache, an OpenCV loop, torchvision's ImageFolder."""

import concurrent.futures
import pathlib
import tempfile

import measure
from synthetic_pictures import write_icons, write_photographs

SIDE = 64
OPENCV = "OpenCV, one thread"
CEILING = "OpenCV, an independent process a core, half of the pictures each"
TORCHVISION = "torchvision, a worker a core"
NOTE = """Pictures whose files are in memory already, brought to 64 x 64 in three channels. codegrid writes them to its
cache file, flushed, as well; the others keep them in memory, or drop them. The independent processes show how much
the cores can do together: each takes its share of the folders."""


def speed(result):
    return {"seconds": result["seconds"], "images_per_second": result["images"] / result["seconds"]}


def run_codegrid(setting, folder):
    with tempfile.TemporaryDirectory() as cache:
        run = setting.run_codegrid("bench-decode", "--folder", folder, "--cache", cache, "--height", SIDE,
                                   "--width", SIDE, "--threads", setting.threads)
    return {**speed(run.json()), "peak_memory_mb": run.peak_memory_mb}


def run_peer(setting, library, folder):
    run = setting.run_peer("decode.py", library, "--folder", folder, "--side", SIDE)
    return {**speed(run.json()), "peak_memory_mb": run.peak_memory_mb}


def run_at_once(setting, folder):
    """All folders below `folder`, each by a process of its own: as fast as the slowest of them."""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        shares = list(pool.map(lambda share: run_peer(setting, "opencv", share), sorted(folder.iterdir())))
    seconds = max(share["seconds"] for share in shares)
    images = sum(share["images_per_second"] * share["seconds"] for share in shares)
    return {**speed({"images": images, "seconds": seconds}),
            "peak_memory_mb": sum(share["peak_memory_mb"] for share in shares)}


def measure_case(setting, case, write, count):
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        for share in range(setting.threads):
            write(folder / f"{share}", count // setting.threads, share)
        tools = {
            measure.CODEGRID: lambda: run_codegrid(setting, folder),
            OPENCV: lambda: run_peer(setting, "opencv", folder),
            CEILING: lambda: run_at_once(setting, folder),
            TORCHVISION: lambda: run_peer(setting, "torchvision", folder),
        }
        return measure.turn_about(case, tools, setting.repeats_or(5))


def sections(setting):
    count = setting.choose(4000, 400)
    measurements = measure_case(setting, f"{count:,} JPEG of 640 x 480", write_photographs, count)
    measurements += measure_case(setting, f"{count:,} PNG of 128 x 128, RGBA", write_icons, count)
    return [measure.section("decode", "Pictures in files to one array", NOTE, "seconds", measurements,
                            ["images_per_second", "peak_memory_mb"])]


if __name__ == "__main__":
    measure.measure_part("decode", measure.start("decode"), sections)
