#include "saem/backend/cpu/onednn/adapter.h"

namespace saem::onednn {
namespace {

dnnl::memory::data_type to_dnnl(DType dtype) {
  return dtype == DType::bf16 ? dnnl::memory::data_type::bf16 : dnnl::memory::data_type::f32;
}

dnnl::memory::data_type type_of(const Layout& layout) {
#if DNNL_VERSION_MAJOR >= 3
  return layout.get_data_type();
#else
  return layout.data_type();
#endif
}

/// Its memory has a meaning of its own, or none yet.
bool is_opaque(const Layout& layout) {
#if DNNL_VERSION_MAJOR >= 3
  return layout.get_format_kind() != dnnl::memory::format_kind::blocked;
#else
  return layout.data.format_kind != dnnl_blocked;
#endif
}

}  // namespace

Layout strided(const Dims& extents, const Dims& strides, DType dtype) {
  return {extents, to_dnnl(dtype), strides};
}

Layout channel_blocks(const Dims& extents, std::int64_t block, DType dtype) {
  using Tag = dnnl::memory::format_tag;
  const bool wide = block == 16;
  switch (extents.size()) {
    case 4:
      return {extents, to_dnnl(dtype), wide ? Tag::nChw16c : Tag::nChw8c};
    case 5:
      return {extents, to_dnnl(dtype), wide ? Tag::nCdhw16c : Tag::nCdhw8c};
    default:
      return {extents, to_dnnl(dtype), wide ? Tag::nCw16c : Tag::nCw8c};
  }
}

Layout part_of(const Layout& layout, const Dims& extents, const Dims& first) {
  return layout.submemory_desc(extents, first);
}

bool same_places(const Layout& a, const Layout& b) {
  if (a == b) return true;
  if (is_opaque(a) || is_opaque(b) || type_of(a) != type_of(b) || extents(a) != extents(b)) return false;
#if DNNL_VERSION_MAJOR >= 3
  if (a.get_inner_nblks() != 0 || b.get_inner_nblks() != 0) return false;
  const Dims x = a.get_strides();
  const Dims y = b.get_strides();
#else
  if (a.data.format_desc.blocking.inner_nblks != 0 || b.data.format_desc.blocking.inner_nblks != 0)
    return false;
  const auto& x = a.data.format_desc.blocking.strides;
  const auto& y = b.data.format_desc.blocking.strides;
#endif
  const Dims sizes = extents(a);
  for (std::size_t axis = 0; axis < sizes.size(); ++axis) {
    if (sizes[axis] > 1 && x[axis] != y[axis]) return false;
  }
  return true;
}

Dims extents(const Layout& layout) {
#if DNNL_VERSION_MAJOR >= 3
  return layout.get_dims();
#else
  return layout.dims();
#endif
}

bool same_type(const Layout& a, const Layout& b) { return type_of(a) == type_of(b); }

Layout any_layout(const Layout& layout, const Layout& typed) {
  return {extents(layout), type_of(typed), dnnl::memory::format_tag::any};
}

Layout any_layout(const Layout& layout) {
  return {extents(layout), type_of(layout), dnnl::memory::format_tag::any};
}

}  // namespace saem::onednn
