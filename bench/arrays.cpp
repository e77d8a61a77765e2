#include <algorithm>
#include <fstream>
#include <sstream>

#include "works.h"

namespace bench {

Arrays read_arrays(const std::filesystem::path& path) {
  std::ifstream names(path.string() + ".txt");
  std::ifstream values(path.string() + ".f32", std::ios::binary);
  Arrays arrays;
  for (std::string line; std::getline(names, line);) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    std::vector<std::int64_t> extents;
    for (std::int64_t extent = 0; words >> extent;) extents.push_back(extent);
    saem::Array array = saem::Array::uninitialized(saem::Shape(extents), saem::DType::f32);
    values.read(reinterpret_cast<char*>(array.mutable_bytes()),
                static_cast<std::streamsize>(array.byte_size()));
    arrays.emplace(name, array);
  }
  if (!names.eof() || arrays.empty() || !values) throw std::runtime_error("cannot read " + path.string());
  return arrays;
}

}  // namespace bench
