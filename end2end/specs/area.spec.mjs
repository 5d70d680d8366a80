// What can be asked of the map: choices with their numbers, areas that people draw, files, what stands behind a cell.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { findings } from "../fixtures/axe.mjs";
import { startBrowser } from "../fixtures/browser.mjs";
import { visit, waitForChange } from "../fixtures/portal.mjs";
import { startServer } from "../fixtures/server.mjs";

let server;
let browser;
before(async () => {
	// Numbers of the page and of the interface are compared: nothing may happen in between.
	server = await startServer({ own: true, args: ["--incidents", "6000", "--pace", "0"] });
	browser = await startBrowser();
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

const answer = async (path) => (await fetch(`${server.url}${path}`)).json();

/** The number of matching cases that the page shows. */
async function matching(page) {
	const shown = await page.locator(".map-figures dd").first().innerText();
	return Number(shown.replaceAll(",", ""));
}

/** The entries of a menu: code, number of cases, whether it is marked as empty. */
function entries(page, name) {
	return page.locator(`select[name=${name}] option:not([value=""])`).evaluateAll((options) =>
		options.map((option) => ({
			code: option.value,
			count: Number(option.textContent.match(/\(([\d,]+)\)\s*$/)?.[1].replaceAll(",", "")),
			none: option.classList.contains("none"),
		})),
	);
}

/** Opens the map with its islands and waits until Leaflet has taken over. */
async function openMap(path = "/map", options = {}) {
	const opened = await visit(browser, server, path, { viewport: { width: 1440, height: 1000 }, ...options });
	await opened.page.waitForSelector(".map-stage.ready");
	return opened;
}

/** Points on the map, as shares of its width and height. */
async function point(page, x, y, options = {}) {
	const map = page.locator(".map-host");
	await map.evaluate((host) => host.scrollIntoView({ block: "center" }));
	const box = await map.boundingBox();
	const [left, top] = [box.x + x * box.width, box.y + y * box.height];
	await page.mouse[options.twice ? "dblclick" : "click"](left, top);
}

async function redrawn(page, act) {
	const change = waitForChange(page, "map-figures");
	await act();
	await change;
}

test("every choice of a menu says how many cases it gives, and gives them, without script", async () => {
	const { page } = await visit(browser, server, "/map?state=closed", { javaScriptEnabled: false });
	const kinds = await entries(page, "category");
	assert.ok(kinds.length > 5 && kinds.every(({ count }) => Number.isInteger(count)), JSON.stringify(kinds));
	assert.ok(kinds.every(({ count, none }) => none === (count === 0)));
	const busy = kinds.reduce((most, one) => (one.count > most.count ? one : most));
	for (const { code, count } of [busy, kinds.at(-1)]) {
		const { total } = await answer(`/api/v1/cells?state=closed&category=${code}`);
		assert.equal(count, total, code);
	}
	// An empty choice can be made, and says what it said.
	const states = await entries(page, "state");
	const empty = states.find(({ none }) => none);
	assert.ok(empty, "some state has no case");
	await page.locator("select[name=state]").selectOption(empty.code);
	await page.locator(".map-filters .filter-act button").click();
	assert.equal(await matching(page), 0);
	// The case list has the same menus.
	await page.goto(`${server.url}/cases?category=${busy.code}`);
	const closed = (await entries(page, "state")).find(({ code }) => code === "closed");
	assert.equal(closed.count, busy.count);
	await page.context().close();
});

test("after a choice the numbers of the other menus are right, without a reload", async () => {
	const { page, problems } = await openMap();
	await page.evaluate(() => (window.stayed = true));
	const [kind] = (await entries(page, "category")).filter(({ count }) => count > 20);
	await redrawn(page, () => page.locator("select[name=category]").selectOption(kind.code));
	const departments = await entries(page, "department");
	const facets = await answer(`/api/v1/facets?by=department&category=${kind.code}`);
	for (const { code, count } of facets.facets[0].values.slice(0, 3)) {
		assert.equal(departments.find((one) => one.code === code)?.count ?? count, count, code);
	}
	assert.equal(await page.locator("select[name=category]").inputValue(), kind.code);
	assert.equal(await page.evaluate(() => window.stayed), true);
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("an area drawn on the map narrows everything, and can be taken back", async () => {
	const { page, problems } = await openMap();
	await page.evaluate(() => (window.stayed = true));
	const all = await matching(page);
	const tool = page.locator("[data-area=draw]");
	await tool.click();
	assert.equal(await tool.getAttribute("aria-pressed"), "true");
	await point(page, 0.35, 0.3);
	await point(page, 0.65, 0.3);
	await point(page, 0.65, 0.6);
	await point(page, 0.35, 0.6);
	await redrawn(page, () => point(page, 0.352, 0.302));
	assert.equal(await tool.getAttribute("aria-pressed"), "false");
	assert.equal(await page.locator(".panel-card").count(), 0, "no cell was chosen on the way");
	const { searchParams } = new URL(page.url());
	const area = searchParams.get("area");
	assert.equal(area.split(";").length, 4, area);
	const inside = await matching(page);
	assert.ok(inside > 0 && inside < all, `${inside} of ${all}`);
	const query = `area=${encodeURIComponent(area)}`;
	assert.equal((await answer(`/api/v1/points?${query}`)).total, inside);

	// The list behind the map, its menus, and the files hold the same cases.
	const list = await page.locator(".map-figures > a").first().getAttribute("href");
	assert.equal(new URL(list, server.url).searchParams.get("area"), area);
	const csv = await page.locator(".map-downloads a").first().getAttribute("href");
	const rows = (await (await fetch(server.url + csv)).text()).trim().split("\r\n").length - 1;
	assert.equal(rows, inside);
	const geojson = await page.locator(".map-downloads a").nth(1).getAttribute("href");
	assert.equal((await answer(geojson)).features.length, inside);
	assert.equal(await page.locator(".grid-picture .drawn-area").count(), 1);
	const states = await entries(page, "state");
	const sum = states.filter(({ code }) => !code.includes(",")).reduce((sum, { count }) => sum + count, 0);
	assert.equal(sum, inside);

	await redrawn(page, () => page.locator("[data-drop=area]").click());
	assert.equal(await matching(page), all);
	assert.equal(new URL(page.url()).searchParams.get("area"), null);
	assert.equal(await page.evaluate(() => window.stayed), true);
	assert.deepEqual(problems, []);

	// The same without script.
	const plain = await visit(browser, server, `/map?${query}`, { javaScriptEnabled: false });
	assert.equal(await matching(plain.page), inside);
	await plain.page.locator(".map-filters .filter-act button").click();
	assert.equal(new URL(plain.page.url()).searchParams.get("area"), area, "the form keeps it");
	await plain.page.goto(server.url + list);
	assert.equal(await plain.page.locator(".narrowed").count(), 1);
	await plain.page.context().close();
	await page.context().close();
});

test("a line that crosses itself is refused with its corners, escape takes everything back, enter closes", async () => {
	const { page, problems } = await openMap();
	const say = page.locator(".area-say");
	await page.locator("[data-area=draw]").click();
	for (const [x, y] of [[0.3, 0.3], [0.7, 0.7], [0.7, 0.3], [0.3, 0.7]]) await point(page, x, y);
	await page.keyboard.press("Enter");
	assert.match(await say.innerText(), /1.*3/);
	assert.equal(new URL(page.url()).searchParams.get("area"), null);
	// A corner back, and it is one.
	await page.keyboard.press("Backspace");
	await redrawn(page, () => page.keyboard.press("Enter"));
	assert.equal(new URL(page.url()).searchParams.get("area").split(";").length, 3);
	assert.equal(await say.innerText(), "");
	const kept = page.url();
	await page.locator("[data-area=draw]").click();
	await point(page, 0.2, 0.2);
	await point(page, 0.4, 0.2);
	await page.keyboard.press("Escape");
	assert.equal(await page.locator("[data-area=draw]").getAttribute("aria-pressed"), "false");
	assert.equal(page.url(), kept);
	// Two corners are no area.
	await page.locator("[data-area=draw]").click();
	await point(page, 0.2, 0.2);
	await point(page, 0.4, 0.2, { twice: true });
	assert.notEqual(await say.innerText(), "");
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("with the keyboard alone what is in view becomes the area, and its files follow the map", async () => {
	const { page, problems } = await openMap();
	const all = await matching(page);
	const zoomIn = page.locator("[data-tool=in]");
	await zoomIn.focus();
	for (let at = 0; at < 3; at += 1) {
		await page.keyboard.press("Enter");
		await page.waitForTimeout(400);
	}
	const inView = page.locator(".map-downloads[data-in-view] a").nth(1);
	const { features } = await answer(await inView.getAttribute("href"));
	await page.locator("[data-area=view]").focus();
	await redrawn(page, () => page.keyboard.press("Enter"));
	const inside = await matching(page);
	assert.ok(inside < all);
	assert.equal(new URL(page.url()).searchParams.get("area").split(";").length, 4);
	assert.ok(Math.abs(features.length - inside) <= 2, `${features.length} in the file, ${inside} in the area`);
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("the panel of a cell says what stands behind it", async () => {
	const { page, problems } = await openMap("/map?all=1");
	const asked = [];
	page.on("request", (request) => {
		if (request.url().includes("/api/v1/summary")) asked.push(request.url());
	});
	// Somewhere in the middle there is a cell with cases.
	await point(page, 0.5, 0.45);
	await page.locator(".panel-more section:not([hidden])").nth(1).waitFor();
	assert.equal(asked.length, 1);
	const code = new URL(asked[0]).searchParams.get("grid");
	const summary = await answer(`/api/v1/summary?grid=${code}`);
	const kinds = await page.locator("[data-list=kinds] li").allInnerTexts();
	assert.deepEqual(
		kinds.map((line) => line.split(/\s+/)[0]),
		summary.kinds.map(({ name }) => name.split(/\s+/)[0]),
	);
	const links = page.locator("[data-list=latest] a");
	assert.equal(await links.count(), summary.latest.length);
	await links.first().click();
	await page.waitForURL((url) => url.pathname.startsWith("/cases/"));
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("a finger draws, too", async () => {
	const { page } = await openMap("/en/map", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
	await page.locator("[data-area=draw]").tap();
	await page.evaluate(() => document.querySelector(".map-host").scrollIntoView({ block: "center" }));
	const box = await page.locator(".map-host").boundingBox();
	for (const [x, y] of [[0.3, 0.35], [0.7, 0.35], [0.5, 0.75]]) {
		await page.touchscreen.tap(box.x + x * box.width, box.y + y * box.height);
		await page.waitForTimeout(350);
	}
	await redrawn(page, () => page.touchscreen.tap(box.x + 0.3 * box.width, box.y + 0.35 * box.height));
	assert.equal(new URL(page.url()).searchParams.get("area").split(";").length, 3);
	assert.deepEqual(await findings(page), []);
	await page.context().close();
});

for (const colorScheme of ["light", "dark"]) {
	test(`a map under an area can be read by everybody, ${colorScheme}`, async () => {
		const area = "121.0,28.5;121.6,28.5;121.6,28.9;121.0,28.9";
		const { page } = await openMap(`/map?area=${encodeURIComponent(area)}`, { colorScheme });
		assert.deepEqual(await findings(page), []);
		await page.context().close();
	});
}
