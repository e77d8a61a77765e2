#include "saem/nn/missing_layers.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace saem::detail {
namespace {

constexpr const char* recurrent =
    "There are no recurrent layers; use Conv1D with dilation_rate and padding \"causal\".";
constexpr const char* attention = "There are no attention layers; write one of the ops matmul and softmax.";
constexpr const char* wrapper = "It runs another library: write the layer in ops, derived from LayerBase.";
constexpr const char* with_labels =
    "It changes targets together with pictures, and a layer sees only pictures: mix both in an "
    "ExampleSource.";

const std::map<std::string, const char*, std::less<>>& advice() {
  static const std::map<std::string, const char*, std::less<>> table = {
      {"AdditiveAttention", attention},
      {"Attention", attention},
      {"AugMix", "Put random layers (RandomRotation, RandomContrast, Solarization) one after the other."},
      {"Bidirectional", "There are no recurrent layers; use Conv1D with dilation_rate."},
      {"ContrastLimitedAdaptiveHistogramEqualization", "Use Equalization or AutoContrast."},
      {"ConvLSTM1D", recurrent},
      {"ConvLSTM2D", recurrent},
      {"ConvLSTM3D", recurrent},
      {"CutMix", with_labels},
      {"FlaxLayer", wrapper},
      {"GRU", recurrent},
      {"GRUCell", recurrent},
      {"GroupQueryAttention", attention},
      {"InputLayer", "Use Input(shape), the symbol or the first item of a Sequential."},
      {"JaxLayer", wrapper},
      {"LSTM", recurrent},
      {"LSTMCell", recurrent},
      {"Lambda", "Write a layer class of your own, which a file can name: derive from LayerBase."},
      {"MaxNumBoundingBoxes", "Layers change pictures alone: cut lists of boxes in an ExampleSource."},
      {"MixUp", with_labels},
      {"MultiHeadAttention", attention},
      {"Pipeline", "Use a Sequential: a model is a layer of another one."},
      {"RNN", recurrent},
      {"RandAugment", "Put random layers (RandomRotation, RandomShear, RandomContrast) one after the other."},
      {"RandomElasticTransform", "Use RandomPerspective, RandomShear or RandomRotation."},
      {"ReversibleEmbedding",
       "Write a layer class of your own, derived from LayerBase, of gather and matmul."},
      {"SimpleRNN", recurrent},
      {"SimpleRNNCell", recurrent},
      {"StackedRNNCells", recurrent},
      {"StringLookup",
       "Tensors hold no text: number the texts before, as class folders and tables do, and use IntegerLookup "
       "or Embedding."},
      {"TFSMLayer", wrapper},
      {"TextVectorization", "Tensors hold no text: number the words before, and use Embedding."},
      {"TorchModuleWrapper", wrapper},
      {"Wrapper", "Derive from LayerBase, and add the layer inside with add_layer."}};
  return table;
}

}  // namespace

std::vector<std::string> missing_layers() {
  std::vector<std::string> names;
  for (const auto& row : advice()) names.push_back(row.first);
  return names;
}

std::string advice_for_missing_layer(const std::string& class_name) {
  const auto found = advice().find(class_name);
  return found == advice().end() ? "" : found->second;
}

std::string full_class_name(const std::string& name) {
  static constexpr std::pair<std::string_view, std::string_view> parts[] = {
      {"SeparableConvolution", "SeparableConv"},
      {"Convolution", "Conv"},
      {"GlobalAvgPool", "GlobalAveragePooling"},
      {"GlobalMaxPool", "GlobalMaxPooling"},
      {"AvgPool", "AveragePooling"},
      {"MaxPool", "MaxPooling"}};
  for (const auto& [other, own] : parts) {
    const std::string_view rest = std::string_view(name).substr(std::min(other.size(), name.size()));
    const bool is_dimension = rest == "1D" || rest == "2D" || rest == "3D";
    const bool transposes = other == "Convolution" && rest.size() > 2 && rest.substr(2) == "Transpose";
    if (name.starts_with(other) && (is_dimension || transposes)) return std::string(own) + std::string(rest);
  }
  return name;
}

}  // namespace saem::detail
