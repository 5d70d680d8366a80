// The same portal on a phone that runs no script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startBrowser } from "../fixtures/browser.mjs";
import { someCase, visit } from "../fixtures/portal.mjs";
import { startServer } from "../fixtures/server.mjs";

const PHONE = { javaScriptEnabled: false, viewport: { width: 390, height: 844 } };

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

test("the home page shows figures, board and latest events", async () => {
	const { page } = await visit(browser, server, "/", PHONE);
	assert.equal(await page.locator("[data-live=figures] .figure-value").count(), 4);
	assert.ok((await page.locator("[data-live=board] tr").count()) >= 5);
	assert.ok((await page.locator("[data-live=latest] li").count()) >= 5);
});

test("the board shows every department", async () => {
	const { page } = await visit(browser, server, "/board", PHONE);
	assert.ok((await page.locator("[data-live=table] tbody tr").count()) > 10);
});

test("the map is a picture with a table, and its filter is a form", async () => {
	const { page } = await visit(browser, server, "/map", PHONE);
	// One path per shade.
	assert.ok((await page.locator("main svg.grid-picture path").count()) >= 5);
	assert.ok((await page.locator("main table tbody tr").count()) > 5);
	// Folded away on a phone; a browser opens it without script.
	await page.locator("main form.map-filters details summary").first().click();
	await page.locator("select[name=source]").selectOption("110");
	await page.locator("main form.map-filters button:visible").first().click();
	await page.waitForURL(/source=110/);
	assert.ok((await page.locator("main table tbody tr").count()) > 0);
});

test("a case list leads to a case file with its timeline", async () => {
	const code = await someCase(server);
	const { page } = await visit(browser, server, `/cases?q=${code}`, PHONE);
	await page.locator(`main a[href*="/cases/${code}"]`).first().click();
	assert.ok((await page.locator("main ol li").count()) >= 1);
});

test("a list is paged by links", async () => {
	const { page } = await visit(browser, server, "/cases", PHONE);
	const next = page.locator('main a[href*="cursor="]');
	await next.first().click();
	await page.waitForURL(/cursor=/);
	assert.ok((await page.locator("main").innerText()).length > 500);
});
