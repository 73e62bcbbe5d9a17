#include "image/pnm.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "image/refusal.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kGreatestSide = 1'000'000'000;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct PnmHead {
  int kind = 0;  // 1 to 6: what stands behind the P
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::int64_t greatest = 1;
  std::size_t pixels = 0;  // where they begin

  bool plain() const { return kind <= 3; }
  bool bitmap() const { return kind == 1 || kind == 4; }
  int channels() const { return kind % 3 == 0 ? 3 : 1; }
};

// Words between spaces and comments, which go from # to the end of a line.
class PnmWords {
 public:
  PnmWords(std::string_view bytes, std::size_t place) : bytes_(bytes), place_(place) {}

  std::size_t place() const { return place_; }
  // False at the end of the file.
  bool skip_spaces() {
    while (place_ < bytes_.size() && (is_space(bytes_[place_]) || bytes_[place_] == '#')) {
      if (bytes_[place_] == '#') place_ = std::min(bytes_.find('\n', place_), bytes_.size());
      if (place_ < bytes_.size()) ++place_;
    }
    return place_ < bytes_.size();
  }
  // Of digits that stand here. Throws where none does, or for a number above `most`.
  std::int64_t number(std::int64_t most, const char* what) {
    std::int64_t value = 0;
    const std::size_t first = place_;
    for (; place_ < bytes_.size() && is_digit(bytes_[place_]); ++place_) {
      value = value * 10 + (bytes_[place_] - '0');
      if (value > most) throw damaged_picture(fmt::format("{} is above {}", what, most));
    }
    if (place_ == first) throw damaged_picture(fmt::format("{} is no number", what));
    return value;
  }
  // One digit of a bitmap: they may stand without spaces.
  std::int64_t bit() {
    const char c = bytes_[place_];
    if (c != '0' && c != '1') throw damaged_picture("a value of the bitmap is neither 0 nor 1");
    ++place_;
    return c - '0';
  }

 private:
  std::string_view bytes_;
  std::size_t place_;
};

PnmHead read_head(std::string_view bytes) {
  PnmHead head;
  head.kind = bytes[1] - '0';
  PnmWords words(bytes, 2);
  const auto next = [&](std::int64_t most, const char* what) {
    if (!words.skip_spaces()) throw truncated_header(bytes.size());
    return words.number(most, what);
  };
  head.width = next(kGreatestSide, "its width");
  head.height = next(kGreatestSide, "its height");
  if (!head.bitmap()) head.greatest = next(65535, "its greatest value");
  if (words.place() >= bytes.size()) throw truncated_header(bytes.size());
  if (head.greatest == 0) throw damaged_picture("its greatest value is 0");
  head.pixels = words.place() + 1;  // behind one space
  return head;
}

std::uint8_t scaled(std::int64_t value, const PnmHead& head) {
  if (head.bitmap()) return value == 0 ? 255 : 0;
  if (value > head.greatest)
    throw damaged_picture(fmt::format("a value is above {}, the greatest", head.greatest));
  return static_cast<std::uint8_t>((value * 255 + head.greatest / 2) / head.greatest);
}

void read_plain(std::string_view bytes, const PnmHead& head, cv::Mat& pixels) {
  PnmWords words(bytes, head.pixels);
  const int values = pixels.cols * pixels.channels();
  for (int y = 0; y < pixels.rows; ++y) {
    std::uint8_t* row = pixels.ptr(y);
    for (int x = 0; x < values; ++x) {
      if (!words.skip_spaces()) throw truncated_picture(bytes.size());
      row[x] = scaled(head.bitmap() ? words.bit() : words.number(head.greatest, "a value"), head);
    }
  }
  // A number that the end of the file has cut looks whole; a picture that is whole ends its last
  // line, or goes on to another one.
  if (!head.bitmap() && words.place() >= bytes.size()) throw truncated_picture(bytes.size());
}

std::size_t row_bytes(const PnmHead& head) {
  const auto width = static_cast<std::size_t>(head.width);
  if (head.bitmap()) return (width + 7) / 8;
  return width * static_cast<std::size_t>(head.channels()) * (head.greatest > 255 ? 2 : 1);
}

// Of the pixels; of plain ones, a digit each, and a space between two numbers.
std::size_t least_bytes(const PnmHead& head) {
  const auto height = static_cast<std::size_t>(head.height);
  if (!head.plain()) return row_bytes(head) * height;
  const std::size_t values = height * static_cast<std::size_t>(head.width * head.channels());
  return head.bitmap() ? values : 2 * values - 1;
}

void read_raw(std::string_view bytes, const PnmHead& head, cv::Mat& pixels) {
  const std::size_t row_size = row_bytes(head);
  const auto* from = reinterpret_cast<const std::uint8_t*>(bytes.data()) + head.pixels;
  const int values = pixels.cols * pixels.channels();
  for (int y = 0; y < pixels.rows; ++y, from += row_size) {
    std::uint8_t* row = pixels.ptr(y);
    for (int x = 0; x < values; ++x) {
      const int value = head.bitmap()         ? from[x / 8] >> (7 - x % 8) & 1
                        : head.greatest > 255 ? from[2 * x] << 8 | from[2 * x + 1]
                                              : from[x];
      row[x] = scaled(value, head);
    }
  }
}

}  // namespace

PictureHeader read_pnm_header(std::string_view bytes) {
  const PnmHead head = read_head(bytes);
  PictureHeader header{.format = PictureFormat::kPnm};
  header.height = head.height;
  header.width = head.width;
  header.channels = head.channels();
  header.bits = std::bit_width(static_cast<std::uint64_t>(head.greatest));
  return header;
}

cv::Mat decode_pnm(std::string_view bytes) {
  const PnmHead head = read_head(bytes);
  if (bytes.size() - head.pixels < least_bytes(head)) throw truncated_picture(bytes.size());
  cv::Mat pixels(static_cast<int>(head.height), static_cast<int>(head.width),
                 CV_8UC(head.channels()));
  if (head.plain()) {
    read_plain(bytes, head, pixels);
  } else {
    read_raw(bytes, head, pixels);
  }
  return pixels;
}

}  // namespace codegrid
