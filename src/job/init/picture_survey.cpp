#include "job/init/picture_survey.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/descriptor.hpp"
#include "core/error.hpp"
#include "data/cache/listed_file.hpp"
#include "data/cache/share_out.hpp"
#include "image/decode.hpp"

namespace codegrid {
namespace {

// Nearly all headers end before; what is behind need not come from the disk.
constexpr std::int64_t kHeaderBytes = std::int64_t{1} << 17;
constexpr std::int64_t kMostLookedInto = 400;
constexpr double kMostPixelsLookedInto = 1e9;  // a few seconds of decoding
constexpr std::int64_t kLookedAtSide = 32;
constexpr int kGreyWithin = 8;  // what JPEG makes of greys differs so much between channels

// What is known of one file.
struct LookedAt {
  std::optional<PictureHeader> header{};
  std::string reason{};
};

// The first bytes, fewer where it cannot be read: reading all of it then says why.
std::string_view read_start(const std::filesystem::path& path, std::vector<char>& buffer) {
  buffer.resize(static_cast<std::size_t>(kHeaderBytes));
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  ssize_t got = 0;
  do {
    got = ::pread(file.get(), buffer.data(), buffer.size(), 0);
  } while (got < 0 && errno == EINTR);
  return {buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))};
}

LookedAt header_of_whole(const PictureList& list, const ListedPicture& picture,
                         std::vector<char>& buffer) {
  const ReadPicture read = read_listed_file(list.root, picture, buffer);
  if (!read.problem.empty()) return {{}, read.problem};
  try {
    return {read_picture_header(read.bytes), ""};
  } catch (const Error& error) {
    if (error.code() != ExitCode::kBadData) throw;
    return {{}, error.what()};
  }
}

LookedAt look_at_start(const PictureList& list, const ListedPicture& picture,
                       std::vector<char>& buffer) {
  const std::string_view start = read_start(list.root / picture.name, buffer);
  try {
    if (!start.empty()) return {read_picture_header(start), ""};
  } catch (const Error& error) {
    if (error.code() != ExitCode::kBadData) throw;
  }
  return header_of_whole(list, picture, buffer);
}

// The pixels of a picture, small, on one background.
std::vector<std::uint8_t> small_picture(std::string_view bytes, std::int64_t background) {
  const ImageOptions options{.height = kLookedAtSide,
                             .width = kLookedAtSide,
                             .channels = 3,
                             .fit = Fit::kStretch,
                             .background = {background, background, background}};
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(picture_bytes(options)));
  decode_picture(bytes, options, pixels.data());
  return pixels;
}

bool is_grey(const std::vector<std::uint8_t>& pixels) {
  const std::size_t plane = pixels.size() / 3;
  for (std::size_t i = 0; i < plane; ++i) {
    const auto [least, greatest] =
        std::minmax({pixels[i], pixels[plane + i], pixels[2 * plane + i]});
    if (greatest - least > kGreyWithin) return false;
  }
  return true;
}

double mean_difference(const std::vector<std::uint8_t>& pixels, int from) {
  double sum = 0;
  for (const std::uint8_t value : pixels) sum += std::abs(value - from);
  return sum / static_cast<double>(pixels.size());
}

// What the pixels of one picture show.
struct LookedInto {
  bool decoded = false;
  bool in_color = false;
  bool transparent = false;
  double contrast_on_white = 0;
  double contrast_on_black = 0;
};

LookedInto look_into(const PictureList& list, const ListedPicture& picture, bool alpha,
                     std::vector<char>& buffer) {
  const ReadPicture read = read_listed_file(list.root, picture, buffer);
  if (!read.problem.empty()) return {};
  LookedInto seen;
  try {
    const std::vector<std::uint8_t> on_white = small_picture(read.bytes, 255);
    seen.in_color = !is_grey(on_white);
    if (alpha) {
      const std::vector<std::uint8_t> on_black = small_picture(read.bytes, 0);
      seen.transparent = on_white != on_black;
      seen.contrast_on_white = mean_difference(on_white, 255);
      seen.contrast_on_black = mean_difference(on_black, 0);
    }
    seen.decoded = true;
  } catch (const Error& error) {
    if (error.code() != ExitCode::kBadData) throw;  // a damaged one: whoever decodes all names it
  }
  return seen;
}

// Evenly spread ones of `good`, as many as are decoded in some seconds.
std::vector<std::size_t> spread_places(const std::vector<std::size_t>& good, double pixels) {
  const double each =
      std::max(pixels / static_cast<double>(std::max<std::size_t>(1, good.size())), 1.0);
  const auto most = std::clamp<std::int64_t>(
      static_cast<std::int64_t>(kMostPixelsLookedInto / each), 20, kMostLookedInto);
  const auto count = std::min(good.size(), static_cast<std::size_t>(most));
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < count; ++i) places.push_back(good[i * good.size() / count]);
  return places;
}

void count_pixels_of(const PictureList& list, const std::vector<std::size_t>& places,
                     const std::vector<LookedAt>& files,
                     const std::function<void(std::int64_t)>& look, PictureSurvey& survey) {
  std::vector<std::vector<char>> buffers(static_cast<std::size_t>(workers()));
  std::vector<LookedInto> seen(places.size());
  share_out(
      std::ssize(places),
      [&](std::int64_t i, std::int64_t worker) {
        const auto at = static_cast<std::size_t>(i);
        seen[at] = look_into(list, list.pictures[places[at]], files[places[at]].header->alpha,
                             buffers[static_cast<std::size_t>(worker)]);
      },
      look);
  for (const LookedInto& one : seen) {
    survey.looked_into += one.decoded ? 1 : 0;
    survey.seen_in_color += one.in_color ? 1 : 0;
    if (!one.transparent) continue;
    ++survey.seen_transparent;
    survey.contrast_on_white += one.contrast_on_white;
    survey.contrast_on_black += one.contrast_on_black;
  }
  const auto transparent = static_cast<double>(std::max<std::int64_t>(1, survey.seen_transparent));
  survey.contrast_on_white /= transparent;
  survey.contrast_on_black /= transparent;
}

}  // namespace

PictureSurvey survey_pictures(
    const PictureList& list,
    const std::function<void(std::int64_t done, std::int64_t of)>& on_looked) {
  const std::int64_t count = std::ssize(list.pictures);
  std::vector<std::vector<char>> buffers(static_cast<std::size_t>(workers()));
  std::vector<LookedAt> files(list.pictures.size());
  const auto look = [&](std::int64_t done) { on_looked(done, count); };
  look(0);
  share_out(
      count,
      [&](std::int64_t i, std::int64_t worker) {
        const auto at = static_cast<std::size_t>(i);
        files[at] =
            look_at_start(list, list.pictures[at], buffers[static_cast<std::size_t>(worker)]);
      },
      look);

  PictureSurvey survey;
  survey.bad = list.unreadable;
  std::vector<PictureSize> sizes;
  std::vector<std::size_t> good;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!files[i].header) {
      survey.bad.push_back({list.pictures[i].name, std::move(files[i].reason)});
      continue;
    }
    const PictureHeader& header = *files[i].header;
    good.push_back(i);
    sizes.push_back({header.height, header.width});
    ++survey.formats[static_cast<std::size_t>(header.format)];
    survey.colored += header.channels == 3 ? 1 : 0;
    survey.transparent += header.alpha ? 1 : 0;
  }
  survey.sizes = summarize_sizes(sizes);
  count_pixels_of(
      list, spread_places(good, survey.sizes.pixels), files,
      [&](std::int64_t) { on_looked(count, count); }, survey);
  return survey;
}

}  // namespace codegrid
