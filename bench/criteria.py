"""What codegrid is held to beside its peers, each judged by the medians that were measured."""

import dataclasses
import statistics

from measure import CODEGRID

INERTIA_EXCESS = 1e-4  # relative; sums in another order part ways in the later iterations
FLAT = 1.2
MANY = 100_000
IMAGE_BYTES = 28 * 28
MIB = 2**20
# Of accuracy over the seeds of a config: what the mean and the worst are to reach, and what is aimed at.
QUALITY = {
    "mnist-best.json": {"mean": (0.983, 0.990), "worst": (0.978, 0.985)},
    "fashion-best.json": {"mean": (0.66, 0.70)},
}
LONGEST_SEED = 600  # seconds
MOST_MEMORY_OF_A_SEED = 2048  # MiB


@dataclasses.dataclass
class Criterion:
    what: str
    wanted: str
    measured: str
    met: bool | None  # None: not measured

    @property
    def verdict(self):
        return {True: "met", False: "**not met**", None: "not measured"}[self.met]


def bounded(what, wanted, value, met, digits=2):
    """value: None where something for it was not measured."""
    return Criterion(what, wanted, "", None) if value is None else Criterion(what, wanted, f"{value:.{digits}f}", met)


def at_most(what, limit, value):
    return bounded(what, f"<= {limit:g}", value, value is not None and value <= limit)


def at_least(what, limit, value, digits=2):
    return bounded(what, f">= {limit:g}", value, value is not None and value >= limit, digits)


def ratio(tools, peers, ours=CODEGRID):
    """Ours over the fastest of the tools whose name begins with `peers`; None where they are not all there."""
    theirs = [value for tool, value in tools.items() if tool.startswith(peers)]
    return tools[ours] / min(theirs) if ours in tools and theirs else None


def epoch(results):
    tools = results.medians("epoch", "epoch", "epoch_seconds").get("batch 2024", {})
    return [
        at_most("epoch / its bare matrix products", 1.5, ratio(tools, "matrix products")),
        at_most("epoch / PyTorch in Python, as usual", 0.33, ratio(tools, "PyTorch, as usual")),
        at_most("epoch / PyTorch in Python, the fastest way", 0.33, ratio(tools, "PyTorch")),
        at_most("epoch / Keras", 0.35, ratio(tools, "Keras")),
        at_most("epoch / Keras, the aim", 0.25, ratio(tools, "Keras")),
    ]


def convolution(results):
    cases = results.medians("convolution", "convolution", "epoch_seconds")
    return [
        at_most(f"convolutional epoch, {precision} / PyTorch, {way}", limit, ratio(cases.get(precision, {}), f"PyTorch, {way}"))
        for precision in ("float32", "bfloat16")
        for way, limit in (("as usual", 0.8), ("compiled", 1.1))
    ]


def color(results):
    return [
        at_most(f"epoch / PyTorch at its best, {case}", 1, ratio(tools, "PyTorch"))
        for case, tools in results.medians("color", "color", "epoch_seconds").items()
    ] or [at_most("epoch on color images / PyTorch at its best", 1, None)]


def job(results):
    def job_ratio(metric):
        return ratio(results.medians("job", "job", metric).get("train, cluster, draw", {}), "article")

    return [
        at_most("whole job / the article's script", 0.3, job_ratio("seconds")),
        at_most("peak memory of the job / the article's script", 0.5, job_ratio("peak_memory_mb")),
    ]


def faster_in(seconds, peer):
    """({row: codegrid's time over the peer's}, rows in which codegrid is not faster)."""
    ratios = {case: ratio(tools, peer) for case, tools in seconds.items()}
    measured = {case: value for case, value in ratios.items() if value is not None}
    return measured, [case for case, value in measured.items() if value >= 1]


def rows_criterion(what, wanted, measured, slower, met):
    if not measured:
        return Criterion(what, wanted, "", None)
    where = f"; not in {'; '.join(slower)}" if slower else ""
    return Criterion(what, wanted, f"{len(measured) - len(slower)} of {len(measured)} rows{where}", met)


def kmeans(results):
    seconds = results.medians("kmeans", "iterations", "seconds")
    inertia = results.medians("kmeans", "iterations", "inertia")
    found = []
    for peer in ("scikit-learn", "OpenCV"):
        measured, slower = faster_in(seconds, peer)
        found.append(rows_criterion(f"k-means faster than {peer}", "every row", measured, slower, not slower))
    measured, slower = faster_in(seconds, "FAISS")
    most = 2 * len(slower) < len(measured)
    found.append(rows_criterion("k-means faster than FAISS", "most rows", measured, slower, most))
    measured, slower = faster_in(results.medians("kmeans", "many", "seconds"), "FAISS, SuperKMeans")
    found.append(rows_criterion("k-means of many clusters faster than FAISS's SuperKMeans", "every row", measured, slower,
                                not slower))
    excess = {case: ratio(tools, "") - 1 for case, tools in inertia.items()}
    above = [f"{case}: {1e6 * value:.1f} millionths above" for case, value in excess.items() if value > 0]
    found.append(rows_criterion("k-means: inertia not above the least of all tools", "every row", excess, above, not above))
    far = [case for case, value in excess.items() if value > INERTIA_EXCESS]
    what = f"k-means: inertia at most {1e6 * INERTIA_EXCESS:.0f} millionths above the least of all tools"
    found.append(rows_criterion(what, "every row", excess, far, not far))
    return found


def graph(results):
    def of_codes(metric):
        return [repeat[metric] for row in (results.section("graph", "quality") or {"measurements": []})["measurements"]
                if row["case"] == "the article's codes, clusters as found" for repeat in row["repeats"]]

    def of_many(metric):
        return next(iter(results.medians("graph", "large", metric).values()), {}).get(CODEGRID)

    def mean(values):
        return statistics.mean(values) if values else None

    memory = of_many("peak_memory_mb")
    return [
        at_most("graph, the article's codes: clusters, the most of five seeds", 25, max(of_codes("clusters"), default=None)),
        at_least("graph, the article's codes: majority accuracy, mean", 0.96, mean(of_codes("majority_accuracy"))),
        at_least("graph, the article's codes: NMI, mean", 0.80, mean(of_codes("nmi"))),
        at_most("graph, 60,000 codes: seconds", 20, mean(of_codes("seconds"))),
        at_most("graph, 1,000,000 codes: seconds", 600, of_many("seconds")),
        at_most("graph, 1,000,000 codes: memory, GiB", 4, memory / 1024 if memory else None),
    ]


def neighbors(results):
    def slower_than(section, peer):
        return faster_in(results.medians("neighbors", section, "seconds"), peer)

    exact, exact_slower = slower_than("exact", "FAISS flat")
    recalls = results.medians("neighbors", "exact", "recall")
    least = min((tools[CODEGRID] for tools in recalls.values()), default=None)
    hnsw, hnsw_slower = slower_than("hnsw", "FAISS HNSW")
    return [
        rows_criterion("exact neighbors at least as fast as FAISS flat", "every row", exact, exact_slower, not exact_slower),
        at_least("exact neighbors: recall, the least of all rows", 1, least),
        rows_criterion("approximate neighbors at least as fast as FAISS HNSW at like recall", "every row", hnsw,
                       hnsw_slower, not hnsw_slower),
    ]


def methods(results):
    """What every method may take for 70,000 codes of 128 values."""
    seconds = {case: tools[CODEGRID] for case, tools in results.medians("methods", "size", "seconds").items()}
    memory = {case: tools[CODEGRID] * MIB / 1e9
              for case, tools in results.medians("methods", "size", "peak_memory_mb").items()}
    return [most_of("every method, 70,000 x 128: seconds", 25, seconds),
            most_of("every method, 70,000 x 128: memory, GB", 1, memory)]


def most_of(what, limit, values):
    """The greatest of values by case, which is named."""
    worst = max(values, key=values.get, default=None)
    if worst is None:
        return at_most(what, limit, None)
    return Criterion(what, f"< {limit:g}", f"{values[worst]:.2f} ({worst.partition(': ')[2]})", values[worst] < limit)


def embedding(results):
    seconds = results.medians("embedding", "embedding", "seconds").get("60,000 images", {})
    rates = {tool: 1 / value for tool, value in seconds.items()}

    def rate_over(peer):
        theirs = [rate for tool, rate in rates.items() if tool.startswith(peer)]
        return rates[CODEGRID] / max(theirs) if theirs else None

    return [
        at_least("embedding rate / Keras's predict at its best", 3, rate_over("Keras")),
        at_least("embedding rate / PyTorch at its best", 1, rate_over("PyTorch")),
    ]


def decode(results):
    cases = results.medians("decode", "decode", "seconds")
    if not cases:
        return [at_least("decoding rate / OpenCV on one thread", 1.7, None),
                at_most("decoding / torchvision", 1, None)]
    return [
        criterion
        for case, tools in cases.items()
        for criterion in (
            at_least(f"decoding rate / OpenCV on one thread, {case}", 1.7,
                     tools["OpenCV, one thread"] / tools[CODEGRID]),
            at_most(f"decoding / torchvision, {case}", 1, ratio(tools, "torchvision")),
        )
    ]


def assign(results):
    """Memory may not grow with the images, nor time with the clustering's: the largest case over the smallest."""

    def last_over_first(section, metric, tool):
        values = [tools[tool] for tools in results.medians("assign", section, metric).values() if tool in tools]
        return values[-1] / values[0] if values else None

    images = results.medians("assign", "assign", "seconds")
    sizes = results.medians("assign", "assign_known", "seconds")
    return [
        at_most(f"assign: anonymous memory, most / fewest images{ends(images)}", FLAT,
                last_over_first("assign", "anonymous_memory_mb", CODEGRID)),
        *(at_most(f"assign 1,000 images: seconds, largest / smallest clustering, by {method}{ends(sizes)}", FLAT,
                  last_over_first("assign_known", "seconds", tool))
          for method, tool in (("k-means", CODEGRID), ("graph", "codegrid, graph"))),
        at_most("assign / PyTorch in Python, most images", 1, ratio(list(images.values())[-1], "PyTorch") if images else None),
    ]


def growth(results):
    times = results.medians("growth", "images", "microseconds_per_image")
    found = []
    for work in ("training", "k-means", "embedding"):
        values = [tools[work] for tools in times.values()]
        found.append(at_most(f"{work}: time an image, most / least{ends(times)}", FLAT,
                             max(values) / min(values) if values else None))
    memory = results.medians("growth", "images", "anonymous_memory_mb")
    for work in ("training", "clustering"):
        found.append(memory_criterion(work, memory))
    return found


def ends(cases):
    return f", {list(cases)[0]} to {list(cases)[-1]}" if cases else ""


def memory_criterion(work, memory):
    """From each number of images to the next: what a further one takes. It must not grow with their number. Below
    MANY the images hide behind what the program holds anyway, some 100 MB; those figures are shown, not judged."""
    what = f"{work}: anonymous memory of each further image"
    wanted = f"from {MANY:,} images on, later ones <= {FLAT:g} times the first"
    sizes = [(int(case.removesuffix(" images").replace(",", "")), tools[work]) for case, tools in memory.items()]
    further = [MIB * (b - a) / (n - m) for (m, a), (n, b) in zip(sizes, sizes[1:])]
    judged = [value for (count, _), value in zip(sizes, further) if count >= MANY]
    if len(judged) < 2:
        return Criterion(what, wanted, "", None)
    met = max(judged[1:]) <= FLAT * judged[0]
    measured = ", ".join(f"{value:,.0f}" for value in further)
    return Criterion(what, wanted, f"{measured} bytes (an image has {IMAGE_BYTES})", met)


def groups(results):
    found = []
    for config, measured in results.quality.items():
        seeds = measured["seeds"]
        accuracies = [seed["accuracy"] for seed in seeds]
        values = {"mean": statistics.mean(accuracies), "worst": min(accuracies)}
        name = f"{config}, {len(seeds)} seeds"
        for which, limits in QUALITY.get(config, {}).items():
            for limit, aim in zip(limits, ("", ", the aim")):
                found.append(at_least(f"{name}: accuracy, {which}{aim}", limit, values[which], digits=4))
        seconds = statistics.median(seed["train_seconds"] + seed["cluster_seconds"] for seed in seeds)
        memory = max(seed[f"{stage}_memory_mb"] for seed in seeds for stage in ("train", "cluster"))
        found.append(at_most(f"{name}: seconds of training and grouping, median", LONGEST_SEED, seconds))
        found.append(at_most(f"{name}: memory, MiB, the most", MOST_MEMORY_OF_A_SEED, memory))
    return found


def judge(results):
    parts = (epoch, convolution, color, job, kmeans, graph, neighbors, methods, groups, embedding, decode, assign, growth)
    return [criterion for part in parts for criterion in part(results)]
