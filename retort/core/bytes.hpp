/// \file
/// `Bytes`, the contents of a BLOB or BYTEA column.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

using Bytes = std::vector<std::byte>;

/// The bytes of a text.
[[nodiscard]] Bytes bytes_from(std::string_view text);

/// The bytes read as text; the view lives as long as they do.
[[nodiscard]] inline std::string_view as_text(std::span<const std::byte> bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Two lower-case digits a byte.
[[nodiscard]] std::string to_hex(std::span<const std::byte> bytes);

/// The reverse of `to_hex`, either case; empty where the text is not pairs of hexadecimal digits.
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);

/// Base64 with padding, as pydantic and JSON APIs carry bytes.
[[nodiscard]] std::string to_base64(std::span<const std::byte> bytes);

/// The reverse of `to_base64`; empty where the text is not Base64.
[[nodiscard]] std::optional<Bytes> from_base64(std::string_view text);

/// As Python's repr(): `b'\x00abc'`.
[[nodiscard]] std::string repr_bytes(std::span<const std::byte> bytes);

}  // namespace retort
