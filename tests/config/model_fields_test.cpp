#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/job_config.hpp"
#include "config/parsed_text.hpp"
#include "config/version_0_1.hpp"

namespace codegrid {
namespace {

TEST(ModelFields, TheCodeIsActivatedAsTheLayersBeforeItWhereNothingElseIsSaid) {
  const JobConfig old = parse_text(mnist_of_version_0_1());
  EXPECT_EQ(old.model.activation_of_code(), Activation::kRelu);
  EXPECT_EQ(job_json(old)["model"]["code_activation"], "same");
  const JobConfig tanh = parse_text(mnist_of_version_0_1(), {"model.activation=tanh"});
  EXPECT_EQ(tanh.model.activation_of_code(), Activation::kTanh);
  const JobConfig own = parse_text(mnist_of_version_0_1(), {"model.code_activation=linear"});
  EXPECT_EQ(own.model.activation, Activation::kRelu);
  EXPECT_EQ(own.model.activation_of_code(), Activation::kLinear);
}

TEST(ModelFields, AnotherKindOfModelForgetsTheHiddenLayersOfTheOldOne) {
  const std::string text = R"({"data": {"root": "."}, "model": {"hidden": [500, 300]}})";
  EXPECT_EQ(parse_text(text).model.hidden, (std::vector<std::int64_t>{500, 300}));
  EXPECT_TRUE(parse_text(text, {"model.kind=convolutional"}).model.hidden.empty());
  EXPECT_EQ(parse_text(text, {"model.kind=convolutional", "model.hidden=[9]"}).model.hidden,
            std::vector<std::int64_t>{9});
}

TEST(ModelFields, LevelsAndKernelsOfAConvolutionalModelAreBounded) {
  const std::string model = "model.kind=convolutional";
  EXPECT_EQ(complaint_of_0_1({model, "model.channels=[]"}),
            "--set model.channels=[]: model.channels: found [], expected a list of 1 to 16 whole "
            "numbers from 1 to 4096");
  EXPECT_EQ(complaint_of_0_1({model, "model.kernel=4"}),
            "--set model.kernel=4: model.kernel: found 4, expected an odd whole number from 1 to "
            "31");
  EXPECT_EQ(complaint_of_0_1({model, "model.dropout=1"}),
            "--set model.dropout=1: model.dropout: found 1, expected a number, at least 0 and less "
            "than 1");
}

}  // namespace
}  // namespace codegrid
