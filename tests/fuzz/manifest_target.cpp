#include "train/manifest.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "core/digest.hpp"
#include "core/strict_json.hpp"
#include "fuzz/target.hpp"

using namespace codegrid;

namespace {

// The text with the digest that its other keys ask for, so that what lies behind the digest is
// reached too; as it is where it is no object.
std::string signed_again(const std::string& text) {
  nlohmann::json manifest;
  taken(ExitCode::kBadData, [&] { manifest = parse_json(text, "m.json", ExitCode::kBadData); });
  if (!manifest.is_object()) return text;
  manifest.erase("manifest_sha256");
  manifest["manifest_sha256"] = sha256_hex(manifest.dump());
  return manifest.dump();
}

void check(const std::string& text) {
  taken(ExitCode::kBadData, [&] {
    const Manifest read = decode_manifest(text, "m.json");
    require(read.state.batch >= 0 && read.state.stopping.best_epoch >= 0);
    const std::string again = encode_manifest(read.state, "tensors");
    require(encode_manifest(decode_manifest(again, "m.json").state, "tensors") == again);
  });
}

}  // namespace

// As it is, and with its digest put right: what is taken can be written and read back.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text{input_of(data, size)};
  check(text);
  check(signed_again(text));
  return 0;
}
