#include "saem/data/facts/file_facts.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <utility>

#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "saem/data/image_reader.h"
#include "saem/data/pictures/archive.h"
#include "saem/data/sounds/wav.h"
#include "saem/data/tables/text_counts.h"

namespace saem {
namespace {

/// What one file gave.
struct Looked {
  bool is_looked_at = false;
  std::uint64_t hash = 0;
  std::string problem;
  std::string format;
  std::int64_t height = 0, width = 0, channels = 0, rate = 0;
  double seconds = 0;
  bool is_dull = false;  ///< of one colour; silent
  bool is_clipped = false;
};

/// An order in which each beginning is spread evenly over all: by a step near the golden section that has no
/// divisor in common with the number of files.
std::vector<std::int64_t> spread_order(std::int64_t n) {
  std::int64_t step =
      std::max<std::int64_t>(1, static_cast<std::int64_t>(0.6180339887 * static_cast<double>(n)));
  const auto divisor = [](std::int64_t a, std::int64_t b) {
    while (b != 0) a = std::exchange(b, a % b);
    return a;
  };
  while (divisor(n, step) > 1) ++step;
  std::vector<std::int64_t> order;
  for (std::int64_t i = 0; i < n; ++i) order.push_back(i * step % n);
  return order;
}

std::vector<Looked> look_at(
    const FileColumn& column, const FileFactsOptions& options,
    const std::function<void(const std::string& bytes, const std::string& place, Looked&)>& look) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin = Clock::now();
  std::vector<Looked> all(column.files.size());
  const std::vector<std::int64_t> order = spread_order(static_cast<std::int64_t>(all.size()));
  constexpr std::int64_t batch = 64;
  for (std::int64_t first = 0; first < static_cast<std::int64_t>(order.size()); first += batch) {
    if (options.seconds > 0 && first > 0 &&
        Clock::now() - begin > std::chrono::duration<double>(options.seconds))
      break;
    const std::int64_t size = std::min(batch, static_cast<std::int64_t>(order.size()) - first);
    parallel_for(size, 1, [&](std::int64_t from, std::int64_t to) {
      for (std::int64_t k = from; k < to; ++k) {
        const auto index = static_cast<std::size_t>(order[static_cast<std::size_t>(first + k)]);
        Looked& one = all[index];
        one.is_looked_at = true;
        try {
          const std::string bytes = read_member(column.files[index]);
          one.hash = std::max<std::uint64_t>(1, detail::joined_hash(bytes.size(), detail::hash_of(bytes)));
          look(bytes, column.files[index].string(), one);
        } catch (const Error& error) {
          one.problem = error.what();
          one.problem = one.problem.substr(0, one.problem.find('\n'));
        }
      }
    });
  }
  return all;
}

void collect(const std::vector<Looked>& all, FileFacts& facts) {
  facts.files = static_cast<std::int64_t>(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    facts.looked_at += all[i].is_looked_at;
    facts.hashes.push_back(all[i].hash);
    if (!all[i].problem.empty()) facts.unreadable.emplace_back(static_cast<std::int64_t>(i), all[i].problem);
  }
}

bool is_good(const Looked& one) { return one.is_looked_at && one.problem.empty(); }

void look_at_picture(const std::string& bytes, const std::string& place, Looked& one) {
  ImageReader reader(std::as_bytes(std::span(bytes)), place);
  one.format = reader.format();
  one.height = reader.height();
  one.width = reader.width();
  one.channels = reader.channels();
  const Array pixels = reader.decode();
  const std::span<const std::uint8_t> values = pixels.data<std::uint8_t>();
  const auto channels = static_cast<std::size_t>(one.channels);
  one.is_dull = values.size() > channels;
  for (std::size_t i = channels; i < values.size() && one.is_dull; ++i)
    one.is_dull = values[i] == values[i - channels];
}

void look_at_sound(const std::string& bytes, const std::string& place, Looked& one) {
  const Sound sound = parse_wav(std::as_bytes(std::span(bytes)), place);
  one.rate = sound.rate;
  one.channels = sound.samples.shape()[1];
  one.seconds = static_cast<double>(sound.samples.shape()[0]) / static_cast<double>(sound.rate);
  const std::span<const float> values = sound.samples.data<float>();
  constexpr float quiet = 0.001F, full = 0.9999F;  // 8-bit files reach 127/128 upwards, and -1 downwards
  float loudest = 0;
  for (const float x : values) loudest = std::max(loudest, std::abs(x));
  one.is_dull = loudest < quiet;
  const auto channels = static_cast<std::size_t>(one.channels);
  for (std::size_t c = 0; c < channels; ++c) {
    int run = 0;
    for (std::size_t i = c; i < values.size(); i += channels) {
      run = std::abs(values[i]) >= full ? run + 1 : 0;
      one.is_clipped = one.is_clipped || run >= 3;
    }
  }
}

}  // namespace

PictureFacts picture_facts(const FileColumn& column, const FileFactsOptions& options) {
  const std::vector<Looked> all = look_at(column, options, look_at_picture);
  PictureFacts facts;
  collect(all, facts);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!is_good(all[i])) continue;
    ++facts.formats[all[i].format];
    ++facts.sizes[{all[i].height, all[i].width}];
    ++facts.channels[all[i].channels];
    if (all[i].is_dull) facts.constant.push_back(static_cast<std::int64_t>(i));
  }
  return facts;
}

SoundFileFacts sound_facts(const FileColumn& column, const FileFactsOptions& options) {
  const std::vector<Looked> all = look_at(column, options, look_at_sound);
  SoundFileFacts facts;
  collect(all, facts);
  std::vector<double> seconds;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!is_good(all[i])) continue;
    ++facts.rates[all[i].rate];
    ++facts.channels[all[i].channels];
    seconds.push_back(all[i].seconds);
    if (all[i].is_dull) facts.silent.push_back(static_cast<std::int64_t>(i));
    if (all[i].is_clipped) facts.clipped.push_back(static_cast<std::int64_t>(i));
  }
  facts.seconds = spread_of(std::move(seconds));
  return facts;
}

}  // namespace saem
