#include "core/digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cstring>
#include <new>
#include <stdexcept>

namespace codegrid {
namespace {

void require_success(int result) {
  if (result != 1) throw std::runtime_error("OpenSSL gave no SHA-256");
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  RunningSha256 digest;
  digest.add(bytes);
  return digest.hex();
}

ShortDigest short_digest(std::string_view bytes) {
  std::array<unsigned char, 32> whole{};
  require_success(
      EVP_Digest(bytes.data(), bytes.size(), whole.data(), nullptr, EVP_sha256(), nullptr));
  ShortDigest digest{};
  std::memcpy(digest.data(), whole.data(), digest.size());
  return digest;
}

RunningSha256::RunningSha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
  if (context_ == nullptr) throw std::bad_alloc();
  require_success(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
}

void RunningSha256::add(std::string_view bytes) {
  require_success(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()));
}

std::string RunningSha256::hex() const {
  RunningSha256 copy;  // finishing a digest uses it up
  require_success(EVP_MD_CTX_copy_ex(copy.context_.get(), context_.get()));
  std::array<unsigned char, 32> digest{};
  require_success(EVP_DigestFinal_ex(copy.context_.get(), digest.data(), nullptr));
  std::string hex;
  for (const unsigned char byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace codegrid
