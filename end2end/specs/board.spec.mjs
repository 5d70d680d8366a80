// The board by one's own weights, and among peers: what the page says, beside what the open interface says.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { findings } from "../fixtures/axe.mjs";
import { startBrowser } from "../fixtures/browser.mjs";
import { picture } from "../fixtures/picture.mjs";
import { visit } from "../fixtures/portal.mjs";
import { startServer } from "../fixtures/server.mjs";

/** So many days ago, as addresses write a day. */
const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);

/** A period whose state is that of an earlier day: nothing moves between a page and its numbers. */
const PERIOD = { from: day(85), to: day(5), as_of: day(6) };
const PATH = `/board?${new URLSearchParams(PERIOD)}`;
const OFFICIAL = { on_time: 0, closing: 0, signing: 0, response: 30, solved: 35, satisfaction: 35 };

let server;
let browser;
before(async () => {
	server = await startServer({ own: true, args: ["--incidents", "20000", "--pace", "0"] });
	browser = await startBrowser();
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

/** The same board, from the open interface. */
async function board(more = {}) {
	const answer = await fetch(`${server.url}/api/v1/board?${new URLSearchParams({ ...PERIOD, ...more })}`);
	assert.equal(answer.status, 200);
	return answer.json();
}

/** The composite section: its state, its form, its table. */
function composite(page) {
	const section = page.locator("#composite");
	const field = (code) => section.locator(`form.what-if input[name="w_${code}"]`);
	return {
		section,
		/** By whose weights the table is. */
		state: async () => (await section.locator("caption").textContent()).trim(),
		/** What stands in the form. */
		shares: async () => {
			const pairs = Object.keys(OFFICIAL).map(async (code) => [code, Number(await field(code).inputValue())]);
			return Object.fromEntries(await Promise.all(pairs));
		},
		/** The official share that is told beside each field. */
		official: async () => {
			const pairs = Object.keys(OFFICIAL).map(async (code) => {
				const label = section.locator("form.what-if label", { has: page.locator(`input[name="w_${code}"]`) });
				return [code, (await label.locator("small").textContent()).trim()];
			});
			return Object.fromEntries(await Promise.all(pairs));
		},
		/** Name, place, score and what is said against the official place, of every unit. */
		rows: () =>
			section.locator("tbody tr").evaluateAll((rows) =>
				rows.map((row) => {
					const heading = row.querySelector("th").cloneNode(true);
					heading.querySelector("small")?.remove();
					const [place, score, moved] = [...row.querySelectorAll("td")].map((cell) => cell.textContent.trim());
					return { name: heading.textContent.trim(), place, score, moved };
				}),
			),
		/** Tries these shares. */
		tries: async (shares) => {
			for (const [code, share] of Object.entries(shares)) await field(code).fill(String(share));
			const [[code, share]] = Object.entries(shares);
			const answered = page.waitForURL((url) => url.searchParams.get(`w_${code}`) === String(share));
			await section.locator("form.what-if button").click();
			await answered;
		},
	};
}

/** The words of the page for how a place stands against the official one. */
function against({ place, official_place: official, missing }, isOfficial) {
	if (missing.length > 0) return /^缺：/;
	if (place === null) return /^样本不足$/;
	if (isOfficial) return /^$/;
	if (official === null) return /^正式权重下无名次$/;
	if (place < official) return new RegExp(`^▲ 上升 ${official - place} 位$`);
	if (place > official) return new RegExp(`^▼ 下降 ${place - official} 位$`);
	return /^不变$/;
}

/** The table says of every unit what the interface says. */
function assertComposites(shown, answer, isOfficial) {
	assert.equal(shown.length, answer.rows.length);
	for (const { unit, composite } of answer.rows) {
		const name = unit.code === "unassigned" ? "未指派" : unit.name;
		const row = shown.find((one) => one.name === name);
		assert.ok(row, `${name} is in the table`);
		assert.equal(row.place, composite.place === null ? "—" : String(composite.place), name);
		assert.match(row.moved, against(composite, isOfficial), name);
		if (composite.score === null) assert.equal(row.score, "—", name);
		else assert.ok(Math.abs(Number(row.score) - composite.score) <= 0.0501, `${name}: ${row.score}, ${composite.score}`);
	}
}

/** Period and state are still those of the address that was opened. */
function assertPeriod(page) {
	const { searchParams } = new URL(page.url());
	for (const [name, value] of Object.entries(PERIOD)) assert.equal(searchParams.get(name), value, name);
}

for (const javaScriptEnabled of [true, false]) {
	const way = javaScriptEnabled ? "with" : "without";

	test(`whoever moves a weight sees what it makes of everybody beside the official places, ${way} script`, async () => {
		const { page, problems } = await visit(browser, server, PATH, { javaScriptEnabled });
		const what = composite(page);
		const official = await board();
		assert.deepEqual(official.weights, official.official_weights, "nobody has tried anything yet");
		assert.equal(await what.state(), "按正式权重");
		assert.deepEqual(await what.shares(), OFFICIAL);
		const before = await what.rows();
		assertComposites(before, official, true);
		assert.ok(before.filter(({ place }) => place !== "—").length > 5, "several units have a place");

		await what.tries({ on_time: 60, response: 10, solved: 15, satisfaction: 15 });
		const own = await board({ weights: "on_time:60,response:10,solved:15,satisfaction:15" });
		assert.equal(await what.state(), "按您的权重（非正式）");
		assert.deepEqual(await what.shares(), { ...OFFICIAL, on_time: 60, response: 10, solved: 15, satisfaction: 15 });
		const words = Object.entries(OFFICIAL).map(([code, share]) => [code, `正式 ${share}`]);
		assert.deepEqual(await what.official(), Object.fromEntries(words), "the official ones stay beside them");
		const after = await what.rows();
		assertComposites(after, own, false);
		const scores = (rows) => Object.fromEntries(rows.map(({ name, score }) => [name, score]));
		assert.notDeepEqual(scores(after), scores(before), "on time is another thing than satisfied");
		assertPeriod(page);
		if (javaScriptEnabled) {
			assert.deepEqual(await findings(page), []);
			await picture(page, "board-own-weights");
		}

		await what.section.locator("form.what-if a.button").click();
		await page.waitForURL((url) => !url.searchParams.has("w_on_time"));
		assert.equal(await what.state(), "按正式权重");
		assert.deepEqual(await what.rows(), before);
		assertPeriod(page);
		assert.deepEqual(problems, []);
		await page.context().close();
	});

	test(`weights that do not add up are told beside the form and stay in it to be put right, ${way} script`, async () => {
		const { page, problems } = await visit(browser, server, `${PATH}&peers=bureau`, { javaScriptEnabled });
		const what = composite(page);
		const before = await what.rows();
		const lines = await page.locator("[data-live=table] tbody").innerText();

		await what.tries({ response: 50 });
		const fault = what.section.locator("[role=alert]");
		assert.equal((await fault.innerText()).trim(), "权重合计 120，应为 100；下表仍按正式权重。");
		assert.equal(await what.section.locator("[role=alert] + form.what-if").count(), 1, "beside the form");
		assert.deepEqual(await what.shares(), { ...OFFICIAL, response: 50 }, "what was typed is still there");
		assert.equal(await what.state(), "按正式权重");
		assert.deepEqual(await what.rows(), before);
		assert.equal(await page.locator("[data-live=table] tbody").innerText(), lines);
		assertPeriod(page);
		assert.equal(new URL(page.url()).searchParams.get("peers"), "bureau");
		if (javaScriptEnabled) {
			assert.deepEqual(await findings(page), []);
			await picture(page, "board-weights-fault");
		}

		await what.tries({ solved: 25, satisfaction: 25 });
		assert.equal(await fault.count(), 0);
		assert.equal(await what.state(), "按您的权重（非正式）");
		assert.deepEqual(await what.shares(), { ...OFFICIAL, response: 50, solved: 25, satisfaction: 25 });
		const own = await board({ peers: "bureau", weights: "response:50,solved:25,satisfaction:25" });
		assertComposites(await what.rows(), own, false);
		assertPeriod(page);
		assert.deepEqual(problems, []);
		await page.context().close();
	});

	test(`a peer group shows its own units only, ranked among themselves, ${way} script`, async () => {
		const { page, problems } = await visit(browser, server, PATH, { javaScriptEnabled });
		const whole = await board();
		const chips = page.locator("ul.chips.peers a.chip");
		assert.equal(await chips.count(), whole.peer_groups.length + 1, "one for each, and one for all");
		const rows = () =>
			page.locator("[data-live=table] tbody tr").evaluateAll((rows) =>
				rows.map((row) => ({ code: row.dataset.key, rank: row.querySelector("td.rank").textContent.trim() })),
			);
		const everybody = await rows();
		assert.deepEqual(everybody.map(({ code }) => code), whole.rows.map(({ unit }) => unit.code));

		// The largest two, so that choosing one takes another away.
		const groups = whole.peer_groups.toSorted((a, b) => b.units - a.units).slice(0, 2);
		for (const { code, units } of groups) {
			const chip = page.locator(`ul.chips.peers a.chip[href$="peers=${code}"]`);
			assert.match(await chip.innerText(), new RegExp(` ${units}$`));
			await chip.click();
			await page.waitForURL((url) => url.searchParams.get("peers") === code);
			assert.equal(await chip.getAttribute("aria-current"), "true");
			assert.equal(await page.locator("ul.chips.peers a[aria-current=true]").count(), 1);
			assertPeriod(page);

			const shown = await rows();
			assert.equal(shown.length, units);
			const members = whole.rows.filter((row) => row.peers === code && row.unit.code !== "unassigned");
			assert.deepEqual(shown.map((row) => row.code).sort(), members.map(({ unit }) => unit.code).sort());
			const ranked = members.filter(({ rank }) => rank);
			assert.ok(ranked.length > 2, `${code} has units with a rank`);
			for (const { unit, rank } of ranked) {
				const [best, worst] = rank;
				assert.ok(1 <= best && best <= worst && worst <= ranked.length, `${unit.code}: ${rank} of ${ranked.length}`);
				const words = best === worst ? String(best) : `${best}–${worst}`;
				assert.equal(shown.find((row) => row.code === unit.code).rank, words, unit.code);
			}
			const scored = await composite(page).rows();
			assert.equal(scored.length, units, "the composite is of the same units");
		}

		await chips.first().click();
		await page.waitForURL((url) => !url.searchParams.has("peers"));
		assert.deepEqual(await rows(), everybody);
		assertPeriod(page);
		assert.deepEqual(problems, []);
		await page.context().close();
	});
}
