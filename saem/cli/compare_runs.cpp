#include "saem/cli/compare_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <sstream>

#include "saem/core/atomic_file.h"
#include "saem/interop/safetensors.h"

namespace saem::cli {
namespace {

namespace fs = std::filesystem;

std::string type_of(const Array& a) {
  return fmt::format("{} {}", saem::name(a.dtype()), a.shape().to_string());
}

// Empty if the bits are the same.
std::string compare(const std::string& name, const Array& then, const Array& now) {
  if (then.dtype() != now.dtype() || !(then.shape() == now.shape()))
    return fmt::format("'{}' was {}, now {}", name, type_of(then), type_of(now));
  if (std::memcmp(then.bytes(), now.bytes(), then.byte_size()) == 0) return {};
  const std::size_t item = item_size(then.dtype());
  const Array a = then.astype(DType::f64), b = now.astype(DType::f64);
  const std::span<const double> x = a.data<double>(), y = b.data<double>();
  std::size_t different = 0, first = x.size();
  double largest = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::memcmp(then.bytes() + i * item, now.bytes() + i * item, item) == 0) continue;
    if (++different == 1) first = i;
    largest = std::max(largest, std::abs(x[i] - y[i]));
  }
  return fmt::format(
      "'{}' {}: {} of {} values differ, by at most {:.3g}; the first is number {}: {:.9g} then, "
      "{:.9g} now",
      name, type_of(then), different, x.size(), largest, first, x[first], y[first]);
}

// Both lists in one: what is only in one of them differs.
std::string compare(const SafetensorsFile& then, const SafetensorsFile& now, std::size_t& different) {
  std::string first;
  const auto note = [&](const std::string& text) {
    if (text.empty()) return;
    if (++different == 1) first = text;
  };
  for (const auto& [name, array] : then.tensors)
    note(now.contains(name) ? compare(name, array, now.at(name)) : fmt::format("'{}' is gone", name));
  for (const auto& [name, array] : now.tensors) {
    if (!then.contains(name)) note(fmt::format("'{}' is new", name));
  }
  return first;
}

std::vector<std::string> lines_of(const fs::path& file) {
  std::istringstream in(read_file(file));
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string value(const std::map<std::string, std::string>& facts, const std::string& key) {
  const auto found = facts.find(key);
  return found == facts.end() ? "nothing" : fmt::format("\"{:.60}\"", found->second);
}

}  // namespace

std::vector<std::string> compare_models(const fs::path& then, const fs::path& now) {
  const SafetensorsFile a = read_safetensors(then), b = read_safetensors(now);
  std::vector<std::string> differences;
  std::size_t different = 0;
  const std::string first = compare(a, b, different);
  if (different > 0)
    differences.push_back(
        fmt::format("{} of {} tensors differ, the first: {}", different, a.tensors.size(), first));
  std::map<std::string, std::string> keys = a.metadata;
  keys.insert(b.metadata.begin(), b.metadata.end());
  for (const auto& [key, text] : keys) {
    if (value(a.metadata, key) == value(b.metadata, key)) continue;
    differences.push_back(
        fmt::format("\"{}\" was {}, now {}", key, value(a.metadata, key), value(b.metadata, key)));
  }
  if (differences.empty() && read_file(then) != read_file(now))
    differences.emplace_back("the order of the bytes differs");
  return differences;
}

std::vector<std::string> compare_tables(const fs::path& then, const fs::path& now) {
  if (read_file(then) == read_file(now)) return {};
  const std::vector<std::string> a = lines_of(then), b = lines_of(now);
  const auto [x, y] = std::ranges::mismatch(a, b);
  const auto line = [](const auto& place, const auto& end) {
    return place == end ? std::string("(missing)") : *place;
  };
  return {
      fmt::format("line {} differs: {} then, {} now", x - a.begin() + 1, line(x, a.end()), line(y, b.end()))};
}

}  // namespace saem::cli
