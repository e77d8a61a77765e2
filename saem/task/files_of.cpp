#include "saem/task/files_of.h"

#include <fmt/format.h>

#include <string>

#include "saem/core/error.h"
#include "saem/data/image_reader.h"
#include "saem/data/pictures/archive.h"

namespace saem::detail {

std::span<const std::filesystem::path> files_of(const Samples& samples, const Samples::Column& column,
                                                FileColumn::Kind kind) {
  const auto* files = std::get_if<FileColumn>(&column.values);
  if (files != nullptr && files->kind == kind) return files->files;
  fail<ValueError>({fmt::format("{}: '{}'", samples.name, column.name),
                    kind == FileColumn::Kind::picture ? "expected pictures" : "expected sounds",
                    std::holds_alternative<TextColumn>(column.values)
                        ? "received texts, and no files of such names beside the table"
                        : "",
                    "Give data laid out like those that the model was trained on."});
}

bool is_pictures(const Array& values) {
  const Shape& shape = values.shape();
  if (values.dtype() != DType::u8) return false;
  return shape.rank() == 3 || (shape.rank() == 4 && (shape[3] == 1 || shape[3] == 3));
}

Shape picture_shape(const std::filesystem::path& file) {
  const auto bytes = read_member(file);
  const ImageReader reader(std::as_bytes(std::span(bytes)), file.string());
  return {reader.height(), reader.width(), reader.channels()};
}

}  // namespace saem::detail
