#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace codegrid {

enum class Laying {
  kLink,  ///< A symbolic link to the picture's absolute path.
  kCopy
};

/// Pictures in one folder a cluster, "cluster_07" or "cluster_none". None is ever moved or written
/// over: of equal names the second one is "name (2).png". A picture that lies there already, as the
/// same link or with the same bytes, is left as it is.
class ClusterFolders {
 public:
  /// into: made where it is missing; k: number of clusters.
  ClusterFolders(std::filesystem::path into, Laying laying, std::int64_t k);

  /// Throws Error(kFailed), naming --copy-into where the file system has no links.
  void lay(const std::filesystem::path& picture, std::int64_t cluster);

 private:
  bool lay_as(const std::filesystem::path& picture, const std::filesystem::path& place) const;

  std::filesystem::path into_;
  Laying laying_;
  std::int64_t k_;
  std::map<std::filesystem::path, std::int64_t> numbers_;  // of names that were met twice: the next
};

}  // namespace codegrid
