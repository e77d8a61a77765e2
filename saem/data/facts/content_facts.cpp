#include "saem/data/facts/content_facts.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "saem/core/parallel.h"
#include "saem/data/column_index.h"
#include "saem/data/tables/blanks.h"
#include "saem/data/tables/numbers.h"
#include "saem/data/tables/text_counts.h"

namespace saem {
namespace {

/// Least, mean and most of the finite ones among numbers.
class Extent {
 public:
  void add(double x) {
    if (!std::isfinite(x)) {
      ++not_finite_;
      return;
    }
    ++finite_;
    sum_ += x;
    least_ = std::min(least_, x);
    most_ = std::max(most_, x);
  }
  void write(double& least, double& mean, double& most) const {
    if (finite_ == 0) return;
    least = least_;
    mean = sum_ / static_cast<double>(finite_);
    most = most_;
  }
  [[nodiscard]] std::int64_t not_finite() const { return not_finite_; }

 private:
  double sum_ = 0, least_ = std::numeric_limits<double>::infinity(), most_ = -least_;
  std::int64_t finite_ = 0, not_finite_ = 0;
};

std::uint64_t hash_of_bytes(const std::byte* bytes, std::size_t size) {
  return detail::hash_of({reinterpret_cast<const char*>(bytes), size});
}

std::int64_t characters_in(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

std::int64_t runs_in(std::string_view text) {
  std::int64_t runs = 0;
  bool inside = false;
  for (const char c : text) {
    const bool blank = detail::is_blank(c);
    runs += !blank && !inside;
    inside = !blank;
  }
  return runs;
}

struct HashExample {
  std::int64_t i;
  std::uint64_t operator()(const TextColumn& c) const {
    return detail::hash_of(detail::without_blanks(c[i]));
  }
  std::uint64_t operator()(const SeriesColumn& c) const {
    const Array& values = c.values[static_cast<std::size_t>(i)];
    return detail::joined_hash(static_cast<std::uint64_t>(values.shape()[0]),
                               hash_of_bytes(values.bytes(), values.byte_size()));
  }
  std::uint64_t operator()(const FileColumn&) const { return 0; }
  std::uint64_t operator()(const ArrayColumn& c) const {
    const auto size = c.values.byte_size() / static_cast<std::size_t>(c.values.shape()[0]);
    return hash_of_bytes(c.values.bytes() + size * static_cast<std::size_t>(i), size);
  }
};

}  // namespace

Spread spread_of(std::vector<double> numbers) {
  if (numbers.empty()) return {};
  std::ranges::sort(numbers);
  double sum = 0;
  for (const double x : numbers) sum += x;
  const std::size_t n = numbers.size();
  return {numbers.front(), (numbers[(n - 1) / 2] + numbers[n / 2]) / 2, sum / static_cast<double>(n),
          numbers.back()};
}

SeriesFacts series_facts(const SeriesColumn& column) {
  SeriesFacts facts;
  const std::size_t channels = column.channels.size();
  std::vector<Extent> extents(channels);
  std::vector<double> steps;
  for (std::size_t i = 0; i < column.values.size(); ++i) {
    const Array& values = column.values[i];
    const std::span<const float> all = values.data<float>();
    steps.push_back(static_cast<double>(values.shape()[0]));
    bool changes = false;
    for (std::size_t k = 0; k < all.size(); ++k) {
      extents[k % channels].add(static_cast<double>(all[k]));
      changes = changes || (std::isfinite(all[k]) && k >= channels && all[k] != all[k - channels]);
    }
    facts.values += static_cast<std::int64_t>(all.size());
    if (!changes && values.shape()[0] > 1) facts.constant.push_back(static_cast<std::int64_t>(i));
  }
  for (std::size_t c = 0; c < channels; ++c) {
    SeriesFacts::Channel channel{.name = column.channels[c], .missing = extents[c].not_finite()};
    extents[c].write(channel.least, channel.mean, channel.most);
    facts.missing += channel.missing;
    facts.channels.push_back(std::move(channel));
  }
  facts.steps = spread_of(std::move(steps));
  return facts;
}

TextFacts text_facts(const TextColumn& column) {
  TextFacts facts;
  std::vector<double> characters, words;
  double most = -1;
  for (std::int64_t i = 0; i < column.size(); ++i) {
    const std::string_view text = column[i];
    if (is_missing_text(text)) {
      ++facts.missing;
      continue;
    }
    characters.push_back(static_cast<double>(characters_in(text)));
    words.push_back(static_cast<double>(runs_in(text)));
    if (characters.back() <= most) continue;
    most = characters.back();
    facts.longest = i;
  }
  facts.characters = spread_of(std::move(characters));
  facts.words = spread_of(std::move(words));
  return facts;
}

ArrayFacts array_facts(const ArrayColumn& column) {
  ArrayFacts facts{.shape = column.values.shape().slice(1, column.values.shape().rank())};
  const Array values = column.values.astype(DType::f32);
  const std::span<const float> all = values.data<float>();
  const std::int64_t n = values.shape()[0];
  const std::size_t size = n == 0 ? 0 : all.size() / static_cast<std::size_t>(n);
  Extent extent;
  for (std::int64_t i = 0; i < n; ++i) {
    const std::span<const float> example = all.subspan(static_cast<std::size_t>(i) * size, size);
    for (const float x : example) extent.add(static_cast<double>(x));
    if (size > 1 && std::ranges::all_of(example, [&](float x) { return x == example.front(); }))
      facts.constant.push_back(i);
  }
  extent.write(facts.least, facts.mean, facts.most);
  facts.not_finite = extent.not_finite();
  return facts;
}

std::vector<std::uint64_t> example_hashes(const Samples& samples, const std::vector<std::string>& columns) {
  std::vector<const Samples::Column*> used;
  const ColumnIndex index(samples);
  for (const std::string& name : columns) {
    const Samples::Column& column = index.column(name);
    if (!std::holds_alternative<FileColumn>(column.values)) used.push_back(&column);
  }
  std::vector<std::uint64_t> hashes(static_cast<std::size_t>(samples.size()), 0);
  if (used.empty()) return hashes;
  constexpr std::int64_t block = 1024;
  parallel_for(samples.size(), block, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      std::uint64_t hash = used.size();
      for (const Samples::Column* column : used)
        hash = detail::joined_hash(hash, std::visit(HashExample{i}, column->values));
      hashes[static_cast<std::size_t>(i)] = hash == 0 ? 1 : hash;
    }
  });
  return hashes;
}

}  // namespace saem
