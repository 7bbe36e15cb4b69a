//! Camera: its frames and its controls.

use super::Controller;
use crate::{
    browser,
    camera::{self, Camera, CameraAssist, CameraError},
    state::{self, Action, Mode, Notice},
    worker_client::WorkerGone,
};
use greengate_app::bridge::{Failure, Request, Response};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlVideoElement;

/// Milliseconds of pause after a frame that could not be taken or judged.
const AFTER_FAILURE_MS: i32 = 100;

/// Milliseconds between two frames while the desk shows a verdict: little work, and the next pass hardly waits.
const WATCHING_MS: i32 = 60;

impl Controller {
    /// Opens the camera and reads its frames until [`Controller::stop_camera`].
    pub fn start_camera(&self, video: HtmlVideoElement) {
        let controller = self.clone();
        let opening = self.0.opening.get().wrapping_add(1);
        self.0.opening.set(opening);
        self.tell(Action::Camera(state::Camera::Starting));
        spawn_local(async move {
            let lost = {
                let controller = controller.clone();
                move || {
                    controller.close_camera();
                    controller.tell(Action::Camera(state::Camera::Failed(CameraError::Lost)));
                }
            };
            let opened = Camera::open(video.clone(), lost).await;
            if controller.0.opening.get() != opening {
                return;
            }
            match opened {
                Ok(camera) => {
                    let torch = camera.has_torch().then_some(false);
                    camera.remember();
                    *controller.0.camera.borrow_mut() = Some(camera);
                    controller.tell(Action::Camera(state::Camera::On { torch }));
                    controller.read_frames(&video, opening).await;
                }
                Err(fault) => controller.tell(Action::Camera(state::Camera::Failed(fault))),
            }
        });
    }

    /// Reads frames one at a time: takes the next when the last one is answered.
    async fn read_frames(&self, video: &HtmlVideoElement, opening: u32) {
        let running = || self.0.opening.get() == opening;
        let mut help = CameraAssist::default();
        while running() {
            camera::next_frame(video).await;
            if !running() {
                break;
            }
            if self.0.resting.get() {
                if self.0.mode.get() != Mode::Desk {
                    continue;
                }
                browser::sleep(WATCHING_MS).await;
            }
            let Some(frame) = camera::grab(video).await else {
                browser::sleep(AFTER_FAILURE_MS).await;
                continue;
            };
            match self
                .0
                .worker_client
                .ask(self.frame(), &frame.picture, frame.transferable)
                .await
            {
                Ok(Response::Frame(mut seen)) if running() && self.listens() => {
                    help.frame(self.0.camera.borrow().as_ref(), seen.hint);
                    self.collect(&seen.found);
                    self.note_coded_zones(&seen.found);
                    let used = self.0.codes.borrow().used.clone();
                    seen.found.retain(|found| !found.chunk || used.contains(&found.text));
                    self.tell(Action::Frame(seen));
                }
                Ok(Response::Failed(Failure::Missing)) if running() => {
                    self.tell(Action::Notice(Notice::PartMissing));
                    browser::sleep(AFTER_FAILURE_MS).await;
                }
                Ok(_) => {}
                Err(WorkerGone) => browser::sleep(AFTER_FAILURE_MS).await,
            }
        }
    }

    /// True if frames need reading now.
    fn listens(&self) -> bool {
        self.0.mode.get() == Mode::Desk || !self.0.resting.get()
    }

    fn frame(&self) -> Request {
        Request::Frame {
            scope: self.0.scope.get(),
            at: browser::now(),
        }
    }

    /// Pauses the reading of frames while a verdict is on screen.
    pub fn pause_reading(&self, resting: bool) {
        self.0.resting.set(resting);
    }

    fn close_camera(&self) {
        self.0.opening.set(self.0.opening.get().wrapping_add(1));
        self.0.camera.take();
    }

    /// Switches the camera off.
    pub fn stop_camera(&self) {
        self.close_camera();
        self.tell(Action::Camera(state::Camera::Off));
    }

    /// Switches the camera's light.
    pub fn set_torch(&self, on: bool) {
        let controller = self.clone();
        spawn_local(async move {
            // Take it out while it works, so that nothing is borrowed across the wait.
            let Some(camera) = controller.0.camera.take() else {
                return;
            };
            let opening = controller.0.opening.get();
            let done = camera.set_torch(on).await;
            if controller.0.opening.get() == opening {
                *controller.0.camera.borrow_mut() = Some(camera);
                let torch = Some(on == done);
                controller.tell(Action::Camera(state::Camera::On { torch }));
            }
        });
    }

    /// Cameras of this device, as identifier and name. Browsers only tell names once the camera is allowed.
    pub async fn cameras(&self) -> Vec<(String, String)> {
        camera::all().await
    }

    /// Uses another camera from now on.
    pub fn choose_camera(&self, id: &str, video: HtmlVideoElement) {
        camera::choose(id);
        self.close_camera();
        self.start_camera(video);
    }

    /// Zoom of the camera: minimum, maximum, current; `None` without zoom.
    pub fn zoom_range(&self) -> Option<(f64, f64, f64)> {
        self.0.camera.borrow().as_ref().and_then(Camera::zoom_range)
    }

    /// Zooms in by this factor.
    pub fn zoom(&self, factor: f64) {
        if let Some(camera) = self.0.camera.borrow().as_ref() {
            camera.zoom(factor);
        }
    }

    /// Focuses on a point of the picture; coordinates run from 0 to 1.
    pub fn focus_on(&self, x: f64, y: f64) {
        if let Some(camera) = self.0.camera.borrow().as_ref() {
            camera.focus_on(x, y);
        }
    }
}
