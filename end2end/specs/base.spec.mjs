// What the map lies on: tiles of somebody else, over real HTTP, and none where they do not come.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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

/** A PMTiles archive of version 3 that has this picture for every place of the world, down to zoom 12. */
function archive(picture) {
	const varint = (number) => (number < 128 ? [number] : [(number % 128) + 128, ...varint(Math.floor(number / 128))]);
	const tiles = (4 ** 13 - 1) / 3;
	// One entry: how many, its first tile, how many tiles it stands for, its length, where it begins and one.
	const directory = Buffer.from([1, 0, ...varint(tiles), ...varint(picture.length), 1]);
	const [begin, metadata] = [127, Buffer.from("{}")];
	const data = begin + directory.length + metadata.length;
	const head = Buffer.alloc(begin);
	head.write("PMTiles\u0003");
	const numbers = [begin, directory.length, begin + directory.length, metadata.length, data, 0, data, picture.length, tiles, 1, 1];
	numbers.forEach((number, at) => head.writeBigUInt64LE(BigInt(number), 8 + 8 * at));
	// In order, nothing packed, PNG, zooms 0 to 12.
	head.set([1, 1, 1, 2, 0, 12], 96);
	return Buffer.concat([head, directory, metadata, picture]);
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
	const local = join(directory, "local.pmtiles");
	await writeFile(local, archive(picture));
	await writeFile(
		config,
		'[map]\nattribution = "示范区数据局"\napproval_number = "示S（2026）1号"\n' +
			source("there", "在的底图", port, 'attribution = "底图公司"\napproval_number = "GS（2026）2号"') +
			// Nobody listens there.
			source("gone", "不在的底图", 1) +
			source("shifted", "偏移的底图", port, 'crs = "gcj02"') +
			`[[map.sources]]\nkey = "local"\nkind = "pmtiles"\nlabel = "本地底图"\nfile = "${local}"\n`,
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

/** How many dots of a PNG have the colour of the tiles. */
function dotsOfTiles(page, png) {
	return page.evaluate(async (bytes) => {
		const image = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: "image/png" }));
		const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
		context.drawImage(image, 0, 0);
		const { data } = context.getImageData(0, 0, image.width, image.height);
		let dots = 0;
		for (let at = 0; at < data.length; at += 4) {
			if (data[at] === 0xd0 && data[at + 1] === 0xd0 && data[at + 2] === 0xd0) dots += 1;
		}
		return dots;
	}, [...png]);
}

test("an image of the map is made though some of its tiles did not come, and has those that did", async () => {
	const { page } = await visit(browser, server, "/map");
	// Every second column does not come.
	await page.route(/\/tiles\/local\/\d+\/\d*[13579]\//, (route) => route.abort());
	await choose(page, "本地底图");
	await page.waitForFunction(() => {
		const shown = [...document.querySelectorAll(".leaflet-tile-pane img")];
		const failed = shown.filter((tile) => tile.naturalWidth === 0);
		return shown.every((tile) => tile.complete) && failed.length > 0 && failed.length < shown.length;
	});
	const coming = page.waitForEvent("download");
	await page.locator("[data-keep=image]").click();
	const png = await readFile(await (await coming).path());
	assert.equal(await page.locator(".map-status").innerText(), "", "nothing failed, and nothing was left out");
	const dots = await dotsOfTiles(page, png);
	assert.ok(dots > 10_000, `${dots} dots of the tiles`);
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
