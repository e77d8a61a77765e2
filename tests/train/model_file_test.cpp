#include <gtest/gtest.h>

#include <set>

#include <fstream>
#include <nlohmann/json.hpp>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/interop/safetensors.h"
#include "saem/nn/layers.h"
#include "saem/train/model.h"
#include "tests/core/support/thrown_message.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/nn/support/run_layer.h"
#include "tests/nn/support/scale.h"

namespace saem {
namespace {

using nlohmann::json;
using test::counting;
using test::thrown_message;

constexpr const char* architecture_key = "saem.architecture";

class ModelFileTest : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "model.safetensors"; }

  /// A small model with every kind of layer but those with several inputs.
  static Sequential small_model() {
    Sequential model{Input({8, 8, 1}),
                     Rescaling(0.1, {.offset = -0.5}),
                     Conv2D(2, 3, {.padding = "same", .activation = "relu"}),
                     MaxPooling2D(2),
                     AveragePooling2D(2, {.strides = 1}),
                     Dropout(0.25),
                     Reshape({3, 6}),
                     Activation("tanh"),
                     Flatten(),
                     Dense(3, {.activation = "softmax"})};
    model.set_seed(11);
    return model;
  }

  /// Saves the small model, lets `change` alter what is in the file, and returns what load_model says to it.
  template <class Change>
  std::string refusal(Change&& change) {
    small_model().save(path());
    SafetensorsFile file = read_safetensors(path());
    change(file);
    write_safetensors(path(), file);
    std::string message = thrown_message<FileError>([&] { (void)load_model(path()); });
    const std::string prefix = path().string() + ": ";
    EXPECT_EQ(message.substr(0, prefix.size()), prefix) << message;
    return message.substr(std::min(prefix.size(), message.size()));
  }
  template <class Change>
  std::string refused_architecture(Change&& change) {
    return refusal([&](SafetensorsFile& file) {
      json architecture = json::parse(file.metadata.at(architecture_key));
      change(architecture);
      file.metadata[architecture_key] = architecture.dump();
    });
  }

  test::TemporaryFolder folder_;
};

TEST_F(ModelFileTest, RestoresPredictionsBitForBit) {
  Sequential model = small_model();
  model.set_name("digits");
  model.information()["labels"] = R"(["zero", "옷", "two"])";
  model.layers()[1]->set_trainable(false);
  const Array x = counting({5, 8, 8, 1}, 0.37);
  const Array before = model(x).value();
  model.save(path());

  Model loaded = load_model(path());
  EXPECT_TRUE(identical(loaded(x).value(), before));
  EXPECT_EQ(loaded.summary(), model.summary());
  EXPECT_EQ(loaded.information(), model.information());
  EXPECT_EQ(loaded.trainable_variables().size(), 2U);
  loaded.set_seed(4);  // what came from a file stays
  EXPECT_TRUE(identical(loaded(x).value(), before));

  loaded.save(folder_.path() / "again.safetensors");
  EXPECT_EQ(read_file(folder_.path() / "again.safetensors"), read_file(path()));
}

TEST_F(ModelFileTest, RestoresAFunctionalModelWithSharedLayers) {
  const Symbol a = Input({4}, DType::f32, "a");
  const Symbol b = Input({4}, DType::f32, "b");
  const Dense shared(3, {.activation = "gelu"});
  const Symbol u = shared(a);
  const Symbol v = shared(b);
  const Model model({a, b}, {Concatenate()({Add()({u, v}), u}), v});
  model.save(path());
  const Model loaded = load_model(path());
  CallContext context;
  const Tensors inputs = {counting({2, 4}), counting({2, 4}, -0.3)};
  const Tensors expected = model.apply(inputs, context);
  const Tensors received = loaded.apply(inputs, context);
  ASSERT_EQ(received.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_TRUE(identical(received[i].value(), expected[i].value()));
  EXPECT_EQ(loaded.parameter_count(), 15);
  EXPECT_EQ(loaded.summary(), model.summary());
}

TEST_F(ModelFileTest, HoldsWhatItsDescriptionSays) {
  small_model().save(path());
  const SafetensorsFile file = read_safetensors(path());
  EXPECT_EQ(file.at("conv2d/kernel").shape(), (Shape{3, 3, 1, 2}));
  EXPECT_EQ(file.at("dense/bias").shape(), Shape{3});
  EXPECT_EQ(file.tensors.size(), 4U);
  EXPECT_EQ(file.metadata.at("saem.version"), "1");
  const json architecture = json::parse(file.metadata.at(architecture_key));
  EXPECT_EQ(architecture["kind"], "sequential");
  EXPECT_EQ(architecture["inputs"][0]["shape"], (json{8, 8, 1}));
  EXPECT_EQ(architecture["layers"][1]["class"], "Conv2D");
  EXPECT_EQ(architecture["layers"][1]["config"]["kernel_size"], (json{3, 3}));
  EXPECT_EQ(architecture["calls"][1], (json{{"layer", 1}, {"arguments", {1}}}));
}

/// A layer that nobody registers.
class Stranger final : public LayerBase<Stranger> {
 public:
  Stranger() : LayerBase("Stranger") {}

 protected:
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext&) const override { return inputs[0]; }
};

TEST_F(ModelFileTest, AUsersLayerNeedsRegisterLayer) {
  Sequential{Input({3}), Stranger()}.save(path());
  const std::string message = thrown_message<FileError>([&] { (void)load_model(path()); });
  EXPECT_NE(message.find("layer class 'Stranger': is not known to this program"), std::string::npos)
      << message;
  EXPECT_NE(message.find("call register_layer(\"Stranger\", …) before the model is loaded."),
            std::string::npos)
      << message;

  register_layer("Scale",
                 [](const Attributes& config) { return AnyLayer(test::Scale(config.real("start"))); });
  const Sequential model{Input({3}), test::Scale(2.5)};
  Variable factor = model.variables()[0];
  factor.assign(Array::of(std::vector<float>{1, 2, 3}));
  model.save(path());
  EXPECT_EQ(test::elements(load_model(path())(Array::full({1, 3}, 1)).value()),
            (std::vector<double>{1, 2, 3}));
}

/// Options of every kind that a config can hold.
class Options final : public LayerBase<Options> {
 public:
  explicit Options(Attributes config) : LayerBase("Options"), config_(std::move(config)) {}
  [[nodiscard]] Attributes config() const override { return config_; }

 protected:
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext&) const override { return inputs[0]; }

 private:
  Attributes config_;
};

TEST_F(ModelFileTest, RestoresOptionsOfEveryKind) {
  register_layer("Options", [](const Attributes& config) { return AnyLayer(Options(config)); });
  const Attributes config = {{"flag", true},
                             {"integer", std::numeric_limits<std::int64_t>::min()},
                             {"real", 0.1},
                             {"whole", 2.0},
                             {"infinite", -std::numeric_limits<double>::infinity()},
                             {"text", "\"샘\"\n"},
                             {"list", std::vector<std::int64_t>{1, -2}},
                             {"empty", std::vector<std::int64_t>{}},
                             {"dtype", DType::bf16}};
  Sequential{Input({3}), Options(config)}.save(path());
  EXPECT_EQ(load_model(path()).layers()[0]->config(), config);

  EXPECT_THROW((Sequential{Input({3}), Options({{"text", "\xff"}})}.save(path())), ValueError);
  EXPECT_EQ(load_model(path()).layers()[0]->config(), config);  // the file from before is still there
}

TEST_F(ModelFileTest, SavingNeedsWeightsAndAFolder) {
  EXPECT_EQ(thrown_message<ValueError>([&] { Sequential{Dense(3)}.save(path()); }),
            "Sequential 'sequential': has no weights to save before it is built.\n"
            "Begin it with Input(shape), or call build(shape), or give it data.");
  EXPECT_FALSE(std::filesystem::exists(path()));
  EXPECT_THROW(small_model().save(folder_.path() / "missing" / "model.safetensors"), FileError);
  EXPECT_THROW((void)load_model(path()), FileError);
}

TEST_F(ModelFileTest, CutAnywhereItIsRefused) {
  small_model().save(path());
  const std::string content = read_file(path());
  for (std::size_t size = 0; size < content.size(); size += size < 40 ? 1 : 13) {
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << content.substr(0, size);
    EXPECT_THROW((void)load_model(path()), FileError) << "cut at " << size;
  }
}

TEST_F(ModelFileTest, WithABitFlippedAnywhereItIsRefused) {
  small_model().save(path());
  const std::string content = read_file(path());
  for (std::size_t i = 0; i < content.size(); i += i < 64 ? 1 : 7) {
    std::string damaged = content;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << damaged;
    EXPECT_THROW((void)load_model(path()), FileError) << "bit " << i % 8 << " of byte " << i;
  }
}

TEST_F(ModelFileTest, PlainWeightsAreRefused) {
  EXPECT_EQ(
      refusal([](SafetensorsFile& file) { file.metadata.clear(); }),
      "the file holds weights, but not what they belong to\n"
      "(no 'saem.architecture' in its metadata; it has 4 tensors).\n"
      "load_model reads files that saem's Model::save wrote. Read plain weights with read_safetensors.");
}

TEST_F(ModelFileTest, AnotherVersionIsRefused) {
  EXPECT_EQ(refusal([](SafetensorsFile& file) { file.metadata["saem.version"] = "2"; }),
            "its format version is '2', this program reads version '1'.\n"
            "It was probably written by a newer saem: update this one.");
  EXPECT_NE(refusal([](SafetensorsFile& file) { file.metadata.erase("saem.version"); }), "");
}

TEST_F(ModelFileTest, WeightsMustBeThoseOfTheArchitecture) {
  const std::string advice = "\nArchitecture and weights of this file are not of the same model.";
  EXPECT_EQ(refusal([](SafetensorsFile& file) { file.tensors.erase(file.tensors.begin()); }),
            "Conv2D 'conv2d': weight 'conv2d/kernel': is missing." + advice);
  EXPECT_EQ(
      refusal([](SafetensorsFile& file) { file.tensors.emplace_back("dense_1/kernel", Array(Shape{2})); }),
      "weight 'dense_1/kernel': belongs to no layer\n(1 such in the file)." + advice);
  EXPECT_EQ(refusal([](SafetensorsFile& file) { file.tensors[1].second = Array(Shape{3}); }),
            "Conv2D 'conv2d': weight 'conv2d/bias': has shape (3,) and dtype float32 in the file, but its "
            "layer needs (2,) and "
            "float32." +
                advice);
  EXPECT_EQ(refusal([](SafetensorsFile& file) { file.tensors[1].second = Array(Shape{2}, DType::f64); }),
            "Conv2D 'conv2d': weight 'conv2d/bias': has shape (2,) and dtype float64 in the file, but its "
            "layer needs (2,) and "
            "float32." +
                advice);
}

TEST_F(ModelFileTest, AbsurdSizesTakeNoMemory) {
  for (const std::int64_t units :
       {std::int64_t{1} << 29, std::int64_t{1'000'000'000'000}, std::int64_t{-1}}) {
    EXPECT_NE(refused_architecture([&](json& a) { a["layers"][8]["config"]["units"] = units; }),
              "(nothing thrown)")
        << units;
    EXPECT_NE(refused_architecture([&](json& a) { a["layers"][1]["config"]["filters"] = units; }),
              "(nothing thrown)")
        << units;
    EXPECT_NE(refused_architecture([&](json& a) {
                a["layers"][1]["config"]["kernel_size"] = {units, units};
              }),
              "(nothing thrown)");
  }
  for (const std::int64_t extent :
       {std::int64_t{1} << 62, std::int64_t{1} << 31, std::int64_t{-5}, std::int64_t{0}}) {
    EXPECT_NE(refused_architecture([&](json& a) {
                a["inputs"][0]["shape"] = {extent, extent, 1};
              }),
              "(nothing thrown)")
        << extent;
    if (extent != 0) {  // which stands for the pool size
      EXPECT_NE(refused_architecture([&](json& a) {
                  a["layers"][2]["config"]["strides"] = {extent, extent};
                }),
                "(nothing thrown)");
    }
    EXPECT_NE(refused_architecture([&](json& a) {
                a["layers"][5]["config"]["target_shape"] = {extent, extent};
              }),
              "(nothing thrown)");
  }
  EXPECT_NE(refused_architecture([&](json& a) { a["inputs"][0]["shape"] = std::vector<int>(100, 1); }),
            "(nothing thrown)");
}

TEST_F(ModelFileTest, NestingAndOtherJsonIsRefused) {
  const auto refused_text = [&](const std::string& text) {
    return refusal([&](SafetensorsFile& file) { file.metadata[architecture_key] = text; });
  };
  EXPECT_NE(refused_text(std::string(1'000'000, '[')).find("nested too deeply"), std::string::npos);
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_NE(refused_text(objects).find("nested too deeply"), std::string::npos);
  EXPECT_NE(
      refused_text(R"({"kind":"sequential","inputs":9223372036854e75807})").find("number in it is too large"),
      std::string::npos);
  EXPECT_NE(refused_text(std::string(20'000'000, ' ')).find("more than any model needs"), std::string::npos);
  for (const char* text :
       {"", "{", "null", "3", "[]", "{}", "\"\"", "{\"kind\": 3}", "{\"kind\": \"sequential\"", "nan"}) {
    EXPECT_NE(refused_text(text), "(nothing thrown)") << text;
  }
}

TEST_F(ModelFileTest, EveryFieldOfTheArchitectureIsNeededAndChecked) {
  small_model().save(path());
  const json whole = json::parse(read_safetensors(path()).metadata.at(architecture_key));
  // Each value in the tree, in turn: missing, and of another kind.
  std::vector<json::json_pointer> places;
  const json leaves = whole.flatten();
  for (const auto& [place, value] : leaves.items()) {
    for (json::json_pointer p(place); !p.empty(); p.pop_back()) {
      if (std::ranges::find(places, p) == places.end()) places.push_back(p);
    }
  }
  ASSERT_GT(places.size(), 100U);
  const SafetensorsFile good = read_safetensors(path());
  for (const json::json_pointer& place : places) {
    for (const json& wrong : {json(nullptr), json(-7), json(1e300), json("샘"), json::array(),
                              json::array({-1, {}}), json::object({{"real", "x"}})}) {
      json changed = whole;
      if (changed[place] == wrong || (place.back() == "name" && wrong.is_string()))
        continue;  // any name is good
      // Rescaling takes any number.
      if ((place.back() == "offset" || place.back() == "scale") && wrong.is_number()) continue;
      changed[place] = wrong;
      SafetensorsFile file = good;
      file.metadata[architecture_key] = changed.dump();
      write_safetensors(path(), file);
      EXPECT_THROW((void)load_model(path()), FileError) << place << " = " << wrong;
    }
    // An option that the file is too old to have gets its default; these have none.
    static const std::set<std::string> required = {"units", "filters",      "kernel_size", "rate",
                                                   "scale", "target_shape", "activation",  "config"};
    const bool is_option = place.to_string().find("/config/") != std::string::npos;
    if (is_option && !required.contains(place.back())) continue;
    if (place.back() == "activation" && whole.at(place.parent_pointer()).size() > 1) continue;
    json changed = whole;
    json& parent = changed.at(place.parent_pointer());
    if (parent.is_object()) {
      parent.erase(place.back());
    } else {
      parent.erase(std::stoul(place.back()));
    }
    SafetensorsFile file = good;
    file.metadata[architecture_key] = changed.dump();
    write_safetensors(path(), file);
    EXPECT_THROW((void)load_model(path()), FileError) << place << " is missing";
  }
}

TEST_F(ModelFileTest, UnknownOptionsAndFieldsAreRefused) {
  EXPECT_EQ(refused_architecture([](json& a) { a["layers"][8]["config"]["rank"] = 4; }),
            "Dense: has the option 'rank', which is not supported\n"
            "(supported: activation, activity_regularizer, bias_constraint, bias_initializer, "
            "bias_regularizer, kernel_constraint, kernel_initializer, kernel_regularizer, units, use_bias).");
  EXPECT_NE(refused_architecture([](json& a) { a["extra"] = 1; }), "(nothing thrown)");
  EXPECT_NE(refused_architecture([](json& a) { a["layers"][0]["extra"] = 1; }), "(nothing thrown)");
}

TEST_F(ModelFileTest, ValuesCannotBeUsedBeforeTheyAreMade) {
  EXPECT_NE(
      refused_architecture([](json& a) { a["calls"][2]["arguments"] = {3}; }).find("expected one in [0, 3)"),
      std::string::npos);
  EXPECT_NE(refused_architecture([](json& a) { a["outputs"] = {99}; }), "(nothing thrown)");
  EXPECT_NE(refused_architecture([](json& a) { a["calls"][2]["layer"] = 9; }), "(nothing thrown)");
  EXPECT_NE(refused_architecture([](json& a) { a["layers"][1]["name"] = "dense"; }), "(nothing thrown)");
}

}  // namespace
}  // namespace saem
