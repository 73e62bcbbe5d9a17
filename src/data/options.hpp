#pragma once

#include <filesystem>

namespace codegrid {

enum class Dataset { kMnist, kIdx };
enum class Scaling { kMinMax, kUnit };

/// Which images, and how their bytes become numbers.
struct DataOptions {
  Dataset dataset = Dataset::kMnist;
  std::filesystem::path root = "data/mnist";  ///< Folder of the files below.
  std::filesystem::path train_images;  ///< idx: file under root. mnist: the four known names.
  std::filesystem::path train_labels;  ///< idx: empty when there are none.
  std::filesystem::path
      test_images;  ///< idx: empty to hold out `holdout` of the training images instead.
  std::filesystem::path test_labels;
  double holdout =
      0.1;  ///< Share of the training images kept for validation when there are no test images.
  Scaling scale = Scaling::kMinMax;
};

}  // namespace codegrid
