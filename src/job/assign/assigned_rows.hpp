#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cluster/assign/assigned_code.hpp"

namespace codegrid {

enum class RowFormat { kCsv, kJsonLines };

/// What is told of one image.
struct AssignedImage {
  std::string_view path;                ///< As it was given, any bytes.
  std::optional<std::int64_t> index{};  ///< In a file of several images.
  AssignedCode code{};
  bool known = false;  ///< It was in the clustering itself.
};

/// The columns path, index, cluster, distance, confidence, next_cluster, next_distance,
/// next_confidence, known; the two confidences only where the clusters have them.
class AssignedRows {
 public:
  AssignedRows(RowFormat format, bool has_confidence)
      : format_(format), has_confidence_(has_confidence) {}

  /// The line of names with its newline; empty for JSON lines.
  std::string header() const;
  /// CSV (RFC 4180, but for lines that end with a newline alone): what there is not stays empty,
  /// and the path's bytes are as they are. JSON lines: null, but no "index" without one; bytes that
  /// are not UTF-8 are U+FFFD in "path", and the path is then also there as "path_hex".
  void append(std::string& text, const AssignedImage& image) const;

 private:
  void append_csv(std::string& text, const AssignedImage& image) const;
  void append_json(std::string& text, const AssignedImage& image) const;

  RowFormat format_;
  bool has_confidence_;
};

}  // namespace codegrid
