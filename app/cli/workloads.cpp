#include "app/cli/workloads.h"

#include <istream>
#include <iterator>
#include <ostream>

#include "model/assets_path.h"

namespace wf::app {

std::optional<model::Catalogue> open_catalogue(Streams& streams) {
  const auto assets = model::find_assets();
  if (!assets) {
    streams.err << "wallfinder: " << assets.error().text() << "\n";
    return std::nullopt;
  }
  auto catalogue = model::load_catalogue(*assets);
  if (!catalogue) {
    streams.err << "wallfinder: " << catalogue.error().text() << "\n";
    return std::nullopt;
  }
  return std::move(*catalogue);
}

std::optional<NamedWorkload> open_workload(const std::string& file,
                                           std::span<const std::string> settings,
                                           const model::Catalogue& catalogue, Streams& streams) {
  const auto refuse_file = [&](const model::Error& error) {
    streams.err << printable(error.text()) << "\n";
    return std::nullopt;
  };
  NamedWorkload workload;
  for (const std::string& text : settings) {
    auto setting = model::parse_setting(text);
    if (!setting) return refuse_file(setting.error());
    workload.settings.push_back(std::move(*setting));
  }

  std::string text;
  std::filesystem::path folder;
  if (file == "-") {
    workload.file = "standard input";
    folder = ".";
    text.assign(std::istreambuf_iterator<char>(streams.in), {});
  } else {
    workload.file = file;
    folder = std::filesystem::path(file).parent_path();
    auto read = model::read_text_file(file);
    if (!read) return refuse_file(read.error());
    text = std::move(*read);
  }
  auto loaded = model::read_workload(text, workload.file, folder, catalogue, workload.settings);
  if (!loaded) return refuse_file(loaded.error());
  // What is wrong with a line of the file, or with a --set, is a warning; the rest is for notes.
  for (const std::string& note : loaded->notes) {
    if (note.starts_with(workload.file + ":") || note.starts_with("--set ")) {
      streams.err << "warning: " << printable(note) << "\n";
    }
  }
  workload.scenario = std::move(loaded->scenario);
  workload.notes = std::move(loaded->notes);
  workload.assignment = std::move(loaded->assignment);
  workload.given = std::move(loaded->given);
  return workload;
}

}  // namespace wf::app
