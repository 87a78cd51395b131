/// \file
/// Internal: connections to MariaDB and MySQL servers.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <retort/dialect/mariadb/link.hpp>
#include <retort/dialect/mariadb/options.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/driver.hpp>

namespace retort::mariadb {

class Connection final : public DriverConnection {
public:
    /// \throws OperationalError  where no server answers or it refuses the user
    explicit Connection(const Options& options);

    std::unique_ptr<DriverStatement> prepare(std::string_view sql) override;
    void execute_script(std::string_view sql) override;
    void begin(BeginMode mode) override;
    void commit() override;
    void rollback() override;
    bool in_transaction() const override;
    bool is_lost() const noexcept override;
    bool ping() noexcept override;
    std::unique_ptr<ParameterRecorder> recorder() const override;

    Link& link() noexcept { return link_; }

private:
    Link link_;
    std::string begin_sql_;
};

class Connector final : public Dialect::Connector {
public:
    explicit Connector(Options options) : options_{std::move(options)} {}
    std::unique_ptr<DriverConnection> connect() override;

private:
    Options options_;
};

}  // namespace retort::mariadb
