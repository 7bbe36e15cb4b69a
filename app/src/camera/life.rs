//! Life of the camera: the one owner of its states. It knows no browser, so that events can be tested in any order.
//!
//! Each opening has a number, and only the newest one counts. A device that an older one brings is dropped, which
//! switches it off, and nothing else changes.

use super::CameraError;

/// State of the camera.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// Not requested.
    #[default]
    Off,
    /// Requested; the person may have to allow it.
    Starting,
    /// Showing pictures.
    On {
        /// State of its light; `None` for a camera without one.
        torch: Option<bool>,
    },
    /// Not available.
    Failed(CameraError),
}

/// Number of waits in a row without a new picture after which the camera has stalled. A wait takes a second.
const STALLED_WAITS: u8 = 5;

/// Number of pictures after which a stalled camera is opened again. One that gave fewer has failed.
const STEADY_PICTURES: u16 = 30;

/// Number of an opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening(u32);

/// Number of a request to the light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LightRequest(u32);

/// Next step after waiting for a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Read the picture.
    Read,
    /// The camera has stalled: open it again under this number.
    Reopen(Opening),
    /// The camera has failed: say so.
    Fail,
    /// Stop reading: this opening is over.
    End,
}

/// Stage of the newest opening, with the device that it holds.
enum Stage<D> {
    Off,
    /// Waits for the browser, and then for the video to play.
    Opening(Option<D>),
    Running {
        device: D,
        /// State of its light; `None` for a camera without one.
        torch: Option<bool>,
        /// Number of pictures so far.
        pictures: u16,
        /// Number of waits in a row without a picture.
        missed: u8,
    },
    Failed(CameraError),
}

/// Life of the camera. Dropping a `D` switches that device off.
pub struct CameraLife<D> {
    opening: u32,
    light: u32,
    stage: Stage<D>,
}

impl<D> Default for CameraLife<D> {
    fn default() -> Self {
        Self {
            opening: 0,
            light: 0,
            stage: Stage::Off,
        }
    }
}

impl<D> CameraLife<D> {
    /// Everything that was under way is over; the device goes off.
    fn turn(&mut self, stage: Stage<D>) -> Opening {
        self.opening = self.opening.wrapping_add(1);
        self.light = self.light.wrapping_add(1);
        self.stage = stage;
        Opening(self.opening)
    }

    /// Begins an opening. Any earlier one is superseded.
    pub fn start(&mut self) -> Opening {
        self.turn(Stage::Opening(None))
    }

    /// Switches the camera off.
    pub fn stop(&mut self) {
        self.turn(Stage::Off);
    }

    /// True if nothing has happened to the camera since.
    pub fn is_current(&self, opening: Opening) -> bool {
        self.opening == opening.0
    }

    /// Takes the device that an opening brings, to be shown. `None` if the opening is over: the device is off then.
    pub fn take(&mut self, opening: Opening, device: D) -> Option<&mut D> {
        if !self.is_current(opening) {
            return None;
        }
        match &mut self.stage {
            Stage::Opening(held) => Some(held.insert(device)),
            _ => None,
        }
    }

    /// The video plays. False if the opening is over.
    pub fn run(&mut self, opening: Opening, torch: Option<bool>) -> bool {
        let device = match &mut self.stage {
            Stage::Opening(held) if self.opening == opening.0 => held.take(),
            _ => None,
        };
        let Some(device) = device else { return false };
        self.stage = Stage::Running {
            device,
            torch,
            pictures: 0,
            missed: 0,
        };
        true
    }

    /// The opening failed, or its camera went away. Gives the number of the failure, under which a better reason can
    /// follow; `None` if the opening was over.
    pub fn fail(&mut self, opening: Opening, error: CameraError) -> Option<Opening> {
        self.is_current(opening).then(|| self.turn(Stage::Failed(error)))
    }

    /// Notes a wait that ended with a new picture or without one.
    pub fn waited(&mut self, opening: Opening, picture: bool) -> Step {
        let current = self.is_current(opening);
        let Stage::Running { pictures, missed, .. } = &mut self.stage else {
            return Step::End;
        };
        if !current {
            return Step::End;
        }
        if picture {
            *pictures = pictures.saturating_add(1);
            *missed = 0;
            return Step::Read;
        }
        *missed += 1;
        if *missed < STALLED_WAITS {
            return Step::Read;
        }
        if *pictures >= STEADY_PICTURES {
            return Step::Reopen(self.start());
        }
        self.turn(Stage::Failed(CameraError::NoPicture));
        Step::Fail
    }

    /// The device to ask for light, and the number of the request; `None` if no camera with a light is on.
    pub fn ask_light(&mut self) -> Option<(LightRequest, &D)> {
        let Stage::Running {
            device, torch: Some(_), ..
        } = &self.stage
        else {
            return None;
        };
        self.light = self.light.wrapping_add(1);
        Some((LightRequest(self.light), device))
    }

    /// The light answers. False if the camera or the request is no longer the newest one.
    pub fn lit(&mut self, request: LightRequest, on: bool) -> bool {
        match &mut self.stage {
            Stage::Running { torch, .. } if self.light == request.0 => {
                *torch = Some(on);
                true
            }
            _ => false,
        }
    }

    /// The camera that is on.
    pub fn device(&self) -> Option<&D> {
        match &self.stage {
            Stage::Running { device, .. } => Some(device),
            _ => None,
        }
    }

    /// State for the page.
    pub fn shown(&self) -> Shown {
        match &self.stage {
            Stage::Off => Shown::Off,
            Stage::Opening(_) => Shown::Starting,
            Stage::Running { torch, .. } => Shown::On { torch: *torch },
            Stage::Failed(error) => Shown::Failed(*error),
        }
    }
}

#[cfg(test)]
mod tests;
