#include <gtest/gtest.h>

#include "model/families.hpp"

namespace codegrid {
namespace {

// "dense0 20-7" for each dense layer, the names of all others.
std::vector<std::string> shown(const Layers& layers) {
  std::vector<std::string> texts;
  for (const NamedLayer& named : layers) {
    texts.push_back(named.name);
    if (const auto* dense = std::get_if<Dense>(&named.layer))
      texts.back() += " " + std::to_string(dense->inputs) + "-" + std::to_string(dense->outputs);
  }
  return texts;
}

TEST(Dense, IsFlattenThenLayersEachActivatedButTheLast) {
  ModelOptions options;
  options.hidden = {7};
  options.code = 3;
  options.output = Output::kLinear;
  const Architecture architecture = dense_architecture({1, 4, 5}, options);
  using Texts = std::vector<std::string>;
  EXPECT_EQ(shown(architecture.encoder),
            (Texts{"flatten", "dense0 20-7", "activation0", "dense1 7-3", "activation1"}));
  EXPECT_EQ(shown(architecture.decoder), (Texts{"dense0 3-7", "activation0", "dense1 7-20"}));
  EXPECT_EQ(architecture.output, Output::kLinear);
}

}  // namespace
}  // namespace codegrid
