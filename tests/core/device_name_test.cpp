#include "core/device_name.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

TEST(DeviceName, NamesAreKnown) {
  for (const char* name : {"auto", "cpu", "cuda", "cuda:0", "cuda:12"})
    EXPECT_TRUE(is_device_name(name)) << name;
  for (const char* name :
       {"", "gpu", "CPU", "cuda:", "cuda:x", "cuda:-1", "cuda:1x", "cuda:999", "cuda1"}) {
    EXPECT_FALSE(is_device_name(name)) << name;
  }
}

TEST(DeviceName, OnlyCudaHasANumber) {
  EXPECT_EQ(cuda_index("cuda"), 0);
  EXPECT_EQ(cuda_index("cuda:12"), 12);
  EXPECT_EQ(cuda_index("cpu"), std::nullopt);
}

}  // namespace
}  // namespace codegrid
