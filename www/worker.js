// The scanning worker: the module of the page, which hands it over compiled, started once more.
// A file of its own, because a worker begins with a script.
self.onmessage = async ({ data: [script, module] }) => {
  self.onmessage = null;
  const app = await import(new URL(script, self.location));
  await app.default({ module_or_path: module });
};
