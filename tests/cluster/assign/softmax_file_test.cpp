#include "cluster/assign/softmax_file.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cluster/fixtures.hpp"
#include "core/error.hpp"
#include "support/fixtures.hpp"
#include "tensor/safetensors.hpp"

namespace codegrid {
namespace {

const Metadata kSoftmaxMetadata{{"format", "codegrid softmax"}, {"version", "1"}};
const std::string kAdvice = "; group the run again with codegrid-cluster, which writes it anew";

std::string refusal_of(const NamedTensors& tensors, const Metadata& metadata = kSoftmaxMetadata) {
  const TemporaryFolder folder;
  const auto path = folder.write("s.safetensors", encode_safetensors(tensors, metadata));
  const Error error = error_of([&] { read_softmax(path); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  const std::string text = error.what();
  EXPECT_TRUE(text.starts_with(path.string() + ": ") && text.ends_with(kAdvice)) << text;
  return text.substr(path.string().size() + 2,
                     text.size() - path.string().size() - 2 - kAdvice.size());
}

TEST(SoftmaxFile, ReadsBackWhatItWrote) {
  const TemporaryFolder folder;
  const SoftmaxModel model{normal({4, 7}), normal({4})};
  write_softmax(folder.path() / "s", model);
  const SoftmaxModel read = read_softmax(folder.path() / "s");
  EXPECT_TRUE(read.weights.equal(model.weights));
  EXPECT_TRUE(read.biases.equal(model.biases));
}

TEST(SoftmaxFile, OfCentroidsIsOfAFormatOfItsOwn) {
  const TemporaryFolder folder;
  const SoftmaxModel model{.centroids = normal({4, 7})};
  write_softmax(folder.path() / "s", model);
  const SoftmaxModel read = read_softmax(folder.path() / "s");
  EXPECT_FALSE(read.is_linear());
  EXPECT_TRUE(read.centroids.equal(model.centroids));
  const Metadata student_t{{"format", "codegrid student t"}, {"version", "1"}};
  EXPECT_EQ(refusal_of({{"weights", normal({4, 7})}, {"biases", normal({4})}}, student_t),
            "has no tensor \"centroids\"");
  EXPECT_EQ(refusal_of({{"centroids", normal({4})}}, student_t),
            "its tensors do not fit each other");
}

TEST(SoftmaxFile, NamesWhatIsWrongWithIt) {
  const at::Tensor weights = normal({4, 7});
  const at::Tensor biases = normal({4});
  EXPECT_EQ(refusal_of({{"weights", weights}, {"biases", biases}}, {{"format", "other"}}),
            "is a safetensors file, but of no softmax layer");
  EXPECT_EQ(refusal_of({{"weights", weights}, {"biases", biases}},
                       {{"format", "codegrid softmax"}, {"version", "2"}}),
            "is of format version 2; this program reads version 1");
  EXPECT_EQ(refusal_of({{"weights", weights}}), "has no tensor \"biases\"");
  EXPECT_EQ(refusal_of({{"biases", biases}}), "has no tensor \"weights\"");
  const std::string misfit = "its tensors do not fit each other";
  EXPECT_EQ(refusal_of({{"weights", weights}, {"biases", normal({5})}}), misfit);
  EXPECT_EQ(refusal_of({{"weights", weights}, {"biases", weights}}), misfit);
  EXPECT_EQ(refusal_of({{"weights", biases}, {"biases", biases}}), misfit);
  EXPECT_EQ(refusal_of({{"weights", weights.to(at::kDouble)}, {"biases", biases}}), misfit);
  EXPECT_EQ(refusal_of({{"weights", at::empty({0, 7})}, {"biases", at::empty({0})}}), misfit);
  EXPECT_EQ(refusal_of({{"weights", weights}, {"biases", at::full({4}, NAN)}}),
            "holds NaN or infinity");
}

}  // namespace
}  // namespace codegrid
