#include "saem/report/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ostream>

#include "saem/core/error.h"
#include "saem/report/text.h"

namespace saem {

using namespace detail;

namespace {

constexpr std::size_t bar_width = 20;
constexpr double redraw_interval = 0.05;  // seconds

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string format_eta(double seconds) {
  const auto s = static_cast<std::int64_t>(std::max(seconds, 0.0));
  if (s > 3600) return fmt::format("{}:{:02}:{:02}", s / 3600, s % 3600 / 60, s % 60);
  if (s > 60) return fmt::format("{}:{:02}", s / 60, s % 60);
  return fmt::format("{}s", s);
}

std::string format_time_per_step(double seconds, const std::string& unit) {
  if (seconds >= 1.0 || seconds == 0.0) return fmt::format("{:.0f}s/{}", seconds, unit);
  if (seconds >= 1e-3) return fmt::format("{:.0f}ms/{}", seconds * 1e3, unit);
  return fmt::format("{:.0f}us/{}", seconds * 1e6, unit);
}

std::string format_value(double value) {
  return std::abs(value) > 1e-3 ? fmt::format("{:.4f}", value) : fmt::format("{:.4e}", value);
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

ProgressBar::ProgressBar(std::ostream& out, ProgressOptions options)
    : out_(out), options_(std::move(options)) {
  if (options_.verbose < 0 || options_.verbose > 2) {
    fail<ValueError>({"ProgressBar", fmt::format("verbose must be 0, 1 or 2, received {}", options_.verbose),
                      "", "Use 0 for silence, 1 for a bar, 2 for one line per epoch."});
  }
  if (options_.steps < 0) {
    fail<ValueError>({"ProgressBar", fmt::format("steps must not be negative, received {}", options_.steps),
                      "", "Use 0 if the number of steps is not known."});
  }
  if (!options_.clock) options_.clock = steady_seconds;
  terminal_ = options_.terminal.value_or(detect_terminal(out));
  start_ = options_.clock();
}

ProgressBar::~ProgressBar() {
  if (!line_open_) return;
  try {
    out_ << '\n' << std::flush;
  } catch (...) {  // the stream may be set to throw; there is nobody left to tell
  }
}

void ProgressBar::start_epoch(std::int64_t epoch, std::int64_t epochs) {
  if (line_open_) out_ << '\n';
  line_open_ = false;
  drawn_width_ = 0;
  seen_ = 0;
  after_first_step_.reset();
  last_draw_.reset();
  if (options_.verbose > 0 && epochs > 1) out_ << fmt::format("Epoch {}/{}\n", epoch, epochs) << std::flush;
  start_ = options_.clock();
}

void ProgressBar::update(std::int64_t step, const ProgressValues& values) {
  const double now = options_.clock();
  seen_ = step;
  const double per_step = seconds_per_step(step, now);
  if (options_.verbose != 1 || !terminal_.redraws) return;
  if (last_draw_ && now - *last_draw_ < redraw_interval) return;
  last_draw_ = now;
  const bool is_eta = options_.steps > 0;
  const double shown = is_eta ? per_step * static_cast<double>(options_.steps - step) : now - start_;
  draw(step, details(shown, is_eta, per_step, values), false);
}

void ProgressBar::finish(const ProgressValues& values) {
  if (options_.verbose == 0) return;
  const double now = options_.clock();
  if (seen_ == 0) seen_ = options_.steps;
  // An epoch of unknown length is complete where it ended.
  if (options_.steps == 0) options_.steps = seen_;
  const double per_step = seconds_per_step(seen_, now);
  if (options_.verbose == 1) {
    draw(seen_, details(now - start_, false, per_step, values), true);
  } else {
    out_ << count(seen_) << " -" << details(now - start_, false, per_step, values) << '\n' << std::flush;
  }
}

double ProgressBar::seconds_per_step(std::int64_t step, double now) {
  if (step <= 0) return 0.0;
  const double per_step = after_first_step_ && step > 1
                              ? (now - *after_first_step_) / static_cast<double>(step - 1)
                              : (now - start_) / static_cast<double>(step);
  if (step == 1) after_first_step_ = now;
  return per_step;
}

std::string ProgressBar::count(std::int64_t step) const {
  const std::string total = fmt::format("{}", options_.steps);
  return fmt::format("{:>{}}/{}", step, total.size(), total);
}

std::string ProgressBar::bar(std::int64_t step) const {
  if (options_.steps == 0) return fmt::format("{:>7}/Unknown", step);
  const auto filled =
      static_cast<double>(bar_width) * static_cast<double>(step) / static_cast<double>(options_.steps);
  const std::size_t done = std::min(static_cast<std::size_t>(std::max(filled, 0.0)), bar_width);
  const std::string green = repeated("━", done);
  const std::string dim = repeated(terminal_.colors ? "━" : "─", bar_width - done);
  if (!terminal_.colors) return count(step) + " " + green + dim;
  return fmt::format("\x1b[1m{}\x1b[0m \x1b[32m{}\x1b[0m\x1b[37m{}\x1b[0m", count(step), green, dim);
}

std::string ProgressBar::details(double seconds_shown, bool is_eta, double per_step,
                                 const ProgressValues& values) const {
  std::string text =
      is_eta ? fmt::format(" {}", format_eta(seconds_shown)) : fmt::format(" {:.0f}s", seconds_shown);
  text +=
      fmt::format("{} {}", options_.verbose == 2 ? " -" : "", format_time_per_step(per_step, options_.unit));
  if (!note_.empty()) text += " - " + note_;
  for (const auto& [name, value] : values) text += fmt::format(" - {}: {}", name, format_value(value));
  return text;
}

void ProgressBar::draw(std::int64_t step, const std::string& text, bool finished) {
  const std::string front = bar(step);
  const std::size_t front_width = options_.steps == 0 ? front.size() : count(step).size() + 1 + bar_width;
  std::string back = text;
  // A line that wraps cannot be drawn over with \r, so a running line is cut at the edge; the finished one is
  // whole.
  const auto columns = static_cast<std::size_t>(std::max(terminal_.columns, 0));
  if (!finished && columns > front_width) back = shorten(back, columns - front_width - 1);
  const std::size_t width = front_width + character_count(back);
  if (terminal_.redraws) out_ << '\r';
  out_ << front << back;
  if (drawn_width_ > width) out_ << std::string(drawn_width_ - width, ' ');
  if (finished) out_ << '\n';
  out_ << std::flush;
  line_open_ = !finished;
  drawn_width_ = finished ? 0 : width;
}

}  // namespace saem
