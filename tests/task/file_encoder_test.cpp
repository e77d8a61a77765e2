#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "saem/core/error.h"
#include "saem/task/encoders.h"
#include "saem/task/sound_encoder.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/task/support/sine.h"

namespace saem {
namespace {

using test::sine;
using test::TemporaryFolder;

Samples samples_of_files(FileColumn::Kind kind, std::vector<std::filesystem::path> files) {
  Samples samples{.name = "files"};
  samples.columns.push_back({"file", FileColumn{kind, std::move(files)}});
  return samples;
}

TEST(SoundEncoder, HigherPitchesLieHigher) {
  const TemporaryFolder folder;
  folder.write("low.wav", sine(300, 8'000, 8'000));
  folder.write("high.wav", sine(2'500, 8'000, 8'000));
  folder.write("other-rate.wav", sine(300, 11'025, 11'025));
  const Samples samples = samples_of_files(
      FileColumn::Kind::sound,
      {folder.path() / "low.wav", folder.path() / "high.wav", folder.path() / "other-rate.wav"});
  detail::SoundEncoder encoder;
  encoder.fit(samples, samples.columns[0]);
  const Array y = encoder.encode(samples, samples.columns[0]);
  const Shape one = encoder.output().shape;
  ASSERT_EQ(y.shape(), Shape{3}.concat(one));
  const auto loudest = [&](std::int64_t sound) {  // in the middle of it
    const std::int64_t mels = one[1], frame = one[0] / 2;
    std::int64_t best = 0;
    for (std::int64_t m = 1; m < mels; ++m) {
      if (y.at((sound * one[0] + frame) * mels + m) > y.at((sound * one[0] + frame) * mels + best)) best = m;
    }
    return best;
  };
  EXPECT_GT(loudest(1), loudest(0) + 5);
  EXPECT_NEAR(static_cast<double>(loudest(2)), static_cast<double>(loudest(0)), 1);
  double mean = 0;
  for (std::int64_t i = 0; i < y.size(); ++i) mean += y.at(i) / static_cast<double>(y.size());
  EXPECT_NEAR(mean, 0, 1e-3);
  EXPECT_TRUE(identical(y, read_encoder(encoder.to_json(), "test")->encode(samples, samples.columns[0])));
}

TEST(PictureEncoder, BringsPicturesToOneSize) {
  const TemporaryFolder folder;
  folder.write("grey.pgm", "P5 10 10 255\n" + std::string(100, '\xff'));
  folder.write("colour.ppm", "P6 12 10 255\n" + std::string(360, '\0'));
  const Samples samples =
      samples_of_files(FileColumn::Kind::picture, {folder.path() / "grey.pgm", folder.path() / "colour.ppm"});
  const auto encoder = detail::make_picture_encoder(0, 0);
  encoder->fit(samples, samples.columns[0]);
  const Array y = encoder->encode(samples, samples.columns[0]);
  ASSERT_EQ(y.shape(), (Shape{2, 10, 12, 3}));
  EXPECT_EQ(y.at(0), 255);  // the network brings bytes to [0, 1]
  EXPECT_EQ(y.at(10 * 12 * 3), 0);
  EXPECT_TRUE(identical(y, read_encoder(encoder->to_json(), "test")->encode(samples, samples.columns[0])));
}

TEST(FileEncoders, RefuseDamage) {
  const TemporaryFolder folder;
  folder.write("cut.wav", sine(300, 8'000, 800).substr(0, 400));
  const Samples cut = samples_of_files(FileColumn::Kind::sound, {folder.path() / "cut.wav"});
  detail::SoundEncoder sound;
  EXPECT_THROW(sound.fit(cut, cut.columns[0]), FileError);
  const auto picture = detail::make_picture_encoder(8, 8);
  EXPECT_THROW(picture->fit(cut, cut.columns[0]), ValueError);
  for (const char* text : {R"({"type": "picture", "height": 0, "width": 4, "channels": 3})",
                           R"({"type": "picture", "height": 4, "width": 4, "channels": 2})",
                           R"({"type": "sound", "rate": 8000, "length": -1, "mean": 0, "deviation": 1})"}) {
    EXPECT_THROW(static_cast<void>(read_encoder(nlohmann::ordered_json::parse(text), "model")), FileError)
        << text;
  }
}

}  // namespace
}  // namespace saem
