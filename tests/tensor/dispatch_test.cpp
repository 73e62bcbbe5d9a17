#include "tensor/dispatch.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

constexpr int kPlain = 1;
constexpr int kAvx2 = 2;
constexpr int kAvx512 = 3;

TEST(Dispatch, EveryProcessorGetsItsVersionItself) {
  EXPECT_EQ(&choose(kPlain, kAvx2, kAvx512, Processor::kPlain), &kPlain);
  EXPECT_EQ(&choose(kPlain, kAvx2, kAvx512, Processor::kAvx2), &kAvx2);
  EXPECT_EQ(&choose(kPlain, kAvx2, kAvx512, Processor::kAvx512), &kAvx512);
}

TEST(Dispatch, TheProcessorAtHandIsTheOneThatIsChosenFor) {
  EXPECT_EQ(&choose(kPlain, kAvx2, kAvx512), &choose(kPlain, kAvx2, kAvx512, this_processor()));
}

TEST(Dispatch, AProcessorWithAvx512HasAvx2Too) {
#if defined(__x86_64__)
  const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  EXPECT_EQ(this_processor() >= Processor::kAvx2, has_avx2);
#else
  EXPECT_EQ(this_processor(), Processor::kPlain);
#endif
}

}  // namespace
}  // namespace codegrid
