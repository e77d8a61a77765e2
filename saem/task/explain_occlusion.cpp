#include "saem/task/explain_occlusion.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <span>

#include "saem/task/words.h"

namespace saem {
namespace {

using InputKind = Encoder::Output::Kind;

constexpr std::int64_t pieces_of_picture = 8, patch_of_picture = 2;
constexpr std::int64_t pieces_of_recording = 20, patch_of_recording = 3;
constexpr std::size_t most_words_left_out = 60;

/// One row, many times.
Array repeated(const Array& row, std::int64_t times) {
  Array out =
      Array::uninitialized(Shape{times}.concat(row.shape().slice(1, row.shape().rank())), row.dtype());
  std::byte* to = out.mutable_bytes();
  for (std::int64_t i = 0; i < times; ++i)
    std::memcpy(to + static_cast<std::size_t>(i) * row.byte_size(), row.bytes(), row.byte_size());
  return out;
}

/// How far each of the changed examples is from the answer of the first, which is unchanged.
std::vector<double> drops_from_first(TrainedTask& trained, std::size_t target,
                                     const std::vector<Array>& inputs) {
  const Predictions p = trained.predict_encoded(inputs, inputs.front().shape()[0])[target];
  std::vector<double> drops;
  if (p.kind == TargetKind::classes) {
    const auto classes = static_cast<std::int64_t>(p.classes.size());
    const auto said = static_cast<std::int64_t>(p.labels.at(0));
    for (std::int64_t i = 1; i < p.labels.size(); ++i)
      drops.push_back(p.probabilities.at(said) - p.probabilities.at(i * classes + said));
  } else if (p.kind == TargetKind::value) {
    for (std::int64_t i = 1; i < p.values.size(); ++i)
      drops.push_back(std::abs(p.values.at(i) - p.values.at(0)));
  } else if (p.kind == TargetKind::anomaly) {
    const double whole = std::max(std::abs(p.values.at(0)), 1e-300);
    for (std::int64_t i = 1; i < p.values.size(); ++i)
      drops.push_back((p.values.at(0) - p.values.at(i)) / whole);
  } else {
    const auto labels = static_cast<std::int64_t>(p.classes.size());
    for (std::int64_t i = 1; i < p.probabilities.shape()[0]; ++i) {
      double sum = 0;
      for (std::int64_t label = 0; label < labels; ++label) {
        const double before = p.probabilities.at(label), after = p.probabilities.at(i * labels + label);
        sum += before >= 0.5 ? before - after : after - before;
      }
      drops.push_back(sum / static_cast<double>(labels));
    }
  }
  return drops;
}

/// How an input is divided. A recording has one row of pieces: its steps; of a spectrogram they are the rows.
struct Pieces {
  std::int64_t height = 1, width = 1, channels = 1;  // of the input; steps lie along the height
  std::int64_t rows = 1, columns = 1;                // pieces
  std::int64_t patch_rows = 1, patch_columns = 1;    // pieces under a patch
  bool ends_early =
      false;  // the last channel is 1 up to the end of a recording: what is behind is not covered

  std::int64_t positions() const { return (rows - patch_rows + 1) * (columns - patch_columns + 1); }
};

Pieces pieces_of(const Encoder& encoder) {
  const Encoder::Output output = encoder.output();
  const Shape& s = output.shape;
  Pieces p;
  if (output.kind == InputKind::picture && encoder.type() != "sound") {
    p = {.height = s[0], .width = s[1], .channels = s[2]};
    p.rows = std::min(pieces_of_picture, p.height);
    p.columns = std::min(pieces_of_picture, p.width);
    p.patch_rows = std::min(patch_of_picture, p.rows);
    p.patch_columns = std::min(patch_of_picture, p.columns);
  } else {
    p = {.height = s[0], .width = 1, .channels = s.count() / std::max<std::int64_t>(s[0], 1)};
    p.rows = std::min(pieces_of_recording, p.height);
    p.patch_rows = std::min(patch_of_recording, p.rows);
    p.ends_early = encoder.type() == "series" && encoder.to_json().at("varies").get<bool>();
  }
  return p;
}

/// Covers pieces [row, row + patch) × [column, column + patch) of one example by `fill`, one for each
/// channel.
template <class T>
void cover(T* values, const Pieces& p, std::int64_t row, std::int64_t column, const std::vector<T>& fill) {
  const std::int64_t top = row * p.height / p.rows, bottom = (row + p.patch_rows) * p.height / p.rows;
  const std::int64_t left = column * p.width / p.columns,
                     right = (column + p.patch_columns) * p.width / p.columns;
  for (std::int64_t y = top; y < bottom; ++y) {
    for (std::int64_t x = left; x < right; ++x) {
      T* here = values + (y * p.width + x) * p.channels;
      if (!p.ends_early || here[p.channels - 1] != T{0}) std::copy(fill.begin(), fill.end(), here);
    }
  }
}

/// The mean of each channel; of one that tells the end it is 1.
template <class T>
std::vector<T> mean_of_channels(std::span<const T> example, const Pieces& p) {
  const auto channels = static_cast<std::size_t>(p.channels);
  std::vector<double> sums(channels, 0.0);
  double count = 0;
  for (std::size_t i = 0; i < example.size(); i += channels) {
    if (p.ends_early && example[i + channels - 1] == T{0}) continue;
    for (std::size_t c = 0; c < channels; ++c) sums[c] += static_cast<double>(example[i + c]);
    ++count;
  }
  std::vector<T> means;
  for (const double s : sums) means.push_back(static_cast<T>(s / std::max(count, 1.0)));
  return means;
}

template <class T>
void cover_each(Array& copies, const Pieces& p) {
  const std::span<T> all = copies.mutable_data<T>();
  const auto size = static_cast<std::size_t>(p.height * p.width * p.channels);
  const std::vector<T> fill = mean_of_channels(std::span<const T>(all.first(size)), p);
  T* example = all.data() + size;  // behind the unchanged one
  for (std::int64_t row = 0; row + p.patch_rows <= p.rows; ++row) {
    for (std::int64_t column = 0; column + p.patch_columns <= p.columns; ++column, example += size)
      cover(example, p, row, column, fill);
  }
}

OcclusionMap mean_over_patches(const std::vector<double>& drops, const Pieces& p) {
  const auto pieces = static_cast<std::size_t>(p.rows * p.columns);
  std::vector<double> sums(pieces, 0.0), counts(pieces, 0.0);
  std::size_t next = 0;
  for (std::int64_t row = 0; row + p.patch_rows <= p.rows; ++row) {
    for (std::int64_t column = 0; column + p.patch_columns <= p.columns; ++column, ++next) {
      for (std::int64_t r = row; r < row + p.patch_rows; ++r) {
        for (std::int64_t c = column; c < column + p.patch_columns; ++c) {
          sums[static_cast<std::size_t>(r * p.columns + c)] += drops[next];
          ++counts[static_cast<std::size_t>(r * p.columns + c)];
        }
      }
    }
  }
  for (std::size_t i = 0; i < pieces; ++i) sums[i] /= counts[i];
  // A recording reads from left to right.
  return p.columns == 1 && p.width == 1 ? OcclusionMap{1, p.rows, sums}
                                        : OcclusionMap{p.rows, p.columns, sums};
}

/// The text cut behind each of its words, so that the pieces together are the text.
std::vector<std::string> pieces_with_words(const std::string& text, const std::vector<std::string>& words) {
  const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  std::vector<std::string> pieces;
  std::size_t begin = 0;
  for (const std::string& word : words) {
    const auto found =
        std::search(text.begin() + static_cast<std::ptrdiff_t>(begin), text.end(), word.begin(), word.end(),
                    [&](char a, char b) { return small(a) == small(b); });
    if (found == text.end()) break;
    const auto end = static_cast<std::size_t>(found - text.begin()) + word.size();
    pieces.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  pieces.push_back(text.substr(begin));
  return pieces;
}

}  // namespace

namespace detail {

std::size_t input_of_column(const Inputs& inputs, std::size_t column) {
  const auto is_number = [&](const Inputs::Column& c) {
    return c.encoder->output().kind == InputKind::numbers;
  };
  const auto& columns = inputs.columns();
  if (is_number(columns[column])) return 0;
  std::size_t index = std::ranges::any_of(columns, is_number) ? 1 : 0;
  for (std::size_t c = 0; c < column; ++c) index += is_number(columns[c]) ? 0 : 1;
  return index;
}

}  // namespace detail

OcclusionMap occlusion_map(TrainedTask& trained, std::size_t target, const std::vector<Array>& inputs,
                           std::size_t column) {
  const Encoder& encoder = *trained.inputs().columns()[column].encoder;
  const InputKind kind = encoder.output().kind;
  if (kind != InputKind::picture && kind != InputKind::series) return {};
  const Pieces pieces = pieces_of(encoder);
  const std::size_t index = detail::input_of_column(trained.inputs(), column);
  std::vector<Array> copies;
  for (const Array& input : inputs) copies.push_back(repeated(input, pieces.positions() + 1));
  if (copies[index].dtype() == DType::u8) {
    cover_each<std::uint8_t>(copies[index], pieces);
  } else {
    cover_each<float>(copies[index], pieces);
  }
  const std::vector<double> drops = drops_from_first(trained, target, copies);
  return drops.empty() ? OcclusionMap{} : mean_over_patches(drops, pieces);
}

std::vector<std::pair<std::string, double>> word_drops(TrainedTask& trained, std::size_t target,
                                                       const std::vector<Array>& inputs, std::size_t column,
                                                       const std::string& text) {
  const Inputs::Column& of = trained.inputs().columns()[column];
  const Encoder::Output output = of.encoder->output();
  if (output.kind != InputKind::tokens) return {};
  const std::vector<std::string> words = words_of(text);
  std::vector<std::string> pieces = pieces_with_words(text, words);
  const auto steps = static_cast<std::size_t>(output.shape[0] - output.characters);
  const std::size_t left_out = std::min({pieces.size() - 1, steps, most_words_left_out});
  if (left_out == 0) return {};
  // Always as many rows, so that one program serves all texts.
  std::vector<std::string> texts(most_words_left_out + 1, text);
  std::size_t end = 0;
  for (std::size_t word = 0; word < left_out; ++word) {
    end += pieces[word].size();
    texts[word + 1].erase(end - words[word].size(), words[word].size());
  }
  Samples changed{.name = "texts"};
  changed.columns.push_back({of.name, TextColumn(texts)});
  std::vector<Array> copies;
  for (const Array& input : inputs) copies.push_back(repeated(input, most_words_left_out + 1));
  copies[detail::input_of_column(trained.inputs(), column)] = of.encoder->encode(changed, changed.columns[0]);
  const std::vector<double> drops = drops_from_first(trained, target, copies);
  if (drops.empty()) return {};
  std::vector<std::pair<std::string, double>> found;
  for (std::string& piece : pieces)
    found.emplace_back(std::move(piece), found.size() < left_out ? drops[found.size()] : 0.0);
  return found;
}

}  // namespace saem
