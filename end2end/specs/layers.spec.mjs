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

test("ticked layers stand in the address, are drawn, and are there again behind the address", async () => {
	const { page, problems } = await visit(browser, server, "/map");
	await page.locator(".map-stage.ready").waitFor();
	assert.equal(await box(page, "station").isChecked(), true);
	assert.equal(await box(page, "camera").count(), 0, "what is for staff is no layer here");
	const answer = page.waitForResponse((response) => response.url().includes("/api/v1/elements?"));
	await box(page, "patrol_point").check();
	assert.equal((await answer).status(), 200);
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
