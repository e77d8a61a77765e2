// Layers and options are Keras's; what Keras has and saem has not is refused by name.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/nn/missing_layers.h"
#include "tests/core/support/thrown_message.h"
#include "tests/nn/support/keras_layers.h"
#include "tests/nn/support/layer_catalogue.h"

namespace saem {
namespace {

using test::CatalogueEntry;
using test::layer_catalogue;
using test::thrown_message;
using Integers = std::vector<std::int64_t>;

/// Options that Keras's layers have and saem's have not.
const std::set<std::string>& missing_options() {
  static const std::set<std::string> options = {"autocast",
                                                "dtype",
                                                "gptq_unpacked_column_size",
                                                "bounding_box_format",
                                                "lora_alpha",
                                                "lora_rank",
                                                "quantization_config",
                                                "renorm",
                                                "renorm_clipping",
                                                "renorm_momentum",
                                                "sparse",
                                                "synchronized",
                                                "vocabulary_dtype",
                                                "weights"};
  return options;
}

TEST(KerasLayers, AreThereOrAreNamedAsMissing) {
  const std::vector<std::string> known = layer_classes();
  const std::vector<std::string> missing = detail::missing_layers();
  for (const test::KerasLayer& keras : test::keras_layers()) {
    EXPECT_NE(std::ranges::count(known, keras.name) > 0, std::ranges::count(missing, keras.name) > 0)
        << keras.name << ": write it, or say in saem/nn/missing_layers.cpp what to do instead.";
  }
}

TEST(KerasLayers, ThatAreMissingAreRefusedByNameWithAdvice) {
  for (const std::string& name : detail::missing_layers()) {
    EXPECT_EQ(std::ranges::count(test::keras_layers(), name, &test::KerasLayer::name), 1) << name;
    const std::string message = thrown_message<ValueError>([&] {
      static_cast<void>(make_layer(name, {{"units", 3}}));
    });
    EXPECT_EQ(message, fmt::format("layer class '{}': is one of Keras's that saem does not have.\n{}", name,
                                   detail::advice_for_missing_layer(name)));
  }
}

TEST(KerasLayers, OtherNamesOfALayerAreKnown) {
  const std::map<std::string, std::string> names = {{"AvgPool2D", "AveragePooling2D"},
                                                    {"MaxPool1D", "MaxPooling1D"},
                                                    {"GlobalAvgPool3D", "GlobalAveragePooling3D"},
                                                    {"GlobalMaxPool2D", "GlobalMaxPooling2D"}};
  for (const auto& [other, own] : names) EXPECT_EQ(make_layer(other, {})->class_name(), own);
  const Attributes kernel = {{"filters", 3}, {"kernel_size", Integers{3}}};
  EXPECT_EQ(make_layer("Convolution1D", kernel)->class_name(), "Conv1D");
  EXPECT_EQ(make_layer("Convolution1DTranspose", kernel)->class_name(), "Conv1DTranspose");
  EXPECT_EQ(make_layer("SeparableConvolution1D", kernel)->class_name(), "SeparableConv1D");
  EXPECT_THROW((void)make_layer("MaxPool4D", {}), ValueError);
  EXPECT_THROW((void)make_layer("MaxPool2DTranspose", {}), ValueError);
}

TEST(KerasLayers, AMissingOptionNamesItsLayer) {
  const std::string message = thrown_message<ValueError>([] { static_cast<void>(make_layer("Dense", {})); });
  EXPECT_EQ(message.substr(0, message.find('\n')), "Dense: attribute 'units': is missing.") << message;
  const std::string kind = thrown_message<ValueError>([] {
    static_cast<void>(make_layer("Dropout", {{"rate", "half"}}));
  });
  EXPECT_TRUE(kind.starts_with("Dropout: ")) << kind;
}

TEST(KerasLayers, OptionsAreThereOrRefusedByName) {
  std::set<std::string> refused;
  for (const test::KerasLayer& keras : test::keras_layers()) {
    const auto entry = std::ranges::find(layer_catalogue(), keras.name, &CatalogueEntry::class_name);
    if (entry == layer_catalogue().end()) continue;
    const Attributes config = make_layer(keras.name, entry->config)->config();
    std::vector<std::string> options = keras.options;
    options.insert(options.end(), {"name", "trainable", "dtype"});
    for (const std::string& option : options) {
      Attributes asked = entry->config;
      if (option == "name") {
        asked.set(option, "mine");
        EXPECT_EQ(make_layer(keras.name, asked)->name(), "mine");
      } else if (option == "trainable") {
        asked.set(option, false);
        EXPECT_FALSE(make_layer(keras.name, asked)->trainable());
      } else if (!config.has(option)) {
        EXPECT_TRUE(missing_options().contains(option)) << keras.name << " lacks " << option;
        asked.set(option, "1");
        const std::string message =
            thrown_message<ValueError>([&] { static_cast<void>(make_layer(keras.name, asked)); });
        EXPECT_NE(message.find(fmt::format("'{}', which is not supported", option)), std::string::npos)
            << message;
        refused.insert(option);
      }
    }
  }
  refused.insert("autocast");  // of every layer
  EXPECT_EQ(refused, missing_options());
}

}  // namespace
}  // namespace saem
