"""How much of what is nearest a list of neighbors holds, by distances in float64."""

import numpy as np

SAMPLE = 1000  # codes whose neighbors are looked at
AT_ONCE = 50  # of them
SLACK = 1e-6  # relative, of a squared distance plus what rounding gives: ties are as good as each other


def sample(count):
    """Rows to look at, the same every time."""
    return np.sort(np.random.default_rng(7).choice(count, min(SAMPLE, count), replace=False))


def squared_distances(codes, rows):
    """[rows, N] float64, infinity to itself."""
    codes = codes.astype(np.float64)
    lengths = (codes**2).sum(axis=1)
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        squared = lengths[some, None] + lengths - 2 * codes[some] @ codes.T
        squared[np.arange(len(some)), some] = np.inf
        yield some, squared


def recall(codes, neighbors, rows=None):
    """Share of the neighbors found that are no farther than the last true one.

    codes: [N, D]; neighbors: [N, n] int64, -1 where one was not found, or [rows, n] of those rows alone.
    """
    all_rows = rows is None
    rows = sample(len(codes)) if all_rows else rows
    found = np.asarray(neighbors[rows] if all_rows else neighbors)
    width, hits, done = found.shape[1], 0, 0
    for some, squared in squared_distances(np.asarray(codes), rows):
        last = np.partition(squared, width - 1, axis=1)[:, width - 1]
        for row, limit, mine in zip(squared, last, found[done : done + len(some)]):
            mine = np.unique(mine[mine >= 0])
            hits += int((row[mine] <= limit + SLACK * (1 + limit)).sum())
        done += len(some)
    return hits / (len(rows) * width)
