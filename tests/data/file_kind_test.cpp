#include "saem/data/file_kind.h"

#include <gtest/gtest.h>

#include "tests/data/support/make_files.h"

namespace saem {
namespace {

using namespace std::string_literals;

TEST(DescribeContent, GoesByTheFirstBytes) {
  EXPECT_EQ(describe_content(test::make_png(1, 1, {"x"})), "a PNG picture");
  EXPECT_EQ(describe_content(test::make_jpeg(1, 1, 1, {0})), "a JPEG picture");
  EXPECT_EQ(describe_content(test::gzip("")), "a gzip archive");
  EXPECT_EQ(describe_content(test::make_idx(8, {1}, "x")), "an IDX file");
  EXPECT_EQ(describe_content("RIFF\x24\0\0\0WAVEfmt "s), "a WAV sound");
  EXPECT_EQ(describe_content("\x40\0\0\0\0\0\0\0{\"a\""s), "a safetensors file");
  EXPECT_EQ(describe_content(std::string(257, 'x') + "ustar"), "a tar archive");
  EXPECT_EQ(describe_content("PAR1\x15\x04"), "a Parquet table");
  EXPECT_EQ(describe_content("\xd0\xcf\x11\xe0\xa1\xb1"), "an old Office document");
}

TEST(DescribeContent, AnythingElseIsTextEmptyOrUnknown) {
  EXPECT_EQ(describe_content(""), "an empty file");
  EXPECT_EQ(describe_content("샘, a spring\n"), "text");
  EXPECT_EQ(describe_content("\x01\x02"), unknown_content);
  EXPECT_EQ(describe_content("\x89P"), unknown_content) << "a signature that is cut short";
}

}  // namespace
}  // namespace saem
