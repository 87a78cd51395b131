/// \file
/// `Uuid`, a universally unique identifier, and `uuid4()`, which makes random ones.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace retort {

/// Sixteen bytes in network order. A plain value: reading from several threads is safe.
class Uuid {
public:
    /// The nil UUID, all zeros.
    constexpr Uuid() noexcept = default;

    explicit constexpr Uuid(const std::array<std::uint8_t, 16>& bytes) noexcept : bytes_{bytes} {}

    /// Reads 36 hyphenated or 32 bare hexadecimal digits, in braces or after "urn:uuid:" too, in either case.
    /// \throws ArgumentError  for anything else
    [[nodiscard]] static Uuid parse(std::string_view text);

    /// As `parse`, but empty instead of an exception.
    [[nodiscard]] static std::optional<Uuid> try_parse(std::string_view text) noexcept;

    /// `c0ffee00-…`: hyphenated, lower case, 36 characters.
    [[nodiscard]] std::string str() const;

    /// The 32 digits without hyphens, as CHAR(32) columns hold them.
    [[nodiscard]] std::string hex() const;

    /// Writes the 32 digits of `hex()` to `out32`, without a terminating zero.
    void hex_to(char* out32) const noexcept;

    [[nodiscard]] constexpr const std::array<std::uint8_t, 16>& bytes() const noexcept { return bytes_; }

    [[nodiscard]] constexpr bool is_nil() const noexcept { return *this == Uuid{}; }

    // Hidden friends on const Uuid& and no templates: a class derived from Uuid compares and prints through them.
    friend constexpr bool operator==(const Uuid& left, const Uuid& right) noexcept { return left.bytes_ == right.bytes_; }
    friend constexpr std::strong_ordering operator<=>(const Uuid& left, const Uuid& right) noexcept { return left.bytes_ <=> right.bytes_; }
    friend std::ostream& operator<<(std::ostream& out, const Uuid& uuid) { return print(out, uuid); }

private:
    static std::ostream& print(std::ostream& out, const Uuid& uuid);

    std::array<std::uint8_t, 16> bytes_{};
};

/// A random UUID of version 4, from the operating system's random source: not to be guessed from earlier ones.
/// Thread-safe, and safe across `fork`.
/// \throws OperationalError  where the operating system gives no random bytes
[[nodiscard]] Uuid uuid4();

}  // namespace retort

template <>
struct std::hash<retort::Uuid> {
    std::size_t operator()(const retort::Uuid& uuid) const noexcept;
};
