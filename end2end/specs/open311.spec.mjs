// A client of the Open311 standard that others have written, as it is, against a demo district: in both formats.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { ask } from "../fixtures/database.mjs";
import { REGION } from "../fixtures/desk.mjs";
import { startServer } from "../fixtures/server.mjs";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const python = resolve(root, "target/python/bin/python");
const run = promisify(execFile);

let server;
let key;
before(async () => {
	server = await startServer({ own: true, args: ["--incidents", "2000", "--pace", "0"] });
	const args = ["intake-key", "add", "--mapping", "public", "--region", REGION, "--data-dir", server.dataDir];
	const { stdout } = await run(server.program, args, { env: server.env, cwd: server.dataDir });
	key = JSON.parse(stdout).key;
});
after(() => server?.stop());

/** What a few lines of Python print as JSON, with the client as `city`. */
async function client(format, lines) {
	const program = [
		"import json, sys",
		"from georeport import GeoReport",
		"root, region, key, format = sys.argv[1:]",
		"city = GeoReport(root, jurisdiction=region, api_key=key, output_format=format)",
		...lines,
	];
	const args = ["-c", program.join("\n"), `${server.url}/open311/v2`, REGION, key, format];
	const { stdout } = await run(python, args, { env: { ...process.env, NO_PROXY: "*" } });
	return JSON.parse(stdout);
}

for (const format of ["json", "xml"]) {
	test(`a client lists services and requests, and follows what was posted: ${format}`, async () => {
		const services = await client(format, ["print(json.dumps(city.get_service_list()))"]);
		assert.ok(services.some((service) => service.service_code === "02002"));
		const requests = await client(format, ["print(json.dumps(city.get_service_requests(status='open')))"]);
		assert.ok(requests.length > 10);
		assert.ok(requests.every((request) => request.status === "open" && request.service_request_id));

		// It does not post; a form is all that this takes.
		const form = new URLSearchParams({
			api_key: key,
			jurisdiction_id: REGION,
			service_code: "02002",
			lat: "28.85",
			long: "121.15",
			first_name: "Hua",
			phone: "13800138000",
			description: "A lamp is dark",
		});
		const answer = await fetch(`${server.url}/open311/v2/requests.${format}`, { method: "POST", body: form });
		assert.equal(answer.status, 201);
		const id = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]/.exec(await answer.text())?.[0];
		const [row] = await ask(server, `select narrative, source_code from core.cases where public_code = '${id.replaceAll("-", "")}'`);
		assert.deepEqual([row.narrative, row.source_code], ["A lamp is dark", "public"]);
		await new Promise((done) => setTimeout(done, 2_000));
		const found = await client(format, [`print(json.dumps(city.get_service_request('${id}')))`]);
		assert.deepEqual([found.service_request_id, found.status, found.service_code], [id, "open", "02002"]);
	});
}
