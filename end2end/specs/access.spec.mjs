// Every page, in both languages, themes and widths: readable for everyone, and nothing goes wrong on it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { findings } from "../fixtures/axe.mjs";
import { startBrowser } from "../fixtures/browser.mjs";
import { someCase, visit } from "../fixtures/portal.mjs";
import { startServer } from "../fixtures/server.mjs";

const WIDTHS = { phone: { width: 390, height: 844 }, desk: { width: 1440, height: 1000 } };

let server;
let browser;
let paths;
before(async () => {
	server = await startServer();
	browser = await startBrowser();
	const code = await someCase(server);
	paths = ["/", "/map", "/map?mode=hex&measure=overdue", "/map?mode=heat", "/map?from=2026-11-01&vs=previous", "/board", "/cases", `/cases/${code}`, "/stations", "/reports", "/method", "/about", "/screen", "/effect", "/board/widget", "/report"];
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

for (const [name, viewport] of Object.entries(WIDTHS)) {
	for (const colorScheme of ["light", "dark"]) {
		test(`axe finds nothing on any page: ${name}, ${colorScheme}`, async () => {
			const found = [];
			for (const prefix of ["", "/en"]) {
				for (const path of paths) {
					const address = path === "/" && prefix ? prefix : prefix + path;
					const { page, problems } = await visit(browser, server, address, { viewport, colorScheme });
					for (const finding of await findings(page)) found.push(`${address} ${finding}`);
					for (const problem of problems) found.push(`${address} ${problem}`);
					await page.context().close();
				}
			}
			assert.deepEqual(found, []);
		});
	}
}

test("an address that leads nowhere gets a page that says so", async () => {
	const { page } = await visit(browser, server, "/nowhere");
	assert.match(await page.locator("main").innerText(), /404/);
	assert.equal((await fetch(`${server.url}/nowhere`)).status, 404);
});
