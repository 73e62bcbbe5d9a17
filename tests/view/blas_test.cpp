#include <dlfcn.h>
#include <gtest/gtest.h>

// This program links LibTorch and OpenCV as the tools do. What the linker chose decides the speed
// of every matrix product.
TEST(Blas, MatrixProductsAreLibTorchsOwnAndNotOpenCvs) {
  void* const libtorch = dlopen("libtorch_cpu.so", RTLD_LAZY | RTLD_NOLOAD);
  ASSERT_NE(libtorch, nullptr) << "LibTorch is not loaded";
  void* const own = dlsym(libtorch, "sgemm_");
  if (own == nullptr) GTEST_SKIP() << "this LibTorch keeps its BLAS to itself";
  void* const used = dlsym(RTLD_DEFAULT, "sgemm_");
  Dl_info found{};
  ASSERT_NE(dladdr(used, &found), 0);
  EXPECT_EQ(used, own) << "sgemm_ comes from " << found.dli_fname
                       << ": link LibTorch before OpenCV";
}
