// A resident reports a problem: with a map, without script, with a photo, and follows it to its public page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { findings } from "../fixtures/axe.mjs";
import { startBrowser } from "../fixtures/browser.mjs";
import { ask } from "../fixtures/database.mjs";
import { picture } from "../fixtures/picture.mjs";
import { visit } from "../fixtures/portal.mjs";
import { startServer } from "../fixtures/server.mjs";

let server;
let browser;
before(async () => {
	server = await startServer({ own: true, args: ["--incidents", "2000", "--pace", "0"] });
	browser = await startBrowser();
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

const PNG = Buffer.from(
	"iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAAEElEQVR4nGP4z8AARwzEcQCukw/x0F8jngAAAABJRU5ErkJggg==",
	"base64",
);
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** Nothing is wrong with the page, and here it is. */
async function look(page, name) {
	assert.deepEqual(await findings(page), [], name);
	await picture(page, name);
}

/** The case that was reported last. */
async function reported() {
	const rows = await ask(
		server,
		`select public_code, lng, lat, state, narrative,
		        (select count(*) from core.attachments as a where a.case_id = c.case_id) as files,
		        (select reach from private.contacts as p where p.case_id = c.case_id) as reach
		 from core.cases as c where source_code = 'public' and opened_by is null and narrative like '%实测%'
		 order by received_at desc limit 1`,
	);
	return rows[0];
}

async function kind(page, code) {
	await page.locator('form.report [name="category"]').selectOption(code);
}

test("a tap on the map, a photo and a number: the receipt leads to the public page", async () => {
	const { page, problems } = await visit(browser, server, "/report", PHONE);
	await kind(page, "02002");
	await page.locator('[name="narrative"]').fill("实测：路灯不亮");
	const map = page.locator(".pick-stage.ready .leaflet-container");
	await map.waitFor();
	await map.scrollIntoViewIfNeeded();
	await map.tap({ position: { x: 150, y: 120 } });
	await page.waitForFunction(() => document.querySelector("input[name=lng]").value !== "");
	const lng = Number(await page.locator('[name="lng"]').inputValue());
	await look(page, "report-1");
	await page.locator('button[value="check"]').click();

	await page.locator('input[type="file"]').setInputFiles({ name: "a.png", mimeType: "image/png", buffer: PNG });
	await page.locator('[name="contact"]').fill("13800138000");
	await look(page, "report-2");
	await page.locator('button[value="send"]').click();
	await page.waitForURL(/\/report\/[0-9a-f-]{36}$/);
	await look(page, "report-receipt");
	const code = await page.locator(".receipt-code .code").innerText();
	const row = await reported();
	assert.equal(row.public_code, code.replaceAll("-", ""));
	assert.ok(Math.abs(row.lng - lng) < 1e-5);
	assert.deepEqual([Number(row.files), row.reach], [1, "13800138000"]);

	await page.waitForTimeout(1_000);
	await page.locator(".receipt a.button").click();
	await page.locator("article.scan").waitFor();
	assert.match(await page.locator("main").innerText(), new RegExp(code));
	assert.ok(!(await page.content()).includes("13800138000"));
	assert.deepEqual(problems, []);
	await page.context().close();
});

test("without script a place is pointed at in a picture, and what is open near by is shown before sending", async () => {
	const { page, problems } = await visit(browser, server, "/en/report", { javaScriptEnabled: false });
	await kind(page, "02002");
	await page.locator('[name="narrative"]').fill("实测：无脚本");
	await page.locator("input.pick-picture").click({ position: { x: 160, y: 100 } });
	await page.locator('input[type="file"]').waitFor();
	const said = await page.locator("dl.facts").innerText();
	assert.match(said, /on the map at 12\d\.\d+, 2\d\.\d+/);
	// Back to the first step: nothing that was said is lost.
	await page.locator('button[value="change"]').click();
	assert.equal(await page.locator('[name="narrative"]').inputValue(), "实测：无脚本");
	assert.notEqual(await page.locator('[name="lng"]').inputValue(), "");
	await page.locator('button[value="check"]').click();
	await page.locator('button[value="send"]').click();
	assert.match(await page.locator("h1").innerText(), /We have it/);
	assert.match((await reported()).narrative, /无脚本/);
	// Without script a browser still fetches what the head announces, and then may not use it.
	assert.deepEqual(problems.filter((problem) => !problem.endsWith("csp")), []);
	await page.context().close();
});

test("who reports what is open already is led to it", async () => {
	const [near] = await ask(
		server,
		`select lng, lat, category_code, public_code from published.cases
		 where not closed and not withdrawn and lng is not null and received_at > now() - interval '20 days'
		   and state not in ('rejected', 'merged')
		 order by received_at desc limit 1`,
	);
	const { page } = await visit(browser, server, "/report");
	await kind(page, near.category_code);
	await page.locator('[name="lng"]').fill(String(near.lng));
	await page.locator('[name="lat"]').fill(String(near.lat));
	await page.locator('button[value="check"]').click();
	await page.locator(".alike li").first().waitFor();
	const links = await page.locator(".alike a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
	assert.ok(links.some((link) => link.replaceAll("-", "").includes(near.public_code)), `${near.public_code} in ${links}`);
	await look(page, "report-alike");
	await page.context().close();
});
