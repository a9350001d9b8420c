#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/ui/theme.h"

namespace wf::app {

struct PickerRequest {
  std::string title = "Open";  // also the label of the button
  enum class Purpose { kOpen, kSave } purpose = Purpose::kOpen;
  std::filesystem::path folder{};      // where to begin; the working folder if empty
  std::vector<std::string> endings{};  // ".json"; empty: all files
  std::string file_name{};             // proposed, when saving
};

// Chooses a file without leaving the window. Everything works from the keyboard: letters narrow
// the list, up and down move, Enter opens, Backspace in an empty field goes to the folder above,
// Escape leaves. Hidden files are not listed.
class FilePicker {
 public:
  void open(PickerRequest request);
  bool is_open() const { return open_; }
  void close() { open_ = false; }

  // Call every frame. The chosen file, once; a file that exists is overwritten only after a
  // second Enter.
  std::optional<std::filesystem::path> show(const Theme& theme);

  const std::filesystem::path& folder() const { return folder_; }

 private:
  struct Entry {
    std::string name;
    bool folder = false;
  };
  void enter(const std::filesystem::path& folder);
  std::vector<const Entry*> matching() const;
  std::optional<std::filesystem::path> accept(const Entry* entry);
  void draw_list(const std::vector<const Entry*>& shown, const Theme& theme,
                 std::optional<std::filesystem::path>& result);

  PickerRequest request_;
  bool open_ = false;
  bool just_opened_ = false;
  bool focus_field_ = false;
  bool scroll_to_current_ = false;
  bool confirm_overwrite_ = false;
  std::filesystem::path folder_;
  std::vector<Entry> entries_;  // folders first, each by name
  std::string text_;            // what was typed: a filter, or the name to save as
  std::string error_;
  int current_ = 0;
};

}  // namespace wf::app
