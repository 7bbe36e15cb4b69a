// Starts the app and its workers. A file of its own, so that the page needs no inline script and
// the content security policy allows none.
//
// Only scripts and modules whose hashes are those of the build are run. No browser takes a hash for
// a worker, so its script is fetched with its hash and started as a blob. Such a worker also
// inherits the policy of the page. `cargo xtask finish` fills in the hashes.
const HASHES = {{hashes}};
const LANGUAGES = {{languages}};
const { js: appJs, wasm: appWasm } = document.querySelector("script[data-wasm]").dataset;
const query = new URLSearchParams(location.search);
// The counter is an app of its own.
const [js, wasm] = /^(counter|places)$/.test(query.get("mode"))
  ? ["./greengate-counter.js", "./greengate-counter_bg.wasm"]
  : [appJs, appWasm];
const base = new URL(".", document.baseURI).href;
const scope = new URL(base).pathname;

/** Defines `greengate` in the page and in the scanning worker: where the app is, and its parts. */
function define(base, hashes) {
  const checked = async (path) => {
    const answer = await fetch(new URL(path, base), { integrity: hashes[path] });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer;
  };
  const start = (script, init, type, module, transfer = []) => {
    // What fails is thrown once more where the page hears of it: of a promise it hears nothing.
    const begun = `${init}({ module_or_path: data }).catch((error) => setTimeout(() => { throw error; }));`;
    const begin = `self.onmessage = ({ data }) => { self.onmessage = null; ${begun} };`;
    const address = URL.createObjectURL(new Blob([...script, begin], { type: "text/javascript" }));
    const worker = new Worker(address, { type });
    worker.addEventListener("message", () => URL.revokeObjectURL(address), { once: true });
    worker.postMessage(module, transfer);
    return worker;
  };
  const part = async (name) => {
    const paths = [`./${name}.js`, `./${name}_bg.wasm`];
    const [script, module] = await Promise.all(paths.map(async (path) => (await checked(path)).arrayBuffer()));
    return start([script], "wasm_bindgen", "classic", module, [module]);
  };
  self.greengate = { base, scope: new URL(base).pathname, part };
  return { checked, start };
}

/** Loads a module script; `import` of the same address then gives this one. */
const loaded = (src) =>
  new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { type: "module", src, integrity: HASHES[src], onload: resolve, onerror: reject });
    document.head.append(script);
  });

const told = () => document.querySelector("#app .boot p") ?? {};
const setting = (name) => localStorage.getItem(`greengate ${scope} ${name}`);

/** Asks for the rear camera with many pixels, which dense codes need, or for the chosen one. One that lacks them will do. */
function askForCamera(id) {
  const wish = { facingMode: "environment", width: 1920, height: 1080, frameRate: 30, deviceId: id };
  const video = Object.fromEntries(Object.entries(wish).map(([name, ideal]) => [name, ideal ? { ideal } : undefined]));
  return navigator.mediaDevices.getUserMedia({ audio: false, video });
}

/** The desk scans at once: its camera opens while the module loads. */
function askEarly() {
  if (query.get("mode") !== "desk" || !navigator.mediaDevices?.getUserMedia) return;
  self.greengate.asked = askForCamera(setting("camera"));
  // The app hears of a refusal.
  self.greengate.asked.catch(() => {});
}

/** Asks for the texts of the preferred language, as `language.rs` chooses it, while the module loads. */
function askForTexts() {
  const known = (tag) => LANGUAGES.find((code) => code === tag?.split(/[-_]/)[0].toLowerCase());
  const chosen = setting("language");
  const asked = query.get("lang");
  const path = `lang/${known(asked) ?? known(chosen) ?? navigator.languages.map(known).find((code) => code) ?? "en"}.json`;
  const answer = fetch(path);
  // Says what this is while the module loads. The app asks again for what has failed.
  answer.then((texts) => texts.clone().json()).then((texts) => (told().textContent ||= texts.tagline)).catch(() => {});
  self.greengate.early = { [path]: answer };
}

/** Moves what earlier versions kept under names that all deployments of an origin shared, if there is any of it. */
async function migrate() {
  // An earlier version has left its service worker: without one there is nothing to look for.
  if (!navigator.serviceWorker?.controller) return;
  const names = [...Object.keys(localStorage), ...(await indexedDB.databases()).map(({ name }) => name)];
  if (!names.some((name) => /^greengate(\.|$)/.test(name))) return;
  await loaded("./migrate.js");
  await (await import("./migrate.js")).migrate(base, scope);
}

try {
  const { checked, start } = define(base, HASHES);
  self.greengate.camera = askForCamera;
  try {
    askForTexts();
    askEarly();
  } catch {
    // A browser that keeps no settings: the app asks.
  }
  const [glue, module] = await Promise.all([
    checked(js).then((answer) => answer.text()),
    checked(wasm),
    loaded(js),
    // A store that refuses or does not answer is done without.
    Promise.race([migrate().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 3000))]),
  ]);
  const defined = `(${define})(${JSON.stringify(base)}, ${JSON.stringify(HASHES)});`;
  self.greengate.scanner = (module) => start([glue, defined], "__wbg_init", "module", module);
  const app = await import(js);
  await app.default({ module_or_path: module });
} catch (error) {
  console.error(error);
  self.greengate.asked?.then((stream) => stream.getTracks().forEach((track) => track.stop()), () => {});
  told().textContent =
    "Greengate cannot start in this browser. It needs a current version of Chrome, Edge, Firefox or Safari.";
}
