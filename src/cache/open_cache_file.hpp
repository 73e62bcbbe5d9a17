#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "cache/cache_format.hpp"
#include "core/descriptor.hpp"
#include "core/mapped_file.hpp"

namespace codegrid {

/// A cache file that was found whole, mapped. It is locked for reading, so that codegrid-cache does
/// not remove what a job uses.
class OpenCacheFile {
 public:
  /// Throws Error(kBadData), whose message is the reason alone, for what is no whole cache file (a
  /// link is none, nor is what has another `key`; an empty one stands for any); Error(kFailed),
  /// naming `path`, its owner and what to do, for one of another user but root, and where it cannot
  /// be read.
  OpenCacheFile(const std::filesystem::path& path, const std::string& key);

  const CacheView& view() const { return view_; }

 private:
  Descriptor descriptor_;
  MappedFile file_;
  CacheView view_;
};

/// The cache file of `key` in `folder`; null where there is none, or none that is whole, of which a
/// warning says what is wrong with it. The lock that a killed process left beside it is removed.
/// Throws Error(kFailed) as OpenCacheFile does.
std::shared_ptr<const OpenCacheFile> find_cache_file(const std::filesystem::path& folder,
                                                     const std::string& key);

/// "belongs to ada (user 1001)" where the file is neither this user's nor root's; nothing where it
/// is one of theirs. `path` itself, where it is a link.
std::optional<std::string> other_owner(const std::filesystem::path& path);

}  // namespace codegrid
