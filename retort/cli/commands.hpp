/// \file
/// The commands of the migrations. Each throws what cannot be done; the message is one sentence for whoever typed the command.
#pragma once

namespace retort::cli {

class Context;

void branches(const Context& context);
void check(const Context& context);
void current(const Context& context);
void downgrade(const Context& context);
void edit(const Context& context);
void ensure_version(const Context& context);
void heads(const Context& context);
void history(const Context& context);
void merge(const Context& context);
void revision(const Context& context);
void show(const Context& context);
void stamp(const Context& context);
void upgrade(const Context& context);

}  // namespace retort::cli
