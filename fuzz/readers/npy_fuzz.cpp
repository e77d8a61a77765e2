// Any bytes as a .npy file: an array that is the same after it is written and read, or an error.
#include "fuzz/support.h"
#include "saem/interop/npy.h"

using namespace saem;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Array array;
  if (!fuzz::accepts([&] { array = parse_npy(fuzz::bytes_of(data, size), "input.npy"); })) return 0;
  fuzz::require(array.size() <= static_cast<std::int64_t>(size),
                "an array has no more elements than its file bytes");
  const auto path = fuzz::scratch_file("array.npy");
  write_npy(path, array);
  fuzz::require(identical(read_npy(path), array), "an array is the same after it is written and read");
  return 0;
}
