// What people come for, with script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startBrowser } from "../fixtures/browser.mjs";
import { someCase, versionOf, visit, waitForChange } from "../fixtures/portal.mjs";
import { startServer } from "../fixtures/server.mjs";

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

test("an open home page follows what happens without a reload", async () => {
	const { page, problems } = await visit(browser, server, "/");
	await page.evaluate(() => (globalThis.sameDocument = true));
	await waitForChange(page, "latest");
	assert.equal(await page.evaluate(() => globalThis.sameDocument), true);
	assert.deepEqual(problems, []);
});

test("an open board follows what happens", async () => {
	const { page, problems } = await visit(browser, server, "/board");
	await waitForChange(page, "sums");
	assert.ok((await page.locator("[data-live=table] tbody tr").count()) > 10);
	assert.deepEqual(problems, []);
});

test("a resident finds a case by its code and sees how far it has come", async () => {
	const code = await someCase(server, "&state=closed");
	const { page } = await visit(browser, server, "/");
	await page.locator("form.find input[type=search]").fill(code);
	await page.locator("form.find button").click();
	await page.locator(`main a[href*="/cases/${code}"]`).first().click();
	await page.waitForURL(`**/cases/${code}*`);
	assert.match(await page.locator("h1 ~ .code, .case-number").first().innerText(), new RegExp(code));
	assert.ok((await page.locator("main ol li").count()) >= 3, "the timeline has steps");
	assert.equal(await page.locator("main svg.qr, .qr svg").count(), 1);
});

test("scanning the code of a case shows the case", async () => {
	const code = await someCase(server);
	const { token } = await (await fetch(`${server.url}/api/v1/cases/${code}`)).json();
	const { page } = await visit(browser, server, `/c/999001.${token}`);
	assert.match(await page.locator("main").innerText(), new RegExp(code));
	const wrong = await fetch(`${server.url}/c/999001.${token.replace(/^./, (c) => (c === "0" ? "1" : "0"))}`);
	assert.equal(wrong.status, 404);
});

test("a filter of the map lives in its address and changes its table", async () => {
	const { page, problems } = await visit(browser, server, "/map");
	await page.waitForSelector(".leaflet-container canvas");
	const before = await page.locator("main table").first().innerText();
	await page.locator("select[name=source]").selectOption("110");
	await page.waitForURL(/source=110/);
	await page.waitForFunction((before) => document.querySelector("main table")?.innerText !== before, before);
	assert.deepEqual(problems, []);
	await page.reload();
	assert.equal(await page.locator("select[name=source]").inputValue(), "110");
});

test("the map can be moved by keyboard and by its buttons", async () => {
	const { page } = await visit(browser, server, "/map");
	const map = page.locator(".leaflet-container");
	await map.waitFor();
	const picture = () => map.screenshot();
	const first = await picture();
	await map.focus();
	await page.keyboard.press("ArrowRight");
	await page.waitForTimeout(800);
	assert.notDeepEqual(await picture(), first);
});

test("a click on a grid cell leads to its cases", async () => {
	const { page } = await visit(browser, server, "/map");
	const map = page.locator(".leaflet-container");
	await map.waitFor();
	await page.waitForTimeout(1_000);
	const box = await map.boundingBox();
	await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
	const link = page.locator('main a[href*="grid="]:visible').first();
	await link.click();
	await page.waitForURL(/\/cases\?.*grid=\d{15}/);
	assert.equal(await page.locator("h1").count(), 1);
});

test("the language changes and the page stays the same one", async () => {
	const { page } = await visit(browser, server, "/board?from=2026-01-01&to=2026-02-01");
	await page.locator("a.language").click();
	await page.waitForURL(/\/en\/board\?.*from=2026-01-01/);
	assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
	assert.doesNotMatch(await page.locator("h1").innerText(), /[\u4e00-\u9fff]/);
});

test("the page says which version of the data it shows", async () => {
	const { page } = await visit(browser, server, "/");
	assert.ok((await versionOf(page)) > 0);
});
