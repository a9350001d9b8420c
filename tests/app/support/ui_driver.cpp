#include "tests/app/support/ui_driver.h"

#include <imgui_internal.h>

#include <algorithm>
#include <stdexcept>

#include "app/platform/headless.h"

namespace wf::app::testing {
namespace {

constexpr double kFrame = 1.0 / 60;

std::string visible_part(std::string_view label) {
  return std::string(label.substr(0, label.find("##")));
}

// A test need not know where a space may not break or is thin.
std::string plain_spaces(std::string text) {
  for (const std::string_view space : {"\u00a0", "\u202f", "\u2009"}) {
    for (std::size_t at = 0; (at = text.find(space, at)) != std::string::npos; ++at) {
      text.replace(at, space.size(), " ");
    }
  }
  return text;
}

// "Files/list_12AB34CD" is Dear ImGui's name for a child called "list".
bool names_window(std::string_view window, std::string_view wanted) {
  while (!window.empty()) {
    std::string_view part = window.substr(0, window.find('/'));
    window.remove_prefix(std::min(window.size(), part.size() + 1));
    if (part == wanted || visible_part(part) == wanted) return true;
    if (const std::size_t hash = part.rfind('_'); hash != std::string_view::npos) {
      part = part.substr(0, hash);
      if (part == wanted || visible_part(part) == wanted) return true;
    }
  }
  return false;
}

}  // namespace

struct UiDriver::Item {
  ImGuiID id = 0;
  ImGuiID seed = 0;  // of the id stack, to recognise items that report no label
  std::string label;
  std::string window_name;
  ImGuiWindow* window = nullptr;
  ImRect box;
  ImGuiID focus_scope = 0;
  int status = 0;
  bool disabled = false;
  bool tab_stop = false;

  bool is_window() const { return label == window_name; }  // its title bar
  bool is_called(std::string_view name) const {
    if (label.empty()) return ImHashStr(name.data(), name.size(), seed) == id;
    return label == name || visible_part(label) == name;
  }
};

UiDriver::UiDriver(Screen& screen, int width, int height, double scale)
    : screen_(screen), scale_(scale) {
  auto session = ImGuiSession::create();
  if (!session) throw std::runtime_error(session.error().text());
  session_ = std::move(session.value());
  ImGuiIO& io = ImGui::GetIO();
  io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
  io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
  session_->context()->TestEngine = this;
  session_->context()->TestEngineHookItems = true;
  frames(3);
}

UiDriver::~UiDriver() {
  session_->make_current();
  session_->context()->TestEngineHookItems = false;
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    texture->SetTexID(ImTextureID_Invalid);
    texture->SetStatus(ImTextureStatus_Destroyed);
  }
}

void UiDriver::answer_textures() const {
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    if (texture->Status == ImTextureStatus_WantCreate) {
      texture->SetTexID(static_cast<ImTextureID>(1));
      texture->SetStatus(ImTextureStatus_OK);
    } else if (texture->Status == ImTextureStatus_WantDestroy) {
      texture->SetTexID(ImTextureID_Invalid);
      texture->SetStatus(ImTextureStatus_Destroyed);
    } else if (texture->Status == ImTextureStatus_WantUpdates) {
      texture->SetStatus(ImTextureStatus_OK);
    }
  }
}

void UiDriver::frame(double seconds, Capture capture) {
  session_->make_current();
  ImGuiContext& g = *session_->context();
  g.IO.DeltaTime = static_cast<float>(seconds);
  screen_.before_frame(*this);
  ImGui::NewFrame();
  // Items that are scrolled out of sight report their label only while text is being captured.
  if (capture == Capture::kYes) {
    items_.clear();
    recording_ = true;
    ImGui::LogToBuffer(0);
  }
  screen_.frame(*this);
  if (capture == Capture::kYes) {
    recording_ = false;
    text_ = plain_spaces(std::string(g.LogBuffer.begin(), g.LogBuffer.end()));
    g.LogEnabled = g.ItemUnclipByLog = false;
    g.LogFlags = ImGuiLogFlags_None;
    g.LogBuffer.clear();
  }
  ImGui::Render();
  answer_textures();
}

void UiDriver::frames(int count) {
  for (int i = 0; i < count; ++i) frame(kFrame, Capture::kNo);
}

void UiDriver::wait(double seconds) {
  frame(seconds, Capture::kNo);
  frames(1);
}

void UiDriver::resize(int width, int height) {
  session_->make_current();
  ImGui::GetIO().DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
  frames(3);
}

void UiDriver::set_scale(double scale) {
  scale_ = scale;
  frames(3);
}

void UiDriver::look() {
  frame(kFrame, Capture::kYes);
  seen_ = session_->context()->FrameCount;
}

void UiDriver::tap(ImGuiKey key) {
  session_->make_current();
  for (const bool down : {true, false}) {
    ImGui::GetIO().AddKeyEvent(key, down);
    frames(1);
  }
}

void UiDriver::on_item(ImGuiID id, const ImRect& box, int flags) {
  if (!recording_ || id == 0) return;
  const ImGuiContext& g = *session_->context();
  Item item;
  item.id = id;
  item.window = g.CurrentWindow;
  item.window_name = g.CurrentWindow->Name;
  const ImVector<ImGuiID>& ids = g.CurrentWindow->IDStack;
  item.seed = ids.empty() ? 0 : ids.back();  // empty while a window draws its own title
  item.box = box;
  item.focus_scope = g.CurrentFocusScopeId;
  item.disabled = (g.CurrentItemFlags & ImGuiItemFlags_Disabled) != 0;
  constexpr int kNoStop = ImGuiItemFlags_NoTabStop | ImGuiItemFlags_NoNav | ImGuiItemFlags_Disabled;
  item.tab_stop = (flags & kNoStop) == 0;
  items_.push_back(std::move(item));
}

void UiDriver::on_label(ImGuiID id, const char* label, int status) {
  if (!recording_) return;
  for (auto item = items_.rbegin(); item != items_.rend(); ++item) {
    if (item->id != id) continue;
    if (label != nullptr) item->label = label;
    item->status |= status;
    return;
  }
}

const char* UiDriver::label_of(ImGuiID id) const {
  for (const Item& item : items_) {
    if (item.id == id) return item.label.c_str();
  }
  return nullptr;
}

const UiDriver::Item* UiDriver::match(std::string_view label, std::string_view scope,
                                      std::string_view name) const {
  const Item* found = nullptr;
  for (const Item& item : items_) {
    if (item.is_window()) continue;
    if (!item.is_called(name) || (!scope.empty() && !names_window(item.window_name, scope))) {
      continue;
    }
    if (found != nullptr && found->id != item.id) {
      throw std::runtime_error("the label \"" + std::string(label) +
                               "\" stands on more than one control: " + describe_labels());
    }
    found = &item;
  }
  return found;
}

UiDriver::Item UiDriver::find(std::string_view label) {
  look();
  if (const Item* whole = match(label, "", label)) return *whole;
  for (std::size_t at = label.find('/'); at != std::string_view::npos;
       at = label.find('/', at + 1)) {
    if (const Item* item = match(label, label.substr(0, at), label.substr(at + 1))) return *item;
  }
  throw std::runtime_error("there is no \"" + std::string(label) +
                           "\"; there are: " + describe_labels());
}

std::string UiDriver::describe_labels() const {
  std::string all;
  for (const Item& item : items_) {
    if (!item.label.empty() && !item.is_window()) {
      all += (all.empty() ? "\"" : ", \"") + item.window_name + "/" + item.label + "\"";
    }
  }
  return all.empty() ? "nothing" : all;
}

// The innermost window that can bring it nearer does; false where it is in sight.
bool UiDriver::scroll_to(const Item& item) const {
  for (ImGuiWindow* window = item.window; window != nullptr; window = window->ParentWindow) {
    const ImRect& inner = window->InnerClipRect;
    const ImVec2 middle = item.box.GetCenter();
    const bool above_or_below = middle.y < inner.Min.y || middle.y > inner.Max.y;
    const bool beside = middle.x < inner.Min.x || middle.x > inner.Max.x;
    bool scrolled = false;
    if (above_or_below && window->ScrollMax.y > 0) {
      ImGui::SetScrollY(window, std::clamp(window->Scroll.y + middle.y - inner.GetCenter().y, 0.0F,
                                           window->ScrollMax.y));
      scrolled = true;
    }
    if (beside && window->ScrollMax.x > 0) {
      ImGui::SetScrollX(window, std::clamp(window->Scroll.x + middle.x - inner.GetCenter().x, 0.0F,
                                           window->ScrollMax.x));
      scrolled = true;
    }
    if (scrolled) return true;
  }
  return false;
}

UiDriver::Item UiDriver::reach(std::string_view label) {
  Item item = find(label);
  for (int attempt = 0; attempt < 8 && scroll_to(item); ++attempt) {
    frames(2);
    item = find(label);
  }
  const ImVec2 middle = item.box.GetCenter();
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  if (middle.x < 0 || middle.y < 0 || middle.x >= display.x || middle.y >= display.y) {
    throw std::runtime_error("\"" + std::string(label) + "\" cannot be scrolled into sight");
  }
  return item;
}

void UiDriver::move_to(double x, double y) {
  session_->make_current();
  ImGui::GetIO().AddMousePosEvent(static_cast<float>(x), static_cast<float>(y));
  frames(2);
}

void UiDriver::press(ImGuiMouseButton button, int times) {
  wait(1);  // so that no earlier click pairs up with this one
  for (int i = 0; i < times; ++i) {
    ImGui::GetIO().AddMouseButtonEvent(button, true);
    frames(1);
    ImGui::GetIO().AddMouseButtonEvent(button, false);
    frames(1);
  }
  frames(2);
}

void UiDriver::hover(std::string_view label) {
  const ImVec2 middle = reach(label).box.GetCenter();
  move_to(static_cast<double>(middle.x), static_cast<double>(middle.y));
  wait(1);
}

void UiDriver::click(std::string_view label) {
  const Item item = reach(label);
  if (item.disabled) throw std::runtime_error("\"" + std::string(label) + "\" is disabled");
  const ImVec2 middle = item.box.GetCenter();
  click_at(static_cast<double>(middle.x), static_cast<double>(middle.y));
}

void UiDriver::click_at(double x, double y) {
  move_to(x, y);
  press(ImGuiMouseButton_Left);
}

void UiDriver::double_click(std::string_view label) {
  const ImVec2 middle = reach(label).box.GetCenter();
  move_to(static_cast<double>(middle.x), static_cast<double>(middle.y));
  press(ImGuiMouseButton_Left, 2);
}

void UiDriver::right_click(std::string_view label) {
  const ImVec2 middle = reach(label).box.GetCenter();
  move_to(static_cast<double>(middle.x), static_cast<double>(middle.y));
  press(ImGuiMouseButton_Right);
}

void UiDriver::drag(std::string_view label, double to, double from) {
  const ImRect box = reach(label).box;
  const double left = static_cast<double>(box.Min.x);
  const double width = static_cast<double>(box.GetWidth());
  const double y = static_cast<double>(box.GetCenter().y);
  move_to(left + width * from, y);
  wait(1);
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, true);
  frames(1);
  constexpr int kSteps = 5;
  for (int i = 1; i <= kSteps; ++i) move_to(left + width * (from + (to - from) * i / kSteps), y);
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, false);
  frames(2);
}

void UiDriver::drag_by(std::string_view label, double x, double y) {
  const ImVec2 middle = reach(label).box.GetCenter();
  const double from_x = static_cast<double>(middle.x);
  const double from_y = static_cast<double>(middle.y);
  move_to(from_x, from_y);
  wait(1);
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, true);
  frames(1);
  constexpr int kSteps = 5;
  for (int i = 1; i <= kSteps; ++i) move_to(from_x + x * i / kSteps, from_y + y * i / kSteps);
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, false);
  frames(2);
}

void UiDriver::scroll(double lines) {
  session_->make_current();
  ImGui::GetIO().AddMouseWheelEvent(0, static_cast<float>(lines));
  frames(3);
}

void UiDriver::drop(const std::vector<std::filesystem::path>& files) {
  session_->make_current();
  screen_.on_drop(files, *this);
  frames(2);
}

void UiDriver::key(ImGuiKeyChord chord) {
  session_->make_current();
  ImGuiIO& io = ImGui::GetIO();
  const auto press_modifiers = [&](bool down) {
    for (const ImGuiKeyChord modifier :
         {ImGuiMod_Ctrl, ImGuiMod_Shift, ImGuiMod_Alt, ImGuiMod_Super}) {
      if ((chord & modifier) != 0) io.AddKeyEvent(static_cast<ImGuiKey>(modifier), down);
    }
  };
  const auto plain = static_cast<ImGuiKey>(chord & ~ImGuiMod_Mask_);
  press_modifiers(true);
  frames(1);
  if (plain != ImGuiKey_None) {
    io.AddKeyEvent(plain, true);
    frames(1);
    io.AddKeyEvent(plain, false);
    frames(1);
  }
  press_modifiers(false);
  frames(2);
}

void UiDriver::type(std::string_view text) {
  session_->make_current();
  ImGui::GetIO().AddInputCharactersUTF8(std::string(text).c_str());
  frames(2);
}

std::vector<UiDriver::Control> UiDriver::controls() {
  look();
  std::vector<Control> result;
  for (const Item& item : items_) {
    if (item.is_window()) continue;
    result.push_back(
        {item.id, item.seed, item.label, item.window_name, item.disabled, item.tab_stop});
  }
  return result;
}

ImGuiID UiDriver::focus() const { return session_->context()->NavId; }
bool UiDriver::focus_shown() const {
  const ImGuiContext& g = *session_->context();
  return g.NavCursorVisible && g.NavIdIsAlive;
}

UiDriver::Rect UiDriver::focus_box() const {
  ImGuiWindow* window = session_->context()->NavWindow;
  if (window == nullptr) throw std::runtime_error("nothing has the focus");
  const ImRect box =
      ImGui::WindowRectRelToAbs(window, window->NavRectRel[session_->context()->NavLayer]);
  return {static_cast<double>(box.Min.x), static_cast<double>(box.Min.y),
          static_cast<double>(box.Max.x), static_cast<double>(box.Max.y)};
}

void UiDriver::focus_on(ImGuiID id) {
  session_->make_current();
  if (seen_ != session_->context()->FrameCount) look();
  const auto item = std::ranges::find_if(items_, [&](const Item& each) { return each.id == id; });
  if (item == items_.end()) throw std::runtime_error("there is no such control to be focused");
  scroll_to(*item);
  ImGui::FocusWindow(item->window);
  ImGui::SetNavID(id, ImGuiNavLayer_Main, item->focus_scope,
                  ImGui::WindowRectAbsToRel(item->window, item->box));
  ImGui::SetNavCursorVisible(true);
  frames(1);
}

std::vector<ImGuiID> UiDriver::tab_round(int most) {
  session_->make_current();
  // Frames long enough that each is a repetition of the key.
  constexpr double kRepeat = 0.3;
  std::vector<ImGuiID> stops;
  ImGui::GetIO().AddKeyEvent(ImGuiKey_Tab, true);
  frame(kRepeat, Capture::kNo);
  while (static_cast<int>(stops.size()) < most) {
    frame(kRepeat, Capture::kNo);
    if (!stops.empty() && focus() == stops.front()) break;
    stops.push_back(focus());
  }
  ImGui::GetIO().AddKeyEvent(ImGuiKey_Tab, false);
  frame(kFrame, Capture::kNo);
  return stops;
}

void UiDriver::poll() {
  session_->make_current();
  if (screen_.poll()) frames(3);
}

std::string UiDriver::text() {
  look();
  return text_;
}

bool UiDriver::shows(std::string_view words) {
  return text().find(plain_spaces(std::string(words))) != std::string::npos;
}

std::vector<std::string> UiDriver::labels() {
  look();
  std::vector<std::string> result;
  for (const Item& item : items_) {
    if (!item.label.empty() && !item.is_window()) result.push_back(item.label);
  }
  return result;
}

bool UiDriver::has(std::string_view label) {
  look();
  return std::any_of(items_.begin(), items_.end(),
                     [&](const Item& item) { return !item.is_window() && item.is_called(label); });
}

bool UiDriver::enabled(std::string_view label) { return !find(label).disabled; }

bool UiDriver::checked(std::string_view label) {
  return (find(label).status & ImGuiItemStatusFlags_Checked) != 0;
}

bool UiDriver::focused(std::string_view label) {
  return find(label).id == session_->context()->NavId;
}

UiDriver::Rect UiDriver::rect(std::string_view label) {
  const ImRect box = find(label).box;
  return {static_cast<double>(box.Min.x), static_cast<double>(box.Min.y),
          static_cast<double>(box.Max.x), static_cast<double>(box.Max.y)};
}

float UiDriver::scrolled(std::string_view window) {
  session_->make_current();
  for (const ImGuiWindow* each : session_->context()->Windows) {
    if (each->Active && names_window(each->Name, window)) return each->Scroll.y;
  }
  return 0;
}

std::string UiDriver::clipboard() {
  session_->make_current();
  const char* text = ImGui::GetClipboardText();
  return text == nullptr ? "" : text;
}

const ImDrawData& UiDriver::draw_data() {
  session_->make_current();
  return *ImGui::GetDrawData();
}

Image UiDriver::picture() {
  session_->make_current();
  auto image = picture_of_last_frame();
  if (!image) throw std::runtime_error(image.error().text());
  return std::move(image.value());
}

std::vector<CutText> UiDriver::cut_text() {
  const TextWatch watch;
  look();
  return watch.cut();
}

std::vector<std::string> UiDriver::overlaps() {
  const TextWatch watch;
  frame(kFrame, Capture::kNo);
  return watch.overlaps();
}

std::vector<SizedText> UiDriver::text_sizes() {
  const TextWatch watch;
  look();
  return watch.sizes();
}

}  // namespace wf::app::testing

namespace {

wf::app::testing::UiDriver* driver_of(ImGuiContext* context) {
  return static_cast<wf::app::testing::UiDriver*>(context->TestEngine);
}

}  // namespace

void ImGuiTestEngineHook_ItemAdd(ImGuiContext* context, ImGuiID id, const ImRect& box,
                                 const ImGuiLastItemData* data) {
  if (auto* driver = driver_of(context)) driver->on_item(id, box, data ? data->ItemFlags : 0);
}

void ImGuiTestEngineHook_ItemInfo(ImGuiContext* context, ImGuiID id, const char* label,
                                  ImGuiItemStatusFlags flags) {
  if (auto* driver = driver_of(context)) driver->on_label(id, label, flags);
}

void ImGuiTestEngineHook_Log(ImGuiContext*, const char*, ...) {}

const char* ImGuiTestEngine_FindItemDebugLabel(ImGuiContext* context, ImGuiID id) {
  auto* driver = driver_of(context);
  return driver == nullptr ? nullptr : driver->label_of(id);
}
