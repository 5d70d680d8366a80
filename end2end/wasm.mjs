// Runs the unit tests of the browser's side: `node end2end/wasm.mjs DIRECTORY [NAME]`, of which
// `cargo xtask test --only wasm` makes the directory. With NAME, only tests whose names contain it.
//
// wasm-bindgen-test exports every test as a function and does the rest by itself; what is here takes the place of
// wasm-bindgen's own runner. There is no server: the page and its files are handed to the browser, and
// anything else a test asks for is an error unless the test answers it.
import { readFile } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { startBrowser } from "./fixtures/browser.mjs";

const PATIENCE = 120_000;
// Browsers trust this name like https.
const ORIGIN = "http://localhost";
const PAGE = `<!doctype html><script src="/leaflet.js"></script><pre id="output" hidden></pre>`;
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm" };

const [directory, name = ""] = process.argv.slice(2);
const leaflet = resolve(dirname(fileURLToPath(import.meta.url)), "../node_modules/leaflet/dist/leaflet.js");

async function answer(route) {
	const { pathname } = new URL(route.request().url());
	if (pathname === "/") return route.fulfill({ contentType: "text/html; charset=utf-8", body: PAGE });
	const file = pathname === "/leaflet.js" ? leaflet : join(directory, pathname);
	const body = await readFile(file).catch(() => undefined);
	return body === undefined
		? route.fulfill({ status: 404, body: "" })
		: route.fulfill({ contentType: TYPES[extname(file)], body });
}

/** In the page. Gives true if every test passed. */
async function runTests(name) {
	globalThis.__wbg_test_invoke = (test) => test();
	const tests = await import("/tests.js");
	const wasm = await tests.default({ module_or_path: "/tests_bg.wasm" });
	// What a test writes is shown with its failure.
	for (const method of ["debug", "log", "info", "warn", "error"]) {
		console[method] = (...words) => tests[`__wbgtest_console_${method}`](words);
	}
	const all = Object.keys(wasm).filter((name) => name.startsWith("__wbgt_"));
	if (all.length === 0) throw new Error("there are no tests");
	const named = all.filter((test) => test.includes(name));
	const context = new tests.WasmBindgenTestContext(false);
	context.filtered_count(all.length - named.length);
	return context.run(named.map((name) => wasm[name]));
}

const browser = await startBrowser();
let passed = false;
try {
	const page = await browser.newPage({ locale: "zh-CN", timezoneId: "Asia/Shanghai" });
	await page.route("**", answer);
	await page.goto(`${ORIGIN}/`);
	const late = sleep(PATIENCE, undefined, { ref: false }).then(() => {
		throw new Error(`not finished after ${PATIENCE / 1000} s`);
	});
	try {
		passed = await Promise.race([page.evaluate(runTests, name), late]);
	} finally {
		console.log(await page.locator("#output").textContent({ timeout: 5_000 }));
	}
} catch (error) {
	console.error(error.message);
} finally {
	await browser.close();
}
process.exitCode = passed ? 0 : 1;
