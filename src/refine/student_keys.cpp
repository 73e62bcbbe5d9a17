#include "refine/student_keys.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace codegrid {
namespace {

struct RenamedKey {
  std::string_view key;  // or what keys begin with
  std::string_view now;
};

// The longer ones first.
constexpr std::array kKeysOfStudent{RenamedKey{"model.code", "refinement.k"},
                                    RenamedKey{"model.", "refinement.student."},
                                    RenamedKey{"training.", "refinement.training."}};
// Codes that are moved are never brought to unit length.
constexpr std::array kKeysOfEmbedding{
    RenamedKey{"(or, with clustering.normalize l2, the same direction)",
               "(or its encoders[0].model.code_activation lets nothing through)"},
    RenamedKey{"model.", "encoders[0].model."}, RenamedKey{"training.", "refinement."},
    RenamedKey{"clustering.", "refinement."}};

bool begins_a_key(std::string_view text, std::size_t place) {
  return place == 0 || std::string_view(" \"(").find(text[place - 1]) != std::string_view::npos;
}

Error renamed_by(std::span<const RenamedKey> keys, const Error& error) {
  const std::string_view text = error.what();
  std::string renamed;
  for (std::size_t place = 0; place < text.size();) {
    std::size_t taken = 1;
    std::string_view now = text.substr(place, 1);
    for (const RenamedKey& key : keys) {
      if (!begins_a_key(text, place) || !text.substr(place).starts_with(key.key)) continue;
      taken = key.key.size();
      now = key.now;
      break;
    }
    renamed += now;
    place += taken;
  }
  return {error.code(), renamed};
}

}  // namespace

Error with_keys_of_student(const Error& error) { return renamed_by(kKeysOfStudent, error); }

Error with_keys_of_embedding(const Error& error) { return renamed_by(kKeysOfEmbedding, error); }

}  // namespace codegrid
