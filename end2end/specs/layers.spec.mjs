// Layers of the map: ticked, kept in the address, pointed at, chosen by keyboard, and read without script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { findings } from "../fixtures/axe.mjs";
import { islandsReady, startBrowser } from "../fixtures/browser.mjs";
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

const box = (page, layer) => page.locator(`.map-layers input[value="${layer}"]`);
const answer = async (path) => (await fetch(`${server.url}${path}`)).json();

/** Every school: where it is and what it is called. */
async function schools() {
	const { features } = await answer("/api/v1/elements?kind=school");
	return features.map(({ geometry, properties }) => ({ place: geometry.coordinates, name: properties.name }));
}

/** Opens the map over a school, as near as its mark stands alone, and waits until it is at rest and lists the school. */
async function openOver({ place, name }, query = "") {
	const opened = await visit(browser, server, `/map?layers=school&view=${place},17${query}`);
	await opened.page.waitForURL((url) => url.searchParams.get("view")?.endsWith(",17.00"));
	await listed(opened.page, name).waitFor();
	return opened;
}

const listed = (page, name) => page.locator(".layer-list").getByText(name, { exact: true });

test("ticked layers stand in the address, are drawn, and are there again behind the address", async () => {
	const { page, problems } = await visit(browser, server, "/map");
	await page.locator(".map-stage.ready").waitFor();
	assert.equal(await box(page, "station").isChecked(), true);
	assert.equal(await box(page, "camera").count(), 0, "what is for staff is no layer here");
	const coming = page.waitForResponse((response) => response.url().includes("/api/v1/elements?"));
	await box(page, "patrol_point").check();
	assert.equal((await coming).status(), 200);
	assert.match(page.url(), /layers=station,police_post,patrol_point/);
	// Something is drawn on the canvas over the map.
	await page.waitForFunction(() => {
		const canvas = document.querySelector(".map-overlay");
		const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
		return data.some((byte) => byte > 0);
	});
	await box(page, "station").uncheck();
	assert.equal(await page.locator(".map-station").first().isVisible(), false);
	await picture(page, "map-layers");
	await page.reload();
	await islandsReady(page);
	assert.deepEqual(
		[await box(page, "station").isChecked(), await box(page, "patrol_point").isChecked()],
		[false, true],
	);
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("a filter keeps the layers, and an element is chosen by the keyboard", async () => {
	const { page, problems } = await visit(browser, server, "/map?layers=school");
	await page.locator(".map-stage.ready").waitFor();
	await page.locator("#map-filters input[name=measure][value=overdue]").check();
	await page.waitForURL((url) => url.searchParams.get("measure") === "overdue");
	assert.equal(new URL(page.url()).searchParams.get("layers"), "school");
	const first = page.locator(".layer-list button").first();
	const name = await first.innerText();
	await first.focus();
	await page.keyboard.press("Enter");
	const panel = page.locator(".map-panel .panel-element");
	await panel.locator("h2", { hasText: name }).waitFor();
	await panel.locator("[data-slot=station]", { hasText: "站" }).waitFor();
	await panel.locator("[data-slot=cases]", { hasText: /^[0-9,]+$/ }).waitFor();
	assert.deepEqual(await findings(page), []);
	const link = await panel.locator("a").getAttribute("href");
	await page.goto(server.url + link);
	await page.locator(".map-panel h2", { hasText: name }).waitFor();
	assert.deepEqual(problems, []);
	await page.context().close();
});

for (const [how, choose] of [
	["pointed at", (page) => page.locator(".map-host").click()],
	["chosen in the list", (page, { name }) => listed(page, name).press("Enter")],
]) {
	test(`an element that is ${how} takes the place of the cell, in the address too`, async () => {
		const [school] = await schools();
		const [cell] = (await answer("/api/v1/grid")).cells;
		const { page, problems } = await openOver(school, `&cell=${cell.code}`);
		const title = page.locator(".map-panel h2");
		assert.equal(await title.innerText(), cell.name);
		assert.equal(new URL(page.url()).searchParams.get("cell"), cell.code);
		await choose(page, school);
		await page.locator(".map-panel .panel-element h2", { hasText: school.name }).waitFor();
		const { searchParams } = new URL(page.url());
		assert.deepEqual([searchParams.get("cell"), searchParams.get("layers")], [null, "school"]);
		await page.reload();
		await page.locator(".map-stage.ready").waitFor();
		assert.equal(await title.count(), 0, "whoever is sent the address is not told of the cell");
		assert.deepEqual(problems, []);
		await page.context().close();
	});
}

/** A school around which there is more than one case with a place. */
async function busySchool() {
	for (const school of await schools()) {
		const [lng, lat] = school.place;
		const { total } = await answer(`/api/v1/points?bbox=${[lng - 5e-4, lat - 5e-4, lng + 5e-4, lat + 5e-4]}`);
		if (total > 1) return school;
	}
	throw new Error("no school has several cases around it");
}

test("of cases around an element that the answer does not all hold, the panel says there are more", async () => {
	const school = await busySchool();
	const { page, problems } = await openOver(school);
	const cases = page.locator(".map-panel .panel-element [data-slot=cases]");
	await listed(page, school.name).click();
	await cases.filter({ hasText: /^[1-9][0-9,]*$/ }).waitFor();
	// As where there are more than an answer holds.
	await page.route("**/api/v1/points?*", (route) => route.continue({ url: `${route.request().url()}&limit=1` }));
	await listed(page, school.name).click();
	await cases.filter({ hasText: /^[01]\+$/ }).waitFor();
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("without script the boxes and their button show the layers, and a name leads to its element", async () => {
	const { page } = await visit(browser, server, "/map?measure=overdue", { javaScriptEnabled: false });
	await box(page, "station").uncheck();
	await box(page, "shelter").check();
	await page.locator(".layer-show").click();
	const { searchParams } = new URL(page.url());
	assert.equal(searchParams.get("measure"), "overdue");
	assert.ok((await page.locator(".element-picture circle").count()) > 3);
	assert.equal(await page.locator(".station-names").isVisible(), false);
	const first = page.locator(".layer-list a").first();
	const name = await first.innerText();
	await first.click();
	await page.locator(".map-panel h2", { hasText: name }).waitFor();
	await page.context().close();
});

test("staff see every layer, and an administrator places an element by pointing at the map", async () => {
	const admin = await signIn(browser, server, "admin");
	const page = await admin.go("/desk/map");
	await page.locator(".map-stage.ready").waitFor();
	assert.equal(await box(page, "camera").isChecked(), true);
	for (const size of [
		{ width: 390, height: 844 },
		{ width: 1440, height: 1000 },
	]) {
		await page.setViewportSize(size);
		assert.deepEqual(await findings(page), [], `${size.width}`);
		await picture(page, `desk-map-${size.width}`);
	}
	await admin.go("/admin/elements?kind=camera");
	await page.locator("details summary").first().click();
	await page.locator(".pick-stage.ready").waitFor();
	const form = page.locator("details form");
	await form.locator("input[name=code]").fill("E2E-1");
	await form.locator("input[name=name]").fill("新探头");
	await page.locator(".pick-stage .leaflet-container").click();
	assert.match(await form.locator("input[name=lng]").inputValue(), /^121\.\d{6}$/);
	await form.locator("button").last().click();
	await page.waitForURL(/kind=camera/);
	await admin.go("/admin/elements?q=E2E-1");
	await page.locator("td a", { hasText: "新探头" }).click();
	await page.locator("button", { hasText: "停用" }).click();
	await admin.go("/admin/elements?q=E2E-1");
	await page.locator(".empty").waitFor();
	assert.deepEqual(admin.problems, []);
	await page.context().close();
});
