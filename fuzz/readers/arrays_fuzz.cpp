// Any bytes as a file of NumPy's arrays: examples, each with a value in every column, or an error.
#include <fstream>
#include <utility>

#include "fuzz/support.h"
#include "saem/data/arrays/array_samples.h"

using namespace saem;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = fuzz::scratch_file("arrays.npz");
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  Samples samples;
  if (!fuzz::accepts([&] { samples = array_samples(read_named_arrays(path), "input.npz"); })) return 0;
  for (const Samples::Column& column : samples.columns) {
    const Samples one{.name = "input", .columns = {column}};
    fuzz::require(one.size() == samples.size(), "every column has a value for each example");
  }
  fuzz::require(samples.parts.empty() || std::cmp_equal(samples.parts.size(), samples.size()),
                "every example is in a part");
  fuzz::require(samples.target.empty() || samples.find(samples.target) >= 0, "the target is a column");
  return 0;
}
