// Published claims, held against the cases.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { findings } from "../fixtures/axe.mjs";
import { startBrowser } from "../fixtures/browser.mjs";
import { picture } from "../fixtures/picture.mjs";
import { visit } from "../fixtures/portal.mjs";
import { startServer } from "../fixtures/server.mjs";

/** In the middle of what the district has behind it. */
const CHANGE = new Date(Date.now() - 45 * 86_400_000).toISOString().slice(0, 10);

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

test("who names a date is told what holds, in words and without script", async () => {
	const { page } = await visit(browser, server, "/effect", { javaScriptEnabled: false });
	assert.equal(await page.locator(".claims").count(), 0);
	await page.locator("input[name=change]").fill(CHANGE);
	await page.locator(".effect-dates button").click();
	await page.waitForURL(/change=/);
	const verdicts = await page.locator(".claims tbody tr").allInnerTexts();
	assert.equal(verdicts.length, 5);
	const answer = await fetch(`${server.url}/api/v1/effect?change=${CHANGE}`);
	const { claims, series } = await answer.json();
	const words = { supported: "成立", possible: "可能", less: "有变化", not_supported: "不成立", too_few: "样本不足" };
	for (const [at, claim] of claims.entries()) assert.ok(verdicts[at].includes(words[claim.verdict]), verdicts[at]);
	const satisfaction = series.find((one) => one.measure === "satisfaction");
	assert.ok(satisfaction.comparison.before.whole > 20, "the district has answers");
	await page.context().close();
});

for (const width of [390, 1440]) {
	for (const colorScheme of ["light", "dark"]) {
		test(`axe finds nothing: ${width} px, ${colorScheme}`, async () => {
			for (const prefix of ["", "/en"]) {
				const path = `${prefix}/effect?change=${CHANGE}`;
				const { page, problems } = await visit(browser, server, path, { viewport: { width, height: 900 }, colorScheme });
				await picture(page, `${prefix}/effect-${width}-${colorScheme}`);
				// Tables that are folded away are looked at as well.
				await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
				assert.deepEqual(await findings(page), [], path);
				assert.deepEqual(problems, []);
				await page.context().close();
			}
		});
	}
}
