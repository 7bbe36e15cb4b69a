// The service worker: the whole app on the device, file by file, each of them the one that the
// build hashed. `cargo xtask finish` fills in the list.
//
// - CORE is fetched at the first visit and served from the device from then on.
// - LATER (the readers of lists and of PDF files, the demo, icons, languages) is fetched when the
//   page is idle, or when needed; the language that is spoken at once.
// - Everything else, such as config.json and trust lists, is the network's.
//
// A new version waits until it is told to take over, or until the last tab is closed: nothing
// changes under a scan. Nothing of any pass ever comes here but a shared file, which stays in
// memory until the page takes it.

const VERSION = "{{version}}";
const CORE = {{core}};
const LATER = {{later}};
const CACHE = `greengate-${VERSION}`;
const HASH = "x-greengate-hash";

const all = { ...CORE, ...LATER };
const address = (path) => new URL(path, self.registration.scope).href;
let shared = null;

/** A file of this version: from an older version that has the same, else from the network. */
async function fetched(path, hash) {
  for (const name of await caches.keys()) {
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

async function keep(files) {
  const cache = await caches.open(CACHE);
  for (const [path, hash] of Object.entries(files)) {
    if (!(await cache.match(address(path)))) await cache.put(address(path), await fetched(path, hash));
  }
}

self.addEventListener("install", (event) => event.waitUntil(keep(CORE)));

self.addEventListener("activate", (event) =>
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith("greengate-") && name !== CACHE) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  ),
);

async function answer(request, path) {
  const cache = await caches.open(CACHE);
  const held = await cache.match(address(path));
  if (held) return held;
  const file = await fetched(path, all[path]);
  await cache.put(address(path), file.clone());
  return file;
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const scope = new URL(self.registration.scope);
  if (url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return;
  const path = decodeURIComponent(url.pathname.slice(scope.pathname.length)) || "index.html";
  if (event.request.method === "POST" && path === "share") {
    event.respondWith(
      (async () => {
        const form = await event.request.formData();
        shared = form.get("file") ?? form.get("text");
        return Response.redirect(address("./?shared=1"), 303);
      })(),
    );
    return;
  }
  if (event.request.method !== "GET" || !(path in all)) return;
  event.respondWith(answer(event.request, path));
});

self.addEventListener("message", (event) => {
  if (event.data.keep in all) {
    return event.waitUntil(keep({ [event.data.keep]: all[event.data.keep] }).catch(() => {}));
  }
  switch (event.data) {
    case "use":
      return self.skipWaiting();
    case "complete":
      return event.waitUntil(keep(LATER).catch(() => {}));
    case "shared":
      event.source.postMessage({ shared });
      shared = null;
  }
});
