// Time on the map: bars that lead to their stretch, a drag over several of them, and playing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { islandsReady, startBrowser } from "../fixtures/browser.mjs";
import { visit } from "../fixtures/portal.mjs";
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

const BARS = ".time-bars a";

/** First day of a bar and the one after its last. */
function days(page, at) {
	return page.locator(BARS).nth(at).evaluate((bar) => [bar.dataset.from, bar.dataset.to]);
}

/** The period that the address of the page names. */
function period(page) {
	const { searchParams } = new URL(page.url());
	return [searchParams.get("from"), searchParams.get("to")];
}

/** How many bars are marked, once they are as many as expected. */
async function marked(page, count) {
	await page.waitForFunction(
		([selector, count]) => document.querySelectorAll(`${selector}.chosen`).length === count,
		[BARS, count],
	);
}

test("a bar leads to its stretch of time, without script", async () => {
	const { page } = await visit(browser, server, "/map?measure=overdue", { javaScriptEnabled: false });
	const count = await page.locator(BARS).count();
	assert.ok(count > 20, `${count} bars`);
	assert.equal(await page.locator("[data-play]").isVisible(), false, "playing needs a script");
	const wanted = await days(page, 10);
	await page.goto(server.url + (await page.locator(BARS).nth(10).getAttribute("href")));
	assert.deepEqual(period(page), wanted);
	assert.equal(new URL(page.url()).searchParams.get("measure"), "overdue");
	assert.equal(await page.locator(`${BARS}.chosen`).count(), 1);
	assert.equal(await page.locator(BARS).count(), count, "the bars stay those of the whole time");
	const answer = await fetch(`${server.url}/api/v1/areas?from=${wanted[0]}&to=${wanted[1]}`);
	const { total } = await answer.json();
	const shown = await page.locator(".map-figures dd").first().innerText();
	assert.equal(Number(shown.replaceAll(",", "")), total);
	await page.context().close();
});

test("a drag over several bars chooses all of them, and the map follows without a reload", async () => {
	const { page, problems } = await visit(browser, server, "/map");
	await islandsReady(page);
	await page.evaluate(() => (window.stayed = true));
	const box = async (at) => {
		const box = await page.locator(BARS).nth(at).boundingBox();
		return [box.x + box.width / 2, box.y + box.height / 2];
	};
	const [from] = await days(page, 12);
	const [, to] = await days(page, 17);
	await page.mouse.move(...(await box(17)));
	await page.mouse.down();
	await page.mouse.move(...(await box(14)), { steps: 4 });
	await page.mouse.move(...(await box(12)), { steps: 4 });
	await marked(page, 6);
	await page.mouse.up();
	await page.waitForURL((url) => url.searchParams.get("from") === from);
	assert.deepEqual(period(page), [from, to]);
	await marked(page, 6);
	assert.equal(await page.locator("#map-filters input[name=from]").inputValue(), from);
	// A click on one bar is that bar alone.
	await page.locator(BARS).nth(3).click();
	const one = await days(page, 3);
	await page.waitForURL((url) => url.searchParams.get("from") === one[0]);
	await marked(page, 1);
	assert.equal(await page.evaluate(() => window.stayed), true);
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("a finger that is drawn over the bars chooses them, too", async () => {
	const { page } = await visit(browser, server, "/map", {
		hasTouch: true,
		isMobile: true,
		viewport: { width: 390, height: 844 },
	});
	await islandsReady(page);
	// At once: what is alive is drawn again while one waits.
	await page.locator(".time-bars").first().evaluate((bars) => bars.scrollIntoView({ block: "center" }));
	const [from] = await days(page, 12);
	const [, to] = await days(page, 15);
	const at = async (bar) => {
		const { x, y, width, height } = await page.locator(BARS).nth(bar).boundingBox();
		return [{ x: x + width / 2, y: y + height / 2 }];
	};
	const [begin, over, end] = [await at(12), await at(14), await at(15)];
	const finger = await page.context().newCDPSession(page);
	await finger.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: begin });
	await finger.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: over });
	await finger.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: end });
	await marked(page, 4);
	await finger.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
	await page.waitForURL((url) => url.searchParams.get("from") === from);
	assert.deepEqual(period(page), [from, to]);
	await page.context().close();
});

test("an address that somebody else has added to still makes a map", async () => {
	const { page, problems } = await visit(browser, server, "/map?utm_source=post&isappinstalled=0&mode=hex");
	await page.locator(".map-stage.ready").waitFor();
	await page.locator(".legend-hex li:not([hidden])").first().waitFor();
	assert.equal(await page.locator(".map-status").innerText(), "");
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("time is played stretch by stretch until it is stopped", async () => {
	const { page, problems } = await visit(browser, server, "/map");
	await islandsReady(page);
	const [begin] = await days(page, 0);
	const play = page.locator("[data-play]");
	await play.click();
	await page.waitForURL((url) => url.searchParams.get("from") === begin);
	const [, end] = period(page);
	await page.waitForURL((url) => url.searchParams.get("from") === end);
	assert.equal(await play.getAttribute("aria-pressed"), "true");
	await play.click();
	assert.equal(await play.getAttribute("aria-pressed"), "false");
	const stopped = period(page);
	await page.waitForTimeout(2_000);
	assert.deepEqual(period(page), stopped);
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("arrows go from bar to bar, and enter chooses one", async () => {
	const { page } = await visit(browser, server, "/map");
	await islandsReady(page);
	await page.locator(BARS).first().focus();
	for (let at = 0; at < 3; at += 1) await page.keyboard.press("ArrowRight");
	await page.keyboard.press("ArrowLeft");
	const [from] = await days(page, 2);
	await page.keyboard.press("Enter");
	await page.waitForURL((url) => url.searchParams.get("from") === from);
	await page.context().close();
});

test("a place is found by its name and shown on the map, under the filter that held, without script", async () => {
	const { page } = await visit(browser, server, "/map?measure=overdue", { javaScriptEnabled: false });
	const stations = await (await fetch(`${server.url}/api/v1/stations`)).json();
	await page.locator(".find-place input[type=search]").fill(stations[0].name.slice(0, 2));
	await page.locator(".find-place button").click();
	const link = page.locator(".places-found a", { hasText: stations[0].name }).first();
	await link.click();
	const { searchParams } = new URL(page.url());
	assert.equal(searchParams.get("measure"), "overdue");
	const [lng, lat] = searchParams.get("at").split(",").map(Number);
	assert.ok(Math.abs(lng - stations[0].lng) < 0.001 && Math.abs(lat - stations[0].lat) < 0.001);
	await page.locator(".map-panel", { hasText: stations[0].name }).waitFor();
	await page.context().close();
});
