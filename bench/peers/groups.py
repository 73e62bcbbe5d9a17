"""What every peer that groups does with its groups."""

import json
import time

import numpy as np


def group_and_save(group, out):
    """Runs `group()`, saves the assignments that it returns, -1 for none, as int64 in the .npy `out`, and prints the
    seconds that it took as one JSON object."""
    begin = time.perf_counter()
    assignments = group()
    seconds = time.perf_counter() - begin
    np.save(out, np.asarray(assignments, dtype=np.int64))
    print(json.dumps({"seconds": seconds}))
