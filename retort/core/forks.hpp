/// \file
/// Whether a process is still the one that made something.
#pragma once

namespace retort::detail {

/// How many forks lie between this process and the one that loaded the library: what was made at another depth was inherited from a parent.
/// Safe from any thread.
///
/// getpid() would tell it too, but glibc asks the kernel each time, which at a statement executed by key is a hundredth of all its time.
/// A fork by the bare system call or by `_Fork`, which pthread_atfork(3) does not hear of, is not counted.
int fork_depth() noexcept;

}  // namespace retort::detail
