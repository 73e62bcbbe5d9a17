"""The inner parts of training, k-means and embedding, by Google Benchmark (bench/inner.cpp)."""

import collections
import json

import measure

NOTE = """At the article's sizes: batches of 2,024 images of 784 pixels, codes of 36, k-means on 60,000 of them; a
slab is 512 rows of a batch on one thread, as the training step takes them. Google Benchmark."""


def sections(setting):
    output = setting.run_codegrid("bench-inner", "--benchmark_format=json", "--benchmark_time_unit=us",
                                  f"--benchmark_repetitions={setting.repeats_or(5)}",
                                  f"--benchmark_min_time={setting.choose(0.5, 0.05)}").output
    times = collections.defaultdict(list)
    for repeat in json.loads(output)["benchmarks"]:
        if repeat["run_type"] == "iteration":
            name = repeat["name"].removesuffix("/real_time").replace("_", " ").replace("/", ", k = ")
            times[name].append({"microseconds": repeat["real_time"]})
    measurements = [{"case": name, "tool": measure.CODEGRID, "repeats": repeats} for name, repeats in times.items()]
    return [measure.section("inner", "Inner parts", NOTE, "microseconds", measurements)]


if __name__ == "__main__":
    measure.measure_part("inner", measure.start("inner"), sections)
