// One matter or two, decided by people; and rows that could not be taken, mended.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startBrowser } from "../fixtures/browser.mjs";
import { ask } from "../fixtures/database.mjs";
import { imports, signIn } from "../fixtures/desk.mjs";
import { startServer } from "../fixtures/server.mjs";

const LAMP = "02002";
const COLUMNS = "巡查编号,发现时间,问题描述,位置.经度,位置.纬度,状态";

let server;
let browser;
let place;
before(async () => {
	server = await startServer({ own: true, args: ["--incidents", "0", "--pace", "0"] });
	browser = await startBrowser();
	const [cell] = await ask(server, "select anchors -> 0 as place from core.grid_cells order by grid_code limit 1");
	place = cell.place;
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

/** What a page says, without script as well. */
const words = (page) => page.locator("main").innerText();

for (const javaScriptEnabled of [true, false]) {
	test(`a proposed pair is joined by hand and taken apart again, ${javaScriptEnabled ? "with" : "without"} script`, async () => {
		const spot = [place[0] + (javaScriptEnabled ? 0 : 0.01), place[1]];
		const station = await signIn(browser, server, "station");
		const first = await station.opens({ category: LAMP, place: spot });
		const second = await station.opens({ category: LAMP, place: spot });
		await station.page.context().close();

		const dispatcher = await signIn(browser, server, "dispatcher", { javaScriptEnabled });
		const page = await dispatcher.go("/desk/matters");
		const pair = page.locator(".pair", { hasText: first });
		assert.match(await pair.innerText(), new RegExp(`${second}[^]*相距 0 米[^]*类别相同`));
		await pair.locator('button[value="joined"]').click();
		await page.waitForLoadState("load");
		assert.equal(await page.locator(".pair", { hasText: first }).count(), 0, "it waits no more");

		await dispatcher.go(`/desk/cases/${second}/matter`);
		assert.match(await words(page), new RegExp(`${first}[^]*由工作人员认定`));
		const member = page.locator(".pair", { has: page.locator(`input[value="${second}"]`) });
		await member.locator("button").click();
		await page.waitForLoadState("load");
		assert.match(await words(page), /没有发现与本案同一事项/);
		const decided = await ask(
			server,
			`select decided from core.case_links as link join core.cases as c on c.case_id in (link.case_a, link.case_b)
			 where c.public_code = '${second.replaceAll("-", "")}' and decided is not null`,
		);
		assert.deepEqual(decided, [{ decided: "apart" }]);
		if (javaScriptEnabled) assert.deepEqual(dispatcher.problems, []);
		await page.context().close();
	});
}

test("two systems that report one thing are one case, with the reasons on its page", async () => {
	const report = (id, time) => `${id},${time},绿化带内有成堆建筑垃圾，臭味很大，已经好几天没有人清理,${place[0]},${place[1] + 0.02},上报`;
	const summary = await imports(server, "grid_inspection", [COLUMNS, report("WG-1", "2026-03-01 08:40:00"), report("WG-2", "2026-03-01 11:40:00")]);
	assert.deepEqual([summary.new, summary.joined, summary.rejected], [2, 1, 0]);
	const [merged] = await ask(server, "select public_code as code, state from core.cases as c join core.case_traits using (region_code, case_id) where external_id = 'WG-2'");
	assert.equal(merged.state, "merged");
	const dispatcher = await signIn(browser, server, "dispatcher");
	await dispatcher.file(`${merged.code.slice(0, 4)}-${merged.code.slice(4, 8)}-${merged.code.slice(8)}`);
	await dispatcher.page.locator("a", { hasText: "同一事项" }).click();
	await dispatcher.page.waitForURL(/\/matter/);
	assert.match(await words(dispatcher.page), /代表本事项[^]*相距 0 米[^]*前后 3 小时[^]*文字相似度 1\.00/);
	assert.deepEqual(dispatcher.problems, []);
	await dispatcher.page.context().close();
});

test("a row that could not be taken is mended in the browser and becomes a case", async () => {
	const summary = await imports(server, "grid_inspection", [COLUMNS, `WG-9,昨天,路灯杆倾斜,${place[0]},${place[1]},上报`]);
	assert.equal(summary.rejected, 1);
	const admin = await signIn(browser, server, "admin");
	const page = await admin.go("/admin/quarantine");
	await page.locator("tbody a").first().click();
	await page.waitForURL(/quarantine\/row/);
	await page.locator('input[value="昨天"], textarea:text("昨天")').first().fill("2026-03-02 09:00:00");
	await page.locator("form.wide button.primary").click();
	await page.waitForLoadState("load");
	const [{ count }] = await ask(server, "select count(*)::int as count from private.source_records where external_id = 'WG-9'");
	assert.equal(count, 1);
	assert.deepEqual(admin.problems, []);
	await page.context().close();
});
