#include "saem/report/base64.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace saem {
namespace {

std::string encode(std::string_view text) {
  return base64_encode(std::vector<std::uint8_t>(text.begin(), text.end()));
}

// RFC 4648, section 10.
TEST(Base64, PublishedVectors) {
  EXPECT_EQ(encode(""), "");
  EXPECT_EQ(encode("f"), "Zg==");
  EXPECT_EQ(encode("fo"), "Zm8=");
  EXPECT_EQ(encode("foo"), "Zm9v");
  EXPECT_EQ(encode("foob"), "Zm9vYg==");
  EXPECT_EQ(encode("fooba"), "Zm9vYmE=");
  EXPECT_EQ(encode("foobar"), "Zm9vYmFy");
}

TEST(Base64, BytesWithTheHighBitSet) {
  EXPECT_EQ(base64_encode(std::vector<std::uint8_t>{0xff, 0xef, 0xbe, 0xfb, 0xff, 0x00}), "/++++/8A");
}

}  // namespace
}  // namespace saem
