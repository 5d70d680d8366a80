// Lighthouse's four scores of the public pages on a phone, as a table. A report, never a gate:
// the times depend on the machine.
import lighthouse from "lighthouse";

import { startBrowser } from "./fixtures/browser.mjs";
import { freePort, startServer } from "./fixtures/server.mjs";

const PAGES = ["/", "/board", "/map"];
const WANTED = { performance: 95, accessibility: 100, "best-practices": 100, seo: 0 };

const server = await startServer();
const port = await freePort();
const browser = await startBrowser([`--remote-debugging-port=${port}`]);
try {
	const rows = [];
	const remarks = [];
	for (const path of PAGES) {
		const { lhr } = await lighthouse(server.url + path, {
			port,
			onlyCategories: Object.keys(WANTED),
			logLevel: "error",
		});
		const row = { page: path };
		for (const [category, wanted] of Object.entries(WANTED)) {
			const score = Math.round((lhr.categories[category].score ?? 0) * 100);
			row[category] = score;
			if (score >= wanted) continue;
			for (const { id, weight } of lhr.categories[category].auditRefs) {
				const audit = lhr.audits[id];
				if (weight > 0 && audit.score !== null && audit.score < 0.9) {
					remarks.push(`${path} ${category}: ${audit.title} ${audit.displayValue ?? ""}`.trim());
				}
			}
		}
		for (const [name, id] of [["LCP", "largest-contentful-paint"], ["TBT", "total-blocking-time"], ["CLS", "cumulative-layout-shift"]]) {
			row[name] = lhr.audits[id].displayValue;
		}
		rows.push(row);
	}
	console.table(rows);
	for (const remark of remarks) console.log(remark);
} finally {
	await browser.close();
	await server.stop();
}
