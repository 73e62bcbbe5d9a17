#include "core/sealed_header.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <stdexcept>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

static_assert(std::endian::native == std::endian::little,
              "numbers are written as they lie in memory");

constexpr std::size_t kMagicBytes = 16;
constexpr std::size_t kSealAt = kSealedHeaderBytes - sizeof(ShortDigest);
static_assert(kMagicBytes + 8 * (1 + kMostHeaderNumbers) <= kSealAt);

std::string padded_magic(const FileFormat& format) {
  std::string magic(format.magic);
  magic.resize(kMagicBytes, '\0');
  return magic;
}

std::uint64_t number_at(std::string_view bytes, std::size_t at) {
  std::uint64_t number = 0;
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

}  // namespace

std::string sealed_header(const FileFormat& format, std::span<const std::uint64_t> numbers) {
  if (numbers.size() > kMostHeaderNumbers || format.magic.size() > kMagicBytes)
    throw std::invalid_argument("too much for a header");
  std::string header = padded_magic(format);
  const auto append = [&](std::uint64_t number) {
    header.append(reinterpret_cast<const char*>(&number), sizeof number);
  };
  append(format.version);
  for (const std::uint64_t number : numbers) append(number);
  header.resize(kSealAt, '\0');
  const ShortDigest seal = short_digest(header);
  return header.append(seal.data(), seal.size());
}

std::vector<std::uint64_t> read_sealed_header(std::string_view bytes, const FileFormat& format,
                                              const std::string& name) {
  const auto refuse = [&](const std::string& found) {
    return data_error(fmt::format("{}: {}; {}", name, found, format.advice));
  };
  const std::string magic = padded_magic(format);
  if (!bytes.starts_with(magic)) {
    throw refuse(fmt::format("does not begin as a file of this name does (\"{}\")", format.magic));
  }
  if (bytes.size() < kSealedHeaderBytes) {
    throw refuse(fmt::format("is truncated: {} found, {} expected for its header",
                             counted(bytes.size(), "byte", "bytes"), kSealedHeaderBytes));
  }
  const std::string_view sealed = bytes.substr(0, kSealAt);
  const ShortDigest seal = short_digest(sealed);
  if (std::memcmp(seal.data(), bytes.data() + kSealAt, seal.size()) != 0)
    throw refuse("its header is damaged (the digest does not fit)");
  if (const std::uint64_t version = number_at(bytes, kMagicBytes); version != format.version) {
    throw refuse(fmt::format("is of format version {}; this program reads version {}", version,
                             format.version));
  }
  std::vector<std::uint64_t> numbers;
  for (std::size_t i = 1; i <= kMostHeaderNumbers; ++i)
    numbers.push_back(number_at(bytes, kMagicBytes + 8 * i));
  return numbers;
}

void require_length(std::string_view bytes, std::uint64_t expected, const FileFormat& format,
                    const std::string& name) {
  if (bytes.size() == expected) return;
  throw data_error(fmt::format("{}: is {}: {} found, {} expected; {}", name,
                               bytes.size() < expected ? "truncated" : "too long",
                               counted(bytes.size(), "byte", "bytes"), with_commas(expected),
                               format.advice));
}

}  // namespace codegrid
