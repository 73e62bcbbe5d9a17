#include "config/model_fields.hpp"

#include <optional>

namespace codegrid {
namespace {

constexpr IntegerRange kWidth{1, 1 << 20};
constexpr std::size_t kMostHidden = 64;

// One of them, or "same".
ChoiceValue code_activation(std::optional<Activation>& place) {
  std::vector<std::pair<std::string, std::optional<Activation>>> options{{"same", std::nullopt}};
  for (const auto& [name, activation] : activations()) options.emplace_back(name, activation);
  return choice(place, options);
}

Fields convolutional_fields(ModelOptions& options) {
  ConvolutionalOptions& model = options.convolutional;
  return {
      {"channels", "of each level from the image on; a level halves height and width",
       IntegerListValue{&model.channels, {1, 4096}, 16, 1}},
      {"kernel", "side of every kernel, in pixels",
       IntegerValue{&model.kernel, {.least = 1, .most = 31, .odd = true}}},
      {"hidden",
       "widths of dense layers between the last level and the code, each with batch norm where "
       "`batch_norm` says so; the decoder mirrors them",
       IntegerListValue{&options.hidden, kWidth, kMostHidden}},
      {"downsampling",
       "max pooling at the end of a level (pool) or right after its convolution, which takes less "
       "time (pool_early), or convolutions of stride 2 (stride)",
       choice(model.downsampling, {{"pool", Downsampling::kPool},
                                   {"pool_early", Downsampling::kPoolEarly},
                                   {"stride", Downsampling::kStride}})},
      {"batch_norm",
       "before the activation of each level and of each hidden layer (Ioffe and Szegedy 2015)",
       SwitchValue{&model.batch_norm}},
      {"dropout", "share of what enters the code's layer that training leaves out",
       NumberValue{&model.dropout, {0, 1, true, false}}},
  };
}

}  // namespace

std::vector<std::pair<std::string, Activation>> activations() {
  return {{"relu", Activation::kRelu},
          {"tanh", Activation::kTanh},
          {"sigmoid", Activation::kSigmoid},
          {"elu", Activation::kElu},
          {"linear", Activation::kLinear}};
}

SectionValue model_section(ModelOptions& model) {
  return section_of_kinds<ModelKind>(
      "kind", model.kind,
      {{"dense",
        ModelKind::kDense,
        "every layer sees all of the one before",
        {{"hidden",
          "widths of the layers between image and code, from the image on; the decoder mirrors "
          "them",
          IntegerListValue{&model.hidden, kWidth, kMostHidden}}}},
       {"convolutional", ModelKind::kConvolutional,
        "levels of convolutions, then a dense code; the decoder mirrors them",
        convolutional_fields(model)}},
      {
          {"code", "width of the code", IntegerValue{&model.code, kWidth}},
          {"activation", "after every layer but the code's and the decoder's last",
           choice(model.activation, activations())},
          {"code_activation",
           "after the code's layer; same: as `activation`; linear: codes of any value, as those of "
           "a variational objective always are",
           code_activation(model.code_activation)},
          {"output", "after the decoder's last layer",
           choice(model.output, {{"sigmoid", Output::kSigmoid}, {"linear", Output::kLinear}})},
      });
}

}  // namespace codegrid
