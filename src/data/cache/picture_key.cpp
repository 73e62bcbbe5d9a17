#include "data/cache/picture_key.hpp"

#include <cstdint>
#include <string_view>

#include "cache/cache_format.hpp"
#include "core/digest.hpp"
#include "core/paths.hpp"
#include "image/decoder_version.hpp"

namespace codegrid {
namespace {

// Numbers and texts, each told apart from the next by its length.
class KeyDigest {
 public:
  void add(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) bytes_ += static_cast<char>(number >> shift & 0xFF);
    if (bytes_.size() > kDigestedBytes) flush();
  }
  void add(std::int64_t number) { add(static_cast<std::uint64_t>(number)); }
  void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    bytes_ += text;
  }
  std::string hex() {
    flush();
    return digest_.hex();
  }

 private:
  static constexpr std::size_t kDigestedBytes = std::size_t{1} << 16;

  void flush() {
    digest_.add(bytes_);
    bytes_.clear();
  }

  std::string bytes_;
  RunningSha256 digest_;
};

}  // namespace

std::string picture_key(const PictureList& list, const ImageOptions& options) {
  KeyDigest key;
  key.add(kCacheVersion);
  key.add(std::string_view(decoder_version()));
  key.add(std::string_view(one_path_of(list.root).native()));
  for (const std::int64_t number :
       {options.height, options.width, options.channels,
        std::int64_t{static_cast<int>(options.fit)}, options.background.red,
        options.background.green, options.background.blue, std::int64_t{options.invert ? 1 : 0}}) {
    key.add(number);
  }
  key.add(std::uint64_t{list.label_names.size()});
  for (const std::string& name : list.label_names) key.add(std::string_view(name));
  key.add(std::uint64_t{list.pictures.size()});
  for (const ListedPicture& picture : list.pictures) {
    key.add(std::string_view(picture.name));
    key.add(picture.size);
    key.add(picture.modified);
    key.add(picture.label);
  }
  return key.hex();
}

}  // namespace codegrid
