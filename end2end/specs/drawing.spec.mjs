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
