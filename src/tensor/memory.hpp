#pragma once

namespace codegrid {

/// Makes memory of large tensors go back to the system as soon as they are freed, rather than be
/// kept for the next one of that size: what the program holds then follows the images, whatever
/// their number. What is free already goes back too. For work that does not take such blocks again
/// and again, as a batch of large images may while it is encoded: the system clears each anew. With
/// glibc only; elsewhere nothing changes.
void give_back_large_blocks();

/// The other way: memory of tensors stays the program's when they are freed, for those of the next
/// step. For work that takes the same large blocks again and again, as autograd does: given back,
/// the system would have to clear them each time, which can take longer than what is computed in
/// them. With glibc only.
void keep_freed_blocks();

}  // namespace codegrid
