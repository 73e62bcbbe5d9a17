#pragma once

#include <filesystem>
#include <vector>

#include "data/image_set.hpp"

namespace codegrid {

enum class MnistParts {
  kTrain,  ///< The 60,000 training images, and no test set.
  kAll,    ///< The 10,000 test images too.
};

/// The folder where MNIST lies unpacked: `$XDG_CACHE_HOME/codegrid/mnist` (~/.cache/codegrid/mnist
/// without it; a relative one does not count, as in the XDG Base Directory Specification). Throws
/// Error(kFailed) when neither variable is set.
std::filesystem::path mnist_cache_folder();

/// Sees to it that `cache` holds the files of `parts` as they were published, unpacked, under the
/// names that LibTorch's loader knows. `root` holds them, each as .gz or unpacked, also with a dot
/// before "idx" in their names. A file is
/// unpacked and checked once; it is written whole, so two processes may do so at once, and one that
/// is damaged in the cache is written again. Returns the files of `root`. Throws as load_mnist.
std::vector<Source> unpack_mnist(const std::filesystem::path& root,
                                 const std::filesystem::path& cache, MnistParts parts);

/// MNIST from `root`, unpacked into `cache`, compared with the published SHA-256, and loaded by
/// torch::data::datasets::MNIST. Images [N, 1, 28, 28] uint8, labels 0 to 9. No validation set is
/// made of them.
/// Throws Error(kBadData) for a missing, damaged or different file, Error(kFailed) for a cache that
/// cannot be written.
Splits load_mnist(const std::filesystem::path& root, const std::filesystem::path& cache,
                  MnistParts parts = MnistParts::kAll);

/// The same from `root` itself, where all files of `parts` lie there unpacked under their published
/// names, else by way of mnist_cache_folder().
Splits load_mnist(const std::filesystem::path& root, MnistParts parts);

}  // namespace codegrid
