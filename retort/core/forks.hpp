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

/// Kept beside what belongs to the process that made it, such as a connection. A value: safe like an int.
class OwningProcess {
public:
    /// False in a child that was forked off since.
    bool is_this() const noexcept { return depth_ == fork_depth(); }

private:
    int depth_ = fork_depth();
};

}  // namespace retort::detail
