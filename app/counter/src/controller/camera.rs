//! The camera that reads a passport's machine-readable zone. The pictures go to the part of the app that reads documents,
//! and are dropped after each frame.

use super::{Controller, now};
use crate::state::Action;
use greengate::person::Mrz;
use greengate_app::{
    bridge::{DocumentJob, DocumentResult, SeenZone},
    browser,
    camera::{self, Camera, CameraError, CameraLife, Opening, Step},
    part_client::PartClient,
};
use std::cell::RefCell;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlVideoElement;

const WORKER: &str = "greengate-documents";
/// Milliseconds of pause after a frame that could not be read.
const AFTER_FAILURE_MS: i32 = 300;

/// The camera and the reader of its frames.
pub struct ZoneCamera {
    life: RefCell<CameraLife<Camera>>,
    part: PartClient,
}

impl Default for ZoneCamera {
    fn default() -> Self {
        Self {
            life: RefCell::default(),
            part: PartClient::new(WORKER),
        }
    }
}

impl Controller {
    fn show_camera(&self) {
        let shown = self.0.camera.life.borrow().shown();
        self.tell(Action::Camera(shown));
    }

    /// Opens the camera and reads its frames until one shows a whole zone, or something else happens to the camera.
    pub fn start_camera(&self, video: HtmlVideoElement) {
        let opening = self.0.camera.life.borrow_mut().start();
        self.show_camera();
        self.open_camera(opening, video);
    }

    /// Switches the camera off.
    pub fn stop_camera(&self) {
        self.0.camera.life.borrow_mut().stop();
        self.show_camera();
    }

    fn fail_camera(&self, opening: Opening, error: CameraError) {
        if self.0.camera.life.borrow_mut().fail(opening, error).is_some() {
            self.show_camera();
        }
    }

    fn open_camera(&self, opening: Opening, video: HtmlVideoElement) {
        let controller = self.clone();
        spawn_local(async move {
            let camera = match Camera::open(None).await {
                Ok(camera) => camera,
                Err(error) => return controller.fail_camera(opening, error),
            };
            if let Some(camera) = controller.0.camera.life.borrow_mut().take(opening, camera) {
                let controller = controller.clone();
                camera.show_in(video.clone(), move || {
                    controller.fail_camera(opening, CameraError::Lost)
                });
            } else {
                return;
            }
            camera::play(&video).await;
            if controller.0.camera.life.borrow_mut().run(opening, None) {
                controller.show_camera();
                controller.read_frames(video, opening).await;
            }
        });
    }

    /// Reads frames one at a time. The first one asks the reader to forget the traveller before.
    async fn read_frames(&self, video: HtmlVideoElement, opening: Opening) {
        let mut anew = true;
        loop {
            let picture = camera::next_frame(&video).await || !browser::is_visible();
            let step = self.0.camera.life.borrow_mut().waited(opening, picture);
            match step {
                Step::Read => {}
                Step::Reopen(opening) => {
                    self.show_camera();
                    return self.open_camera(opening, video);
                }
                Step::Fail => return self.show_camera(),
                Step::End => return,
            }
            let Some(frame) = camera::grab(&video).await else {
                browser::sleep(AFTER_FAILURE_MS).await;
                continue;
            };
            let job = DocumentJob::Frame {
                at: browser::now(),
                anew: std::mem::take(&mut anew),
            };
            let seen = self.0.camera.part.run(job, &frame.picture, frame.transferable).await;
            if !self.0.camera.life.borrow().is_current(opening) {
                return;
            }
            match seen {
                Some((DocumentResult::Seen(seen), _)) => {
                    self.tell(Action::Unclear(seen.unclear && seen.zone.is_none()));
                    if seen.zone.is_some_and(|zone| self.take_zone(&zone)) {
                        return self.stop_camera();
                    }
                }
                _ => browser::sleep(AFTER_FAILURE_MS).await,
            }
        }
    }

    /// Takes a zone whose every letter is clear: what is typed here is signed, so a doubtful name is not guessed. The
    /// camera goes on until the doubt is gone, or the clerk types.
    fn take_zone(&self, zone: &SeenZone) -> bool {
        if !zone.doubts.is_empty() {
            self.tell(Action::Unclear(true));
            return false;
        }
        match Mrz::read(&zone.text, now()) {
            Ok(mrz) => {
                self.tell(Action::Passport(Box::new(mrz)));
                true
            }
            Err(_) => false,
        }
    }
}
