#include "job/picture_files.hpp"

#include <c10/util/Exception.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <span>
#include <utility>

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/library_message.hpp"
#include "core/text_table.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

constexpr std::size_t kMostNamed = 10;  // of pictures that are missing

bool is_signal(const Error& error) { return static_cast<int>(error.code()) > 128; }

// Why `work` failed; empty where it did not.
std::string failure_of(const std::function<void()>& work) {
  try {
    work();
    return "";
  } catch (const Error& error) {
    if (is_signal(error)) throw;
    return error.what();
  } catch (const c10::Error& error) {
    return told(error.what_without_backtrace());
  } catch (const std::exception& error) {
    return told(error.what());
  }
}

}  // namespace

PictureFiles::PictureFiles(fs::path folder, Progress& progress, UnwrittenPicture unwritten)
    : folder_(std::move(folder)), progress_(progress), unwritten_(unwritten) {}

void PictureFiles::write(const std::string& name, const std::function<std::string()>& draw) {
  const fs::path path = folder_ / name;
  if (unwritten_ == UnwrittenPicture::kIsLeftOut) {
    attempt(name, [&] { write_file(path, draw()); });
    return;
  }
  std::string png;
  attempt(name, [&] { png = draw(); });
  if (!png.empty()) write_file(path, png);
}

void PictureFiles::attempt(const std::string& what, const std::function<void()>& work) {
  std::string failure = failure_of(work);
  if (failure.empty()) return;
  missing_.push_back(what);
  if (missing_.size() > kMostNamed) return;
  // The folder is one in progress, whose name says nothing to the user.
  const std::string place = (folder_ / what).string() + ": ";
  if (failure.starts_with(place)) failure.erase(0, place.size());
  progress_.say(fmt::format("warning: {} is left out: {}", what, failure));
}

std::string without_pictures(const fs::path& folder, const std::vector<std::string>& missing) {
  const auto named = std::span(missing).first(std::min(missing.size(), kMostNamed));
  const std::size_t more = missing.size() - named.size();
  return fmt::format(
      "{}: {} missing: {}{}; everything else is written", folder.string(),
      missing.size() == 1 ? "a picture is"
                          : fmt::format("{} pictures are", with_commas(missing.size())),
      fmt::join(named, ", "), more > 0 ? fmt::format(" and {} more", with_commas(more)) : "");
}

}  // namespace codegrid
