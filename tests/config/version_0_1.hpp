#pragma once

#include <string>

namespace codegrid {

/// The config.json of a run folder as version 0.1 writes it: every key spelled out, none of a kind.
/// `data` is its data section's keys between "root" and "holdout".
inline std::string config_of_version_0_1(const std::string& data) {
  return R"({
  "name": "mnist",
  "seed": 1,
  "device": "cpu",
  "threads": 0,
  "data": {
)" + data +
         R"(
    "holdout": 0.1,
    "scale": "minmax"
  },
  "model": {
    "hidden": [],
    "code": 36,
    "activation": "relu",
    "output": "sigmoid"
  },
  "training": {
    "epochs": 200,
    "batch_size": 2024,
    "checkpoint_minutes": 10.0,
    "loss": "binary_cross_entropy",
    "precision": "float32",
    "optimizer": {
      "name": "adam",
      "learning_rate": 0.001,
      "betas": [
        0.9,
        0.999
      ],
      "epsilon": 1e-07
    },
    "early_stopping": {
      "monitor": "val_loss",
      "patience": 5,
      "min_delta": 0.0,
      "restore_best": false
    }
  },
  "clustering": {
    "k": 7,
    "normalize": "none",
    "n_init": 10,
    "max_iter": 300,
    "tol": 0.0001
  },
  "pictures": {
    "rows": 5,
    "samples": "random",
    "page": [
      10,
      10
    ]
  }
}
)";
}

inline std::string mnist_of_version_0_1() {
  return config_of_version_0_1(R"(    "dataset": "mnist",
    "root": "/data/mnist",
    "train_images": "",
    "train_labels": "",
    "test_images": "",
    "test_labels": "",)");
}

inline std::string idx_of_version_0_1() {
  return config_of_version_0_1(R"(    "dataset": "idx",
    "root": "/usr/share/datasets/fashion-mnist",
    "train_images": "train-images-idx3-ubyte.gz",
    "train_labels": "train-labels-idx1-ubyte.gz",
    "test_images": "t10k-images-idx3-ubyte.gz",
    "test_labels": "t10k-labels-idx1-ubyte.gz",)");
}

}  // namespace codegrid
