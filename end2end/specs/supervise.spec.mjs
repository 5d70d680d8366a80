// A supervisor looks at how units do, opens the cases behind a number, demands an answer, and keeps the view.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { findings } from "../fixtures/axe.mjs";
import { startBrowser } from "../fixtures/browser.mjs";
import { ask } from "../fixtures/database.mjs";
import { complaints, signIn } from "../fixtures/desk.mjs";
import { picture } from "../fixtures/picture.mjs";
import { startServer } from "../fixtures/server.mjs";

const SIZES = [
	{ width: 390, height: 844 },
	{ width: 1440, height: 1000 },
];

let server;
let browser;
before(async () => {
	server = await startServer({ own: true, args: ["--incidents", "3000", "--pace", "0"] });
	browser = await startBrowser();
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

/** Nothing is wrong with the page, on a phone and on a desk, by day and by night. */
async function look(page, name) {
	for (const colorScheme of ["light", "dark"]) {
		await page.emulateMedia({ colorScheme });
		for (const size of SIZES) {
			await page.setViewportSize(size);
			assert.deepEqual(await findings(page), [], `${name} at ${size.width}, ${colorScheme}`);
			await picture(page, `${name}-${size.width}-${colorScheme}`);
		}
	}
	await page.emulateMedia({ colorScheme: "light" });
}

/** Sends a form, and waits for the page that answers. */
async function send(page, button) {
	await Promise.all([page.waitForEvent("load"), button.click()]);
}

test("the page is readable for everyone, in both languages", async () => {
	const supervisor = await signIn(browser, server, "supervisor");
	for (const path of ["/supervise", "/en/supervise"]) {
		const page = await supervisor.go(path);
		for (const section of ["now", "period", "change", "flow", "flags", "funnel", "charts", "whistles"]) {
			assert.equal(await page.locator(`#${section}`).count(), 1, `${path} ${section}: ${complaints(server)}`);
		}
		await look(page, path.slice(1).replaceAll("/", "-"));
	}
	assert.deepEqual(supervisor.problems, []);
	await supervisor.page.context().close();
});

for (const javaScriptEnabled of [true, false]) {
	const way = javaScriptEnabled ? "with" : "without";
	test(`from a number to its cases, and one tap demands an answer, ${way} script`, async () => {
			const supervisor = await signIn(browser, server, "supervisor", { javaScriptEnabled });
		const page = await supervisor.go("/supervise");
		await Promise.all([page.waitForEvent("load"), page.locator('#now a[href*="kind=open"]').first().click()]);
		assert.match(page.url(), /\/supervise\/cases\?kind=open/);
		if (javaScriptEnabled) await look(page, "supervise-cases");
		const form = page.locator("form.demand").first();
		const code = await form.locator('[name="code"]').inputValue();
		await send(page, form.locator("button"));
		assert.match(page.url(), /\/supervise\/cases\?kind=open/, complaints(server));
		const row = page.locator(`tr[data-key="${code}"]`);
		assert.match(await row.innerText(), /督办中/);
		const demands = await ask(
			server,
			`select count(*)::int as count from core.case_events as event join core.cases as c using (region_code, case_id)
			 where c.public_code = '${code.replaceAll("-", "")}' and event.action = 'supervise'`,
		);
		assert.deepEqual(demands, [{ count: 1 }]);
		if (javaScriptEnabled) assert.deepEqual(supervisor.problems, []);
		await page.context().close();
	});

	test(`a view is kept, found again and removed, ${way} script`, async () => {
		const supervisor = await signIn(browser, server, "supervisor", { javaScriptEnabled });
		const page = await supervisor.go("/supervise?hours=72");
		await page.locator(".saved-views .fold summary").click();
		await page.locator('.saved-views input[name="name"]').fill(`三天内到期 ${way}`);
		await send(page, page.locator(".saved-views .fold form button"));
		const kept = page.locator(".saved-view", { hasText: `三天内到期 ${way}` });
		assert.match(await kept.locator("a").getAttribute("href"), /hours=72/);
		assert.equal(await kept.locator("a").getAttribute("aria-current"), "true");
		await send(page, kept.locator("button"));
		assert.equal(await page.locator(".saved-view", { hasText: `三天内到期 ${way}` }).count(), 0);
		await page.context().close();
	});
}
