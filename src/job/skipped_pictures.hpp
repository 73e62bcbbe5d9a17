#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/image_set.hpp"
#include "data/skipped_picture.hpp"

namespace codegrid {

/// skipped.csv: `path,reason`, a row for each, in their order; fields as by csv_field.
std::string skipped_csv(const std::vector<SkippedPicture>& skipped);

/// Writes skipped.csv into `folder` where any were skipped. Throws Error(kFailed).
void write_skipped(const std::filesystem::path& folder, const std::vector<SkippedPicture>& skipped);

/// "20 of 10,000 pictures are left out; see skipped.csv", with folders that cannot be read counted
/// apart; empty where none were.
std::string skipped_note(const Splits& data);

}  // namespace codegrid
