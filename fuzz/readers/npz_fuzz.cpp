// Any bytes as a .npz archive: arrays that are the same after they are written and read, or an error.
#include "fuzz/support.h"
#include "saem/interop/npz.h"

using namespace saem;

namespace {

constexpr std::uint64_t limit = std::uint64_t{1} << 26;

void require_equal(const NpzFile& a, const NpzFile& b) {
  fuzz::require(a.arrays.size() == b.arrays.size(),
                "an archive has as many arrays after it is written and read");
  for (std::size_t i = 0; i < a.arrays.size(); ++i) {
    fuzz::require(a.arrays[i].first == b.arrays[i].first, "names and their order are kept");
    fuzz::require(identical(a.arrays[i].second, b.arrays[i].second), "arrays are kept");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  NpzFile file;
  if (!fuzz::accepts([&] { file = parse_npz(fuzz::bytes_of(data, size), "input.npz", limit); })) return 0;
  std::uint64_t total = 0;
  for (const auto& [name, array] : file.arrays) total += array.byte_size();
  fuzz::require(total <= 8 * limit, "arrays hold to the limit");  // int8 elements become int32, and so on
  const auto path = fuzz::scratch_file("arrays.npz");
  write_npz(path, file, {.compressed = size % 2 == 0});
  require_equal(read_npz(path), file);
  return 0;
}
