#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace saem {

/// The labels in names such as "cat.0.jpg", "dog_12.jpg" or "oak leaf (3).png": what stands before the number
/// at the end and the signs around it. Nothing unless every name has one, there are several labels, and each
/// has several files, as counted files of a camera ("IMG_2041.jpg") have not.
[[nodiscard]] std::vector<std::string> labels_in_names(std::span<const std::filesystem::path> files);

}  // namespace saem
