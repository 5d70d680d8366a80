// Maps by keyboard, and the map of staff: every case where it really lies, with the way to its file.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { findings } from "../fixtures/axe.mjs";
import { startBrowser } from "../fixtures/browser.mjs";
import { signIn } from "../fixtures/desk.mjs";
import { picture } from "../fixtures/picture.mjs";
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


/** Presses a key on the map and waits until it has come to rest. */
async function press(page, key) {
	await page.locator(".map-host").focus();
	await page.keyboard.press(key);
	await page.waitForFunction(() => !document.querySelector(".leaflet-zoom-anim, .leaflet-pan-anim"));
}

/** Answers of an address from now on. */
function answers(page, path) {
	const seen = [];
	page.on("response", async (response) => {
		if (new URL(response.url()).pathname === path && response.ok()) {
			seen.push(await response.json().catch(() => null));
		}
	});
	return seen;
}

/** Presses a key until something holds; the map moves, asks and draws between. */
async function until(page, key, holds) {
	for (let turn = 0; turn < 12; turn++) {
		if (await holds()) {
			return;
		}
		await press(page, key);
		await page.waitForTimeout(400);
	}
	assert.ok(await holds(), `not after ${key} twelve times`);
}

test("by keyboard Enter opens what lies in the middle of the map: a cell, then nearer, then a case", async () => {
	const { page, problems } = await visit(browser, server, "/map");
	await page.locator(".map-stage.ready").waitFor();
	await press(page, "Enter");
	await page.locator(".map-panel h2[data-slot=name]").waitFor();
	const { searchParams } = new URL(page.url());
	assert.ok(searchParams.get("cell"), "the cell in the middle");
	assert.equal(await page.locator(".map-stage.aiming").count(), 1, "a cross is shown");
	const points = answers(page, "/api/v1/points");
	// Enter on a circle goes nearer; where none is in the middle, the key for nearer does.
	await until(page, "+", async () => points.length > 0);
	await page.waitForFunction(() => document.querySelector(".map-status").textContent === "");
	await page.mouse.click(5, 5);
	assert.equal(await page.locator(".map-stage.aiming").count(), 0, "who points needs no cross");
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("a case in the middle is opened by Enter", async () => {
	const found = await (await fetch(`${server.url}/api/v1/points?limit=1`)).json();
	const [{ lng, lat }] = found.points;
	const { page, problems } = await visit(browser, server, `/map?view=${lng},${lat},17`);
	await page.locator(".map-stage.ready").waitFor();
	// A case has its code for a title; of several at one place a leg has the focus. A cell has neither.
	const opened = page.locator(".map-panel h2.code, .map-panel [data-slot=more]");
	await until(page, "Enter", async () => (await opened.count()) > 0);
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("a supervisor sees every case where it lies, and comes from the map to its file", async () => {
	const supervisor = await signIn(browser, server, "supervisor");
	const page = await supervisor.go("/desk/map");
	await page.locator(".map-stage.ready").waitFor();
	// Far away: cells, and each leads to its own cases.
	await press(page, "Enter");
	const cell = page.locator(".map-panel a.button");
	await cell.waitFor();
	await cell.click();
	await page.locator(".narrowed .chip").waitFor();
	assert.ok(new URL(page.url()).searchParams.get("grid"));
	const listed = await page.locator(".case-list tbody tr").count();
	const total = await page.locator(".map-figures dd").first().innerText();
	assert.equal(listed, Math.min(50, Number(total)), "the cases of the cell are listed");

	// Nearer: every case, of every kind.
	await supervisor.go("/desk/map");
	await page.locator(".map-stage.ready").waitFor();
	const seen = answers(page, "/api/v1/staff/map");
	await until(page, "+", async () => seen.at(-1)?.points.length > 0);
	// One that shares its place with no other: in the middle of the map it is the nearest.
	const { points } = seen.at(-1);
	const isThere = (one, other) => Math.hypot(one.lng - other.lng, one.lat - other.lat) < 5e-5;
	const alone = points.find((one) => !points.some((other) => other !== one && isThere(one, other)));
	await supervisor.go(`/desk/map?at=${alone.lng},${alone.lat}`);
	await page.locator(".map-stage.ready").waitFor();
	await until(page, "Enter", async () => (await page.locator(".map-panel h2.code").count()) > 0);
	assert.equal(await page.locator(".map-panel h2.code").innerText(), alone.code);
	await page.locator(".map-panel a.button").click();
	await page.waitForURL((url) => url.pathname === `/desk/cases/${alone.code}`);
	assert.match(await page.locator("main").innerText(), new RegExp(alone.code));
	assert.deepEqual(supervisor.problems, []);
	await page.context().close();
});

test("a filter of the map of staff narrows map and list, and everybody can read them", async () => {
	const supervisor = await signIn(browser, server, "supervisor");
	const page = await supervisor.go("/desk/map");
	const all = await page.locator(".map-figures dd").first().innerText();
	const kind = page.locator("#staff-map select[name=category] option").nth(3);
	await page.locator("#staff-map select[name=category]").selectOption(await kind.getAttribute("value"));
	await page.locator("#staff-map .filter-act button").click();
	await page.waitForURL((url) => url.searchParams.get("category"));
	const some = await page.locator(".map-figures dd").first().innerText();
	const number = (text) => Number(text.replaceAll(",", ""));
	assert.ok(number(some) < number(all), `${some} of ${all}`);
	for (const colorScheme of ["light", "dark"]) {
		await page.emulateMedia({ colorScheme });
		for (const size of [
			{ width: 390, height: 844 },
			{ width: 1440, height: 1000 },
		]) {
			await page.setViewportSize(size);
			assert.deepEqual(await findings(page), [], `${size.width}, ${colorScheme}`);
			await picture(page, `staff-map-${size.width}-${colorScheme}`);
		}
	}
	assert.deepEqual(supervisor.problems, []);
	await page.context().close();
});
