#include "job/doubts.hpp"

#include <gtest/gtest.h>

#include "job/fixtures.hpp"

namespace codegrid {
namespace {

TEST(Doubts, RefuseOrWithTrustOnlyWarn) {
  Said said;
  const Error error = error_of([&] { Doubts(false, said.progress()).raise("x.pt: odd"); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_STREQ(error.what(),
               "x.pt: odd\nA TorchScript file can run code when it is loaded. Only if you know "
               "where this one comes from, use it all the same with --trust");
  EXPECT_EQ(said.words(), "");
  Doubts(true, said.progress()).raise("x.pt: odd");
  EXPECT_EQ(said.words(), "warning: x.pt: odd; used all the same, as --trust says\n");
}

}  // namespace
}  // namespace codegrid
