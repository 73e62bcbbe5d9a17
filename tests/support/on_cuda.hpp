#pragma once

#include <c10/core/Device.h>
#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tensor/device.hpp"

namespace codegrid {

/// Tests of a GPU. Where none can be used, they are skipped, and say why.
///   Base: testing::Test or one with parameters.
template <typename Base>
class NeedsCuda : public Base {
 protected:
  void SetUp() override {
    try {
      cuda_ = choose_device("cuda").device;
    } catch (const Error& error) {
      GTEST_SKIP() << error.what();
    }
  }

  c10::Device cuda_ = c10::kCPU;
};

}  // namespace codegrid
