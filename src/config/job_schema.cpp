#include <initializer_list>
#include <nlohmann/json.hpp>
#include <utility>

#include "config/job_config.hpp"
#include "config/version.hpp"
#include "core/field_docs.hpp"

namespace codegrid {
namespace {

using nlohmann::ordered_json;

// What is true of a section whose `key` is there and meets `condition`.
ordered_json given(const std::string& key, const ordered_json& condition) {
  return {{"properties", {{key, condition}}}, {"required", ordered_json::array({key})}};
}

ordered_json given_as(const std::string& key, const ordered_json& value) {
  return given(key, {{"const", value}});
}

// Of a path: an empty one is none.
ordered_json named(const std::string& key) { return given(key, {{"minLength", 1}}); }

ordered_json none_of(const ordered_json& conditions) { return {{"not", {{"anyOf", conditions}}}}; }

ordered_json implies(const ordered_json& condition, const ordered_json& consequence) {
  return {{"if", condition}, {"then", consequence}};
}

// What job_check.hpp says of the fields of the job together, as far as a schema can say it: not
// which files are the same. What an editor offers comes from the field table alone.

void add_rules_of_name(ordered_json& name) {
  name.erase("default");  // the file's own name
  name["minLength"] = 1;
  name["maxLength"] = 200;  // bytes, really, which a schema cannot count
  const auto pattern = name["not"]["pattern"].get<std::string>();
  name["not"]["pattern"] = R"(^\.\.?$|/|)" + pattern;
}

// `in_use`: when a part of the training images is held out.
ordered_json rule_of_holdout(const ordered_json& properties, const ordered_json& in_use) {
  const ordered_json other{{"not", {{"const", properties["holdout"]["default"]}}}};
  return implies(given("holdout", other), in_use);
}

// Test images that are trained on are none to validate on.
ordered_json rule_of_joined_sets() {
  return implies(given_as("use", "all"),
                 none_of(ordered_json::array({given_as("validation", "test")})));
}

void add_rules_of_mnist(ordered_json& mnist) {
  mnist["properties"]["root"]["minLength"] = 1;
  const ordered_json held_out{
      {"anyOf", ordered_json::array({given_as("validation", "holdout"), given_as("use", "all")})}};
  mnist["allOf"] =
      ordered_json::array({rule_of_holdout(mnist["properties"], held_out), rule_of_joined_sets()});
}

// Of the sets of images that a data set names, whether or not it names labels.
ordered_json rules_of_sets(const ordered_json& properties) {
  const ordered_json on_others{{"enum", ordered_json::array({"test", "holdout"})}};
  const ordered_json no_others = none_of(ordered_json::array(
      {given_as("validation", "test"), named("validation_images"), named("test_images")}));
  const ordered_json all_but_others{
      {"allOf", ordered_json::array({given_as("use", "all"),
                                     none_of(ordered_json::array({named("validation_images")}))})}};
  return ordered_json::array({
      implies(given_as("validation", "test"), named("test_images")),
      implies(given_as("use", "all"), named("test_images")),
      rule_of_joined_sets(),
      implies(given("validation", on_others),
              none_of(ordered_json::array({named("validation_images")}))),
      rule_of_holdout(properties, {{"anyOf", ordered_json::array({given_as("validation", "holdout"),
                                                                  no_others, all_but_others})}}),
  });
}

void add_rules_of_files(ordered_json& data) {
  data["properties"]["root"]["minLength"] = 1;
  data["properties"]["train_images"]["minLength"] = 1;
  data["required"].push_back("train_images");
  data["allOf"] = rules_of_sets(data["properties"]);
}

void add_rules_of_labelled_files(ordered_json& data) {
  add_rules_of_files(data);
  data["allOf"].push_back(implies(named("validation_labels"), named("validation_images")));
  data["allOf"].push_back(implies(named("test_labels"), named("test_images")));
  for (const auto& [one, other] :
       {std::pair("train_labels", "test_labels"), std::pair("test_labels", "train_labels")}) {
    data["allOf"].push_back(implies(
        {{"allOf", ordered_json::array({given_as("use", "all"), named(one)})}}, named(other)));
  }
}

// Without training images of their own the root is trained on, with all that is in it.
void add_rules_of_folder(ordered_json& data) {
  data["properties"]["root"]["minLength"] = 1;
  data["allOf"] = rules_of_sets(data["properties"]);
  data["allOf"].push_back(
      implies({{"anyOf", ordered_json::array({named("validation_images"), named("test_images")})}},
              named("train_images")));
}

void add_rules_of_data(ordered_json& kinds) {
  for (ordered_json& kind : kinds) {
    const auto name = kind["title"].get<std::string>();
    if (name == "mnist") add_rules_of_mnist(kind);
    if (name == "idx" || name == "npy") add_rules_of_labelled_files(kind);
    if (name == "folder") add_rules_of_folder(kind);
    if (name == "list") add_rules_of_files(kind);
  }
}

void add_rules_of_early_stopping(ordered_json& stopping) {
  const ordered_json& patience = stopping["properties"]["patience"];
  const ordered_json by_default{{"properties", {{"patience", {{"const", patience["default"]}}}}}};
  stopping["allOf"] = ordered_json::array({implies(given_as("monitor", "none"), by_default)});
}

// `amounts` of a preset that are none by default: one of them is there, and more than 0.
ordered_json any_above_zero(std::initializer_list<const char*> amounts) {
  ordered_json conditions = ordered_json::array();
  for (const char* amount : amounts) conditions.push_back(given(amount, {{"exclusiveMinimum", 0}}));
  return conditions;
}

// When the preset is one, or the section asks for something of its own. (That a preset's own
// settings may all be 0 is left to the program.)
ordered_json augments(const ordered_json& of_its_own) {
  ordered_json conditions = of_its_own;
  conditions.push_back(
      given("preset", {{"enum", ordered_json::array({"handwriting", "objects"})}}));
  return {{"anyOf", conditions}};
}

ordered_json changes_anything() {
  ordered_json conditions = any_above_zero({"rotation", "shift", "scale", "shear", "elastic",
                                            "crop", "brightness", "contrast", "noise", "cutout"});
  conditions.push_back(given_as("mirror", true));
  return augments(conditions);
}

ordered_json reaches_outside() {
  return augments(any_above_zero({"rotation", "shift", "scale", "shear", "elastic"}));
}

void add_rules_of_augmentation(ordered_json& augmentation) {
  const auto other_than = [](const ordered_json& value) {
    return ordered_json{{"not", {{"const", value}}}};
  };
  augmentation["allOf"] = ordered_json::array(
      {implies(given("strength", other_than(AugmentationOptions{}.strength)), changes_anything()),
       implies(given("outside", other_than("auto")), reaches_outside())});
}

ordered_json given_objective(std::initializer_list<const char*> kinds) {
  return given("training", given("objective", given("kind", {{"enum", ordered_json(kinds)}})));
}

// Each key of the section is not there, or has its default.
ordered_json as_by_default(const std::string& section, const ordered_json& defaults) {
  ordered_json keys = ordered_json::object();
  for (const auto& [key, value] : defaults.items()) keys[key] = {{"const", value}};
  return {{"properties", {{section, {{"properties", keys}}}}}};
}

// Of the whole job: what objectives need, and which keys have no effect without a decoder.
void add_rules_of_objective(ordered_json& schema) {
  const ordered_json two_views = given_objective({"contrastive", "combined"});
  const ordered_json without_decoder = given_objective({"contrastive"});
  const ordered_json strong{{"not", given("strength", {{"maximum", 0}})}};
  const ordered_json augmented{{"allOf", ordered_json::array({changes_anything(), strong})}};
  const ordered_json of_any_sign{
      {"properties", {{"code_activation", {{"enum", ordered_json::array({"same", "linear"})}}}}}};
  const ordered_json two_images{{"properties", {{"batch_size", {{"minimum", 2}}}}}};
  for (const ordered_json& rule :
       {implies(two_views, given("augmentation", augmented)),
        implies(two_views, {{"properties", {{"training", two_images}}}}),
        implies(given_objective({"variational"}), {{"properties", {{"model", of_any_sign}}}}),
        implies(without_decoder, as_by_default("model", {{"output", "sigmoid"}})),
        implies(without_decoder, as_by_default("training", {{"loss", "binary_cross_entropy"},
                                                            {"reconstruct", "augmented"}}))})
    schema["allOf"].push_back(rule);
}

// Of an object that has a model, an augmentation and a training: the job, or one of its encoders.
void add_rules_of_model(ordered_json& schema) {
  ordered_json& properties = schema["properties"];
  add_rules_of_augmentation(properties["augmentation"]);
  add_rules_of_early_stopping(properties["training"]["properties"]["early_stopping"]);
  const ordered_json for_any_output{
      {"enum", ordered_json::array({"mean_squared_error", "mean_absolute_error", "huber"})}};
  schema["allOf"] =
      ordered_json::array({implies(given("model", given_as("output", "linear")),
                                   given("training", given("loss", for_any_output))),
                           implies(given("training", given_as("reconstruct", "clean")),
                                   given("augmentation", changes_anything()))});
  add_rules_of_objective(schema);
}

void add_rules_of_encoders(ordered_json& schema) {
  ordered_json& encoder = schema["properties"]["encoders"]["items"];
  add_rules_of_name(encoder["properties"]["name"]);
  add_rules_of_model(encoder);
  const ordered_json several = given("encoders", {{"minItems", 1}});
  ordered_json of_one = ordered_json::array();
  for (const char* key : {"model", "augmentation", "training"})
    of_one.push_back({{"required", ordered_json::array({key})}});
  schema["allOf"].push_back(implies(several, none_of(of_one)));
  schema["allOf"].push_back(implies(given("refinement", {{"type", "object"}}), several));
  const auto refined_by = [](const ordered_json& kinds) {
    ordered_json refinement = given("kind", {{"enum", kinds}});
    refinement["type"] = "object";  // not null
    return given("refinement", refinement);
  };
  schema["allOf"].push_back(implies(refined_by(ordered_json::array({"dec", "idec"})),
                                    given("encoders", {{"maxItems", 1}})));
  const ordered_json without_decoder =
      given("training", given("objective", given_as("kind", "contrastive")));
  schema["allOf"].push_back(implies(refined_by(ordered_json::array({"idec"})),
                                    given("encoders", {{"items", {{"not", without_decoder}}}})));
}

}  // namespace

std::string job_schema() {
  JobConfig defaults;
  ordered_json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
                      {"$comment", "of codegrid " + version()},
                      {"title", "codegrid job"}};
  schema.update(schema_of(job_fields(defaults)));
  ordered_json& properties = schema["properties"];
  properties["$schema"] = {{"type", "string"},
                           {"description", "where an editor finds this schema"}};
  add_rules_of_name(properties["name"]);
  properties["device"]["pattern"] = "^(auto|cpu|cuda(:0*([0-9]|[1-9][0-9]|1[01][0-9]|12[0-7]))?)$";
  add_rules_of_data(properties["data"]["oneOf"]);
  add_rules_of_model(schema);
  add_rules_of_encoders(schema);
  return schema.dump(2) + "\n";
}

}  // namespace codegrid
