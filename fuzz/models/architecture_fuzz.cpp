// Any text as the architecture in a model file, which has no weights: a model of layers without weights, the
// same after it is saved and loaded, or an error.
#include "fuzz/support.h"
#include "saem/interop/safetensors.h"
#include "saem/train/model.h"

using namespace saem;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = fuzz::scratch_file("model.safetensors");
  (void)fuzz::accepts([&] {
    SafetensorsFile file;
    file.metadata["saem.version"] = "1";
    file.metadata["saem.architecture"] = fuzz::text_of(data, size);
    write_safetensors(path, file);  // refuses what is not UTF-8
    const Model model = load_model(path);
    const auto copy = fuzz::scratch_file("copy.safetensors");
    model.save(copy);
    const std::string text = read_safetensors(copy).metadata.at("saem.architecture");
    load_model(copy).save(path);
    fuzz::require(read_safetensors(path).metadata.at("saem.architecture") == text,
                  "the architecture is kept");
  });
  return 0;
}
