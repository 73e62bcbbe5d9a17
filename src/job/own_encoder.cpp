#include "job/own_encoder.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <system_error>

#include "config/run_files.hpp"
#include "config/run_folder.hpp"
#include "core/error.hpp"
#include "core/long_digest.hpp"
#include "core/read_file.hpp"

namespace fs = std::filesystem;

namespace codegrid {

bool has_own_encoder(const fs::path& run) {
  const fs::path encoder = run / run_files::kEncoder;
  std::error_code ignored;
  if (fs::symlink_status(encoder, ignored).type() == fs::file_type::not_found) return false;
  const std::optional<std::string> expected = encoder_sha256(run);
  if (!expected || *expected == long_sha256_hex(read_file(encoder, ExitCode::kBadData)))
    return true;
  throw data_error(fmt::format(
      "{}: not the file that the training wrote (its SHA-256 is not the one in {}); bring that one "
      "back, or remove this one and resume again, to have it written again",
      encoder.string(), run_files::kSummary));
}

}  // namespace codegrid
