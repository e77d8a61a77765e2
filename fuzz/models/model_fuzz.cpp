// Any bytes as a model file: a model that is the same after it is saved and loaded, or an error. What the
// command line reads of its texts (labels, preprocessing) is read too.
#include "fuzz/support.h"
#include "saem/cli/model_file.h"
#include "saem/train/model.h"

using namespace saem;

namespace {

void require_equal(const Model& a, const Model& b) {
  fuzz::require(a.name() == b.name() && a.precision() == b.precision(), "name and precision are kept");
  fuzz::require(a.parameter_count() == b.parameter_count(), "the number of parameters is kept");
  fuzz::require(a.layers().size() == b.layers().size(), "all layers are kept");
  for (std::size_t i = 0; i < a.layers().size(); ++i) {
    fuzz::require(a.layers()[i]->name() == b.layers()[i]->name(), "names of layers are kept");
    const auto weights = a.layers()[i]->variables();
    const auto again = b.layers()[i]->variables();
    fuzz::require(weights.size() == again.size(), "all weights are kept");
    for (std::size_t k = 0; k < weights.size(); ++k)
      fuzz::require(identical(weights[k].value(), again[k].value()), "weights are kept");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::MemoryFile file(fuzz::bytes_of(data, size));
  const std::string input = file.path().string();
  (void)fuzz::accepts([&] { (void)cli::open_classifier(input); });
  (void)fuzz::accepts([&] {
    const Model model = load_model(input);
    const auto path = fuzz::scratch_file("model.safetensors");
    model.save(path);
    require_equal(model, load_model(path));
  });
  return 0;
}
