#include "saem/nn/register_layer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "saem/core/error.h"
#include "tests/core/support/thrown_message.h"
#include "tests/nn/support/scale.h"

namespace saem {
namespace {

using test::Scale;
using test::thrown_message;

TEST(RegisterLayer, EveryLayerOfSaemIsMadeFromItsOwnConfig) {
  const std::vector<std::pair<std::string, Attributes>> layers = {
      {"GaussianNoise", {{"stddev", 0.5}, {"seed", std::vector<std::int64_t>{3}}}},
      {"Flatten", {{"data_format", "channels_first"}}},
      {"Activation", {{"activation", "tanh"}}},
      {"Add", {}}};
  for (const auto& [class_name, config] : layers) {
    const AnyLayer layer = make_layer(class_name, config);
    EXPECT_EQ(layer->class_name(), class_name);
    EXPECT_EQ(layer->config(), config);
  }
  for (const std::string& class_name : layer_classes()) {
    if (class_name == "Scale") continue;
    try {
      EXPECT_EQ(make_layer(class_name, {})->class_name(), class_name);
    } catch (const ValueError& e) {
      const std::string message = e.what();
      EXPECT_TRUE(message.find("is missing") != std::string::npos ||
                  message.find("expected") != std::string::npos)
          << class_name << ": " << message;
    }
  }
}

TEST(RegisterLayer, AnOptionThatALayerDoesNotHaveIsRefusedByName) {
  const std::string message = thrown_message<ValueError>([] {
    (void)make_layer("MaxPooling2D", {{"ceil_mode", true}});
  });
  EXPECT_EQ(message,
            "MaxPooling2D: has the option 'ceil_mode', which is not supported\n"
            "(supported: data_format, padding, pool_size, strides).");
  const std::string slip = thrown_message<ValueError>([] {
    (void)make_layer("Dense", {{"units", 3}, {"activaton", "relu"}});
  });
  EXPECT_NE(slip.find("Did you mean 'activation'?"), std::string::npos) << slip;
}

TEST(RegisterLayer, AUsersLayerBecomesKnown) {
  register_layer("Scale", [](const Attributes& config) { return AnyLayer(Scale(config.real("start"))); });
  EXPECT_EQ(make_layer("Scale", {{"start", 3.0}})->config().real("start"), 3);
  EXPECT_TRUE(std::ranges::count(layer_classes(), "Scale") == 1);
}

TEST(RegisterLayer, NamesOfSaemAreTaken) {
  EXPECT_EQ(thrown_message<ValueError>(
                [] { register_layer("Dense", [](const Attributes&) { return AnyLayer(Scale(1)); }); }),
            "register_layer: 'Dense' is a layer of saem.\nGive your layer another class name.");
}

TEST(RegisterLayer, AnUnknownClassIsRefused) {
  const std::string message = thrown_message<ValueError>([] { (void)make_layer("Conv2d", {}); });
  EXPECT_NE(message.find("layer class 'Conv2d': is not known to this program"), std::string::npos) << message;
  EXPECT_NE(
      message.find("Did you mean 'Conv2D'? If it is a layer of your own, call register_layer(\"Conv2d\", …)"),
      std::string::npos)
      << message;
}

}  // namespace
}  // namespace saem
