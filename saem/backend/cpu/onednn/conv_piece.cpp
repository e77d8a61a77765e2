#include "saem/backend/cpu/onednn/conv_piece.h"

#include <algorithm>
#include <array>

namespace saem::onednn {
namespace {

Call compute_call(ConvPass pass, const Primitive& p, cpu::Epilogue epilogue) {
  std::vector<std::pair<int, Layout>> arguments{
      {pass == ConvPass::input_gradient ? DNNL_ARG_DIFF_SRC : DNNL_ARG_SRC, p.x},
      {pass == ConvPass::kernel_gradient ? DNNL_ARG_DIFF_WEIGHTS : DNNL_ARG_WEIGHTS, p.kernel},
      {pass == ConvPass::forward ? DNNL_ARG_DST : DNNL_ARG_DIFF_DST, p.y}};
  if (epilogue.bias) arguments.emplace_back(DNNL_ARG_BIAS, strided({extents(p.y)[1]}, {1}));
  if (epilogue.residual) arguments.emplace_back(residual_argument, p.y);
  return {p, arguments};
}

}  // namespace

ConvPiece::ConvPiece(const ConvGeometry& g, const ConvPlan& plan, const Primitive& primitive,
                     std::int64_t images)
    : pass_(g.pass),
      work_bytes_(primitive.scratch_bytes),
      compute_(compute_call(g.pass, primitive, plan.epilogue)) {
  const ConvProblem memory = piece_problem(g, plan, images);
  x_ = make_picture(memory.x, primitive.x, pass_ == ConvPass::input_gradient);
  y_ = make_picture(memory.y, primitive.y, pass_ == ConvPass::forward);
}

ConvPiece::Picture ConvPiece::make_picture(const Layout& memory, const Layout& chosen, bool is_result) {
  Picture picture;
  if (same_places(memory, chosen)) return picture;
  const Layout& from = is_result ? chosen : memory;
  const Layout& to = is_result ? memory : chosen;
  const Primitive reorder = make_reorder(from, to);
  work_bytes_ = std::max(work_bytes_, reorder.scratch_bytes);
  const std::array<std::pair<int, Layout>, 2> arguments{{{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}}};
  picture.convert = Call(reorder, arguments);
  picture.bytes = chosen.get_size();
  return picture;
}

void ConvPiece::run(const Addresses& all, const Buffers& buffers, const std::string& place) {
  const auto convert = [&](Picture& picture, std::byte* from, std::byte* to) {
    const std::array<void*, 2> addresses{from, to};
    picture.convert->run(addresses, buffers.work, place);
  };
  std::byte* const x = x_.convert ? buffers.x : all.x;
  std::byte* const y = y_.convert ? buffers.y : all.y;
  if (x_.convert && pass_ != ConvPass::input_gradient) convert(x_, all.x, x);
  if (y_.convert && pass_ != ConvPass::forward) convert(y_, all.y, y);
  std::array<void*, 5> addresses{x, all.kernel, y};
  std::size_t count = 3;
  if (all.bias != nullptr) addresses[count++] = all.bias;
  if (all.residual != nullptr) addresses[count++] = all.residual;
  compute_.run(std::span(addresses).first(count), buffers.work, place);
  if (x_.convert && pass_ == ConvPass::input_gradient) convert(x_, x, all.x);
  if (y_.convert && pass_ == ConvPass::forward) convert(y_, y, all.y);
}

}  // namespace saem::onednn
