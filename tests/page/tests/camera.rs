//! The camera on a bad day: openings and answers in an unlucky order, a camera that sends nothing or goes away, and
//! random walks over everything that can be pressed. At the end the page scans, or says why not.

use greengate::pass::Kind;
use greengate_page_tests::{
    browser::{Browser, Camera},
    dist,
    media::{FPS, Picture, video},
    pass,
    server::Site,
};
use serde_json::{Value, json};
use std::{
    hash::{BuildHasherDefault, DefaultHasher},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// A phone with two cameras and a light, in the test's hands: openings and answers of the light can be held back, the
/// camera can be refused or send pictures of a canvas only.
const PHONE: &str = "
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const sleep = ms => new Promise(go => setTimeout(go, ms));
    const find = id => document.querySelector(`[data-testid=${id}]`);
    const phone = window.phone = {
        openings: [], lights: [], pending: 0, hold: false, slow: null, refuse: null, canvas: null, permission: 'granted', visible: true,
        // A camera that sends a picture whenever `draws` is true.
        paint() {
            const canvas = document.createElement('canvas'), context = canvas.getContext('2d');
            [canvas.width, canvas.height, this.draws] = [320, 240, true];
            let shade = 0;
            setInterval(() => {
                if (!this.draws) return;
                context.fillStyle = `rgb(${shade = (shade + 1) % 200}, 90, 90)`;
                context.fillRect(0, 0, 320, 240);
            }, 40);
            this.canvas = canvas;
        },
        live() { return this.openings.filter(opening => opening.stream?.active); },
        // The live cameras; the video's; what the page says; pictures so far.
        state() {
            const [video, start] = [find('camera-view'), find('start-camera')], live = this.live();
            return {
                live: live.length,
                own: live.length === 1 && video.srcObject === live[0].stream,
                empty: !video.srcObject,
                on: !!find('stop-camera'),
                ready: !!start && !start.disabled,
                fault: find('camera-fault')?.textContent ?? '',
                lit: find('torch')?.ariaPressed ?? null,
                pending: this.pending,
                received: video.getVideoPlaybackQuality().totalVideoFrames,
            };
        },
        show(visible) {
            this.visible = visible;
            document.dispatchEvent(new Event('visibilitychange'));
        },
        choose() {
            const choice = find('camera-choice');
            if (!choice) return;
            choice.value = choice.value === 'rear' ? 'macro' : 'rear';
            choice.dispatchEvent(new Event('change', { bubbles: true }));
        },
        lose(permission) {
            const opening = this.live().at(-1);
            if (!opening) return;
            this.permission = permission;
            const [track] = opening.stream.getVideoTracks();
            track.stop();
            track.dispatchEvent(new Event('ended'));
        },
        speak() {
            const language = find('language');
            language.selectedIndex = (language.selectedIndex + 1) % language.options.length;
            language.dispatchEvent(new Event('change', { bubbles: true }));
        },
        escape() {
            const key = { key: 'Escape', bubbles: true, cancelable: true };
            (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', key));
            document.querySelector('dialog[open]')?.requestClose?.();
        },
        async walk(events) {
            for (const [event, value, wait] of events) {
                switch (event) {
                    case 'start': find('start-camera')?.click(); break;
                    case 'stop': find('stop-camera')?.click(); break;
                    case 'light': find('torch')?.click(); break;
                    case 'camera': this.choose(); break;
                    case 'language': this.speak(); break;
                    case 'hide': this.show(!this.visible); break;
                    case 'lose': this.lose(value % 2 ? 'denied' : 'granted'); break;
                    case 'refuse': this.refuse = ['NotAllowedError', 'NotReadableError', 'AbortError'][value % 3]; break;
                    case 'slow': this.slow = value; break;
                    case 'next': find('next-scan')?.click(); break;
                    case 'escape': this.escape(); break;
                    case 'check': if (!await this.whole()) return [value, this.state()];
                }
                await sleep(wait);
            }
            return null;
        },
        // True if the page shows the one camera that is on, or none is on and it can be started.
        async whole() {
            for (let waited = 0; waited < 20_000; waited += 20) {
                const { pending, on, own, ready, live, empty } = this.state();
                if (pending === 0 && (on || ready)) return on ? own : live === 0 && empty;
                await sleep(20);
            }
            return false;
        },
        // The walk is over: nothing is in the way any more.
        calm() {
            [this.hold, this.slow, this.refuse, this.permission] = [false, 0, null, 'granted'];
            this.show(true);
        },
    };
    MediaDevices.prototype.getUserMedia = async function (wish) {
        delete wish.video.deviceId;
        const opening = {}, refuse = phone.refuse;
        [phone.refuse, phone.pending] = [null, phone.pending + 1];
        phone.openings.push(opening);
        try {
            if (phone.hold) await new Promise(go => opening.go = go);
            if (phone.slow) await sleep(phone.slow);
            if (refuse) throw new DOMException('', refuse);
            return opening.stream = phone.canvas ? phone.canvas.captureStream() : await open(wish);
        } finally {
            phone.pending--;
        }
    };
    navigator.mediaDevices.enumerateDevices = async () => ['rear', 'macro'].map(deviceId => ({ kind: 'videoinput', deviceId, label: deviceId }));
    navigator.permissions.query = async () => ({ state: phone.permission });
    MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
    // Without `slow` the light waits for the test.
    MediaStreamTrack.prototype.applyConstraints = () =>
        phone.slow === null ? new Promise(go => phone.lights.push(go)) : sleep(phone.slow * 3);
    Object.defineProperty(document, 'visibilityState', { get: () => phone.visible ? 'visible' : 'hidden' });
";

/// A browser that is this phone, in front of a wall.
struct Phone {
    browser: Browser,
    site: Site,
    _files: TempDir,
}

/// What the page and its cameras are at (`state` of the script).
struct State(Value);

impl State {
    fn is(&self, what: &str) -> bool {
        self.0[what] == json!(true)
    }

    fn number(&self, what: &str) -> f64 {
        self.0[what].as_f64().unwrap_or_default()
    }
}

impl Phone {
    /// A phone whose camera shows these frames.
    async fn before(frames: &[Picture]) -> Self {
        let (files, site) = (TempDir::new().unwrap(), Site::serve(&dist()));
        let path = files.path().join("camera.y4m");
        video(&path, frames);
        let browser = Browser::start(Camera::Video(&path)).await;
        browser.before_page(PHONE).await;
        browser.open(&site.url()).await;
        Self {
            browser,
            site,
            _files: files,
        }
    }

    async fn before_a_wall() -> Self {
        Self::before(&[Picture::blank(640, 480, 120)]).await
    }

    async fn run(&self, script: &str) -> Value {
        self.browser.run(script, vec![]).await
    }

    async fn state(&self) -> State {
        State(self.run("return phone.state()").await)
    }

    async fn press(&self, id: &str) {
        self.browser.find(&format!("[data-testid={id}]:enabled")).await;
        self.run(&format!("document.querySelector('[data-testid={id}]').click()"))
            .await;
    }

    async fn until(&self, what: &str, holds: impl Fn(&State) -> bool) {
        let holds = &holds;
        self.browser.until(what, async || holds(&self.state().await)).await;
    }

    async fn start(&self) {
        self.press("start-camera").await;
        self.until("the camera", |state| state.is("on")).await;
    }

    /// The page shows one camera, the one that is on, and receives its pictures.
    async fn shows_its_camera(&self, when: &str) {
        // Long enough for an answer that came late to do its harm.
        tokio::time::sleep(Duration::from_millis(400)).await;
        let state = self.state().await;
        assert!(state.is("on") && state.is("own"), "{when}: {}", state.0);
        let before = state.number("received");
        self.until("pictures", |state| state.number("received") > before + 3.0)
            .await;
    }
}

#[tokio::test]
async fn a_light_that_answers_late_leaves_the_next_camera_alone() {
    let phone = Phone::before_a_wall().await;
    // Stop and start while the light has not answered.
    phone.start().await;
    phone.press("torch").await;
    let state = phone.state().await;
    assert!(
        state.is("on") && state.is("own") && state.0["lit"] == "false",
        "{}",
        state.0
    );
    phone.press("stop-camera").await;
    phone.until("off", |state| state.is("ready")).await;
    let state = phone.state().await;
    assert!(state.number("live") == 0.0 && state.is("empty"), "off: {}", state.0);
    phone.start().await;
    phone.run("phone.lights.shift()()").await;
    phone.shows_its_camera("after Stop and Start").await;
    assert_eq!(phone.state().await.0["lit"], "false", "the other camera's light");
    // Another camera while the light has not answered.
    phone.press("torch").await;
    phone.run("phone.choose()").await;
    phone
        .until("the other camera", |state| {
            state.is("on") && state.number("live") == 1.0
        })
        .await;
    phone.run("phone.lights.shift()()").await;
    phone.shows_its_camera("after another camera").await;
    assert_eq!(phone.state().await.0["lit"], "false", "the other camera's light");
    // The light of this camera.
    phone.press("torch").await;
    phone.run("phone.lights.shift()()").await;
    phone.until("light", |state| state.0["lit"] == "true").await;
    phone.browser.close().await;
}

#[tokio::test]
async fn a_slower_opening_leaves_the_newer_one_alone() {
    let phone = Phone::before_a_wall().await;
    phone
        .run("phone.hold = true; const start = document.querySelector('[data-testid=start-camera]'); start.click(); start.click();")
        .await;
    phone
        .until("two openings", |state| state.number("pending") == 2.0)
        .await;
    phone.run("phone.openings[1].go()").await;
    phone.until("the second", |state| state.is("on")).await;
    phone.run("phone.openings[0].go()").await;
    phone.until("the first", |state| state.number("pending") == 0.0).await;
    phone.shows_its_camera("after the first opening came").await;
    // Nor does it say why it failed.
    phone
        .run("phone.refuse = 'NotReadableError'; phone.choose(); phone.choose();")
        .await;
    phone
        .until("two openings", |state| state.number("pending") == 2.0)
        .await;
    phone.run("phone.openings[3].go()").await;
    phone.until("the fourth", |state| state.is("on")).await;
    phone.run("phone.openings[2].go()").await;
    phone.until("the third", |state| state.number("pending") == 0.0).await;
    phone.shows_its_camera("after the third opening failed").await;
    phone.browser.close().await;
}

#[tokio::test]
async fn a_click_that_waited_for_start_does_not_stop() {
    let phone = Phone::before_a_wall().await;
    phone
        .run("window.start = document.querySelector('[data-testid=start-camera]'); start.click();")
        .await;
    phone.until("the camera", |state| state.is("on")).await;
    phone.run("window.start.click()").await;
    phone.shows_its_camera("after the second click").await;
    phone.browser.close().await;
}

#[tokio::test]
async fn a_camera_without_pictures_is_said_and_one_that_stalls_is_opened_again() {
    let phone = Phone::before_a_wall().await;
    // No picture from the start.
    phone.run("phone.paint(); phone.draws = false").await;
    phone.press("start-camera").await;
    phone
        .until("the fault", |state| {
            state.0["fault"]
                .as_str()
                .is_some_and(|said| said.contains("sends no picture"))
        })
        .await;
    let state = phone.state().await;
    assert!(
        state.is("ready") && state.is("empty") && state.number("live") == 0.0,
        "{}",
        state.0
    );
    // A hidden page waits as long as it takes.
    phone.run("phone.draws = true").await;
    phone.start().await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    phone.run("phone.show(false); phone.draws = false").await;
    tokio::time::sleep(Duration::from_secs(8)).await;
    phone.run("phone.draws = true; phone.show(true)").await;
    phone.shows_its_camera("after the page was hidden").await;
    assert_eq!(phone.run("return phone.openings.length").await, 2);
    // Pictures stop: the page opens the camera again, which works now.
    tokio::time::sleep(Duration::from_secs(3)).await;
    phone.run("phone.draws = false; phone.canvas = null").await;
    phone
        .browser
        .until("another opening", async || {
            phone.run("return phone.openings.length").await == 3
        })
        .await;
    phone.until("the camera", |state| state.is("on")).await;
    phone.shows_its_camera("after it stalled").await;
    phone.browser.close().await;
}

#[tokio::test]
async fn a_camera_that_goes_away_is_said_with_its_cause() {
    let phone = Phone::before_a_wall().await;
    for (cause, said) in [
        ("phone.lose('denied')", "not allowed"),
        ("phone.lose('granted')", "disconnected"),
        // As some phones do: it ends, and no event says so.
        ("phone.live()[0].stream.getTracks()[0].stop()", "disconnected"),
    ] {
        phone.start().await;
        phone.run(cause).await;
        phone
            .until(cause, |state| {
                state.0["fault"].as_str().is_some_and(|fault| fault.contains(said))
            })
            .await;
        let state = phone.state().await;
        assert!(
            state.is("ready") && state.is("empty") && state.number("live") == 0.0,
            "{}",
            state.0
        );
    }
    phone.start().await;
    phone.shows_its_camera("after it was lost").await;
    phone.browser.close().await;
}

#[tokio::test]
async fn a_camera_that_is_not_answered_can_be_given_up() {
    let phone = Phone::before_a_wall().await;
    phone.run("phone.hold = true").await;
    phone.press("start-camera").await;
    phone.press("cancel-camera").await;
    phone
        .until("the start again", |state| state.is("ready") && state.is("empty"))
        .await;
    // The answer comes after all: that camera goes off, and nothing shows it.
    phone.run("phone.hold = false; phone.openings[0].go()").await;
    phone
        .until("no camera", |state| {
            state.is("ready") && state.is("empty") && state.number("pending") == 0.0 && state.number("live") == 0.0
        })
        .await;
    phone.start().await;
    phone.shows_its_camera("after one was given up").await;
    phone.browser.close().await;
}

// Random walks.

/// Number of events of a walk.
const EVENTS: u64 = 200;
/// Maximum time that a page gets to scan or to say why not.
const PATIENCE: Duration = Duration::from_secs(40);

/// Events and how often each comes.
const CHANCES: [(&str, u64); 15] = [
    ("start", 30),
    ("light", 14),
    ("stop", 10),
    ("camera", 10),
    ("next", 10),
    ("hide", 8),
    ("slow", 8),
    ("lose", 6),
    ("refuse", 6),
    ("language", 4),
    ("escape", 4),
    ("pause", 6),
    ("check", 10),
    ("mode", 2),
    ("back", 1),
];

/// The event at this place of a walk, a value for it, and milliseconds until the next.
fn event(seed: u64, place: u64) -> (&'static str, u64, u64) {
    use std::hash::BuildHasher;
    let random =
        |what: u64, below: u64| BuildHasherDefault::<DefaultHasher>::default().hash_one((seed, place, what)) % below;
    let mut chosen = random(0, CHANCES.iter().map(|(_, chance)| chance).sum());
    let event = CHANCES.iter().find(|(_, chance)| {
        let found = chosen < *chance;
        chosen = chosen.saturating_sub(*chance);
        found
    });
    let event = event.map_or("start", |(event, _)| *event);
    let wait = match random(1, 20) {
        _ if event == "pause" => 300,
        0..12 => random(2, 4),
        _ => random(2, 40),
    };
    (event, random(3, 120), wait)
}

impl Phone {
    /// Runs a script; false if the page went away meanwhile.
    async fn try_run(&self, script: &str, args: Vec<Value>) -> bool {
        let result = self.browser.client.execute(script, args).await;
        result.is_ok_and(|value| value == json!(true))
    }

    /// Waits for the page; after a way back too far, opens it.
    async fn arrive(&self) {
        const THERE: &str = "return document.readyState === 'complete' && !!window.phone && !!document.querySelector('[data-testid=camera-view]')";
        let start = Instant::now();
        while !self.try_run(THERE, vec![]).await {
            let url = self.browser.client.current_url().await;
            let strayed = url.is_ok_and(|url| !url.as_str().starts_with(&self.site.url()));
            if strayed || start.elapsed() > PATIENCE {
                self.browser.client.goto(&self.site.url()).await.unwrap();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn change_mode(&self, value: u64) {
        let link = self
            .run(&format!(
                "const links = [...document.querySelectorAll('nav a[href]')].filter(link => link.ariaCurrent !== 'page');
                 const link = links[{value} % links.length];
                 setTimeout(() => link.click());
                 return link.getAttribute('href')"
            ))
            .await;
        let there = "return document.querySelector('nav a[aria-current=page]')?.getAttribute('href') === arguments[0]";
        let start = Instant::now();
        while !self.try_run(there, vec![link.clone()]).await {
            assert!(start.elapsed() < PATIENCE, "{link} does not open");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.arrive().await;
    }

    async fn walk(&self, seed: u64) {
        let (mut steps, mut modes) = (Vec::new(), 0);
        for place in 0..EVENTS {
            let (event, value, wait) = event(seed, place);
            if event != "mode" && event != "back" {
                let value = if event == "check" { place } else { value };
                steps.push(json!([event, value, wait]));
                continue;
            }
            self.take(&mut steps).await;
            if event == "mode" {
                self.change_mode(value).await;
                modes += 1;
            } else if modes > 0 {
                self.run("setTimeout(() => history.back())").await;
                tokio::time::sleep(Duration::from_millis(300)).await;
                self.arrive().await;
            }
        }
        self.take(&mut steps).await;
    }

    /// Takes the steps that leave the page where it is.
    async fn take(&self, steps: &mut Vec<Value>) {
        let script = "const done = arguments[1]; phone.slow ??= 0; phone.walk(arguments[0]).then(done)";
        let steps = json!(std::mem::take(steps));
        let client = &self.browser.client;
        let wrong = client.execute_async(script, vec![steps.clone()]).await.expect("a walk");
        assert_eq!(wrong, Value::Null, "the page and its camera disagree in {steps}");
    }

    /// The page scans, or says why not and can be started; in the end a pass before the camera is found.
    async fn scans_or_says_why_not(&self, walk: &str) {
        self.run("phone.calm()").await;
        let script = "const done = arguments[0]; phone.whole().then(done)";
        let whole = self.browser.client.execute_async(script, vec![]).await;
        assert_eq!(whole.ok(), Some(json!(true)), "{walk}: {}", self.state().await.0);
        self.run(
            "document.querySelector('[data-testid=next-scan]')?.click();
             document.querySelector('[data-testid=start-camera]')?.click()",
        )
        .await;
        const FOUND: &str = "return !!document.querySelector('[data-testid=result]:not(.toast)')";
        // A verdict that was on screen is gone first.
        tokio::time::sleep(Duration::from_millis(100)).await;
        let start = Instant::now();
        while !self.try_run(FOUND, vec![]).await {
            assert!(
                start.elapsed() < PATIENCE,
                "{walk}: no pass is found: {}; the page says: {}",
                self.state().await.0,
                self.browser.text("body").await
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Walks on one phone, one after the other, each from a page that has just been opened.
async fn random_walks(seeds: std::ops::Range<u64>) {
    let issued = pass(Kind::Vaccination, None);
    // A second of a pass, and time enough for the desk to see that it left.
    let shown = Picture::of_code(&issued.text, 640, 480, 3);
    let wall = Picture::blank(640, 480, 190);
    let frames: Vec<Picture> = (0..4 * FPS)
        .map(|frame| if frame < FPS { shown.clone() } else { wall.clone() })
        .collect();
    let phone = Phone::before(&frames).await;
    for seed in seeds {
        let walk = format!("walk {seed} (`event` names its events)");
        println!("{walk}");
        phone.browser.client.goto(&phone.site.url()).await.unwrap();
        phone.arrive().await;
        phone.walk(seed).await;
        phone.scans_or_says_why_not(&walk).await;
    }
    phone.browser.close().await;
}

#[tokio::test]
async fn five_random_walks_end_scanning_or_say_why_not() {
    random_walks(0..5).await;
}

#[tokio::test]
async fn five_more_random_walks_end_scanning_or_say_why_not() {
    random_walks(5..10).await;
}
