#pragma once

#include <filesystem>

namespace codegrid {

enum class Dataset { kMnist, kIdx };
enum class Scaling { kMinMax, kUnit };
/// Which images training is validated on.
enum class Validation {
  kAuto,    ///< mnist: kTest. idx: validation_images if named, else test_images, else kHoldout.
  kTest,    ///< The test set, as the article does: there is no other test set then.
  kHoldout  ///< `holdout` of the training images.
};

/// Which images, and how their bytes become numbers.
struct DataOptions {
  Dataset dataset = Dataset::kMnist;
  std::filesystem::path root = "data/mnist";  ///< Folder of the files below.
  std::filesystem::path train_images;       ///< idx: file under root. mnist: the four known names.
  std::filesystem::path train_labels;       ///< idx: empty when there are none.
  std::filesystem::path validation_images;  ///< idx: empty when there are none.
  std::filesystem::path validation_labels;  ///< idx: empty when there are none.
  std::filesystem::path test_images;        ///< idx: empty when there are none.
  std::filesystem::path test_labels;        ///< idx: empty when there are none.
  Validation validation = Validation::kAuto;
  double holdout = 0.1;  ///< Share of the training images that kHoldout keeps for validation.
  Scaling scale = Scaling::kMinMax;
};

}  // namespace codegrid
