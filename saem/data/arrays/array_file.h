#pragma once

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "saem/core/array.h"

namespace saem {

/// An array in a file of NumPy's: of numbers, or of texts, which must have one axis.
struct NamedArray {
  std::string name;   ///< in its archive, or of its file without the ending: "x_train"
  std::string place;  ///< for messages: "digits.npz, array 'x_train'"
  std::variant<Array, std::vector<std::string>> values;
};

/// The arrays of a .npz archive, of a .npy file, or of all .npy files that lie in a folder (by name).
///
/// Numbers are read as read_npy reads them. Texts ('<U5', '|S8') become UTF-8, without the zeros that NumPy
/// fills them up with. Throws FileError and UnsupportedError as read_npy and read_npz do.
[[nodiscard]] std::vector<NamedArray> read_named_arrays(const std::filesystem::path& path);

}  // namespace saem
