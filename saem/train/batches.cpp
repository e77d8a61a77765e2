#include "saem/train/batches.h"

#include <fmt/format.h>

#include <cstring>
#include <new>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "saem/core/error.h"
#include "saem/core/format_bytes.h"
#include "saem/core/random.h"

namespace saem {
namespace {

// Streams below this one belong to the initial weights, which may be drawn from the same seed.
constexpr std::uint64_t first_shuffle_stream = std::uint64_t{1} << 32;

[[noreturn]] void fail_order(std::int64_t n) {
  fail<ValueError>({"examples", fmt::format("no memory for the order of {} of them", n),
                    fmt::format("{} are needed", format_bytes(static_cast<std::uint64_t>(n) * 8)),
                    "Give fewer: a source may choose among its examples anew in each epoch."});
}

/// What `order` gives, n numbers.
template <class Order>
std::vector<std::int64_t> with_memory_for(std::int64_t n, Order order) {
  try {
    return order();
  } catch (const std::bad_alloc&) {
    fail_order(n);
  } catch (const std::length_error&) {
    fail_order(n);
  }
}

}  // namespace

BatchGatherer::BatchGatherer(std::vector<Array> arrays) : arrays_(std::move(arrays)) {}

std::int64_t BatchGatherer::size() const { return arrays_.front().shape()[0]; }

std::span<const Array> BatchGatherer::gather(std::span<const std::int64_t> rows) {
  const auto n = static_cast<std::int64_t>(rows.size());
  const auto [place, is_new] = batches_.try_emplace(n);
  std::vector<Array>& batch = place->second;
  for (std::size_t a = 0; a < arrays_.size(); ++a) {
    const Array& source = arrays_[a];
    if (a > 0 && source.shape() == Shape{0}) {
      if (is_new) batch.push_back(source);
      continue;
    }
    if (is_new) batch.push_back(Array::uninitialized(source.shape().with(0, n), source.dtype()));
    const std::size_t row_bytes = source.byte_size() / static_cast<std::size_t>(source.shape()[0]);
    const std::byte* from = source.bytes();
    std::byte* to = batch[a].mutable_bytes();
    for (const std::int64_t row : rows) {
      std::memcpy(to, from + static_cast<std::size_t>(row) * row_bytes, row_bytes);
      to += row_bytes;
    }
  }
  return batch;
}

std::vector<std::int64_t> sequence(std::int64_t n) {
  return with_memory_for(n, [&] {
    std::vector<std::int64_t> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    return order;
  });
}

std::vector<std::int64_t> shuffled(std::int64_t n, std::uint64_t seed, int epoch) {
  return with_memory_for(n, [&] {
    return Generator(seed, first_shuffle_stream + static_cast<std::uint64_t>(epoch)).permutation(n);
  });
}

}  // namespace saem
