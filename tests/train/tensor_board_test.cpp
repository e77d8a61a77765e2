// Event files, read back by a reader of their format that knows nothing of the writer.
#include "saem/train/tensor_board.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <map>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/train/event_file.h"
#include "tests/train/support/training_run.h"

namespace saem {
namespace {

namespace fs = std::filesystem;
using namespace testing_support;

// ---- the reader ----

// CRC-32C bit by bit, with the polynomial as RFC 3720 prints it (0x11EDC6F41), highest bit first.
std::uint32_t slow_crc(std::string_view bytes) {
  const auto reversed = [](std::uint32_t v, int bits) {
    std::uint32_t r = 0;
    for (int i = 0; i < bits; ++i) r |= ((v >> i) & 1) << (bits - 1 - i);
    return r;
  };
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= reversed(static_cast<std::uint8_t>(c), 8) << 24;
    for (int i = 0; i < 8; ++i) crc = (crc & 0x80000000) != 0 ? (crc << 1) ^ 0x1EDC6F41 : crc << 1;
  }
  return ~reversed(crc, 32);
}

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
  return value;
}

bool has_crc(std::string_view bytes, std::string_view stored) {
  const auto masked = static_cast<std::uint32_t>(little_endian(stored));
  const std::uint32_t rotated = masked - 0xA282EAD8;
  return (rotated << 15 | rotated >> 17) == slow_crc(bytes);
}

/// The fields of a message: numbers as their bits, texts and messages as bytes.
struct Fields {
  std::multimap<int, std::string> texts;
  std::multimap<int, std::uint64_t> numbers;

  explicit Fields(std::string_view bytes) {
    const auto varint = [&] {
      std::uint64_t value = 0;
      for (int shift = 0;; shift += 7) {
        const auto byte = static_cast<std::uint8_t>(bytes.at(0));
        bytes.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
        if (byte < 0x80) return value;
      }
    };
    const auto take = [&](std::size_t count) {
      if (count > bytes.size()) throw std::out_of_range("message is cut");
      const std::string_view part = bytes.substr(0, count);
      bytes.remove_prefix(count);
      return part;
    };
    while (!bytes.empty()) {
      const std::uint64_t key = varint();
      const int field = static_cast<int>(key >> 3);
      switch (key & 7) {
        case 0:
          numbers.emplace(field, varint());
          break;
        case 1:
          numbers.emplace(field, little_endian(take(8)));
          break;
        case 2:
          texts.emplace(field, take(varint()));
          break;
        case 5:
          numbers.emplace(field, little_endian(take(4)));
          break;
        default:
          throw std::out_of_range("unknown wire type");
      }
    }
  }
  [[nodiscard]] std::string text(int field) const { return texts.find(field)->second; }
  [[nodiscard]] double real(int field) const { return std::bit_cast<double>(numbers.find(field)->second); }
  [[nodiscard]] std::vector<double> reals(int field) const {
    const std::string packed = text(field);
    std::vector<double> all;
    for (std::size_t i = 0; i < packed.size(); i += 8)
      all.push_back(std::bit_cast<double>(little_endian(std::string_view(packed).substr(i, 8))));
    return all;
  }
};

using Points = std::vector<std::pair<std::int64_t, float>>;
struct Events {
  std::map<std::string, Points> scalars;
  std::map<std::string, std::vector<Fields>> histograms;
};

void read_events(const fs::path& path, Events& events) {
  const std::string file = read_file(path);
  bool is_first = true;
  for (std::string_view rest = file; !rest.empty(); is_first = false) {
    ASSERT_GE(rest.size(), 16U);
    const std::uint64_t length = little_endian(rest.substr(0, 8));
    ASSERT_TRUE(has_crc(rest.substr(0, 8), rest.substr(8, 4)));
    ASSERT_GE(rest.size(), 16 + length);
    const std::string_view message = rest.substr(12, length);
    ASSERT_TRUE(has_crc(message, rest.substr(12 + length, 4)));
    rest.remove_prefix(16 + length);
    const Fields event(message);
    EXPECT_GT(event.real(1), 1.6e9);  // seconds since 1970
    if (is_first) {
      EXPECT_EQ(event.text(3), "brain.Event:2");
      continue;
    }
    const auto found = event.numbers.find(2);
    const auto step = found == event.numbers.end() ? 0 : static_cast<std::int64_t>(found->second);
    const Fields value(Fields(event.text(5)).text(1));
    if (value.texts.contains(5)) {
      events.histograms[value.text(1)].emplace_back(value.text(5));
    } else {
      const auto bits = static_cast<std::uint32_t>(value.numbers.find(2)->second);
      events.scalars[value.text(1)].emplace_back(step, std::bit_cast<float>(bits));
    }
  }
}

Events events_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    EXPECT_EQ(entry.path().filename().string().rfind("events.out.tfevents.", 0), 0U);
    files.push_back(entry.path());
  }
  Events events;
  for (const fs::path& file : files) read_events(file, events);
  for (auto& [tag, points] : events.scalars) std::ranges::sort(points);
  return events;
}

Points by_epoch(const std::vector<double>& values) {
  Points points;
  for (const double v : values) points.emplace_back(points.size(), static_cast<float>(v));
  return points;
}

// ---- tests ----

TEST(EventFile, ChecksumsAreCastagnolis) {
  // RFC 3720, appendix B.4
  EXPECT_EQ(detail::crc32c(std::string(32, '\0')), 0x8A9136AAU);
  EXPECT_EQ(detail::crc32c(std::string(32, '\xFF')), 0x62A8AB43U);
  EXPECT_EQ(slow_crc(std::string(32, '\xFF')), 0x62A8AB43U);
  EXPECT_EQ(detail::crc32c(""), 0U);
}

class TensorBoardTest : public TrainingRunTest {};

TEST_F(TensorBoardTest, WritesWhatHistoryHoldsUnderKerasNames) {
  Sequential model = model_for("adam");
  model.fit(x(), y(), options({}, false));
  const History h = model.fit(x(), y(), options({TensorBoard({.log_dir = folder_ / "tb"})}, false));
  const Events train = events_in(folder_ / "tb" / "train"),
               validation = events_in(folder_ / "tb" / "validation");
  EXPECT_EQ(train.scalars.size(), 3U);
  EXPECT_EQ(train.scalars.at("epoch_loss"), by_epoch(h.history.at("loss")));
  EXPECT_EQ(train.scalars.at("epoch_accuracy"), by_epoch(h.history.at("accuracy")));
  EXPECT_EQ(train.scalars.at("epoch_learning_rate"), (Points{{0, 0.001F}, {1, 0.001F}, {2, 0.001F}}));
  EXPECT_EQ(validation.scalars.size(), 4U);
  EXPECT_EQ(validation.scalars.at("epoch_loss"), by_epoch(h.history.at("val_loss")));
  EXPECT_EQ(validation.scalars.at("epoch_accuracy"), by_epoch(h.history.at("val_accuracy")));
  const Points& by_step = validation.scalars.at("evaluation_loss_vs_iterations");
  ASSERT_EQ(by_step.size(), 3U);
  EXPECT_EQ(by_step[1].first, 25);  // the optimizer's second fit
  EXPECT_EQ(by_step[1].second, static_cast<float>(h.history.at("val_loss")[1]));
  EXPECT_TRUE(train.histograms.empty());
}

TEST_F(TensorBoardTest, WritesBatchesAndSpeedsIfAsked) {
  Sequential model = model_for("sgd");
  model.fit(
      x(), y(),
      options({TensorBoard({.log_dir = folder_ / "tb", .write_steps_per_second = true, .update_freq = 2})},
              false));
  const Events train = events_in(folder_ / "tb" / "train");
  std::vector<std::int64_t> steps;
  for (const auto& [step, value] : train.scalars.at("batch_loss")) steps.push_back(step);
  EXPECT_EQ(steps, (std::vector<std::int64_t>{2, 4, 6, 8, 10, 12, 14}));
  EXPECT_EQ(train.scalars.at("batch_steps_per_second").size(), 7U);
  EXPECT_EQ(train.scalars.at("epoch_steps_per_second").size(), 3U);
  EXPECT_GT(train.scalars.at("epoch_steps_per_second")[1].second, 0);
}

TEST_F(TensorBoardTest, WritesHistogramsOfWeights) {
  Sequential model = model_for("sgd");
  model.fit(x(), y(), options({TensorBoard({.log_dir = folder_ / "tb", .histogram_freq = 2})}, false));
  const Events train = events_in(folder_ / "tb" / "train");
  EXPECT_EQ(train.histograms.size(), model.variables().size());
  const std::vector<Fields>& all = train.histograms.at("dense/kernel/histogram");
  ASSERT_EQ(all.size(), 2U);  // of epochs 0 and 2
  const Array& kernel = model.variables().front().value();
  double low = 1e9, high = -1e9, sum = 0, squares = 0;
  for (std::int64_t i = 0; i < kernel.size(); ++i) {
    low = std::min(low, kernel.at(i));
    high = std::max(high, kernel.at(i));
    sum += kernel.at(i);
    squares += kernel.at(i) * kernel.at(i);
  }
  const Fields& last = all.back();
  EXPECT_EQ(last.real(1), low);
  EXPECT_EQ(last.real(2), high);
  EXPECT_EQ(last.real(3), static_cast<double>(kernel.size()));
  EXPECT_EQ(last.real(4), sum);
  EXPECT_EQ(last.real(5), squares);
  const std::vector<double> limits = last.reals(6), counts = last.reals(7);
  ASSERT_EQ(limits.size(), 30U);
  ASSERT_EQ(counts.size(), 30U);
  EXPECT_EQ(limits.back(), high);
  std::vector<double> expected(30);
  for (std::int64_t i = 0; i < kernel.size(); ++i) {
    std::size_t place = 0;
    while (place < 29 && kernel.at(i) >= limits[place]) ++place;
    ++expected[place];
  }
  EXPECT_EQ(counts, expected);
}

TEST_F(TensorBoardTest, AResumedRunAddsWhatIsMissing) {
  const auto log = [&](const char* name) { return TensorBoard({.log_dir = folder_ / name}); };
  Sequential whole = model_for("adam");
  whole.fit(x(), y(), options({log("whole")}, false));
  remove_checkpoints();
  CutAfter cut(8);
  Sequential first = model_for("adam"), second = model_for("adam");
  first.fit(x(), y(), options({log("cut"), cut}, false));
  clear_interrupt();
  second.fit(x(), y(), options({log("cut")}, true));
  for (const char* part : {"train", "validation"})
    EXPECT_EQ(events_in(folder_ / "cut" / part).scalars, events_in(folder_ / "whole" / part).scalars);
}

TEST_F(TensorBoardTest, RefusesWhatItDoesNotDo) {
  const auto refusal = [](const TensorBoardOptions& options) {
    return message_of<UnsupportedError>([&] { TensorBoard board(options); });
  };
  EXPECT_NE(refusal({.write_graph = true}).find("TensorBoard: write_graph is not supported"),
            std::string::npos);
  EXPECT_NE(refusal({.write_images = true}).find("write_images"), std::string::npos);
  EXPECT_NE(refusal({.profile_batch = 2}).find("profile_batch"), std::string::npos);
  EXPECT_NE(refusal({.embeddings_freq = 1}).find("embeddings_freq"), std::string::npos);
  EXPECT_THROW(TensorBoard({.histogram_freq = -1}), ValueError);
  EXPECT_THROW(TensorBoard({.update_freq = "never"}), ValueError);
  write_file(folder_ / "file", "");
  Sequential model = model_for("sgd");
  EXPECT_NE(message_of<FileError>([&] {
              model.fit(x(), y(), options({TensorBoard({.log_dir = folder_ / "file"})}, false));
            }).find("cannot be written"),
            std::string::npos);
}

}  // namespace
}  // namespace saem
