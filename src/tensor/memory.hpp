#pragma once

namespace codegrid {

/// Makes memory of large tensors go back to the system as soon as they are freed, rather than be
/// kept for the next one of that size: what the program holds then follows the images, whatever
/// their number. What a step or a batch uses again and again is smaller. With glibc only; elsewhere
/// nothing changes.
void give_back_large_blocks();

}  // namespace codegrid
