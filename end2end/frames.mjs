// Frames per second of the map while it is panned and while time is played, beside an empty Leaflet map of the same size
// in the same browser. A report, never a gate: the numbers depend on the machine.
//
// node end2end/frames.mjs [INCIDENTS], with LIANQIN_BIN as everywhere.
import { fileURLToPath } from "node:url";

import { islandsReady, openPage, startBrowser } from "./fixtures/browser.mjs";
import { startServer } from "./fixtures/server.mjs";

const INCIDENTS = process.argv[2] ?? "100000";
const SCREEN = { width: 1440, height: 900 };
const SECONDS = 6;
/** Nearer than the whole district, as far as circles and as far as single incidents. */
const ZOOMS = { "cells, two levels nearer": 2, "points, six levels nearer": 6 };
const QUESTIONS = /\/api\/v1\/(cells|points|hexagons|elements)/;

const leaflet = (file) => fileURLToPath(new URL(`../node_modules/leaflet/dist/${file}`, import.meta.url));
const server = await startServer({ args: ["--incidents", INCIDENTS], own: true });
const browser = await startBrowser();
try {
	const rows = [];
	rows.push({ map: "an empty Leaflet map, panned", ...(await emptyMap()) });
	for (const [name, levels] of Object.entries(ZOOMS)) {
		rows.push({ map: `${name}, panned`, ...(await ours(levels, pan)) });
	}
	for (const mode of ["hex", "heat"]) {
		rows.push({ map: `${mode}, two levels nearer, panned`, ...(await ours(2, pan, `?mode=${mode}`)) });
		rows.push({ map: `${mode}, time played`, ...(await ours(1, play, `?mode=${mode}`)) });
	}
	rows.push({ map: "grid, time played", ...(await ours(1, play)) });
	console.log(`${INCIDENTS} made-up incidents, ${SCREEN.width} × ${SCREEN.height}, software rendering`);
	console.table(rows);
} finally {
	await browser.close();
	await server.stop();
}

async function emptyMap() {
	const page = await browser.newPage({ viewport: SCREEN });
	await page.setContent('<div id="map" style="width:1000px;height:700px;margin:100px"></div>');
	await page.addStyleTag({ path: leaflet("leaflet.css") });
	await page.addScriptTag({ path: leaflet("leaflet.js") });
	await page.evaluate(() => L.map("map", { preferCanvas: true }).setView([28.63, 121.26], 13));
	const frames = await counted(page, () => pan(page, page.locator("#map")));
	await page.close();
	return frames;
}

async function ours(levels, move, query = "") {
	const { page } = await openPage(browser, `${server.url}/map${query}`, { viewport: SCREEN });
	await islandsReady(page);
	await page.waitForSelector(".map-stage.ready");
	for (let level = 0; level < levels; level += 1) {
		await page.locator('[data-tool="in"]').click();
		await page.waitForTimeout(400);
	}
	await page.waitForTimeout(1_000);
	const asked = watched(page);
	const frames = await counted(page, () => move(page, page.locator(".map-stage")));
	await page.context().close();
	return { ...frames, ...asked };
}

/** Drags back and forth. */
async function pan(page, map) {
	const box = await map.boundingBox();
	const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
	await page.mouse.move(x, y);
	await page.mouse.down();
	const end = Date.now() + SECONDS * 1_000;
	for (let step = 0; Date.now() < end; step += 1) {
		const angle = step / 12;
		await page.mouse.move(x + 180 * Math.sin(angle), y + 90 * Math.sin(angle / 2));
		await page.waitForTimeout(16);
	}
	await page.mouse.up();
}

async function play(page) {
	await page.locator("[data-play]").click();
	await page.waitForTimeout(SECONDS * 1_000);
}

/** Frames while something is done. */
async function counted(page, doing) {
	await page.evaluate(() => {
		window.frames_at = [];
		const frame = (at) => {
			window.frames_at.push(at);
			requestAnimationFrame(frame);
		};
		requestAnimationFrame(frame);
	});
	await doing();
	const at = await page.evaluate(() => window.frames_at);
	const gaps = at.slice(1).map((time, index) => time - at[index]).sort((a, b) => a - b);
	const seconds = (at.at(-1) - at[0]) / 1_000;
	return {
		"frames/s": Math.round(gaps.length / seconds),
		"gap p99 ms": Math.round(gaps[Math.floor(gaps.length * 0.99)]),
		"longest ms": Math.round(gaps.at(-1)),
	};
}

/** How many questions of the map there were, and how many at once. */
function watched(page) {
	const asked = { questions: 0, "at once": 0 };
	let open = 0;
	const ended = (request) => {
		if (QUESTIONS.test(request.url())) open -= 1;
	};
	page.on("request", (request) => {
		if (!QUESTIONS.test(request.url())) return;
		asked.questions += 1;
		open += 1;
		asked["at once"] = Math.max(asked["at once"], open);
	});
	page.on("requestfinished", ended);
	page.on("requestfailed", ended);
	return asked;
}
