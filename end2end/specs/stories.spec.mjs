// The stories the system is there for, played by everyone who has a part in them, through the pages.
//
// Each ends with the public page, the page behind the QR code and the board telling what the database holds.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openPage, startBrowser } from "../fixtures/browser.mjs";
import { ask, caseOf, eventsOf, figuresOf } from "../fixtures/database.mjs";
import { give, REGION, signIn, unfold } from "../fixtures/desk.mjs";
import { visit } from "../fixtures/portal.mjs";
import { startServer } from "../fixtures/server.mjs";

/** Public within a second; a busy machine gets a little more before the test gives up. */
const PATIENCE = 5_000;

// Kinds that are listed one by one: of others the public sees totals only.
const KINDS = { wages: "05001", zombieCar: "03002", parking: "03001", lamp: "02002" };

let server;
let browser;
let township;
let place;
const people = new Map();
before(async () => {
	// No past and no simulator: only the stories happen.
	server = await startServer({ own: true, args: ["--incidents", "0", "--pace", "0"] });
	browser = await startBrowser();
	const [cell] = await ask(
		server,
		`select d.department_code, g.anchors -> 0 as place from core.grid_cells as g
		 join core.departments as d on d.region_code = g.region_code and d.department_code = g.township_code
		 order by g.grid_code limit 1`,
	);
	township = cell.department_code;
	place = cell.place;
	await give(server, "grid", "grid_worker", township);
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

/** A colleague, who signs in once. */
async function person(login) {
	if (!people.has(login)) people.set(login, await signIn(browser, server, login));
	return people.get(login);
}

/** One person after another does one thing to a case: `[login, action, fields]`. */
async function play(code, steps) {
	for (const [login, action, fields] of steps) await (await person(login)).does(code, action, fields);
}

/** What the open interface says. */
async function open(path) {
	const answer = await fetch(`${server.url}${path}`);
	assert.equal(answer.status, 200, path);
	return answer.json();
}

/** Waits until `look` finds no fault any more; the last one fails the test. */
async function soon(look) {
	const end = Date.now() + PATIENCE;
	for (;;) {
		try {
			return await look();
		} catch (error) {
			if (Date.now() > end) throw error;
			await new Promise((done) => setTimeout(done, 100));
		}
	}
}

/** Public page, QR page and board agree with the database; the published file. */
async function agreed(code) {
	const row = await caseOf(server, code);
	const events = await eventsOf(server, code);
	const time = (text) => text && new Date(text).getTime();
	const file = await soon(async () => {
		const file = await open(`/api/v1/cases/${code}`);
		assert.equal(file.state, row.state);
		assert.equal(file.department.code, row.lead_department);
		for (const { seq, action } of file.timeline) assert.equal(action, events.find((event) => event.seq === seq).action);
		assert.equal(file.timeline.at(-1).seq, events.at(-1).seq);
		assert.deepEqual(
			[file.due && time(file.due.original), file.due && time(file.due.current), time(file.closed_at)],
			[time(row.original_due_at), time(row.current_due_at), time(row.closed_at)].map((at) => at ?? null),
		);
		return file;
	});

	for (const path of [`/cases/${code}`, `/c/${REGION}.${row.public_token}`]) {
		const { page, problems } = await visit(browser, server, path);
		const words = await page.locator("main").innerText();
		assert.ok(words.includes(code), `${path} names the case`);
		assert.ok(words.includes(STATES[row.state]), `${path} says ${STATES[row.state]}: ${words}`);
		for (const secret of [row.title, row.narrative, row.address].filter(Boolean)) {
			assert.ok(!words.includes(secret), `${path} keeps ${secret} private`);
		}
		assert.deepEqual(problems, []);
		await page.context().close();
	}

	await soon(async () => {
		const board = await open(`/api/v1/board?region=${REGION}`);
		const line = board.rows.find((one) => one.unit.code === row.lead_department);
		const { received, closed, overdue_open, verdicts } = line ?? {};
		assert.deepEqual({ received, closed, overdue_open, verdicts }, await figuresOf(server, row.lead_department));
	});
	return file;
}

const STATES = {
	dispatched: "已派遣",
	signed: "已签收",
	in_progress: "处置中",
	feedback: "已反馈",
	closed: "已结案",
	reopened: "重办中",
};

/** A guest's page, through the link they were sent. */
async function guest(path, deeds) {
	const { page, problems } = await openPage(browser, `${server.url}${path}`, { viewport: { width: 390, height: 844 } });
	for (const deed of deeds) {
		const form = page.locator("form", { has: page.locator(`input[name="deed"][value="${deed}"]`) });
		await form.locator("button").click();
		await page.waitForURL(/done=/);
		await form.waitFor({ state: "detached" });
	}
	assert.deepEqual(problems, []);
	await page.context().close();
}

test("the mould-town wage debt: one whistle, everyone comes, closed, called back, satisfied", async () => {
	const station = await person("station");
	const code = await station.opens({
		category: KINDS.wages,
		place,
		title: "模具城工人讨要三万元工钱",
		narrative: "老板李四欠张三等六人工钱三万元，双方在车间争执。",
		address: "模具城 3 号楼",
	});
	const lawyer = await station.invites(code, "王律师", "lawyer");
	const cadre = await station.invites(code, "陈村长", "village_cadre");
	const guests = await ask(
		server,
		`select code_id from core.case_codes where kind = 'guest' order by created_at`,
	);
	await station.does(code, "whistle", {
		co_departments: ["police", "procuratorate", township, ...guests.map((one) => `guest:${one.code_id}`)],
		place: "模具城东门",
	});
	for (const login of ["police", "procuratorate", "grid"]) {
		await play(code, [
			[login, "answer_whistle"],
			[login, "arrive"],
		]);
	}
	await guest(lawyer, ["comes", "arrives"]);
	await guest(cadre, ["comes", "arrives"]);
	const ledger = await ask(
		server,
		`select callee, answered_at, arrived_at from core.whistle_calls
		 join core.cases as c using (region_code, case_id) where c.public_code = '${code.replaceAll("-", "")}'`,
	);
	assert.equal(ledger.length, 5);
	assert.ok(ledger.every((call) => call.answered_at && call.arrived_at >= call.answered_at));
	const shown = (await station.file(code)).locator(".whistles .ledger tbody tr");
	assert.equal(await shown.count(), 5);
	assert.doesNotMatch((await shown.allInnerTexts()).join(), /尚未/);

	await play(code, [
		["station", "accept"],
		["dispatcher", "dispatch", { department: "police", co_departments: ["procuratorate", "justice"] }],
		["police", "sign"],
		["procuratorate", "co_sign"],
		["justice", "co_sign"],
		["police", "contact"],
		["police", "start"],
	]);
	assert.ok(!(await (await person("police")).offers(code)).includes("feedback"), "co-handlers come first");
	await play(code, [
		["procuratorate", "co_feedback", { note: "已支持起诉" }],
		["justice", "co_feedback", { note: "已达成调解协议" }],
		["police", "feedback", { note: "工钱当场付清" }],
	]);
	assert.ok(!(await (await person("police")).offers(code)).includes("verify"), "nobody verifies their own");
	await play(code, [
		["verifier", "verify"],
		["callback", "call_back", { satisfaction: "5", solved: "yes" }],
		["dispatcher", "close"],
	]);
	const row = await caseOf(server, code);
	assert.deepEqual([row.state, row.satisfaction, row.solved], ["closed", 5, true]);
	const file = await agreed(code);
	assert.deepEqual(file.units.map((unit) => unit.department.code).sort(), ["justice", "police", "procuratorate"]);
	assert.ok(file.units.every((unit) => unit.signed_at && unit.feedback_at));
});

test("the zombie car: police check it, urban management clears the road, one joint visit", async () => {
	const station = await person("station");
	const code = await station.opens({ category: KINDS.zombieCar, place, title: "僵尸车占用消防通道" });
	await play(code, [
		["station", "accept"],
		["dispatcher", "dispatch", { department: "urban", co_departments: ["police"] }],
		["urban", "sign"],
		["police", "co_sign"],
		["urban", "start"],
		["urban", "whistle", { co_departments: ["police", "urban"], place: "澄湖路口" }],
		["police", "answer_whistle"],
		["urban", "answer_whistle"],
		["police", "arrive"],
		["urban", "arrive"],
		["police", "co_feedback", { note: "车辆已查验，联系到车主" }],
		["urban", "feedback", { note: "已拖离" }],
		["verifier", "verify"],
		["supervisor", "close"],
	]);
	const file = await agreed(code);
	assert.equal(file.timeline.filter((event) => event.action === "arrive").length, 2);
});

test("a return and a new dispatch: the reason is public, both units keep the case", async () => {
	const code = await (await person("station")).opens({ category: KINDS.lamp, place, title: "路灯不亮" });
	await play(code, [
		["station", "accept"],
		["dispatcher", "dispatch", { department: "urban" }],
		["urban", "return", { reason: "not_competent" }],
		["dispatcher", "redispatch", { department: "housing" }],
		["housing", "sign"],
	]);
	assert.equal((await caseOf(server, code)).returns, 1);
	const file = await agreed(code);
	assert.deepEqual(
		file.units.map((unit) => [unit.department.code, Boolean(unit.released_at)]),
		[
			["urban", true],
			["housing", false],
		],
	);
	const { page } = await visit(browser, server, `/cases/${code}`);
	const words = await page.locator("main").innerText();
	assert.match(words, /退回[\s\S]*不属本单位职责/);
	assert.match(words, /重新派遣/);
	await page.context().close();
	assert.match(await (await (await person("urban")).file(code)).locator("h1").innerText(), /路灯/, "who returned it still reads it");
	await play(code, [
		["housing", "start"],
		["housing", "feedback"],
		["verifier", "verify"],
		["dispatcher", "close"],
	]);
	await agreed(code);
});

test("an extension is refused by somebody else, and the case goes overdue", async () => {
	// One minute on the wall's clock, set as administrators set limits: the limit really passes.
	const admin = await person("admin");
	const limits = (await admin.go("/admin/limits")).locator('form[action$="/admin/limits"]');
	await unfold(limits);
	await limits.locator('[name="scope"]').selectOption(`category:${KINDS.parking}`);
	await limits.locator('[name="stage"]').selectOption("dispose");
	await limits.locator('[name="minutes"]').fill("1");
	await limits.locator('[name="clock"]').selectOption("continuous");
	await limits.locator("button.primary").click();
	await admin.page.waitForLoadState("load");

	// Whoever asks could decide, were it not their own.
	await give(server, "market", "dispatcher");
	for (const login of ["market", "supervisor", "dispatcher", "station"]) await person(login);
	const code = await (await person("station")).opens({ category: KINDS.parking, place, title: "占用盲道停车" });
	await play(code, [
		["station", "accept"],
		["dispatcher", "dispatch", { department: "market" }],
		["market", "sign"],
		["market", "ask_extension", { until: "2027-01-15T12:00", reason: "complex" }],
	]);
	const asked = await caseOf(server, code);
	assert.ok(asked.extension_by, "it waits for a decision");
	assert.ok(!(await (await person("market")).offers(code)).includes("approve_extension"));
	assert.ok((await (await person("supervisor")).offers(code)).includes("approve_extension"));
	await play(code, [["supervisor", "refuse_extension", { note: "事实清楚，不需要延期" }]]);

	const row = await caseOf(server, code);
	assert.equal(row.current_due_at, row.original_due_at, "a refusal moves nothing");
	await new Promise((done) => setTimeout(done, Math.max(0, new Date(row.current_due_at) - Date.now()) + 2_000));
	const desk = await (await person("market")).file(code);
	assert.match(await desk.locator(".case-head .signs").innerText(), /已超期/);
	assert.match(await desk.locator(".marks").innerText(), /超期/);
	const [mark] = await ask(server, `select * from core.clock_marks where mark = 'red' order by reached_at desc limit 1`);
	// The second of the limit is still in time; red is the one after it.
	assert.equal(new Date(mark.reached_at) - new Date(row.current_due_at), 1_000);
	const queue = await (await person("market")).go("/desk?queue=mine&mark=red");
	assert.ok((await queue.locator(".queue").innerText()).includes(code));

	const file = await agreed(code);
	assert.equal(file.due.original, file.due.current);
	assert.equal(file.timeliness, "red");
	const { page } = await visit(browser, server, `/cases/${code}`);
	const words = await page.locator("main").innerText();
	assert.match(words, /已超期/);
	assert.match(words, /不同意延期/);
	await page.context().close();
});

test("a citizen's veto opens a closed case again, and the figures follow", async () => {
	const code = await (await person("station")).opens({ category: KINDS.lamp, place, title: "小区路灯不亮" });
	await play(code, [
		["station", "accept"],
		["dispatcher", "dispatch", { department: "housing" }],
		["housing", "sign"],
		["housing", "start"],
		["housing", "feedback"],
		["verifier", "verify"],
		["dispatcher", "close"],
	]);
	await agreed(code);
	const before = await figuresOf(server, "housing");

	const { public_token: token } = await caseOf(server, code);
	const { page, problems } = await visit(browser, server, `/c/${REGION}.${token}`, { viewport: { width: 390, height: 844 } });
	const { page: watched } = await visit(browser, server, `/cases/${code}`);
	await page.locator('#voice label:has(input[value="no"])').click();
	await page.locator('#voice button').click();
	await page.waitForURL(/said=reopened/);
	assert.deepEqual(problems, []);
	await page.context().close();
	// Whoever has the page open sees it move by itself.
	await watched.locator('[data-live="signs"]', { hasText: "重办中" }).waitFor({ timeout: PATIENCE });
	await watched.context().close();

	assert.equal((await caseOf(server, code)).state, "reopened");
	const file = await agreed(code);
	assert.equal(file.timeline.at(-1).reason, "citizen_veto");
	const now = await figuresOf(server, "housing");
	assert.deepEqual([now.received, now.closed], [before.received, before.closed - 1]);
});

test("nothing went wrong on any page of anybody", () => {
	const problems = [...people.values()].flatMap(({ login, problems }) => problems.map((problem) => `${login} ${problem}`));
	assert.deepEqual(problems, []);
});
