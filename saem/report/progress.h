#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "saem/report/terminal.h"

namespace saem {

/// Names and values behind the bar, in the order of printing: {{"accuracy", 0.9471}, {"loss", 0.1794}}. They
/// are shown as given, so pass running means.
using ProgressValues = std::vector<std::pair<std::string, double>>;

struct ProgressOptions {
  std::int64_t steps = 0;                 ///< steps per epoch; 0 if not known in advance
  int verbose = 1;                        ///< 0 silent, 1 bar, 2 one line per epoch
  std::string unit = "step";              ///< what one step is called in "26ms/step"
  std::optional<Terminal> terminal = {};  ///< unset: detect_terminal(out)
  std::function<double()> clock = {};     ///< seconds, never going back; unset: the machine's steady clock
};

/// The progress line of a training run, as Keras draws it:
///
///     Epoch 3/12
///     469/469 ━━━━━━━━━━━━━━━━━━━━ 12s 26ms/step - accuracy: 0.9471 - loss: 0.1794
///
/// While running, the number after the bar is the time still needed; on the finished line it is the time
/// taken. The time per step leaves the first step out, which is slower (compilation). On a terminal the line
/// is redrawn at most every 50 ms; elsewhere only the finished line is written. Source:
/// keras/src/utils/progbar.py.
class ProgressBar {
 public:
  /// Writes to `out`, which must outlive the bar. Throws ValueError if verbose is not 0, 1 or 2, or steps is
  /// negative.
  ProgressBar(std::ostream& out, ProgressOptions options);
  /// Ends a line that is still being redrawn (an exception, Ctrl-C), so that what follows starts on a line of
  /// its own.
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// Restarts the bar and its time; prints "Epoch 3/12" for start_epoch(3, 12). As in Keras, a single epoch
  /// has no heading.
  void start_epoch(std::int64_t epoch, std::int64_t epochs);
  /// Reports that `step` steps (1 after the first) are done.
  void update(std::int64_t step, const ProgressValues& values = {});
  /// Writes the finished line, with the steps that were reported done (all of them, if none was reported).
  void finish(const ProgressValues& values = {});
  /// Text shown after the time per step, e.g. "140 img/s - data wait 1%"; empty for none.
  void set_note(std::string note) { note_ = std::move(note); }

 private:
  double seconds_per_step(std::int64_t step, double now);
  std::string count(std::int64_t step) const;
  std::string bar(std::int64_t step) const;
  std::string details(double seconds_shown, bool is_eta, double per_step, const ProgressValues& values) const;
  void draw(std::int64_t step, const std::string& text, bool finished);

  std::ostream& out_;
  ProgressOptions options_;
  Terminal terminal_;
  std::string note_;
  double start_ = 0.0;
  std::optional<double> after_first_step_;
  std::optional<double> last_draw_;
  std::int64_t seen_ = 0;
  std::size_t drawn_width_ = 0;
  bool line_open_ = false;
};

}  // namespace saem
