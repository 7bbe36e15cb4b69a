//! The device's camera: opening it, its faults, and its frames one at a time. [`CameraLife`] owns the one that is on.

mod life;

pub use self::life::{CameraLife, LightRequest, Opening, Shown, Step};
use crate::browser::{self, method};
use greengate::frame::Hint;
use js_sys::{JSON, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CanvasRenderingContext2d, HtmlCanvasElement, HtmlVideoElement, ImageBitmap, MediaStream, MediaStreamTrack,
};

/// Name of the setting that keeps the chosen camera.
const CHOICE: &str = "camera";

/// Uses this camera from now on.
pub fn choose(id: &str) {
    browser::set_setting(CHOICE, id);
}

/// Identifier of the chosen camera.
pub fn chosen() -> Option<String> {
    browser::setting(CHOICE)
}

/// The cameras of this device, as identifier and name.
pub async fn all() -> Vec<(String, String)> {
    let devices = async {
        let devices = browser::window().navigator().media_devices().ok()?;
        let promise: Promise = method(&devices, "enumerateDevices")?
            .call0(&devices)
            .ok()?
            .dyn_into()
            .ok()?;
        let list = js_sys::Array::from(&JsFuture::from(promise).await.ok()?);
        let text = |device: &JsValue, name: &str| Reflect::get(device, &name.into()).ok()?.as_string();
        let cameras = list
            .iter()
            .filter(|device| text(device, "kind").as_deref() == Some("videoinput"));
        Some(
            cameras
                .filter_map(|device| Some((text(&device, "deviceId")?, text(&device, "label")?)))
                .filter(|(id, _)| !id.is_empty())
                .collect(),
        )
    };
    devices.await.unwrap_or_default()
}

/// Reason for having no camera picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CameraError {
    /// The page was not loaded over https, so browsers give it no camera.
    Insecure,
    /// The browser has no camera interface.
    Unsupported,
    /// The person or a policy refused.
    Refused,
    /// The device has no camera.
    Missing,
    /// Another app uses the camera.
    Busy,
    /// The camera was removed while in use.
    Lost,
    /// The camera is open and sends no pictures.
    NoPicture,
    /// Something else.
    Other,
}

impl CameraError {
    fn of(error: &JsValue) -> Self {
        // Compare names: an `OverconstrainedError` is not a `DOMException` in every engine.
        let name = Reflect::get(error, &"name".into())
            .ok()
            .and_then(|name| name.as_string());
        match name.as_deref() {
            Some("NotAllowedError" | "PermissionDeniedError") => Self::Refused,
            Some("NotFoundError" | "OverconstrainedError") => Self::Missing,
            Some("NotReadableError" | "AbortError" | "TrackStartError") => Self::Busy,
            Some("SecurityError") => Self::Insecure,
            _ => Self::Other,
        }
    }
}

/// True if the person or a policy has withdrawn the camera from the page. False if the browser does not tell.
pub async fn is_refused() -> bool {
    let state = async {
        let permissions = Reflect::get(&browser::window().navigator(), &"permissions".into()).ok()?;
        let camera = JSON::parse(r#"{"name": "camera"}"#).ok()?;
        let asked = method(&permissions, "query")?.call1(&permissions, &camera).ok()?;
        let status = JsFuture::from(asked.dyn_into::<Promise>().ok()?).await.ok()?;
        Reflect::get(&status, &"state".into()).ok()?.as_string()
    };
    state.await.as_deref() == Some("denied")
}

/// An open camera. Dropping it switches the camera off.
pub struct Camera {
    stream: MediaStream,
    /// The element that shows it, and the listener for its end.
    shown: Option<(HtmlVideoElement, Closure<dyn FnMut()>)>,
}

impl Camera {
    /// Opens the rear camera, or the chosen one. Nothing shows it yet. `early` was asked for before.
    pub async fn open(early: Option<Promise>) -> Result<Self, CameraError> {
        if !browser::window().is_secure_context() {
            return Err(CameraError::Insecure);
        }
        let asked = early
            .or_else(|| browser::ask_for_camera(chosen().as_deref()))
            .ok_or(CameraError::Unsupported)?;
        let stream: MediaStream = JsFuture::from(asked)
            .await
            .map_err(|e| CameraError::of(&e))?
            .unchecked_into();
        Ok(Self { stream, shown: None })
    }

    /// Shows the camera in the element. Calls `ended` when the camera goes away.
    pub fn show_in(&mut self, video: HtmlVideoElement, ended: impl FnMut() + 'static) {
        let ended = Closure::<dyn FnMut()>::new(ended);
        if let Some(track) = self.track() {
            track.set_onended(Some(ended.as_ref().unchecked_ref()));
        }
        // Set as a property: Chromium ignores the attribute on elements made by script.
        video.set_muted(true);
        video.set_src_object(Some(&self.stream));
        self.shown = Some((video, ended));
    }

    /// False once the camera has ended, even if no event said so.
    pub fn is_live(&self) -> bool {
        self.stream.active()
    }

    fn track(&self) -> Option<MediaStreamTrack> {
        self.stream.get_video_tracks().get(0).dyn_into().ok()
    }

    /// Capability of the camera by name; `None` if the browser does not tell or the camera lacks it.
    fn capability(&self, name: &str) -> Option<JsValue> {
        let track = self.track()?;
        let capabilities = method(&track, "getCapabilities")?.call0(&track).ok()?;
        let capability = Reflect::get(&capabilities, &name.into()).ok()?;
        (!capability.is_falsy()).then_some(capability)
    }

    /// Asks the camera for a setting. The promise fails if the camera does not apply it.
    fn wish(&self, name: &str, value: &JsValue) -> Option<Promise> {
        let track = self.track()?;
        let (wish, constraints) = (js_sys::Object::new(), js_sys::Object::new());
        Reflect::set(&wish, &name.into(), value).ok()?;
        Reflect::set(&constraints, &"advanced".into(), &js_sys::Array::of1(&wish)).ok()?;
        method(&track, "applyConstraints")?
            .call1(&track, &constraints)
            .ok()?
            .dyn_into()
            .ok()
    }

    /// True if the camera has a light that can be switched.
    pub fn has_torch(&self) -> bool {
        self.capability("torch").is_some()
    }

    /// Switches the light. The promise fails if the camera does not follow.
    pub fn set_torch(&self, on: bool) -> Option<Promise> {
        self.wish("torch", &on.into())
    }

    /// Keeps the device's own camera for the next visit, once it has worked.
    pub fn remember(&self) {
        let settings = self
            .track()
            .and_then(|track| method(&track, "getSettings")?.call0(&track).ok());
        let id = settings.and_then(|settings| Reflect::get(&settings, &"deviceId".into()).ok()?.as_string());
        // Keep only a person's own choice, and forget it when that camera has gone.
        if let (Some(chosen), Some(id)) = (browser::setting(CHOICE), id)
            && chosen != id
        {
            browser::forget_setting(CHOICE);
        }
    }

    /// Zoom of the camera: minimum, maximum, current; `None` without zoom.
    pub fn zoom_range(&self) -> Option<(f64, f64, f64)> {
        let range = self.capability("zoom")?;
        let end = |name: &str| Reflect::get(&range, &name.into()).ok()?.as_f64();
        let (least, most) = (end("min")?, end("max")?);
        let track = self.track()?;
        let settings = method(&track, "getSettings")?.call0(&track).ok()?;
        let now = Reflect::get(&settings, &"zoom".into()).ok()?.as_f64().unwrap_or(least);
        (most > least).then_some((least, most, now))
    }

    /// Zooms in by this factor, or as far as the camera goes. The phone can then stay far enough away to focus, and the
    /// code still gets enough pixels.
    pub fn zoom(&self, factor: f64) {
        let end = |name: &str| {
            let range = self.capability("zoom")?;
            Reflect::get(&range, &name.into()).ok()?.as_f64()
        };
        if let (Some(least), Some(most)) = (end("min"), end("max")) {
            // Only a wish: a camera that does not follow stays as it is.
            _ = self.wish("zoom", &browser::within(factor, least, most).into());
        }
    }

    /// Focuses on a point of the picture if the camera can; coordinates run from 0 to 1.
    pub fn focus_on(&self, x: f64, y: f64) {
        if self.capability("pointsOfInterest").is_some() {
            let point = js_sys::Object::new();
            for (name, value) in [("x", x), ("y", y)] {
                // Setting a property of a fresh object cannot fail.
                _ = Reflect::set(&point, &name.into(), &value.into());
            }
            _ = self.wish("pointsOfInterest", &js_sys::Array::of1(&point));
        }
        self.refocus();
    }

    /// Makes the camera focus again.
    fn refocus(&self) {
        let Some(modes) = self.capability("focusMode") else {
            return;
        };
        let modes = js_sys::Array::from(&modes);
        for mode in ["single-shot", "continuous"] {
            if modes.includes(&mode.into(), 0) {
                _ = self.wish("focusMode", &mode.into());
                return;
            }
        }
    }
}

/// Adjusts the camera by the scanner's hints, once a hint has stood for a while.
#[derive(Default)]
pub struct CameraAssist {
    hint: Option<Hint>,
    /// Number of frames in a row with this hint.
    frames: u32,
    zoomed: bool,
}

impl CameraAssist {
    /// Number of frames with the same hint before the camera is adjusted.
    const PATIENCE: u32 = 8;
    /// Zoom factor for codes that are too small.
    const ZOOM: f64 = 2.0;

    /// Applies the hint of a frame.
    pub fn frame(&mut self, camera: Option<&Camera>, hint: Option<Hint>) {
        self.frames = if self.hint == hint { self.frames + 1 } else { 0 };
        self.hint = hint;
        let Some(camera) = camera.filter(|_| self.frames >= Self::PATIENCE) else {
            return;
        };
        self.frames = 0;
        match hint {
            Some(Hint::Closer) if !self.zoomed => {
                camera.zoom(Self::ZOOM);
                self.zoomed = true;
            }
            Some(Hint::Farther) if self.zoomed => {
                camera.zoom(1.0);
                self.zoomed = false;
            }
            Some(Hint::HoldStill) => camera.refocus(),
            _ => {}
        }
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        for track in self.stream.get_tracks() {
            let track: MediaStreamTrack = track.unchecked_into();
            track.set_onended(None);
            track.stop();
        }
        // Another camera may be in the element by now.
        if let Some((video, _)) = &self.shown
            && video.src_object().as_ref() == Some(&self.stream)
        {
            video.set_src_object(None);
        }
    }
}

/// Waits until the video plays, at most three seconds: browsers that let a hidden page wait do not say so.
pub async fn play(video: &HtmlVideoElement) {
    const AT_MOST_MS: i32 = 3_000;
    if let Ok(playing) = video.play() {
        let first = js_sys::Array::of2(&playing, &browser::timer(AT_MOST_MS));
        // If it does not play, no pictures come, which is noticed later.
        _ = JsFuture::from(Promise::race(&first)).await;
    }
}

/// Waits for the next picture of the video, at most one second. False if none came.
pub async fn next_frame(video: &HtmlVideoElement) -> bool {
    const AT_MOST_MS: i32 = 1_000;
    let shown = Promise::new(&mut |resolve, _| {
        // Neither fails on a video of this page.
        _ = match method(video, "requestVideoFrameCallback") {
            Some(request) => request.call1(video, &resolve).is_ok(),
            None => browser::window().request_animation_frame(&resolve).is_ok(),
        };
        _ = browser::window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, AT_MOST_MS);
    });
    // Pictures come with their time, the timer with nothing.
    JsFuture::from(shown).await.is_ok_and(|time| !time.is_undefined())
}

/// Number of pictures that the element received, shown or not; `None` if the browser does not tell.
pub fn received(video: &HtmlVideoElement) -> Option<f64> {
    let quality = method(video, "getVideoPlaybackQuality")?.call0(video).ok()?;
    Reflect::get(&quality, &"totalVideoFrames".into()).ok()?.as_f64()
}

/// Current picture as an `ImageBitmap`, or as an `ImageData` in browsers whose workers cannot draw.
pub async fn grab(video: &HtmlVideoElement) -> Option<Grabbed> {
    let (width, height) = (video.video_width(), video.video_height());
    if width == 0 || height == 0 {
        return None;
    }
    let global = js_sys::global();
    if method(&global, "createImageBitmap").is_some() && method(&global, "OffscreenCanvas").is_some() {
        let promise = method(&global, "createImageBitmap")?
            .call1(&global, video)
            .ok()?
            .dyn_into::<Promise>()
            .ok()?;
        let bitmap = JsFuture::from(promise).await.ok()?;
        return Some(Grabbed {
            picture: bitmap,
            transferable: true,
        });
    }
    let canvas: HtmlCanvasElement = browser::window()
        .document()?
        .create_element("canvas")
        .ok()?
        .dyn_into()
        .ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.draw_image_with_html_video_element(video, 0.0, 0.0).ok()?;
    let data = context.get_image_data(0.0, 0.0, width.into(), height.into()).ok()?;
    Some(Grabbed {
        picture: data.into(),
        transferable: false,
    })
}

/// A picture for the worker.
pub struct Grabbed {
    /// The picture.
    pub picture: JsValue,
    /// True if it can be transferred instead of copied.
    pub transferable: bool,
}

impl Drop for Grabbed {
    /// Frees the picture unless it was transferred, such as for a part that cannot be loaded: the browser would keep its
    /// megabytes until it collects garbage.
    fn drop(&mut self) {
        if let Some(bitmap) = self.picture.dyn_ref::<ImageBitmap>() {
            bitmap.close();
        }
    }
}

/// First file of a list that the browser gives.
pub fn first_file(files: Option<web_sys::FileList>) -> Option<web_sys::File> {
    files.and_then(|files| files.get(0))
}
