#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/progress.hpp"

namespace codegrid {

/// What a picture that is drawn, but cannot be written, is to the job that made it.
enum class UnwrittenPicture {
  kIsLeftOut,  ///< Missing, as one that cannot be drawn is: what was computed is not done again.
  kIsAnError,  ///< An error: the job can go on later, and draws it then.
};

/// The pictures of a folder whose figures are written already. One that fails is named in a
/// warning, and the others are written all the same.
class PictureFiles {
 public:
  PictureFiles(std::filesystem::path folder, Progress& progress,
               UnwrittenPicture unwritten = UnwrittenPicture::kIsLeftOut);

  /// Writes what `draw` returns, the bytes of a PNG file, as `name`. Throws interruption() where
  /// `draw` does; where the folder's job wants it, Error(kFailed) of a file that cannot be written.
  void write(const std::string& name, const std::function<std::string()>& draw);
  /// Does `work`. Where it fails, `what` is missing. Throws interruption() where `work` does.
  void attempt(const std::string& what, const std::function<void()>& work);

  /// What failed, in that order.
  const std::vector<std::string>& missing() const { return missing_; }

 private:
  std::filesystem::path folder_;
  Progress& progress_;
  UnwrittenPicture unwritten_;
  std::vector<std::string> missing_;
};

/// "runs/job/0001/clusters: 2 pictures are missing: cluster_07.png, clusters.png; everything else
/// is written": what a program ends with that could not draw everything. `missing` is not empty; at
/// most ten of it are named.
std::string without_pictures(const std::filesystem::path& folder,
                             const std::vector<std::string>& missing);

}  // namespace codegrid
