#include "called_as.hpp"

#include <filesystem>
#include <system_error>

namespace fs = std::filesystem;

std::string command(const std::string& called_as, const std::string& name) {
  const fs::path called = called_as;
  if (!called.has_parent_path()) return name;  // found through PATH, as the other will be
  // Not lexically normal: a shell needs the "./" of "./codegrid-train".
  std::error_code error;
  if (fs::path beside = called.parent_path() / name; fs::exists(beside, error))
    return beside.string();
  const fs::path real = fs::canonical(called, error);  // called through a link from elsewhere
  return error ? name : (real.parent_path() / name).string();
}
