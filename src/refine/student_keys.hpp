#pragma once

#include "core/error.hpp"

namespace codegrid {

/// What is said of a model and its training, under the keys that a refinement has for them:
/// refinement.student.* for model.*, refinement.training.* for training.*, and refinement.k for the
/// width of its code.
Error with_keys_of_student(const Error& error);

/// The same of the model of the one encoder whose codes a refinement moves: encoders[0].model.* for
/// model.*, and refinement.* for training.* and clustering.*.
Error with_keys_of_embedding(const Error& error);

/// What `work` returns, which speaks of keys and names no file; its Error as with_keys_of_student.
template <class Work>
auto under_keys_of_student(const Work& work) {
  try {
    return work();
  } catch (const Error& error) {
    throw with_keys_of_student(error);
  }
}

}  // namespace codegrid
