#include "tensor/device.hpp"

#include <gtest/gtest.h>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

TEST(Device, CpuIsAlwaysThere) {
  EXPECT_TRUE(choose_device("cpu").device.is_cpu());
  EXPECT_EQ(choose_device("cpu").note, "");
}

TEST(Device, AutoSaysWhyAGpuThatIsHereIsNotUsed) {
  const DeviceChoice choice = choose_device("auto");
  EXPECT_EQ(choice.note.empty(), choice.device.is_cuda() || !has_nvidia_gpu());
}

TEST(Device, CudaIsUsedOrTheErrorSaysWhyNot) {
  if (choose_device("auto").device.is_cuda()) {
    EXPECT_TRUE(choose_device("cuda").device.is_cuda());
    return;
  }
  const Error error = error_of([] { choose_device("cuda:1"); });
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  const std::string text = error.what();
  EXPECT_TRUE(text.starts_with("device: \"cuda:1\" cannot be used: ")) << text;
  if (!has_nvidia_gpu()) {
    EXPECT_EQ(text,
              "device: \"cuda:1\" cannot be used: this machine shows no NVIDIA GPU; --set "
              "device=cpu runs anywhere");
  }
}

}  // namespace
}  // namespace codegrid
