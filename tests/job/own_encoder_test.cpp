#include "job/own_encoder.hpp"

#include <gtest/gtest.h>

#include "core/digest.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

TEST(OwnEncoder, IsTheFileWhoseDigestTheSummaryHas) {
  const TemporaryFolder run;
  run.write("summary.json", R"({"encoder_sha256": ")" + sha256_hex("weights") + "\"}");
  EXPECT_FALSE(has_own_encoder(run.path()));
  const std::string encoder = run.write("encoder.pt", "weights").string();
  EXPECT_TRUE(has_own_encoder(run.path()));
  run.write("encoder.pt", "others");
  const Error error = error_of([&] { has_own_encoder(run.path()); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_EQ(error.what(),
            encoder +
                ": not the file that the training wrote (its SHA-256 is not the one in "
                "summary.json); bring that one back, or remove this one and resume again, to have "
                "it written again");
}

TEST(OwnEncoder, IsAnyOfARunWhoseSummarySaysNothingOfIt) {
  const TemporaryFolder run;
  run.write("summary.json", R"({"epochs": 3})");
  run.write("encoder.pt", "weights");
  EXPECT_TRUE(has_own_encoder(run.path()));
}

}  // namespace
}  // namespace codegrid
