#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/options.hpp"
#include "data/skipped_picture.hpp"

namespace codegrid {

/// An array that may hold images or labels.
struct ArrayFile {
  std::string name;  ///< As a config names it: "images.npy", "mnist.npz/x_train", "train.gz".
  Dataset dataset = Dataset::kNpy;  ///< kIdx or kNpy.
  bool images = false;              ///< By its shape; else labels.
  std::vector<std::int64_t> shape{};
};

/// The arrays in the file `folder`/`name` that may hold images or labels, by their headers: an IDX
/// file, gzip or not; a .npy file; those of a .npz file. Empty for a file that is none of these.
/// Throws Error(kBadData) for one that begins as they do and is damaged, for one that is called
/// .npy or .npz and is none, and where it cannot be read.
std::vector<ArrayFile> arrays_in(const std::filesystem::path& folder, const std::string& name);

/// What lies directly in a folder.
struct FolderArrays {
  std::vector<ArrayFile> arrays{};        ///< By the names of their files.
  std::vector<SkippedPicture> damaged{};  ///< Files that begin, or are called, as such do.
};
FolderArrays arrays_in(const std::filesystem::path& folder);

/// Images to train on, and what goes with them.
struct ArrayChoice {
  DataOptions data{};                 ///< Their names in it, and the data set.
  std::vector<std::int64_t> shape{};  ///< Of the images to train on.
  std::string why_labels{};           ///< For a comment.
  std::string why_sets{};             ///< Empty where there is no other set.
};

/// Chooses among `arrays` by their names and shapes: to train on, what is called so, or the only
/// images there are; images for validation and a test beside them; labels, as many as images, of
/// the name that is nearest.
///   images: the one to train on, where it is named; else empty.
///   source: names the file or folder in messages.
/// Throws Error(kBadData) that lists the arrays where there is no or no only choice.
ArrayChoice choose_arrays(const std::vector<ArrayFile>& arrays, const std::string& images,
                          const std::string& source);

}  // namespace codegrid
