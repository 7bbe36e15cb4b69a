//! Camera: its frames and its controls.

use super::Controller;
use crate::{
    browser,
    camera::{self, Camera, CameraAssist, CameraError, Opening, Step},
    state::{Action, Mode, Notice},
    worker_client::WorkerGone,
};
use greengate_app::bridge::{Failure, Request, Response};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlVideoElement;

/// Milliseconds of pause after a frame that could not be taken or judged.
const AFTER_FAILURE_MS: i32 = 100;

/// Milliseconds between two frames while the desk shows a verdict: little work, and the next pass hardly waits.
const WATCHING_MS: i32 = 60;

impl Controller {
    /// Opens the camera and reads its frames until something else happens to the camera.
    pub fn start_camera(&self, video: HtmlVideoElement) {
        let opening = self.0.camera.borrow_mut().start();
        self.show_camera();
        self.open_camera(opening, video);
    }

    /// Tells the page the state of the camera.
    fn show_camera(&self) {
        let shown = self.0.camera.borrow().shown();
        self.tell(Action::Camera(shown));
    }

    /// The browser opens the camera. If the opening is superseded meanwhile, its camera goes off and touches nothing.
    fn open_camera(&self, opening: Opening, video: HtmlVideoElement) {
        let controller = self.clone();
        spawn_local(async move {
            let camera = match Camera::open(controller.0.early_camera.take()).await {
                Ok(camera) => camera,
                Err(error) => {
                    controller.fail_camera(opening, error);
                    return;
                }
            };
            let torch = camera.has_torch().then_some(false);
            if let Some(camera) = controller.0.camera.borrow_mut().take(opening, camera) {
                let controller = controller.clone();
                camera.show_in(video.clone(), move || controller.lose_camera(opening));
                camera.remember();
            } else {
                return;
            }
            camera::play(&video).await;
            let runs = controller.0.camera.borrow_mut().run(opening, torch);
            if runs {
                controller.show_camera();
                controller.read_frames(video, opening).await;
            }
        });
    }

    fn fail_camera(&self, opening: Opening, error: CameraError) -> Option<Opening> {
        let failed = self.0.camera.borrow_mut().fail(opening, error);
        if failed.is_some() {
            self.show_camera();
        }
        failed
    }

    /// The camera of this opening went away: it was disconnected, or the page may not use it any more.
    fn lose_camera(&self, opening: Opening) {
        let Some(lost) = self.fail_camera(opening, CameraError::Lost) else {
            return;
        };
        let controller = self.clone();
        spawn_local(async move {
            if camera::is_refused().await {
                controller.fail_camera(lost, CameraError::Refused);
            }
        });
    }

    /// Waits for the next picture. A hidden page is told of none, and reads what is there from time to time.
    async fn next_picture(&self, video: &HtmlVideoElement, received: &mut Option<f64>) -> bool {
        if camera::next_frame(video).await || !browser::is_visible() {
            return true;
        }
        if video.paused() {
            // A browser may pause what it hid.
            camera::play(video).await;
        }
        let before = std::mem::replace(received, camera::received(video));
        before != *received
    }

    /// Reads frames one at a time: takes the next when the last one is answered.
    async fn read_frames(&self, video: HtmlVideoElement, opening: Opening) {
        let running = || self.0.camera.borrow().is_current(opening);
        let mut help = CameraAssist::default();
        let mut received = None;
        loop {
            let picture = self.next_picture(&video, &mut received).await;
            let gone = self.0.camera.borrow().device().is_some_and(|camera| !camera.is_live());
            if gone && !picture {
                self.lose_camera(opening);
            }
            let step = self.0.camera.borrow_mut().waited(opening, picture);
            match step {
                Step::Read => {}
                Step::Reopen(opening) => {
                    self.show_camera();
                    return self.open_camera(opening, video);
                }
                Step::Fail => return self.show_camera(),
                Step::End => return,
            }
            if self.0.resting.get() {
                if self.0.mode.get() != Mode::Desk {
                    continue;
                }
                browser::sleep(WATCHING_MS).await;
            }
            let Some(frame) = camera::grab(&video).await else {
                browser::sleep(AFTER_FAILURE_MS).await;
                continue;
            };
            self.look_for_documents(&video);
            match self
                .0
                .worker_client
                .ask(self.frame(), &frame.picture, frame.transferable)
                .await
            {
                Ok(Response::Frame(mut seen)) if running() && self.listens() => {
                    help.frame(self.0.camera.borrow().device(), seen.hint);
                    self.collect(&seen.found);
                    self.note_coded_zones(&seen.found);
                    let used = self.0.codes.borrow().used.clone();
                    seen.found.retain(|found| !found.chunk || used.contains(&found.text));
                    self.tell_settled(Action::Frame(seen));
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

    /// Switches the camera off.
    pub fn stop_camera(&self) {
        self.0.camera.borrow_mut().stop();
        self.show_camera();
    }

    /// Asks the camera that is on to switch its light. An answer that comes after another request, or when that camera
    /// is off, is dropped.
    pub fn set_torch(&self, on: bool) {
        let asked = {
            let mut life = self.0.camera.borrow_mut();
            life.ask_light()
                .and_then(|(request, camera)| Some((request, camera.set_torch(on)?)))
        };
        let Some((request, answer)) = asked else { return };
        let controller = self.clone();
        spawn_local(async move {
            let done = JsFuture::from(answer).await.is_ok();
            let changed = controller.0.camera.borrow_mut().lit(request, on == done);
            if changed {
                controller.show_camera();
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
        self.start_camera(video);
    }

    /// Zoom of the camera: minimum, maximum, current; `None` without zoom.
    pub fn zoom_range(&self) -> Option<(f64, f64, f64)> {
        self.0.camera.borrow().device().and_then(Camera::zoom_range)
    }

    /// Zooms in by this factor.
    pub fn zoom(&self, factor: f64) {
        if let Some(camera) = self.0.camera.borrow().device() {
            camera.zoom(factor);
        }
    }

    /// Focuses on a point of the picture; coordinates run from 0 to 1.
    pub fn focus_on(&self, x: f64, y: f64) {
        if let Some(camera) = self.0.camera.borrow().device() {
            camera.focus_on(x, y);
        }
    }
}
