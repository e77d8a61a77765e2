#include "saem/report/gallery.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "saem/report/base64.h"
#include "saem/report/run_report.h"
#include "saem/report/svg.h"
#include "saem/report/text.h"
#include "saem/report/texts.h"

namespace saem {

using namespace detail;

namespace {

constexpr double wave_width = 240.0, wave_height = 90.0;
constexpr std::size_t longest_text = 600, longest_cell = 60, most_cells = 12;  // characters, rows
constexpr std::size_t points_of_wave = 400;

double largest_drop(const std::vector<double>& drops) {
  double largest = 0.0;
  for (const double d : drops) largest = std::max(largest, std::abs(d));
  return largest;
}

/// What speaks for the answer in one colour, what speaks against it in another. Below a hundredth of a
/// probability nothing is shown at full strength.
std::string tint(double drop, double largest) {
  const double share = largest > 0 ? std::abs(drop) / std::max(largest, 0.01) : 0.0;
  return fmt::format("fill:{};fill-opacity:{:.2f}",
                     drop >= 0 ? "var(--wrong, #d55e00)" : "var(--right, #0072b2)",
                     0.75 * std::min(share, 1.0));
}

std::string tiles(const OcclusionMap& map, double width, double height) {
  const double largest = largest_drop(map.drops);
  const double w = width / static_cast<double>(map.columns), h = height / static_cast<double>(map.rows);
  std::string out;
  for (std::int64_t r = 0; r < map.rows; ++r) {
    for (std::int64_t c = 0; c < map.columns; ++c) {
      const double drop = map.drops[static_cast<std::size_t>(r * map.columns + c)];
      if (std::abs(drop) < 0.05 * largest || !std::isfinite(drop)) continue;
      out += fmt::format("<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" style=\"{}\"/>",
                         static_cast<double>(c) * w, static_cast<double>(r) * h, w, h, tint(drop, largest));
    }
  }
  return out;
}

bool has_map(const Exhibit& e) {
  return e.occlusion.rows > 0 && e.occlusion.columns > 0 &&
         e.occlusion.drops.size() == static_cast<std::size_t>(e.occlusion.rows * e.occlusion.columns);
}

std::string picture_html(const Exhibit& e, const std::string& alt, Language l) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(e.picture.data());
  const std::string image =
      fmt::format("<img src=\"data:image/png;base64,{}\" alt=\"{}\">",
                  base64_encode(std::span(bytes, e.picture.size())), escape_markup(alt));
  if (!has_map(e)) return image;
  return fmt::format(
      "<div class=\"pair\">{0}<div class=\"laid\">{0}<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
      "100 "
      "100\" preserveAspectRatio=\"none\" role=\"img\"><title>{1}</title>{2}</svg></div></div>",
      image, escape_markup(say(l, Text::occlusion_of_picture)), tiles(e.occlusion, 100.0, 100.0));
}

/// At most so many points that two neighbours are a pixel apart; the extremes of each stretch are kept.
std::vector<std::pair<double, double>> wave_points(const std::vector<double>& values) {
  std::vector<std::pair<double, double>> points;
  const std::size_t stride = std::max<std::size_t>(1, values.size() * 2 / points_of_wave);
  for (std::size_t first = 0; first < values.size(); first += stride) {
    const std::size_t last = std::min(first + stride, values.size());
    std::size_t low = first, high = first;
    for (std::size_t i = first; i < last; ++i) {
      if (values[i] < values[low] || std::isnan(values[low])) low = i;
      if (values[i] > values[high] || std::isnan(values[high])) high = i;
    }
    points.emplace_back(std::min(low, high), values[std::min(low, high)]);
    if (low != high) points.emplace_back(std::max(low, high), values[std::max(low, high)]);
  }
  return points;
}

std::string cells_html(const Exhibit& e) {
  std::string out = "<table class=\"cells\"><tbody>\n";
  for (std::size_t i = 0; i < e.cells.size() && i < most_cells; ++i) {
    out += fmt::format("<tr><td>{}</td><td>{}</td></tr>\n",
                       escape_markup(shorten(e.cells[i].first, longest_cell)),
                       escape_markup(shorten(e.cells[i].second, longest_cell)));
  }
  if (e.cells.size() > most_cells)
    out += fmt::format("<tr><td>…</td><td>+{}</td></tr>\n", e.cells.size() - most_cells);
  return out + "</tbody></table>\n";
}

std::string text_html(const Exhibit& e) {
  if (e.words.empty())
    return "<blockquote>" + escape_markup(shorten(e.text, longest_text)) + "</blockquote>\n";
  std::vector<double> drops;
  for (const auto& [word, drop] : e.words) drops.push_back(drop);
  const double largest = largest_drop(drops);
  std::string out;
  std::size_t length = 0;
  for (const auto& [word, drop] : e.words) {
    if (length > longest_text) {
      out += "…";
      break;
    }
    length += character_count(word);
    const double share = largest > 0 ? std::abs(drop) / std::max(largest, 0.01) : 0.0;
    if (share < 0.15) {
      out += escape_markup(word);
    } else {
      out += fmt::format("<mark class=\"{}\" style=\"--strength:{:.0f}%\">{}</mark>",
                         drop > 0 ? "for" : "against", 70.0 * std::min(share, 1.0), escape_markup(word));
    }
  }
  return "<blockquote>" + out + "</blockquote>\n";
}

std::string exhibit_html(const Exhibit& e, const std::string& alt, Language l) {
  if (!e.picture.empty()) return picture_html(e, alt, l);
  if (!e.channels.empty()) return recording_svg(e, alt);
  if (!e.cells.empty()) return cells_html(e);
  return e.text.empty() && e.words.empty() ? std::string() : text_html(e);
}

/// An answer in the page's language: names of classes are the user's and stay.
std::string shown_answer(const GalleryItem& item, const std::string& answer, Language l) {
  if (item.score && answer == "normal") return say(l, Text::normal_examples);
  if (item.score && answer == "unusual") return say(l, Text::unusual_examples);
  return answer.empty() && !item.about.empty() ? say(l, Text::no_labels) : answer;
}

std::string item_html(const GalleryItem& item, Language l) {
  const std::string truth = shown_answer(item, item.truth, l),
                    predicted = shown_answer(item, item.predicted, l);
  const std::string alt = say(l, Text::taken_for, truth, predicted);
  std::string shown;
  for (const Exhibit& e : item.exhibits) shown += exhibit_html(e, alt, l);
  if (shown.empty()) shown = "<div class=\"none\"></div>";
  const bool right = item.truth == item.predicted, is_known = !item.score || !item.truth.empty();
  std::string small;
  if (item.confidence)
    small = item.about.empty() ? say(l, Text::sure_by, percent(*item.confidence))
                               : say(l, Text::sure_about, percent(*item.confidence), item.about);
  if (item.score)
    small = say(l, Text::scored, fmt::format("{:.4g}", *item.score),
                fmt::format("{:.4g}", item.threshold.value_or(0)));
  if (item.error) small = say(l, Text::off_by, fmt::format("{:+.4g}", *item.error));
  if (!item.place.empty()) small += (small.empty() ? "" : " · ") + translated(item.place, l);
  std::string answers =
      say(l, Text::it_said, right || !is_known ? "is" : "said", escape_markup(predicted)) + "<br>";
  if (is_known) answers += say(l, Text::it_is, escape_markup(truth)) + "<br>";
  return fmt::format("<figure>{}<figcaption>{}<small>{}</small></figcaption></figure>\n", shown, answers,
                     escape_markup(small));
}

}  // namespace

std::string recording_svg(const Exhibit& e, const std::string& title) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  std::size_t steps = 2;
  for (const Exhibit::Channel& c : e.channels) {
    steps = std::max(steps, c.values.size());
    for (const double v : c.values) {
      if (!std::isfinite(v)) continue;
      low = std::min(low, v);
      high = std::max(high, v);
    }
  }
  if (!(low < high)) low = std::isfinite(low) ? low - 1.0 : 0.0, high = low + 2.0;
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" class=\"wave\" "
      "style=\"width:100%;height:auto;font:9px system-ui,sans-serif\">\n<title>{2}</title>\n",
      wave_width, wave_height, escape_markup(title));
  out += "<rect width=\"100%\" height=\"100%\" style=\"fill:var(--page, #f4f6f8)\"/>\n";
  if (has_map(e)) out += tiles(e.occlusion, wave_width, wave_height) + "\n";
  for (std::size_t c = 0; c < e.channels.size(); ++c) {
    std::string path;
    bool pen_down = false;
    for (const auto& [step, value] : wave_points(e.channels[c].values)) {
      if (!std::isfinite(value)) {
        pen_down = false;
        continue;
      }
      path += fmt::format("{}{:.1f} {:.1f}", pen_down ? "L" : "M",
                          step / static_cast<double>(steps - 1) * wave_width,
                          wave_height - 4.0 - (value - low) / (high - low) * (wave_height - 8.0));
      pen_down = true;
    }
    out += fmt::format(
        "<path d=\"{}\" style=\"fill:none;stroke:{};stroke-width:1.2\"><title>{}</title></path>\n", path,
        series_color(c), escape_markup(e.channels[c].name));
  }
  return out + "</svg>\n";
}

std::string gallery_html(const std::vector<GalleryItem>& items, Language language) {
  const auto is_wide = [](const Exhibit& e) { return e.picture.empty() || has_map(e); };
  const bool wide = std::ranges::any_of(
      items, [&](const GalleryItem& i) { return std::ranges::any_of(i.exhibits, is_wide); });
  std::string out = fmt::format("<div class=\"mistakes{}\">\n", wide ? " wide" : "");
  for (const GalleryItem& item : items) out += item_html(item, language);
  return out + "</div>\n";
}

}  // namespace saem
