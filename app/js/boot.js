// Starts the islands of a page. The page is complete without this module; one
// without islands does not load it.
//
// Leptos writes this code inline (`HydrationScripts`); our Content-Security-Policy has no room for
// inline script, so it is a hashed module of our own. It keeps to what leptos 0.8 does in
// `hydration/island_script.js`: islands are hydrated one after another in document order, and an
// island that stands among another island's children first calls what that island left on
// `<leptos-children>`. The build replaces both file names below by the hashed ones.
import init, * as app from "./lianqin.js";

// What Leptos reads while it hydrates. Islands get their data as props, so all three stay empty.
globalThis.__RESOLVED_RESOURCES = [];
globalThis.__SERIALIZED_ERRORS = [];
globalThis.__INCOMPLETE_CHUNKS = [];

const idle = () =>
	new Promise((resolve) =>
		"requestIdleCallback" in globalThis
			? requestIdleCallback(resolve, { timeout: 500 })
			: setTimeout(resolve),
	);

// Deferred classic scripts (Leaflet) have run once this resolves, wherever they stand in the head.
const parsed = new Promise((resolve) =>
	document.readyState === "complete"
		? resolve()
		: document.addEventListener("DOMContentLoaded", resolve, { once: true }),
);

async function hydrateIsland(element) {
	const name = element.dataset.component;
	const hydrate = app[name];
	if (!hydrate) {
		console.error(`no code for the island ${name}: page and bundle are of different builds`);
		return;
	}
	element.parentElement.closest("leptos-children")?.$$on_hydrate?.();
	await hydrate(element);
}

async function hydrateIslands(root) {
	// The walker is live: it also meets islands that an island has just rendered.
	const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
	while (walker.nextNode()) {
		if (walker.currentNode.localName === "leptos-island") {
			await hydrateIsland(walker.currentNode);
		}
	}
}

await Promise.all([init({ module_or_path: new URL("./lianqin.wasm", import.meta.url) }), parsed]);
await idle();
app.hydrate();
await hydrateIslands(document.body);
// For tests, and for styles that depend on it.
document.documentElement.dataset.islands = "ready";
