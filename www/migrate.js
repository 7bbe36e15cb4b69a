// Moves what earlier versions kept under names that all deployments of an origin shared. Only a browser that has such a
// store loads it.

/** Moves settings and lists to the names of the deployment at `base`, whose path is `scope`. */
export async function migrate(base, scope) {
  for (const key of Object.keys(localStorage).filter((key) => key.startsWith("greengate."))) {
    const own = `greengate ${scope} ${key.slice(10)}`;
    localStorage.setItem(own, localStorage.getItem(own) ?? localStorage.getItem(key));
    localStorage.removeItem(key);
  }
  const name = `greengate ${scope}`;
  const names = (await indexedDB.databases()).map((database) => database.name);
  if (!names.includes("greengate") || names.includes(name)) return;
  // Lists that another deployment may have put there are not believed here.
  const registrations = await navigator.serviceWorker.getRegistrations();
  if (registrations.some((registration) => registration.scope !== base)) return;
  const done = (request) =>
    new Promise((resolve, reject) => {
      Object.assign(request, { onsuccess: () => resolve(request.result), onerror: reject });
    });
  const old = await done(indexedDB.open("greengate"));
  const lists = old.transaction("lists").objectStore("lists");
  const [keys, values] = await Promise.all([done(lists.getAllKeys()), done(lists.getAll())]);
  old.close();
  const open = indexedDB.open(name, 1);
  open.onupgradeneeded = () => {
    const lists = open.result.createObjectStore("lists");
    keys.forEach((key, place) => lists.put(values[place], key));
  };
  (await done(open)).close();
  indexedDB.deleteDatabase("greengate");
}
