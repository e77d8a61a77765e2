// The table that Keras 3 prints.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "saem/train/model_layer.h"
#include "saem/train/model_state.h"

namespace saem {
namespace {

struct Column {
  std::string heading;
  std::size_t width;  ///< of the text, without the spaces beside it
  bool right = false;
};
using Row = std::vector<std::string>;

// Code points: good enough for names in European and most Asian alphabets written without combining marks.
std::size_t text_width(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string with_commas(std::int64_t n) {
  std::string digits = fmt::format("{}", n);
  for (auto place = static_cast<std::ptrdiff_t>(digits.size()) - 3; place > 0; place -= 3) {
    digits.insert(static_cast<std::size_t>(place), ",");
  }
  return digits;
}

std::string memory_text(std::uint64_t bytes) {
  constexpr std::array units = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};
  auto amount = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; amount >= 1024 && unit + 1 < units.size(); ++unit) amount /= 1024;
  return fmt::format("{:.2f} {}", amount, units[unit]);
}

std::string shape_text(const Shape& shape) {
  std::string text = "(None";
  for (const std::int64_t extent : shape.slice(1, shape.rank())) text += fmt::format(", {}", extent);
  return text + (shape.rank() == 1 ? ",)" : ")");
}

std::string shapes_text(const std::vector<TensorType>& types) {
  std::string text;
  for (const TensorType& type : types) text += (text.empty() ? "" : ", ") + shape_text(type.shape);
  return types.size() == 1 ? text : "[" + text + "]";
}

std::string rule(std::span<const Column> columns, std::string_view left, std::string_view line,
                 std::string_view cross, std::string_view right) {
  std::string text(left);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (c > 0) text += cross;
    for (std::size_t i = 0; i < columns[c].width + 2; ++i) text += line;
  }
  return text.append(right) + "\n";
}

std::string line(std::span<const Column> columns, const Row& cells, std::string_view bar) {
  std::string text;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const std::string space(columns[c].width - text_width(cells[c]), ' ');
    text += fmt::format("{} {} ", bar, columns[c].right ? space + cells[c] : cells[c] + space);
  }
  return text.append(bar) + "\n";
}

std::string table(std::vector<Column> columns, const std::vector<Row>& rows) {
  Row headings;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    headings.push_back(columns[c].heading);
    for (const Row& row : rows) columns[c].width = std::max(columns[c].width, text_width(row[c]));
  }
  std::string text =
      rule(columns, "┏", "━", "┳", "┓") + line(columns, headings, "┃") + rule(columns, "┡", "━", "╇", "┩");
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (r > 0) text += rule(columns, "├", "─", "┼", "┤");
    text += line(columns, rows[r], "│");
  }
  return text + rule(columns, "└", "─", "┴", "┘");
}

}  // namespace

std::vector<Model::State::SummaryRow> Model::State::summary_rows(bool expand_nested) const {
  std::vector<SummaryRow> rows;
  if (!sequential) {
    for (const ModelGraph::Input& input : graph.inputs)
      rows.push_back({input.name, "InputLayer", shape_text(input.type.shape), 0, "-"});
  }
  const auto value_name = [&](std::size_t value) {
    return value < graph.inputs.size()
               ? graph.inputs[value].name
               : local_name(layers[graph.calls[value - graph.inputs.size()].layer]->name());
  };
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Layer& layer = *layers[i];
    const ModelLayer* nested = ModelLayer::of(layer);
    SummaryRow row{local_name(layer.name()), layer.class_name(), "?", {}, {}};
    for (const ModelGraph::Call& call : graph.calls) {
      if (call.layer != i || call.output > 0) continue;
      row.shape = nested             ? shapes_text(nested->output_types())
                  : row.shape == "?" ? shape_text(call.type.shape)
                                     : row.shape;
      row.parameters = layer.parameter_count();
      for (const std::size_t value : call.arguments)
        row.sources += fmt::format("{}{}", row.sources.empty() ? "" : ", ", value_name(value));
    }
    rows.push_back(std::move(row));
    if (!nested || !expand_nested) continue;
    for (SummaryRow inner : nested->model().summary_rows(expand_nested)) {
      inner.name = (inner.name.starts_with(" ") ? "    " : "    └ ") + inner.name;
      rows.push_back(std::move(inner));
    }
  }
  return rows;
}

std::string Model::summary(const SummaryOptions& options) const {
  const State& s = *state_;
  const std::int64_t batch_size = options.batch_size;
  // Keras's widths; a column grows with its content.
  std::vector<Column> columns = {{"Layer (type)", 31}, {"Output Shape", 22}, {"Param #", 13, true}};
  if (!s.sequential)
    columns = {{"Layer (type)", 19}, {"Output Shape", 17}, {"Param #", 10, true}, {"Connected to", 17}};

  std::vector<Row> rows;
  for (const State::SummaryRow& each : s.summary_rows(options.expand_nested)) {
    Row row = {fmt::format("{} ({})", each.name, each.class_name), each.shape,
               each.parameters ? with_commas(*each.parameters) : "0 (unbuilt)"};
    if (!s.sequential) row.push_back(each.sources);
    rows.push_back(std::move(row));
  }

  std::int64_t total = 0;
  std::int64_t trainable = 0;
  for (const AnyLayer& layer : s.layers) {
    total += layer->parameter_count();
    for (const Variable& v : layer->trainable_variables()) trainable += v.shape().count();
  }
  const auto count_line = [](const char* what, std::int64_t count) {
    return fmt::format(" {}: {} ({})\n", what, with_commas(count),
                       memory_text(static_cast<std::uint64_t>(count) * sizeof(float)));
  };
  Model self = *this;
  std::string memory;
  if (const auto needed = s.trainer->memory(self, batch_size)) {
    if (needed->training > 0) {
      memory = fmt::format(" Optimizer state: {}\n Intermediate values, training step of {}: {}\n",
                           memory_text(needed->optimizer), batch_size, memory_text(needed->training));
    }
    memory += fmt::format(" Intermediate values, prediction of {}: {}\n", batch_size,
                          memory_text(needed->prediction));
  }
  return fmt::format("Model: \"{}\"\n", name()) + table(columns, rows) + count_line("Total params", total) +
         count_line("Trainable params", trainable) + count_line("Non-trainable params", total - trainable) +
         memory;
}

}  // namespace saem
