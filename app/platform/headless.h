#pragma once

#include "app/platform/image.h"
#include "app/platform/screen.h"
#include "model/core/result.h"

namespace wf::app {

// Draws a screen without window or display and returns its last frame. The picture is width by
// height times `scale` pixels. Time advances by a sixtieth of a second a frame, so that equal
// screens give equal pictures. Two or three frames let a layout settle that depends on the one
// before.
model::Result<Image> render_frames(Screen& screen, int width, int height, double scale,
                                   int frames = 3);

// The frame that the current Dear ImGui context drew last, as a picture. The context must have no
// renderer: it keeps its textures, and goes on without one.
model::Result<Image> picture_of_last_frame();

}  // namespace wf::app
