#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace codegrid {

/// The bytes of a file, or of a member of an archive.
struct OwnedBytes {
  std::shared_ptr<const void> owner;
  std::string_view bytes;
};

/// A .npz file: a ZIP archive of .npy files, each an array that is called as its file without the
/// ending. Memory is taken for what the archive holds, never for what it claims.
class NpzArchive {
 public:
  /// name: of the archive, for messages. Throws Error(kBadData): no ZIP archive or a damaged one, a
  /// member that claims more than it can hold, two members of one name, encrypted ones, none that
  /// is a .npy file.
  NpzArchive(OwnedBytes archive, std::string name);
  ~NpzArchive();
  NpzArchive(const NpzArchive&) = delete;
  NpzArchive& operator=(const NpzArchive&) = delete;

  /// Names of the arrays, as they lie in the archive.
  std::vector<std::string> arrays() const;
  /// "<archive>/<array>", as printable text.
  std::string full_name(const std::string& array) const;
  /// The first bytes of an array's .npy file, `count` of them or all there are. Throws
  /// Error(kBadData) where there is no array of that name, which lists those there are.
  std::string start_of_array(const std::string& array, std::size_t count) const;
  /// All of its bytes, its sum (CRC) checked. Throws so too; Error once the program is asked to
  /// stop. expected: how many there are by the array's header; where the archive says otherwise
  /// that is an error, before memory is taken.
  OwnedBytes read(const std::string& array, std::uint64_t expected) const;
  /// The same, handed to `take` piece by piece: memory for them does not grow with the array.
  void unpack(const std::string& array, std::uint64_t expected,
              const std::function<void(std::string_view piece)>& take) const;
  /// The same where they lie in the archive, whose owner then owns them: of an array that is stored
  /// and not packed, as numpy.savez does it. Nothing for any other.
  std::optional<OwnedBytes> in_place(const std::string& array, std::uint64_t expected) const;

 private:
  struct Member;
  struct Archive;

  const Member& member(const std::string& array) const;
  const Member& member_of(const std::string& array, std::uint64_t bytes) const;

  std::string name_;
  std::unique_ptr<Archive> archive_;
  std::vector<Member> members_;
};

}  // namespace codegrid
