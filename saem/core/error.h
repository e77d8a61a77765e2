#pragma once

#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace saem {

/// Base of everything that saem throws.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
/// Shapes that do not fit each other.
class ShapeError : public Error {
  using Error::Error;
};
/// An element type that an operation does not take.
class DTypeError : public Error {
  using Error::Error;
};
/// An argument or option outside its range, or a name that does not exist.
class ValueError : public Error {
  using Error::Error;
};
/// A file or folder that cannot be read or written, or whose content is damaged.
class FileError : public Error {
  using Error::Error;
};
/// A NaN or infinity where a finite number was needed.
class NonFiniteError : public Error {
  using Error::Error;
};
/// Something valid that this build does not do.
class UnsupportedError : public Error {
  using Error::Error;
};

/// The four parts of every message.
struct Message {
  std::string place;    ///< op, layer, file or option: "conv2d", "Conv2D 'conv2'", "train-images.gz"
  std::string problem;  ///< what was expected and what came, one clause: "expected 10 classes, received 12"
  std::string context;  ///< further facts, printed in brackets; may be empty
  std::string advice;   ///< what to do, full sentences; may be empty
};

/// "<layer path>: <place>: <problem>\n(<context>).\n<advice>". The layer path is that of the LayerScopes on
/// this thread.
[[nodiscard]] std::string format_message(const Message& message);

template <class E>
[[noreturn]] void fail(const Message& message) {
  throw E(format_message(message));
}

/// While alive, messages (and graph nodes) made on this thread carry this path element, e.g. "Conv2D
/// 'conv2'".
class LayerScope {
 public:
  explicit LayerScope(std::string name);
  /// Tag: the given text becomes the whole path while this scope lives (gradient nodes take their forward
  /// node's path).
  struct Replace {};
  LayerScope(std::string path, Replace);
  ~LayerScope();
  LayerScope(const LayerScope&) = delete;
  LayerScope& operator=(const LayerScope&) = delete;
};
/// The current path, elements joined with " / "; empty outside any layer.
[[nodiscard]] std::string layer_path();

/// The candidate nearest to `text` by edit distance (transpositions count as one), if it is near enough to be
/// a slip. Empty if none is.
[[nodiscard]] std::string_view nearest_name(std::string_view text, std::span<const std::string> candidates);

}  // namespace saem
