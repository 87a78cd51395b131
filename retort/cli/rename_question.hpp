#pragma once

#include <string>
#include <vector>

#include <retort/migrate/renames.hpp>

namespace retort::cli {

/// What `--rename` says; where it says nothing and a person sits there, the person. Nobody guesses. Belongs to one thread.
class RenamesOfUser : public migrate::RenameQuestion {
public:
    /// \throws ArgumentError  naming the one that is not `old=new`
    RenamesOfUser(const std::vector<std::string>& renames, bool may_ask);

    bool is_renamed(const migrate::RenameCandidate& candidate) override;
    /// Those of `--rename` that no candidate was like.
    std::vector<std::string> unused() const { return given_.unused(); }

private:
    migrate::GivenRenames given_;
    bool may_ask_;
};

}  // namespace retort::cli
