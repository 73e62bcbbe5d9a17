#include "tensor/npy_header.hpp"

#include <gtest/gtest.h>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

// Of format `major`.0.
std::string npy_start(const std::string& text, int major = 1) {
  std::string bytes = std::string(kNpyMagic) + static_cast<char>(major) + '\0';
  std::size_t length = text.size();
  for (int i = 0; i < (major == 1 ? 2 : 4); ++i, length /= 256)
    bytes += static_cast<char>(length % 256);
  return bytes + text;
}

NpyHeader header_of(const std::string& text, int major = 1) {
  return parse_npy_header(npy_start(text, major) + "values", "a.npy");
}

TEST(NpyHeader, IsReadInEveryFormat) {
  for (const int major : {1, 2, 3}) {
    const NpyHeader header = header_of(
        "{'descr': '|u1', 'fortran_order': False, 'shape': (60000, 28, 28), }     \n", major);
    EXPECT_EQ(header.type, "|u1");
    EXPECT_FALSE(header.fortran_order);
    EXPECT_EQ(header.shape, (std::vector<std::int64_t>{60000, 28, 28}));
    EXPECT_EQ(header.values(), 47'040'000U);
    EXPECT_EQ(header.shape_text(), "(60000, 28, 28)");
    EXPECT_EQ(header.length, (major == 1 ? 10U : 12U) + 74U);
  }
}

TEST(NpyHeader, IsTakenAsOtherWritersHaveIt) {
  const NpyHeader header =
      header_of("{\"shape\": (3L,),\"fortran_order\":True , \"descr\":\">f8\"}");
  EXPECT_EQ(header.type, ">f8");
  EXPECT_TRUE(header.fortran_order);
  EXPECT_EQ(header.shape_text(), "(3,)");
  EXPECT_EQ(header_of("{'descr': '<i8', 'fortran_order': False, 'shape': ()}").values(), 1U);
  EXPECT_EQ(header_of("{'descr': '<i8', 'fortran_order': False, 'shape': (5, 0,)}").values(), 0U);
  EXPECT_EQ(header_of("{'descr': [('x', '<f4', (2,)), ('y', [('z', '|u1')])], "
                      "'fortran_order': False, 'shape': (1,)}")
                .type,
            "[('x', '<f4', (2,)), ('y', [('z', '|u1')])]");
}

TEST(NpyHeader, AnythingElseIsRefused) {
  for (const char* text : {"", "{", "{}", "descr", "{'descr': '<f4', 'fortran_order': False}",
                           "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)",
                           "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x",
                           "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}",
                           "{'descr': 4, 'fortran_order': False, 'shape': (1,)}",
                           "{'descr': [, 'fortran_order': False, 'shape': (1,)}",
                           "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
                           "{'descr': '<f4', 'fortran_order': False, 'shape': (1 2)}",
                           "{'descr': '<f4', 'fortran_order': False, 'shape': (2)}",
                           "{'descr': '<f4', 'fortran_order': False, 'shape': [1]}",
                           "{'descr': '<f4', 'descr': '<f4', 'descr': '<f4'}",
                           "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}",
                           "{'descr: '<f4' 'fortran_order': False 'shape': (1,)}"}) {
    const Error error = error_of([&] { header_of(text); });
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    EXPECT_EQ(error.what(),
              "a.npy: found header \"" + std::string(text).substr(0, 120) +
                  "\"; expected descr, fortran_order and shape of an array. Give a whole .npy file "
                  "as numpy.save writes it.");
  }
}

TEST(NpyHeader, EveryTruncationIsRefused) {
  for (const int major : {1, 2}) {
    const std::string whole =
        npy_start("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", major);
    for (std::size_t length = 0; length < whole.size(); ++length)
      EXPECT_THROW(parse_npy_header(whole.substr(0, length), "a.npy"), Error) << length;
  }
  EXPECT_EQ(
      std::string(error_of([&] {
                    parse_npy_header(
                        std::string(kNpyMagic) + std::string("\2\0\xff\xff\xff\xff", 6), "a.npy");
                  }).what()),
      "a.npy: found 12 bytes; expected a header of 4,294,967,307 bytes. Give a whole .npy file "
      "as numpy.save writes it.");
}

TEST(NpyHeader, ShapesThatOverflowAreRefused) {
  for (const char* shape : {"99999999999999999999,", "4611686018427387904, 4",
                            "0, 99999999999999999999", "1152921504606846976, 1"}) {
    const std::string text =
        std::string("{'descr': '<f4', 'fortran_order': False, 'shape': (") + shape + ")}";
    EXPECT_EQ(std::string(error_of([&] { header_of(text); }).what()),
              std::string("a.npy: found shape (") + shape +
                  "); expected a smaller shape. Give a whole .npy file as numpy.save writes it.");
  }
}

}  // namespace
}  // namespace codegrid
