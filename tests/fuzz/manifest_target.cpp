#include "train/manifest.hpp"

#include <string>

#include "fuzz/target.hpp"

using namespace codegrid;

// What is taken can be written and read back.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text{input_of(data, size)};
  taken(ExitCode::kBadData, [&] {
    const TrainingState read = decode_manifest(text, "m");
    require(read.batch >= 0 && read.stopping.best_epoch >= 0);
    const std::string again = encode_manifest(read);
    require(encode_manifest(decode_manifest(again, "m")) == again);
  });
  return 0;
}
