// models_seeds FOLDER: writes model files, checkpoints and algorithms.json into FOLDER/<target>/, from which
// the fuzz targets begin. Model files have no checksum, which no changed file would pass.
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "fuzz/models/checkpoint_model.h"
#include "saem/backend/algorithms.h"
#include "saem/interop/safetensors.h"
#include "saem/interop/safetensors_header.h"
#include "saem/saem.h"
#include "saem/train/interrupt.h"
#include "tests/interop/support/foreign_file.h"

using namespace saem;
namespace fs = std::filesystem;

namespace {

/// Writes the file again as another program would: the same texts and tensors, no checksum.
void remove_checksum(const fs::path& path) {
  const SafetensorsFile file = read_safetensors(path);
  detail::SafetensorsHeader header{.metadata = file.metadata, .entries = {}};
  header.metadata.erase("format");
  std::string data;
  for (const auto& [tensor, array] : file.tensors) {
    const std::size_t begin = data.size();
    data.append(reinterpret_cast<const char*>(array.bytes()), array.byte_size());
    header.entries.push_back(
        {.name = tensor, .dtype = array.dtype(), .shape = array.shape(), .begin = begin, .end = data.size()});
  }
  std::ofstream(path, std::ios::binary)
      << test::foreign_file(detail::format_safetensors_header(header), data);
}

void write(const fs::path& folder, const std::string& name, Model model) {
  const fs::path path = folder / name;
  model.information()["labels"] = R"(["a","b","c"])";
  model.information()["preprocessing"] =
      R"({"kind":"picture","height":8,"width":8,"channels":1,"scale":0.00392156862745098})";
  model.save(path);
  remove_checksum(path);
}

/// Checkpoints after 1 to 6 steps.
void write_checkpoints(const fs::path& folder) {
  fs::create_directories(folder);
  Sequential model = fuzz::checkpoint_model();
  for (std::int64_t last = 1; last <= 6; ++last) {
    const fs::path path = folder / (std::to_string(last) + ".safetensors");
    LambdaCallback stop({.on_train_batch_end = [&](std::int64_t, const Logs&) {
      if (stop.history().steps == last) request_interrupt();
    }});
    fuzz::checkpoint_run(model, path.string(), false, {stop});
    clear_interrupt();
    fs::remove(previous_checkpoint(path));
    remove_checksum(path);
  }
}

void write_models(const fs::path& folder) {
  fs::create_directories(folder);
  const auto sequential = [&](const std::string& name, const Shape& input, std::vector<AnyLayer> layers) {
    Sequential model;
    model.add(Input(input));
    for (const AnyLayer& layer : layers) model.add(layer);
    write(folder, name + ".safetensors", model);
  };
  sequential("dense", {4},
             {Dense(3, {.activation = "relu"}), Dropout(0.5), Dense(2, {.activation = "softmax"})});
  sequential(
      "pictures", {8, 8, 1},
      {Rescaling(1.0 / 255), Conv2D(2, 3, {.padding = "same"}), BatchNormalization(), Activation("relu"),
       MaxPooling2D(2), ZeroPadding2D(1), AveragePooling2D(2), Flatten(), Dense(3)});
  sequential("sequences", {8, 2}, {Conv1D(2, 3), MaxPooling1D(2), GlobalAveragePooling1D(), Reshape({1, 2})});
}

/// Architectures alone, of layers without weights, and a dictionary of the texts in them.
void write_architectures(const fs::path& root) {
  const fs::path folder = root / "architecture";
  fs::create_directories(folder);
  std::set<std::string> texts = {"\"real\"", "\"dtype\"", "\"inf\"", "\"nan\"", "9223372036854775807", "-1"};
  const auto sequential = [&](const std::string& name, const Shape& input, std::vector<AnyLayer> layers) {
    Sequential model;
    model.add(Input(input));
    for (const AnyLayer& layer : layers) model.add(layer);
    const fs::path path = folder / name;
    model.save(path);
    const std::string text = read_safetensors(path).metadata.at("saem.architecture");
    std::ofstream(path) << text;
    for (std::size_t i = text.find('"'); i != std::string::npos; i = text.find('"', i + 1)) {
      const std::size_t begin = i;
      i = text.find('"', i + 1);
      texts.insert(text.substr(begin, i + 1 - begin));
    }
  };
  sequential(
      "pools", {8, 8, 1},
      {Rescaling(0.5), MaxPooling2D(2), AveragePooling2D(2), ZeroPadding2D(1), Flatten(), Dropout(0.5)});
  sequential("sequences", {8, 2},
             {MaxPooling1D(2), AveragePooling1D(2), GlobalMaxPooling1D(), Activation("relu")});
  sequential("reshaped", {8}, {Reshape({2, 2, 2}), GlobalAveragePooling2D(), Activation("softmax")});
  std::ofstream dictionary(root / "architecture.dict");
  for (const std::string& text : texts) {
    dictionary << '"';
    for (const char c : text) dictionary << (c == '"' ? "\\\"" : std::string(1, c));
    dictionary << "\"\n";
  }
}

void write_algorithms(const fs::path& folder) {
  fs::create_directories(folder);
  const std::string here =
      "{\"" + algorithm_machine() + R"(": {"a problem": "direct", "another": "winograd"}})";
  std::ofstream(folder / "cache.json") << here;
  std::ofstream(folder / "record.json") << R"({"algorithms": )" << here << R"(, "seed": 1})";
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) return 2;
  const fs::path root = words[1];
  write_models(root / "model");
  write_architectures(root);
  write_checkpoints(root / "checkpoint");
  write_algorithms(root / "algorithms");
}
