// The scanning worker: the module of the page, which hands it over compiled, started once more.
// A file of its own, because a worker begins with a script.
self.onmessage = ({ data: [script, module] }) => {
  self.onmessage = null;
  import(new URL(script, self.location))
    .then((app) => app.default({ module_or_path: module }))
    // Thrown once more where the page hears of it: of a promise that fails it hears nothing.
    .catch((error) => setTimeout(() => { throw error; }));
};
