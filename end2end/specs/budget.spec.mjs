// What a first visit of / makes a phone transfer: headers, HTML, styles, scripts, WASM and data.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { islandsReady, openPage, startBrowser } from "../fixtures/browser.mjs";
import { startServer } from "../fixtures/server.mjs";

const BUDGET = 220_000;

let server;
let browser;
before(async () => {
	server = await startServer();
	browser = await startBrowser();
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

test("a first visit of / stays within its bytes, and everything comes from us", async () => {
	const { page } = await openPage(browser, "about:blank");
	const session = await page.context().newCDPSession(page);
	await session.send("Network.enable");
	const urls = new Map();
	const bytes = new Map();
	session.on("Network.requestWillBeSent", ({ requestId, request }) => urls.set(requestId, request.url));
	session.on("Network.responseReceived", ({ requestId, response }) => bytes.set(requestId, response.encodedDataLength));
	session.on("Network.dataReceived", ({ requestId, encodedDataLength }) =>
		bytes.set(requestId, (bytes.get(requestId) ?? 0) + encodedDataLength),
	);
	session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => bytes.set(requestId, encodedDataLength));

	await page.goto(server.url, { waitUntil: "load" });
	await islandsReady(page);
	await page.waitForTimeout(1_500);

	const table = [...bytes].map(([id, size]) => `${String(size).padStart(8)}  ${urls.get(id)}`);
	const total = [...bytes.values()].reduce((sum, size) => sum + size, 0);
	console.log([...table, `${String(total).padStart(8)}  of ${BUDGET}`].join("\n"));
	assert.ok(total > 10_000, "nothing was measured");
	assert.ok(total <= BUDGET, `${total} bytes are more than ${BUDGET}`);
	const strangers = [...urls.values()].filter((url) => url.startsWith("http") && !url.startsWith(server.url));
	assert.deepEqual(strangers, []);
});

test("the islands of / start under the strict policy, without a word in the console", async () => {
	const { page, problems } = await openPage(browser, server.url);
	await islandsReady(page);
	assert.deepEqual(problems, []);
	const answer = await fetch(server.url);
	const policy = answer.headers.get("content-security-policy");
	assert.match(policy, /script-src 'self' 'wasm-unsafe-eval'(;|$)/);
	assert.doesNotMatch(await answer.text(), /<script(?![^>]*\ssrc=)/, "an inline script would be blocked");
});
