#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace codegrid {

/// One of several encoders whose codes of the same images were grouped together.
struct JointEncoder {
  std::filesystem::path run;  ///< Its run folder; empty: of none.
  std::filesystem::path file;
  std::string sha256;  ///< Of the file.
};

/// Throws Error(kUsage) where encoders.json cannot record `path`, which is no UTF-8 or holds
/// control characters.
void require_recordable(const std::filesystem::path& path);

/// Writes encoders.json into `folder`: the encoders in their order, with run, file, SHA-256, codes
/// and index of each. A file stands there by its absolute path, and by that from `place`, where the
/// folder will lie: so the folder may move, alone or together with the runs. Throws Error(kFailed).
void write_joint_encoders(const std::filesystem::path& folder, const std::filesystem::path& place,
                          const std::vector<JointEncoder>& encoders);

/// What encoders.json in `folder` says, each `file` where it lies now; empty where the folder has
/// none, and so is of one encoder. Throws Error(kBadData) for anything that write_joint_encoders
/// does not write.
std::vector<JointEncoder> read_joint_encoders(const std::filesystem::path& folder);

}  // namespace codegrid
