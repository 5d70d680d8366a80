// An administrator brings a list, says which column is what, looks at it and imports it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { findings } from "../fixtures/axe.mjs";
import { startBrowser } from "../fixtures/browser.mjs";
import { ask } from "../fixtures/database.mjs";
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

const LIST = [
	"工单号,受理时间,类别,责任单位,经度,纬度",
	"IMP-1,2026-03-01 08:40:00,路面破损,市政所,121.263,28.651",
	"IMP-2,昨天,路面破损,市政所,121.263,28.651",
	"IMP-3,2026-03-01 09:40:00,乱堆物,城管,,",
	"",
].join("\n");
const SIZES = [
	{ width: 390, height: 844 },
	{ width: 1440, height: 900 },
];

/** Nothing is wrong with the page, on a phone and on a desk. */
async function look(page, name) {
	for (const size of SIZES) {
		await page.setViewportSize(size);
		assert.deepEqual(await findings(page), [], `${name} at ${size.width}`);
		await picture(page, `${name}-${size.width}`);
	}
}

/** Sends a form, and waits for the page that answers. */
async function send(page, button) {
	await Promise.all([page.waitForEvent("load"), button.click()]);
}

for (const javaScriptEnabled of [true, false]) {
	const way = javaScriptEnabled ? "with" : "without";
	test(`a list is brought, its columns are named, it is looked at and imported, ${way} script`, async () => {
		const admin = await signIn(browser, server, "admin", { javaScriptEnabled });
		const { page } = admin;
		await page.goto(`${server.url}/admin/import`);
		if (javaScriptEnabled) await look(page, "import-lists");
		const file = { name: `清单-${way}.csv`, mimeType: "text/csv", buffer: Buffer.from(LIST) };
		await page.locator('input[type="file"]').setInputFiles(file);
		await send(page, page.locator("main form button.primary"));
		assert.match(page.url(), /\/admin\/import\/run\?id=/);
		assert.match(await page.locator("main").innerText(), /工单号[\s\S]*IMP-1 · IMP-2 · IMP-3/);
		const form = page.locator('form:has(input[value="choose"])');
		// What has a usual name is found; the number has none.
		assert.equal(await form.locator('[name="received_at"]').inputValue(), "c1");
		await form.locator('[name="external_id"]').selectOption("c0");
		if (javaScriptEnabled) await look(page, "import-columns");
		await send(page, form.locator("button.primary"));

		const seen = await page.locator("main").innerText();
		assert.match(seen, /第 3 行/);
		assert.match(seen, /昨天/);
		if (javaScriptEnabled) await look(page, "import-preview");
		await send(page, page.locator('form:has(input[value="run"]) button.primary'));
		await page.locator('[data-state="done"]').waitFor({ timeout: 60_000 });
		const facts = (await page.locator('[data-state="done"] .facts').innerText()).replaceAll(/\s+/g, " ");
		assert.match(facts, javaScriptEnabled ? /新增 2 更新 0 未变 0 未收入 1/ : /新增 0 更新 0 未变 2 未收入 1/);
		if (javaScriptEnabled) await look(page, "import-done");
		const [download] = await Promise.all([page.waitForEvent("download"), page.locator("a[download]").click()]);
		assert.match(download.suggestedFilename(), /rejects\.csv$/);
		const [{ count }] = await ask(
			server,
			"select count(*)::int as count from private.source_records where external_id like 'IMP-%'",
		);
		assert.equal(count, 2);
		await page.context().close();
	});
}
