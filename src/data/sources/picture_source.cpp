#include <fmt/format.h>

#include <utility>

#include "core/interrupt.hpp"
#include "core/progress.hpp"
#include "core/stopwatch.hpp"
#include "core/text_table.hpp"
#include "data/cache/decoded_pictures.hpp"
#include "data/sources/joined_list.hpp"
#include "data/sources/source.hpp"

namespace codegrid {
namespace {

std::filesystem::path place_of(const DataOptions& options, const std::filesystem::path& images) {
  return images.empty() ? options.root : options.root / images;
}

PictureList list_pictures(const DataOptions& options, const std::filesystem::path& place,
                          const OnReading& on_reading) {
  const auto on_file = [&](std::int64_t files) {
    stop_if_interrupted();
    on_reading(fmt::format("pictures: {} found", counted(files, "file", "files")));
  };
  return options.dataset == Dataset::kFolder ? list_folder(place, options.labels, on_file)
                                             : read_picture_list(place, on_file);
}

// place: what the pictures are of, for the record.
SourceImages decode(const DataOptions& options, PictureList list,
                    const std::filesystem::path& place, const OnReading& on_reading) {
  SourceImages read;
  read.list = std::move(list);
  const Stopwatch watch;
  const auto on_decoded = [&](std::int64_t done, std::int64_t of) {
    stop_if_interrupted();
    const double left =
        watch.seconds() * static_cast<double>(of - done) / static_cast<double>(done);
    on_reading(fmt::format("decoding: {} of {}{}", with_commas(done),
                           counted(of, "picture", "pictures"),
                           done > 0 ? ", " + readable_seconds(left) + " left" : ""));
  };
  DecodedPictures decoded =
      decode_pictures(read.list, options.image, options.on_bad_image, options.cache, on_decoded);
  read.set.images = std::move(decoded.images);
  read.set.labels = std::move(decoded.labels);
  read.set.names = std::move(decoded.names);
  read.set.label_names = read.list.label_names;
  read.skipped = std::move(decoded.skipped);
  read.files.push_back({place.string(), std::move(decoded.sha256)});
  return read;
}

}  // namespace

SourceImages read_pictures(const DataOptions& options, const std::filesystem::path& images,
                           const OnReading& on_reading) {
  const std::filesystem::path place = place_of(options, images);
  return decode(options, list_pictures(options, place, on_reading), place, on_reading);
}

SourceImages read_all_pictures(const DataOptions& options, const OnReading& on_reading) {
  PictureList training =
      list_pictures(options, place_of(options, options.train_images), on_reading);
  PictureList test = list_pictures(options, place_of(options, options.test_images), on_reading);
  return decode(options, joined_list(std::move(training), std::move(test), options.root),
                options.root, on_reading);
}

}  // namespace codegrid
