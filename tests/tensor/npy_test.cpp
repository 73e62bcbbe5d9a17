#include "tensor/npy.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "core/error.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

std::string message_of(std::string_view bytes) {
  try {
    decode_npy(bytes, "codes.npy");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    return error.what();
  }
  return "nothing was thrown";
}

std::string with_header(const std::string& header, const std::string& values = "") {
  std::string bytes{"\x93NUMPY\x01\x00", 8};
  bytes += static_cast<char>(header.size() % 256);
  bytes += static_cast<char>(header.size() / 256);
  return bytes + header + values;
}

constexpr const char* kAdvice = " Give a whole .npy file as numpy.save writes it.";

TEST(Npy, WritesTheBytesOfNumpySave) {
  const std::string bytes = encode_npy(at::tensor({1, -2}, at::kLong));
  ASSERT_EQ(bytes.size(), 128U + 16U);
  EXPECT_EQ(bytes.substr(0, 10), std::string("\x93NUMPY\x01\x00\x76\x00", 10));
  EXPECT_EQ(bytes.substr(10, 118), "{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }" +
                                       std::string(60, ' ') + "\n");
  EXPECT_EQ(bytes.substr(128), std::string("\1\0\0\0\0\0\0\0\xFE", 9) + std::string(7, '\xFF'));
}

TEST(Npy, ComesBackAsItWas) {
  for (const at::Tensor& tensor :
       {at::rand({5, 3}), at::rand({7}), at::zeros({0, 3}), at::zeros({0}),
        at::arange(12, at::kLong).view({4, 3}), at::arange(3, at::kLong)}) {
    const at::Tensor read = decode_npy(encode_npy(tensor), "codes.npy");
    EXPECT_EQ(read.scalar_type(), tensor.scalar_type());
    EXPECT_TRUE(at::equal(read, tensor));
  }
}

TEST(Npy, RefusesEveryOtherLength) {
  const std::string bytes = encode_npy(at::ones({3, 2}));
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_THROW(decode_npy(bytes.substr(0, length), "codes.npy"), Error) << length;
  }
  EXPECT_EQ(message_of(""),
            std::string("codes.npy: found an empty file; expected a .npy file.") + kAdvice);
  EXPECT_EQ(message_of(bytes.substr(0, 60)),
            std::string("codes.npy: found 60 bytes; expected a header of 128 bytes.") + kAdvice);
  EXPECT_EQ(
      message_of(bytes + "x"),
      std::string("codes.npy: found 25 bytes of values; expected 24 by its header.") + kAdvice);
}

TEST(Npy, RefusesOtherLayouts) {
  const auto header = [](const char* type, const char* order, const char* shape) {
    return with_header(std::string("{'descr': '") + type + "', 'fortran_order': " + order +
                       ", 'shape': " + shape + ", }\n");
  };
  EXPECT_EQ(message_of(header("<f8", "False", "(0,)")),
            std::string("codes.npy: found type '<f8'; expected '<f4' (float32) or '<i8' (int64).") +
                kAdvice);
  EXPECT_EQ(message_of(header("<f4", "True", "(0,)")),
            std::string("codes.npy: found Fortran order; expected C order.") + kAdvice);
  for (const char* shape : {"()", "(1, 1, 1)"}) {
    EXPECT_EQ(message_of(header("<f4", "False", shape)),
              std::string("codes.npy: found shape ") + shape + "; expected one or two dimensions." +
                  kAdvice);
  }
  for (const char* shape : {"(-1,)", "(1.5,)", "(1", "(1)"}) {
    EXPECT_NE(message_of(header("<f4", "False", shape))
                  .find("expected descr, fortran_order and shape of an array."),
              std::string::npos)
        << shape;
  }
  for (const char* shape : {"(99999999999999999999,)", "(4611686018427387904, 4)"}) {
    EXPECT_NE(message_of(header("<f4", "False", shape)).find("expected a smaller shape"),
              std::string::npos)
        << shape;
  }
  EXPECT_NO_THROW(decode_npy(header("<f4", "False", "(0,)"), "codes.npy"));
}

TEST(Npy, RefusesWhatOnlyLooksLikeIt) {
  EXPECT_NE(message_of("not an array at all").find("found no NumPy magic"), std::string::npos);
  std::string newer = encode_npy(at::ones({1}));
  newer[6] = 4;
  EXPECT_NE(message_of(newer).find("found format 4.0; expected format 1.0, 2.0 or 3.0"),
            std::string::npos);
  EXPECT_NE(message_of(with_header(std::string(65000, '{'))).find("found header \"{{{"),
            std::string::npos);
}

TEST(Npy, ChecksItsCaller) {
  EXPECT_THROW(encode_npy(at::ones({2, 2, 2})), c10::Error);
  EXPECT_THROW(encode_npy(at::ones({2}, at::kDouble)), c10::Error);
  EXPECT_THROW(encode_npy(at::ones({2, 3}).t()), c10::Error);
}

TEST(NpyRows, GiveTheFileOfTheWholeTensorAndItsValues) {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "codes.npy";
  const at::Tensor codes = at::rand({100, 3});
  NpyRows file(path, 100);
  for (const at::Tensor& rows : codes.split(33)) file.append(rows);
  EXPECT_FALSE(std::filesystem::exists(path));
  const at::Tensor mapped = file.publish();
  EXPECT_EQ(slurp(path), encode_npy(codes));
  std::filesystem::remove(path);
  EXPECT_TRUE(mapped.equal(codes));
}

TEST(NpyRows, AreAllThereAndOfOneWidth) {
  const TemporaryFolder folder;
  NpyRows file(folder.path() / "codes.npy", 4);
  file.append(at::ones({2, 3}));
  EXPECT_THROW(file.append(at::ones({2, 4})), c10::Error);
  EXPECT_THROW(file.append(at::ones({3, 2}).t()), c10::Error);
  EXPECT_THROW(file.publish(), c10::Error);
}

TEST(NpyRows, MayBeginWithNone) {
  const TemporaryFolder folder;
  NpyRows file(folder.path() / "codes.npy", 2);
  file.append(at::ones({0, 3}));
  file.append(at::ones({2, 3}));
  EXPECT_TRUE(file.publish().equal(at::ones({2, 3})));
  EXPECT_EQ(slurp(folder.path() / "codes.npy"), encode_npy(at::ones({2, 3})));
  EXPECT_THROW(NpyRows(folder.path() / "none.npy", 0), c10::Error);
}

}  // namespace
}  // namespace codegrid
