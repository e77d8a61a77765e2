// Any bytes as a file of CIFAR-10 or CIFAR-100: a picture for each record, of the record's bytes, or an
// error. With skipping, a record is either there or told.
#include "fuzz/support.h"
#include "saem/core/atomic_file.h"
#include "saem/data/pictures/cifar.h"

using namespace saem;

namespace {

constexpr std::size_t plane = 32 * 32;

void look_at(const std::string& bytes, const char* name, std::size_t labels) {
  static const fuzz::ScratchFolder scratch;
  const std::filesystem::path file = scratch.path() / name;
  write_file(file, bytes);
  ReaderResult read;
  const bool whole = fuzz::accepts([&] { read = read_cifar(file, OnBadSample::stop); });
  if (whole) {
    const std::size_t record = labels + 3 * plane;
    const auto n = static_cast<std::size_t>(read.samples.size());
    fuzz::require(n * record == bytes.size() && read.skipped.empty(), "each record is a picture");
    const Array& pictures = std::get<ArrayColumn>(read.samples.columns[0].values).values;
    for (std::size_t i = 0; i < n; ++i) {
      const auto last_blue = static_cast<std::int64_t>((i + 1) * 3 * plane - 1);
      fuzz::require(pictures.at(last_blue) == static_cast<unsigned char>(bytes[(i + 1) * record - 1]),
                    "a picture has the bytes of its record");
    }
  }
  ReaderResult rest;
  if (fuzz::accepts([&] { rest = read_cifar(file, OnBadSample::skip); }))
    fuzz::require(whole == rest.skipped.empty(), "what is skipped is told");
  std::filesystem::remove(file);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  look_at(bytes, "data_batch_1.bin", 1);
  look_at(bytes, "train.bin", 2);
  return 0;
}
