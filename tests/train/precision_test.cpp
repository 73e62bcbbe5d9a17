#include "train/precision.hpp"

#include <gtest/gtest.h>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

TEST(Precision, IsResolvedByTheDevice) {
  const auto resolved = [](c10::DeviceType device, bool processor) {
    return resolved_precision(Precision::kAuto, device, processor);
  };
  EXPECT_EQ(resolved(c10::kCPU, /*processor=*/true), Precision::kBfloat16);
  EXPECT_EQ(resolved(c10::kCPU, /*processor=*/false), Precision::kFloat32);
  EXPECT_EQ(resolved(c10::kCUDA, /*processor=*/false), Precision::kBfloat16);
  EXPECT_EQ(resolved_precision(Precision::kBfloat16, c10::kCPU, /*processor=*/false),
            Precision::kBfloat16);
  EXPECT_EQ(resolved_precision(Precision::kFloat32, c10::kCPU, /*processor=*/true),
            Precision::kFloat32);
}

TEST(Precision, Bfloat16IsRefusedByNameWhereTheProcessorLacksIt) {
  const Error error =
      error_of([] { require_precision(Precision::kBfloat16, c10::kCPU, /*processor=*/false); });
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  EXPECT_STREQ(error.what(),
               "training.precision: \"bfloat16\" cannot be used: this processor has no "
               "avx512_bf16; a new run with --set training.precision=float32 works anywhere");
}

TEST(Precision, AllElseIsTaken) {
  EXPECT_NO_THROW(require_precision(Precision::kFloat32, c10::kCPU, /*processor=*/false));
  EXPECT_NO_THROW(require_precision(Precision::kBfloat16, c10::kCPU, /*processor=*/true));
  EXPECT_NO_THROW(require_precision(Precision::kBfloat16, c10::kCUDA, /*processor=*/false));
}

}  // namespace
}  // namespace codegrid
