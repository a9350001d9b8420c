#include "app/shell/my_workload.h"

#include <fmt/format.h>

#include "model/workload_file.h"

namespace wf::app {

const MyWorkload* MyWorkloadSource::look(const Workspace& workspace) {
  if (file_.empty()) {
    mine_.reset();
    seen_.clear();
    fault_.clear();
    return nullptr;
  }
  for (const auto& each : workspace.documents()) {
    if (each->file != file_ || !each->good || each->kind != Document::Kind::kWorkload) continue;
    const std::string seen = fmt::format("open {} {}", each->id, each->version);
    if (seen != seen_) {
      seen_ = seen;
      fault_.clear();
      mine_ = MyWorkload{each->title(), file_, each->scenario, ++version_};
    }
    return &*mine_;
  }
  // Not open: what was seen last stays, else the file is read once.
  const std::string seen = "file " + file_.string();
  if (mine_ && mine_->file == file_) return &*mine_;
  if (seen == seen_) return nullptr;
  seen_ = seen;
  mine_.reset();
  const auto text = model::read_text_file(file_);
  if (!text) {
    fault_ = text.error().text();
    return nullptr;
  }
  auto loaded =
      model::read_workload(*text, file_.string(), file_.parent_path(), workspace.catalogue());
  if (!loaded) {
    fault_ = loaded.error().text();
    return nullptr;
  }
  const std::string& name = loaded->scenario.name;
  mine_ = MyWorkload{name.empty() ? file_.filename().string() : name, file_,
                     std::move(loaded->scenario), ++version_};
  fault_.clear();
  return &*mine_;
}

}  // namespace wf::app
