#include <fmt/format.h>
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
      texts.back() += fmt::format(" {}-{}", dense->inputs, dense->outputs);
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

std::vector<Activation> activations_of(const Layers& layers) {
  std::vector<Activation> found;
  for (const NamedLayer& named : layers) {
    if (const auto* activate = std::get_if<Activate>(&named.layer))
      found.push_back(activate->activation);
  }
  return found;
}

TEST(Dense, ActivatesItsCodeByTheCodesOwnActivation) {
  using Activations = std::vector<Activation>;
  ModelOptions options;
  options.hidden = {7, 6};
  options.activation = Activation::kElu;
  const Architecture same = dense_architecture({1, 4, 5}, options);
  EXPECT_EQ(activations_of(same.encoder), Activations(3, Activation::kElu));
  options.code_activation = Activation::kLinear;
  const Architecture own = dense_architecture({1, 4, 5}, options);
  EXPECT_EQ(activations_of(own.encoder),
            (Activations{Activation::kElu, Activation::kElu, Activation::kLinear}));
  EXPECT_EQ(activations_of(own.decoder), Activations(2, Activation::kElu));
}

}  // namespace
}  // namespace codegrid
