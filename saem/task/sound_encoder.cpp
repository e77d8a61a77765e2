#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>

#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "saem/data/sounds/resample_sound.h"
#include "saem/data/sounds/wav.h"
#include "saem/ops/ops.h"
#include "saem/task/files_of.h"
#include "saem/task/sound_encoder.h"

namespace saem::detail {
namespace {

constexpr std::int64_t mels = 40;
constexpr std::int64_t highest_rate = 16'000;  // speech has little above 8 kHz
constexpr double longest_seconds = 10;
constexpr std::int64_t sounds_at_once = 64;
constexpr std::int64_t most_values_measured = std::int64_t{1} << 25;
constexpr double quietest = 1e-6;

}  // namespace

void SoundEncoder::fit(const Samples& samples, const Samples::Column& column) {
  std::vector<std::int64_t> rates;
  std::vector<double> seconds;
  for (const auto& file : files_of(samples, column, FileColumn::Kind::sound)) {
    const SoundFacts facts = inspect_wav(file);
    rates.push_back(facts.rate);
    seconds.push_back(static_cast<double>(facts.samples) / static_cast<double>(facts.rate));
  }
  std::ranges::sort(rates);
  std::ranges::sort(seconds);
  rate_ = std::clamp<std::int64_t>(rates[rates.size() / 2], 2'000, highest_rate);
  // The longest of a hundred sets no one else's length.
  const double usual = std::clamp(seconds[(seconds.size() - 1) * 98 / 100], 0.1, longest_seconds);
  length_ = static_cast<std::int64_t>(usual * static_cast<double>(rate_));
  mean_ = 0;
  deviation_ = 1;
  // Mean and deviation: of as many sounds, from all over the data, as take 128 MB.
  const auto n = static_cast<std::int64_t>(seconds.size());
  const std::int64_t room = std::max<std::int64_t>(1, most_values_measured / output().shape.count());
  std::vector<std::int64_t> rows;
  for (std::int64_t i = 0; i < std::min(n, room); ++i) rows.push_back(n <= room ? i : i * n / room);
  const Samples some = samples.take(rows);
  const Array all = spectrograms(some, some.column(column.name));
  double sum = 0, squares = 0;
  for (const float x : all.data<float>()) sum += static_cast<double>(x);
  const double mean = sum / static_cast<double>(all.size());
  for (const float x : all.data<float>())
    squares += (static_cast<double>(x) - mean) * (static_cast<double>(x) - mean);
  mean_ = mean;
  if (squares > 0) deviation_ = std::sqrt(squares / static_cast<double>(all.size()));
}

Array SoundEncoder::spectrograms(const Samples& samples, const Samples::Column& column) const {
  const std::span<const std::filesystem::path> files = files_of(samples, column, FileColumn::Kind::sound);
  const auto fft = static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(window())));
  const Tensor filters = mel_filter_bank({.mels = mels,
                                          .bins = fft / 2 + 1,
                                          .sampling_rate = static_cast<double>(rate_),
                                          .low = 20,
                                          .high = static_cast<double>(rate_) / 2});
  const Shape one = output().shape;
  const auto n = static_cast<std::int64_t>(files.size());
  Array out = Array::uninitialized(Shape{n}.concat(one), DType::f32);
  float* to = out.mutable_data<float>().data();
  for (std::int64_t first = 0; first < n; first += sounds_at_once) {
    const std::int64_t count = std::min(sounds_at_once, n - first);
    Array waves({count, length_}, DType::f32);
    float* const rows = waves.mutable_data<float>().data();
    for (std::int64_t i = 0; i < count; ++i) {
      const Sound sound = read_wav(files[static_cast<std::size_t>(first + i)]);
      const Array mono = resample_sound(to_mono(sound.samples), sound.rate, rate_);
      const std::int64_t kept = std::min(length_, mono.shape()[0]);
      std::copy_n(mono.data<float>().begin(), kept, rows + i * length_);
    }
    const Tensor parts =
        stft(Tensor(waves), {.sequence_length = window(), .sequence_stride = step(), .fft_length = fft});
    const Tensor power = sum(square(parts), {-1});
    const Array logs = log(matmul(power, filters) + quietest).value();
    to = std::copy(logs.data<float>().begin(), logs.data<float>().end(), to);
  }
  return out;
}

Array SoundEncoder::encode(const Samples& samples, const Samples::Column& column) const {
  Array out = spectrograms(samples, column);
  for (float& x : out.mutable_data<float>())
    x = static_cast<float>((static_cast<double>(x) - mean_) / deviation_);
  return out;
}

Encoder::Output SoundEncoder::output() const {
  return {.kind = Output::Kind::picture, .shape = {length_ / step() + 1, mels, 1}};
}

nlohmann::ordered_json SoundEncoder::to_json() const {
  return {
      {"type", "sound"}, {"rate", rate_}, {"length", length_}, {"mean", mean_}, {"deviation", deviation_}};
}

std::unique_ptr<Encoder> SoundEncoder::from_json(const nlohmann::ordered_json& json) {
  auto encoder = std::make_unique<SoundEncoder>();
  encoder->rate_ = json.at("rate").get<std::int64_t>();
  encoder->length_ = json.at("length").get<std::int64_t>();
  encoder->mean_ = json.at("mean").get<double>();
  encoder->deviation_ = json.at("deviation").get<double>();
  const bool valid = encoder->rate_ >= 2'000 && encoder->rate_ <= 1'000'000 && encoder->length_ >= 1 &&
                     encoder->length_ <= encoder->rate_ * 3'600 && encoder->deviation_ > 0;
  if (!valid) fail<ValueError>({"sound", "a rate, length or deviation out of range", "", ""});
  return encoder;
}

std::string SoundEncoder::describe() const {
  return fmt::format("the first {:.2f} s at {} Hz, as {} pitches a hundred times a second",
                     static_cast<double>(length_) / static_cast<double>(rate_), rate_, mels);
}

}  // namespace saem::detail
