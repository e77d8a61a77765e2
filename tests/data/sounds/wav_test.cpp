#include "saem/data/sounds/wav.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "saem/core/error.h"
#include "tests/data/sounds/make_wav.h"
#include "tests/data/support/has_text.h"
#include "tests/data/support/real_data.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/support/property.h"

namespace saem {
namespace {

using test::has_text;
using test::little_endian;
using test::make_chunk;
using test::make_wav;
using test::message_of;
using namespace std::string_literals;

Sound parse(const std::string& content) {
  return parse_wav(std::as_bytes(std::span(content)), "folder/a.wav");
}

std::string refusal(const std::string& content) {
  return message_of<FileError>([&] { (void)parse(content); });
}

std::vector<float> values_of(const Sound& sound) {
  const std::span<const float> values = sound.samples.data<float>();
  return {values.begin(), values.end()};
}

TEST(Wav, ReadsIntegersOfEverySize) {
  EXPECT_EQ(values_of(parse(make_wav("\x80\x00\xFF\x81"s, {.bits = 8}))),
            (std::vector<float>{0, -1, 127.0F / 128, 1.0F / 128}));
  EXPECT_EQ(values_of(parse(make_wav("\x00\x00\x00\x80\xFF\x7F\x01\x00"s, {.bits = 16}))),
            (std::vector<float>{0, -1, 32767.0F / 32768, 1.0F / 32768}));
  EXPECT_EQ(values_of(parse(make_wav("\x00\x00\x80\xFF\xFF\x7F\x01\x00\x00"s, {.bits = 24}))),
            (std::vector<float>{-1, 8388607.0F / 8388608, 1.0F / 8388608}));
  const std::vector<float> wide =
      values_of(parse(make_wav("\x00\x00\x00\x80\xFF\xFF\xFF\x7F\x00\x00\x01\x00"s, {.bits = 32})));
  EXPECT_EQ(wide[0], -1);
  EXPECT_LT(wide[1], 1);
  EXPECT_EQ(wide[2], 1.0F / 32768);
  // 12 bits lie in the upper bits of 16, 20 in those of 24.
  EXPECT_EQ(values_of(parse(make_wav("\x00\x40"s, {.bits = 12}))), std::vector{0.5F});
  EXPECT_EQ(values_of(parse(make_wav("\x00\x00\x40"s, {.bits = 20}))), std::vector{0.5F});
}

TEST(Wav, ReadsFloats) {
  const auto bits32 = [](float x) { return little_endian(std::bit_cast<std::uint32_t>(x), 4); };
  const auto bits64 = [](double x) { return little_endian(std::bit_cast<std::uint64_t>(x), 8); };
  EXPECT_EQ(values_of(parse(make_wav(bits32(0.25F) + bits32(-1.5F), {.tag = 3, .bits = 32}))),
            (std::vector{0.25F, -1.5F}));
  EXPECT_EQ(values_of(parse(make_wav(bits64(0.1) + bits64(-1), {.tag = 3, .bits = 64}))),
            (std::vector{0.1F, -1.0F}));
  EXPECT_TRUE(has_text(refusal(make_wav(bits32(0) + bits32(NAN), {.tag = 3, .channels = 2, .bits = 32})),
                       "damaged WAV file at byte 48: sample 0 of channel 2 is NaN"));
  EXPECT_TRUE(has_text(refusal(make_wav(bits64(1e300), {.tag = 3, .bits = 64})), "is infinite or too large"));
  EXPECT_TRUE(has_text(refusal(make_wav(bits32(0) + bits32(-1e30F), {.tag = 3, .bits = 32})),
                       "sample 1 of channel 1 is -1e+30, where full scale is 1"));
  EXPECT_EQ(values_of(parse(make_wav(bits32(32768), {.tag = 3, .bits = 32}))), std::vector{32768.0F});
}

TEST(Wav, ReadsTelephoneSound) {  // values of ITU-T G.711
  const auto scaled = [](const Sound& sound) {
    std::vector<float> values = values_of(sound);
    for (float& value : values) value *= 32768;
    return values;
  };
  EXPECT_EQ(scaled(parse(make_wav("\x00\x80\xFF\x7F\xEF"s, {.tag = 7, .bits = 8}))),
            (std::vector<float>{-32124, 32124, 0, 0, 132}));
  EXPECT_EQ(scaled(parse(make_wav("\xD5\x55\xAA\x2A\x80"s, {.tag = 6, .bits = 8}))),
            (std::vector<float>{8, -8, 32256, -32256, 5504}));
}

TEST(Wav, ReadsChannelsAndExtensibleFormats) {
  const Sound sound = parse(make_wav("\x01\x00\x02\x00\x03\x00\x04\x00\x05\x00\x06\x00"s,
                                     {.channels = 3, .rate = 44100, .extensible = true}));
  EXPECT_EQ(sound.samples.shape(), (Shape{2, 3}));
  EXPECT_EQ(sound.samples.at(3), 4.0 / 32768);
  EXPECT_EQ(sound.rate, 44100);
  EXPECT_EQ(parse(make_wav(std::string(8, '\0'), {.tag = 3, .bits = 32, .extensible = true})).samples.shape(),
            (Shape{2, 1}));
}

TEST(Wav, PassesOverOtherChunks) {
  const Sound sound = parse(make_wav("\x00\x40"s, {.before_format = make_chunk("JUNK", "odd"),
                                                   .before_data = make_chunk("LIST", "INFOabc"),
                                                   .behind_data = make_chunk("id3 ", "x")}));
  EXPECT_EQ(values_of(sound), std::vector{0.5F});
}

TEST(Wav, ReadsStreamsWithoutSizes) {
  for (const std::string& size : {"\x00\x00\x00\x00"s, "\xFF\xFF\xFF\xFF"s}) {
    std::string content = make_wav("\x00\x40\x00\xC0"s);
    content.replace(4, 4, size);
    content.replace(40, 4, size);
    EXPECT_EQ(values_of(parse(content)), (std::vector{0.5F, -0.5F}));
  }
  std::string piped = make_wav("\x00\x40\x00\xC0\x01"s);  // as SoX writes it; half a sample at the end
  piped.replace(4, 4, little_endian(0x7FFFF024, 4));
  piped.replace(40, 4, little_endian(0x7FFFF000, 4));
  piped.resize(44 + 5);
  EXPECT_EQ(values_of(parse(piped)), (std::vector{0.5F, -0.5F}));
}

TEST(Wav, ReadsLongFiles) {
  const std::string sizes = make_chunk(
      "ds64", little_endian(100, 8) + little_endian(4, 8) + little_endian(2, 8) + little_endian(0, 4));
  std::string content =
      make_wav("\x00\x40\x00\xC0"s, {.before_format = sizes, .behind_data = make_chunk("LIST", "1234")});
  content.replace(0, 8, "RF64\xFF\xFF\xFF\xFF");
  content.replace(content.find("data") + 4, 4, "\xFF\xFF\xFF\xFF");
  EXPECT_EQ(values_of(parse(content)), (std::vector{0.5F, -0.5F}));
}

TEST(Wav, RefusesDamage) {
  const std::string good = make_wav("\x00\x40\x00\xC0"s);
  EXPECT_EQ(refusal(""), "folder/a.wav: the file is empty (0 bytes).\nCopy, download or record it again.");
  EXPECT_EQ(
      refusal(good.substr(0, 46)),
      "folder/a.wav: damaged WAV file at byte 46: the sound is cut short: expected 4 bytes of it, found 2.\n"
      "Copy, download or record it again.");
  EXPECT_TRUE(has_text(refusal(good.substr(0, 10)), "at byte 10: the file ends within its first 12 bytes"));
  EXPECT_TRUE(
      has_text(refusal(good.substr(0, 20)), "at byte 16: chunk \"fmt \" claims 16 bytes, but only 0 follow"));
  EXPECT_TRUE(has_text(refusal(good.substr(0, 36)), "at byte 36: the file ends before the sound"));
  EXPECT_TRUE(has_text(refusal(good.substr(0, 12)), "at byte 12: the file ends before the format"));
  EXPECT_TRUE(has_text(refusal(make_wav("")), "at byte 44: the sound has no sample"));
  EXPECT_TRUE(has_text(refusal(make_wav("ab", {.channels = 0})), "it claims 0 channels"));
  EXPECT_TRUE(has_text(refusal(make_wav("ab", {.rate = 0})), "it claims a rate of 0"));
  EXPECT_TRUE(has_text(refusal(make_wav("ab", {.bits = 0})), "1 channels of 0 bits"));
  EXPECT_TRUE(has_text(refusal("RIFF\x10\0\0\0WAVEdata\x02\0\0\0ab"s), "the sound comes before its format"));
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_NE(refusal(good.substr(0, size)), "(nothing was thrown)");
}

TEST(Wav, RefusesOtherKindsByName) {
  EXPECT_EQ(refusal("fLaC and more"),
            "folder/a.wav: expected a WAV sound (RIFF … WAVE)\n(it seems to be a FLAC sound).\n"
            "Convert it: ffmpeg -i 'a.wav' -c:a pcm_s16le 'a-pcm.wav'");
  EXPECT_TRUE(has_text(refusal("ID3\x04"), "an MP3 sound"));
  EXPECT_TRUE(has_text(refusal("OggS"), "an Ogg sound"));
  EXPECT_TRUE(has_text(refusal("\x89PNG\r\n\x1a\n"), "it seems to be a PNG picture"));
  EXPECT_TRUE(has_text(refusal("RIFF\x10\0\0\0AVI LIST"s), "expected a WAV sound"));
  EXPECT_TRUE(has_text(refusal(make_wav("abcd", {.tag = 2, .bits = 4})),
                       "the WAV file holds Microsoft ADPCM, which saem does not read"));
  EXPECT_TRUE(has_text(refusal(make_wav("abcd", {.tag = 0x11, .bits = 4})), "IMA ADPCM"));
  EXPECT_TRUE(has_text(refusal(make_wav("abcd", {.tag = 0x55, .bits = 0})), "holds MP3"));
  EXPECT_TRUE(has_text(refusal(make_wav("abcd", {.tag = 0x1234})), "holds format 0x1234"));
  EXPECT_TRUE(has_text(refusal(make_wav("abcd", {.tag = 3, .bits = 16})), "holds floats with 16 bits"));
  EXPECT_TRUE(has_text(refusal(make_wav("abcdefgh", {.bits = 64})), "ffmpeg -i 'a.wav' -c:a pcm_s16le"));
}

TEST(Wav, InspectsTheFirstBytesOnly) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("a.wav", make_wav(std::string(40'000, '\0'), {.channels = 2, .rate = 100}));
  EXPECT_EQ(inspect_wav(file).samples, 10'000);
  EXPECT_EQ(inspect_wav(file).channels, 2);
  EXPECT_EQ(inspect_wav(file).rate, 100);
  const auto late =
      folder.write("b.wav", make_wav("abcd", {.before_format = make_chunk("JUNK", std::string(9000, 'x'))}));
  EXPECT_EQ(inspect_wav(late).samples, 2);
  std::filesystem::resize_file(file, 20'000);
  EXPECT_TRUE(has_text(message_of<FileError>([&] { (void)inspect_wav(file); }),
                       "at byte 20000: the sound is cut short: expected 40000 bytes of it, found 19956"));
  EXPECT_TRUE(
      has_text(message_of<FileError>([&] { (void)inspect_wav(folder.path() / "c.wav"); }), "cannot be read"));
  EXPECT_TRUE(
      has_text(message_of<FileError>([&] { (void)inspect_wav(folder.path()); }), "received a folder"));
}

TEST(Wav, EveryFormatIsReadWithinItsRounding) {
  testing_support::check_property({.cases = 100}, [] {
    const bool is_floating = *rc::gen::arbitrary<bool>();
    const unsigned bits = is_floating ? *rc::gen::element(32U, 64U) : *rc::gen::element(8U, 16U, 24U, 32U);
    const unsigned channels = *rc::gen::inRange(1U, 9U);
    const auto frames = *rc::gen::inRange<std::size_t>(1, 50);
    std::vector<float> expected;
    std::string data;
    for (std::size_t i = 0; i < frames * channels; ++i) {
      const double value = *rc::gen::inRange(-1'000'000, 1'000'000) / 1e6;
      expected.push_back(static_cast<float>(value));
      if (is_floating) {
        data += bits == 32 ? little_endian(std::bit_cast<std::uint32_t>(static_cast<float>(value)), 4)
                           : little_endian(std::bit_cast<std::uint64_t>(value), 8);
      } else {
        const double range = std::pow(2.0, bits - 1);
        const auto integer = static_cast<std::int64_t>(std::floor(value * range));
        data += little_endian(static_cast<std::uint64_t>(bits == 8 ? integer + 128 : integer),
                              static_cast<int>(bits) / 8);
      }
    }
    const Sound sound = parse(make_wav(data, {.tag = is_floating ? 3U : 1U,
                                              .channels = channels,
                                              .bits = bits,
                                              .extensible = *rc::gen::arbitrary<bool>()}));
    RC_ASSERT((sound.samples.shape() == Shape{static_cast<std::int64_t>(frames), channels}));
    const double step = is_floating ? 0 : std::pow(2.0, 1.0 - bits);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      RC_ASSERT(std::abs(sound.samples.at(static_cast<std::int64_t>(i)) - static_cast<double>(expected[i])) <=
                step + 1e-7);
    }
  });
}

TEST(Wav, MonoIsTheMean) {
  const Array stereo = Array::of(std::vector<float>{1, 0, -0.5F, 0.5F, 0.25F, 0.75F}, Shape{3, 2});
  EXPECT_TRUE(identical(to_mono(stereo), Array::of(std::vector<float>{0.5F, 0, 0.5F}, Shape{3, 1})));
  EXPECT_TRUE(identical(to_mono(to_mono(stereo)), to_mono(stereo)));
  EXPECT_TRUE(has_text(message_of<ShapeError>([] { (void)to_mono(Array(Shape{3, 0})); }), "received f"));
}

TEST(Wav, ReadsRealRecordings) {
  const auto file = test::real_data("fsdd/7_jackson_32.wav");
  if (test::is_missing(file)) GTEST_SKIP() << "no " << file;
  const Sound sound = read_wav(file);
  EXPECT_EQ(sound.rate, 8000);
  EXPECT_EQ(sound.samples.shape()[1], 1);
  EXPECT_EQ(sound.samples.shape()[0], inspect_wav(file).samples);
  EXPECT_EQ(sound.samples.shape()[0] * 2 + 44, static_cast<std::int64_t>(std::filesystem::file_size(file)));
}

}  // namespace
}  // namespace saem
