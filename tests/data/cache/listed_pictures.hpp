#pragma once

#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include "data/sources/picture_list.hpp"
#include "support/fixtures.hpp"

namespace codegrid {

/// A PPM file, which every decoder reads alike: `side` x `side` pixels of one colour.
inline std::string ppm_picture(int side, unsigned char value) {
  std::string bytes = fmt::format("P6\n{} {}\n255\n", side, side);
  return bytes.append(static_cast<std::size_t>(3 * side * side), static_cast<char>(value));
}

/// The file as a source lists it.
inline ListedPicture listed(const std::filesystem::path& root, const std::string& name) {
  struct stat status {};
  if (::stat((root / name).c_str(), &status) != 0) throw std::runtime_error("stat: " + name);
  return {name, status.st_size,
          std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec, -1};
}

inline PictureList listed_all(const std::filesystem::path& root,
                              const std::vector<std::string>& names) {
  PictureList list;
  list.root = root;
  for (const std::string& name : names) list.pictures.push_back(listed(root, name));
  return list;
}

}  // namespace codegrid
