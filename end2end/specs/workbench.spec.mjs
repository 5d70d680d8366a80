// The workbench on a phone, by keyboard, and for everyone's eyes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { findings } from "../fixtures/axe.mjs";
import { startBrowser } from "../fixtures/browser.mjs";
import { ask, caseOf } from "../fixtures/database.mjs";
import { imports, signIn } from "../fixtures/desk.mjs";
import { picture } from "../fixtures/picture.mjs";
import { startServer } from "../fixtures/server.mjs";

const LAMP = "02002";
/** The smallest picture there is. */
const PHOTO = Buffer.from(
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
	"base64",
);
const WIDTHS = [
	{ width: 390, height: 844 },
	{ width: 1440, height: 1000 },
];

let server;
let browser;
let place;
/** A case with everything in its file. */
let full;
/** A row that could not be taken. */
let row;
before(async () => {
	server = await startServer({ own: true, args: ["--incidents", "0", "--pace", "0"] });
	browser = await startBrowser();
	const [cell] = await ask(server, "select anchors -> 0 as place from core.grid_cells order by grid_code limit 1");
	place = cell.place;
	const station = await signIn(browser, server, "station");
	for (const title of ["第一件", "第二件"]) await station.opens({ category: LAMP, place, title });
	await station.opens({ category: LAMP, title: "没有坐标", address: "某路 1 号" });
	full = await station.opens({ category: LAMP, place, title: "路灯成片不亮，夜里看不见路", narrative: "三条街都不亮。" });
	await station.does(full, "accept");
	await station.does(full, "whistle", { co_departments: ["housing", "power"], place: "澄湖路口" });
	const dispatcher = await signIn(browser, server, "dispatcher");
	await dispatcher.does(full, "dispatch", { department: "housing", co_departments: ["power", "police"] });
	await dispatcher.does(full, "comment", { note: "请先看变压器。" });
	const housing = await signIn(browser, server, "housing");
	await housing.does(full, "answer_whistle");
	await housing.does(full, "sign");
	for (const one of [station, dispatcher, housing]) await one.page.context().close();
	await imports(server, "grid_inspection", ["巡查编号,发现时间,问题描述", "WG-9,昨天,路灯杆倾斜"]);
	[{ row }] = await ask(server, "select quarantine_id::text as row from private.quarantine");
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

test("a new case from a phone takes three taps", async () => {
	const phone = await signIn(browser, server, "grid", {
		viewport: { width: 390, height: 844 },
		hasTouch: true,
		isMobile: true,
		geolocation: { longitude: place[0], latitude: place[1] },
		permissions: ["geolocation"],
	});
	const page = await phone.go("/desk/new");
	await page.locator('[name="category"]').selectOption(LAMP);
	await page.locator("[data-locate]").tap();
	await page.waitForFunction(() => document.querySelector("[name=lng]").value !== "");
	await page.locator('[name="file"]').setInputFiles({ name: "lamp.png", mimeType: "image/png", buffer: PHOTO });
	await page.locator("form.new-case button.primary").tap();
	await page.waitForURL(/\/desk\/cases\//);
	const code = page.url().split("/").at(-1);
	const row = await caseOf(server, code);
	assert.equal(row.category_code, LAMP);
	assert.ok(row.grid_code, "it lies in a cell");
	assert.equal((await ask(server, `select 1 from core.attachments where case_id = '${row.case_id}'`)).length, 1);
	assert.ok(Math.abs(row.lng - place[0]) < 1e-5);
	assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
	assert.deepEqual(phone.problems, []);
	await page.context().close();
});

test("the queue is worked by keyboard", async () => {
	const acceptor = await signIn(browser, server, "acceptor");
	const page = await acceptor.go("/desk");
	const lines = page.locator(".queue-link");
	assert.ok((await lines.count()) >= 2, "two cases wait");
	const focused = () => page.evaluate(() => [...document.querySelectorAll(".queue-link")].indexOf(document.activeElement));
	const steps = [];
	for (const key of ["j", "j", "k"]) {
		await page.keyboard.press(key);
		steps.push(await focused());
	}
	assert.deepEqual(steps, [0, 1, 0]);
	const href = await lines.first().getAttribute("href");
	await page.keyboard.press("Enter");
	await page.waitForURL(`**${href}`);
	assert.deepEqual(acceptor.problems, []);
	await page.context().close();
});

// Who sees most of each page; the administrator's menu is the longest.
const PAGES = {
	housing: ["/desk", "/desk/cases/FULL", "/desk/cases/FULL/print", "/desk/new", "/desk/notices"],
	dispatcher: ["/desk", "/desk/cases/FULL", "/desk/cases/FULL/matter", "/desk/matters", "/desk/topics", "/desk/unplaced"],
	admin: [
		"/account",
		"/admin",
		"/admin/calendars",
		"/admin/categories",
		"/admin/categories/change?code=02002",
		"/admin/default-leads",
		"/admin/deliveries",
		"/admin/departments",
		"/admin/import",
		"/admin/limits",
		"/admin/log",
		"/admin/people",
		"/admin/quarantine",
		"/admin/quarantine/row?code=ROW",
		"/admin/stations",
		"/admin/station?code=S01",
		"/admin/weights",
	],
};

for (const viewport of WIDTHS) {
	for (const colorScheme of ["light", "dark"]) {
		test(`axe finds nothing on any page of the staff side: ${viewport.width} px, ${colorScheme}`, async () => {
			const found = [];
			for (const [login, paths] of Object.entries(PAGES)) {
				const colleague = await signIn(browser, server, login, { viewport, colorScheme });
				const addresses = paths.map((path) => path.replace("FULL", full).replace("ROW", row));
				for (const address of [...addresses, ...addresses.map((path) => `/en${path}`)]) {
					const page = await colleague.go(address);
					// Forms that are folded away are looked at as well.
					await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
					for (const finding of await findings(page)) found.push(`${login} ${address} ${finding}`);
					if (process.env.LIANQIN_E2E_PICTURES) {
						await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = false)));
						const name = address.replace(full, "file").replace(row, "row");
						await picture(page, `${login}${name}-${viewport.width}-${colorScheme}`);
					}
				}
				found.push(...colleague.problems.map((problem) => `${login} ${problem}`));
				await colleague.page.context().close();
			}
			assert.deepEqual(found, []);
		});
	}
}
