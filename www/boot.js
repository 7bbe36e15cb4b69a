// Starts the app. A file of its own, so that the page needs no inline script and the
// content security policy allows none.
const { js, wasm, hash } = document.querySelector("script[data-wasm]").dataset;
try {
  const [app, module] = await Promise.all([
    import(js),
    // The module is the one that the build hashed, or none.
    fetch(new URL(wasm, document.baseURI), hash ? { integrity: hash } : {}),
  ]);
  await app.default({ module_or_path: module });
} catch (error) {
  console.error(error);
  const message = document.createElement("p");
  message.className = "boot";
  message.textContent =
    "Greengate cannot start in this browser. It needs a current version of Chrome, Edge, Firefox or Safari.";
  document.querySelector("#app")?.replaceChildren(message);
}
