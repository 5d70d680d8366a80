// The wall screen: looked at from afar, for days, by nobody who would reload it.
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { findings } from "../fixtures/axe.mjs";
import { startBrowser } from "../fixtures/browser.mjs";
import { held } from "../fixtures/memory.mjs";
import { picture } from "../fixtures/picture.mjs";
import { versionOf, visit, waitForChange } from "../fixtures/portal.mjs";
import { startServer } from "../fixtures/server.mjs";
import { anotherBuild } from "../fixtures/site.mjs";

const WALL = { width: 1920, height: 1080 };
const PARTS = ["standing", "figures", "map", "board", "behind", "latest"];
/** How often the picture changes in the soak, and how often it may have changed before what it holds is looked at. */
const UPDATES = Number(process.env.LIANQIN_SCREEN_UPDATES ?? 60);
const WARM = 40;
/** More than the page takes to notice that the server is back: it asks every half minute at last. */
const PATIENCE = 90_000;

let server;
let browser;
before(async () => {
	server = await startServer({ own: true, args: ["--incidents", "3000", "--pace", "150"] });
	browser = await startBrowser();
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

/** What is cut off, by its own box or by the window. */
function cutOff(page) {
	return page.evaluate(() => {
		const cut = [];
		for (const element of document.querySelectorAll(".screen section, .screen-head, .screen table, .screen ul.live, .screen svg")) {
			if (!element.checkVisibility()) continue;
			const { left, top, right, bottom } = element.getBoundingClientRect();
			const inside = element.closest("section")?.getBoundingClientRect();
			const edge = inside ?? { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
			if (left < edge.left - 1 || top < edge.top - 1 || right > edge.right + 1 || bottom > edge.bottom + 1) {
				cut.push(`${element.localName}.${element.className?.baseVal ?? element.className}`);
			}
		}
		return cut;
	});
}

/** The smallest letters of the page, in pixels; shapes are none. */
function smallestType(page) {
	return page.evaluate(() => {
		const sizes = [...document.querySelectorAll(".screen *")]
			.filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
			.filter((element) => element.checkVisibility() && !element.closest(".visually-hidden, svg, [aria-hidden], .sign i, .stand i"))
			.map((element) => Number.parseFloat(getComputedStyle(element).fontSize));
		return Math.min(...sizes);
	});
}

for (const [width, height] of [
	[1920, 1080],
	[3840, 2160],
]) {
	test(`the wall of ${width} by ${height} pixels shows everything, and nothing scrolls`, async () => {
		for (const path of ["/screen", "/en/screen"]) {
			const { page, problems } = await visit(browser, server, path, { viewport: { width, height }, colorScheme: "light" });
			await picture(page, `${path}-${width}`);
			assert.deepEqual(await findings(page), [], path);
			const over = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
			assert.ok(over <= 0, `${path} is ${over} px higher than the window`);
			assert.deepEqual(await cutOff(page), [], path);
			assert.ok((await smallestType(page)) >= width / 78, `${path}: ${await smallestType(page)} px`);
			for (const part of PARTS) assert.equal(await page.locator(`[data-live="${part}"]`).count(), 1, part);
			assert.equal(await page.locator(".screen-board tbody tr").count(), 8);
			assert.equal(await page.locator(".screen-behind tbody tr").count(), 8);
			assert.equal(await page.locator(".screen-live li").count(), 4);
			assert.equal(await page.locator("header, footer, nav").count(), 0);
			assert.deepEqual(problems, []);
			await page.context().close();
		}
	});
}

test("it can be read on a phone, one part below the other", async () => {
	for (const path of ["/screen", "/en/screen"]) {
		const { page } = await visit(browser, server, path, { viewport: { width: 390, height: 844 } });
		await picture(page, `${path}-390`);
		assert.deepEqual(await findings(page), [], path);
		await page.context().close();
	}
});

test("it is as dark as every page is for who prefers that", async () => {
	const tokens = (page) =>
		page.evaluate(() => {
			const names = [...document.styleSheets]
				.filter((sheet) => sheet.href?.startsWith(location.origin))
				.flatMap((sheet) => [...sheet.cssRules])
				.filter((rule) => rule.selectorText === ":root")
				.flatMap((rule) => [...rule.style])
				.filter((name) => name.startsWith("--") && !name.startsWith("--shade"));
			const style = getComputedStyle(document.documentElement);
			return Object.fromEntries([...new Set(names)].sort().map((name) => [name, style.getPropertyValue(name)]));
		});
	const wall = await visit(browser, server, "/screen", { colorScheme: "light" });
	const board = await visit(browser, server, "/board", { colorScheme: "dark" });
	const [ofWall, ofBoard] = [await tokens(wall.page), await tokens(board.page)];
	assert.ok(Object.keys(ofWall).length > 30, "there are tokens");
	assert.deepEqual(ofWall, ofBoard);
	await wall.page.context().close();
	await board.page.context().close();
});

test("it says that the server is gone, comes back by itself, and shows what happens then", async () => {
	const { page } = await visit(browser, server, "/screen", { viewport: WALL });
	await waitForChange(page, "latest");
	await page.evaluate(() => (globalThis.sameDocument = true));
	const paused = page.locator(".screen-as-of .paused");
	assert.equal(await paused.isVisible(), false);

	await server.down();
	await page.waitForSelector('html[data-feed="off"]', { state: "attached", timeout: 10_000 });
	assert.equal(await paused.isVisible(), true);
	assert.match(await paused.innerText(), /\d\d:\d\d:\d\d/);
	await picture(page, "/screen-paused");
	const since = await paused.innerText();
	// Attempts that fail do not make it younger.
	await sleep(7_000);
	assert.equal(await paused.innerText(), since);

	await server.up();
	await page.waitForSelector('html[data-feed="on"]', { state: "attached", timeout: PATIENCE });
	assert.equal(await paused.isVisible(), false);
	await waitForChange(page, "latest");
	assert.equal(await page.evaluate(() => globalThis.sameDocument), true, "the same build needs no reload");
	await page.context().close();
});

test("it is loaded anew, once, when the server comes from another build", async () => {
	const { page } = await visit(browser, server, "/screen", { viewport: WALL });
	const build = () => page.evaluate(() => document.documentElement.dataset.build);
	const before = await build();
	const site = await anotherBuild();
	try {
		await server.down();
		await server.up(["--site-root", site]);
		await page.waitForFunction((before) => document.documentElement.dataset.build !== before, before, {
			timeout: PATIENCE + 60_000,
		});
		await page.waitForSelector("html[data-islands=ready]", { state: "attached" });
		await page.evaluate(() => (globalThis.sameDocument = true));
		for (let change = 0; change < 3; change += 1) await waitForChange(page, "latest");
		await sleep(11_000);
		await waitForChange(page, "latest");
		assert.equal(await page.evaluate(() => globalThis.sameDocument), true, "once");
	} finally {
		await server.down();
		await server.up();
		await rm(site, { recursive: true });
	}
	await page.context().close();
});

test("after hundreds of updates it holds no more than after a few", { timeout: 900_000 }, async () => {
	const { page, problems } = await visit(browser, server, "/screen", { viewport: WALL });
	let updates = 0;
	page.on("requestfinished", (request) => {
		if (new URL(request.url()).pathname === "/screen") updates += 1;
	});
	const untilUpdate = async (wanted) => {
		while (updates < wanted) await sleep(100);
	};
	await untilUpdate(WARM);
	const few = await held(page);
	const version = await versionOf(page);
	await untilUpdate(WARM + UPDATES);
	const many = await held(page);
	console.log({ few, many });
	assert.ok(version > 0);
	// Tables and lists are as long as what they show; a leak of one node or listener per update would be far above.
	assert.ok(many.nodes - few.nodes < UPDATES / 2, `${many.nodes - few.nodes} nodes more`);
	assert.ok(many.listeners - few.listeners <= 4, `${many.listeners - few.listeners} listeners more`);
	assert.ok(many.documents - few.documents <= 1, `${many.documents - few.documents} documents more`);
	assert.ok(many.heap - few.heap < 512 * 1024, `${many.heap - few.heap} bytes more`);
	assert.ok(many.wasm - few.wasm <= 1024 * 1024, `${many.wasm - few.wasm} bytes of WebAssembly more`);
	assert.deepEqual(problems, []);
	await page.context().close();
});
