// Ways to show cases on the map, cases at one place, two periods compared, image, print and the table's order.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { startBrowser } from "../fixtures/browser.mjs";
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

/** First day so many days ago. */
const ago = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

async function ready(page) {
	await page.locator(".map-stage.ready").waitFor();
}

/** The numbers of one column, as they stand. */
async function column(page, at) {
	const cells = await page.locator(`.map-areas tbody tr > :nth-child(${at})`).allInnerTexts();
	return cells.map((text) => Number(text.replaceAll(/[^\d−-]/g, "").replace("−", "-")));
}

test("a mode is chosen in the form, lives in the address, and its legend tells numbers", async () => {
	const { page, problems } = await visit(browser, server, "/map");
	await ready(page);
	await page.locator("input[name=mode][value=hex]").check();
	await page.waitForURL((url) => url.searchParams.get("mode") === "hex");
	const step = page.locator(".legend-hex li:not([hidden]) span").first();
	await step.waitFor();
	assert.match(await step.innerText(), /^\d/);
	assert.match(await page.locator(".legend-hex .legend-title").innerText(), /\d (m|km)/);

	await page.locator("input[name=mode][value=heat]").check();
	await page.locator("canvas.map-heat").waitFor({ state: "attached" });
	const ticks = await page.locator(".legend-heat ol li").allInnerTexts();
	assert.equal(ticks.length, 5);
	assert.equal(ticks[0], "0");
	assert.ok(Number(ticks[4].replaceAll(",", "")) > 0, ticks.join());

	await page.reload();
	await page.locator("canvas.map-heat").waitFor({ state: "attached" });
	await page.locator("input[name=mode][value=grid]").check();
	await page.waitForURL((url) => !url.searchParams.has("mode"));
	await page.locator("canvas.map-heat").waitFor({ state: "detached" });
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("without script hexagons are drawn by the server, and stand in for density", async () => {
	for (const mode of ["hex", "heat"]) {
		const { page } = await visit(browser, server, `/map?mode=${mode}`, { javaScriptEnabled: false });
		assert.ok((await page.locator(".grid-picture .combs path").count()) >= 3, mode);
		assert.match(await page.locator(".legend-hex .legend-title").innerText(), /km|m/);
		assert.equal(await page.locator(".legend-hex .hint").isVisible().catch(() => false), mode === "heat");
		await page.context().close();
	}
});

test("where the map was moved to is in the address, and a filter leaves it there", async () => {
	const { page, problems } = await visit(browser, server, "/map");
	await ready(page);
	await page.locator("[data-tool=in]").click();
	await page.waitForURL((url) => url.searchParams.has("view"));
	const view = new URL(page.url()).searchParams.get("view");
	await page.locator("input[name=measure][value=overdue]").check();
	await page.waitForURL((url) => url.searchParams.has("measure"));
	assert.equal(new URL(page.url()).searchParams.get("view"), view);
	await page.reload();
	await ready(page);
	// It glides there, and takes no other zoom meanwhile.
	await page.waitForTimeout(600);
	await page.locator("[data-tool=in]").click();
	await page.waitForURL((url) => url.searchParams.get("view") !== view);
	const [zoom, nearer] = [view, new URL(page.url()).searchParams.get("view")].map((text) => Number(text.split(",")[2]));
	assert.ok(Math.abs(nearer - zoom - 1) < 0.02, `${zoom} and ${nearer}`);
	await page.locator("[data-tool=whole]").click();
	await page.waitForURL((url) => !url.searchParams.has("view"));
	assert.deepEqual(problems, []);
	await page.context().close();
});

/** A place of the map where several cases are, and they. */
async function crowded() {
	const points = async (query) => (await (await fetch(`${server.url}/api/v1/points?limit=4000${query}`)).json()).points;
	const seen = new Set();
	for (const { lng, lat } of await points("")) {
		const place = `${lng},${lat}`;
		if (!seen.has(place)) {
			seen.add(place);
			continue;
		}
		const near = [lng - 1e-6, lat - 1e-6, lng + 1e-6, lat + 1e-6].map((side) => side.toFixed(7));
		const cases = await points(`&bbox=${near}`);
		if (cases.length > 2 && cases.length < 30) return [place, cases];
	}
	throw new Error("no place has several cases");
}

test("cases at one place open into legs by keyboard, and each leg chooses its case", async () => {
	const [place, cases] = await crowded();
	const { page, problems } = await visit(browser, server, `/map?view=${place},17`);
	await ready(page);
	const mark = page.locator(".map-stack", { hasText: new RegExp(`^${cases.length}$`) }).first();
	await mark.waitFor();
	await mark.focus();
	await page.keyboard.press("Enter");
	await page.locator(".map-leg").first().waitFor();
	assert.equal(await page.locator(".map-leg").count(), cases.length);
	await page.keyboard.press("Tab");
	const code = await page.evaluate(() => document.activeElement.title);
	assert.ok(cases.some((one) => one.code === code), code);
	await page.keyboard.press("Enter");
	await page.locator(".map-panel .code", { hasText: code }).waitFor();
	await page.keyboard.press("Escape");
	await page.locator(".map-leg").first().waitFor({ state: "detached" });
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("cases at one place open under a finger", async () => {
	const [place, cases] = await crowded();
	const { page } = await visit(browser, server, `/map?view=${place},17`, {
		hasTouch: true,
		isMobile: true,
		viewport: { width: 390, height: 844 },
	});
	await ready(page);
	const mark = page.locator(".map-stack", { hasText: new RegExp(`^${cases.length}$`) }).first();
	await mark.waitFor();
	await mark.tap();
	await page.locator(".map-leg").first().waitFor();
	const leg = page.locator(".map-leg").last();
	const code = await leg.getAttribute("title");
	await leg.tap();
	await page.locator(".map-panel .code", { hasText: code }).waitFor();
	await page.context().close();
});

test("two periods are compared without script: picture, legend and table, both counts and the difference", async () => {
	const from = ago(30);
	const { page } = await visit(browser, server, `/map?from=${from}&vs=previous`, { javaScriptEnabled: false });
	assert.equal(await page.locator(".grid-picture").getAttribute("data-measure"), "change");
	assert.equal(await page.locator(".legend-change li").count(), 7);
	const [before, now, difference] = [await column(page, 3), await column(page, 4), await column(page, 5)];
	assert.ok(now.length > 5);
	assert.deepEqual(difference, now.map((count, at) => count - before[at]));
	assert.deepEqual(difference, [...difference].sort((a, b) => b - a), "the largest rise first");
	await page.goto(`${server.url}/map?vs=previous`);
	assert.match(await page.locator("#versus-fault").innerText(), /起始日/);
	assert.equal(await page.locator("select[name=vs]").inputValue(), "previous", "what was chosen is kept");
	await page.context().close();
});

test("a comparison chosen in the form shades the map without a reload", async () => {
	const { page, problems } = await visit(browser, server, `/map?from=${ago(30)}`);
	await ready(page);
	await page.evaluate(() => (window.stayed = true));
	await page.locator("select[name=vs]").selectOption("previous");
	await page.locator(".legend-change").waitFor();
	assert.equal(new URL(page.url()).searchParams.get("vs"), "previous");
	assert.equal(await page.evaluate(() => window.stayed), true);
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("every column sorts by a link, without script", async () => {
	const { page } = await visit(browser, server, "/map", { javaScriptEnabled: false });
	const heads = await page.locator(".map-areas thead a").count();
	assert.ok(heads >= 4, `${heads} heads`);
	await page.locator(".map-areas thead a").nth(heads - 2).click();
	await page.waitForURL(/sort=-overdue/);
	const overdue = await column(page, heads - 1);
	assert.deepEqual(overdue, [...overdue].sort((a, b) => b - a));
	assert.equal(await page.locator("th[aria-sort=descending]").count(), 1);
	await page.locator(".map-areas thead a").nth(heads - 2).click();
	await page.waitForURL(/sort=overdue/);
	await page.locator("th[aria-sort=ascending]").waitFor();
	await page.context().close();
});

/** Width and height that a PNG says of itself. */
const sizeOf = (png) => [png.readUInt32BE(16), png.readUInt32BE(20)];

test("the map is kept as an image with its legend and source", async () => {
	const { page, problems } = await visit(browser, server, "/map?mode=hex");
	await ready(page);
	await page.locator(".legend-hex li:not([hidden]) span").first().waitFor();
	const coming = page.waitForEvent("download");
	await page.locator("[data-keep=image]").click();
	const download = await coming;
	assert.match(download.suggestedFilename(), /^案件地图-\d{4}-\d\d-\d\d\.png$/);
	const png = await readFile(await download.path());
	assert.equal(png.subarray(1, 4).toString(), "PNG");
	const [wide, high] = sizeOf(png);
	const stage = await page.locator(".map-host").boundingBox();
	assert.ok(wide >= 2 * stage.width && high > 2 * stage.height + 200, `${wide} × ${high}`);
	assert.equal(await page.locator(".map-status").innerText(), "");
	assert.match(await page.locator(".map-source").innerText(), /截至 \d{4}.*mode=hex/s);
	assert.deepEqual(problems, []);
	await page.context().close();
});

/** The image that is kept of the map: its height, and how many of its dots are of a colour that nothing else has. */
async function kept(page) {
	const coming = page.waitForEvent("download");
	await page.evaluate(() => {
		const make = URL.createObjectURL.bind(URL);
		URL.createObjectURL = (blob) => {
			window.kept = blob;
			URL.createObjectURL = make;
			return make(blob);
		};
	});
	await page.locator("[data-keep=image]").click();
	await coming;
	return page.evaluate(async () => {
		const image = await createImageBitmap(window.kept);
		const canvas = new OffscreenCanvas(image.width, image.height);
		const context = canvas.getContext("2d");
		context.drawImage(image, 0, 0);
		const { data } = context.getImageData(0, 0, image.width, image.height);
		let magenta = 0;
		for (let at = 0; at < data.length; at += 4) {
			if (data[at] === 255 && data[at + 1] === 0 && data[at + 2] === 255) magenta += 1;
		}
		return { high: image.height, magenta };
	});
}

test("the image has what layers lay over the map, and names beneath it whose map it is, in as many lines as it takes", async () => {
	const { page, problems } = await visit(browser, server, "/map?layers=school");
	await ready(page);
	// The layer is there, and draws itself no more.
	await page.waitForFunction(() => {
		const canvas = document.querySelector(".map-overlay");
		const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
		return data.some((byte) => byte > 0);
	});
	const credit = (words) =>
		page.evaluate((words) => {
			for (const line of document.querySelectorAll(".map-attribution")) line.remove();
			const line = document.createElement("p");
			line.className = "map-attribution";
			line.textContent = words;
			document.querySelector(".map-stage").append(line);
		}, words);
	await credit("");
	const without = await kept(page);
	assert.equal(without.magenta, 0);

	await credit("示范区数据局 · 审图号：示S（2026）1号");
	await page.evaluate(() => {
		const context = document.querySelector(".map-overlay").getContext("2d");
		context.setTransform(1, 0, 0, 1, 0, 0);
		context.fillStyle = "#ff00ff";
		context.fillRect(40, 40, 30, 30);
	});
	const withBoth = await kept(page);
	assert.ok(withBoth.magenta > 400, `${withBoth.magenta} dots of the overlay`);
	const line = withBoth.high - without.high;
	assert.ok(line > 20, `${line} dots for a line`);

	await credit("示范区数据局 · 审图号：示S（2026）1号 · ".repeat(12));
	const long = await kept(page);
	assert.ok(long.high - without.high >= 2 * line, "more than one line");
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("on paper there is the map with its legend, its source and its table, and nothing one can only tap", async () => {
	const { page } = await visit(browser, server, "/map");
	await ready(page);
	await page.emulateMedia({ media: "print" });
	for (const shown of [".map-stage", ".map-side .legend", ".map-source", ".map-areas"]) {
		assert.ok(await page.locator(shown).isVisible(), shown);
	}
	for (const hidden of [".map-filters", ".map-tools", ".map-keep", ".find-place"]) {
		assert.equal(await page.locator(hidden).isVisible(), false, hidden);
	}
	await page.context().close();
});
