#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;  // OpenSSL's

namespace codegrid {

/// SHA-256 of `bytes` (FIPS 180-4) in lower-case hexadecimal, 64 characters.
std::string sha256_hex(std::string_view bytes);

/// The first 16 bytes of the SHA-256 of `bytes`: enough to tell any number of things apart.
using ShortDigest = std::array<char, 16>;
ShortDigest short_digest(std::string_view bytes);

/// sha256_hex of bytes that come one after the other.
class RunningSha256 {
 public:
  RunningSha256();

  void add(std::string_view bytes);
  /// Of all that was added so far; more may follow.
  std::string hex() const;

 private:
  std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> context_;
};

}  // namespace codegrid
