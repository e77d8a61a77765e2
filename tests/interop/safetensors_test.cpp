#include "saem/interop/safetensors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "saem/core/error.h"
#include "saem/core/random.h"
#include "tests/data/support/real_data.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/interop/support/foreign_file.h"

namespace saem {
namespace {

using test::content_of;
using test::foreign_file;
using test::message_of;
using test::TemporaryFolder;

SafetensorsFile parse(std::string_view bytes) {
  return parse_safetensors(std::as_bytes(std::span(bytes)), "model.safetensors");
}

std::string refusal(const std::string& header, const std::string& data = "") {
  return message_of<FileError>([&] { (void)parse(foreign_file(header, data)); });
}

SafetensorsFile small_model() {
  SafetensorsFile file;
  file.metadata = {{"architecture", R"({"layers":["dense"]})"}, {"note", "kernel \"quoted\", 샘"}};
  file.tensors.emplace_back("dense/kernel", Array::of(std::vector<float>{1.5F, -2.0F, 3.25F, 0.0F}, {2, 2}));
  file.tensors.emplace_back("dense/mask", Array::of(std::vector<std::uint8_t>{1, 2, 3}));
  file.tensors.emplace_back("step", Array::scalar(7, DType::i64));
  return file;
}

std::string written(const SafetensorsFile& file) {
  const TemporaryFolder folder;
  write_safetensors(folder.path() / "model.safetensors", file);
  return content_of(folder.path() / "model.safetensors");
}

TEST(Safetensors, RestoresEveryDTypeShapeTextAndTheOrder) {
  SafetensorsFile file;
  file.metadata = {{"a", "1"}, {"labels", "[\"T-shirt\\/top\"]\n\t"}, {"", ""}};
  const std::vector<double> values = {0, 1, 2, 3, 100, 255};
  for (const DType dtype :
       {DType::u8, DType::f64, DType::boolean, DType::f32, DType::bf16, DType::i64, DType::f16, DType::i32}) {
    file.tensors.emplace_back("z " + std::string(name(dtype)), Array::of(values, {1, 2, 3}).astype(dtype));
  }
  file.tensors.emplace_back("scalar", Array::scalar(std::numeric_limits<double>::infinity()));
  file.tensors.emplace_back("empty", Array(Shape{0, 3}));
  file.tensors.emplace_back("rank 8", Array::full({1, 2, 1, 2, 1, 2, 1, 2}, -1.0, DType::f64));
  file.tensors.emplace_back("empty at the end", Array(Shape{2, 0}, DType::i32));

  const TemporaryFolder folder;
  const auto path = folder.path() / "all.safetensors";
  write_safetensors(path, file);
  const SafetensorsFile read = read_safetensors(path);

  auto metadata = file.metadata;
  metadata["format"] = "saem";
  EXPECT_EQ(read.metadata, metadata);
  ASSERT_EQ(read.tensors.size(), file.tensors.size());
  for (std::size_t i = 0; i < file.tensors.size(); ++i) {
    EXPECT_EQ(read.tensors[i].first, file.tensors[i].first);
    EXPECT_TRUE(identical(read.tensors[i].second, file.tensors[i].second)) << file.tensors[i].first;
  }
}

TEST(Safetensors, EqualContentGivesEqualBytesAndReadingBackWritesThemAgain) {
  const std::string bytes = written(small_model());
  EXPECT_EQ(bytes, written(small_model()));
  EXPECT_EQ(bytes, written(parse(bytes)));
}

TEST(Safetensors, DataBeginsAlignedTo8Bytes) {
  for (std::size_t length = 0; length < 9; ++length) {
    SafetensorsFile file = small_model();
    file.metadata["padding"] = std::string(length, 'x');
    const std::string bytes = written(file);
    const auto header_size = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) +
                             256 * static_cast<unsigned char>(bytes[1]);
    EXPECT_EQ(header_size % 8, 0U);
    EXPECT_EQ(8 + header_size + 16 + 3 + 8, bytes.size());
  }
}

TEST(Safetensors, AnEmptyFileOfNoTensorsIsAFile) {
  const SafetensorsFile read = parse(written({}));
  EXPECT_TRUE(read.tensors.empty());
  EXPECT_EQ(read.metadata.at("format"), "saem");
}

TEST(Safetensors, EveryCutIsFound) {
  for (const SafetensorsFile& file : {small_model(), SafetensorsFile{}}) {
    const std::string bytes = written(file);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const std::string message = message_of<FileError>([&] { (void)parse(bytes.substr(0, size)); });
      EXPECT_TRUE(message.starts_with("model.safetensors: ")) << "cut to " << size << " bytes: " << message;
    }
    EXPECT_NE(message_of<FileError>([&] { (void)parse(bytes + '\0'); }).find("follow the header"),
              std::string::npos);
  }
}

TEST(Safetensors, EveryFlippedBitIsFound) {
  for (const SafetensorsFile& file : {small_model(), SafetensorsFile{}}) {
    std::string bytes = written(file);
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
      const char mask = static_cast<char>(1U << (bit % 8));
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ mask);
      const std::string message = message_of<FileError>([&] { (void)parse(bytes); });
      EXPECT_TRUE(message.starts_with("model.safetensors: "))
          << "bit " << bit % 8 << " of byte " << bit / 8 << ": " << message;
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ mask);
    }
    EXPECT_NO_THROW((void)parse(bytes));
  }
}

TEST(Safetensors, EveryOverwrittenByteIsFound) {
  std::string bytes = written(small_model());
  for (char& byte : bytes) {
    const char before = byte;
    for (int value = 0; value < 256; ++value) {
      if (static_cast<char>(value) == before) continue;
      byte = static_cast<char>(value);
      EXPECT_THROW((void)parse(bytes), FileError) << "byte " << &byte - bytes.data() << " set to " << value;
    }
    byte = before;
  }
}

TEST(Safetensors, MessageSaysWhichPartHasChanged) {
  const std::string bytes = written(small_model());
  std::string tensors = bytes;
  tensors.back() = 1;
  EXPECT_NE(
      message_of<FileError>([&] { (void)parse(tensors); }).find("the checksum of the tensors does not fit"),
      std::string::npos);
  std::string header = bytes;
  header.replace(header.find("dense/mask"), 5, "Dense");
  EXPECT_NE(
      message_of<FileError>([&] { (void)parse(header); }).find("the checksum of the header does not fit"),
      std::string::npos);
}

TEST(Safetensors, ReadsFilesOfOtherPrograms) {
  const SafetensorsFile read = parse(foreign_file(
      R"({"b":{"data_offsets":[1,5],"dtype":"F32","shape":[1]},"__metadata__":{"format":"pt"},"a":{"dtype":"BOOL","shape":[],"data_offsets":[0,1]}}   )",
      std::string("\x01\x00\x00\x80\x3f", 5)));
  EXPECT_EQ(read.metadata.at("format"), "pt");
  ASSERT_EQ(read.tensors.size(), 2U);
  EXPECT_EQ(read.tensors[0].first, "a");
  EXPECT_EQ(read.at("a").dtype(), DType::boolean);
  EXPECT_EQ(read.at("b").item(), 1.0);
}

TEST(Safetensors, RefusesAChecksumThatIsMissingOrDoesNotFit) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({"__metadata__":{"format":"saem"}})", "its checksum is missing"},
      {R"({"__metadata__":{"saem.checksum":"0"}})", "not in the form that saem writes"},
      {R"({"__metadata__":{"saem.checksum": "0000000000000000"}})", "not in the form that saem writes"},
      {R"({"__metadata__":{"saem.checksum":"0000000000000000"}})", "the checksum of the header does not fit"},
  };
  for (const auto& [header, expected] : cases) {
    EXPECT_NE(refusal(header).find(expected), std::string::npos) << header << "\n" << refusal(header);
  }
}

TEST(Safetensors, OtherFilesAreNamedForWhatTheyAre) {
  const std::string zip = std::string("PK\x03\x04") + std::string(100, 'x');
  EXPECT_NE(
      message_of<FileError>([&] { (void)parse(zip); }).find("not a safetensors file: this is a ZIP archive"),
      std::string::npos);
  EXPECT_NE(message_of<FileError>([] { (void)parse("epoch,loss\n1,0.5\n"); }).find("this is text"),
            std::string::npos);
}

TEST(Safetensors, HugeLengthsAreRefusedBeforeMemoryIsTaken) {
  EXPECT_NE(message_of<FileError>([] {
              (void)parse(std::string(8, '\xff') + "{}");
            }).find("should be 18446744073709551615 bytes"),
            std::string::npos);
  EXPECT_NE(message_of<FileError>([] { (void)parse("\xff\xff\xff\x7f\0\0\0"); }).find("too few"),
            std::string::npos);
}

// Without a checksum, damage may pass as other numbers or names; but it never does anything worse than a
// FileError.
TEST(Safetensors, RandomDamageOfForeignFilesGivesFileErrorsOnly) {
  const std::string intact = foreign_file(
      R"({"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"I64","shape":[],"data_offsets":[8,16]}})",
      std::string(16, '\1'));
  Generator random(42);
  int refused = 0;
  for (int trial = 0; trial < 20'000; ++trial) {
    std::string bytes = intact;
    for (std::int64_t edits = 1 + random.integer(4); edits > 0; --edits) {
      const auto at = static_cast<std::size_t>(random.integer(static_cast<std::int64_t>(bytes.size())));
      const auto from = static_cast<std::size_t>(random.integer(static_cast<std::int64_t>(bytes.size())));
      switch (random.integer(3)) {
        case 0:
          bytes[at] = static_cast<char>(random.integer(256));
          break;
        case 1:
          bytes[at] = bytes[from];
          break;
        default:
          bytes.insert(at, bytes.substr(from, static_cast<std::size_t>(random.integer(20))));
          break;
      }
    }
    try {
      (void)parse(bytes);
    } catch (const FileError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 15'000);
}

TEST(Safetensors, AMissingNameIsAnsweredWithTheNearest) {
  const SafetensorsFile file = small_model();
  EXPECT_TRUE(file.contains("step"));
  EXPECT_FALSE(file.contains("stop"));
  const std::string message = message_of<ValueError>([&] { (void)file.at("dense/kernle"); });
  EXPECT_NE(message.find("there is no tensor 'dense/kernle'"), std::string::npos) << message;
  EXPECT_NE(message.find("Did you mean 'dense/kernel'?"), std::string::npos) << message;
}

TEST(Safetensors, RefusesToWriteWhatItCouldNotRead) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "model.safetensors";
  SafetensorsFile file = small_model();
  file.tensors.emplace_back("step", Array());
  EXPECT_NE(message_of<ValueError>([&] { write_safetensors(path, file); }).find("'step' is used twice"),
            std::string::npos);
  file.tensors.back().first = "__metadata__";
  EXPECT_THROW(write_safetensors(path, file), ValueError);
  file.tensors.back().first = "\xff";
  EXPECT_NE(message_of<ValueError>([&] { write_safetensors(path, file); }).find("not UTF-8"),
            std::string::npos);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "something half-written was left behind";
  EXPECT_THROW(write_safetensors(folder.path() / "missing" / "model.safetensors", small_model()), FileError);
}

TEST(Safetensors, ReadErrorsNameTheFile) {
  const TemporaryFolder folder;
  const auto path = folder.write("cut.safetensors", written(small_model()).substr(0, 300));
  EXPECT_TRUE(message_of<FileError>([&] { (void)read_safetensors(path); }).starts_with(path.string() + ": "));
  EXPECT_THROW((void)read_safetensors(folder.path() / "none.safetensors"), FileError);
  EXPECT_THROW((void)read_safetensors(folder.path()), FileError);
}

TEST(Safetensors, ReadsAPublishedModel) {
  const auto path = test::real_data("weights/mnist-cnn-burn/mnist.safetensors");
  if (test::is_missing(path)) GTEST_SKIP() << path << " is not there";
  const SafetensorsFile model = read_safetensors(path);
  EXPECT_EQ(model.at("conv1.weight").shape(), (Shape{8, 1, 3, 3}));
  EXPECT_EQ(model.at("fc1.weight").shape(), (Shape{32, 11616}));
  EXPECT_EQ(model.at("norm1.num_batches_tracked").dtype(), DType::i64);
  EXPECT_GT(model.at("norm1.num_batches_tracked").item(), 0.0);
  double squares = 0.0;
  for (const float weight : model.at("fc1.weight").data<float>())
    squares += static_cast<double>(weight) * static_cast<double>(weight);
  EXPECT_TRUE(std::isfinite(squares));
  EXPECT_GT(squares, 1.0);
  const SafetensorsFile again = parse(written(model));
  ASSERT_EQ(again.tensors.size(), model.tensors.size());
  for (std::size_t i = 0; i < model.tensors.size(); ++i) {
    EXPECT_EQ(again.tensors[i].first, model.tensors[i].first);
    EXPECT_TRUE(identical(again.tensors[i].second, model.tensors[i].second));
  }
}

}  // namespace
}  // namespace saem
