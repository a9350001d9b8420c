#include "app/shell/shell.h"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>

#include "app/explorer/words.h"
#include "app/shell/shell_commands.h"
#include "app/ui/controls.h"

namespace wf::app {
namespace {

constexpr float kNarrow = 66;  // em of the window's width: below, the list folds away
// The list: titles of lessons are read whole where the window has room for it.
constexpr float kLeastList = 16;
constexpr float kMostList = 24;
constexpr float kListShare = 0.2F;

}  // namespace

Shell::Shell(Workspace workspace, Settings settings,
             std::optional<std::filesystem::path> settings_file, Record record)
    : workspace_(std::move(workspace)),
      settings_(std::move(settings)),
      kept_(settings_),
      settings_file_(std::move(settings_file)),
      desk_(std::move(record), workspace_.lessons()) {
  if (const std::string& what = desk_.record().complaint(); !what.empty()) {
    complain("Your record", what);
  }
  const std::vector<std::string> problems = keys_.read(settings_.keys);
  if (!problems.empty()) complain("Your keys", fmt::format("{}", fmt::join(problems, "\n")));
  mine_.choose(desk_.record().kept_value(kMyWorkload));
}

Shell::~Shell() { keep_settings(); }

void Shell::before_frame(Host& host) {
  if (between_frames_) std::exchange(between_frames_, nullptr)();
  // Ctrl and the wheel, before any pane scrolls by it.
  ImGuiIO& io = ImGui::GetIO();
  if (!math_) {
    auto math = MathMetrics::open(host.fonts().folder / "latinmodern-math.otf");
    if (math) math_ = *math;
  }
  const Look look = presenter_ ? presenter_look(settings_.look) : settings_.look;
  const bool same = theme_.palette != nullptr && theme_.look == look &&
                    theme_.dpi_scale == host.scale() && theme_font_ == host.fonts().regular.font;
  if (!same) {
    theme_ = make_theme(look, host.scale());
    theme_font_ = host.fonts().regular.font;
    apply(theme_, host.fonts().regular);
    host.request_redraw();
  }
  const float scale = static_cast<float>(host.scale());
  if (!host.full_screen() && io.DisplaySize.x > 0) {
    settings_.width = std::max(static_cast<int>(io.DisplaySize.x / scale), 320);
    settings_.height = std::max(static_cast<int>(io.DisplaySize.y / scale), 240);
  }
}

void Shell::on_drop(const std::vector<std::filesystem::path>& files, Host&) {
  for (const auto& file : files) open_file(file);
}

bool Shell::poll() {
  keep_settings();
  keep_record();
  const bool minute = notes_shown() && notes_->poll();
  return workspace_.poll() || minute;
}

// Keys reach commands unless a dialogue is open or, for what writes a character, something is typed
// into.
void Shell::run_keys() {
  const ImGuiIO& io = ImGui::GetIO();
  if (asking_key_ != nullptr) return;
  const bool dialogue = picker_.is_open() || overlay_ != Overlay::kNone || palette_.is_open();
  const bool menu =
      ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel);
  // Escape closes a menu or leaves a field before it reaches the window.
  const bool escape_taken = io.WantTextInput || picker_.is_open() || palette_.is_open() ||
                            (menu && overlay_ == Overlay::kNone);
  const Showing showing = presenter_ ? Showing::kProjector : Showing::kWindow;
  for (const ShellCommand& command : shell_commands()) {
    if (!acts(command.scope, showing)) continue;
    if (command.scope != KeyScope::kAnywhere && (dialogue || menu)) continue;
    const bool letters =
        command.scope == KeyScope::kNotTyping || command.scope == KeyScope::kReading;
    if (letters && io.WantTextInput) continue;
    const auto pressed = [&](ImGuiKeyChord chord) {
      if (chord == 0 || (io.WantTextInput && types_a_character(chord))) return false;
      if (chord == ImGuiKey_Escape && escape_taken) return false;
      // Space presses the control that shows the keyboard's focus.
      const bool space = (chord & ~ImGuiMod_Mask_) == ImGuiKey_Space;
      if (space && ImGui::GetIO().NavVisible) return false;
      return ImGui::IsKeyChordPressed(chord);
    };
    if (std::ranges::none_of(keys_.of(command), pressed)) continue;
    if (command.when == nullptr || command.when(*this)) {
      command.run(*this);
      host_->request_redraw();
    }
  }
  if (io.KeyCtrl && io.MouseWheel != 0) {
    if (io.MouseWheel > 0) larger_text();
    if (io.MouseWheel < 0) smaller_text();
    host_->request_redraw();
  }
}

void Shell::frame(Host& host) {
  if (!math_ || theme_.palette == nullptr) return;
  host_ = &host;
  // What lies under a dialogue is dimmed at once: nothing fades, and no frame is drawn for it.
  ImGuiContext& g = *ImGui::GetCurrentContext();
  if (g.DimBgRatio > 0) g.DimBgRatio = 1;
  const Canvas canvas{theme_, host.fonts(), *math_, {}};
  const PaneContext context{canvas, workspace_.catalogue(), host};
  run_keys();

  const ImVec2 display = ImGui::GetIO().DisplaySize;
  narrow_ = display.x < kNarrow * theme_.size.em;
  if (!narrow_) narrow_list_ = false;
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(display);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, 0);  // of the menu bar
  ImGui::Begin("Wallfinder", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                   (presenter_ ? ImGuiWindowFlags_None : ImGuiWindowFlags_MenuBar) |
                   ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar(4);
  if (presenter_) {
    draw_presenter(context);
    return;
  }
  draw_top_bar(context);

  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  const float status_height = std::round(theme_.size.small * 2.1F);
  const float height = std::max(ImGui::GetContentRegionAvail().y - status_height, 1.0F);
  const bool list = list_shown() && !first_run_;
  if (list) {
    ImGui::PushStyleColor(ImGuiCol_ChildBg, theme_.colours.panel);
    const float wide =
        std::clamp(kListShare * display.x, kLeastList * theme_.size.em, kMostList * theme_.size.em);
    const float width = narrow_ ? 0 : std::round(wide);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {theme_.size.space(3), theme_.size.space(3)});
    if (ImGui::BeginChild("list", {width, height},
                          ImGuiChildFlags_NavFlattened | ImGuiChildFlags_AlwaysUseWindowPadding)) {
      draw_list(context);
    }
    ImGui::EndChild();
    ImGui::PopStyleVar();
    ImGui::PopStyleColor();
    if (!narrow_) ImGui::SameLine(0, 0);
  }
  if (!(narrow_ && list)) {
    if (ImGui::BeginChild("document", {0, height}, ImGuiChildFlags_NavFlattened)) {
      draw_banners(context);
      draw_document(context);
    }
    ImGui::EndChild();
  }
  draw_status(context);
  ImGui::PopStyleVar();
  ImGui::End();

  draw_overlays(context);
  desk_.note().draw(desk_.record(), context);
  draw_figure_menu();
  draw_picker();
  if (const auto chosen = palette_.draw(context)) {
    choose(*chosen);
    host.request_redraw();
  }
  focus_.after_frame();
  watch_changes(host);
  // A drag is kept when it is over.
  if (!quitting_ && !ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
    desk_.keep_documents(workspace_);
  }

  const Document* document = workspace_.current();
  const std::string title = document == nullptr
                                ? std::string("Wallfinder")
                                : fmt::format("{}{} · Wallfinder", document->title(),
                                              document->edited ? " (changed)" : "");
  if (title != title_) {
    title_ = title;
    host.set_title(title);
  }
}

void Shell::draw_document(const PaneContext& context) {
  if (first_run_) {
    draw_first_page(context);
    return;
  }
  Document* document = workspace_.current();
  if (document == nullptr) {
    if (validation_page_) {
      draw_validation(context);
    } else {
      record_page_ ? draw_record(context) : draw_start(context);
    }
    return;
  }
  if (analysis_.is_open() && has_scenario()) {
    draw_analysis(*document, context);
  } else if (!draw_side_by_side(context)) {
    draw_one(*document, context);
  }
  draw_quantity_menu();
}

void Shell::draw_one(Document& document, const PaneContext& context) {
  ImGui::PushID(document.id);
  if (!document.good) {
    draw_faulty(document, context);
  } else if (document.kind == Document::Kind::kWorkload) {
    auto& explorer = explorers_[document.id];
    if (!explorer) explorer = std::make_unique<Explorer>();
    auto changed = explorer->draw(explorer_input(document), settings_.knob_share, context);
    if (std::string asked = explorer->take_asked(); !asked.empty()) {
      asked_quantity_ = std::move(asked);
      asking_quantity_ = true;
    }
    if (changed) {
      workspace_.say({});
      workspace_.change(document, std::move(*changed));
      context.host.request_redraw();
    }
    do_task(document, explorer->take_task(), context);
  } else {
    draw_lesson(document, context);
  }
  ImGui::PopID();
}

void Shell::draw_validation(const PaneContext& context) {
  if (auto scenario = validation().draw(context)) {
    workspace_.open_new(std::move(*scenario));
    context.host.request_redraw();
  }
}

void Shell::draw_status(const PaneContext& context) {
  const Document* document = workspace_.current();
  std::string words;
  if (document != nullptr && document->good) {
    if (const Explorer* explorer = current_explorer(); explorer != nullptr) {
      words = explorers_.at(document->id)->status(explorer_input(*document));
    } else if (const auto view = lesson_views_.find(document->id); view != lesson_views_.end()) {
      words = view->second->status();
    }
  }
  const float height = ImGui::GetContentRegionAvail().y;
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(from, {from.x + width, from.y + height}, theme_.colours.panel);
  list.AddRectFilled(from, {from.x + width, from.y + theme_.size.px}, theme_.colours.rule);
  const float small = theme_.size.small;
  const float baseline = from.y + height / 2 + small * 0.35F;
  const Face& face = context.fonts().regular;
  const float pad = theme_.size.space(4);
  const std::string keys = fmt::format("{} finds anything   {} shows the keys",
                                       chord_text(keys_.of(*find_shell_command("go.palette"))[0]),
                                       chord_text(keys_.of(*find_shell_command("help.keys"))[0]));
  const float keys_width = text_width(face, small, keys);
  const float room = width - keys_width - 3 * pad;
  const std::string& message = workspace_.message();
  if (!message.empty()) words += (words.empty() ? "" : "   ·   ") + message;
  place_text(cut_to(face, small, words, room), {from.x + pad, baseline}, theme_.colours.muted, face,
             small);
  place_text(keys, {from.x + width - pad - keys_width, baseline}, theme_.colours.muted, face,
             small);
}

void Shell::draw_picker() {
  const auto chosen = picker_.show(theme_);
  if (!chosen || !picked_) return;
  std::exchange(picked_, nullptr)(*chosen);
  host_->request_redraw();
}

}  // namespace wf::app
