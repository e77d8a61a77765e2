// Any bytes as the checkpoint of a run: the run goes on from there and ends with a checkpoint that can be
// read, or there is an error. Where the file was refused the model is as before.
#include "fuzz/models/checkpoint_model.h"

#include <filesystem>
#include <fstream>

#include "fuzz/support.h"

using namespace saem;

namespace {

std::vector<Array> values_of(const Model& model) {
  std::vector<Array> values;
  for (const Variable& v : model.variables()) values.push_back(v.value());
  return values;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Sequential model = fuzz::checkpoint_model();
  static const std::vector<Array> begin = values_of(model);
  const auto path = fuzz::scratch_file("checkpoint.safetensors");
  std::filesystem::remove(previous_checkpoint(path));
  std::ofstream(path, std::ios::binary) << fuzz::text_of(data, size);
  std::vector<Variable> variables = model.variables();
  for (std::size_t i = 0; i < variables.size(); ++i) variables[i].assign(Tensor(begin[i]));
  bool has_begun = false;
  LambdaCallback watch({.on_train_begin = [&] { has_begun = true; }});
  const bool is_done =
      fuzz::accepts([&] { (void)fuzz::checkpoint_run(model, path.string(), true, {watch}); });
  if (!has_begun) {
    const std::vector<Array> now = values_of(model);
    for (std::size_t i = 0; i < now.size(); ++i)
      fuzz::require(identical(now[i], begin[i]), "a checkpoint that is refused changes nothing");
  }
  if (is_done) fuzz::require(read_checkpoint(path).has_value(), "what was written can be read");
  return 0;
}
