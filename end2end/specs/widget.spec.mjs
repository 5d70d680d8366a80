// The board in pages of other sites.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { startBrowser } from "../fixtures/browser.mjs";
import { picture } from "../fixtures/picture.mjs";
import { visit } from "../fixtures/portal.mjs";
import { freePort, startServer } from "../fixtures/server.mjs";

let server;
let browser;
let neighbour;
/** What the neighbour's page holds. */
let html = "";
before(async () => {
	server = await startServer();
	browser = await startBrowser();
	const site = createServer((_, answer) => {
		answer.setHeader("content-type", "text/html; charset=utf-8");
		answer.end(`<!doctype html><html lang="zh-CN"><title>邻居</title><body><h1>邻居</h1>${html}</body></html>`);
	});
	const port = await freePort();
	await new Promise((done) => site.listen(port, "127.0.0.1", done));
	// Another host to a browser, not only another port.
	neighbour = { url: `http://localhost:${port}`, stop: () => new Promise((done) => site.close(done)) };
});
after(async () => {
	await browser?.close();
	await neighbour?.stop();
	await server?.stop();
});

test("what the board offers to copy shows the board on another site", async () => {
	const board = await visit(browser, server, "/board");
	await board.page.locator(".embed summary").click();
	html = await board.page.locator(".embed .snippet").innerText();
	const departments = await board.page.locator("[data-live=table] tbody tr").count();
	await board.page.context().close();
	assert.match(html.trim(), /^<iframe src="http[^"]*\/board\/widget\?region=999001"/);

	const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
	await page.goto(neighbour.url);
	const frame = page.frameLocator("iframe");
	await frame.locator("tbody tr").first().waitFor();
	assert.equal(await frame.locator("tbody tr").count(), departments);
	assert.equal(await frame.locator("header, footer, nav, script").count(), 0);
	await picture(page, "/widget-900");

	const opened = page.waitForEvent("popup");
	await frame.locator(".more a").click();
	const whole = await opened;
	await whole.waitForLoadState();
	assert.equal(new URL(whole.url()).pathname, "/board");
	await page.close();
});

test("no other page of ours can be framed", async () => {
	html = `<iframe src="${server.url}/board" title="x"></iframe>`;
	const page = await browser.newPage();
	const refused = page.waitForEvent("console", (message) => /frame-ancestors|X-Frame-Options/.test(message.text()));
	await page.goto(neighbour.url);
	await refused;
	assert.equal(await page.frameLocator("iframe").locator("table").count(), 0);
	await page.close();
});
