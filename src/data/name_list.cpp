#include "data/name_list.hpp"

#include <utility>

namespace codegrid {

NameList::NameList(const std::vector<std::string>& names) {
  struct Texts {
    std::vector<std::uint64_t> ends;
    std::string text;
  };
  auto texts = std::make_shared<Texts>();
  texts->ends.reserve(names.size());
  for (const std::string& name : names) {
    texts->text += name;
    texts->ends.push_back(texts->text.size());
  }
  ends_ = texts->ends;
  text_ = texts->text;
  owner_ = std::move(texts);
}

NameList::NameList(std::shared_ptr<const void> owner, std::span<const std::uint64_t> ends,
                   std::string_view text)
    : owner_(std::move(owner)), ends_(ends), text_(text) {}

}  // namespace codegrid
