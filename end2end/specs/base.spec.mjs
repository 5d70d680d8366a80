// What the map lies on: tiles of somebody else, over real HTTP, and none where they do not come.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { crc32, deflateSync } from "node:zlib";

import { startBrowser } from "../fixtures/browser.mjs";
import { visit } from "../fixtures/portal.mjs";
import { startServer } from "../fixtures/server.mjs";

/** A picture of one colour, as wide and high as a tile. */
function tile() {
	const chunk = (type, data) => {
		const body = Buffer.concat([Buffer.from(type), data]);
		const length = Buffer.alloc(4);
		length.writeUInt32BE(data.length);
		const sum = Buffer.alloc(4);
		sum.writeUInt32BE(crc32(body));
		return Buffer.concat([length, body, sum]);
	};
	const head = Buffer.alloc(13);
	head.writeUInt32BE(256, 0);
	head.writeUInt32BE(256, 4);
	head.set([8, 2, 0, 0, 0], 8);
	const line = Buffer.alloc(1 + 256 * 3, 0xd0);
	line[0] = 0;
	const lines = deflateSync(Buffer.concat(Array.from({ length: 256 }, () => line)));
	const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
	return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", lines), chunk("IEND", Buffer.alloc(0))]);
}

const asked = [];
const picture = tile();
const tiles = createServer((request, response) => {
	asked.push({ url: request.url, referer: request.headers.referer });
	response.writeHead(200, { "content-type": "image/png" }).end(picture);
});

let server;
let browser;
let directory;
before(async () => {
	await new Promise((done) => tiles.listen(0, "127.0.0.1", done));
	const source = (key, label, port, more = "") =>
		`[[map.sources]]\nkey = "${key}"\nkind = "xyz"\nlabel = "${label}"\nurl = "http://127.0.0.1:${port}/${key}/{z}/{x}/{y}.png"\n${more}\n`;
	directory = await mkdtemp(join(tmpdir(), "lianqin-base-"));
	const config = join(directory, "lianqin.toml");
	const { port } = tiles.address();
	await writeFile(
		config,
		'[map]\nattribution = "示范区数据局"\napproval_number = "示S（2026）1号"\n' +
			source("there", "在的底图", port, 'attribution = "底图公司"\napproval_number = "GS（2026）2号"') +
			// Nobody listens there.
			source("gone", "不在的底图", 1) +
			source("shifted", "偏移的底图", port, 'crs = "gcj02"'),
	);
	server = await startServer({ args: ["--pace", "0", "--incidents", "2000"], env: { LIANQIN_CONFIG: config }, own: true });
	browser = await startBrowser();
});
after(async () => {
	await browser?.close();
	await server?.stop();
	await new Promise((done) => tiles.close(done));
	await rm(directory, { recursive: true, force: true });
});

const LOADED = "img.leaflet-tile-loaded";

async function choose(page, label) {
	await page.locator(".map-stage.ready").waitFor();
	const chooser = page.locator(".map-bases");
	if (!(await chooser.evaluate((details) => details.open))) await chooser.locator("summary").click();
	await chooser.getByLabel(label, { exact: true }).check();
}

function isStranger(problem) {
	return problem.startsWith("third party: http://127.0.0.1:");
}

test("a base map that is chosen shows its tiles, names its maker, and stays chosen", async () => {
	const { page, problems } = await visit(browser, server, "/map?measure=overdue");
	assert.equal(await page.locator(".map-attribution").innerText(), "示范区数据局 · 审图号：示S（2026）1号");
	assert.deepEqual(asked, [], "nobody else is asked before somebody chooses");
	await choose(page, "在的底图");
	await page.locator(LOADED).first().waitFor();
	const { searchParams } = new URL(page.url());
	assert.deepEqual([searchParams.get("base"), searchParams.get("measure")], ["there", "overdue"]);
	assert.equal(
		await page.locator(".map-attribution").innerText(),
		"底图公司 · 审图号：GS（2026）2号 · 示范区数据局 · 审图号：示S（2026）1号",
	);
	assert.equal(asked[0].referer, `${server.url}/`, "the origin is told, the page is not");
	assert.equal(await page.locator(".map-base-note").innerText(), "");
	// The filter keeps it, and so does the browser.
	await page.locator(".measures input[value=count]").check({ force: true });
	await page.waitForURL((url) => !url.searchParams.has("measure"));
	assert.equal(new URL(page.url()).searchParams.get("base"), "there");
	await page.goto(`${server.url}/map`);
	await page.locator(LOADED).first().waitFor();
	assert.equal(new URL(page.url()).searchParams.get("base"), "there");
	assert.deepEqual(problems.filter((problem) => !isStranger(problem)), []);
	await page.context().close();
});

test("tiles that do not come are told once, and the map goes on", async () => {
	const { page } = await visit(browser, server, "/map?base=gone");
	const note = page.locator(".map-base-note");
	await note.filter({ hasText: "自有底图" }).waitFor();
	assert.equal(await page.locator(LOADED).count(), 0);
	await page.locator(".map-stage.ready").waitFor();
	// A map that glides takes no click; how long it glides depends on the machine.
	const card = page.locator(".map-panel .panel-card");
	for (let patience = 0; patience < 15 && !(await card.isVisible()); patience += 1) {
		await page.locator(".map-host").click();
		await card.waitFor({ timeout: 2_000 }).catch(() => {});
	}
	assert.ok(await card.isVisible(), "a cell of the map can be chosen");
	await choose(page, "自有底图");
	assert.equal(await note.innerText(), "");
	assert.equal(new URL(page.url()).searchParams.get("base"), null);
	await page.context().close();
});

test("shifted tiles are asked for where they show what the map is about", async () => {
	asked.length = 0;
	const { page } = await visit(browser, server, "/map?base=shifted&at=121.262,28.65");
	await page.locator(LOADED).first().waitFor();
	// The place in GCJ-02, as npm gcoord says it, at a zoom where the shift is more than a tile.
	const [lng, lat] = [121.2662218, 28.6468694];
	await page.locator(".map-stage.ready").waitFor();
	for (let step = 0; step < 3; step += 1) {
		await page.locator("[data-tool=in]").click();
		await page.waitForTimeout(600);
	}
	const { zoom, centre } = await page.evaluate(() => {
		const shown = [...document.querySelectorAll("img.leaflet-tile")].map((tile) => {
			const [, z, x, y] = tile.src.match(/\/(\d+)\/(\d+)\/(\d+)\.png$/);
			const box = tile.getBoundingClientRect();
			return { z: Number(z), x: Number(x), y: Number(y), box: [box.left, box.top, box.right, box.bottom] };
		});
		const host = document.querySelector(".map-host").getBoundingClientRect();
		const [mx, my] = [host.left + host.width / 2, host.top + host.height / 2];
		const zoom = Math.max(...shown.map((tile) => tile.z));
		const tile = shown.find(
			({ z, box }) => z === zoom && box[0] <= mx && mx < box[2] && box[1] <= my && my < box[3],
		);
		const [left, top, right, bottom] = tile.box;
		return { zoom, centre: [tile.x + (mx - left) / (right - left), tile.y + (my - top) / (bottom - top)] };
	});
	const count = 2 ** zoom;
	const wanted = [
		(lng / 360 + 0.5) * count,
		((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * count,
	];
	const metres = centre.map((at, axis) => ((at - wanted[axis]) * 40_075_017 * Math.cos((lat * Math.PI) / 180)) / count);
	assert.ok(Math.hypot(...metres) < 3, `${metres} metres off at zoom ${zoom}`);
	await page.context().close();
});

test("without script there is no choice that does nothing", async () => {
	const { page } = await visit(browser, server, "/map?base=there", { javaScriptEnabled: false });
	assert.equal(await page.locator(".map-bases").isVisible(), false);
	assert.equal(await page.locator(".map-attribution").isVisible(), true);
	await page.context().close();
});
