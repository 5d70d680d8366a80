// An administrator draws the grid: splits a cell, moves a corner to another, draws a cell, merges, and puts it into force.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { findings } from "../fixtures/axe.mjs";
import { islandsReady, startBrowser } from "../fixtures/browser.mjs";
import { signIn } from "../fixtures/desk.mjs";
import { picture } from "../fixtures/picture.mjs";
import { startServer } from "../fixtures/server.mjs";

let server;
let browser;
before(async () => {
	server = await startServer({ own: true, args: ["--incidents", "0", "--pace", "0"] });
	browser = await startBrowser();
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

const SIZES = [
	{ width: 390, height: 844 },
	{ width: 1440, height: 1000 },
];

async function look(page, name) {
	for (const size of SIZES) {
		await page.setViewportSize(size);
		assert.deepEqual(await findings(page), [], `${name} at ${size.width}`);
		await picture(page, `${name}-${size.width}`);
	}
}

/** The cells as the map has them. */
async function cells(page) {
	const answer = await page.evaluate(async () => (await fetch("/admin/grid/draft/cells?since=")).json());
	return new Map(answer.cells.map((cell) => [cell.code, cell]));
}

const version = (page) => page.getAttribute(".draw-panel", "data-version");

/** Does something, and waits until the server has kept it. */
async function kept(page, doing) {
	const before = await version(page);
	await doing();
	await page.waitForFunction(
		(was) => document.querySelector(".draw-panel").dataset.version !== was && !document.querySelector(".draw-stage.busy"),
		before,
	);
}

/** Chooses a cell by its code; the map goes there. */
async function choose(page, code) {
	await page.selectOption("select[name=cell]", code);
	await page.click(".draw-panel .draw-choose button");
	await page.waitForFunction((wanted) => document.querySelector(".draw-panel").dataset.cell === wanted, code);
	await page.waitForSelector(".draw-corner");
	await page.waitForTimeout(400);
}

/** Where the corners of the chosen cell are on the screen, in the order of its ring. */
async function corners(page) {
	await page.locator(".draw-stage").evaluate((stage) => stage.scrollIntoView({ block: "center" }));
	return page.$$eval(".draw-corner", (found) =>
		found.map((corner) => {
			const { x, y, width, height } = corner.getBoundingClientRect();
			return { x: x + width / 2, y: y + height / 2 };
		}),
	);
}

const between = (a, b, share) => ({ x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y) });

async function click(page, at) {
	await page.mouse.move(at.x, at.y);
	await page.mouse.click(at.x, at.y);
}

test("a cell is split, a corner moved, a cell drawn, neighbours merged, and the new grid is on the map", async () => {
	const { page, problems } = await signIn(browser, server, "admin");
	await page.setViewportSize({ width: 1440, height: 1000 });
	await page.goto(`${server.url}/admin/grid`);
	await look(page, "grid");
	await page.goto(`${server.url}/admin/grid/draft`);
	await islandsReady(page);
	await page.waitForSelector(".draw-stage.ready");
	const first = await cells(page);
	// One in the middle of others.
	const inner = [...first.values()].filter((cell) => cell.ring.length === 6);
	const code = inner[Math.floor(inner.length / 2)].code;
	await choose(page, code);
	await look(page, "grid-draft");
	await page.setViewportSize({ width: 1440, height: 1000 });
	await choose(page, code);

	// Split from side to side, the ends a few pixels off the border: they snap to it.
	let at = await corners(page);
	await page.click("[data-tool=split]");
	const [from, to] = [between(at[0], at[1], 0.5), between(at[3], at[4], 0.5)];
	await click(page, { x: from.x + 4, y: from.y + 3 });
	await click(page, { x: to.x - 3, y: to.y + 4 });
	await page.click("[data-tool=finish]");
	await page.fill("input[name=split_name]", "示范北园");
	const made = await page.inputValue("input[name=split_code]");
	assert.equal(made.slice(0, 12), code.slice(0, 12), "a code of the same community");
	await kept(page, () => page.click("[data-deed=split] button"));
	let now = await cells(page);
	assert.equal(now.size, first.size + 1);
	const of = (cell) => now.get(cell).ring.map((corner) => corner.join());
	assert.equal(of(code).filter((corner) => of(made).includes(corner)).length, 2, "they share the new border");
	const problemsTold = () => page.getAttribute("[data-problems]", "data-problems");
	assert.equal(await problemsTold(), "0");

	// A corner that is dragged takes the borders of all its cells with it.
	await choose(page, code);
	const ring = now.get(code).ring;
	at = await corners(page);
	const index = ring.findIndex((corner) => first.get(code).ring.some((old) => old.join() === corner.join()));
	const shared = [...now.values()].filter((cell) => cell.ring.some((corner) => corner.join() === ring[index].join()));
	assert.ok(shared.length >= 2, "a corner of several cells");
	await kept(page, async () => {
		await page.mouse.move(at[index].x, at[index].y);
		await page.mouse.down();
		await page.mouse.move(at[index].x + 8, at[index].y + 10, { steps: 4 });
		await page.mouse.move(at[index].x + 20, at[index].y + 22, { steps: 4 });
		await page.mouse.up();
	});
	now = await cells(page);
	for (const cell of shared) {
		assert.notDeepEqual(now.get(cell.code).ring, cell.ring, `${cell.code} moves along`);
	}
	assert.equal(await problemsTold(), "0");
	await kept(page, () => page.click("[data-deed=undo] button"));
	const back = await cells(page);
	for (const cell of shared) assert.deepEqual(back.get(cell.code).ring, cell.ring);
	await kept(page, () => page.click("[data-deed=redo] button"));

	// Merged again; then that is taken back.
	await choose(page, code);
	await page.click(".draw-panel details:has([data-deed=merge]) > summary");
	await page.check(`[data-deed=merge] input[value="${made}"]`);
	await kept(page, () => page.click("[data-deed=merge] button"));
	assert.equal((await cells(page)).size, first.size);
	await kept(page, () => page.click("[data-deed=undo] button"));

	// A new cell over two others takes its ground from them; a click near a corner means the corner.
	await choose(page, made);
	at = await corners(page);
	const middle = { x: at.reduce((sum, one) => sum + one.x, 0) / at.length, y: at.reduce((sum, one) => sum + one.y, 0) / at.length };
	const exact = (await cells(page)).get(made).ring;
	await page.click("[data-tool=draw]");
	await click(page, { x: at[0].x + 5, y: at[0].y - 5 });
	await click(page, { x: at[1].x - 5, y: at[1].y + 4 });
	await click(page, middle);
	await page.keyboard.press("Enter");
	await page.fill("input[name=draw_name]", "示范市场");
	await page.check("[data-deed=draw] input[name=over]");
	const market = await page.inputValue("input[name=draw_code]");
	await kept(page, () => page.click("[data-deed=draw] button"));
	now = await cells(page);
	const snapped = now.get(market).ring.filter((corner) => exact.some((old) => old.join() === corner.join()));
	assert.equal(snapped.length, 2, "two of its corners are those of the other cell");
	assert.equal(await problemsTold(), "0");
	await picture(page, "grid-drawn");

	// Closing the window loses nothing.
	await page.goto(`${server.url}/admin/grid`);
	assert.match(await page.locator("main").innerText(), /一份未生效的草稿/);
	await page.goto(`${server.url}/admin/grid/draft?cell=${market}`);
	await islandsReady(page);
	assert.equal((await cells(page)).size, now.size);
	assert.match(await page.locator("[data-changes]").innerText(), /示范市场/);
	await Promise.all([page.waitForEvent("load"), page.click("[data-deed=apply] button")]);
	assert.match(await page.locator("main").innerText(), /新网格已定/);
	await look(page, "grid-applied");
	assert.deepEqual(problems, []);

	const deadline = Date.now() + 15_000;
	let names = [];
	while (Date.now() < deadline && !names.includes("示范市场")) {
		const grid = await (await fetch(`${server.url}/api/v1/grid?region=999001`)).json();
		names = grid.cells.map((cell) => cell.name);
		await page.waitForTimeout(300);
	}
	assert.ok(names.includes("示范市场") && names.includes("示范北园"));
	await page.goto(`${server.url}/map?region=999001&q=示范市场`);
	assert.match(await page.locator("main").innerText(), /示范市场/);
});

test("a fault is listed, and its button leads to its place", async () => {
	const { page } = await signIn(browser, server, "admin");
	await page.setViewportSize({ width: 1440, height: 1000 });
	await page.goto(`${server.url}/admin/grid/draft`);
	await islandsReady(page);
	await page.waitForSelector(".draw-stage.ready");
	const all = [...(await cells(page)).values()].filter((cell) => cell.ring.length === 6);
	const code = all[Math.floor(all.length / 3)].code;
	await choose(page, code);
	const at = await corners(page);
	// Across the cell and out of it again: the ring crosses itself.
	const beyond = between(at[0], at[3], 1.6);
	await kept(page, async () => {
		await page.mouse.move(at[0].x, at[0].y);
		await page.mouse.down();
		await page.mouse.move(beyond.x, beyond.y, { steps: 8 });
		await page.mouse.up();
	});
	assert.notEqual(await page.getAttribute("[data-problems]", "data-problems"), "0");
	await look(page, "grid-faults");
	await page.setViewportSize({ width: 1440, height: 1000 });
	const button = page.locator("[data-look]").first();
	await button.focus();
	await page.keyboard.press("Enter");
	await page.waitForSelector(".draw-point");
	// In the middle, once the map has come to rest.
	await page.waitForFunction(() => {
		const middle = (selector) => {
			const { x, width } = document.querySelector(selector).getBoundingClientRect();
			return x + width / 2;
		};
		return Math.abs(middle(".draw-point") - middle(".draw-stage")) < 3;
	});
	await kept(page, () => page.click("[data-deed=undo] button"));
	assert.equal(await page.getAttribute("[data-problems]", "data-problems"), "0");
});

/** A draft of its own on the map, with a cell in the middle of others chosen. */
async function drafting(share) {
	const { page, problems } = await signIn(browser, server, "admin");
	await page.setViewportSize({ width: 1440, height: 1000 });
	await page.goto(`${server.url}/admin/grid/draft`);
	await islandsReady(page);
	await page.waitForSelector(".draw-stage.ready");
	const all = [...(await cells(page)).values()];
	const count = new Map();
	for (const corner of all.flatMap((cell) => cell.ring)) count.set(corner.join(), (count.get(corner.join()) ?? 0) + 1);
	const inner = all.filter((cell) => cell.ring.length === 6 && cell.ring.every((corner) => count.get(corner.join()) === 3));
	const { code } = inner[Math.floor(inner.length * share)];
	await choose(page, code);
	return { page, problems, code };
}

async function drag(page, from, [x, y]) {
	await page.mouse.move(from.x, from.y);
	await page.mouse.down();
	await page.mouse.move(from.x + x / 2, from.y + y / 2, { steps: 4 });
	await page.mouse.move(from.x + x, from.y + y, { steps: 4 });
	await page.mouse.up();
}

const rest = (page) => page.waitForSelector(".draw-stage:not(.busy)");

/** How many corners of a ring another has not. */
const unlike = (a, b) => a.filter((corner) => !b.some((other) => other.join() === corner.join())).length;

/** Takes back whatever a test has done. */
async function undoAll(page) {
	await rest(page);
	while (await page.locator("[data-deed=undo] button").isEnabled()) {
		await kept(page, () => page.click("[data-deed=undo] button"));
	}
}

const STEPS = /\/admin\/grid\/draft\?/;

/** Holds back what is sent; gives what lets it go. */
async function hold(page) {
	let go;
	const gone = new Promise((done) => (go = done));
	await page.route(STEPS, async (route) => {
		if (route.request().method() === "POST") await gone;
		await route.continue();
	});
	return go;
}

test("what is done while a step is on its way is done after it, in order", async () => {
	const { page, problems, code } = await drafting(0.15);
	const before = (await cells(page)).get(code).ring;
	const at = await corners(page);
	const go = await hold(page);
	await drag(page, at[0], [17, 19]);
	await page.waitForSelector(".draw-stage.busy");
	await drag(page, at[3], [-18, 17]);
	// The same corner again, from where it is seen.
	await drag(page, (await corners(page))[0], [16, -40]);
	await page.fill("[data-deed=say] input[name=name]", "途中改名");
	await page.click("[data-deed=say] button");
	assert.equal((await cells(page)).get(code).ring.length, 6, "nothing is kept yet");
	go();
	await rest(page);
	const after = (await cells(page)).get(code).ring;
	assert.equal(unlike(after, before), 2, "two corners are elsewhere");
	assert.equal(await page.inputValue("[data-deed=say] input[name=name]"), "途中改名");
	assert.match(await page.locator("[data-chosen] h2").innerText(), /途中改名/);
	assert.equal(await page.locator("[data-undone]").isVisible(), false);
	await page.unroute(STEPS);
	await undoAll(page);
	assert.deepEqual((await cells(page)).get(code).ring, before);
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("where a step is not done those behind it are not, and the page says so and keeps what was entered", async () => {
	const { page, code } = await drafting(0.25);
	const before = (await cells(page)).get(code).ring;
	const at = await corners(page);
	let go;
	const gone = new Promise((done) => (go = done));
	await page.route(STEPS, async (route) => {
		if (route.request().method() !== "POST") return route.continue();
		await gone;
		await route.abort();
	});
	await drag(page, at[1], [17, 19]);
	await page.waitForSelector(".draw-stage.busy");
	await page.fill("[data-deed=say] input[name=name]", "没有保存");
	await page.click("[data-deed=say] button");
	go();
	await rest(page);
	assert.ok(await page.locator("[data-lost]").isVisible());
	assert.ok(await page.locator("[data-undone]").isVisible());
	assert.equal(await page.inputValue("[data-deed=say] input[name=name]"), "没有保存");
	await page.unroute(STEPS);
	assert.deepEqual((await cells(page)).get(code).ring, before);
	await page.context().close();
});

test("a line that waits for its form stays whatever else is done, and is given up by Escape", async () => {
	const { page, problems, code } = await drafting(0.7);
	const at = await corners(page);
	await page.click("[data-tool=draw]");
	for (const corner of [at[0], at[1], between(at[0], at[3], 0.5)]) await click(page, corner);
	await page.keyboard.press("Enter");
	await page.fill("input[name=draw_name]", "等待中");
	const ring = await page.inputValue("input[name=ring]");
	assert.equal(ring.split(";").length, 3);

	// A click on another cell leads back to the form.
	const seen = await corners(page);
	const side = (a, b) => between(seen[a], seen[b], 0.5);
	await click(page, between(side(0, 1), side(3, 4), 1.4));
	await page.waitForFunction(() => document.activeElement.name === "draw_name");
	assert.equal(await page.getAttribute(".draw-panel", "data-cell"), code);

	// A step draws the panel anew, with what was entered.
	const now = await corners(page);
	await kept(page, () => drag(page, now[4], [-16, 17]));
	assert.equal(await page.inputValue("input[name=draw_name]"), "等待中");
	assert.equal(await page.inputValue("input[name=ring]"), ring);
	assert.ok(await page.locator("[data-waits=ring]").isVisible());
	assert.equal(await page.locator(".draw-line").count(), 1);

	await page.locator(".draw-stage .map-host").focus();
	await page.keyboard.press("Escape");
	assert.equal(await page.locator("[data-waits=ring]").isVisible(), false);
	assert.equal(await page.locator(".draw-line").count(), 0);
	await undoAll(page);
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("corners are picked and moved by keys, as one step that Escape takes back", async () => {
	const { page, problems, code } = await drafting(0.8);
	const before = (await cells(page)).get(code).ring;
	const was = await version(page);
	await page.locator(".draw-stage .map-host").focus();
	await page.keyboard.press("Space");
	await page.waitForSelector(".draw-corner.picked");
	assert.match(await page.locator(".draw-hint").innerText(), /方向键/);
	await page.keyboard.press("Shift+ArrowRight");
	await page.keyboard.press("Escape");
	assert.equal(await version(page), was, "nothing was sent");

	await kept(page, async () => {
		for (let count = 0; count < 3; count += 1) await page.keyboard.press("Shift+ArrowDown");
		await page.keyboard.press("ArrowLeft");
		await page.keyboard.press("Enter");
	});
	const after = (await cells(page)).get(code).ring;
	assert.equal(unlike(after, before), 1, "one corner is elsewhere");
	await kept(page, () => page.click("[data-deed=undo] button"));
	assert.deepEqual((await cells(page)).get(code).ring, before, "it was one step");

	// Shift and Space go back to the middle of the side before: moving it makes a corner.
	await page.locator(".draw-stage .map-host").focus();
	await page.keyboard.press("Space");
	await page.waitForSelector(".draw-corner.picked");
	await page.keyboard.press("Shift+Space");
	await page.waitForSelector(".draw-middle.picked");
	await kept(page, async () => {
		await page.keyboard.press("Shift+ArrowUp");
		await page.keyboard.press("Shift+ArrowUp");
		await page.keyboard.press("Enter");
	});
	assert.equal((await cells(page)).get(code).ring.length, 7);
	await undoAll(page);
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("without script a cell is renamed and merged, and files go in and out", async () => {
	const { page } = await signIn(browser, server, "admin", { javaScriptEnabled: false });
	await page.goto(`${server.url}/admin/grid/draft`);
	const without = page.locator("main noscript").first();
	assert.match(await without.textContent(), /绘图需要启用 JavaScript/);
	assert.ok(await without.isVisible());
	const code = await page.locator("select[name=cell] option").nth(7).getAttribute("value");
	await page.selectOption("select[name=cell]", code);
	await Promise.all([page.waitForEvent("load"), page.click(".draw-choose button")]);
	await page.fill("[data-deed=say] input[name=name]", "改名网格");
	await Promise.all([page.waitForEvent("load"), page.click("[data-deed=say] button")]);
	assert.match(await page.locator("[data-changes]").innerText(), /改名网格/);
	await page.goto(`${server.url}/admin/grid`);
	const bad = JSON.stringify({
		type: "FeatureCollection",
		features: [
			{
				type: "Feature",
				properties: { code: "999001001001001" },
				geometry: { type: "Polygon", coordinates: [[[121, 28], [121.1, 28.1], [121.1, 28], [121, 28.1], [121, 28]]] },
			},
		],
	});
	const file = { name: "grid.geojson", mimeType: "application/geo+json", buffer: Buffer.from(bad) };
	await page.locator('input[type="file"]').setInputFiles(file);
	await Promise.all([page.waitForEvent("load"), page.click("#import button.primary")]);
	const told = await page.locator("#import").innerText();
	assert.match(told, /自相交/);
	assert.match(told, /第 1 个要素/);
});
