#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/durable_file.hpp"

namespace codegrid {

/// `tensor` as a file of NumPy's format 1.0 (numpy/lib/format.py), little-endian, C order.
///   tensor: [N] or [N, D], float32 or int64, contiguous, on the CPU; TORCH_CHECK otherwise.
std::string encode_npy(const at::Tensor& tensor);

/// The tensor in the bytes of a .npy file of any format: [N] or [N, D], float32 or int64,
/// little-endian, C order, a copy. Throws Error(kBadData) naming `name` when the bytes are anything
/// else, too short or too long.
at::Tensor decode_npy(std::string_view bytes, const std::string& name);

/// A .npy file that is written some rows at a time and then mapped: of its values, memory holds
/// what is looked at, and may let go of it again.
class NpyRows {
 public:
  /// rows: [N], how many there will be, at least 1. Throws Error(kFailed) as FileInProgress does.
  NpyRows(const std::filesystem::path& path, std::int64_t rows);

  /// The next rows: [M, D] float32, contiguous, on the CPU; D is that of the first.
  void append(const at::Tensor& rows);
  /// Puts the file in its place once all rows are there, and maps it: [N, D] float32, to be read
  /// only. It holds the mapping, whatever becomes of the file's name.
  at::Tensor publish();

 private:
  std::filesystem::path path_;
  FileInProgress file_;
  std::int64_t rows_;
  std::int64_t written_ = 0;
  std::int64_t width_ = -1;  // before the first rows
};

}  // namespace codegrid
