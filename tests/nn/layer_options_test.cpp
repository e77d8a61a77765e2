// Every option of every layer has an effect, and is refused in order where it is of another kind.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/train/model.h"
#include "tests/nn/support/catalogue_model.h"

namespace saem {
namespace {

using test::CatalogueEntry;
using test::data_for;
using test::layer_catalogue;
using test::model_with;
using Integers = std::vector<std::int64_t>;

/// What the rule below does not know: the value of an option, and what else must be set for it to matter.
/// No value: nothing that a model computes depends on it.
struct Change {
  Attributes with = {};
  std::optional<AttributeValue> value = {};
};
const std::map<std::string, Change>& changes() {
  static const std::map<std::string, Change> all = {
      {"Activation.activation", {{}, "tanh"}},
      {"BatchNormalization.axis", {{}, 1}},
      {"BatchNormalization.momentum", {{}, 0.5}},
      {"CategoryEncoding.output_mode", {{}, "count"}},
      {"Concatenate.axis", {{}, 1}},
      {"Conv1DTranspose.output_padding", {{{"strides", Integers{2}}}, Integers{1}}},
      {"Conv2DTranspose.output_padding", {{{"strides", Integers{2, 2}}}, Integers{1, 1}}},
      {"Conv3DTranspose.output_padding", {{{"strides", Integers{2, 2, 2}}}, Integers{1, 1, 1}}},
      {"Cropping2D.data_format", {{{"cropping", Integers{1, 1, 1, 1}}}, "channels_first"}},
      {"Discretization.bin_boundaries", {{}, "-0.2, 0.1, 0.3"}},
      {"Discretization.epsilon", {}},   // of adapt: preprocessing_layers_test.cpp
      {"Discretization.num_bins", {}},  // the same
      {"Discretization.output_mode", {{}, "one_hot"}},
      {"Dot.axes", {}},  // an example has only one
      {"EinsumDense.bias_axes", {{}, "bd"}},
      {"EinsumDense.equation", {{{"output_shape", Integers{7, 4}}}, "abc,bd->adc"}},
      {"EinsumDense.output_shape", {{}, Integers{-1, 5}}},
      {"Embedding.mask_zero", {}},  // masking_test.cpp
      {"GroupNormalization.axis", {{{"groups", 1}}, 1}},
      {"GroupNormalization.groups", {{}, 4}},
      {"Hashing.mask_value", {{}, Integers{3}}},
      {"Hashing.output_mode", {{}, "one_hot"}},
      {"Hashing.salt", {{}, Integers{1, 2}}},
      {"HashedCrossing.output_mode", {{}, "one_hot"}},
      {"IntegerLookup.idf_weights", {{{"output_mode", "tf_idf"}, {"idf_weights", "1, 2, 3"}}, "3, 2, 1"}},
      {"IntegerLookup.invert", {{{"oov_token", -3}}, true}},
      {"IntegerLookup.mask_token", {{}, Integers{2}}},
      {"IntegerLookup.max_tokens",
       {{{"output_mode", "count"}, {"max_tokens", Integers{4}}, {"pad_to_max_tokens", true}}, Integers{9}}},
      {"IntegerLookup.oov_method", {{{"num_oov_indices", 5}}, "farmhash"}},
      {"IntegerLookup.oov_token", {{{"invert", true}}, -5}},
      {"IntegerLookup.output_mode", {{}, "count"}},
      {"IntegerLookup.pad_to_max_tokens", {{{"output_mode", "count"}, {"max_tokens", Integers{9}}}, true}},
      {"IntegerLookup.salt", {{{"num_oov_indices", 5}, {"oov_method", "farmhash"}}, Integers{1, 2}}},
      {"IntegerLookup.vocabulary", {{}, Integers{1, 3, 6}}},
      {"MelSpectrogram.fft_length", {{}, 32}},
      {"MelSpectrogram.mag_exp", {{}, 1.0}},
      {"MelSpectrogram.max_freq", {{}, 4000.0}},
      {"MelSpectrogram.min_freq", {{}, 500.0}},
      {"MelSpectrogram.min_power", {{}, 0.5}},
      {"MelSpectrogram.sampling_rate", {{}, 8000.0}},
      {"MelSpectrogram.sequence_length", {{}, Integers{8}}},
      {"MelSpectrogram.top_db", {{}, 0.5}},
      {"MelSpectrogram.window", {{}, "hamming"}},
      {"RandomBrightness.data_format", {}},  // each value by itself
      {"RandomColorJitter.brightness_factor", {{}, 0.4}},
      {"RandomErasing.fill_value", {{}, 0.5}},
      {"RandomErasing.scale", {{}, "0.5, 0.6"}},
      {"RandomFlip.mode", {{}, "vertical"}},
      {"RandomGaussianBlur.factor", {{}, 0.5}},
      {"RandomGaussianBlur.kernel_size", {{}, Integers{5, 3}}},
      {"RandomGaussianBlur.sigma", {{}, 0.5}},
      {"RandomErasing.factor", {{}, 0.5}},
      {"RandomInvert.data_format", {}},
      {"RandomGrayscale.seed", {{}, Integers{8}}},
      {"RandomInvert.factor", {{}, "0, 0"}},
      {"RandomInvert.value_range", {{}, "0, 1"}},
      {"RandomInvert.seed", {{{"factor", "0.5, 0.5"}}, Integers{8}}},
      {"RandomPerspective.factor", {{{"factor", "1, 1"}}, "0, 0"}},
      {"RandomPerspective.scale", {{{"factor", "1, 1"}}, 0.2}},
      {"RandomPerspective.fill_value", {{{"factor", "1, 1"}}, 0.5}},
      {"RandomPerspective.interpolation", {{{"factor", "1, 1"}}, "nearest"}},
      {"RandomPosterization.data_format", {}},
      {"RandomRotation.fill_value", {{{"fill_mode", "constant"}}, 0.5}},
      {"RandomShear.fill_value", {{{"fill_mode", "constant"}}, 0.5}},
      {"RandomTranslation.fill_value", {{{"fill_mode", "constant"}}, 0.5}},
      {"RandomZoom.fill_value", {{{"fill_mode", "constant"}}, 0.5}},
      {"RandomZoom.width_factor", {{}, 0.3}},
      {"Resizing.antialias", {{}, true}},
      {"Resizing.crop_to_aspect_ratio", {{}, true}},
      {"Resizing.fill_mode", {}},  // there is one
      {"Resizing.fill_value", {{{"pad_to_aspect_ratio", true}}, 0.5}},
      {"STFTSpectrogram.expand_dims", {{}, true}},
      {"STFTSpectrogram.fft_length", {{}, Integers{16}}},
      {"STFTSpectrogram.frame_length", {{}, 12}},
      {"STFTSpectrogram.frame_step", {{}, Integers{3}}},
      {"STFTSpectrogram.mode", {{}, "magnitude"}},
      {"STFTSpectrogram.scaling", {{}, "spectrum"}},
      {"STFTSpectrogram.window", {{}, "hamming"}},
      {"Masking.mask_value", {}},  // masking_test.cpp
      {"Normalization.axis", {}},  // of adapt: preprocessing_layers_test.cpp
      {"Normalization.invert", {{{"mean", "0.5"}, {"variance", "2"}}, true}},
      {"Normalization.mean", {{{"variance", "2"}, {"mean", "0"}}, "0.5"}},
      {"Normalization.variance", {{{"mean", "0.5"}, {"variance", "1"}}, "2"}},
      {"PReLU.shared_axes", {{}, Integers{1}}},
      {"Permute.dims", {{}, Integers{1, 2}}},
      {"ReLU.max_value", {{}, 0.3}},
      {"Reshape.target_shape", {{}, Integers{3, 2}}},
      {"Solarization.data_format", {}},
      {"SpectralNormalization.layer", {}},
      {"TimeDistributed.layer", {}}};
  return all;
}

bool ends_with_any(const std::string& text, const std::vector<std::string>& ends) {
  return std::ranges::any_of(ends, [&](const std::string& end) { return text.ends_with(end); });
}

/// Another value for an option, by its name, or by what it is.
AttributeValue other_value(const std::string& option, const AttributeValue& now) {
  if (option == "activation") return "tanh";
  if (ends_with_any(option, {"_regularizer"})) return "l2(0.1)";
  if (ends_with_any(option, {"_constraint"})) return "unit_norm";
  if (ends_with_any(option, {"_initializer"})) return "constant(0.3)";
  if (option == "padding" && std::holds_alternative<std::string>(now.value)) return "same";
  if (option == "data_format") return "channels_first";
  if (option == "interpolation") return now == AttributeValue("nearest") ? "bilinear" : "nearest";
  if (option == "groups") return 2;
  if (option == "axis") return Integers{1};
  if (option == "seed") return Integers{5};
  if (option == "value_range") return "-0.5, 0.5";
  if (option == "fill_mode") return "wrap";
  if (option == "noise_shape") return Integers{-1, 1};
  if (const auto* flag = std::get_if<bool>(&now.value)) return !*flag;
  if (const auto* number = std::get_if<std::int64_t>(&now.value)) return *number + 1;
  if (const auto* number = std::get_if<double>(&now.value)) return *number + 0.25;
  if (const auto* list = std::get_if<Integers>(&now.value)) {
    Integers more = *list;
    for (std::int64_t& each : more) ++each;
    return more;
  }
  return now;
}

/// All that an option could change: shape, weights, the loss and what is learned in a step.
std::string effect_of(const CatalogueEntry& entry, const Attributes& config) {
  const AnyLayer layer = make_layer(entry.class_name, config);
  Model model = model_with(entry, layer);
  model.set_seed(3);
  model.compile({.optimizer = "sgd", .loss = "mse"});
  const Array x = data_for(entry);
  const auto result = model.train_on_batch(x, Array::full({x.shape()[0], 1}, 3));
  const Array y = model.predict(x);
  std::string text = fmt::format("{} {} {} {}", layer->output_shape(layer->input_shapes()).to_string(),
                                 layer->parameter_count(), layer->losses().size(), result.at("loss"));
  for (std::int64_t i = 0; i < y.size(); ++i) text += fmt::format(" {}", y.at(i));
  return text;
}

class EveryOption : public testing::TestWithParam<CatalogueEntry> {};

TEST_P(EveryOption, HasAnEffect) {
  const CatalogueEntry& entry = GetParam();
  const Attributes defaults = make_layer(entry.class_name, entry.config)->config();
  for (const auto& [option, now] : defaults.entries()) {
    if (option.find('.') != std::string::npos) continue;  // of a layer inside
    Attributes before = entry.config;
    AttributeValue value = other_value(option, now);
    if (const auto special = changes().find(entry.class_name + "." + option); special != changes().end()) {
      if (!special->second.value) continue;
      value = *special->second.value;
      for (const auto& [other, setting] : special->second.with.entries()) before.set(other, setting);
    }
    Attributes after = before;
    after.set(option, value);
    EXPECT_FALSE(value == now) << entry.class_name << ": say in `changes` what to set " << option << " to";
    EXPECT_TRUE(make_layer(entry.class_name, after)->config() ==
                make_layer(entry.class_name, make_layer(entry.class_name, after)->config())->config());
    EXPECT_NE(effect_of(entry, before), effect_of(entry, after)) << entry.class_name << ": " << option;
  }
}

// Files hold anything: a value of another kind is taken, if it can be, or refused, and nothing else.
TEST_P(EveryOption, OfAnotherKindIsRefusedInOrder) {
  const CatalogueEntry& entry = GetParam();
  const Attributes defaults = make_layer(entry.class_name, entry.config)->config();
  const std::vector<AttributeValue> values = {true, -7, 1e300, "샘", Integers{}, Integers{-1, 1LL << 60}};
  int refused = 0;
  for (const auto& [option, now] : defaults.entries()) {
    for (const AttributeValue& value : values) {
      Attributes changed = defaults;
      changed.set(option, value);
      try {
        static_cast<void>(make_layer(entry.class_name, changed));
      } catch (const ValueError&) {
        ++refused;
      }
    }
  }
  EXPECT_GE(refused, 3 * static_cast<int>(defaults.entries().size())) << "of any option";
}

INSTANTIATE_TEST_SUITE_P(LayerCatalogue, EveryOption, testing::ValuesIn(layer_catalogue()),
                         [](const auto& entry) { return entry.param.class_name; });

}  // namespace
}  // namespace saem
