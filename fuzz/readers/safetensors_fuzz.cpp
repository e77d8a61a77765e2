// Any bytes as a safetensors file: tensors and texts that are the same after they are written and read, or an
// error.
#include "fuzz/support.h"
#include "saem/interop/safetensors.h"

using namespace saem;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  SafetensorsFile file;
  if (!fuzz::accepts([&] { file = parse_safetensors(fuzz::bytes_of(data, size), "input.safetensors"); }))
    return 0;
  const auto path = fuzz::scratch_file("file.safetensors");
  write_safetensors(path, file);
  const SafetensorsFile again = read_safetensors(path);
  file.metadata["format"] = "saem";  // the writer's own
  fuzz::require(again.metadata == file.metadata, "texts are kept");
  fuzz::require(again.tensors.size() == file.tensors.size(), "all tensors are kept");
  for (std::size_t i = 0; i < file.tensors.size(); ++i) {
    fuzz::require(again.tensors[i].first == file.tensors[i].first, "names and their order are kept");
    fuzz::require(identical(again.tensors[i].second, file.tensors[i].second), "tensors are kept");
  }
  return 0;
}
