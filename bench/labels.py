"""What groups have to do with labels, which no group depends on."""

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import normalized_mutual_info_score


def figures(assignments, labels):
    """As codegrid's metrics.json has them: what is in no group (-1) is wrong, and one more group for the NMI.

    accuracy: under the best one-to-one match of groups and labels; majority_accuracy: each group named by its most
    frequent label, so that it rises with their number.
    """
    names, groups = np.unique(assignments[assignments >= 0], return_inverse=True)
    counts = np.zeros((len(names), labels.max() + 1), dtype=np.int64)
    np.add.at(counts, (groups, labels[assignments >= 0]), 1)
    matched = counts[linear_sum_assignment(counts, maximize=True)].sum()
    return {"accuracy": float(matched / len(labels)),
            "majority_accuracy": float(counts.max(axis=1).sum() / len(labels)) if len(names) else 0.0,
            "nmi": float(normalized_mutual_info_score(labels, assignments)),
            "clusters": len(names),
            "unassigned": int((assignments < 0).sum())}
