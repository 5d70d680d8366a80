// A map that stays open: a hexagon is chosen while the map moves on, a drag that is taken back chooses nothing, and a new grid and
// a new outline of the region arrive.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { startBrowser } from "../fixtures/browser.mjs";
import { REGION } from "../fixtures/desk.mjs";
import { visit, waitForChange } from "../fixtures/portal.mjs";
import { startServer } from "../fixtures/server.mjs";

let server;
let browser;
before(async () => {
	// What is drawn again is drawn again because of the test.
	server = await startServer({ own: true, args: ["--incidents", "6000", "--pace", "0"] });
	browser = await startBrowser();
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

const answer = async (path) => (await fetch(`${server.url}${path}`)).json();

/** Opens the map with its islands and waits until Leaflet has taken over. */
async function openMap(path, options = {}) {
	const opened = await visit(browser, server, path, options);
	await opened.page.locator(".map-stage.ready").waitFor();
	return opened;
}

/** Where the map says that it is, once it rests at this zoom. */
async function restsAt(page, zoom) {
	await page.waitForURL((url) => url.searchParams.get("view")?.endsWith(`,${zoom}.00`));
	return new URL(page.url()).searchParams.get("view").split(",").slice(0, 2).map(Number);
}

/** The hexagon with the most cases, and its middle. */
async function fullestHexagon(zoom) {
	const { cells } = await answer(`/api/v1/cells?shape=hex&zoom=${zoom}`);
	const fullest = cells.reduce((most, one) => (one.count > most.count ? one : most));
	const [west, south, east, north] = fullest.bbox;
	return { ...fullest, middle: [(west + east) / 2, (south + north) / 2] };
}

test("a hexagon that was chosen is the one to zoom to, also when the map was moved away from it", async () => {
	const { id, count, middle } = await fullestHexagon(14);
	const { page, problems } = await openMap(`/map?mode=hex&layers=none&view=${middle},14`);
	await restsAt(page, 14);
	const host = page.locator(".map-host");
	await host.evaluate((host) => host.scrollIntoView({ block: "center" }));
	const { x, y, width, height } = await host.boundingBox();
	// A pointer that is at rest is not told what is drawn below it.
	const said = page.locator(".map-over", { hasText: new RegExp(`^${count}\\b`) });
	for (let patience = 0; patience < 30 && (await said.count()) === 0; patience += 1) {
		await page.mouse.move(x + width / 2 + (patience % 2), y + height / 2);
		await said.waitFor({ timeout: 1_000 }).catch(() => {});
	}
	await page.mouse.click(x + width / 2, y + height / 2);
	const told = page.locator(".map-panel [data-slot=count]");
	assert.equal(await told.innerText(), String(count));

	const other = page.waitForResponse((response) => response.url().includes("/api/v1/cells?"));
	await page.mouse.move(x + 0.9 * width, y + height / 2);
	await page.mouse.down();
	await page.mouse.move(x + 0.1 * width, y + height / 2, { steps: 8 });
	await page.mouse.up();
	const { cells } = await (await other).json();
	assert.ok(cells.length > 0 && !cells.some((cell) => cell.id === id), "others are in view, and it is not");
	assert.equal(await told.innerText(), String(count), "the panel goes on speaking of it");

	await page.locator(".panel-zoom").click();
	const [lng, lat] = await restsAt(page, 16);
	assert.ok(Math.abs(lng - middle[0]) < 1e-4 && Math.abs(lat - middle[1]) < 1e-4, `${[lng, lat]}, not ${middle}`);
	assert.deepEqual(problems, []);
	await page.context().close();
});

const BARS = ".time-bars a";

/** First day of a bar and the one after its last. */
function days(page, at) {
	return page.locator(BARS).nth(at).evaluate((bar) => [bar.dataset.from, bar.dataset.to]);
}

/** The middle of a bar. */
async function middleOf(page, at) {
	const { x, y, width, height } = await page.locator(BARS).nth(at).boundingBox();
	return { x: x + width / 2, y: y + height / 2 };
}

/** How many bars are marked, once they are as many as expected. */
async function marked(page, count) {
	await page.waitForFunction(
		([selector, count]) => document.querySelectorAll(`${selector}.chosen`).length === count,
		[BARS, count],
	);
}

/** The period in the address and in the form. */
async function period(page) {
	const { searchParams } = new URL(page.url());
	return Promise.all(
		["from", "to"].map(async (name) => {
			const said = await page.locator(`#map-filters input[name=${name}]`).inputValue();
			assert.equal(searchParams.get(name) ?? "", said);
			return said;
		}),
	);
}

/** Opens the map with three bars chosen, from the fifth on; gives their period, too. */
async function openPeriod(options) {
	const { page: first } = await visit(browser, server, "/map");
	const chosen = [(await days(first, 4))[0], (await days(first, 6))[1]];
	await first.context().close();
	const opened = await openMap(`/map?from=${chosen[0]}&to=${chosen[1]}`, options);
	await opened.page.locator(".time-bars").evaluate((bars) => bars.scrollIntoView({ block: "center" }));
	await marked(opened.page, 3);
	return { ...opened, chosen };
}

/** Periods for which the page is drawn again from now on. */
function drawn(page) {
	const periods = [];
	page.on("request", (request) => {
		const { pathname, searchParams } = new URL(request.url());
		if (pathname === "/map") periods.push([searchParams.get("from"), searchParams.get("to")]);
	});
	return periods;
}

/** A bar that is clicked is all that the page was drawn again for. */
async function onlyAClickIsHeard(page, periods) {
	const one = await days(page, 20);
	const answered = page.waitForResponse((response) => response.url().includes(`from=${one[0]}`));
	await page.locator(BARS).nth(20).click();
	await answered;
	await marked(page, 1);
	assert.deepEqual(periods, [one]);
}

test("a finger that is drawn over the bars and back to where it began leaves the period as it was", async () => {
	const { page, problems, chosen } = await openPeriod({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
	const periods = drawn(page);
	const [begin, over] = [await middleOf(page, 12), await middleOf(page, 16)];
	const finger = await page.context().newCDPSession(page);
	const touch = (type, ...touchPoints) => finger.send("Input.dispatchTouchEvent", { type, touchPoints });
	await touch("touchStart", begin);
	await touch("touchMove", over);
	await marked(page, 5);
	await touch("touchMove", begin);
	await marked(page, 3);
	await touch("touchEnd");
	assert.deepEqual(await period(page), chosen);
	await onlyAClickIsHeard(page, periods);
	assert.deepEqual(problems, []);
	await page.context().close();
});

for (const [how, leave] of [
	["was let go there", async () => {}],
	[
		"then left the bars",
		async (page, { x }) => {
			const { y } = await page.locator(".time-bars").boundingBox();
			await page.mouse.move(x, y - 20, { steps: 4 });
		},
	],
]) {
	test(`a drag that was back where it began and ${how} leaves the period as it was`, async () => {
		const { page, problems, chosen } = await openPeriod();
		const periods = drawn(page);
		const [begin, over] = [await middleOf(page, 12), await middleOf(page, 16)];
		await page.mouse.move(begin.x, begin.y);
		await page.mouse.down();
		await page.mouse.move(over.x, over.y, { steps: 4 });
		await marked(page, 5);
		await page.mouse.move(begin.x, begin.y, { steps: 4 });
		await marked(page, 3);
		await leave(page, begin);
		await page.mouse.up();
		assert.deepEqual(await period(page), chosen);
		await onlyAClickIsHeard(page, periods);
		assert.deepEqual(problems, []);
		await page.context().close();
	});
}

test("a drag may go back where it began also when the bars were drawn again meanwhile", async () => {
	const { page, problems, chosen } = await openPeriod();
	const periods = drawn(page);
	const [begin, over] = [await middleOf(page, 12), await middleOf(page, 16)];
	await page.mouse.move(begin.x, begin.y);
	await page.mouse.down();
	await page.mouse.move(over.x, over.y, { steps: 4 });
	await marked(page, 5);
	// As newer data would.
	await page.locator(".time-bars").evaluate((bars) => bars.replaceWith(bars.cloneNode(true)));
	await page.mouse.move(begin.x, begin.y, { steps: 4 });
	await marked(page, 3);
	await page.mouse.up();
	assert.deepEqual(await period(page), chosen);
	await onlyAClickIsHeard(page, periods);
	assert.deepEqual(problems, []);
	await page.context().close();
});

/** Runs a command about the grid with a file, as on the server's machine. */
async function grid(command, content, ...options) {
	const scratch = await mkdtemp(join(tmpdir(), "lianqin-grid-"));
	try {
		const file = join(scratch, "grid.geojson");
		await writeFile(file, JSON.stringify(content));
		const args = ["grid", command, "--region", REGION, file, ...options, "--data-dir", server.dataDir];
		await promisify(execFile)(server.program, args, { env: server.env, cwd: scratch });
	} finally {
		await rm(scratch, { recursive: true });
	}
}

/** The grid that holds, as its export gives it. */
async function exported() {
	const args = ["grid", "export", "--region", REGION, "--data-dir", server.dataDir];
	const { stdout } = await promisify(execFile)(server.program, args, { env: server.env, maxBuffer: 64 << 20 });
	return JSON.parse(stdout);
}

test("when the grid is cut anew, an open map says of every cell what is counted in that cell", async () => {
	const { page, problems } = await openMap("/map");
	await page.locator("html[data-feed=on]").waitFor();
	const collection = await exported();
	const before = (await answer("/api/v1/grid")).tag;
	// Whatever came behind the first cell is one place farther up.
	collection.features.shift();
	const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
	await grid("import", collection, "--from", day);
	const shown = () => page.locator(".grid-picture").getAttribute("data-grid");
	await page.waitForFunction((before) => document.querySelector(".grid-picture").dataset.grid !== before, before);
	const { tag, cells } = await answer("/api/v1/grid");
	assert.equal(await shown(), tag);
	const counts = new Map((await answer("/api/v1/areas")).areas.map(({ code, count }) => [code, count]));
	await page.locator(".map-host").focus();
	for (const key of ["ArrowRight", "ArrowDown", "ArrowLeft"]) {
		await page.keyboard.press(key);
		await page.waitForTimeout(400);
		await page.keyboard.press("Enter");
		const code = new URL(page.url()).searchParams.get("cell");
		const { name } = cells.find((cell) => cell.code === code);
		assert.equal(await page.locator(".map-panel h2").innerText(), name);
		const told = Number((await page.locator(".map-panel [data-slot=count]").innerText()).replaceAll(",", ""));
		assert.equal(told, counts.get(code) ?? 0, name);
	}
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("a new outline of the region is on a map that is open, without a reload", async () => {
	const { page, problems } = await openMap("/map");
	await page.locator("html[data-feed=on]").waitFor();
	await page.evaluate(() => (window.stayed = true));
	const outline = (page) => page.locator(".grid-picture .outline").getAttribute("d");
	const before = await outline(page);
	const [west, south, east, north] = (await answer("/api/v1/grid")).bbox;
	const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
	const region = { type: "Feature", properties: { code: REGION }, geometry: { type: "Polygon", coordinates: [ring] } };
	const change = waitForChange(page, "map-picture");
	// What the browser has kept of the old one does not do.
	const asked = page.waitForResponse(
		async (response) => response.url().includes("/api/v1/grid?") && (await response.json()).outline[0].length === 8,
	);
	await grid("outlines", { type: "FeatureCollection", features: [region] });
	await change;
	const now = await outline(page);
	assert.notEqual(now, before);
	const drawn = await (await asked).json();
	assert.equal(drawn.tag, await page.locator(".grid-picture").getAttribute("data-grid"));
	const fresh = await visit(browser, server, "/map", { javaScriptEnabled: false });
	assert.equal(now, await outline(fresh.page), "as whoever comes now sees it");
	assert.equal(await page.evaluate(() => window.stayed), true);
	assert.deepEqual(problems, []);
	await fresh.page.context().close();
	await page.context().close();
});
