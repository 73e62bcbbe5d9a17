#pragma once

#include <filesystem>

namespace codegrid {

/// Does in `folder` what a run will do there (makes a folder, locks it, writes files, replaces and
/// appends to them) and leaves no trace, so that what cannot be done is found before hours of work.
/// The folder need not be there yet. Throws Error(kFailed), or Error(kUsage) where another process
/// keeps everybody out.
void try_out(const std::filesystem::path& folder);

}  // namespace codegrid
