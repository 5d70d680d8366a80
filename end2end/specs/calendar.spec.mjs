// The shipped calendar against npm `chinese-days`, day by day. Needs no server.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import calendar from "chinese-days";

const file = new URL("../../crates/domain/data/calendar-cn.csv", import.meta.url);
const rows = readFileSync(file, "utf8")
	.split("\n")
	.filter((line) => line && !line.startsWith("#") && !line.startsWith("date,"))
	.map((line) => line.split(","));
const ours = new Map(rows.filter(([, kind]) => kind !== "provisional").map(([day, kind]) => [day, kind]));
const provisional = rows.filter(([, kind]) => kind === "provisional").map(([year]) => Number(year));

function* days(year) {
	for (let day = new Date(Date.UTC(year, 0, 1)); day.getUTCFullYear() === year; day.setUTCDate(day.getUTCDate() + 1)) {
		yield { day: day.toISOString().slice(0, 10), weekend: day.getUTCDay() % 6 === 0 };
	}
}

const isWorked = ({ day, weekend }) => ours.get(day) === "workday" || (!weekend && ours.get(day) !== "holiday");

/// What the package names a day: its third field is a holiday's length, absent on plain days.
const named = (day) => calendar.getDayDetail(day).name.includes(",");

for (const year of [2024, 2025, 2026]) {
	test(`every day of ${year} is a holiday, a make-up workday or a plain day as in chinese-days`, () => {
		const wrong = [];
		let compared = 0;
		for (const date of days(year)) {
			const theirs = !named(date.day) ? "plain" : calendar.isWorkday(date.day) ? "workday" : "holiday";
			const here = ours.get(date.day) ?? "plain";
			if (here !== theirs || isWorked(date) !== calendar.isWorkday(date.day)) {
				wrong.push(`${date.day}: ${here}, chinese-days says ${theirs}`);
			}
			compared += 1;
		}
		assert.deepEqual(wrong, []);
		assert.equal(compared, year % 4 === 0 ? 366 : 365);
	});
}

// Not announced when the package was made either: what it knows of such a year must stand here as provisional.
test("a year that chinese-days does not know is provisional here, and one it knows is not", () => {
	for (const year of [2024, 2025, 2026, 2027]) {
		const known = [...days(year)].some(({ day }) => named(day));
		assert.equal(provisional.includes(year), !known, `${year}`);
	}
});

test("a provisional year holds holidays only: nobody has announced a make-up workday", () => {
	assert.deepEqual(provisional, [2027]);
	const kinds = rows.filter(([day, kind]) => day.startsWith("2027-") && kind !== "holiday");
	assert.deepEqual(kinds, []);
});
