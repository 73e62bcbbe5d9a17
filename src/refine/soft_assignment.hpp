#pragma once

#include <ATen/core/Tensor.h>

namespace codegrid {

/// The logarithm of the soft assignment q of codes to centroids by Student's t with one degree of
/// freedom (van der Maaten and Hinton 2008; Xie et al. 2016, equation 1):
///   q_ij = (1 + |z_i - m_j|^2)^-1 / sum over j' of the same.
///   codes: [N, D] float32; centroids: [k, D] float32, on the same device. Autograd knows of it.
/// Returns [N, k].
at::Tensor log_soft_assignments(const at::Tensor& codes, const at::Tensor& centroids);

/// What soft assignments should become: those that are sure count more, and large groups no more
/// than small ones (Xie et al. 2016, equation 3):
///   p_ij = q_ij^2 / f_j / sum over j' of the same, with f_j = sum over i of q_ij.
///   assignments: [N, k] float32, q. Returns [N, k] float32; each row sums up to 1.
at::Tensor target_distribution(const at::Tensor& assignments);

/// The Kullback-Leibler divergence KL(p || q), summed over rows: [] of the type of `log_q`.
///   targets: [N, k], p; log_q: [N, k]. A p of 0 adds nothing.
at::Tensor kl_divergence(const at::Tensor& targets, const at::Tensor& log_q);

}  // namespace codegrid
