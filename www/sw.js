// The service worker: the whole app on the device, file by file, each of them the one that the
// build hashed. `cargo xtask finish` fills in the list.
//
// - CORE is fetched at the first visit and served from the device from then on.
// - What is listed in later.json (the trust list that comes with the app, the readers of lists and of PDF files, the demo,
//   icons, languages) is fetched when the page is idle, or when needed; the language that is spoken
//   at once. A list that a host has damaged must not keep the rest from working without a network. The list of these
//   files, hashes that nothing compresses, is no part of a first visit either.
// - Everything else, such as config.json and newer trust lists, is the network's.
//
// A new version waits until it is told to take over, or until the last tab is closed: nothing
// changes under a scan. Nothing of any pass ever comes here.
//
// Another deployment on the same host is another scope, and the scope is part of each name.

const VERSION = "{{version}}";
const CORE = {{core}};
const LIST = "later.json";
const LATER = /^(later\.json$|migrate\.js$|(lang|needs|trust|icons|demo|counter)\/|greengate-)/;
const SCOPE = new URL(self.registration.scope);
const OWN = `greengate ${SCOPE.pathname} `;
const CACHE = OWN + VERSION;
const HASH = "x-greengate-hash";

const known = new Map([...Object.entries(CORE), [LIST, "{{later}}"]]);
let list;
const address = (path) => new URL(path, SCOPE).href;

/** The caches of this deployment; those of before the scope was in their names are known by what they hold. */
async function ownCaches() {
  const own = [];
  for (const name of await caches.keys()) {
    const older = name.startsWith("greengate-") && (await (await caches.open(name)).match(address("index.html")));
    if (older || name.startsWith(OWN)) own.push(name);
  }
  return own;
}

/** Deletes a cache; of one from before, which another deployment may use, only what is of this one. */
async function remove(name) {
  if (name.startsWith(OWN)) return caches.delete(name);
  const cache = await caches.open(name);
  for (const { url } of await cache.keys()) {
    const inside = url.startsWith(SCOPE.href) && /^([^/]*|(demo|icons|lang|trust)\/[^/]*)$/.test(url.slice(SCOPE.href.length));
    if (inside) await cache.delete(url);
  }
  if (!(await cache.keys()).length) await caches.delete(name);
}

/** Hashes of the files that are fetched later, in the order in which they are. */
const later = () =>
  (list ??= answer(LIST)
    .then((file) => file.json())
    .then((files) => new Map(Object.entries(files)))
    .catch((error) => {
      list = undefined;
      throw error;
    }));

/** A file of this version: from an older version that has the same, else from the network. */
async function fetched(path) {
  const hash = known.get(path) ?? (await later()).get(path);
  // A file that is in no list is the host's own.
  if (!hash) return fetch(address(path));
  for (const name of await ownCaches()) {
    const held = await (await caches.open(name)).match(address(path), { ignoreVary: true });
    if (held?.headers.get(HASH) === hash) return held;
  }
  const ask = (cache) => fetch(address(path), { integrity: hash, cache, credentials: "omit" });
  // What the browser's own cache holds may be of another version.
  const answer = await ask("default").catch(() => ask("reload"));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  const headers = new Headers(answer.headers);
  headers.set(HASH, hash);
  return new Response(await answer.blob(), { headers });
}

async function keep(paths) {
  const cache = await caches.open(CACHE);
  for (const path of paths) {
    if (!(await cache.match(address(path)))) await cache.put(address(path), await fetched(path));
  }
}

self.addEventListener("install", (event) => event.waitUntil(keep(Object.keys(CORE))));

self.addEventListener("activate", (event) =>
  event.waitUntil(
    (async () => {
      for (const name of await ownCaches()) {
        if (name !== CACHE) await remove(name);
      }
      await self.clients.claim();
    })(),
  ),
);

async function answer(path) {
  const cache = await caches.open(CACHE);
  const held = await cache.match(address(path));
  if (held) return held;
  const file = await fetched(path);
  if (file.headers.has(HASH)) await cache.put(address(path), file.clone());
  return file;
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const inside = url.origin === SCOPE.origin && url.pathname.startsWith(SCOPE.pathname);
  const path = url.pathname.slice(SCOPE.pathname.length) || "index.html";
  if (event.request.method !== "GET" || !inside || !(known.has(path) || LATER.test(path))) return;
  event.respondWith(answer(path));
});

self.addEventListener("message", (event) => {
  const { keep: path } = event.data;
  if (path) return event.waitUntil(answer(path).catch(() => {}));
  switch (event.data) {
    case "use":
      return self.skipWaiting();
    case "complete":
      // The counter keeps its own files.
      return event.waitUntil(later().then((files) => keep([...files.keys()].filter((path) => !path.includes("counter")))).catch(() => {}));
  }
});
