// A client of OGC API Features that others have written, as it is, against a demo district.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { REGION } from "../fixtures/desk.mjs";
import { startServer } from "../fixtures/server.mjs";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const python = resolve(root, "target/python/bin/python");
const run = promisify(execFile);

let server;
before(async () => {
	server = await startServer({ own: true, args: ["--incidents", "2000", "--pace", "0"] });
});
after(() => server?.stop());

/** What a few lines of Python print as JSON, with the client as `api`. */
async function client(lines) {
	const program = [
		"import json, sys",
		"from owslib.ogcapi.features import Features",
		"api = Features(sys.argv[1])",
		...lines,
	];
	const args = ["-c", program.join("\n"), `${server.url}/ogc/${REGION}`];
	const { stdout } = await run(python, args, { env: { ...process.env, NO_PROXY: "*" }, maxBuffer: 1 << 25 });
	return JSON.parse(stdout);
}

test("a client finds the collections and what is kept to", async () => {
	const found = await client([
		"print(json.dumps({'classes': api.conformance()['conformsTo'], 'collections': api.feature_collections(),",
		"                  'title': api.links and api.response['title']}))",
	]);
	assert.deepEqual(found.collections, ["cases", "grid", "stations", "elements"]);
	assert.ok(found.classes.some((one) => one.endsWith("/conf/core")));
	assert.ok(found.title);
});

test("a client reads cases in a box, page by page, and one of them", async () => {
	const found = await client([
		"one = api.collection_items('cases', limit=50)",
		"xs = [f['geometry']['coordinates'] for f in one['features'] if f['geometry']]",
		"box = [min(x for x, _ in xs), min(y for _, y in xs), max(x for x, _ in xs), max(y for _, y in xs)]",
		"inside = api.collection_items('cases', bbox=box, limit=100)",
		"first = api.collection_item('cases', inside['features'][0]['id'])",
		"grid = api.collection_items('grid', limit=20)",
		"print(json.dumps({'one': len(one['features']), 'inside': inside['features'], 'box': box, 'first': first,",
		"                  'next': [l['href'] for l in one['links'] if l['rel'] == 'next'], 'grid': grid['numberMatched']}))",
	]);
	assert.equal(found.one, 50);
	assert.equal(found.next.length, 1);
	assert.ok(found.inside.length >= 50);
	const [west, south, east, north] = found.box;
	for (const feature of found.inside) {
		const [x, y] = feature.geometry.coordinates;
		assert.ok(west <= x && x <= east && south <= y && y <= north, `${x}, ${y}`);
	}
	assert.equal(found.first.id, found.inside[0].id);
	assert.ok(found.grid > 20);
});
