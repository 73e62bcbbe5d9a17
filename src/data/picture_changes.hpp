#pragma once

#include <functional>
#include <string>

#include "data/sources/picture_list.hpp"

namespace codegrid {

/// Calls `visit` for each name in either list, in the order of the names' bytes, with the pictures
/// of that name; null where a list has none.
void compare_by_name(
    const PictureList& then, const PictureList& now,
    const std::function<void(const ListedPicture* before, const ListedPicture* after)>& visit);

/// Whether a file of one name has another size or time.
bool is_another_file(const ListedPicture& before, const ListedPicture& after);

/// What differs between the pictures of a training and those of now, whatever their roots: "3
/// pictures added, 1 removed, 2 changed since the training, the first: a.png". The first is that in
/// the order of their names' bytes; changed are size or time. Pictures with another label are
/// counted apart; so are the same ones in another order. Empty where nothing differs.
std::string describe_changes(const PictureList& then, const PictureList& now);

}  // namespace codegrid
