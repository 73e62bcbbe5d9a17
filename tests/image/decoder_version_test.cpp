#include "image/decoder_version.hpp"

#include <gmock/gmock.h>

namespace codegrid {
namespace {

TEST(DecoderVersion, NamesItselfAndItsLibraries) {
  EXPECT_THAT(decoder_version(),
              testing::MatchesRegex("[0-9]+, OpenCV [0-9.]+.*, libjpeg.*, libpng .*"));
  EXPECT_EQ(decoder_version(), decoder_version());
}

}  // namespace
}  // namespace codegrid
