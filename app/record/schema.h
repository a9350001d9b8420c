#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "app/record/database.h"

namespace wf::app {

// Marks a SQLite file as ours: "WfRc".
inline constexpr std::int64_t kRecordApplication = 0x57665263;

// Statements that lead from one version of the file to the next: entry 0 makes version 1 of an
// empty file. Entries are only ever added.
std::span<const std::string_view> migrations();

enum class Migrated {
  kYes,
  kNewer,    // the file is from a newer program: hands off
  kForeign,  // somebody else's database
  kFailed
};
// All steps that are missing, or none.
Migrated migrate(const Database& database);

}  // namespace wf::app
