#include "app/ui/file_picker.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cctype>
#include <system_error>

#include "app/ui/controls.h"

namespace wf::app {
namespace {

namespace fs = std::filesystem;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool ends_with_any(const std::string& name, const std::vector<std::string>& endings) {
  return endings.empty() || std::any_of(endings.begin(), endings.end(), [&](const std::string& e) {
           return lower(name).ends_with(lower(e));
         });
}

}  // namespace

void FilePicker::open(PickerRequest request) {
  request_ = std::move(request);
  open_ = just_opened_ = true;
  std::error_code error;
  fs::path start = request_.folder.empty() ? fs::current_path(error) : request_.folder;
  if (!fs::is_directory(start, error)) start = start.parent_path();
  if (!fs::is_directory(start, error)) start = "/";
  enter(start);
  text_ = request_.purpose == PickerRequest::Purpose::kSave ? request_.file_name : "";
}

void FilePicker::enter(const fs::path& folder) {
  std::error_code error;
  fs::path whole = fs::canonical(folder, error);
  if (error) whole = folder;
  std::vector<Entry> entries;
  fs::directory_iterator iterator(whole, error);
  if (error) {
    error_ = whole.string() + " cannot be listed: " + error.message();
    return;
  }
  for (const fs::directory_iterator end; iterator != end; iterator.increment(error)) {
    if (error) break;
    const std::string name = iterator->path().filename().string();
    if (name.empty() || name.front() == '.') continue;
    std::error_code ignored;
    const bool is_folder = iterator->is_directory(ignored);
    if (is_folder || ends_with_any(name, request_.endings)) entries.push_back({name, is_folder});
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    if (a.folder != b.folder) return a.folder;
    const std::string x = lower(a.name);
    const std::string y = lower(b.name);
    return x != y ? x < y : a.name < b.name;
  });
  folder_ = whole;
  entries_ = std::move(entries);
  error_.clear();
  if (request_.purpose == PickerRequest::Purpose::kOpen) text_.clear();
  current_ = 0;
  focus_field_ = scroll_to_current_ = true;
  confirm_overwrite_ = false;
}

std::vector<const FilePicker::Entry*> FilePicker::matching() const {
  std::vector<const Entry*> shown;
  // While saving, the field holds a name and narrows nothing.
  const bool filter = request_.purpose == PickerRequest::Purpose::kOpen;
  const std::string wanted = lower(text_);
  for (const Entry& entry : entries_) {
    if (!filter || lower(entry.name).find(wanted) != std::string::npos) shown.push_back(&entry);
  }
  return shown;
}

std::optional<fs::path> FilePicker::accept(const Entry* entry) {
  if (entry != nullptr && entry->folder) {
    enter(folder_ / entry->name);
    return std::nullopt;
  }
  std::error_code error;
  if (request_.purpose == PickerRequest::Purpose::kOpen) {
    // A whole path may be typed instead of choosing.
    const fs::path typed = fs::path(text_).is_absolute() ? fs::path(text_) : folder_ / text_;
    const fs::path chosen = entry != nullptr ? folder_ / entry->name : typed;
    if (entry == nullptr && fs::is_directory(chosen, error)) {
      enter(chosen);
      return std::nullopt;
    }
    if (text_.empty() && entry == nullptr) return std::nullopt;
    if (!fs::exists(chosen, error)) {
      error_ = "There is no file " + chosen.string();
      return std::nullopt;
    }
    open_ = false;
    return chosen;
  }
  if (text_.empty()) return std::nullopt;
  fs::path target = fs::path(text_).is_absolute() ? fs::path(text_) : folder_ / text_;
  if (fs::is_directory(target, error)) {
    text_ = request_.file_name;
    enter(target);
    return std::nullopt;
  }
  if (!target.has_extension() && request_.endings.size() == 1) target += request_.endings.front();
  if (!fs::is_directory(target.parent_path(), error)) {
    error_ = "There is no folder " + target.parent_path().string();
    return std::nullopt;
  }
  if (fs::exists(target, error) && !confirm_overwrite_) {
    confirm_overwrite_ = true;
    error_ = target.filename().string() + " exists; press Enter again to overwrite it";
    return std::nullopt;
  }
  open_ = false;
  return target;
}

void FilePicker::draw_list(const std::vector<const Entry*>& shown, const Theme& theme,
                           std::optional<fs::path>& result) {
  // What is below the list stays in sight, however large the text is.
  const ImGuiStyle& style = ImGui::GetStyle();
  float below = ImGui::GetFrameHeight() + style.ItemSpacing.y + style.WindowPadding.y;
  if (!error_.empty()) {
    below +=
        style.ItemSpacing.y +
        ImGui::CalcTextSize(error_.c_str(), nullptr, false, ImGui::GetContentRegionAvail().x).y;
  }
  const float room =
      ImGui::GetIO().DisplaySize.y - theme.size.space(4) - ImGui::GetCursorPosY() - below;
  const float height = std::clamp(room, theme.size.line * 2, theme.size.line * 12);
  if (ImGui::BeginChild("files", {0, height}, ImGuiChildFlags_NavFlattened)) {
    if (shown.empty()) {
      ImGui::PushStyleColor(ImGuiCol_Text, theme.colours.muted);
      ImGui::TextUnformatted(entries_.empty() ? "Nothing to open in this folder"
                                              : "No name contains these letters");
      ImGui::PopStyleColor();
    }
    for (std::size_t i = 0; i < shown.size(); ++i) {
      const Entry entry = *shown[i];  // a copy: entering a folder replaces the list
      const bool current = static_cast<int>(i) == current_;
      ImGui::PushID(static_cast<int>(i));
      // A folder is told by its slash, not by a colour.
      const std::string label = entry.folder ? entry.name + "/" : entry.name;
      const bool chosen = list_row(label.c_str(), current, theme);
      if (current && scroll_to_current_) ImGui::SetScrollHereY();
      ImGui::PopID();
      if (!chosen) continue;
      if (request_.purpose == PickerRequest::Purpose::kSave && !entry.folder) {
        text_ = entry.name;
        current_ = static_cast<int>(i);
        focus_field_ = true;
        continue;
      }
      result = accept(&entry);
      break;
    }
    scroll_to_current_ = false;
  }
  ImGui::EndChild();
}

std::optional<fs::path> FilePicker::show(const Theme& theme) {
  if (!open_) return std::nullopt;
  const std::string title = request_.title + "###file picker";
  if (just_opened_) ImGui::OpenPopup(title.c_str());
  just_opened_ = false;
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({display.x / 2, display.y / 2}, ImGuiCond_Always, {0.5F, 0.5F});
  ImGui::SetNextWindowSize({std::min(theme.size.em * 40, display.x - theme.size.space(4)), 0});
  bool stays = true;
  std::optional<fs::path> result;
  if (!ImGui::BeginPopupModal(title.c_str(), &stays,
                              ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove)) {
    open_ = false;
    return std::nullopt;
  }

  const bool saving = request_.purpose == PickerRequest::Purpose::kSave;

  if (button("Up", theme)) enter(folder_.parent_path());
  ImGui::SameLine();
  ImGui::AlignTextToFramePadding();
  ImGui::PushTextWrapPos(0);
  ImGui::TextUnformatted(folder_.string().c_str());
  ImGui::PopTextWrapPos();

  const std::vector<const Entry*> shown = matching();
  const int last = static_cast<int>(shown.size()) - 1;
  const bool was_empty = text_.empty();
  ImGui::SetNextItemWidth(-1);
  if (focus_field_) ImGui::SetKeyboardFocusHere();
  focus_field_ = false;
  const bool entered = ImGui::InputTextWithHint(
      saving ? "##name" : "##filter", saving ? "Name of the file" : "Type to filter", &text_,
      ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_CallbackHistory,
      // Up and down belong to the list; Dear ImGui reports them here while the field is active.
      [](ImGuiInputTextCallbackData* data) {
        *static_cast<int*>(data->UserData) += data->EventKey == ImGuiKey_UpArrow ? -1 : 1;
        return 0;
      },
      &current_);
  if (ImGui::IsItemEdited()) {
    confirm_overwrite_ = false;
    error_.clear();
    if (!saving) current_ = 0;
  }
  if (ImGui::IsKeyPressed(ImGuiKey_UpArrow) || ImGui::IsKeyPressed(ImGuiKey_DownArrow)) {
    scroll_to_current_ = true;
  }
  current_ = std::clamp(current_, 0, std::max(last, 0));
  const bool field_active = ImGui::IsItemActive();
  if (field_active && was_empty && ImGui::IsKeyPressed(ImGuiKey_Backspace)) {
    enter(folder_.parent_path());
  } else if (entered) {
    const Entry* entry = !saving && last >= 0 ? shown[static_cast<std::size_t>(current_)] : nullptr;
    if (entry != nullptr) {
      const Entry copy = *entry;
      result = accept(&copy);
    } else {
      result = accept(nullptr);
    }
    focus_field_ = true;
  } else {
    draw_list(shown, theme, result);
  }

  if (!error_.empty()) {
    ImGui::PushTextWrapPos(0);
    ImGui::PushStyleColor(ImGuiCol_Text, theme.colours.bad);
    ImGui::TextUnformatted(error_.c_str());
    ImGui::PopStyleColor();
    ImGui::PopTextWrapPos();
  }
  ImGui::BeginDisabled(saving ? text_.empty() : last < 0 && text_.empty());
  if (button(request_.title.c_str(), theme, Emphasis::kPrimary) && !result) {
    const std::vector<const Entry*> now = matching();
    if (!saving && current_ < static_cast<int>(now.size())) {
      const Entry copy = *now[static_cast<std::size_t>(current_)];
      result = accept(&copy);
    } else {
      result = accept(nullptr);
    }
  }
  ImGui::EndDisabled();
  ImGui::SameLine();
  if (button("Cancel", theme) || ImGui::IsKeyPressed(ImGuiKey_Escape, false)) {
    open_ = false;
  }
  if (!stays) open_ = false;
  if (!open_) ImGui::CloseCurrentPopup();
  ImGui::EndPopup();
  return result;
}

}  // namespace wf::app
