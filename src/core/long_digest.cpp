#include "core/long_digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr std::size_t kDigestedAtOnce = std::size_t{1} << 24;  // bytes between two looks at signals

}  // namespace

std::string long_sha256_hex(std::string_view bytes) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  bool done = context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
  while (done && !bytes.empty()) {
    stop_if_interrupted();
    const std::string_view piece = bytes.substr(0, kDigestedAtOnce);
    done = EVP_DigestUpdate(context.get(), piece.data(), piece.size()) == 1;
    bytes.remove_prefix(piece.size());
  }
  std::array<unsigned char, 32> digest{};
  if (!done || EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) != 1)
    throw std::runtime_error("OpenSSL gave no SHA-256");
  std::string hex;
  for (const unsigned char byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace codegrid
