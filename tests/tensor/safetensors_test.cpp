#include "tensor/safetensors.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

NamedTensors some() {
  return {{"weight", at::arange(6, at::kFloat).reshape({2, 3})},
          {"steps", at::full({}, 7, at::kDouble)},
          {"empty", at::empty({0, 4}, at::kLong)},
          {"state", at::arange(5, at::kByte)}};
}

// The file whose header is `header`, before `values`.
std::string file_of(const std::string& header, const std::string& values) {
  std::string bytes(8, '\0');
  bytes[0] = static_cast<char>(header.size());
  return bytes + header + values;
}

TEST(Safetensors, GivesBackWhatWasWritten) {
  const NamedTensors read = decode_safetensors(encode_safetensors(some()), "x").tensors;
  ASSERT_EQ(read.size(), 4U);
  for (const auto& [name, tensor] : some()) {
    EXPECT_EQ(read.at(name).scalar_type(), tensor.scalar_type()) << name;
    EXPECT_EQ(read.at(name).sizes(), tensor.sizes()) << name;
    EXPECT_TRUE(at::equal(read.at(name), tensor)) << name;
  }
}

TEST(Safetensors, IsTheFormatThatOthersRead) {
  const std::string bytes = encode_safetensors({{"a", at::full({1}, 1, at::kByte)}});
  const std::string header = R"({"a":{"data_offsets":[0,1],"dtype":"U8","shape":[1]}})";
  const std::string padded = header + std::string((8 - header.size() % 8) % 8, ' ');
  EXPECT_EQ(bytes, file_of(padded, "\x01"));
}

TEST(Safetensors, CarriesTextBesideTheTensors) {
  const Metadata metadata{{"a", "1"}, {"quoted", "\"{}\n\""}};
  EXPECT_EQ(decode_safetensors(encode_safetensors(some(), metadata), "x").metadata, metadata);
  EXPECT_EQ(encode_safetensors({}, {{"a", "1"}}),
            file_of(R"({"__metadata__":{"a":"1"}}      )", ""));
  for (const char* other : {"7", R"(["a"])", R"({"a":1})"}) {
    EXPECT_EQ(std::string(error_of([&] {
                            const std::string header = std::string(R"({"__metadata__":)") + other;
                            decode_safetensors(file_of(header + "}", ""), "x");
                          }).what()),
              "x: metadata that is not text by name; expected a whole safetensors file");
  }
}

TEST(Safetensors, WritesWhatIsNotContiguousInItsOwnOrder) {
  const at::Tensor turned = at::arange(6, at::kFloat).reshape({2, 3}).t();
  EXPECT_TRUE(at::equal(
      decode_safetensors(encode_safetensors({{"t", turned}}), "x").tensors.at("t"), turned));
}

TEST(Safetensors, RefusesEveryTruncation) {
  const std::string bytes = encode_safetensors(some());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_EQ(error_of([&] {
                decode_safetensors(std::string_view(bytes).substr(0, length), "x");
              }).code(),
              ExitCode::kBadData)
        << length;
  }
}

TEST(Safetensors, RefusesHeadersThatClaimMoreThanTheFileHolds) {
  const auto message = [](const std::string& bytes) {
    return std::string(error_of([&] { decode_safetensors(bytes, "x"); }).what());
  };
  EXPECT_EQ(message(std::string(7, '\xff')), "x: 7 bytes; expected a whole safetensors file");
  EXPECT_EQ(message(std::string(8, '\xff') + "{}"),
            "x: a header of 18,446,744,073,709,551,615 bytes in a file of 10; expected a whole "
            "safetensors file");
  EXPECT_EQ(message(file_of("[]", "")),
            "x: a header that is no object; expected a whole safetensors file");
  for (const char* entry :
       {R"({"dtype":"F32","shape":[1073741824,1073741824,1073741824],"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":[0,18446744073709551615],"data_offsets":[0,0]})",
        R"({"dtype":"F32","shape":[1],"data_offsets":[0,8]})",
        R"({"dtype":"F32","shape":[1],"data_offsets":[4,0]})",
        R"({"dtype":"F32","shape":[-1],"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":[1.0],"data_offsets":[0,4]})",
        R"({"dtype":"F16","shape":[2],"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":1,"data_offsets":[0,4]})",
        R"({"dtype":"F32","shape":[1],"data_offsets":[0]})", R"({"dtype":"F32","shape":[1]})",
        R"(7)"}) {
    EXPECT_EQ(message(file_of(std::string(R"({"a":)") + entry + "}", "abcd")),
              "x: the entry \"a\" does not fit the file; expected a whole safetensors file")
        << entry;
  }
  EXPECT_EQ(message(file_of("{}", "abcd")),
            "x: 4 bytes of values for tensors of 0; expected a whole safetensors file");
}

}  // namespace
}  // namespace codegrid
