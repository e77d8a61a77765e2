// Every layer that model files can hold: made from its config, trained, saved, loaded, and documented.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "saem/core/error.h"
#include "saem/core/random.h"
#include "saem/nn/layers.h"
#include "saem/train/model.h"
#include "tests/nn/support/layer_catalogue.h"

namespace saem {
namespace {

using test::CatalogueEntry;
using test::layer_catalogue;

constexpr std::int64_t batch = 4;

const CatalogueEntry* entry_of(const std::string& class_name) {
  const auto found = std::ranges::find(layer_catalogue(), class_name, &CatalogueEntry::class_name);
  return found == layer_catalogue().end() ? nullptr : &*found;
}

Array data_for(const CatalogueEntry& entry) {
  Generator g(7);
  Array x = Array::uninitialized(entry.example.inserted(0, batch), DType::f32);
  for (float& each : x.mutable_data<float>())
    each = entry.takes_indices ? static_cast<float>(g.integer(8)) : static_cast<float>(g.uniform(-1, 1));
  return x;
}

/// Input → the layer → one number.
Model model_with(const CatalogueEntry& entry, const AnyLayer& layer) {
  const Symbol x = Input(entry.example);
  // Two inputs that are not the same, or their difference would be 0.
  Symbol y = entry.inputs == 1 ? (*layer)(x) : (*layer)(std::vector<Symbol>{x, Rescaling(0.5)(x)});
  y = Dense(1, {.name = "head"})(Flatten()(Rescaling(1.0)(y)));
  return Model(x, y);
}

class EveryLayer : public testing::TestWithParam<CatalogueEntry> {};

TEST_P(EveryLayer, IsMadeFromItsConfigAndFromWhatItSaysOfIt) {
  const AnyLayer layer = make_layer(GetParam().class_name, GetParam().config);
  EXPECT_EQ(layer->class_name(), GetParam().class_name);
  const AnyLayer again = make_layer(GetParam().class_name, layer->config());
  EXPECT_EQ(again->config().to_string(), layer->config().to_string());
  for (const auto& [option, value] : GetParam().config.entries())
    EXPECT_TRUE(layer->config().has(option)) << option;
}

TEST_P(EveryLayer, TrainsAStepInWhichGradientsReachItsWeights) {
  const AnyLayer layer = make_layer(GetParam().class_name, GetParam().config);
  Model model = model_with(GetParam(), layer);
  model.compile({.optimizer = "sgd", .loss = "mse"});
  std::vector<Array> before;
  for (const Variable& v : layer->trainable_variables()) before.push_back(v.value());
  const auto result = model.train_on_batch(data_for(GetParam()), Array::full({batch, 1}, 3));
  EXPECT_TRUE(std::isfinite(result.at("loss")));
  const std::vector<Variable> after = layer->trainable_variables();
  for (std::size_t i = 0; i < after.size(); ++i)
    EXPECT_FALSE(identical(before[i], after[i].value())) << after[i].name();
}

TEST_P(EveryLayer, ComesBackFromAFileWithTheSameOutputs) {
  const AnyLayer layer = make_layer(GetParam().class_name, GetParam().config);
  Model model = model_with(GetParam(), layer);
  model.compile({.optimizer = "sgd", .loss = "mse"});
  const Array x = data_for(GetParam());
  static_cast<void>(model.train_on_batch(x, Array::full({batch, 1}, 3)));
  const std::filesystem::path path = std::filesystem::temp_directory_path() /
                                     fmt::format("saem-{}-{}.saem", GetParam().class_name, getpid());
  model.save(path);
  Model loaded = load_model(path);
  std::filesystem::remove(path);
  EXPECT_TRUE(identical(model.predict(x), loaded.predict(x)));
  EXPECT_EQ(loaded.parameter_count(), model.parameter_count());
}

TEST_P(EveryLayer, InferenceDrawsNothing) {
  Model model = model_with(GetParam(), make_layer(GetParam().class_name, GetParam().config));
  const Array x = data_for(GetParam());
  EXPECT_TRUE(identical(model.predict(x), model.predict(x)));
}

INSTANTIATE_TEST_SUITE_P(LayerCatalogue, EveryLayer, testing::ValuesIn(layer_catalogue()),
                         [](const auto& entry) { return entry.param.class_name; });

TEST(LayerCatalogue, HasAnEntryForEachRegisteredLayer) {
  for (const std::string& class_name : layer_classes()) {
    if (class_name == "Scale") continue;  // of another test
    EXPECT_NE(entry_of(class_name), nullptr)
        << class_name << " is not in tests/nn/support/layer_catalogue.cpp";
  }
}

// ---- docs/layers.md ----

std::string row(const CatalogueEntry& entry) {
  const AnyLayer layer = make_layer(entry.class_name, entry.config);
  const Model model = model_with(entry, layer);
  std::vector<std::string> options;
  const Attributes config = layer->config();
  for (const auto& option : config.entries()) {
    if (option.first.find('.') == std::string::npos) options.push_back(option.first);
  }
  std::vector<std::string> weights;
  for (const Variable& v : layer->variables())
    weights.push_back(fmt::format("{} {}", v.name().substr(layer->name().size() + 1), v.shape().to_string()));
  const Shape in = entry.example.inserted(0, Shape::unknown);
  const Shape out = layer->output_shape(std::vector<Shape>(static_cast<std::size_t>(entry.inputs), in));
  return fmt::format("| {} | {} | {} | {} → {} | {} |\n", entry.class_name, entry.summary,
                     fmt::join(options, ", "), in.to_string(), out.to_string(), fmt::join(weights, ", "));
}

std::string page() {
  std::string text =
      "# Layers\n\n"
      "Generated by `nn_test` from the layers themselves; `SAEM_UPDATE_DOCS=1 nn_test\n"
      "--gtest_filter='LayerCatalogue.*'` writes it anew. Names, options, defaults and weights are Keras's;\n"
      "the headers in `saem/nn/` have the formulas. Shapes and weights are those of one example.\n\n"
      "| layer | what it does | options | input → output | weights |\n"
      "|---|---|---|---|---|\n";
  for (const CatalogueEntry& entry : layer_catalogue()) text += row(entry);
  const auto list = [&](const char* title, const std::vector<std::string>& names) {
    text += fmt::format("\n{}: {}.\n", title, fmt::join(names, ", "));
  };
  list("Activations", activation_names());
  list("Initializers", initializer_names());
  list("Regularizers", regularizer_names());
  list("Constraints", constraint_names());
  return text;
}

TEST(LayerCatalogue, IsWhatTheDocumentationSays) {
  const std::filesystem::path path =
      std::filesystem::path(__FILE__).parent_path().parent_path().parent_path() / "docs" / "layers.md";
  if (std::getenv("SAEM_UPDATE_DOCS")) std::ofstream(path) << page();
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  EXPECT_EQ(text.str(), page()) << "Write docs/layers.md anew with SAEM_UPDATE_DOCS=1.";
}

}  // namespace
}  // namespace saem
