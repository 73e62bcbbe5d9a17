#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace codegrid {

/// The bytes of the member `index` of the ZIP archive `archive`, as they lie in it, packed or not
/// (PKWARE's APPNOTE.TXT, 4.3; ZIP64 too): libzip reads members, but does not say where they are.
/// Nothing where the archive is not as the format has it. Whether they are the right ones, their
/// sum says.
std::optional<std::string_view> zip_member_place(std::string_view archive, std::uint64_t index);

}  // namespace codegrid
