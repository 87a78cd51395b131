#pragma once

#include <retort/core/error.hpp>
#include <retort/engine/driver.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <string>

/// A driver that only counts what it is asked.
struct FakeDriver {
    std::atomic<int> opened{0};
    std::atomic<int> closed{0};
    std::atomic<int> prepared{0};
    std::atomic<int> alive_statements{0};
    std::atomic<int> pings{0};
    std::atomic<bool> answers{true};
    std::atomic<bool> refuses{false};

    std::unique_ptr<retort::DriverConnection> connect();
};

class FakeStatement final : public retort::DriverStatement {
public:
    explicit FakeStatement(FakeDriver& driver) : driver_{driver} { ++driver_.alive_statements; }
    ~FakeStatement() override { --driver_.alive_statements; }
    retort::ParameterWriter& bind() override { throw retort::InvalidRequestError{"fake"}; }
    bool step() override { return false; }
    retort::ColumnReader& row() override { throw retort::InvalidRequestError{"fake"}; }
    int column_count() const override { return 0; }
    std::string_view column_name(int) const override { return {}; }
    std::int64_t changes() const override { return 0; }
    void reset() noexcept override { ++resets; }

    int resets = 0;

private:
    FakeDriver& driver_;
};

class FakeConnection final : public retort::DriverConnection {
public:
    explicit FakeConnection(FakeDriver& driver) : number{++driver.opened}, driver_{driver} {}
    ~FakeConnection() override { ++driver_.closed; }
    std::unique_ptr<retort::DriverStatement> prepare(std::string_view sql) override {
        if (sql == "bad") throw retort::OperationalError{{.message = "near \"bad\": syntax error"}};
        ++driver_.prepared;
        return std::make_unique<FakeStatement>(driver_);
    }
    void execute_script(std::string_view) override {}
    void begin(retort::BeginMode) override { in_transaction_ = true; }
    void commit() override { in_transaction_ = false; }
    void rollback() override { in_transaction_ = false; }
    bool in_transaction() const override { return in_transaction_; }
    bool ping() noexcept override {
        ++driver_.pings;
        return driver_.answers;
    }
    std::unique_ptr<retort::ParameterRecorder> recorder() const override { return nullptr; }
    bool is_lost() const noexcept override { return lost; }

    const int number;
    bool lost = false;

private:
    FakeDriver& driver_;
    bool in_transaction_ = false;
};

inline std::unique_ptr<retort::DriverConnection> FakeDriver::connect() {
    if (refuses) throw retort::OperationalError{{.message = "the server is away"}};
    return std::make_unique<FakeConnection>(*this);
}
