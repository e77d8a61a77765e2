// A folder of pictures may be larger than the memory: they are read from their files in each epoch.
#include <sys/resource.h>
#include <cstdlib>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "saem/data/image.h"
#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"
#include "tests/support/this_build.h"

namespace saem::test {
namespace {

constexpr int files_of_class = 600;
constexpr std::int64_t decoded_bytes = std::int64_t{2} * files_of_class * 512 * 512 * 3;

/// Two classes of small pictures, most of them further names of the same few files.
void write_pictures(const std::filesystem::path& folder) {
  for (const int kind : {0, 1}) {
    const auto here = folder / (kind == 0 ? "dark" : "light");
    std::filesystem::create_directories(here);
    for (int i = 0; i < files_of_class; ++i) {
      const auto file = here / (std::to_string(i) + ".png");
      if (i >= 4) {
        std::filesystem::create_hard_link(here / (std::to_string(i % 4) + ".png"), file);
        continue;
      }
      Array picture({16, 16, 3}, DType::u8);
      for (std::uint8_t& value : picture.mutable_data<std::uint8_t>())
        value = static_cast<std::uint8_t>(kind * 180 + i * 10);
      std::ofstream(file, std::ios::binary) << encode_png(picture);
    }
  }
}

class BoundedMemory : public Session {};

TEST_F(BoundedMemory, PicturesThatDoNotFitAreReadInEachEpoch) {
  if (has_address_sanitizer() || has_thread_sanitizer())
    GTEST_SKIP() << "sanitizers need memory of their own";
  if (std::getenv("SAEM_SOAK") == nullptr) GTEST_SKIP() << "takes half a minute: make soak runs it";
  write_pictures(folder() / "photos");
  RunOptions options = here();
  options.before_start = [] {  // of data, and not of addresses: programs and libraries are not counted
    const rlimit limit{.rlim_cur = decoded_bytes, .rlim_max = decoded_bytes};
    setrlimit(RLIMIT_DATA, &limit);
  };
  const Outcome o = test::saem({"train", "photos", "--model", "linear", "--picture-height", "512",
                                "--picture-width", "512", "--epochs", "1", "--validation", "0",
                                "--batch-size", "16", "--no-memory-check", "--quiet", "--json", "--out", "a"},
                               options);
  EXPECT_EQ(o.exit_code, 0) << o.err;
  EXPECT_EQ(o.json()["examples"], 240);
}

}  // namespace
}  // namespace saem::test
