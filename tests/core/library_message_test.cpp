#include "core/library_message.hpp"

#include <gtest/gtest.h>

#include "core/memory_limit.hpp"

namespace codegrid {
namespace {

TEST(LibraryMessage, KeepsTheLineThatNamesTheOperatorAndTheCodeThatCallsIt) {
  EXPECT_EQ(cause_in("\nUnknown builtin op: other::sort.\n"
                     "Could not find any similar ops to other::sort.\n:\n"
                     "  File \"code/__torch__.py\", line 12\n"
                     "    x0 = torch.flatten(x, 1)\n"
                     "    x1 = ops.other.sort(x0)\n"
                     "         ~~~~~~~~~~~~~~ <--- HERE\n    return x1\n"),
            "Unknown builtin op: other::sort. (at: x1 = ops.other.sort(x0))");
}

TEST(LibraryMessage, EndsWithNoColonWhereSourceCodeIsLeftOut) {
  EXPECT_EQ(cause_in("expected ident but found 'newline' here:\nSerialized  File \"a.py\", line 5\n"
                     "    return x +\n              ~ <--- HERE\n"),
            "expected ident but found 'newline' here (at: return x +)");
}

TEST(LibraryMessage, OfATracebackIsWhatItEndsWith) {
  EXPECT_EQ(cause_in("The following operation failed in the TorchScript interpreter.\n"
                     "Traceback of TorchScript, serialized code (most recent call last):\n"
                     "  File \"code/__torch__.py\", line 4, in forward\n"
                     "    x = torch.linear(x, w)\n"
                     "        ~~~~~~~~~~~~ <--- HERE\n"
                     "RuntimeError: shapes cannot be multiplied\n"
                     "Some advice of several lines\nthat nobody needs here.\n"),
            "RuntimeError: shapes cannot be multiplied (at: x = torch.linear(x, w))");
}

TEST(LibraryMessage, IsNeverEmptyAndHasOneLine) {
  EXPECT_EQ(cause_in(""), "no reason given");
  EXPECT_EQ(cause_in("\n \n\n"), "no reason given");
  EXPECT_EQ(cause_in("OpenCV(4.6.0) loadsave.cpp:1: error: (-2) no writer\n"),
            "OpenCV(4.6.0) loadsave.cpp:1: error: (-2) no writer");
  EXPECT_EQ(cause_in("<--- HERE"), "<--- HERE");
}

TEST(LibraryMessage, LeavesOutWhatFollowsTheFirstSentenceOfALongOne) {
  const std::string sentence = "Could not run 'aten::empty' with arguments from the 'CUDA' backend";
  EXPECT_EQ(cause_in(sentence + ". This could be " + std::string(400, 'x')), sentence);
  EXPECT_EQ(cause_in(std::string(400, 'x')), std::string(300, 'x') + " ...");
}

TEST(LibraryMessage, OfMemorySaysHowMuchWasAskedFor) {
  const std::string on_cpu =
      "[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory: "
      "you tried to allocate 3435973836 bytes. Error code 12 (Cannot allocate memory)";
  const std::string on_gpu = "CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has 78.4 GiB";
  EXPECT_TRUE(is_of_memory(on_cpu));
  EXPECT_TRUE(is_of_memory(on_gpu));
  EXPECT_TRUE(is_of_memory("RuntimeError: std::bad_alloc"));
  const std::string of_opencv =
      "OpenCV(4.6.0) alloc.cpp:73: error: (-4:Insufficient memory) Failed to allocate 2048 bytes "
      "in "
      "function 'OutOfMemoryError'\n";
  EXPECT_TRUE(is_of_memory(of_opencv));
  EXPECT_EQ(out_of_memory(of_opencv), "out of memory: 2.0 KiB were asked for at once");
  EXPECT_FALSE(is_of_memory("shapes cannot be multiplied"));
  EXPECT_EQ(out_of_memory(on_cpu), "out of memory: 3.2 GiB were asked for at once");
  EXPECT_EQ(out_of_memory(on_gpu), "out of memory: 20.0 GiB were asked for at once");
  EXPECT_EQ(out_of_memory("std::bad_alloc"), "out of memory");
  EXPECT_EQ(out_of_memory(OutOfMemory(2048, "a checkpoint").what()),
            "out of memory: 2.0 KiB were asked for at once, for a checkpoint");
  EXPECT_EQ(bytes_asked_for("std::bad_alloc"), std::nullopt);
}

TEST(LibraryMessage, IsToldByAmountOrByCause) {
  EXPECT_EQ(told("std::bad_alloc"), "out of memory");
  EXPECT_EQ(told("CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has 78.4 GiB"),
            "out of memory: 20.0 GiB were asked for at once");
  EXPECT_EQ(told("\nUnknown builtin op: a::b\n"), "Unknown builtin op: a::b");
}

}  // namespace
}  // namespace codegrid
