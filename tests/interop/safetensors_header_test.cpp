#include "saem/interop/safetensors_header.h"

#include <gtest/gtest.h>

#include <string>

#include "saem/core/error.h"
#include "saem/interop/safetensors.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/interop/support/foreign_file.h"

namespace saem {
namespace {

using test::message_of;

TEST(SafetensorsHeader, TextRestoresTheHeader) {
  detail::SafetensorsHeader header;
  header.metadata = {{"a", "1 \"quoted\""}};
  header.entries.push_back({.name = "w/\n샘", .dtype = DType::bf16, .shape = {2, 3}, .begin = 0, .end = 12});
  header.entries.push_back({.name = "", .dtype = DType::i64, .shape = {}, .begin = 12, .end = 20});
  const detail::SafetensorsHeader read =
      detail::parse_safetensors_header(detail::format_safetensors_header(header), "model.safetensors");
  EXPECT_EQ(read.metadata, header.metadata);
  ASSERT_EQ(read.entries.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(read.entries[i].name, header.entries[i].name);
    EXPECT_EQ(read.entries[i].dtype, header.entries[i].dtype);
    EXPECT_TRUE(read.entries[i].shape == header.entries[i].shape);
    EXPECT_EQ(read.entries[i].begin, header.entries[i].begin);
    EXPECT_EQ(read.entries[i].end, header.entries[i].end);
  }
}

std::string refusal(const std::string& header, const std::string& data) {
  const std::string file = test::foreign_file(header, data);
  return message_of<FileError>(
      [&] { (void)parse_safetensors(std::as_bytes(std::span(file)), "model.safetensors"); });
}

TEST(SafetensorsHeader, RefusesDamageWithTheReason) {
  const std::string eight(8, '\0');
  const auto entry = [](const std::string& fields) { return R"({"w":{)" + fields + "}}"; };
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "not valid JSON"},
      {"[]", "not valid JSON"},
      {" {}", "not valid JSON"},
      {"\xef\xbb\xbf{}", "not valid JSON"},
      {std::string("{}\0{", 4), "not valid JSON"},
      {"{", "not valid JSON at its byte"},
      {"{}}", "not valid JSON at its byte"},
      {"{\"\xff\":1}", "not valid JSON at its byte"},
      {"{\"a\":1}", "a number in a wrong place"},
      {"{\"a\":[]}", "a list in a wrong place"},
      {"{\"a\":null}", "null in a wrong place"},
      {"{\"a\":{}}", "lacks its dtype, shape or two offsets"},
      {R"({"__metadata__":{"a":1}})", "the metadata has a number where only texts are allowed"},
      {R"({"__metadata__":{"a":{}}})", "the metadata has an object where only texts are allowed"},
      {R"({"__metadata__":"a"})", "the metadata has a text where only texts"},
      {R"({"__metadata__":{"a":"1","a":"1"}})", "the metadata key 'a' occurs twice"},
      {R"({"__metadata__":{},"__metadata__":{}})", "the name '__metadata__' twice"},
      {entry(R"("dtype":"F32","shape":[2],"data_offsets":[0,8],"extra":1)"), "the unknown field 'extra'"},
      {entry(R"("dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8])"), "'dtype' twice"},
      {entry(R"("dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8])"),
       "element type 'F8_E4M3', which saem does not read"},
      {entry(R"("dtype":"f32","shape":[2],"data_offsets":[0,8])"), "element type 'f32'"},
      {entry(R"("dtype":1,"shape":[2],"data_offsets":[0,8])"), "a number in a wrong place"},
      {entry(R"("dtype":"F32","shape":[-2],"data_offsets":[0,8])"), "the number -2 in a wrong place"},
      {entry(R"("dtype":"F32","shape":[2.0],"data_offsets":[0,8])"), "the number 2.0 in a wrong place"},
      {entry(R"("dtype":"F32","shape":[[2]],"data_offsets":[0,8])"), "a list in a wrong place"},
      {entry(R"("dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,8])"),
       "a dimension of 18446744073709551615"},
      {entry(R"("dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8])"), "overflows"},
      {entry(R"("dtype":"U8","shape":[1,1,1,1,1,1,1,1,8],"data_offsets":[0,8])"), "more than 8 dimensions"},
      {entry(R"("dtype":"F32","shape":[2],"data_offsets":[0])"), "lacks"},
      {entry(R"("dtype":"F32","shape":[2],"data_offsets":[0,8,8])"), "more than two offsets"},
      {entry(R"("dtype":"F32","shape":[3],"data_offsets":[0,8])"),
       "needs 12 bytes but its offsets are [0, 8)"},
      {entry(R"("dtype":"F32","shape":[2],"data_offsets":[8,0])"),
       "needs 8 bytes but its offsets are [8, 0)"},
      {entry(R"("dtype":"U8","shape":[7],"data_offsets":[1,8])"), "begins at byte 1 of the data"},
      {entry(R"("dtype":"U8","shape":[7],"data_offsets":[0,7])"),
       "the tensors need 7 bytes, but 8 follow the header"},
      {entry(R"("dtype":"U8","shape":[1000000000000],"data_offsets":[0,1000000000000])"),
       "but 8 follow the header"},
      {R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[0],"data_offsets":[8,8]}})",
       "the name 'a' twice"},
      {R"({"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})",
       "begins at byte 4"},
      {R"({"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})",
       "begins at byte 4"},
      {std::string(100'000, '{'), "not valid JSON"},
      {R"({"a":)" + std::string(100'000, '['), "a list in a wrong place"},
  };
  for (const auto& [header, expected] : cases) {
    const std::string message = refusal(header, eight);
    EXPECT_TRUE(message.starts_with("model.safetensors: ")) << message;
    EXPECT_NE(message.find(expected), std::string::npos) << header.substr(0, 200) << "\n" << message;
  }
  EXPECT_NE(refusal(R"({"w":{"dtype":"BOOL","shape":[8],"data_offsets":[0,8]}})", "\1\1\1\1\1\1\1\2")
                .find("neither 0 nor 1"),
            std::string::npos);
}

}  // namespace
}  // namespace saem
