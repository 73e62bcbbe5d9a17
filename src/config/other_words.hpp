#pragma once

#include "core/fields.hpp"

namespace codegrid {

/// Gives the fields of a job (see job_fields) the words that other programs have for them and for
/// their values, for the answer to a person who writes one of those.
void add_other_words(Fields& job);
/// The same to those of the section "refinement".
void add_words_of_refinement(SectionValue& refinement);

}  // namespace codegrid
