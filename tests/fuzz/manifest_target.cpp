#include "train/manifest.hpp"

#include <string>

#include "fuzz/target.hpp"

using namespace codegrid;

// What is taken can be written and read back; of format 3 it is written as of format 4.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text{input_of(data, size)};
  taken(ExitCode::kBadData, [&] {
    const Manifest read = decode_manifest(text, "m");
    require(read.state.batch >= 0 && read.state.stopping.best_epoch >= 0);
    const std::vector<EpochRecord>& epochs = read.state.epochs;
    const RowsSeal rows = read.rows.value_or(
        RowsSeal{epochs.empty() ? std::nullopt : std::optional(epochs.back()), ""});
    const std::string again = encode_manifest(read.state, rows);
    const Manifest reread = decode_manifest(again, "m");
    require(encode_manifest(reread.state, reread.rows.value()) == again);
  });
  return 0;
}
