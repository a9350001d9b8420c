#include "app/window_entry.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <utility>

#include "app/platform/window.h"
#include "app/shell/shell.h"
#include "model/assets_path.h"

namespace wf::app {
namespace {

// As the desktop says it.
bool animations_are_off() {
  const char* enabled = std::getenv("GTK_ENABLE_ANIMATIONS");
  return enabled != nullptr && std::string_view(enabled) == "0";
}

}  // namespace

int open_window(const std::vector<std::string>& files) {
  const auto started = std::chrono::steady_clock::now();
  const auto refuse = [](const model::Error& error) {
    std::cerr << "wallfinder: " << error.text() << '\n';
    return 1;
  };
  const auto assets = model::find_assets();
  if (!assets) return refuse(assets.error());
  auto catalogue = model::load_catalogue(*assets);
  if (!catalogue) return refuse(catalogue.error());

  const auto file = settings_file();
  LoadedSettings loaded = file ? load_settings(*file) : LoadedSettings{};
  auto window = Window::open(
      {.width = loaded.settings.width, .height = loaded.settings.height, .started = started});
  if (!window) return refuse(window.error());

  const auto kept = record_file();
  Record record = kept ? Record::open(*kept) : Record::in_memory();
  Shell shell(Workspace(std::move(catalogue).value(), *assets, assets->parent_path() / "lessons"),
              std::move(loaded.settings), file, std::move(record));
  if (!loaded.complaint.empty()) shell.complain(loaded.complaint);
  for (const std::string& each : files) shell.open_file(each);
  // A file that was asked for comes before questions.
  if (files.empty() && !shell.settings().welcomed) {
    if (animations_are_off()) shell.toggle_reduced_motion();
    shell.show_first_run();
  }
  if (files.empty() && !shell.restore_session() && !shell.workspace().lessons().empty()) {
    shell.open_file(shell.workspace().lessons().front().file);
  }
  (*window)->run(shell);
  return 0;
}

}  // namespace wf::app
