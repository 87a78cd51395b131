/// \file
/// Internal: a lock file beside the database, by which deployments keep out of each other's way.
#pragma once

#include <memory>
#include <string>

#include <retort/engine/alterations.hpp>

namespace retort::sqlite {

/// Waits for the lock of the database file and takes it. A lock whose holder died is no lock.
/// \param file  the database's own file; empty: it has none, and there is nothing to lock
/// \throws TimeoutError  naming who holds it
/// \throws OperationalError  where no file can be made beside the database
std::unique_ptr<DeployLock> take_deploy_lock(const std::string& file, const DeployLockOptions& options);

}  // namespace retort::sqlite
