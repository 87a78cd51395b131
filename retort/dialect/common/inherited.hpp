/// \file
/// Internal: connections that a fork left in a child.
#pragma once

namespace retort::detail {

/// \throws OperationalError  of a lost connection, which says that it is the parent's
[[noreturn]] void throw_inherited_connection();

}  // namespace retort::detail
