#pragma once

#include <cstdint>
#include <filesystem>

#include "data/augmentation_options.hpp"
#include "image/options.hpp"

namespace codegrid {

enum class Dataset {
  kMnist,
  kIdx,
  kNpy,     ///< Arrays of NumPy's, in .npy or .npz files.
  kFolder,  ///< Pictures in files of their own, below a folder.
  kList     ///< The same, named by a CSV file.
};
enum class Scaling { kMinMax, kUnit };
/// Which images are trained on and clustered.
enum class Use {
  kTrain,  ///< The training images.
  kAll     ///< The training images, then the test images; there is no test set then.
};
/// Which images training is validated on.
enum class Validation {
  kAuto,    ///< mnist: kTest. idx: validation_images if named, else test_images, else kHoldout.
            ///< Where test images are trained on, too, kHoldout instead of them.
  kTest,    ///< The test set, as the article does: there is no other test set then.
  kHoldout  ///< `holdout` of the training images.
};

/// Where the labels of pictures in folders come from.
enum class FolderLabels { kNone, kFolder };
/// What becomes of a file that is no picture, or a damaged one.
enum class OnBadImage { kError, kSkip };

/// Which images, and how their bytes become numbers.
struct DataOptions {
  Dataset dataset = Dataset::kMnist;
  std::filesystem::path root = "data/mnist";  ///< Folder of the files below.
  /// Under root. mnist: the four known names, so all of these are empty. idx, npy, list: files.
  /// folder: folders; empty: root itself. An array in a .npz file is named as in a folder:
  /// "mnist.npz/x_train".
  std::filesystem::path train_images{};
  std::filesystem::path train_labels{};       ///< idx, npy: empty when there are none.
  std::filesystem::path validation_images{};  ///< Empty when there are none.
  std::filesystem::path validation_labels{};  ///< idx, npy: empty when there are none.
  std::filesystem::path test_images{};        ///< Empty when there are none.
  std::filesystem::path test_labels{};        ///< idx, npy: empty when there are none.
  std::int64_t label_column = 0;              ///< idx: of label files of two dimensions.
  bool transposed = false;  ///< idx: height and width are exchanged, as in EMNIST.
  FolderLabels labels = FolderLabels::kNone;     ///< folder.
  ImageOptions image{};                          ///< folder, list.
  OnBadImage on_bad_image = OnBadImage::kError;  ///< folder, list.
  /// folder, list: of decoded pictures; npy: of unpacked arrays. Empty: the user's own.
  std::filesystem::path cache{};
  Use use = Use::kTrain;
  Validation validation = Validation::kAuto;
  double holdout = 0.1;  ///< Share of the training images that kHoldout keeps for validation.
  Scaling scale = Scaling::kMinMax;
};

}  // namespace codegrid
