// Any bytes as an IDX file, plain or gzip: an array no larger than the bytes can hold, or an error.
#include "fuzz/support.h"
#include "saem/data/idx.h"

using namespace saem;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::MemoryFile file(fuzz::bytes_of(data, size));
  Array array;
  if (!fuzz::accepts([&] { array = read_idx(file.path()); })) return 0;
  constexpr std::size_t deflate_ratio = 1032;
  fuzz::require(array.size() <= static_cast<std::int64_t>(size * deflate_ratio),
                "an array has no more elements than its file can hold");
  const Array again = read_idx(file.path());
  fuzz::require(identical(again, array), "a file reads the same twice");
  return 0;
}
